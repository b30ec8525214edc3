"""The gold: answers with the labels of three model raters, read from evals/gold/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from interviewer.types import Exchange
from knowledge.types import Question

FOLDER = Path(__file__).parent / "gold"
Split = Literal["tune", "report"]


class GoldAnswer(BaseModel):
    """One answer; the labels are medians of the raters, 1-5."""

    model_config = ConfigDict(frozen=True)

    id: str
    question_id: str
    stage: str
    split: Split
    kind: str
    answer: str
    overall: int

    @property
    def muddy(self) -> bool:
        """Whether it comes from the middle, where raters differ by a point."""
        return self.kind.startswith("m")

    def exchanges(self, question: Question) -> tuple[Exchange, ...]:
        """The answer as it would have been given in an interview without probes."""
        return (Exchange(question.text, self.answer),)


def gold_answers(split: Split | Literal["all"]) -> list[GoldAnswer]:
    """The answers of a split, clear ones first."""
    lines = [
        line
        for name in ("answers_clear.jsonl", "answers_muddy.jsonl")
        for line in (FOLDER / name).read_text("utf-8").splitlines()
    ]
    answers = (GoldAnswer.model_validate_json(line) for line in lines)
    return [answer for answer in answers if split in ("all", answer.split)]


def bank_ids() -> Mapping[str, str]:
    """The bank's question for each of the gold's."""
    ids: dict[str, str] = json.loads((FOLDER / "bank_ids.json").read_text("utf-8"))
    return ids
