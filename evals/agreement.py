"""Agreement of two readings of the same answers: quadratic weighted kappa with a clustered interval, and of two judges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True)
class Difference:
    """How much better the first of two judges agrees with the labels, on the `n` answers that both graded.

    kappa: the first's less the second's, None where one of them is not defined; low, high: 95 % interval from one
    bootstrap over questions that draws the same answers for both; better: the share of draws in which the first is
    ahead.
    """

    n: int
    kappa: float | None
    low: float | None
    high: float | None
    better: float | None


def difference(
    first: Sequence[int], second: Sequence[int], labels: Sequence[int], clusters: Sequence[str], seed: int = 0
) -> Difference:
    """The paired difference of two judges' kappas.

    >>> round(difference([1, 3, 5], [3, 3, 5], [1, 3, 5], ["R1", "R2", "R3"]).kappa, 2)
    0.33
    """
    a, b, c = np.array(first, int), np.array(second, int), np.array(labels, int)
    whole = _gap(a, b, c)
    gaps = (_gap(a[rows], b[rows], c[rows]) for rows in draws(np.array(clusters), seed))
    found = [gap for gap in gaps if gap is not None]
    if whole is None or not found:
        return Difference(len(a), None, None, None, None)
    low, high = np.percentile(found, [2.5, 97.5])
    return Difference(len(a), whole, float(low), float(high), float(np.mean(np.array(found) > 0)))


def _gap(a: NDArray[np.int_], b: NDArray[np.int_], labels: NDArray[np.int_]) -> float | None:
    one, other = kappa(a, labels), kappa(b, labels)
    return None if one is None or other is None else one - other


def draws(clusters: NDArray[np.str_], seed: int) -> Iterator[NDArray[np.int_]]:
    """DRAWS samples with replacement of whole clusters, as row numbers; none where there are no rows."""
    draw = np.random.default_rng(seed)
    places = [np.flatnonzero(clusters == name) for name in sorted(set(clusters.tolist()))]
    for _ in range(DRAWS if places else 0):
        yield np.concatenate([places[i] for i in draw.integers(0, len(places), len(places))])


def _interval(
    a: NDArray[np.int_], b: NDArray[np.int_], clusters: NDArray[np.str_], seed: int
) -> tuple[float | None, float | None]:
    values = (kappa(a[rows], b[rows]) for rows in draws(clusters, seed))
    found = [value for value in values if value is not None]
    if not found:
        return None, None
    return float(np.percentile(found, 2.5)), float(np.percentile(found, 97.5))
