"""The floor: whether what the candidate does can be taken now, from the events alone. Pure.

An act takes her turn: the first one of a turn counts, whoever comes second is told. What concerns an answer that she
gave stands beside the conversation and can come at any time; done once already, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from interviewer.attempts import attempt_of, wished_judge
from interviewer.errors import Conflict, Refused
from interviewer.events import (
    Answered,
    ExampleShown,
    MovedOn,
    Rated,
    RegradeWished,
    Retried,
    Session,
    Stopped,
)
from interviewer.machine import next_move
from interviewer.moves import Listen
from interviewer.room import turn_of

LONGEST_ANSWER = 100_000
"""Characters of one message; a longer one is refused and stays in the composer."""

Act = Answered | MovedOn | Retried | Stopped
Concern = Rated | ExampleShown | RegradeWished

_WHEN: Mapping[type[Act], Collection[str]] = {
    Answered: ("answer", "question"),
    MovedOn: ("next",),
    Retried: ("next",),
    Stopped: ("answer", "question", "next"),
}
"""What the interviewer must be waiting for."""


def said(text: str) -> str:
    """A message as it is kept. Raises Refused for an empty or far too long one."""
    if not text.strip():
        raise Refused("Type an answer first, or say “skip” to move on.")
    if len(text) > LONGEST_ANSWER:
        raise Refused(f"That is {len(text):,} characters; please keep it under {LONGEST_ANSWER:,}.")
    return text.encode("utf-8", "replace").decode("utf-8")


def check_turn(session: Session, act: Act, turn: int) -> None:
    """Raises Conflict where the turn that the page showed was taken already, Refused where the act must wait."""
    if turn != turn_of(session):
        raise Conflict
    move = next_move(session)
    if not isinstance(move, Listen) or move.awaits not in _WHEN[type(act)]:
        raise Refused("One moment, the interviewer is not done; nothing you typed is lost.")
    if isinstance(act, Retried):
        attempt_of(session, act.attempt)


def changes(session: Session, concern: Concern) -> bool:
    """Whether it changes anything. Raises Refused before an own attempt, and where there is no such attempt."""
    tried = attempt_of(session, concern.attempt)
    if not tried.exchanges:
        raise Refused("This comes after your own attempt.")
    match concern:
        case Rated():
            return not tried.revealed
        case ExampleShown():
            return not tried.example_shown
        case RegradeWished(judge=judge):
            if tried.grade is not None:
                return tried.grade.overall is None
            return judge == "embedded" and wished_judge(session, tried.id) != "embedded"
