"""What was learnt on the development gold and the bank's own exemplars (`evals/calibrate.py` writes it)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

Numbers = NDArray[np.float64]
FILE = Path(__file__).with_name("weights.json")


class Linear(BaseModel):
    """A linear reading of standardised features: ((x - mean) / scale) @ weights + bias."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def of(self, rows: Numbers) -> Numbers:
        """One number a row."""
        standard = (rows - np.array(self.mean)) / np.array(self.scale)
        return np.asarray(standard @ np.array(self.weights) + self.bias, float)

    def chance(self, rows: Numbers) -> Numbers:
        """The same as a probability."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self.of(rows), -30, 30))), float)


class Alike(BaseModel):
    """A reading by likeness: each learnt answer speaks for the answers whose features are near its own.

    rows: the learnt answers' features, standardised by mean and scale; weights: what each adds where it is met again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    rows: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]
    bias: float

    @cached_property
    def _learnt(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        return np.array(self.mean), np.array(self.scale), np.array(self.rows), np.array(self.weights)

    def of(self, row: Numbers) -> float:
        """One number."""
        mean, scale, rows, weights = self._learnt
        return float(likeness(((row - mean) / scale)[None, :], rows)[0] @ weights + self.bias)


def likeness(rows: Numbers, others: Numbers) -> Numbers:
    """How alike each row is to each of the others, 0-1: exp(-d / 2), d the mean squared distance of their features.

    >>> likeness(np.array([[0.0, 0.0]]), np.array([[0.0, 0.0], [2.0, 0.0]])).round(2).tolist()
    [[1.0, 0.37]]
    """
    squares = (rows**2).sum(1)[:, None] + (others**2).sum(1) - 2 * rows @ others.T
    return np.asarray(np.exp(-np.clip(squares, 0, None) / (2 * rows.shape[1])), float)


class Weights(BaseModel):
    """All weights of the embedded judge.

    met, partly      a point, read alone, is met / at least partly met (features.POINT_FEATURES)
    met_in_light, partly_in_light   the same in the light of the whole answer (features.LIGHT_FEATURES)
    met_from, partly_from   the probabilities from which the marks say so
    flag, flag_from  a red flag is raised (features.FLAG_FEATURES)
    empty            a sentence says nothing (empty.EMPTY_FEATURES) where this is above 0
    topic            the answer is about the question (features.TOPIC_FEATURES); below 0 it is not
    points           what the points say of the overall (features.ANSWER_FEATURES)
    manner, whole, grams   what the manner says of it: by likeness in manner (manner.MANNER_FEATURES), by likeness in
                     manner and points together, and by words and pairs of words (idf, weight)
    content          `points` and the nearest examples together (neighbours.NEIGHBOUR_FEATURES)
    overall          the estimate from manner and content, each with its bend (`bent`)
    pairs            how well kinds of words follow each other (prose.py)
    listed, ordered  below 0 the text is a list / its words are in no order (prose.PROSE_FEATURES)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    met: Linear
    partly: Linear
    met_in_light: Linear
    partly_in_light: Linear
    met_from: float
    partly_from: float
    flag: Linear
    flag_from: float
    empty: Linear
    topic: Linear
    points: Linear
    manner: Alike
    whole: Alike
    grams: dict[str, tuple[float, float]]
    content: Linear
    overall: Linear
    pairs: dict[str, float]
    listed: Linear
    ordered: Linear

    @cached_property
    def _gram_weights(self) -> tuple[tuple[str, ...], Numbers, Numbers]:
        rows = np.array(list(self.grams.values()), float).reshape(-1, 2)
        return tuple(self.grams), rows[:, 0], rows[:, 1]

    def manner_of(self, row: Numbers, points: Numbers, counted: Mapping[str, int]) -> float:
        """The overall that the manner suggests; `points` only tell which answers are alike."""
        order, idf, weight = self._gram_weights
        said = np.log1p([counted.get(gram, 0) for gram in order]) * idf
        style = said @ weight / (np.linalg.norm(said) or 1.0)
        return float(self.manner.of(row) + self.whole.of(np.concatenate([row, points])) + style)

    def content_of(self, points: Numbers, neighbours: Numbers) -> float:
        """The overall that the content alone suggests."""
        said = float(self.points.of(points[None, :])[0])
        return float(self.content.of(np.array([[said, *neighbours]]))[0])

    def estimate(self, manner: float, content: float) -> float:
        """The answer's overall on the scale 1-5, not yet rounded or bounded."""
        return float(self.overall.of(bent(manner, content)[None, :])[0])


MANNER_BEND = 2.5
CONTENT_BEND = 2.75


def bent(manner: float, content: float) -> Numbers:
    """Manner, manner up to the middle, content up to the middle: the content tells low answers from good ones, and
    among good ones it tells little."""
    return np.array([manner, min(manner, MANNER_BEND), min(content, CONTENT_BEND)])


@cache
def weights() -> Weights:
    """The shipped weights. Raises pydantic.ValidationError when the file was damaged."""
    return Weights.model_validate_json(FILE.read_text("utf-8"))
