"""The record of an interview: what was said, and what the candidate has seen of grades, in reading order. Pure.

Markdown, PDF and the replay on the page are set from it; a grade that was not shown yet is in none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from interviewer.attempts import attempts, seen
from interviewer.cues import STAGE_NAMES
from interviewer.events import (
    Answered,
    Challenged,
    Event,
    ExampleShown,
    Finished,
    Graded,
    Heard,
    Hinted,
    MovedOn,
    NumberWished,
    Rated,
    RegradeWished,
    Rejudged,
    Retried,
    RewriteWished,
    Rewritten,
    Session,
    Spent,
    StageClosed,
    StageOpened,
    Started,
    Stopped,
    Stumbled,
)
from interviewer.types import Card, Grade, Mode, StageDebrief
from interviewer.withheld import Stands, shown_card, shown_debriefs, withheld
from knowledge.types import Bank


@dataclass(frozen=True)
class Line:
    """One line. `who` "stage" names a part that begins; "aside" is told, not said.

    hint   step of the ladder when it is one, else 0
    card   the card that came with the grade this line tells, or None
    """

    who: Literal["stage", "you", "interviewer", "aside"]
    at: float
    text: str
    hint: int = 0
    card: Card | None = None


@dataclass(frozen=True)
class Cited:
    """A passage that a card or a debrief names, so that it can be read without the program."""

    id: str
    text: str


@dataclass(frozen=True)
class Record:
    """A whole interview to read. `stages` are names ("Technical interview"); `began` is in seconds since the epoch."""

    id: str
    began: float
    mode: Mode
    stages: tuple[str, ...]
    role: str
    finished: bool
    lines: tuple[Line, ...]
    cards: tuple[Card, ...]
    debriefs: tuple[StageDebrief, ...]
    passages: tuple[Cited, ...]


def record_of(session: Session, bank: Bank, stands: Stands) -> Record:
    """The record of a session, as far as the candidate has seen it; `stands` says whose overalls are withheld."""
    cards = _cards(session, bank, stands)
    held = {a.id for a in attempts(session) if withheld(session, a, stands)}
    closed = {e.stage for e in session.events if isinstance(e, StageClosed)}
    debriefs = tuple(d for d in shown_debriefs(session, bank, stands) if d.stage in closed)
    return Record(
        id=session.id,
        began=session.events[0].at,
        mode=session.plan.mode,
        stages=tuple(stage_name(s.stage) for s in session.plan.stages),
        role=bank.role,
        finished=any(isinstance(e, Finished) for e in session.events),
        lines=tuple(_lines(session, bank, cards, held)),
        cards=tuple(card for card in cards.values() if card is not None),
        debriefs=debriefs,
        passages=tuple(_cited((c for c in cards.values() if c), debriefs, bank)),
    )


def graded_line(grade: Grade, *, held_back: bool = False) -> str:
    """What a grade says: the number and who made it, or that there is none to be told; no full stop."""
    by = f"{grade.maker.judge} grader {grade.maker.version} {grade.maker.model}".strip()
    if grade.overall is None:
        return f"Not graded: {grade.ungraded or 'no reason given'}"
    told = "Overall not shown" if held_back else f"Graded {grade.overall}"
    return f"{told} ({by}, rubric {grade.rubric})"


def stage_name(stage: str) -> str:
    """A stage as a heading: "Technical interview"."""
    return STAGE_NAMES.get(stage, stage).capitalize()


def _cards(session: Session, bank: Bank, stands: Stands) -> dict[int, Card | None]:
    """The attempts whose grade the candidate may see, each with its card once there is one."""
    tried = attempts(session)
    shown = seen(session, tried)
    return {a.id: shown_card(session, a, bank, stands) for a in tried if a.id in shown}


def _points(session: Session, bank: Bank) -> dict[tuple[int, str], str]:
    """What the points of each attempt's question ask for, as far as the bank still holds it."""
    questions = {q.id: q for q in bank.questions}
    asked = ((a.id, questions[a.question]) for a in attempts(session) if a.question in questions)
    return {(id, point.id): point.text for id, question in asked for point in question.points}


