"""Take the screenshots of docs/screenshots anew: `.venv/bin/python -m scripts.take_screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from evals.browser import ARGUMENTS, CHROMIUM
from evals.server import Server
from tests.e2e.candidate import Candidate

OUT = Path(__file__).resolve().parent.parent / "docs" / "screenshots"


def main() -> None:
    """Start, chat, card and debrief, wide and dark; the same on a phone."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        _walk(browser, server, "", viewport={"width": 1000, "height": 760})
        _walk(browser, server, "dark-", viewport={"width": 1000, "height": 760}, color_scheme="dark")
        _walk(browser, server, "phone-", viewport={"width": 360, "height": 740}, is_mobile=True)
        server.stop()


def _walk(browser: Browser, server: Server, name: str, **device: object) -> None:
    page = browser.new_context(base_url=server.url, **device).new_page()  # type: ignore[arg-type]  # Playwright's own
    candidate = Candidate(page).arrive()
    page.on("dialog", lambda dialog: dialog.accept())
    _shoot(page, f"{name}start")
    candidate.choose("Practice", "Technical", "Model evaluation and selection").start()
    candidate.answer()
    _shoot(page, f"{name}chat")
    while candidate.composer.is_visible():
        candidate.answer(
            "I would agree on the cost of each kind of error first, then measure on later months."
        )
    candidate.rate("4")
    _shoot(page, f"{name}card")
    candidate.press("End the interview")
    page.locator("#debrief section").first.wait_for()
    _shoot(page, f"{name}debrief")
    page.context.close()


def _shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(600)
    page.screenshot(path=OUT / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main()
