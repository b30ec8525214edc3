"""The page with the local model behind it: real server, real Chromium, a real process that plays the engine."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from evals.server import Server
from tests.e2e.candidate import Candidate
from tests.integration.local_engine import RECALLED, program
from tests.integration.local_shelf import installed


@pytest.fixture
def server(tmp_path: Path, engine: bytes) -> Iterator[Server]:
    installed(tmp_path, engine)
    server = Server(tmp_path)
    yield server.start()
    server.kill()


@pytest.fixture
def candidate(browser: Browser, server: Server) -> Iterator[Candidate]:
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.set_default_timeout(40_000)
    yield Candidate(page).arrive()
    context.close()


def wait_until_at_work(candidate: Candidate) -> None:
    """Look into the settings until they say that the model has started, and close them."""
    candidate.press("Model settings")
    until = time.monotonic() + 60
    while "It is at work." not in candidate.page.locator("#settings").inner_text():
        assert time.monotonic() < until, candidate.page.locator("#settings").inner_text()
        candidate.choose("No model").choose("Local model")
        candidate.page.wait_for_timeout(200)
    candidate.press("Close")


@pytest.mark.parametrize("engine", [program()], ids=["at work"])
def test_the_page_says_that_a_local_model_is_at_work_and_it_recalls_what_was_said(
    candidate: Candidate,
) -> None:
    start = candidate.page.locator("#start")
    expect(start).to_contain_text("A local model (Qwen2.5-Coder 1.5B) words what leads to a follow-up")
    expect(start).to_contain_text("Nothing leaves this machine")

    wait_until_at_work(candidate)
    candidate.choose("Five-minute drill").start()
    candidate.answer(f"{candidate.opening()} {RECALLED.replace('You', 'I')}")

    expect(candidate.lines.filter(has_text=RECALLED)).to_have_count(1)
    expect(candidate.page.locator("#interview")).not_to_contain_text("tokens")


@pytest.mark.parametrize("engine", [program()], ids=["at work"])
def test_the_settings_offer_it_as_the_third_choice(candidate: Candidate) -> None:
    candidate.press("Model settings")

    settings = candidate.page.locator("#settings")
    expect(settings.get_by_role("radio", name="Local model")).to_be_checked()
    expect(settings).to_contain_text("A small language model on this machine words what leads to a follow-up")
    expect(settings).to_contain_text(re.compile("It is (starting; written lines until then|at work)\\."))
    expect(settings.get_by_role("radio")).to_have_count(3)


@pytest.mark.parametrize("engine", [program(loads=False)], ids=["still loading"])
def test_nobody_waits_for_a_model_that_is_still_loading(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()
    candidate.answer().answer_probes().rate("3")
    candidate.press("Model settings")

    expect(candidate.page.locator("#settings")).to_contain_text("It is starting; written lines until then.")

    expect(candidate.page.locator("#chat .aside")).to_have_count(0)


@pytest.mark.parametrize("engine", [program()], ids=["crashing"])
def test_a_crash_costs_one_calm_sentence(candidate: Candidate) -> None:
    wait_until_at_work(candidate)
    candidate.choose("Five-minute drill").start()
    candidate.answer(f"{candidate.opening()} In the end we called it the CRASH review.")
    candidate.answer_probes().rate("3")

    expect(candidate.page.locator("#chat .aside")).to_contain_text(
        "The local model has stopped; the interview goes on without it."
    )
