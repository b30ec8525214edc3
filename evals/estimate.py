"""How the embedded judge learns the overall: points and manner first, then what joins them, on the gold alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.fits import Numbers, linear_of, plain, ridge
from evals.lessons import Points, Sample, labels_of
from interviewer.grading.embedded.features import answer_row
from interviewer.grading.embedded.fitted import Linear, Weights, bent

POINTS_PENALTY = 30.0
MANNER_PENALTY = 0.3
CONTENT_PENALTY = 20.0
OVERALL_PENALTY = 10.0
MANNER_SIZE = 0.06
"""The manner features' size beside the unit vector of words and pairs in one ridge."""
OWN_WEIGHT = 1.0
"""What an exemplar or training answer counts beside a gold one."""
GRAM_QUESTIONS = 6
"""A word or pair counts when it occurs in answers to so many questions."""


@dataclass(frozen=True)
class Estimate:
    """What was learnt of the overall, from points and from manner; then what joins them."""

    points: Linear
    manner: Linear
    grams: dict[str, tuple[float, float]]


def fit_estimate(learnt: Sequence[Sample], points: Callable[[Sample], Points]) -> Estimate:
    """Two ridges; `points` gives the reading of points that never saw the sample's question."""
    rows = np.array([points_row(s, points(s)) for s in learnt])
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    found, bias = ridge((rows - mean) / scale, labels_of(learnt), _trust(learnt), POINTS_PENALTY)
    return Estimate(linear_of(mean, scale, found, bias), *_fit_manner(learnt))


def _fit_manner(learnt: Sequence[Sample]) -> tuple[Linear, dict[str, tuple[float, float]]]:
    rows = np.array([s.look.manner for s in learnt])
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    order, idf = _known_grams(learnt)
    said = np.array([np.log1p([s.grams[g] for g in order]) * idf for s in learnt])
    said /= np.linalg.norm(said, axis=1, keepdims=True) + 1e-9
    x = np.hstack([(rows - mean) / scale * MANNER_SIZE, said])
    found, bias = ridge(x, labels_of(learnt), _trust(learnt), MANNER_PENALTY)
    n = len(mean)
    known = {g: (float(f"{i:.4g}"), float(f"{w:.3g}")) for g, i, w in zip(order, idf, found[n:], strict=True)}
    return linear_of(mean, scale, found[:n] * MANNER_SIZE, bias), known


def points_row(sample: Sample, points: Points) -> Numbers:
    """The features of an answer, from points read by `points`."""
    features = sample.look.points.features
    met = points.met.chance(features)
    partly = np.maximum(points.partly.chance(features), met)
    return answer_row(sample.look.rubric, sample.look.answer, met, partly)


def _trust(learnt: Sequence[Sample]) -> Numbers:
    return np.array([1.0 if s.gold else OWN_WEIGHT for s in learnt])


def _known_grams(learnt: Sequence[Sample]) -> tuple[list[str], Numbers]:
    questions: dict[str, set[str]] = defaultdict(set)
    found: Counter[str] = Counter()
    for sample in learnt:
        found.update(sample.grams.keys())
        for gram in sample.grams:
            questions[gram].add(sample.question.id)
    order = sorted(g for g, ids in questions.items() if len(ids) >= GRAM_QUESTIONS)
    return order, np.log(len(learnt) / np.array([found[g] for g in order], float))


@dataclass(frozen=True)
class Heard:
    """A gold answer as the joining step sees it: what points and manner say, by weights that never saw its question."""

    sample: Sample
    points: float
    manner: float


def heard(learnt: Sequence[Sample], points: dict[str, Points]) -> list[Heard]:
    """Every gold answer, read by what was learnt without the gold of its question.

    Our own answers to that question stay in, as they do for any question of the bank in use.
    """
    out: list[Heard] = []
    for id in sorted({s.question.id for s in learnt if s.gold}):
        rest = [s for s in learnt if not (s.gold and s.question.id == id)]
        known = fit_estimate(rest, lambda s: points[s.question.id])
        reading = _reading(known)
        for s in learnt:
            if s.gold and s.question.id == id:
                said = float(known.points.of(points_row(s, points[id])[None, :])[0])
                out.append(Heard(s, said, reading.manner_of(s.look.manner, s.grams)))
    return out


def _reading(known: Estimate) -> Weights:
    """Weights of which only the manner is used."""
    none = Linear(mean=(), scale=(), weights=(), bias=0.0)
    return Weights(
        version="", met=none, partly=none, met_from=0, partly_from=0, flag=none, flag_from=0, topic=none,
        points=known.points, manner=known.manner, grams=known.grams, content=none, overall=none, pairs={}, listed=none, ordered=none,
    )  # fmt: skip


@dataclass(frozen=True)
class Joint:
    """How content and overall are read."""

    content: Linear
    overall: Linear


def content_rows(answers: Sequence[Heard]) -> Numbers:
    """What the points say, and the nearest examples."""
    return np.array([[h.points, *h.sample.look.neighbours] for h in answers])


def fit_joint(answers: Sequence[Heard]) -> Joint:
    """Content from points and examples, the overall from manner and content."""
    labels = labels_of([h.sample for h in answers])
    content = plain(content_rows(answers), labels, CONTENT_PENALTY)
    said = np.zeros(len(answers))
    ids = np.array([h.sample.question.id for h in answers])
    for id in sorted(set(ids.tolist())):
        rest = [h for h in answers if h.sample.question.id != id]
        away = plain(content_rows(rest), labels_of([h.sample for h in rest]), CONTENT_PENALTY)
        said[ids == id] = away.of(content_rows([h for h in answers if h.sample.question.id == id]))
    rows = np.array([bent(h.manner, float(c)) for h, c in zip(answers, said, strict=True)])
    return Joint(content, plain(rows, labels, OVERALL_PENALTY))


def estimates(joint: Joint, answers: Sequence[Heard]) -> Numbers:
    """The overall of each answer, not stretched."""
    said = joint.content.of(content_rows(answers))
    return joint.overall.of(np.array([bent(h.manner, float(c)) for h, c in zip(answers, said, strict=True)]))


def cross_validated(answers: Sequence[Heard]) -> Numbers:
    """The estimate of each gold answer by weights that never saw its question."""
    ids = np.array([h.sample.question.id for h in answers])
    out = np.zeros(len(answers))
    for id in sorted(set(ids.tolist())):
        joint = fit_joint([h for h in answers if h.sample.question.id != id])
        out[ids == id] = estimates(joint, [h for h in answers if h.sample.question.id == id])
    return out
