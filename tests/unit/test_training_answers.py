"""Our own graded answers: well-formed, about the bank's questions, and nothing of the gold stands in them."""

from __future__ import annotations

import re
from collections import Counter

from evals.gold_answers import gold_answers
from evals.grading import GUIDE
from evals.training_answers import FOLDER, training_answers
from interviewer.grading.embedded.windows import words
from knowledge.bank import load_bank

RUN = 12
"""A run of so many words that stands in both is a copy, not a common phrase."""


def runs(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[i : i + RUN]) for i in range(len(said) - RUN + 1)}


def test_every_answer_is_to_a_question_of_the_bank() -> None:
    assert {a.question for a in training_answers()} <= {q.id for q in load_bank(GUIDE).questions}


def test_no_answer_is_there_twice() -> None:
    twice = [text for text, n in Counter(a.text for a in training_answers()).items() if n > 1]
    assert not twice


def test_no_run_of_the_gold_stands_in_them() -> None:
    gold = set[tuple[str, ...]]().union(*(runs(a.answer) for a in gold_answers("all")))
    assert not [a.id for a in training_answers() if runs(a.text) & gold]


def test_the_readme_names_every_file() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    files = {path.name for path in FOLDER.glob("*.md")} - {"README.md"}
    assert not [name for name in files if re.sub(r"_\d+", "_*", name) not in readme]
