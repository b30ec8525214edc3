"""The robustness battery on the embedded judge: a part of every family, and every genuine answer of tune."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.grading import GUIDE
from evals.held import Item
from evals.memo import Memo
from evals.robustness import Bench, battery, most, refused, run
from interviewer.grading.embedded_judge import EmbeddedJudge
from knowledge.bank import load_bank
from knowledge.types import Bank

EACH = 2


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(GUIDE)


@pytest.fixture(scope="module")
def items(bank: Bank) -> list[Item]:
    return list(battery(bank))


@pytest.fixture(scope="module")
def bench(bank: Bank) -> Bench:
    return Bench(EmbeddedJudge(bank, Memo()), bank)


def test_the_battery_has_items_of_every_family_over_all_stages(items: list[Item]) -> None:
    families = Counter(item.family for item in items)
    assert len(items) >= 250
    assert len(families) >= 25
    assert {item.question.stage for item in items} == {"recruiter", "technical", "behavioral"}


def test_a_sample_of_the_battery_takes_from_every_family(items: list[Item]) -> None:
    taken = Counter(item.family for item in most(items, EACH))
    assert set(taken) == {item.family for item in items}
    assert max(taken.values()) == EACH


def test_no_quote_is_shown_that_is_not_in_the_answer_over_battery_and_tune(
    bench: Bench, items: list[Item]
) -> None:
    run(bench, most(items, EACH), show=False)
    refused(bench)
    assert bench.shown > 300
    assert bench.strangers == []


def test_genuine_answers_are_hardly_ever_refused(bench: Bench) -> None:
    wrongly, genuine = refused(bench)
    assert wrongly <= 0.03 * genuine


@pytest.mark.parametrize(
    "family",
    [
        "injection, weak answer",
        "word list",
        "question and advice repeated",
        "gibberish",
        "empty",
        "translation",
    ],
)
def test_what_may_never_slip_through_is_held(bench: Bench, items: list[Item], family: str) -> None:
    found = run(bench, most((i for i in items if i.family == family), 4), show=True)
    assert all(outcome.held for outcome in found[family])
