"""Take the screenshots of the history anew, over a past of thirty interviews: `.venv/bin/python -m scripts.take_history_screenshots`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from evals.browser import ARGUMENTS, CHROMIUM
from evals.past import past
from evals.server import Server
from interviewer.settings import GUIDES
from interviewer.store import Tail, open_store
from knowledge.bank import load_bank
from scripts.take_screenshots import DEVICES, OUT

VIEWS = {
    "history": ("", ".shelf li"), "progress": ("&part=progress", ".panel"), "due": ("&part=due", "#due .drill"),
    "attempts": ("&part=attempts", ".tries"), "your-data": ("&part=keep", "#keeping"),
}  # fmt: skip
"""By name: what the address asks for, and what stands there once it is shown."""
TALL = 1400
"""Pixels of a picture: more of a list says no more."""


def main(out: Path) -> None:
    """Every part of the history, wide and dark; the same on a phone."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        _remember(Path(folder))
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for device, look in DEVICES.items():
            page = browser.new_context(base_url=server.url, **look).new_page()
            for name, (query, shown) in VIEWS.items():
                page.goto(f"/?view=history{query}")
                page.locator(f"#history {shown}").first.wait_for()
                _shoot(page, out / f"{device}{name}.png")
            page.context.close()
        server.stop()


def _remember(folder: Path) -> None:
    store = open_store(f"sqlite:///{folder}/interviews.sqlite3")
    bank = load_bank(GUIDES / "fintech-ml-engineer")
    store.extend([Tail(s.id, 0, s.events) for s in past(bank, 30, 16, until=time.time())])
    store.close()


def _shoot(page: Page, path: Path) -> None:
    page.wait_for_timeout(600)
    size = page.viewport_size
    assert size is not None  # every device has one
    height = min(TALL, page.evaluate("document.documentElement.scrollHeight"))
    page.screenshot(
        path=path, full_page=True, clip={"x": 0, "y": 0, "width": size["width"], "height": height}
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
