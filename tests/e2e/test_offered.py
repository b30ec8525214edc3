"""What the page offers at each step: only what leads somewhere, and why there is nothing where there is nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.candidate import Candidate

STRAYS = (
    "Last summer we hiked in the Alps and slept in a hut above the clouds.",
    "The band played until midnight and everybody danced in the garden.",
)
"""Off the topic of every technical question, whichever the drill takes."""


@pytest.fixture
def candidate(page: Page) -> Candidate:
    return Candidate(page).arrive().choose("Five-minute drill", "Technical").start()


def test_the_end_is_not_offered_twice(candidate: Candidate) -> None:
    page = candidate.page
    expect(page.get_by_role("button", name="End the interview")).to_be_visible()

    candidate.answer().answer_probes().rate("3")

    expect(page.get_by_role("button", name="Finish")).to_be_visible()
    expect(page.get_by_role("button", name="End the interview")).to_be_hidden()


def test_a_hint_is_offered_as_long_as_there_is_one(candidate: Candidate) -> None:
    hint = candidate.page.locator("#hint")
    for step in ("1", "2", "3"):
        expect(hint).to_be_enabled()
        hint.click()
        expect(candidate.lines.last).to_contain_text(f"Hint {step} of 3")
        candidate.wait_for_turn()
        candidate.page.wait_for_timeout(700)  # two clicks at once are one

    expect(hint).to_be_hidden()


def test_who_is_off_the_topic_twice_is_told_that_it_was_taken_for_no_answer(candidate: Candidate) -> None:
    for stray in STRAYS:
        candidate.answer(stray)

    expect(candidate.page.locator("#card")).to_contain_text("not taken for an answer to this question")
    expect(candidate.page.get_by_role("button", name="Try again")).to_be_visible()


def test_who_skips_is_told_that_nothing_was_answered(candidate: Candidate) -> None:
    candidate.page.get_by_role("button", name="Skip question").click()

    expect(candidate.page.locator("#card")).to_contain_text("left this question without an answer")


def test_who_challenges_a_mark_is_told_before_that_the_grade_stays(candidate: Candidate) -> None:
    candidate.answer().answer_probes().rate("3")
    candidate.press("Challenge a mark")

    expect(candidate.page.get_by_role("textbox", name="The grade stays")).to_be_visible()
