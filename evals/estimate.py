"""How the embedded judge learns the overall: points and manner first, then what joins them.

What joins them is learnt from readings that never saw the question's gold, nor our own answers to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evals.fits import Numbers, kernel_ridge, plain, weighted
from evals.lessons import Sample, labels_of
from evals.table import Rows, Table
from interviewer.grading.embedded.fitted import Alike, Linear, bent

POINTS_PENALTY = 30.0
MANNER_PENALTY = 0.3
CONTENT_PENALTY = 20.0
OVERALL_PENALTY = 10.0
GOLD_TRUST = 2.0
"""What a gold answer counts beside one of our own where the manner is learnt."""
OWN_TRUST = 0.3
"""What an answer of our own counts beside a gold one where manner and content are joined."""


@dataclass(frozen=True)
class Heard:
    """Answers as the joining step sees them, read by weights that never saw their question.

    content  (n, 1 + NEIGHBOUR_FEATURES): what the points say of the overall, and the nearest examples
    manner   (n,): what the manner says of it
    """

    learnt: tuple[Sample, ...]
    content: Numbers
    manner: Numbers

    @cached_property
    def labels(self) -> Numbers:
        """The grades."""
        return labels_of(self.learnt)

    @cached_property
    def questions(self) -> NDArray[np.str_]:
        """The question of each."""
        return np.array([s.question.id for s in self.learnt])

    @cached_property
    def gold(self) -> Rows:
        """Which are the gold's."""
        return np.array([s.gold for s in self.learnt])


def heard(table: Table) -> Heard:
    """Every gold answer and every answer of our own, read by what was learnt without either of its question.

    The bank's examples for the question stay in, as they do for any question of the bank in use.
    """
    points, manner = np.zeros(len(table.learnt)), np.zeros(len(table.learnt))
    for id in sorted(set(table.questions.tolist())):
        here = (table.questions == id) & ~table.exemplars
        points[here] = fit_points_reading(table, ~here).of(table.points[here])
        manner[here] = read_manner(table, here, ~here)
    rows = np.flatnonzero(~table.exemplars)
    learnt = tuple(table.learnt[i] for i in rows)
    near = np.array([s.look.neighbours for s in learnt])
    return Heard(learnt, np.column_stack([points[rows], near]), manner[rows])


def read_manner(table: Table, rows: Rows, learnt: Rows) -> Numbers:
    """What the manner of some `rows` says of the overall, by what was learnt on others."""
    found = np.zeros(int(rows.sum()))
    for kin in table.kin:
        shares, bias = _shares(table, kin, learnt)
        found += (kin[np.ix_(rows, learnt)] @ shares + bias) / len(table.kin)
    return found


def fit_points_reading(table: Table, rows: Rows) -> Linear:
    """What the points say of the overall."""
    return plain(table.points[rows], table.labels[rows], POINTS_PENALTY)


@dataclass(frozen=True)
class Manner:
    """How manner is read: the mean of two readings, by likeness in manner, and in manner and points together."""

    manner: Alike
    whole: Alike
    grams: dict[str, tuple[float, float]]


def fit_manner(table: Table) -> Manner:
    """What the manner says of the overall."""
    every = np.ones(len(table.learnt), bool)
    (one, bias), (other, _) = (_shares(table, kin, every) for kin in table.kin)
    n = table.manner.shape[1]
    words = (one + other) / 2 @ table.said
    grams = zip(table.order, table.idf, words, strict=True)
    return Manner(
        _alike(table.mean[:n], table.scale[:n], table.manner, one / 2, bias),
        _alike(table.mean, table.scale, table.whole, other / 2, 0.0),
        {gram: (float(f"{idf:.4g}"), float(f"{weight:.3g}")) for gram, idf, weight in grams},
    )


def _alike(mean: Numbers, scale: Numbers, rows: Numbers, shares: Numbers, bias: float) -> Alike:
    return Alike(
        mean=_short(mean),
        scale=_short(scale),
        rows=tuple(tuple(row) for row in rows.tolist()),
        weights=_short(shares),
        bias=round(bias, 5),
    )


def _shares(table: Table, kin: Numbers, rows: Rows) -> tuple[Numbers, float]:
    trust = np.where(table.gold[rows], GOLD_TRUST, 1.0)
    return kernel_ridge(kin[np.ix_(rows, rows)], table.labels[rows], trust, MANNER_PENALTY)


def _short(values: Numbers) -> tuple[float, ...]:
    return tuple(float(f"{v:.5g}") for v in values)


@dataclass(frozen=True)
class Joint:
    """How content and overall are read."""

    content: Linear
    overall: Linear


def _content(answers: Heard, rows: Rows) -> Linear:
    """From the gold alone."""
    gold = rows & answers.gold
    return plain(answers.content[gold], answers.labels[gold], CONTENT_PENALTY)


def fit_joint(answers: Heard, rows: Rows) -> Joint:
    """Content from points and examples, the overall from manner and content; learnt on those `rows`."""
    said = np.zeros(len(rows))
    for id in sorted(set(answers.questions[rows].tolist())):
        here = answers.questions == id
        said[here] = _content(answers, rows & ~here).of(answers.content[here])
    joined = _joined(answers.manner[rows], said[rows])
    trust = np.where(answers.gold[rows], 1.0, OWN_TRUST)
    return Joint(_content(answers, rows), weighted(joined, answers.labels[rows], trust, OVERALL_PENALTY))


def _joined(manner: Numbers, content: Numbers) -> Numbers:
    return np.array([bent(m, c) for m, c in zip(manner.tolist(), content.tolist(), strict=True)])


def cross_validated(answers: Heard) -> Numbers:
    """The estimate of each answer by weights that never saw its question, not stretched."""
    out = np.zeros(len(answers.learnt))
    for id in sorted(set(answers.questions.tolist())):
        here = answers.questions == id
        joint = fit_joint(answers, ~here)
        out[here] = joint.overall.of(_joined(answers.manner[here], joint.content.of(answers.content[here])))
    return out
