"""What the views and their parts are called: in the browser's tab, and to whoever does not see them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.candidate import Candidate

RIGHT, DOWN = "matrix(0, -1, 1, 0, 0, 0)", "matrix(1, 0, 0, 1, 0, 0)"
"""How a sign that points down is turned, as the browser tells it."""


@pytest.fixture
def candidate(page: Page) -> Candidate:
    return Candidate(page).arrive()


def test_the_tab_says_which_view_it_shows(candidate: Candidate) -> None:
    page = candidate.page
    expect(page).to_have_title("Mock interview")

    candidate.choose("Practice", "Behavioral").start()
    expect(page).to_have_title("Practice · behavioral interview · 3 questions – Mock interview")
    page.goto("/?view=history")
    expect(page).to_have_title("Interviews – History – Mock interview")
    page.get_by_role("radio", name="Progress").check()
    expect(page).to_have_title("Progress – History – Mock interview")
    page.goto("/?view=nonsense")
    expect(page).to_have_title("Mock interview")
    page.goto("/graders")
    expect(page).to_have_title("How good is this grader? – Mock interview")


def test_the_head_the_settings_the_view_and_the_way_to_the_history_are_landmarks(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.press("Model settings")

    expect(page.get_by_role("banner")).to_contain_text("Nothing leaves this machine")
    expect(page.get_by_role("region", name="Model settings")).to_be_visible()
    expect(page.get_by_role("navigation", name="History")).to_be_visible()
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_have_count(1)


def test_a_screen_reader_hears_once_who_speaks(candidate: Candidate) -> None:
    candidate.press("Start a five-minute drill").wait_for_turn()
    tree = candidate.page.context.new_cdp_session(candidate.page).send("Accessibility.getFullAXTree")

    heard = [node["name"]["value"] for node in tree["nodes"] if node.get("name", {}).get("value")]

    lines = candidate.page.get_by_role("group", name="Interviewer", exact=True).count()
    assert lines > 0
    assert heard.count("Interviewer") == lines


def test_what_can_be_opened_points_to_the_right_until_it_is_open(candidate: Candidate) -> None:
    sign = candidate.page.locator("#aim .label-wrap .icon")
    expect(sign).to_have_text("▼")
    expect(sign).to_have_css("transform", RIGHT)

    candidate.press("Aim it at a job")
    expect(candidate.page.locator("#aim-text")).to_be_visible()

    expect(sign).to_have_css("transform", DOWN)
