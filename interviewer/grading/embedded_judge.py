"""The embedded judge: rubric points matched by a local model, calibrated on the development gold, no network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from interviewer.grading.embedded import guards
from interviewer.grading.embedded.features import TOPIC_FEATURES, answer_row, light_rows
from interviewer.grading.embedded.fitted import Numbers, weights
from interviewer.grading.embedded.language import foreign, unread
from interviewer.grading.embedded.look import Look, Reader
from interviewer.grading.embedded.manner import grams
from interviewer.grading.embedded.prose import prose_row
from interviewer.grading.embedded.rubric import Encoder, Keep
from interviewer.grading.embedded.windows import words
from interviewer.types import Exchange, Judgement, Maker, Mark, Raised
from knowledge.types import Bank, Question

OFF_TOPIC = 0.5
"""A text whose `relevance` is below this is not about the question."""
ELSEWHERE = -0.15
"""A text that is nearer to another question by more than this answers that one: of 714 genuine answers graded 3 or more
the worst has -0.11."""
THIN_COSINE = 0.6
THIN_MARGIN = 0.1
"""A point is "not met" where a window is this near to a sentence that misses it, and so much nearer than to any
that meets it."""

SecondOpinion = Callable[[Numbers, Numbers], tuple[Numbers, Numbers]]
"""Of each point, the chances to be met and to be at least partly met: ours, and what they are with another reader's."""

LANGUAGE = "language: this grader reads English only"
NOTHING = "There is nothing in this answer to grade."
ORDERS = "This speaks to the grader and does not answer the question."
COPIES = "This repeats the question or the advice and does not answer it."
WORD_LIST = "This lists terms without saying anything about them."
OFF = "This does not speak about the question."
NO_PROSE = "This reads like terms in a row, so it cannot count for more."
TOO_SHORT = "There is too little in this answer to count for more."
LOW_CAP = 2
SHORT_WORDS = 15
"""An answer of fewer words is like none that was learnt from; the shortest middling one of ours has twice as many."""
PROSE_WORDS = 20
EXAMPLE = "Much of this repeats the example answer."


