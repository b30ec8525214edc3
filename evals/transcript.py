"""A transcript as the checks read it: what was said by whom, what followed what, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from interviewer.events import (
    Answered,
    AnsweredBack,
    Aside,
    Asked,
    Event,
    Explained,
    Finished,
    Heard,
    Hinted,
    Invited,
    Probed,
    Redirected,
    Session,
    StageClosed,
    StageOpened,
    Turn,
)

Spoken = (
    StageOpened
    | Asked
    | Probed
    | Explained
    | Hinted
    | Redirected
    | Invited
    | AnsweredBack
    | StageClosed
    | Finished
)
"""Events that carry a line of the interviewer."""
PAUSE = 600.0
"""Seconds that an absence counts at most, as the interview's own clock has it."""


@dataclass(frozen=True)
class Violation:
    """What is wrong: which check found it, at which event of the session, and the words or facts of it."""

    check: str
    seq: int
    what: str


@dataclass(frozen=True)
class Line:
    """A line of the interviewer, and the question on the table: "" between questions."""

    seq: int
    event: Spoken
    question: str

    @property
    def text(self) -> str:
        """The words."""
        return self.event.line


@dataclass(frozen=True)
class Reply:
    """A message of the candidate, what it was heard as, and the interviewer's next move.

    heard and then are None where nothing of the kind followed. invited: it was said to an invitation.
    """

    seq: int
    said: Answered
    heard: Heard | None
    then: Turn | None
    question: str
    invited: bool


def lines(session: Session) -> Iterator[Line]:
    """Everything that the interviewer said, in order."""
    question = ""
    for seq, event in enumerate(session.events):
        question = _on_the_table(event, question)
        if isinstance(event, Spoken):
            yield Line(seq, event, question)


def replies(session: Session) -> Iterator[Reply]:
    """Everything that the candidate said, in order, with what came of it."""
    question, invited = "", False
    turns = [(seq, event) for seq, event in enumerate(session.events) if not isinstance(event, Aside)]
    following = [event for _, event in turns] + [None, None]
    for place, (seq, event) in enumerate(turns):
        question = _on_the_table(event, question)
        if isinstance(event, Asked | Invited | StageClosed):
            invited = isinstance(event, Invited)
        if isinstance(event, Answered):
            heard, then = following[place + 1], following[place + 2]
            yield Reply(seq, event, heard if isinstance(heard, Heard) else None, then, question, invited)


def within(session: Session, stage: str) -> Iterator[tuple[int, Turn]]:
    """The turns from a stage's opening to its closing."""
    current = ""
    for seq, event in enumerate(session.events):
        if isinstance(event, StageOpened):
            current = event.stage
        if current == stage and not isinstance(event, Aside):
            yield seq, event


def minutes_in_stage(session: Session, seq: int) -> float:
    """Minutes from the opening of the present stage to the event at `seq`, each absence counted as `PAUSE`."""
    opened = max(i for i, e in enumerate(session.events[:seq]) if isinstance(e, StageOpened))
    times = [event.at for event in session.events[opened : seq + 1]]
    return sum(min(max(b - a, 0.0), PAUSE) for a, b in pairwise(times)) / 60.0


def _on_the_table(event: Event, question: str) -> str:
    match event:
        case Asked():
            return event.question
        case StageOpened() | Invited() | StageClosed() | Finished():
            return ""
        case _:
            return question
