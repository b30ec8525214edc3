"""Which question a text speaks about, by the words that set one question of the bank apart from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from math import log, sqrt

from interviewer.grading.embedded.lexicon import FUNCTION_WORDS, stem
from interviewer.grading.embedded.windows import words
from knowledge.types import Question


class Topics:
    """Word statistics over the questions of a bank."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = questions

    @cached_property
    def _counts(self) -> dict[str, Counter[str]]:
        return {q.id: _stems(_words_of(q)) for q in self._questions}

    @cached_property
    def _idf(self) -> dict[str, float]:
        found = Counter(s for counted in self._counts.values() for s in counted)
        return {s: log((1 + len(self._counts)) / n) for s, n in found.items()}

    @cached_property
    def _profiles(self) -> dict[str, dict[str, float]]:
        return {id: self._unit(counted) for id, counted in self._counts.items()}

    def closeness(self, text: str) -> dict[str, float]:
        """The cosine of the text's topic words to each question's."""
        row = self._unit(_stems(text))
        return {id: sum(v * p.get(s, 0.0) for s, v in row.items()) for id, p in self._profiles.items()}

    def _unit(self, counted: Counter[str]) -> dict[str, float]:
        row = {s: (1 + log(n)) * self._idf[s] for s, n in counted.items() if s in self._idf}
        length = sqrt(sum(v * v for v in row.values())) or 1.0
        return {s: v / length for s, v in row.items()}


def _stems(text: str) -> Counter[str]:
    return Counter(stem(w) for w in words(text) if w not in FUNCTION_WORDS and len(w) > 1)


def _words_of(question: Question) -> str:
    texts = [question.text, question.rephrased]
    for p in question.points:
        texts += [p.text, p.met_when, *p.aliases, *p.said]
    return "\n".join((*texts, *(e.text for e in question.exemplars if e.grade >= 3)))
