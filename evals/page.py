"""`python -m evals page`: how quickly the page is there, what it weighs, how far it moves while it comes in, and how soon
a sent answer is acknowledged.

On loopback, in Chromium, each visit with an empty cache. Acknowledged: the answer stands in the conversation,
which it does only once it is on disk; the time runs from the key press in the page to the change of the page.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from evals.browser import ARGUMENTS, CHROMIUM, SHIFTS, YOUR_TURN
from evals.server import Server

ACKNOWLEDGED = 0.2
"""Seconds, 95th percentile: the target."""
STILL = 0.1
"""Cumulative layout shift of a visit: the target."""
SCREEN: ViewportSize = {"width": 1280, "height": 900}
ANSWER = "I would agree on the cost of each kind of error first, then measure on later months ({n})."

INTERACTIVE = "() => { const b = document.querySelector('#quick'); return !!b && b.checkVisibility({visibilityProperty: true}) && !b.disabled }"
LOADED = """() => {
    const parts = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return [paint.startTime, performance.now(), parts.length, parts.reduce((sum, p) => sum + p.encodedBodySize, 0)];
}"""
STOPWATCH = """() => {
    window.acknowledged = [];
    const said = () => document.querySelectorAll('#chat .user.message').length;
    let sent = 0, before = 0;
    addEventListener('keydown', e => { if (e.key === 'Enter' && !e.shiftKey) { sent = performance.now(); before = said(); } }, true);
    new MutationObserver(() => {
        if (sent && said() > before) { window.acknowledged.push(performance.now() - sent); sent = 0; }
    }).observe(document.body, {childList: true, subtree: true});
}"""


@dataclass(frozen=True)
class Visit:
    """Seconds to the first contentful paint and until the button can be pressed; requests; kilobytes; layout shift."""

    paint: float
    interactive: float
    requests: float
    kilobytes: float
    shift: float


def main(argv: list[str]) -> int:
    """Print the figures; the status is 1 where the target of the acknowledgement or of the shift is missed."""
    parser = argparse.ArgumentParser(prog="python -m evals page", description=__doc__)
    parser.add_argument("--visits", type=int, default=7)
    parser.add_argument("--answers", type=int, default=30)
    arguments = parser.parse_args(argv)
    if CHROMIUM is None:
        print("No Chromium was found; run scripts/install_browser.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            _visit(browser, server)  # the first one warms the server, not the browser's cache
            visits = [_visit(browser, server) for _ in range(arguments.visits)]
            still = _shifts(browser, server, arguments.visits)
            waits = _answers(browser, server, arguments.answers)
        finally:
            browser.close()
            server.stop()
    print("\n".join(_report(visits, still, waits)))
    moved = max(*(visit.shift for visit in visits), *still) > STILL
    return int(moved or _p95(waits) > ACKNOWLEDGED)


def _visit(browser: Browser, server: Server) -> Visit:
    """One visit with an empty cache."""
    context = browser.new_context(base_url=server.url, viewport=SCREEN)
    page = context.new_page()
    page.add_init_script(f"({SHIFTS})()")
    page.goto("/", wait_until="commit")
    page.wait_for_function(INTERACTIVE, polling="raf")
    interactive = float(page.evaluate("performance.now()")) / 1000
    page.wait_for_timeout(1500)
    paint, _, requests, size = page.evaluate(LOADED)
    shift = float(page.evaluate("window.shifted"))
    context.close()
    return Visit(paint / 1000, interactive, requests, size / 1000, shift)


def _shifts(browser: Browser, server: Server, n: int) -> list[float]:
    """The layout shift of each of `n` visits to an interview that has begun, with an empty cache."""
    page = browser.new_context(base_url=server.url).new_page()
    page.goto("/")
    page.locator("#quick").click()
    _wait_for_turn(page)
    address = page.url
    page.context.close()
    return [_shift(browser, address) for _ in range(n)]


def _shift(browser: Browser, address: str) -> float:
    page = browser.new_context(viewport=SCREEN).new_page()
    page.add_init_script(f"({SHIFTS})()")
    page.goto(address)
    _wait_for_turn(page)
    page.wait_for_timeout(1000)
    shift = float(page.evaluate("window.shifted"))
    page.context.close()
    return shift


def _answers(browser: Browser, server: Server, n: int) -> list[float]:
    """Seconds until each of `n` sent answers is acknowledged, over as many drills as that takes."""
    waits: list[float] = []
    while len(waits) < n:
        page = browser.new_context(base_url=server.url).new_page()
        page.goto("/")
        page.locator("#quick").click()
        _wait_for_turn(page)
        page.evaluate(STOPWATCH)
        while page.locator("#composer textarea").is_visible() and len(waits) < n:
            waits += _send(page, len(waits))
        page.context.close()
    return waits


def _send(page: Page, n: int) -> list[float]:
    before = page.evaluate("window.acknowledged.length")
    page.locator("#composer textarea").fill(ANSWER.format(n=n))
    page.locator("#composer textarea").press("Enter")
    page.wait_for_function(f"window.acknowledged.length > {before}")
    _wait_for_turn(page)
    return [float(page.evaluate("window.acknowledged.at(-1)")) / 1000]


def _wait_for_turn(page: Page) -> None:
    page.wait_for_function(YOUR_TURN)


def _report(visits: Sequence[Visit], still: Sequence[float], waits: Sequence[float]) -> list[str]:
    rows = [
        _row(name, [getattr(visit, field) for visit in visits], unit)
        for name, field, unit in (
            ("first contentful paint", "paint", "s"),
            ("time to interactive", "interactive", "s"),
            ("requests", "requests", ""),
            ("weight, uncompressed", "kilobytes", "kB"),
        )
    ]
    moved = {"start": [visit.shift for visit in visits], "interview": still}
    rows += [
        f"{f'layout shift, {name}':<24} median {statistics.median(values):8.4f}      max {max(values):8.4f}"
        f"   target {STILL}  n={len(values)}"
        for name, values in moved.items()
    ]
    acknowledged = (
        f"{'answer acknowledged':<24} median {statistics.median(waits):8.3f} s   p95 {_p95(waits):8.3f} s"
        f"   target {ACKNOWLEDGED}  n={len(waits)}"
    )
    return [*rows, acknowledged]


def _row(name: str, values: Sequence[float], unit: str) -> str:
    digits = 3 if unit == "s" else 0
    return (
        f"{name:<24} median {statistics.median(values):8.{digits}f} {unit:<2}  max {max(values):8.{digits}f} {unit:<2}"
        f"  n={len(values)}"
    )


def _p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 stay within: the next one up, so that a few values claim nothing."""
    return sorted(values)[min(len(values) - 1, -(-95 * len(values) // 100) - 1)]
