"""An encoder with a memory gives what the encoder gives, and asks it for no text twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.remembered import Remembered, Vectors


class Counting:
    """A made-up encoder: a text's vector is its length and its first letters."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array(
            [[len(t), *(ord(c) % 97 for c in t[:3].ljust(3))] for t in texts], np.float32
        ).reshape(-1, 4)


@given(st.lists(st.lists(st.text(max_size=5), max_size=6), max_size=8), st.integers(1, 6))
def test_the_vectors_are_the_encoders_however_much_is_forgotten(batches: list[list[str]], most: int) -> None:
    remembered = Remembered(Counting(), most)

    for batch in batches:
        assert np.array_equal(remembered.encode(batch), Counting().encode(batch))


def test_a_text_is_encoded_once() -> None:
    counting = Counting()
    remembered = Remembered(counting)

    remembered.encode(["first", "second", "first"])
    remembered.encode(["second", "third"])

    assert counting.asked == ["first", "second", "third"]


def test_the_oldest_texts_are_forgotten_first() -> None:
    counting = Counting()
    remembered = Remembered(counting, most=2)

    for text in ("a", "b", "a", "c", "a", "b"):
        remembered.encode([text])

    assert counting.asked == ["a", "b", "c", "b"]