class EmbeddedJudge:
    """Deterministic. The first answer to a question also reads its rubric; `prepare` does that before."""

    def __init__(self, bank: Bank, encoder: Encoder, keep: Keep | None = None) -> None:
        """`keep` keeps the vectors of rubrics from one start to the next."""
        self.reader = Reader(bank, encoder, keep, weights().empty)

    @property
    def maker(self) -> Maker:
        """What a judgement is signed with."""
        return Maker("embedded", weights().version)

    def prepare(self, question: Question) -> None:
        """Read the question's rubric now (about half a second), so that no answer waits for it."""
        self.reader.rubric(question)

    async def judge(self, question: Question, exchanges: Sequence[Exchange]) -> Judgement:
        """The judgement of one attempt, made off the event loop."""
        return await asyncio.to_thread(self.read, question, exchanges)

    def read(
        self, question: Question, exchanges: Sequence[Exchange], second: SecondOpinion | None = None
    ) -> Judgement:
        """The judgement of one attempt, here and now. `second`: another reader's word on the points, weighed with ours."""
        start = time.perf_counter()
        judgement = self._read(question, exchanges, second)
        return replace(judgement, seconds=time.perf_counter() - start)

    def heard(self, question: Question, exchanges: Sequence[Exchange]) -> str:
        """What of an attempt is read: without orders to the grader and without what repeats the question."""
        return self.reader.clean(question, exchanges).text

    def relevance(self, question: Question, text: str) -> float:
        """How sure it is that the text speaks about the question, 0-1; 1 for a language it does not read."""
        if foreign(text):
            return 1.0
        look = self.reader.look(question, text)
        return 0.0 if look is None else float(weights().topic.chance(look.topic[None, :])[0])

    def evidence(self, question: Question, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
        """The ids of the points for which the candidate has said something, right or wrong."""
        judgement = self._read(question, exchanges)
        return tuple(mark.point for mark in judgement.marks if mark.quote)

    def nearest(self, question: Question, exchanges: Sequence[Exchange], point: str) -> str:
        """The passage of an answer that is nearest to a point, or "" where there is nothing to read."""
        text = self.reader.clean(question, exchanges).text
        look = None if foreign(text) else self.reader.look(question, text)
        if look is None:
            return ""
        place = next(i for i, p in enumerate(question.points) if p.id == point)
        return look.answer.windows[look.points.best[place]]

    def _read(
        self, question: Question, exchanges: Sequence[Exchange], second: SecondOpinion | None = None
    ) -> Judgement:
        if unread("\n".join(exchange.said for exchange in exchanges)):
            return Judgement((), (), self.maker, ungraded=LANGUAGE)
        cleaned = self.reader.clean(question, exchanges)
        refusal = _refusal(question, cleaned)
        look = None if refusal else self.reader.look(question, cleaned.text)
        if look is None or _off_topic(look):
            return _nothing(question, self.maker, refusal or OFF)
        judgement = _weighed(look, self.maker, second)
        read = look.answer.text
        if len(words(read)) < SHORT_WORDS:
            return replace(judgement, cap=LOW_CAP, cap_reason=TOO_SHORT)
        if not _prose(read):
            return replace(judgement, cap=LOW_CAP, cap_reason=NO_PROSE)
        if self.reader.repeats_example(question, read):
            return replace(judgement, cap_reason=EXAMPLE)
        return judgement


def _refusal(question: Question, cleaned: guards.Cleaned) -> str:
    """Why there is nothing to judge, or ""."""
    terms = (alias for point in question.points for alias in point.aliases)
    if guards.word_list(cleaned.text) or guards.names_only(cleaned.text, terms):
        return WORD_LIST
    if len(words(cleaned.text)) >= guards.MIN_WORDS:
        return ""
    if cleaned.orders:
        return ORDERS
    return COPIES if cleaned.copies else NOTHING


def _off_topic(look: Look) -> bool:
    nearer = float(look.topic[TOPIC_FEATURES.index("less_other_questions")])
    return nearer < ELSEWHERE or float(weights().topic.chance(look.topic[None, :])[0]) < OFF_TOPIC


def _prose(text: str) -> bool:
    """Whether the text is sentences, as far as that can be told (not of a few words)."""
    if len(words(text)) < PROSE_WORDS:
        return True
    learnt = weights()
    row = prose_row(text, learnt.pairs)[None, :]
    return float(learnt.listed.of(row)[0]) >= 0 and float(learnt.ordered.of(row)[0]) >= 0


def _nothing(question: Question, maker: Maker, reason: str) -> Judgement:
    marks = tuple(Mark(point.id, "no_evidence", reason=reason) for point in question.points)
    return Judgement(marks, (), maker, cap=1, cap_reason=reason, estimate=1.0)


def _weighed(look: Look, maker: Maker, second: SecondOpinion | None) -> Judgement:
    learnt, features = weights(), look.points.features
    met = learnt.met.chance(features)
    partly = np.maximum(learnt.partly.chance(features), met)
    points = answer_row(look.rubric, look.answer, met, partly)
    content = learnt.content_of(points, look.neighbours)
    manner = learnt.manner_of(look.manner, points, grams(look.answer.text))
    said = float(learnt.points.of(points[None, :])[0])
    light = light_rows(learnt.met.of(features), learnt.partly.of(features), manner, said)
    counts = learnt.met_in_light.chance(light), learnt.partly_in_light.chance(light)
    found = partly
    if second is not None:
        counts = second(*counts)
        found = np.ones(len(partly))  # what was overheard here may have been found there
    unsaid = (1 - partly) * (1 - np.maximum(*counts))
    return Judgement(
        marks=tuple(
            replace(_mark(look, k, *chances), unsaid=round(float(unsaid[k]), 3))
            for k, chances in enumerate(zip(found, *counts, strict=True))
        ),
        raised=_raised(look, learnt.flag.chance(look.flags)),
        maker=maker,
        estimate=learnt.estimate(manner, content),
    )


def _mark(look: Look, place: int, found: float, met: float, partly: float) -> Mark:
    """A point has evidence where it is found by itself; how much that counts, the whole answer tells."""
    point = look.rubric.question.points[place].id
    best, learnt = look.answer.windows[look.points.best[place]], weights()
    if found >= learnt.partly_from and met >= learnt.met_from:
        return Mark(point, "met", best)
    if found >= learnt.partly_from and max(partly, met) >= learnt.partly_from:
        return Mark(point, "partly", best)
    if look.points.thin_cosine[place] >= THIN_COSINE and look.points.thin_margin[place] >= THIN_MARGIN:
        return Mark(point, "not_met", look.answer.windows[look.points.thin[place]])
    return Mark(point, "no_evidence")


def _raised(look: Look, chances: Numbers) -> tuple[Raised, ...]:
    flags = zip(look.rubric.question.red_flags, look.flag_windows, chances, strict=True)
    return tuple(
        Raised(flag.id, look.answer.windows[window])
        for flag, window, chance in flags
        if chance >= weights().flag_from
    )
