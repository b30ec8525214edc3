"""The desk: a judge's judgement of an answer, its quotes checked, counted into a grade. The one path to a grade."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from interviewer.grading.evidence import verified
from interviewer.grading.judge import Judge
from interviewer.grading.score import grade
from interviewer.types import Exchange, Grade, Judgement
from knowledge.types import Bank, Question

log = logging.getLogger(__name__)

A_JUDGEMENT = 1_500
"""Tokens of a judgement without the answer: the longest rubric of a bank with its schema, and the filled-in form."""
A_SECOND_LOOK = 500
"""The same for the few points that are judged twice."""
TRIES = 3
"""A form that does not fit is asked for again twice."""
BROKEN = "the grader failed on this answer"


def worst_case(exchanges: Sequence[Exchange]) -> int:
    """Tokens that a model may need for a judgement, second look and repairs included; an answer is counted generously."""
    said = sum(len(exchange.asked) + len(exchange.said) for exchange in exchanges)
    return TRIES * (A_JUDGEMENT + A_SECOND_LOOK + 2 * (said // 3))


async def graded(
    judge: Judge,
    bank: Bank,
    question: Question,
    exchanges: Sequence[Exchange],
    hinted: Mapping[str, int] | None = None,
) -> Grade:
    """The grade of one attempt. A judge that breaks leaves "not graded"; it never breaks the interview."""
    try:
        judgement = await judge.judge(question, exchanges)
        marks, raised = await asyncio.to_thread(verified, judgement.marks, judgement.raised, exchanges)
        judgement = replace(judgement, marks=marks, raised=raised)
    except Exception:
        log.exception("the %s judge failed on question %s", judge.maker.judge, question.id)
        judgement = Judgement((), (), judge.maker, ungraded=BROKEN)
    return grade(question, judgement, bank.dimensions_of(question.stage), hinted)
