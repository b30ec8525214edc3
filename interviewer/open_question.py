"""The open question: what is on the table, and how it is said once more, in other words or to lead back to it. Pure.

A question has two wordings of its own. A follow-up has one in the bank; a model may have worded it otherwise, and then
its whole line is what was asked.
"""

from __future__ import annotations

from interviewer.events import Asked, Explained, Probed, Session
from interviewer.types import Target
from knowledge.types import Question


def probe_text(question: Question, target: Target) -> str:
    """A follow-up in the bank's words."""
    if target.kind == "point":
        return question.point(target.id).probe
    options = question.parts if target.kind == "part" else question.twists
    return {o.id: o.text for o in options}[target.id]


def repeated(session: Session, question: Question) -> str:
    """What is on the table, as it was asked; of a probe that a model has worded, the whole line."""
    asked = _on_the_table(session)
    if isinstance(asked, Asked):
        return question.text
    planned = _planned(asked, question)
    return planned if planned in asked.line else asked.line


def rephrased(session: Session, question: Question) -> tuple[str, str]:
    """The family of lines and the words.

    A question has two wordings, which come in turn; a probe is said in the bank's words, or put into its place.
    """
    asked = _on_the_table(session)
    if isinstance(asked, Probed):
        planned = _planned(asked, question)
        placed = f"As part of “{question.title}”: {planned}"
        return ("explain.placed", placed) if planned in asked.line else ("explain.rephrase", planned)
    since = session.events[session.events.index(asked) :]
    times = sum(isinstance(e, Explained) and e.how == "rephrase" for e in since)
    return "explain.rephrase", question.text if times % 2 else question.rephrased


def led_back_to(session: Session, question: Question) -> str:
    """What a stray message is led back to."""
    asked = _on_the_table(session)
    return question.rephrased if isinstance(asked, Asked) else _planned(asked, question)


def _on_the_table(session: Session) -> Asked | Probed:
    return next(e for e in reversed(session.events) if isinstance(e, Asked | Probed))


def _planned(probe: Probed, question: Question) -> str:
    return probe_text(question, Target(probe.target_kind, probe.target, ()))
