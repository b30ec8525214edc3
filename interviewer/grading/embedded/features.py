"""What the embedded judge measures: an answer against each point, and an answer as a whole.

Every feature means the same for every question, so that a weight learnt on one holds for another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interviewer.grading.embedded.lexicon import negated, stems
from interviewer.grading.embedded.rubric import Encoder, PointReading, RubricReading, Vectors
from interviewer.grading.embedded.windows import MAX_WINDOWS, windows

Numbers = NDArray[np.float64]

POINT_FEATURES = (
    "said", "met", "near", "near_top3", "near_count", "missed", "said_less_missed", "less_missed_at_best",
    "less_missed_best", "alias", "alias_in_window", "alias_share", "own_words", "own_words_in_window",
    "less_others_best", "less_others_at_best", "number", "turned_around", "rubric_mean", "windows",
)  # fmt: skip
ANSWER_FEATURES = (
    "met", "partly", "core_met", "least", "most", "claims_mean", "claims_best", "claims_worst", "claims_right",
    "right_mean", "right_best", "wrong_mean", "flag_best", "flag_margin", "asked_mean", "asked_best",
)  # fmt: skip
LIGHT_FEATURES = ("met", "partly", "met_of_all", "manner", "said")
FLAG_FEATURES = ("flag", "less_right", "less_right_best", "flag_mean", "right_mean")
TOPIC_FEATURES = (
    "right_top3",
    "right_mean",
    "asked_best",
    "asked_mean",
    "topic_words",
    "less_other_questions",
)


NAMED = 0.4
"""What a whole alias in a window counts where it is told which window to quote; `python -m evals quotes` measures it."""


@dataclass(frozen=True)
class AnswerReading:
    """An answer as it is compared: its windows (verbatim), their vectors (n, 384) and stems."""

    text: str
    windows: tuple[str, ...]
    vectors: Vectors
    stems: tuple[frozenset[str], ...]

    @property
    def all_stems(self) -> frozenset[str]:
        """The stems of the whole answer."""
        return frozenset[str]().union(*self.stems)


@dataclass(frozen=True)
class PointsFound:
    """What was measured for every point. features: (points, POINT_FEATURES); best, thin: a window a point.

    best      the window that speaks most clearly for the point and for no other: what is quoted
    thin      the window that comes nearest to missing it, and by how much nearer than to meeting it
    """

    features: Numbers
    best: tuple[int, ...]
    thin: tuple[int, ...]
    thin_margin: tuple[float, ...]
    thin_cosine: tuple[float, ...]


def read_answer(text: str, encoder: Encoder, vocabulary: frozenset[str]) -> AnswerReading:
    """Encode the windows of an answer; of a very long one, those that share most words with the rubric."""
    found = windows(text)
    topics = [stems(window) for window in found]
    order = sorted(range(len(found)), key=lambda i: -len(topics[i] & vocabulary))
    kept = sorted(order[:MAX_WINDOWS])
    chosen = tuple(found[i] for i in kept)
    return AnswerReading(text, chosen, encoder.encode(chosen), tuple(topics[i] for i in kept))


def find_points(rubric: RubricReading, answer: AnswerReading) -> PointsFound:
    """Measure every point of the rubric on the answer's windows (at least one)."""
    said = np.array([(answer.vectors @ p.said.T).max(1) for p in rubric.points], float)
    met = np.array([(answer.vectors @ p.met.T).max(1) for p in rubric.points], float)
    missed = np.array([_highest(answer.vectors, p.missed) for p in rubric.points], float)
    claim = (said + met) / 2
    near = said / 2 + met / 2
    rows = []
    for k, point in enumerate(rubric.points):
        rows.append(_point_row(point, answer, said[k], met[k], missed[k], near[k], _others(claim, k)))
    features = np.array([[*row, claim.max(1).mean(), np.log(len(answer.windows))] for row in rows])
    margin = missed - said
    thin = missed.argmax(1)
    return PointsFound(
        features,
        tuple(int(i) for i in _clear(rubric, answer, near).argmax(1)),
        tuple(int(i) for i in thin),
        tuple(float(margin[k, i]) for k, i in enumerate(thin)),
        tuple(float(missed[k, i]) for k, i in enumerate(thin)),
    )


def _others(near: Numbers, k: int) -> Numbers:
    """How near each window is to any other point."""
    return np.asarray(np.delete(near, k, 0).max(0) if len(near) > 1 else np.zeros(near.shape[1]))


def _clear(rubric: RubricReading, answer: AnswerReading, near: Numbers) -> Numbers:
    """(points, windows): how clearly each window speaks for each point and for no other."""
    named = [[_alias_in(point, window) for window in answer.stems] for point in rubric.points]
    apart = [near[k] - _others(near, k) for k in range(len(near))]
    return np.asarray(near + np.array(apart) + NAMED * np.array(named), float)


