"""Agreement of two readings of the same answers: quadratic weighted kappa with a clustered interval, and its kin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GRADES = 5
DRAWS = 2000


@dataclass(frozen=True)
class Agreement:
    """How a judge agrees with the labels over `n` answers. kappa is None where it is not defined (fewer than two
    grades); low, high: 95 % interval from a bootstrap over questions; bias: mean of judge minus label."""

    n: int
    kappa: float | None
    low: float | None
    high: float | None
    exact: float
    within_one: float
    bias: float


def kappa(given: NDArray[np.int_], labels: NDArray[np.int_]) -> float | None:
    """Quadratic weighted kappa of two readings on the scale 1-5.

    >>> kappa(np.array([1, 3, 5]), np.array([1, 3, 5]))
    1.0
    """
    table = np.zeros((GRADES, GRADES))
    np.add.at(table, (given - 1, labels - 1), 1)
    weight = np.subtract.outer(np.arange(GRADES), np.arange(GRADES)) ** 2
    chance = np.outer(table.sum(1), table.sum(0)) / max(table.sum(), 1)
    expected = float((weight * chance).sum())
    return 1 - float((weight * table).sum()) / expected if expected else None


def agreement(
    given: Sequence[int], labels: Sequence[int], clusters: Sequence[str], seed: int = 0
) -> Agreement:
    """The agreement of `given` with `labels`; the interval draws whole clusters (questions)."""
    a, b, c = np.array(given, int), np.array(labels, int), np.array(clusters)
    if not len(a):
        return Agreement(0, None, None, None, 0.0, 0.0, 0.0)
    low, high = _interval(a, b, c, seed)
    off = np.abs(a - b)
    return Agreement(
        len(a),
        kappa(a, b),
        low,
        high,
        float((off == 0).mean()),
        float((off <= 1).mean()),
        float((a - b).mean()),
    )


def _interval(
    a: NDArray[np.int_], b: NDArray[np.int_], clusters: NDArray[np.str_], seed: int
) -> tuple[float | None, float | None]:
    draw = np.random.default_rng(seed)
    places = [np.flatnonzero(clusters == name) for name in sorted(set(clusters.tolist()))]
    found = []
    for _ in range(DRAWS):
        rows = np.concatenate([places[i] for i in draw.integers(0, len(places), len(places))])
        value = kappa(a[rows], b[rows])
        if value is not None:
            found.append(value)
    if not found:
        return None, None
    return float(np.percentile(found, 2.5)), float(np.percentile(found, 97.5))
