"""The model judge: one call an answer returns a verdict and a quote for each point of ours; code checks them all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from interviewer import prompts
from interviewer.chat_models import ChatModel
from interviewer.errors import ModelError, ReplyUnfit
from interviewer.grading.evidence import verified
from interviewer.prompts import Prompt
from interviewer.replies import Usage
from interviewer.types import Exchange, Judgement, Maker, Mark, Raised, Verdict
from knowledge.types import Question

VERSION = "1"
REPAIRS = 2

Id = Annotated[str, Field(max_length=4)]
Quote = Annotated[str, Field(max_length=300)]


class Marked(BaseModel):
    """A point as the model marked it, or a red flag that it found "raised"."""

    model_config = ConfigDict(extra="forbid")
    id: Id
    verdict: Literal["met", "partly", "not_met", "no_evidence", "raised"]
    quote: Quote


class Form(BaseModel):
    """The judge's reply: `{"marks": [{"id": "p1", "verdict": "met", "quote": "we split by time"}]}`."""

    model_config = ConfigDict(extra="forbid")
    marks: list[Marked]


@dataclass(frozen=True)
class Sheet:
    """What one answer is judged by: our points and red flags under the short ids that travel."""

    points: dict[str, str]
    flags: dict[str, str]

    def misfit(self, form: Form) -> str:
        """What is wrong with a form's ids and verdicts, or ""."""
        marked = [mark.id for mark in form.marks]
        faults = {
            "missing": [id for id in self.points if id not in marked],
            "more than once": sorted({id for id in marked if marked.count(id) > 1}),
            "unknown": [id for id in marked if id not in self.points and id not in self.flags],
            "a point cannot be raised": [
                m.id for m in form.marks if m.id in self.points and m.verdict == "raised"
            ],
        }
        return "; ".join(f"{what}: {', '.join(ids[:9])}" for what, ids in faults.items() if ids)

    def marks(self, form: Form) -> tuple[Mark, ...]:
        """Our points in our order, as a fitting form marks them."""
        by_id = {mark.id: mark for mark in form.marks}
        return tuple(Mark(point, _verdict(by_id[id]), by_id[id].quote) for id, point in self.points.items())

    def raised(self, form: Form) -> tuple[Raised, ...]:
        """Our red flags in our order, as a fitting form raises them."""
        quotes = {mark.id: mark.quote for mark in form.marks if mark.verdict == "raised"}
        return tuple(Raised(flag, quotes[id]) for id, flag in self.flags.items() if id in quotes)


class ModelJudge:
    """Judges with a language model. A failure of the model is a judgement that says so, never a mark."""

    def __init__(self, chat: ChatModel) -> None:
        self._chat = chat
        files = (prompts.load("judge"), prompts.load("judge_repair"))
        self._maker = Maker("model", VERSION, chat.name, "-".join(file.fingerprint for file in files))

    @property
    def maker(self) -> Maker:
        """The model, and the prompts it was asked with."""
        return self._maker

    async def judge(self, question: Question, exchanges: Sequence[Exchange]) -> Judgement:
        """The marks of one attempt, or every point "ungraded" with the reason."""
        began = time.monotonic()
        judgement = await self._judge(question, exchanges)
        return replace(judgement, seconds=time.monotonic() - began)

    async def _judge(self, question: Question, exchanges: Sequence[Exchange]) -> Judgement:
        if not any(exchange.said.strip() for exchange in exchanges):
            return Judgement(tuple(Mark(p.id, "no_evidence") for p in question.points), (), self._maker)
        sheet = _sheet(question)
        asked = prompt = judging(question, exchanges)
        spent, repairs = 0, REPAIRS
        while True:
            try:
                form, cost = await self._fill(prompt, sheet)
            except ReplyUnfit as error:
                spent += error.tokens
                if not repairs:
                    return self._ungraded(question, error, spent)
                repairs -= 1
                prompt = _repairing(asked, error.why, sheet)
            except ModelError as error:
                return self._ungraded(question, error, spent + error.tokens)
            else:
                found = await asyncio.to_thread(verified, sheet.marks(form), sheet.raised(form), exchanges)
                return Judgement(
                    *found, self._maker, tokens=spent + cost.tokens, replies=cost.completion_tokens
                )

    async def _fill(self, prompt: Prompt, sheet: Sheet) -> tuple[Form, Usage]:
        """A form with our ids and what it cost. ReplyUnfit says which ids are wrong."""
        filled = await self._chat.fill(prompt, Form)
        if why := sheet.misfit(filled.value):
            raise ReplyUnfit(why, tokens=filled.usage.tokens)
        return filled.value, filled.usage

    def _ungraded(self, question: Question, error: ModelError, spent: int) -> Judgement:
        marks = tuple(Mark(point.id, "ungraded", reason=error.said) for point in question.points)
        return Judgement(marks, (), self._maker, ungraded=error.said, tokens=spent)


def judging(question: Question, exchanges: Sequence[Exchange], seed: object = None) -> Prompt:
    """The judge's prompt for one attempt; `seed` makes its fence the same each time."""
    points = (f"{point.id}: {point.met_when}" for point in question.points)
    spoken = "\n".join(f"INTERVIEWER: {e.asked}\nCANDIDATE: {e.said}" for e in exchanges)
    return prompts.fill(
        "judge",
        points=_listed("p", points),
        flags=_listed("f", (flag.text for flag in question.red_flags)) or "none",
        interview=prompts.fence(spoken, prompts.nonce(seed)),
    )


def _repairing(asked: Prompt, why: str, sheet: Sheet) -> Prompt:
    """The same prompt, so that its head stays cached, with what was wrong at its end."""
    ids = tuple(sheet.points)
    repair = prompts.fill("judge_repair", why=why, first=ids[0], last=ids[-1])
    return replace(asked, user=f"{asked.user}\n\n{repair.user}")


def _numbered(letter: str, ids: Iterable[str]) -> dict[str, str]:
    """Short ids and ours, in order: `{"p1": "trade-off", "p2": "control"}`."""
    return {f"{letter}{number}": id for number, id in enumerate(ids, 1)}


def _sheet(question: Question) -> Sheet:
    points, flags = (p.id for p in question.points), (f.id for f in question.red_flags)
    return Sheet(_numbered("p", points), _numbered("f", flags))


def _verdict(marked: Marked) -> Verdict:
    assert marked.verdict != "raised"  # such a form is a misfit
    return marked.verdict


def _listed(letter: str, texts: Iterable[str]) -> str:
    return "\n".join(f"{letter}{number} {text}" for number, text in enumerate(texts, 1))