def _lines(
    session: Session, bank: Bank, cards: Mapping[int, Card | None], held: Collection[int]
) -> Iterator[Line]:
    """All of it in the order that the candidate saw it: grades that wait for the debrief come at the end of their stage."""
    names, waits, stage = _points(session, bank), session.plan.feedback == "stage", ""
    for event in session.events:
        if waits and isinstance(event, StageOpened):
            yield from _stage_graded(session, stage, bank, cards, held)
            stage = event.stage
        if not (waits and isinstance(event, Rated | Graded)):
            yield from _told(event, cards, names, held)
    if waits:
        yield from _stage_graded(session, stage, bank, cards, held)


def _stage_graded(
    session: Session, stage: str, bank: Bank, cards: Mapping[int, Card | None], held: Collection[int]
) -> Iterator[Line]:
    """A line for each graded answer of a stage: "Drift: you graded yourself 4, graded 3 (embedded grader …)."."""
    titles = {q.id: q.title for q in bank.questions}
    for tried in attempts(session):
        if tried.stage == stage and tried.id in cards and tried.grade is not None:
            own = f"you graded yourself {tried.rating}, " if tried.rating is not None else ""
            line = graded_line(tried.grade, held_back=tried.id in held)
            told = f"{titles.get(tried.question, tried.question)}: {own}{line[:1].lower()}{line[1:]}."
            yield Line("aside", tried.began, told, card=cards[tried.id])


def _told(
    event: Event,
    cards: Mapping[int, Card | None],
    names: Mapping[tuple[int, str], str],
    held: Collection[int],
) -> Iterator[Line]:
    match event:
        case StageOpened(at=at, stage=stage, line=line):
            yield Line("stage", at, stage_name(stage))
            yield Line("interviewer", at, line)
        case Answered(at=at, text=text):
            yield Line("you", at, text)
        case Hinted(at=at, line=line, step=step):
            yield Line("interviewer", at, line, hint=step)
        case Stumbled(at=at, line=line):
            yield Line("aside", at, line)
        case Rated(at=at, rating=rating) if rating is not None:
            yield Line("aside", at, f"You graded yourself {rating}.")
        case ExampleShown(at=at):
            yield Line("aside", at, "The example answer was shown.")
        case Rewritten(at=at, text=text) if text:
            yield Line("aside", at, f"Your answer, said better with your facts only: {text}")
        case Challenged(at=at, attempt=attempt, point=point, argument=argument):
            name = names.get((attempt, point), point.replace("-", " "))
            yield Line("aside", at, f"You challenged the mark of “{name}”: {argument}")
        case Rejudged(at=at, mark=mark, note=note):
            quote = f" “{mark.quote}”" if mark.quote else ""
            second = f"Second look: {mark.verdict.replace('_', ' ')}{quote}. {note}".strip()
            yield Line("aside", at, f"{second} The first mark stays.")
        case Graded(at=at, attempt=attempt, grade=grade) if attempt in cards:
            line = graded_line(grade, held_back=attempt in held)
            yield Line("aside", at, f"{line}.", card=cards[attempt])
        case (
            Started()
            | Heard()
            | MovedOn()
            | Retried()
            | Stopped()
            | Rated()
            | Graded()
            | RegradeWished()
            | Spent()
            | RewriteWished()
            | Rewritten()
            | NumberWished()
        ):
            return
        case _:
            yield Line("interviewer", event.at, event.line)


def _cited(cards: Iterable[Card], debriefs: Iterable[StageDebrief], bank: Bank) -> Iterator[Cited]:
    cited = {id for c in cards for id in (c.why_source, c.why_passage, *(m.passage for m in c.missing))}
    cited |= {id for d in debriefs for drill in d.drills for id in drill.passages}
    return (Cited(p.id, p.text) for p in bank.guide.passages if p.id in cited)
