"""A rubric as the embedded judge reads it: the vectors and stems of what is right, thin and wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.grading.embedded.lexicon import stems
from interviewer.grading.embedded.windows import windows
from knowledge.types import Point, Question

Vectors = NDArray[np.float32]


Encode = Callable[[Sequence[str]], Vectors]
Keep = Callable[[str, Sequence[str]], Vectors]
"""Encodes texts under a label, or takes their vectors from where they are kept."""


class Encoder(Protocol):
    """What turns texts into unit vectors, shape (n, 384)."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        ...


@dataclass(frozen=True)
class PointReading:
    """A point: vectors of sentences that meet it (`said`), define it (`met`) and miss it (`missed`), and its stems.

    own   stems that no other point of the question uses
    """

    said: Vectors
    met: Vectors
    missed: Vectors
    sayings: tuple[str, ...]
    aliases: tuple[frozenset[str], ...]
    own: frozenset[str]


@dataclass(frozen=True)
class RubricReading:
    """A whole question: its points, its red flags, the question itself, and our graded example answers.

    everything: all sentences of it but the examples; weights sum to 1; right, wrong: all sentences that meet, and that miss or raise a flag; examples: the vectors of
    each example's sentences, `grades` theirs.
    """

    question: Question
    points: tuple[PointReading, ...]
    flags: tuple[Vectors, ...]
    asked: Vectors
    right: Vectors
    wrong: Vectors
    everything: Vectors
    weights: NDArray[np.float64]
    vocabulary: frozenset[str]
    examples: tuple[Vectors, ...]
    grades: NDArray[np.float64]
    core: NDArray[np.bool_]


def read_rubric(question: Question, encode: Encode) -> RubricReading:
    """Encode every sentence of the rubric once, in one batch."""
    parts = [[*p.said, p.text, p.met_when, *p.missed] for p in question.points]
    parts += [[*flag.said, flag.text] for flag in question.red_flags]
    parts.append([question.text, question.rephrased])
    examples = [windows(example.text) for example in question.exemplars]
    parts += examples
    vectors = encode([text for part in parts for text in part])
    ends = np.cumsum([len(part) for part in parts])
    blocks = np.split(vectors, ends[:-1])
    n = len(question.points)
    used = Counter(s for point in question.points for s in _vocabulary(point))
    points = tuple(_point(p, block, used) for p, block in zip(question.points, blocks[:n], strict=True))
    flags = tuple(blocks[n : n + len(question.red_flags)])
    asked = blocks[n + len(question.red_flags)]
    weights = np.array([p.weight for p in question.points], float)
    return RubricReading(
        question=question,
        points=points,
        flags=flags,
        asked=asked,
        right=np.vstack([point.said for point in points]),
        wrong=np.vstack([*(point.missed for point in points), *flags]),
        everything=np.vstack([*blocks[: n + len(question.red_flags)], asked]),
        weights=weights / weights.sum(),
        vocabulary=frozenset(used),
        examples=tuple(blocks[len(blocks) - len(examples) :]),
        grades=np.array([example.grade for example in question.exemplars], float),
        core=np.array([p.core for p in question.points]),
    )


def _point(point: Point, block: Vectors, used: Counter[str]) -> PointReading:
    n = len(point.said)
    return PointReading(
        said=block[:n],
        met=block[n : n + 2],
        missed=block[n + 2 :],
        sayings=point.said,
        aliases=tuple(stems(alias) for alias in point.aliases),
        own=frozenset(s for s in _vocabulary(point) if used[s] == 1),
    )


def _vocabulary(point: Point) -> frozenset[str]:
    return stems(" ".join((*point.said, point.text, point.met_when, *point.aliases)))
