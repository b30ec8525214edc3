"""Is the sentence that is quoted for a point the one that speaks for it? `python -m evals quotes`.

Answers whose every sentence is known: one of the bank's own sentences for each point of a question, which is taken out of
the rubric before the embedded judge looks. Counted: points whose quote comes from their own sentence. Chance is one in
the number of points, about one in seven. Points, sentences and aliases have the same author, so a candidate's own words
are found less often than this says.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from evals.memo import Memo
from interviewer.grading.embedded.features import find_points, read_answer
from interviewer.grading.embedded.rubric import Encoder, RubricReading, read_rubric
from interviewer.settings import GUIDES
from knowledge.bank import load_bank

DRAWS = 8
"""Answers that are put together for each question."""


def without(rubric: RubricReading, drawn: list[int]) -> RubricReading:
    """The rubric without the drawn sentence of each point."""
    points = (
        replace(p, said=np.delete(p.said, i, 0), sayings=(*p.sayings[:i], *p.sayings[i + 1 :]))
        for p, i in zip(rubric.points, drawn, strict=True)
    )
    return replace(rubric, points=tuple(points))


def attributed(rubric: RubricReading, encoder: Encoder, rng: np.random.Generator) -> Iterator[bool]:
    """For each point of one answer, whether its quote comes from its own sentence."""
    drawn = [int(rng.integers(len(p.sayings))) for p in rubric.points]
    sentences = [p.sayings[i] for p, i in zip(rubric.points, drawn, strict=True)]
    answer = read_answer("\n\n".join(sentences), encoder, rubric.vocabulary)
    best = find_points(without(rubric, drawn), answer).best
    for window, sentence in zip(best, sentences, strict=True):
        yield answer.windows[window] in sentence


def main(argv: list[str]) -> int:
    """Print the share."""
    parser = argparse.ArgumentParser("python -m evals quotes")
    parser.add_argument("--guide", type=Path, default=GUIDES / "fintech-ml-engineer")
    wish = parser.parse_args(argv)
    encoder, rng = Memo(), np.random.default_rng(0)
    rubrics = [read_rubric(question, encoder.encode) for question in load_bank(wish.guide).questions]
    rubrics = [r for r in rubrics if min(len(p.sayings) for p in r.points) > 1]
    found = [list(attributed(r, encoder, rng)) for r in rubrics for _ in range(DRAWS)]
    shares = np.array([np.mean(f) for f in found])
    chance = np.mean([1 / len(f) for f in found])
    half = 1.96 * shares.std() / len(shares) ** 0.5
    print(
        f"quoted from the point's own sentence: {shares.mean():.3f} +- {half:.3f}"
        f"  ({len(found)} answers to {len(rubrics)} questions, {sum(map(len, found))} points; chance {chance:.2f})"
    )
    return 0
