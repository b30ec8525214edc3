"""Take the screenshots of docs/screenshots anew: `.venv/bin/python -m scripts.take_screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from evals.browser import ARGUMENTS, CHROMIUM
from evals.server import Server
from scripts.said_in_screenshots import BETTER, FIRST
from tests.e2e.candidate import Candidate

OUT = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
DEVICES: dict[str, dict[str, Any]] = {
    "": {"viewport": {"width": 1000, "height": 760}},
    "dark-": {"viewport": {"width": 1000, "height": 760}, "color_scheme": "dark"},
    "phone-": {"viewport": {"width": 360, "height": 740}, "is_mobile": True},
}
"""By the beginning of a file's name."""


def main(out: Path) -> None:
    """Every view of a practice, wide and dark; the same on a phone."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            for name, device in DEVICES.items():
                _walk(browser, server, f"{out}/{name}", device)
        finally:
            server.stop()


def _walk(browser: Browser, server: Server, name: str, device: dict[str, Any]) -> None:
    page = browser.new_context(base_url=server.url, **device).new_page()
    candidate = Candidate(page).arrive()
    page.on("dialog", lambda dialog: dialog.accept())
    _shoot(page, name, "start")
    candidate.press("Model settings")
    page.locator("#settings").get_by_role("radio", name="Endpoint", exact=True).check()
    page.locator("#address").wait_for()
    _shoot(page, name, "settings")
    candidate.press("Close")
    candidate.choose("Practice", "Technical", "Model evaluation and selection").start()
    candidate.answer(FIRST[candidate.asked()])
    _shoot(page, name, "chat")
    _say_no_more(candidate)
    _shoot(page, name, "rating")
    candidate.rate("4")
    _shoot(page, name, "card")
    candidate.press("Try again")
    candidate.answer(BETTER[candidate.asked()])
    _say_no_more(candidate)
    candidate.rate("4")
    _shoot(page, name, "retry")
    candidate.press("End the interview")
    page.locator("#debrief section").first.wait_for()
    _shoot(page, name, "debrief")
    page.context.close()


def _say_no_more(candidate: Candidate) -> None:
    """To whatever is still asked: nothing that is made up for the picture."""
    while candidate.composer.is_visible():
        candidate.answer("I would have to look that up.")


def _shoot(page: Page, name: str, view: str) -> None:
    page.wait_for_timeout(600)
    page.screenshot(path=f"{name}{view}.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
