"""What the interviewer does next, in the imperative. `machine.next_move` chooses, `performer.py` performs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from interviewer.events import HowExplained, Intent
from interviewer.types import Target


@dataclass(frozen=True)
class Open:
    """Say who, how long and what comes."""

    stage: str


@dataclass(frozen=True)
class Ask:
    """Ask a planned question; `retry_of` names the attempt that is tried again."""

    stage: str
    question: str
    retry_of: int | None = None


@dataclass(frozen=True)
class Probe:
    """Follow up on the open attempt, at one target."""

    attempt: int
    question: str
    target: Target


@dataclass(frozen=True)
class Listen:
    """Wait for the candidate: an answer, a question of her own, or the wish to go on."""

    awaits: Literal["answer", "question", "next"]


@dataclass(frozen=True)
class Hear:
    """Make out what the last message is. `attempt` is None while the candidate's own questions are invited."""

    text: str
    attempt: int | None


@dataclass(frozen=True)
class Explain:
    """Reply to a wish or a word beside the question (repeat, rephrase, clarify, grant a minute ...); it stays open."""

    question: str
    how: HowExplained
    text: str


@dataclass(frozen=True)
class Hint:
    """Give one more step of the hint ladder for a point."""

    question: str
    point: str
    step: int


@dataclass(frozen=True)
class Redirect:
    """Lead back to the open question, neutrally."""

    question: str
    reason: Intent


@dataclass(frozen=True)
class Invite:
    """Ask for the candidate's own questions."""

    stage: str


@dataclass(frozen=True)
class AnswerBack:
    """Answer the candidate's question from the guide, or say "I don't know"."""

    stage: str
    text: str


@dataclass(frozen=True)
class Close:
    """End the stage politely."""

    stage: str
    reason: Literal["done", "time", "stopped"]


@dataclass(frozen=True)
class Finish:
    """End the interview."""


@dataclass(frozen=True)
class Rest:
    """Nothing is left to do."""


Move = (
    Open
    | Ask
    | Probe
    | Listen
    | Hear
    | Explain
    | Hint
    | Redirect
    | Invite
    | AnswerBack
    | Close
    | Finish
    | Rest
)