def _alias_in(point: PointReading, window: frozenset[str]) -> float:
    """The share of the point's best alias that stands in a window."""
    return max((len(alias & window) / len(alias) for alias in point.aliases if alias), default=0.0)


def _point_row(
    point: PointReading,
    answer: AnswerReading,
    said: Numbers,
    met: Numbers,
    missed: Numbers,
    near: Numbers,
    others: Numbers,
) -> list[float]:
    best = int(near.argmax())
    top = np.sort(near)[::-1]
    window = answer.windows[best]
    saying = point.sayings[int((answer.vectors[best] @ point.said.T).argmax())]
    return [
        float(said.max()),
        float(met.max()),
        float(top[0]),
        float(top[:3].mean()),
        float((top > 0.4).sum() ** 0.5),
        float(missed.max()),
        float(said.max() - missed.max()),
        float(said[best] - missed[best]),
        float((near - missed).max()),
        *_alias_hits(point, answer),
        *_own_words(point, answer),
        float((near - others).max()),
        float(near[best] - others[best]),
        float(any(char.isdigit() for char in window)),
        float(negated(window) != negated(saying)),
    ]


def _alias_hits(point: PointReading, answer: AnswerReading) -> tuple[float, float, float]:
    """The best alias found in the answer, in one window, and the share of aliases found whole."""
    whole = answer.all_stems
    found = [len(alias & whole) / len(alias) for alias in point.aliases if alias] or [0.0]
    inside = max(_alias_in(point, window) for window in answer.stems)
    return max(found), inside, sum(share == 1 for share in found) / len(found)


def _own_words(point: PointReading, answer: AnswerReading) -> tuple[float, float]:
    """How many of the point's own stems occur: in the answer (by size), in one window (log)."""
    whole = len(point.own & answer.all_stems) / (len(point.own) ** 0.5 + 1)
    return whole, float(np.log1p(max(len(point.own & window) for window in answer.stems)))


def answer_row(rubric: RubricReading, answer: AnswerReading, met: Numbers, partly: Numbers) -> Numbers:
    """The ANSWER_FEATURES, from the points' probabilities and the text."""
    right = (answer.vectors @ rubric.right.T).max(1)
    wrong = _highest(answer.vectors, rubric.wrong)
    flags = [answer.vectors @ flag.T for flag in rubric.flags]
    asked = answer.vectors @ rubric.asked.T
    claims = right - wrong
    core = rubric.core if rubric.core.any() else np.ones_like(rubric.core)
    found = [
        met @ rubric.weights, partly @ rubric.weights, met[core].mean(), met.min(), met.max(),
        claims.mean(), claims.max(), claims.min(), (claims > 0).mean(), right.mean(), right.max(), wrong.mean(),
        max((float(f.max()) for f in flags), default=0.0),
        max((float((f.max(1) - right).max()) for f in flags), default=-1.0),
        asked.mean(), asked.max(),
    ]  # fmt: skip
    return np.array(found, float)


def light_rows(met: Numbers, partly: Numbers, manner: float, said: float) -> Numbers:
    """(points, LIGHT_FEATURES): every point as read alone (log odds), how the points do on average, and what the
    manner and the points say of the overall."""
    whole = np.tile([met.mean(), manner, said], (len(met), 1))
    return np.column_stack([met, partly, whole])


def flag_rows(rubric: RubricReading, answer: AnswerReading) -> tuple[Numbers, tuple[int, ...]]:
    """The FLAG_FEATURES of every red flag, and the window that raises it if any does."""
    right = (answer.vectors @ rubric.right.T).max(1)
    rows, best = [], []
    for flag in rubric.flags:
        near = np.sort(answer.vectors @ flag.T, axis=1)
        margin = near[:, -1] - right
        window = int((near[:, -1] + margin).argmax())
        others = float(near[window].mean())
        rows.append([near[:, -1].max(), margin[window], margin.max(), others, float(right.mean())])
        best.append(window)
    return np.array(rows, float).reshape(-1, len(FLAG_FEATURES)), tuple(best)


def topic_row(rubric: RubricReading, answer: AnswerReading, closeness: dict[str, float]) -> Numbers:
    """The TOPIC_FEATURES: how near the answer is to its question, and how much nearer than to any other."""
    right = np.sort((answer.vectors @ rubric.right.T).max(1))[::-1]
    asked = answer.vectors @ rubric.asked.T
    own = closeness.get(rubric.question.id, 0.0)
    other = max((c for id, c in closeness.items() if id != rubric.question.id), default=0.0)
    return np.array([right[:3].mean(), right.mean(), asked.max(), asked.mean(), own, own - other], float)


def _highest(vectors: Vectors, rows: Vectors) -> Numbers:
    """The best cosine of each vector to any of the rows; 0 where there are none."""
    return np.asarray((vectors @ rows.T).max(1) if len(rows) else np.zeros(len(vectors)), float)
