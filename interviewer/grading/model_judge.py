"""The model judge: one call an answer returns a verdict and a quote for each point of ours; code checks them all.

Where the grade hangs on a doubtful mark, those points are judged once more, in another order.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from interviewer import prompts
from interviewer.chat_models import ChatModel
from interviewer.errors import ModelError, ReplyUnfit
from interviewer.grading.calibration import scale_of
from interviewer.grading.decisive import decisive, settled
from interviewer.grading.evidence import NOT_SAID, verified
from interviewer.grading.sheet import Form, Sheet, sheet_of, whole_sheet
from interviewer.prompts import Prompt
from interviewer.replies import Usage
from interviewer.types import Exchange, Judgement, Maker, Mark, Raised
from knowledge.types import Point, Question

VERSION = "2"
REPAIRS = 2
INVENTED = "The model quoted words that are not in the answer"
PROMPTS = ("judge", "judge_again", "judge_repair")


@dataclass(frozen=True)
class Found:
    """What one reply says: the marks as they were claimed, what is left of them once checked, and what it cost.

    tokens  all of them, of which `replies` are the model's own
    """

    claimed: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    raised: tuple[Raised, ...]
    tokens: int
    replies: int


class ModelJudge:
    """Judges with a language model. A failure of the model is a judgement that says so, never a mark."""

    def __init__(self, chat: ChatModel, core: Collection[str] = ()) -> None:
        """`core`: the ids of the dimensions that carry a stage's decision."""
        self._chat, self._core = chat, frozenset(core)
        fingerprints = (prompts.load(name).fingerprint for name in PROMPTS)
        self._maker = Maker("model", VERSION, chat.name, "-".join(fingerprints))

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
        try:
            first = await self._asked(judging(question, exchanges), whole_sheet(question), exchanges)
        except ModelError as error:
            return self._ungraded(question, error.said, error.tokens)
        found = await self._settled(question, exchanges, first)
        if _invents(found):
            return self._ungraded(question, INVENTED, found.tokens)
        return Judgement(found.marks, found.raised, self._maker, tokens=found.tokens, replies=found.replies)

    async def _settled(self, question: Question, exchanges: Sequence[Exchange], first: Found) -> Found:
        """The marks after a second look at the decisive points; where that fails, the first look stands."""
        scale = scale_of(self._maker.judge)
        ids = decisive(question, first.claimed, first.marks, first.raised, scale, self._core)
        if not ids:
            return first
        points = shuffled([question.point(id) for id in ids], exchanges)
        try:
            again = await self._asked(
                judging_again(points, exchanges), sheet_of(p.id for p in points), exchanges
            )
        except ModelError as error:
            return replace(first, tokens=first.tokens + error.tokens)
        second = {mark.point: mark for mark in again.marks}
        marks = tuple(settled(m, second[m.point]) if m.point in second else m for m in first.marks)
        tokens, replies = first.tokens + again.tokens, first.replies + again.replies
        return replace(first, marks=marks, tokens=tokens, replies=replies)

    async def _asked(self, asked: Prompt, sheet: Sheet, exchanges: Sequence[Exchange]) -> Found:
        """A whole reply to a prompt, repaired at most twice. ModelError with all that was spent."""
        prompt, spent, repairs = asked, 0, REPAIRS
        while True:
            try:
                form, cost = await self._fill(prompt, sheet)
            except ModelError as error:
                spent += error.tokens
                if not isinstance(error, ReplyUnfit) or not repairs:
                    error.tokens = spent
                    raise
                repairs -= 1
                prompt = _repairing(asked, error.why, sheet)
            else:
                claimed = sheet.marks(form)
                found = await asyncio.to_thread(verified, claimed, sheet.raised(form), exchanges)
                return Found(claimed, *found, spent + cost.tokens, cost.completion_tokens)

    async def _fill(self, prompt: Prompt, sheet: Sheet) -> tuple[Form, Usage]:
        """A form with our ids and what it cost. ReplyUnfit says which ids are wrong."""
        filled = await self._chat.fill(prompt, Form)
        if why := sheet.misfit(filled.value):
            raise ReplyUnfit(why, tokens=filled.usage.tokens)
        return filled.value, filled.usage

    def _ungraded(self, question: Question, why: str, spent: int) -> Judgement:
        marks = tuple(Mark(point.id, "ungraded", reason=why) for point in question.points)
        return Judgement(marks, (), self._maker, ungraded=why, tokens=spent)


def judging(question: Question, exchanges: Sequence[Exchange], seed: object = None) -> Prompt:
    """The judge's prompt for one attempt; `seed` makes its fence the same each time."""
    return prompts.fill(
        "judge",
        points=_listed("p", (point.met_when for point in question.points)),
        flags=_listed("f", (flag.text for flag in question.red_flags)) or "none",
        interview=_fenced(exchanges, seed),
    )


def judging_again(points: Sequence[Point], exchanges: Sequence[Exchange], seed: object = None) -> Prompt:
    """The prompt for a second look at some points. They say what was asked: the question itself stays away."""
    listed = _listed("p", (point.met_when for point in points))
    unasked = [replace(exchanges[0], asked=""), *exchanges[1:]]
    return prompts.fill("judge_again", points=listed, interview=_fenced(unasked, seed))


def shuffled(points: Sequence[Point], exchanges: Sequence[Exchange]) -> list[Point]:
    """The points in another order than the rubric's, the same one each time for the same answer."""
    order = list(points)
    Random("\n".join(e.said for e in exchanges)).shuffle(order)
    return order[::-1] if order == list(points) else order


def _invents(found: Found) -> bool:
    """Whether most of what a model claims rests on words that nobody said: such a judgement is worth nothing."""
    claims = [m for m in found.claimed if m.verdict != "no_evidence"]
    lost = sum(mark.reason == NOT_SAID for mark in found.marks)
    return lost > 1 and 2 * lost > len(claims)


def _fenced(exchanges: Sequence[Exchange], seed: object) -> str:
    spoken = ((f"INTERVIEWER: {e.asked}\n" if e.asked else "") + f"CANDIDATE: {e.said}" for e in exchanges)
    return prompts.fence("\n".join(spoken), prompts.nonce(seed))


def _repairing(asked: Prompt, why: str, sheet: Sheet) -> Prompt:
    """The same prompt, so that its head stays cached, with what was wrong at its end."""
    ids = tuple(sheet.points)
    repair = prompts.fill("judge_repair", why=why, first=ids[0], last=ids[-1])
    return replace(asked, user=f"{asked.user}\n\n{repair.user}")


def _listed(letter: str, texts: Iterable[str]) -> str:
    return "\n".join(f"{letter}{number} {text}" for number, text in enumerate(texts, 1))
