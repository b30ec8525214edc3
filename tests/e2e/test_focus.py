"""Where the keyboard's focus goes when the button that was pressed takes itself away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.candidate import Candidate


@pytest.fixture
def practising(page: Page) -> Candidate:
    return Candidate(page).arrive().choose("Practice", "Technical").start()


def test_after_a_hint_the_focus_is_on_the_answer(practising: Candidate) -> None:
    practising.page.get_by_role("button", name="Hint").press("Enter")

    expect(practising.composer).to_be_focused()
    expect(practising.lines.last).to_contain_text("Hint 1 of 3")
    practising.wait_for_turn()
    expect(practising.composer).to_be_focused()


def test_after_the_example_is_asked_for_the_focus_is_on_its_heading_in_sight(practising: Candidate) -> None:
    practising.answer().answer_probes()
    practising.rate("3")

    practising.page.get_by_role("button", name="Show example answer").press("Enter")

    heading = practising.page.get_by_role("heading", name="Example answer")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport(ratio=1)


def test_after_a_question_of_a_live_interview_is_skipped_the_focus_is_on_the_next_answer(page: Page) -> None:
    candidate = Candidate(page).arrive().choose("Live interview", "Behavioral").start()

    page.get_by_role("button", name="Skip question").press("Enter")

    expect(candidate.said).to_have_count(1)
    candidate.wait_for_turn()
    expect(candidate.composer).to_be_focused()
