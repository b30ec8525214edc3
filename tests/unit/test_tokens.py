"""Tokens are counted for any text, at once, and never with the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer import tokens

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("hello world", 2), ("<|endoftext|>", 7)])
def test_known_texts_have_their_known_count(text: str, expected: int) -> None:
    assert tokens.count(text) == expected


@given(st.text(alphabet=st.characters(), max_size=50))
def test_any_text_can_be_counted_even_a_lone_surrogate(text: str) -> None:
    assert tokens.count(text + "\ud800") >= 1


def test_a_run_of_a_hundred_thousand_letters_is_counted() -> None:
    assert tokens.count("a" * 100_000) == pytest.approx(12_500, rel=0.01)


def test_a_damaged_vocabulary_is_refused_and_left_where_it_is(tmp_path: Path) -> None:
    damaged = tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790"
    damaged.write_bytes(b"damaged")
    act = (
        "import sys; from pathlib import Path; from interviewer import tokens\n"
        "tokens.VOCABULARY = Path(sys.argv[1])\n"
        "tokens.count('hello')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", act, tmp_path], cwd=ROOT, check=False, capture_output=True, text=True
    )

    assert "missing or damaged; restore it from the release" in run.stderr
    assert damaged.read_bytes() == b"damaged"
