"""One look at an answer: everything the embedded judge measures before it weighs anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from interviewer.grading.embedded import guards
from interviewer.grading.embedded.empty import empty_words, without_empty
from interviewer.grading.embedded.features import (
    AnswerReading,
    Numbers,
    PointsFound,
    find_points,
    flag_rows,
    read_answer,
    topic_row,
)
from interviewer.grading.embedded.fitted import Linear
from interviewer.grading.embedded.manner import manner_row
from interviewer.grading.embedded.neighbours import neighbour_row
from interviewer.grading.embedded.rubric import Encoder, Keep, RubricReading, Vectors, read_rubric
from interviewer.grading.embedded.topics import Topics
from interviewer.types import Exchange
from knowledge.types import Bank, Question


@dataclass(frozen=True)
class Look:
    """The features of one answer, and the windows behind them."""

    rubric: RubricReading
    answer: AnswerReading
    points: PointsFound
    flags: Numbers
    flag_windows: tuple[int, ...]
    topic: Numbers
    manner: Numbers
    neighbours: Numbers


class Reader:
    """Reads rubrics and answers with one encoder; a rubric is read once and kept."""

    def __init__(
        self, bank: Bank, encoder: Encoder, keep: Keep | None = None, empty: Linear | None = None
    ) -> None:
        """`empty` tells which sentences say nothing and are not read; None: all are."""
        self._keep = keep
        self._empty = empty
        self._bank = bank
        self._encoder = encoder
        self._topics = Topics(bank.questions)
        self._rubrics: dict[str, RubricReading] = {}
        self._examples: dict[str, tuple[guards.Shingles, ...]] = {}

    @cached_property
    def empty_vectors(self) -> Vectors:
        """The vectors of `empty_words`."""
        encode = partial(self._keep, "empty") if self._keep else self._encoder.encode
        return encode(empty_words())

    @cached_property
    def _advice(self) -> dict[str, str]:
        return {q.number: q.advice for q in self._bank.guide.questions}

    def rubric(self, question: Question) -> RubricReading:
        """The question's rubric, read (about half a second the first time)."""
        if question.rubric not in self._rubrics:
            encode = partial(self._keep, f"rubric-{question.id}") if self._keep else self._encoder.encode
            self._rubrics[question.rubric] = read_rubric(question, encode)
        return self._rubrics[question.rubric]

    def clean(self, question: Question, exchanges: Sequence[Exchange]) -> guards.Cleaned:
        """What was said, each thing once, without orders to the grader and what the interviewer, guide or rubric say."""
        shown = guards.shown_texts(question, self._advice.get(question.id, ""), [e.asked for e in exchanges])
        return guards.clean(guards.once([e.said for e in exchanges]), shown)

    def repeats_example(self, question: Question, text: str) -> bool:
        """Whether at least half of the text is one of our own example answers."""
        if question.rubric not in self._examples:
            self._examples[question.rubric] = tuple(guards.shingles(e.text) for e in question.exemplars)
        return any(guards.copied(text, e) >= guards.COPIED_EXAMPLE for e in self._examples[question.rubric])

    def look(self, question: Question, text: str) -> Look | None:
        """Everything measured on a cleaned text; None where there is not one sentence in it."""
        rubric = self.rubric(question)
        answer = read_answer(text, self._encoder, rubric.vocabulary)
        if self._empty is not None:
            answer = without_empty(answer, rubric, self.empty_vectors, self._empty)
        if not answer.windows:
            return None
        flags, windows = flag_rows(rubric, answer)
        topic = topic_row(rubric, answer, self._topics.closeness(answer.text))
        manner = manner_row(answer.text, question.stage != "technical")
        points = find_points(rubric, answer)
        return Look(rubric, answer, points, flags, windows, topic, manner, neighbour_row(rubric, answer))
