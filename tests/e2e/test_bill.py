"""What the model costs stands on the page, and its ceiling ends the model's part, not the interview."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from evals.server import Server
from evals.wire.endpoint import Endpoint
from interviewer.bill import USED_UP
from tests.e2e.candidate import Candidate


@pytest.fixture
def candidate(browser: Browser, tmp_path: Path) -> Iterator[Candidate]:
    """Somebody at a page whose interviews may spend 600 tokens: one line is worded, and nothing is judged."""
    with Endpoint(models=("gpt-4.1-mini",)) as endpoint:
        model = {
            "OPENAI_BASE_URL": endpoint.url, "OPENAI_API_KEY": "none", "INTERVIEWER_MODEL": "gpt-4.1-mini",
            "SESSION_TOKENS": "600",
        }  # fmt: skip
        server = Server(tmp_path, model).start()
        page = browser.new_context(base_url=server.url).new_page()
        page.set_default_timeout(30_000)
        yield Candidate(page).arrive()
        page.context.close()
        server.stop()


def test_tokens_and_money_are_shown_and_at_the_ceiling_the_interview_goes_on_without_the_model(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.choose("Live interview", "Recruiter", "Short").start()
    candidate.finish()

    expect(page.locator("#progress .bill")).to_contain_text("tokens, about 0.0")
    expect(candidate.lines.locator(".aside").filter(has_text=USED_UP)).to_have_count(1)
    expect(page.locator("#after .bill")).to_contain_text("The model so far:")
    expect(page.locator("#after .bill")).to_contain_text(USED_UP)
    expect(page.locator("#debrief")).to_contain_text("embedded grader")
    page.locator("#debrief").get_by_text("What would a good answer be?").scroll_into_view_if_needed()
    page.locator("#debrief .examples details summary").first.click()
    expect(page.locator("#debrief .examples details[open] p").first).to_be_visible()
