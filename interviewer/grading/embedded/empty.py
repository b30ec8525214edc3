"""Empty words: the sentences of an answer that could stand in any answer. They are not read, so they earn nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from interviewer.grading.embedded.features import AnswerReading, Numbers
from interviewer.grading.embedded.fitted import Linear
from interviewer.grading.embedded.rubric import RubricReading, Vectors
from interviewer.grading.embedded.windows import sentences, without, words

FILE = Path(__file__).with_name("empty_words.txt")
EMPTY_FEATURES = ("rubric", "rubric_top3", "empty", "empty_top3", "words")


@cache
def empty_words() -> tuple[str, ...]:
    """Sentences that say nothing, written by us: what others say nothing with is told by its nearness to them."""
    return tuple(FILE.read_text("utf-8").splitlines())


def empty_rows(texts: tuple[str, ...], vectors: Vectors, rubric: RubricReading, empty: Vectors) -> Numbers:
    """(texts, EMPTY_FEATURES): how near each text is to anything of the rubric, and to what says nothing.

    A text that is one of the empty sentences itself is compared with the others only.
    """
    to_rubric = vectors @ rubric.everything.T
    to_empty = vectors @ empty.T
    to_empty = np.where(to_empty > SAME, -1.0, to_empty)
    length = np.log([max(len(words(text)), 1) for text in texts])
    return np.column_stack([*_nearest(to_rubric), *_nearest(to_empty), length]).astype(float)


SAME = 0.999


def without_empty(
    answer: AnswerReading, rubric: RubricReading, empty: Vectors, says: Linear
) -> AnswerReading:
    """The answer without its empty sentences: those of which `says` is above 0."""
    if not answer.windows:
        return answer
    whole = set(sentences(answer.text))
    found = says.of(empty_rows(answer.windows, answer.vectors, rubric, empty)) > 0
    dropped = {window for window, nothing in zip(answer.windows, found, strict=True) if nothing} & whole
    kept = [
        i for i, window in enumerate(answer.windows) if not any(window in sentence for sentence in dropped)
    ]
    return AnswerReading(
        without(answer.text, dropped.__contains__),
        tuple(answer.windows[i] for i in kept),
        answer.vectors[kept],
        tuple(answer.stems[i] for i in kept),
    )


def _nearest(cosines: Numbers | Vectors) -> tuple[Numbers, Numbers]:
    """The best cosine of each row, and the mean of its best three."""
    best = np.sort(np.asarray(cosines, float), axis=1)[:, -3:]
    return best[:, -1], best.mean(axis=1)
