"""How the embedded judge learns to mark a point in the light of the whole answer.

A point read alone is credited too easily where the answer is poor and too hardly where it is good. What the manner and
all points say of the answer corrects it. Learnt on the marks of the bank's exemplars, each read by weights that saw no
answer to its question; the cross-validated figures leave the question out of the correction as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.estimate import fit_points_reading, read_manner
from evals.fits import Numbers, logistic
from evals.lessons import Points, Sample
from evals.table import Rows, Table
from interviewer.grading.embedded.features import light_rows
from interviewer.grading.embedded.fitted import Linear

LIGHT_PENALTY = 5.0


@dataclass(frozen=True)
class Marks:
    """n points of exemplars, and what is true of them.

    rows              (n, LIGHT_FEATURES)
    alone             (n, 2): the chance of being met, and of being at least partly met, read alone
    met, partly       (n,): 1 where it is met, where it is at least partly met
    answers           (n,): which of the `exemplars` it is a point of
    weights           (n,): what the point weighs in its question
    """

    rows: Numbers
    alone: Numbers
    met: Numbers
    partly: Numbers
    questions: NDArray[np.str_]
    answers: NDArray[np.int_]
    weights: Numbers
    exemplars: tuple[Sample, ...]

    def points_of(self, exemplar: Sample) -> NDArray[np.int_]:
        """The rows of an exemplar's points, in the order of its question."""
        return np.flatnonzero(self.answers == next(i for i, e in enumerate(self.exemplars) if e is exemplar))


def marks_of(table: Table, points: Mapping[str, Points]) -> Marks:
    """The points of every exemplar; `points`: by question, the reading of points that never saw it."""
    rows, alone, met, partly, questions, answers, weights = [], [], [], [], [], [], []
    exemplars: list[Sample] = []
    for place, (sample, manner, said) in enumerate(_read(table)):
        features, e, asked = sample.look.points.features, sample.exemplar, sample.question
        assert e is not None, "only exemplars are read here"
        reading = points[asked.id]
        rows.append(light_rows(reading.met.of(features), reading.partly.of(features), manner, said))
        alone.append(np.column_stack([reading.met.chance(features), reading.partly.chance(features)]))
        met += [p.id in e.met for p in asked.points]
        partly += [p.id in e.met or p.id in e.partly for p in asked.points]
        questions += [asked.id] * len(asked.points)
        answers += [place] * len(asked.points)
        weights += [p.weight for p in asked.points]
        exemplars.append(sample)
    truth = np.array(met, float), np.array(partly, float)
    places = np.array(questions), np.array(answers), np.array(weights, float)
    return Marks(np.vstack(rows), np.vstack(alone), *truth, *places, tuple(exemplars))


def _read(table: Table) -> Iterator[tuple[Sample, float, float]]:
    """Every exemplar, what its manner and what its points say of the overall, without any answer to its question."""
    for id in sorted(set(table.questions.tolist())):
        here = table.questions == id
        said = fit_points_reading(table, ~here).of(table.points[here])
        heard = zip(np.flatnonzero(here), read_manner(table, here, ~here), said, strict=True)
        for i, manner, points in heard:
            if table.learnt[i].exemplar is not None:
                yield table.learnt[i], float(manner), float(points)


def fit_in_light(marks: Marks, rows: Rows) -> tuple[Linear, Linear]:
    """The readings "met" and "at least partly met", learnt on those `rows`."""
    seen = marks.rows[rows]
    return (
        logistic(seen, marks.met[rows], LIGHT_PENALTY),
        logistic(seen, marks.partly[rows], LIGHT_PENALTY),
    )


def cross_validated_marks(marks: Marks) -> Numbers:
    """(n, 2): the chance of every point to be met, and at least partly, by a correction that never saw its question."""
    out = np.zeros((len(marks.met), 2))
    for id in sorted(set(marks.questions.tolist())):
        here = marks.questions == id
        out[here] = np.column_stack([r.chance(marks.rows[here]) for r in fit_in_light(marks, ~here)])
    return out


def to_fix(marks: Marks, chances: Numbers, *, by: str) -> Numbers:
    """(k, 2): of every exemplar that lacks something and has something, whether the point to fix first was truly not
    spoken of, and whether it was truly not fully met.

    by: "weight", what it costs, or "unsaid", how sure it is that nothing was said to it.
    """
    found = marks.alone.max(axis=1)
    met, some = chances[:, 0], chances.max(axis=1)
    lost = marks.weights * (1 - 0.5 * (found >= 0.5) * (1.0 * (met >= 0.5) + (some >= 0.5)))
    key = {"weight": lost, "unsaid": (1 - found) * (1 - some)}[by]
    out = []
    for answer in sorted(set(marks.answers.tolist())):
        here = np.flatnonzero(marks.answers == answer)
        truth, open_ = marks.met[here] + marks.partly[here], here[lost[here] > 0]
        if len(open_) and 0 < truth.mean() < 2:
            first = open_[np.lexsort((-lost[open_], -key[open_]))[0]]
            out.append((marks.partly[first] == 0, marks.met[first] == 0))
    return np.array(out, float)


def area(chances: Numbers, labels: Numbers) -> float:
    """The area under the ROC curve: how often what is labelled 1 is held likelier than what is labelled 0; 0.5 is chance.

    >>> area(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]))
    0.75
    """
    met, others = chances[labels == 1], chances[labels == 0]
    above = (met[:, None] > others).sum() + 0.5 * (met[:, None] == others).sum()
    return float(above / (len(met) * len(others)))
