"""Attempts: what was asked and answered about one question, derived from the events.

An attempt begins with `Asked` and is known by that event's seq. It is over as soon as the interviewer has
asked something else, closed the stage or, where a card follows each answer, has no probe left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from interviewer.errors import Refused
from interviewer.events import (
    Answered,
    Asked,
    Event,
    ExampleShown,
    Explained,
    Finished,
    Graded,
    Heard,
    Hinted,
    Invited,
    Probed,
    Rated,
    Redirected,
    RegradeWished,
    Session,
    StageClosed,
    StageOpened,
)
from interviewer.types import Exchange, Grade

PAUSE = 600.0
"""Seconds after which a silence counts as an absence: a longer gap adds only this much to the time spent."""


@dataclass(frozen=True)
class Attempt:
    """One try at one question.

    probed    (kind, id) of each probe asked, in order
    evidence  points that something said so far speaks to (for probing; the grade decides for itself)
    given_up  the candidate declined or skipped the question
    strays    messages that led away (redirects); `explained` counts replies that left the question open
    hints     deepest hint step given, by point
    revealed  the candidate has rated herself, or chosen not to: the card may be shown
    """

    id: int
    question: str
    stage: str
    line: str
    began: float
    retry_of: int | None = None
    exchanges: tuple[Exchange, ...] = ()
    probed: tuple[tuple[str, str], ...] = ()
    evidence: frozenset[str] = frozenset()
    given_up: bool = False
    strays: int = 0
    explained: int = 0
    hints: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0
    rating: int | None = None
    revealed: bool = False
    grade: Grade | None = None
    example_shown: bool = False
    prompt: str = ""

    @property
    def deepest_hints(self) -> dict[str, int]:
        """The deepest hint step by point id."""
        return dict(self.hints)


def attempts(session: Session) -> tuple[Attempt, ...]:
    """Every attempt of the session, in order; the last one may still be open."""
    found: dict[int, Attempt] = {}
    open_id: int | None = None
    stage, previous = "", 0.0
    for seq, event in enumerate(session.events):
        if isinstance(event, StageOpened):
            stage = event.stage
        if isinstance(event, Asked):
            open_id = seq
            found[seq] = Attempt(
                seq, event.question, stage, event.line, event.at, event.retry_of, prompt=event.line
            )
        elif isinstance(event, Invited | StageClosed | Finished):
            open_id = None
        elif isinstance(event, Rated | Graded | ExampleShown | RegradeWished):
            if event.attempt in found:
                found[event.attempt] = _beside(found[event.attempt], event)
        elif open_id is not None:
            found[open_id] = _within(found[open_id], event, session, seq, event.at - previous)
        previous = event.at
    return tuple(found.values())


def attempt_of(session: Session, id: int) -> Attempt:
    """The attempt of that number. Raises Refused."""
    found = next((a for a in attempts(session) if a.id == id), None)
    if found is None:
        raise Refused("There is no such answer in this interview.")
    return found


def wished_judge(session: Session, attempt: int) -> str:
    """The judge that the candidate wished for last, "" for the one in use."""
    wishes = [e.judge for e in session.events if isinstance(e, RegradeWished) and e.attempt == attempt]
    return wishes[-1] if wishes else ""


def _beside(attempt: Attempt, event: Rated | Graded | ExampleShown | RegradeWished) -> Attempt:
    match event:
        case Rated():
            return replace(attempt, rating=event.rating, revealed=True)
        case Graded():
            return replace(attempt, grade=event.grade)
        case ExampleShown():
            return replace(attempt, example_shown=True)
        case RegradeWished():
            return replace(attempt, grade=None)


def _within(attempt: Attempt, event: Event, session: Session, seq: int, gap: float) -> Attempt:
    match event:
        case Answered():
            return replace(attempt, seconds=attempt.seconds + min(max(gap, 0.0), PAUSE))
        case Probed():
            return replace(
                attempt, probed=(*attempt.probed, (event.target_kind, event.target)), prompt=event.line
            )
        case Hinted():
            hints = {**attempt.deepest_hints, event.point: event.step}
            return replace(attempt, hints=tuple(hints.items()))
        case Explained():
            return replace(attempt, explained=attempt.explained + 1)
        case Redirected():
            return replace(attempt, strays=attempt.strays + 1)
        case Heard():
            return _heard(attempt, event, _said_before(session, seq))
        case _:
            return attempt


def _heard(attempt: Attempt, event: Heard, said: str) -> Attempt:
    match event.intent:
        case "answer":
            exchange = Exchange(attempt.prompt, said)
            return replace(
                attempt,
                exchanges=(*attempt.exchanges, exchange),
                evidence=attempt.evidence | frozenset(event.evidence),
            )
        case "skip":
            return replace(attempt, given_up=True)
        case "decline":
            return replace(attempt, given_up=not attempt.probed)
        case _:
            return attempt


def _said_before(session: Session, seq: int) -> str:
    """The message that the `Heard` at `seq` is about: asides may stand between the two."""
    return next(e.text for e in reversed(session.events[:seq]) if isinstance(e, Answered))


def seen(session: Session, tried: Sequence[Attempt]) -> frozenset[int]:
    """Ids of the attempts whose grade the candidate may see: their stage is closed, or she has rated herself."""
    closed = {e.stage for e in session.events if isinstance(e, StageClosed)}
    each = session.plan.feedback == "each"
    return frozenset(a.id for a in tried if a.stage in closed or (each and a.revealed))


def minutes_spent(session: Session, stage: str) -> float:
    """Minutes spent in a stage, absences (gaps over `PAUSE`) counted as `PAUSE` each.

    Where a card follows each answer only the answering counts: reading feedback is no part of the time planned.
    """
    if session.plan.feedback == "each":
        return sum(a.seconds for a in attempts(session) if a.stage == stage) / 60.0
    return sum(_gaps(session, stage)) / 60.0


def _gaps(session: Session, stage: str) -> Iterator[float]:
    current = ""
    for before, event in zip(session.events, session.events[1:], strict=False):
        if isinstance(before, StageOpened):
            current = before.stage
        if isinstance(before, StageClosed):
            current = ""
        if current == stage:
            yield min(max(event.at - before.at, 0.0), PAUSE)
