"""What simulated candidates have to say: the rows of personas/, and the answers that lie ready for each question."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict, Field

from evals.gold_answers import bank_ids, gold_answers
from interviewer.events import Intent
from knowledge.types import Question

FOLDER = Path(__file__).parent / "personas"


class Persona(BaseModel):
    """A row of personas.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    answers: tuple[str, ...]
    remarks: Mapping[str, float] = Field(default_factory=dict)
    own: int = 0
    pace: float = 0.4
    away: float = 0.0
    new_process: float = 0.0
    retries: float = 0.0


class Remarks(BaseModel):
    """remarks.toml: `by_kind` what is said besides answers, `heard_as` which other readings are as good."""

    model_config = ConfigDict(frozen=True)

    by_kind: Mapping[str, tuple[str, ...]]
    heard_as: Mapping[str, tuple[str, ...]]
    fillers: tuple[str, ...]
    foreign: tuple[str, ...]


@cache
def personas() -> tuple[Persona, ...]:
    """All personas, in the order of the file."""
    rows = tomllib.loads((FOLDER / "personas.toml").read_text("utf-8"))
    return tuple(Persona(name=name, **row) for name, row in rows.items())


@cache
def remarks() -> Remarks:
    """The scripted remarks."""
    table = tomllib.loads((FOLDER / "remarks.toml").read_text("utf-8"))
    by_kind = {kind: said for kind, said in table.items() if isinstance(said, list)}
    return Remarks.model_validate(
        {
            "by_kind": by_kind,
            "heard_as": table["heard_as"],
            "fillers": table["fillers"]["said"],
            "foreign": table["foreign"]["said"],
        }
    )


def may_be_heard_as(kind: str) -> set[Intent | str]:
    """The readings that are right for a remark of a kind."""
    return {kind, *remarks().heard_as.get(kind, ())}


class Shelf:
    """What can be said to one question: its exemplars, the tune answers of the gold, and the sentences of its points."""

    def __init__(self, question: Question, random: Random) -> None:
        self._question, self._random = question, random

    def answer(self, way: str) -> str:
        """An answer to the question in a persona's way."""
        match way:
            case "strong":
                return self._random.choice(self._graded(4, 5))
            case "middling":
                return self._random.choice(self._graded(3, 3))
            case "weak":
                return self._random.choice(self._graded(1, 2))
            case "terse":
                return self._random.choice(self._question.points).aliases[0].capitalize() + "."
            case "rambling":
                return self._rambling()
            case "foreign":
                return self._random.choice(remarks().foreign)
            case "contrary":
                return self._contrary(self._random.choice(self._question.points).id)
            case "ordering":
                order = self._random.choice(remarks().by_kind["injecting"])
                return f"{self._random.choice(self._graded(2, 3))} {order}"
            case _:
                raise ValueError(f"no way {way!r} to answer; see answers in personas.toml")

    def to_probe(self, way: str, points: Sequence[str]) -> str:
        """An answer to a probe that aims at these points; at any one where a twist names none."""
        aimed = points or [self._random.choice(self._question.points).id]
        match way:
            case "strong":
                return " ".join(self._random.choice(self._question.point(p).said) for p in aimed)
            case "middling":
                return self._random.choice(self._question.point(aimed[0]).said)
            case "weak" | "ordering":
                return self._random.choice(self._question.point(aimed[0]).missed)
            case "contrary":
                return self._contrary(aimed[0])
            case _:
                return self.answer(way)

    def _graded(self, low: int, high: int) -> Sequence[str]:
        exemplars = [e.text for e in self._question.exemplars if low <= e.grade <= high]
        return [*exemplars, *(text for grade, text in _gold(self._question.id) if low <= grade <= high)]

    def _rambling(self) -> str:
        """About four hundred words: an answer with fillers between its sentences."""
        sentences = [
            f"{s.strip()}." for s in self._random.choice(self._graded(3, 4)).split(". ") if s.strip()
        ]
        fillers = self._random.choices(remarks().fillers, k=len(sentences))
        return " ".join(part for pair in zip(sentences, fillers, strict=True) for part in pair)

    def _contrary(self, point: str) -> str:
        """What meets a point, and what misses it, in one breath."""
        chosen = self._question.point(point)
        said, missed = self._random.choice(chosen.said), self._random.choice(chosen.missed or chosen.said)
        return f"{said} On the other hand I would say the opposite. {missed}"


@cache
def _gold(question: str) -> tuple[tuple[int, str], ...]:
    """The (grade, text) of the tune answers to a bank's question, without those that are no answer to it."""
    to_bank = bank_ids()
    return tuple(
        (answer.overall, answer.answer)
        for answer in gold_answers("tune")
        if to_bank.get(answer.question_id) == question and answer.kind not in ("f1", "f5", "f6")
    )
