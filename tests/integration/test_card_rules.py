"""The hard rules of the card, on real answers with the real embedded judge."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest

from evals.gold_answers import bank_ids, gold_answers
from interviewer.grading import desk
from interviewer.grading.card_rules import broken
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.grading.feedback import hold_back, make_card
from interviewer.types import Exchange
from knowledge.embeddings import MiniLM
from knowledge.types import Question
from tests.unit.sessions import BANK

EVERY = 1 if os.environ.get("EVERY_ANSWER") else 4
"""EVERY_ANSWER=1 looks at all of them, which takes some minutes; without it every fourth."""


def answers() -> Iterator[tuple[Question, tuple[Exchange, ...]]]:
    """Every exemplar of the bank and every development answer, with their questions."""
    for question in BANK.questions:
        for exemplar in question.exemplars:
            yield question, (Exchange(question.text, exemplar.text),)
    for answer in gold_answers("tune"):
        question = BANK.question(bank_ids()[answer.question_id])
        yield question, answer.exchanges(question)


@pytest.fixture(scope="module")
def judge() -> EmbeddedJudge:
    return EmbeddedJudge(BANK, MiniLM())


def test_no_card_of_a_real_answer_breaks_a_rule(judge: EmbeddedJudge) -> None:
    faults = []
    for question, exchanges in list(answers())[::EVERY]:
        grade = asyncio.run(desk.graded(judge, BANK, question, exchanges))
        card = make_card(
            question, grade, exchanges, rating=None, seconds=60, probes=0, hints=0, advice_passage="guide 3"
        )
        faults += [(question.id, rule) for rule in broken(card, exchanges)]
        faults += [(question.id, rule) for rule in broken(hold_back(card, "Not to be relied on."), exchanges)]

    assert faults == []
