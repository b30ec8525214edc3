"""The candidate's own grades before a stage's debrief."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.candidate import Candidate


@pytest.fixture
def closing(page: Page) -> Candidate:
    """Somebody who has just been through a short recruiter screen."""
    candidate = Candidate(page).arrive().choose("Live interview", "Recruiter", "Short").start()
    while not page.locator("#own-grades").is_visible():
        if page.locator("#send:not([disabled])").is_visible():
            own_questions = page.locator("#skip").is_hidden()
            candidate.answer("No, thank you, I have no questions." if own_questions else "")
        else:
            page.wait_for_timeout(100)
    return candidate


def test_a_live_stage_asks_for_own_grades_before_anything_of_the_grades_is_seen(closing: Candidate) -> None:
    page = closing.page
    rows = page.locator("#own-grades fieldset")
    expect(page.locator("#own-ask")).to_be_focused()
    expect(rows).to_have_count(2)
    expect(page.locator("#interview")).not_to_contain_text("Graded")
    expect(page.locator("#debrief section")).to_have_count(0)

    closing.show_debrief(4)

    expect(page.locator("#debrief h2").first).to_be_focused()
    answers = page.locator("#debrief .answers tbody tr")
    expect(answers.nth(0).locator("[data-label='You said']")).to_have_text("4")
    expect(answers.nth(1).locator("[data-label='You said']")).to_have_text("–")
    expect(page.locator("#own-grades")).to_be_hidden()


def test_own_grades_can_be_left_out_with_one_click_and_are_not_asked_for_again(closing: Candidate) -> None:
    page = closing.page
    closing.show_debrief()

    expect(page.locator("#debrief")).not_to_contain_text("You said")
    page.reload()
    expect(page.locator("#debrief section").first).to_be_visible()
    expect(page.locator("#own-grades")).to_be_hidden()


def test_a_reload_before_the_debrief_asks_again(closing: Candidate) -> None:
    closing.page.reload()

    expect(closing.page.locator("#own-grades fieldset")).to_have_count(2)
    expect(closing.page.locator("#debrief section")).to_have_count(0)
