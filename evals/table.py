"""The answers that the embedded judge learns from, as tables of numbers: made once, whatever is then left out.

Nothing in a table knows a grade, except that the points were read by readings learnt on other questions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.fits import Numbers
from evals.lessons import Points, Sample, labels_of
from interviewer.grading.embedded.features import answer_row
from interviewer.grading.embedded.fitted import likeness
from interviewer.grading.embedded.manner import MANNER_FEATURES

Rows = NDArray[np.bool_]

GRAM_QUESTIONS = 6
"""A word or pair counts when it occurs in answers to so many questions."""


@dataclass(frozen=True)
class Table:
    """n answers.

    points   (n, ANSWER_FEATURES), by points that were learnt on other questions
    whole    (n, MANNER_FEATURES + ANSWER_FEATURES), standardised by mean and scale; manner: its first columns
    said     (n, len(order)): the words and pairs of `order` in each, times their idf, as unit vectors
    kin      two (n, n): how alike the answers are in words and manner; in words, manner and points
    """

    learnt: tuple[Sample, ...]
    labels: Numbers
    questions: NDArray[np.str_]
    points: Numbers
    mean: Numbers
    scale: Numbers
    whole: Numbers
    order: tuple[str, ...]
    idf: Numbers
    said: Numbers
    kin: tuple[Numbers, Numbers]

    @property
    def manner(self) -> Numbers:
        """(n, MANNER_FEATURES), standardised."""
        return self.whole[:, : len(MANNER_FEATURES)]

    @property
    def gold(self) -> Rows:
        """Which are the gold's."""
        return np.array([s.gold for s in self.learnt])

    @property
    def exemplars(self) -> Rows:
        """Which are the bank's examples."""
        return np.array([s.exemplar is not None for s in self.learnt])


def table_of(learnt: Sequence[Sample], points: Mapping[str, Points]) -> Table:
    """The table of all answers; `points`: by question, the reading of points that never saw it."""
    points_rows = np.array([points_row(s, points[s.question.id]) for s in learnt])
    raw = np.column_stack([[s.look.manner for s in learnt], points_rows])
    mean, scale = raw.mean(0), raw.std(0) + 1e-9
    whole = ((raw - mean) / scale).round(2)
    manner = whole[:, : len(MANNER_FEATURES)]
    order, idf = _known_grams(learnt)
    said = np.log1p(np.array([[s.grams[g] for g in order] for s in learnt], float)) * idf
    said /= np.linalg.norm(said, axis=1, keepdims=True) + 1e-9
    return Table(
        learnt=tuple(learnt),
        labels=labels_of(learnt),
        questions=np.array([s.question.id for s in learnt]),
        points=points_rows,
        mean=mean,
        scale=scale,
        whole=whole,
        order=tuple(order),
        idf=idf,
        said=said,
        kin=(said @ said.T + likeness(manner, manner), said @ said.T + likeness(whole, whole)),
    )


def points_row(sample: Sample, points: Points) -> Numbers:
    """The features of an answer, from points read by `points`."""
    features = sample.look.points.features
    met = points.met.chance(features)
    partly = np.maximum(points.partly.chance(features), met)
    return answer_row(sample.look.rubric, sample.look.answer, met, partly)


def _known_grams(learnt: Sequence[Sample]) -> tuple[list[str], Numbers]:
    questions: dict[str, set[str]] = defaultdict(set)
    found: Counter[str] = Counter()
    for sample in learnt:
        found.update(sample.grams.keys())
        for gram in sample.grams:
            questions[gram].add(sample.question.id)
    order = sorted(g for g, ids in questions.items() if len(ids) >= GRAM_QUESTIONS)
    return order, np.log(len(learnt) / np.array([found[g] for g in order], float))
