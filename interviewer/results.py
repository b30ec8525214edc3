"""The result of an attempt: its question in this bank, its grade as far as the answer bears it out, its card. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from interviewer.attempts import Attempt
from interviewer.events import Session
from interviewer.grading.evidence import span_said
from interviewer.grading.feedback import make_card
from interviewer.types import Card, Exchange, Grade
from knowledge.types import Bank, Question


@dataclass(frozen=True)
class Result:
    """An attempt that counts, with its grade and its question."""

    attempt: Attempt
    grade: Grade
    overall: int
    question: Question


def results_of(session: Session, answers: Sequence[Attempt], bank: Bank) -> Iterator[Result]:
    """The results of those answers that have an overall, and whose question `bank` still holds."""
    for attempt in answers:
        question = question_of(session, attempt.question, bank)
        if question and attempt.grade and attempt.grade.overall is not None:
            yield Result(attempt, _proved(attempt.grade, attempt.exchanges), attempt.grade.overall, question)


def card_of(session: Session, attempt: Attempt, bank: Bank) -> Card | None:
    """The feedback card of an attempt; None while it is not judged, or when `bank` does not hold its question."""
    question = question_of(session, attempt.question, bank)
    if attempt.grade is None or question is None:
        return None
    card = make_card(
        question,
        _proved(attempt.grade, attempt.exchanges),
        attempt.exchanges,
        rating=attempt.rating,
        seconds=attempt.seconds,
        probes=len(attempt.probed),
        hints=sum(step for _, step in attempt.hints),
        advice_passage=_advice(question, bank),
    )
    return replace(card, minutes=_minutes(session, question))


def question_of(session: Session, id: str, bank: Bank) -> Question | None:
    """The question; None where the interview was held with another bank, or the bank has dropped it since."""
    held_here = session.plan.bank == bank.id
    return next((q for q in bank.questions if q.id == id and held_here), None)


def _minutes(session: Session, question: Question) -> float:
    """The minutes that were planned: a drill plans fewer than an interview."""
    return next((q.minutes for q in session.plan.questions if q.id == question.id), question.minutes)


def _proved(grade: Grade, exchanges: Sequence[Exchange]) -> Grade:
    """The grade with those quotes only that stand in the answer, wherever it was stored in between."""
    marks = tuple(replace(m, quote=span_said(m.quote, exchanges)) for m in grade.marks)
    raised = (replace(r, quote=span_said(r.quote, exchanges)) for r in grade.raised)
    return replace(grade, marks=marks, raised=tuple(r for r in raised if r.quote))


def _advice(question: Question, bank: Bank) -> str:
    """The passage a question rests on: "guide 2.2" for "authored, after guide §2.2 and §1.2"; "" without one."""
    section = re.search(r"§([\d.]*\d)", question.provenance)
    id = f"guide {section[1]}" if section else ""
    return id if any(p.id == id for p in bank.guide.passages) else ""
