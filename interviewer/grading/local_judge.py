"""The local judge: the embedded one, with a small language model's word on every point weighed in.

The model is asked for one token a point, whether the answer bears it out, and never for a grade: asked for one it
answers at random. Guards, quotes, red flags and the overall are the embedded judge's own; the points are marked by both
(`python -m evals claims` measures how well, and fits how much each counts).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict

from interviewer import prompts
from interviewer.chat_models import Weigher
from interviewer.errors import ModelError
from interviewer.grading.embedded.fitted import Linear, Numbers
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.types import Exchange, Judgement, Maker
from knowledge.types import Point, Question

FILE = Path(__file__).with_name("local_weights.json")
_SURE = 1e-4


class LocalWeigher(Weigher, Protocol):
    """A model on this machine, which may be starting or have stopped."""

    @property
    def at_work(self) -> bool:
        """Whether it can be asked now."""
        ...


class Both(BaseModel):
    """How much either reader counts where a point is met, and where it is at least partly met (`evals/claims.py` fits it).

    Features: the log odds of the embedded judge and of the model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    met: Linear
    partly: Linear

    def counted(self, told: Numbers, met: Numbers, partly: Numbers) -> tuple[Numbers, Numbers]:
        """The chances of each point to be met, and to be at least partly met, with what the model told (points,)."""
        return self.met.chance(odds(met, told)), self.partly.chance(odds(np.maximum(met, partly), told))


@cache
def both() -> Both:
    """The shipped weights. Raises pydantic.ValidationError when the file was damaged."""
    return Both.model_validate_json(FILE.read_text("utf-8"))


def odds(ours: Numbers, told: Numbers) -> Numbers:
    """(points, 2): the log odds of the embedded judge and of the model."""
    clipped = np.clip(np.column_stack([ours, told]), _SURE, 1 - _SURE)
    return np.asarray(np.log(clipped / (1 - clipped)), float)


def claim(point: Point) -> str:
    """A point as a claim: "the candidate names a metric that ..."."""
    first = point.met_when[:1] if point.met_when[:2].isupper() else point.met_when[:1].lower()
    return f"the candidate {first}{point.met_when[1:]}"


async def told(model: Weigher, question: Question, answer: str) -> Numbers:
    """(points,): how likely the model holds each point met, asked one after the other, so that the answer is read once.

    Raises ModelError.
    """
    spoken = f"INTERVIEWER: {question.text}\nCANDIDATE: {answer.strip()}"
    interview = prompts.fence(spoken, prompts.nonce(spoken))
    asked = (prompts.fill("check", interview=interview, claim=claim(p)) for p in question.points)
    return np.array([(await model.weigh(prompt)).chance for prompt in asked])


@dataclass(frozen=True)
class LocalJudge:
    """Implements `judge.Judge`. While the model cannot be asked, the grade is the embedded judge's, and says so."""

    embedded: EmbeddedJudge
    model: LocalWeigher

    @property
    def maker(self) -> Maker:
        """What a judgement of both is signed with."""
        version = f"{self.embedded.maker.version}-{both().version}"
        return Maker("local", version, self.model.name, prompts.load("check").fingerprint)

    async def judge(self, question: Question, exchanges: Sequence[Exchange]) -> Judgement:
        """The judgement of one attempt; some seconds."""
        began = time.perf_counter()
        first = await self.embedded.judge(question, exchanges)
        if not self.model.at_work:
            return first
        if (
            first.ungraded or first.cap is not None
        ):  # a guard has spoken: there is nothing to ask a model about
            return replace(first, maker=self.maker)
        try:
            heard = await asyncio.to_thread(self.embedded.heard, question, exchanges)
            chances = await told(self.model, question, heard)
        except ModelError:
            return first
        second = await asyncio.to_thread(
            self.embedded.read, question, exchanges, lambda met, partly: both().counted(chances, met, partly)
        )
        return replace(second, maker=self.maker, seconds=time.perf_counter() - began)
