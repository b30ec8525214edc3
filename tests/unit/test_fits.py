"""The small fits behind the embedded judge's weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.fits import kernel_ridge, weighted
from interviewer.grading.embedded.fitted import Alike, likeness

ROWS = np.array([[0.0, 1.0], [1.0, 0.5], [2.0, -1.0], [0.5, 0.5]])
LABELS = np.array([1.0, 3.0, 5.0, 2.0])
TWICE = [0, 0, 1, 2, 3]


def test_an_answer_trusted_twice_counts_as_much_as_two() -> None:
    trust = np.array([2.0, 1.0, 1.0, 1.0])
    one, bias = kernel_ridge(likeness(ROWS, ROWS), LABELS, trust, 0.3)
    two, same_bias = kernel_ridge(likeness(ROWS[TWICE], ROWS[TWICE]), LABELS[TWICE], np.ones(5), 0.3)
    asked = np.array([[0.7, 0.2]])
    assert bias == pytest.approx(same_bias)
    assert likeness(asked, ROWS) @ one == pytest.approx(likeness(asked, ROWS[TWICE]) @ two)


def test_a_straight_line_is_found_again() -> None:
    line = weighted(ROWS, 2 * ROWS[:, 0] + 1, np.ones(4), 1e-9)
    assert line.of(np.array([[10.0, 0.0]]))[0] == pytest.approx(21.0, abs=1e-3)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=2))
def test_nothing_is_more_alike_than_itself(values: list[float]) -> None:
    row = np.array([values])
    found = likeness(row, np.vstack([row, ROWS]))[0]
    assert found[0] == pytest.approx(1.0)
    assert ((found >= 0) & (found <= 1)).all()


def test_what_is_like_nothing_that_was_learnt_is_read_as_the_bias() -> None:
    learnt = Alike(mean=(0.0, 0.0), scale=(1.0, 1.0), rows=((0.0, 0.0),), weights=(2.0,), bias=3.0)
    assert learnt.of(np.array([0.0, 0.0])) == pytest.approx(5.0)
    assert learnt.of(np.array([90.0, -90.0])) == pytest.approx(3.0)
