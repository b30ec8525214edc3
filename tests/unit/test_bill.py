"""What a session has cost: every line and every judgement counts, once, at its own model's price."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.bill import USED_UP, Bill, Purse, bill, spent
from interviewer.events import Graded, Session, Spent, Started, Stumbled
from interviewer.prices import price_of, prices
from interviewer.types import Grade, Maker
from interviewer.web.bill import bill_html, spent_html
from tests.unit.sessions import planned


def graded(tokens: int, replies: int, model: str = "gpt-4.1") -> Graded:
    made = Grade("R1", "R1@1", (), (), (), 3, Maker("model", "1", model), tokens=tokens, replies=replies)
    return Graded(0, 2, made)


def worded(prompt: int, completion: int, model: str = "gpt-4.1-mini") -> Spent:
    return Spent(0, prompt, completion, model=model)


def session(*events: Spent | Graded | Stumbled) -> Session:
    return Session("s", (Started(0, planned("R1")), *events))


def test_lines_and_judgements_are_priced_at_their_own_models() -> None:
    made = bill(session(worded(1_000_000, 100_000), graded(1_100_000, 100_000)))

    assert (made.prompt, made.completion) == (2_000_000, 200_000)
    assert made.dollars == pytest.approx(0.40 + 0.16 + 2.00 + 0.80)


def test_a_judgement_that_was_made_again_is_paid_again() -> None:
    assert bill(session(graded(900, 100), graded(900, 100))).tokens == 1_800


def test_a_model_without_a_price_list_has_tokens_and_no_sum_of_money() -> None:
    made = bill(session(worded(300, 20, "qwen2.5:14b")))

    assert (made.tokens, made.dollars) == (320, None)
    assert "320 tokens, no price list for this model" in spent_html(made)


def test_an_interview_without_a_model_shows_no_bill() -> None:
    made = bill(session())

    assert (made, spent_html(made), bill_html(made)) == (Bill(0, 0, 0.0, False), "", "")


def test_the_bill_says_that_the_tokens_are_used_up() -> None:
    assert USED_UP in bill_html(bill(session(worded(300, 20), Stumbled(0, USED_UP))))


@pytest.mark.parametrize(
    ("model", "lists"),
    [
        ("gpt-4.1-mini", "gpt-4.1-mini"), ("gpt-4.1-mini-2025-04-14", "gpt-4.1-mini"), ("openai/gpt-4.1", "gpt-4.1"),
        ("gpt-4.1-nano", None), ("gpt-4o", None), ("", None),
    ],
)  # fmt: skip
def test_a_model_is_found_in_the_price_lists_by_its_whole_name(model: str, lists: str | None) -> None:
    price = price_of(model)

    assert (price.model if price else None) == lists


def test_there_are_three_price_lists_each_with_its_date() -> None:
    assert [bool(p.date and p.input and p.output) for p in prices()] == [True] * 3


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 500)), max_size=20), st.integers(1, 20_000))
def test_nothing_is_allowed_that_could_pass_the_ceiling(costs: list[tuple[int, int]], ceiling: int) -> None:
    purse, so_far = Purse(ceiling), session()
    for prompt, completion in costs:
        if purse.allows(spent(so_far), prompt + completion):
            so_far = so_far.with_event(Spent(0, prompt, completion))

    assert spent(so_far) <= ceiling


def test_no_ceiling_allows_everything() -> None:
    assert Purse().allows(10**9, 10**9)
