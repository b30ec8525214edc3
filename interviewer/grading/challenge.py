"""A challenged mark: one point judged once more, with the candidate's argument as material and never as an order.

What counts is in the answer, whatever the argument says: a verdict needs a quote of the answer here as well.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from interviewer import prompts
from interviewer.chat_models import ChatModel
from interviewer.errors import ModelError, ReplyUnfit
from interviewer.grading.embedded import guards
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.grading.evidence import find_quote, verified
from interviewer.grading.score import CREDIT
from interviewer.grading.sheet import Form, sheet_of
from interviewer.prompts import Prompt
from interviewer.replies import Usage, failed
from interviewer.types import Exchange, Maker, Mark
from knowledge.types import Point, Question

VERSION = "1"
POINTED = 4
"""From this many words on, a run of the argument that stands in the answer points to a place there."""
ORDERS = "What was addressed to the grader was left out."
WEIGHED = "Judged again with your argument."
NEAREST = "This grader cannot weigh arguments. It read your answer again for this point alone; the nearest passage is the one quoted."
NO_PASSAGE = "This grader cannot weigh arguments. It read your answer again for this point and found no passage near it."
COUNTS = "This grader cannot weigh arguments. The passage that you point to, read by itself, counts as “{verdict}”."
COUNTS_NOT = "This grader cannot weigh arguments. The passage that you point to is in your answer, but does not count for this point by itself."
ELSEWHERE = "The words that you point to are not in your answer. "


NOTHING_SPENT = Usage()
_EDGE = ".,;:!?…\"'“”‘’()"


@dataclass(frozen=True)
class Reconsidered:
    """The second mark, how it came about in a sentence or two, and what it cost."""

    mark: Mark
    note: str
    usage: Usage = NOTHING_SPENT


class Bench(Protocol):
    """Looks at a challenged mark."""

    @property
    def maker(self) -> Maker:
        """What a second mark is signed with."""
        ...

    async def reconsider(
        self, question: Question, exchanges: Sequence[Exchange], first: Mark, argument: str
    ) -> Reconsidered:
        """The mark of the point of `first`, judged again."""
        ...


class ModelBench:
    """One call to a language model for one point. It is not told the first verdict, so that it finds its own."""

    def __init__(self, chat: ChatModel) -> None:
        self._chat = chat
        self.maker = Maker("model", VERSION, chat.name, prompts.load("challenge").fingerprint)

    async def reconsider(
        self, question: Question, exchanges: Sequence[Exchange], first: Mark, argument: str
    ) -> Reconsidered:
        """The point judged with the argument in view; a model that fails leaves it "ungraded"."""
        cleaned = guards.clean(argument, frozenset())
        note = f"{WEIGHED} {ORDERS}" if cleaned.orders else WEIGHED
        prompt = challenging(question.point(first.point), exchanges, cleaned.text.strip())
        sheet, spent = sheet_of([first.point]), Usage()
        for _ in range(2):
            try:
                filled = await self._chat.fill(prompt, Form)
                spent += filled.usage
                if why := sheet.misfit(filled.value):
                    raise ReplyUnfit(why)
            except ReplyUnfit as error:
                spent += failed(error.tokens, prompt)
                said = error.said
                continue
            except ModelError as error:
                spent, said = spent + failed(error.tokens, prompt), error.said
                break
            marks, _raised = await asyncio.to_thread(verified, sheet.marks(filled.value), (), exchanges)
            return Reconsidered(marks[0], note, spent)
        return Reconsidered(Mark(first.point, "ungraded", reason=f"{said}."), "", spent)


class EmbeddedBench:
    """Reads the answer again for one point with the embedded judge, and says that it weighs no arguments."""

    def __init__(self, judge: EmbeddedJudge) -> None:
        self._judge = judge

    @property
    def maker(self) -> Maker:
        """The embedded judge itself."""
        return self._judge.maker

    async def reconsider(
        self, question: Question, exchanges: Sequence[Exchange], first: Mark, argument: str
    ) -> Reconsidered:
        """The nearest passage; or, where the argument points to a place of the answer, whether that place counts."""
        return await asyncio.to_thread(self._reconsider, question, exchanges, first, argument)

    def _reconsider(
        self, question: Question, exchanges: Sequence[Exchange], first: Mark, argument: str
    ) -> Reconsidered:
        place, lost = pointed(argument, exchanges)
        if not place:
            found = self._nearest(question, exchanges, first)
            return replace(found, note=f"{ELSEWHERE}{found.note}") if lost else found
        mark = self._alone(question, place, first.point)
        better = mark is not None and CREDIT[mark.verdict] >= CREDIT[first.verdict]
        if mark is None or mark.verdict in {"no_evidence", "ungraded"} or not better:
            return Reconsidered(replace(first, reason=""), COUNTS_NOT)
        return Reconsidered(mark, COUNTS.format(verdict=mark.verdict.replace("_", " ")))

    def _alone(self, question: Question, place: Exchange, point: str) -> Mark | None:
        """The mark that a place of the answer gets by itself, with its quote checked there."""
        judgement = self._judge.read(question, (place,))
        marks, _ = verified(judgement.marks, (), (place,))
        return next((mark for mark in marks if mark.point == point), None)

    def _nearest(self, question: Question, exchanges: Sequence[Exchange], first: Mark) -> Reconsidered:
        passage = self._judge.nearest(question, exchanges, first.point)
        span = next((s for e in exchanges if (s := find_quote(passage, e.said))), "") if passage else ""
        note = NEAREST if span else NO_PASSAGE
        return Reconsidered(replace(first, quote=first.quote or span, reason=""), note)


def challenging(point: Point, exchanges: Sequence[Exchange], argument: str, seed: object = None) -> Prompt:
    """The prompt for one challenged point; `seed` makes its fences the same each time."""
    spoken = "\n".join(f"INTERVIEWER: {e.asked}\nCANDIDATE: {e.said}" for e in exchanges)
    nonce = prompts.nonce(seed)
    return prompts.fill(
        "challenge",
        point=point.met_when,
        interview=prompts.fence(spoken, nonce),
        argument=prompts.fence(argument or "none", nonce),
    )


def pointed(argument: str, exchanges: Sequence[Exchange]) -> tuple[Exchange | None, bool]:
    """The place of the answer that an argument points to, with the question there; whether what it quotes is nowhere."""
    quoted = re.findall(r"[\"“„«]([^\"“”„«»]{8,})[\"”“»]", argument)
    for exchange in exchanges:
        for words in (*quoted, _longest_run(argument, exchange.said)):
            if words and (span := find_quote(words, exchange.said)):
                return Exchange(exchange.asked, _sentence(span, exchange.said)), False
    return None, bool(quoted)


def _longest_run(argument: str, said: str) -> str:
    """The longest run of the argument's words that stands in the answer, "" for one that points nowhere."""
    words = argument.split()
    here, there = ([word.strip(_EDGE).lower() for word in text.split()] for text in (argument, said))
    best, end, row = 0, 0, [0] * (len(there) + 1)
    for i, word in enumerate(here, 1):
        before, row = row, [0] * (len(there) + 1)
        for j, other in enumerate(there, 1):
            if word == other:
                row[j] = before[j - 1] + 1
                if row[j] > best:
                    best, end = row[j], i
    return " ".join(words[end - best : end]) if best >= POINTED else ""


def _sentence(span: str, said: str) -> str:
    """The whole sentence around a span: a few words by themselves are read as nothing."""
    start = said.index(span)
    before = max(said.rfind(mark, 0, start) for mark in ".!?\n")
    ends = [place for mark in ".!?\n" if (place := said.find(mark, start + len(span))) >= 0]
    return said[before + 1 : min(ends, default=len(said) - 1) + 1].strip()
