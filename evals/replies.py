"""`python -m evals replies`: what the model judge makes of malformed replies, over real HTTP.

A scripted endpoint gives the same malformed reply as often as it is asked. Recovered: every verdict and quote that
a person could read from it, and no other. Everything else must be "not graded". Exit status 1 if a number came from
a reply that holds none, or if less than nine in ten of the recoverable ones were recovered.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from evals.grading import GUIDE
from evals.malformed import QUESTION, SAID, Malformed, battery, sound
from evals.wire.endpoint import Endpoint
from interviewer.chat_models import chat_model
from interviewer.grading import desk
from interviewer.grading.evidence import find_quote
from interviewer.grading.model_judge import ModelJudge
from interviewer.types import Exchange, Grade
from knowledge.bank import load_bank
from knowledge.types import Bank

TARGET = 0.9
DEADLINE = 6.0
"""Seconds for a reply: a silent endpoint must not hold the eval up."""


@dataclass(frozen=True)
class Outcome:
    """What became of one reply, and how often the model was asked for it."""

    malformed: Malformed
    grade: Grade
    recovered: bool
    asked: int

    @property
    def told(self) -> str:
        """Recovered, not graded, or what must not be: a number where there is none."""
        if self.recovered:
            return "recovered"
        return "not graded" if self.grade.overall is None else f"WRONG: graded {self.grade.overall}"


def outcome(malformed: Malformed, bank: Bank) -> Outcome:
    """The grade that an answer gets from a model that always replies like this."""
    question = bank.question(QUESTION)
    with Endpoint(lambda _: malformed.reply) as endpoint:
        grade = asyncio.run(_graded(endpoint.url, bank))
    expected = {
        point.id: (mark["verdict"], find_quote(str(mark["quote"]), SAID) or "")
        for point, mark in zip(question.points, sound(len(question.points)), strict=True)
    }
    read = {mark.point: (mark.verdict, mark.quote) for mark in grade.marks}
    return Outcome(malformed, grade, grade.overall is not None and read == expected, len(endpoint.chats))


async def _graded(url: str, bank: Bank) -> Grade:
    question = bank.question(QUESTION)
    chat = chat_model(model="scripted", api_key="none", base_url=url, deadline=DEADLINE)
    try:
        return await desk.graded(ModelJudge(chat), bank, question, (Exchange(question.text, SAID),))
    finally:
        await chat.close()


def main(argv: Sequence[str]) -> int:
    """Run the battery and print what became of each reply."""
    argparse.ArgumentParser(prog="python -m evals replies", description=__doc__).parse_args(argv)
    bank = load_bank(GUIDE)
    found = [outcome(m, bank) for m in battery(len(bank.question(QUESTION).points))]
    for one in found:
        kind = "recoverable" if one.malformed.recoverable else "hopeless"
        why = f" ({one.grade.ungraded})" if one.grade.ungraded else ""
        print(f"{kind:12} {one.malformed.name:40} {one.told}{why}, asked {one.asked}")
    recoverable = [one for one in found if one.malformed.recoverable]
    recovered = sum(one.recovered for one in recoverable)
    wrong = sum(one.told.startswith("WRONG") for one in found)
    numbers = sum(one.grade.overall is not None for one in found if not one.malformed.recoverable)
    print(
        f"\n{len(found)} replies: recovered {recovered} of {len(recoverable)} recoverable ones ({recovered / len(recoverable):.0%}, "
        f"target >= {TARGET:.0%}); numbers from the {len(found) - len(recoverable)} others: {numbers} (target 0)"
    )
    return int(wrong > 0 or numbers > 0 or recovered < TARGET * len(recoverable))
