"""Small penalised fits in numpy: ridge and logistic regression on standardised features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from interviewer.grading.embedded.fitted import Linear

Numbers = NDArray[np.float64]


def ridge(rows: Numbers, labels: Numbers, weight: Numbers, penalty: float) -> tuple[Numbers, float]:
    """Weighted ridge regression: (weights, bias)."""
    share = weight / weight.sum()
    centre, level = share @ rows, float(share @ labels)
    root = np.sqrt(weight)[:, None]
    x, y = (rows - centre) * root, (labels - level) * root[:, 0]
    found = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ y)
    return found, level - float(centre @ found)


def kernel_ridge(kin: Numbers, labels: Numbers, trust: Numbers, penalty: float) -> tuple[Numbers, float]:
    """Weighted ridge regression on how alike the rows are: (what each row adds, bias)."""
    bias = float(trust @ labels / trust.sum())
    shares = np.linalg.solve(kin + np.diag(penalty / trust), labels - bias)
    return np.asarray(shares, float), bias


def logistic(rows: Numbers, labels: Numbers, penalty: float) -> Linear:
    """Penalised logistic regression by Newton's method, on standardised features."""
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    x = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    keep = np.diag([penalty] * rows.shape[1] + [1e-6])
    w = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + keep, x.T @ (p - labels) + keep @ w)
        w = w - step
    return linear_of(mean, scale, w[:-1], float(w[-1]))


def linear_of(mean: Numbers, scale: Numbers, weights: Numbers, bias: float) -> Linear:
    def short(values: Numbers) -> tuple[float, ...]:
        return tuple(float(f"{v:.5g}") for v in values)

    return Linear(mean=short(mean), scale=short(scale), weights=short(weights), bias=round(bias, 5))


def plain(rows: Numbers, labels: Numbers, penalty: float) -> Linear:
    return weighted(rows, labels, np.ones(len(rows)), penalty)


def weighted(rows: Numbers, labels: Numbers, trust: Numbers, penalty: float) -> Linear:
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    found, bias = ridge((rows - mean) / scale, labels, trust, penalty)
    return linear_of(mean, scale, found, bias)
