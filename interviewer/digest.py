"""A digest: what the history needs of one interview, in names and figures; no word that anybody said. Pure.

It is derived from the events and can be thrown away at any time; `archive.py` keeps it beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from interviewer.attempts import Attempt, attempts, seen
from interviewer.dimensions import followed_up
from interviewer.events import Finished, Graded, NumberWished, Session
from interviewer.types import Grade, Maker, Mode, Verdict

FORM = 3
"""Raised when a digest changes its form, so that older ones are made anew."""


@dataclass(frozen=True)
class Try:
    """An answered attempt whose grade the candidate has seen.

    attempt  its seq in the session; at: when it was graded, in seconds since the epoch
    levels   by dimension, as far as its points could be marked
    marks    verdict by point; raised: the red flags
    followed  the points that the follow-ups aimed at
    maker    what graded it; wished: the candidate has asked for its overall, should that be withheld
    held_back  the overall is withheld (see `withheld`)
    """

    attempt: int
    at: float
    question: str
    stage: str
    overall: int | None
    rating: int | None
    levels: tuple[tuple[str, int], ...]
    marks: tuple[tuple[str, Verdict], ...]
    maker: Maker
    raised: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()
    wished: bool = False
    held_back: bool = False


@dataclass(frozen=True)
class Digest:
    """One interview. `questions` counts those planned; `finished`: it has come to its end."""

    id: str
    bank: str
    began: float
    latest: float
    mode: Mode
    stages: tuple[str, ...]
    questions: int
    finished: bool
    tries: tuple[Try, ...]

    @property
    def counted(self) -> tuple[Try, ...]:
        """Of each question its latest try, as the debrief counts."""
        return tuple({tried.question: tried for tried in self.tries}.values())


digest_adapter: TypeAdapter[Digest] = TypeAdapter(Digest)
"""Reads and writes a digest as JSON."""


def digest_of(session: Session) -> Digest:
    """The digest of a session as it stands."""
    plan = session.plan
    return Digest(
        id=session.id,
        bank=plan.bank,
        began=session.events[0].at,
        latest=session.events[-1].at,
        mode=plan.mode,
        stages=tuple(s.stage for s in plan.stages),
        questions=len(plan.questions),
        finished=any(isinstance(e, Finished) for e in session.events),
        tries=tuple(_tries(session)),
    )


def _tries(session: Session) -> Iterator[Try]:
    graded = {e.attempt: e.at for e in session.events if isinstance(e, Graded)}
    tried = attempts(session)
    shown = seen(session, tried)
    wished = {e.attempt for e in session.events if isinstance(e, NumberWished)}
    for attempt in tried:
        if attempt.id in shown and attempt.exchanges and attempt.grade is not None:
            followed = tuple(sorted(followed_up(session, attempt)))
            yield _try(attempt, attempt.grade, graded[attempt.id], followed, wished=attempt.id in wished)


def _try(attempt: Attempt, grade: Grade, at: float, followed: tuple[str, ...], *, wished: bool) -> Try:
    return Try(
        attempt=attempt.id,
        at=at,
        question=attempt.question,
        stage=attempt.stage,
        overall=grade.overall,
        rating=attempt.rating,
        levels=tuple((level.dimension, level.level) for level in grade.levels),
        marks=tuple((mark.point, mark.verdict) for mark in grade.marks),
        maker=grade.maker,
        raised=tuple(raised.flag for raised in grade.raised),
        followed=followed,
        wished=wished,
    )
