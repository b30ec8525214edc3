"""The history's file is damaged or gone while the program runs: it is said, what was typed stays, the page goes on."""

from __future__ import annotations

import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.server import Server
from tests.e2e.candidate import Candidate


@pytest.fixture
def own(browser: Browser, own_server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=own_server.start().url)
    yield context.new_page()
    context.close()


def test_an_answer_to_a_history_that_was_deleted_is_not_taken_and_stays_in_its_place(
    own: Page, own_server: Server
) -> None:
    candidate = Candidate(own).arrive().choose("Five-minute drill").start()
    lines = candidate.lines.count()
    for part in own_server.data.glob("interviews.sqlite3*"):
        part.unlink()

    candidate.composer.fill("I led the work alone.")
    candidate.composer.press("Enter")

    expect(own.get_by_role("alert")).to_contain_text("was deleted or replaced")
    expect(candidate.composer).to_have_value("I led the work alone.")
    expect(candidate.lines).to_have_count(lines)


def test_a_history_that_was_damaged_is_said_on_the_start_page_and_nothing_half_is_sent(
    own: Page, own_server: Server
) -> None:
    Candidate(own).arrive().choose("Five-minute drill").start()
    with sqlite3.connect(own_server.data / "interviews.sqlite3") as other:
        other.execute("DROP TABLE events")

    own.goto("/")

    expect(own.locator("#start")).to_contain_text("cannot be read")
    expect(own.get_by_role("button", name="Start a five-minute drill")).to_be_enabled()
    with pytest.raises(urllib.error.HTTPError, match="503"):
        urllib.request.urlopen(f"{own_server.url}/sessions/all.json")


def test_an_interview_that_was_altered_is_listed_and_can_be_deleted_alone(
    own: Page, own_server: Server
) -> None:
    Candidate(own).arrive().choose("Five-minute drill").start()
    Candidate(own).arrive().choose("Five-minute drill").start()
    with sqlite3.connect(own_server.data / "interviews.sqlite3") as other:
        other.execute("UPDATE events SET body = '{}' WHERE session = (SELECT min(session) FROM events)")
    own.on("dialog", lambda dialog: dialog.accept())

    own.goto("/")
    own.get_by_role("link", name="An interview that cannot be read any more").click()
    expect(own.locator("#history-body")).to_contain_text("missing or was altered")
    own.get_by_role("button", name="Delete this interview").click()

    expect(own.locator("#history-notice")).to_have_text("The interview was deleted.")
    expect(own.locator("#history .shelf li")).to_have_count(1)
    expect(own.locator("#history-body")).not_to_contain_text("cannot be read")
