"""The page as a candidate meets it: real server, real Chromium, no model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.server import Server
from tests.e2e.candidate import Candidate

HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> "
    "![pixel](http://192.0.2.1/p.png) שלום 🙂 **bold** `a < b` and a NUL \0 here"
)


@pytest.fixture
def candidate(page: Page) -> Candidate:
    return Candidate(page).arrive()


def test_a_whole_short_interview_of_three_stages_can_be_finished_with_a_reload_in_the_middle(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.choose("Live interview", "All stages", "Short").start()
    candidate.answer()
    said = candidate.said.count()

    page.reload()
    expect(candidate.said).to_have_count(said)
    candidate.wait_for_turn()
    candidate.finish()

    expect(page.locator("#debrief")).to_contain_text("Recruiter screen")
    expect(page.locator("#debrief")).to_contain_text("Technical interview")
    expect(page.locator("#debrief")).to_contain_text("Behavioral interview")
    expect(page.get_by_role("link", name="Everything (JSON)")).to_be_visible()


def test_a_drill_needs_two_clicks_and_ends_with_its_card(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()

    candidate.answer().answer_probes()
    candidate.rate("3")

    card = candidate.page.locator("#card")
    expect(card).to_contain_text("You said 3")
    expect(card).to_contain_text(re.compile("Fix first", re.IGNORECASE))


def test_practice_offers_hints_then_the_card_a_retry_and_the_example_after_an_own_attempt(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.choose("Practice", "Technical", "Model evaluation and selection").start()
    expect(page.get_by_role("button", name="Show example answer")).to_be_hidden()

    candidate.press("Hint")
    expect(candidate.lines.last).to_contain_text("Hint 1 of 3")
    candidate.wait_for_turn()
    candidate.answer().answer_probes()
    candidate.rate("Show me without rating")
    candidate.press("Show example answer")
    expect(page.locator("#example")).to_contain_text("Written by us")
    candidate.press("Try again")
    candidate.wait_for_turn()

    expect(candidate.composer).to_be_visible()


def test_a_double_click_on_send_says_it_once(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()
    candidate.composer.fill("Said once, clicked twice.")

    candidate.page.get_by_role("button", name="Send").dblclick()
    candidate.wait_for_turn()

    expect(candidate.said.filter(has_text="Said once")).to_have_count(1)


def test_of_two_tabs_that_answer_the_same_question_one_is_told_and_keeps_its_text(
    candidate: Candidate, browser: Browser, server: Server
) -> None:
    candidate.choose("Practice", "Behavioral").start()
    other = Candidate(browser.new_context(base_url=server.url).new_page()).arrive(candidate.page.url)
    other.wait_for_turn()
    other.lag()

    candidate.answer("From the first tab, with a story about a pipeline that I built myself.")
    other.composer.fill("From the second tab.")
    other.composer.press("Enter")

    expect(other.page.get_by_role("alert")).to_contain_text("already answered")
    expect(other.composer).to_have_value("From the second tab.")
    expect(candidate.said).to_have_count(1)
    other.page.context.close()


def test_a_second_tab_sees_what_the_first_one_says(
    candidate: Candidate, browser: Browser, server: Server
) -> None:
    candidate.choose("Five-minute drill").start()
    other = Candidate(browser.new_context(base_url=server.url).new_page()).arrive(candidate.page.url)

    candidate.answer("Visible in both tabs.")

    expect(other.said.filter(has_text="Visible in both tabs.")).to_have_count(1)
    other.page.context.close()


def test_markup_scripts_and_odd_letters_are_shown_as_typed_and_do_nothing(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()

    candidate.answer(HOSTILE)

    expect(candidate.said.first).to_contain_text("<script>document.title='owned'</script>")
    expect(candidate.said.first).to_contain_text("שלום 🙂")
    assert candidate.page.title() == "Mock interview"
    expect(candidate.said.first.locator("img, script")).to_have_count(0)


def test_an_answer_of_a_hundred_thousand_characters_is_taken_whole(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()
    text = ("I measured the drift of every feature and told the team about it. " * 1600)[:100_000]

    candidate.answer(text)

    expect(candidate.said.first).to_contain_text("I measured the drift")


def test_an_empty_answer_is_refused_in_a_sentence(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()

    candidate.composer.press("Enter")

    expect(candidate.page.get_by_role("alert")).to_contain_text("Type an answer first")


def test_an_interview_that_is_not_known_is_said_so_and_a_new_one_can_begin(page: Page) -> None:
    candidate = Candidate(page).arrive("/?s=nobody-knows-this")

    expect(page.get_by_role("alert")).to_contain_text("not known here")
    candidate.choose("Five-minute drill").start()
    expect(candidate.composer).to_be_visible()


def test_an_interview_can_be_held_by_keyboard_alone(candidate: Candidate) -> None:
    page = candidate.page
    page.keyboard.press("Tab")
    candidate.tab_to("Live interview")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    candidate.tab_to("Start")
    page.keyboard.press("Enter")
    candidate.wait_for_turn()

    expect(candidate.composer).to_be_focused()
    page.keyboard.type("By keyboard alone: I split by time and watch precision.")
    page.keyboard.press("Enter")

    expect(candidate.said).to_have_count(1)


def test_the_page_holds_on_a_phone(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, viewport={"width": 360, "height": 740}, is_mobile=True)
    candidate = Candidate(context.new_page()).arrive().choose("Five-minute drill").start()
    candidate.answer().answer_probes()
    candidate.rate("4")
    expect(candidate.page.locator("#card")).to_contain_text("You said 4")

    widest = candidate.page.evaluate("document.documentElement.scrollWidth")

    assert widest <= 360
    context.close()


def test_a_whole_practice_asks_nobody_but_its_own_origin(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    candidate = Candidate(context.new_page()).arrive().choose("Five-minute drill").start()
    candidate.answer(f"{candidate.example()} {HOSTILE}").answer_probes()
    candidate.rate("2")
    expect(candidate.page.locator("#card")).to_contain_text("You said 2")

    outside = [url for url in asked if not url.startswith((server.url, "data:", "blob:"))]

    assert outside == []
    assert server.remote_addresses() == set()
    context.close()


def test_the_downloads_hold_what_was_said(candidate: Candidate, tmp_path: Path) -> None:
    candidate.choose("Five-minute drill").start()
    candidate.answer(f"{candidate.example()} Words to take away.").answer_probes()
    candidate.rate("2")
    candidate.press("Finish")

    with candidate.page.expect_download() as taken:
        candidate.page.get_by_role("link", name="Everything (JSON)").click()
    taken.value.save_as(tmp_path / "all.json")

    assert "Words to take away." in (tmp_path / "all.json").read_text("utf-8")
