"""`python -m evals history`: how quickly the history opens with many stored interviews, and what else many of them cost.

The interviews are told event by event over the real bank (`past.py`), in a real store behind the real server. Opened:
from the click on the start page until the list stands in the page, in Chromium on loopback; the first opening after a
start reads the digests from disk. Exit status 1 where the median misses the target.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from evals.browser import ARGUMENTS, CHROMIUM
from evals.past import past
from evals.server import Server
from interviewer.archive import Archive
from interviewer.settings import GUIDES
from interviewer.store import Store, Tail, open_store
from knowledge.bank import load_bank

TARGET = 0.5
"""Seconds until the history is open."""
PARTS = {
    "Progress": "#history .panel", "Due again": "#due .drill", "Side by side": "#history .tries",
    "Interviews": "#history .shelf li",
}  # fmt: skip
"""The parts in the order they are looked at, and what stands there once they are shown."""
STOPWATCH = """([pressed, shown]) => {
    window.waited = 0;
    let since = 0;
    const seen = () => [...document.querySelectorAll(shown)].some(one => one.offsetParent);
    const look = () => { if (since && seen()) { window.waited = performance.now() - since; since = 0; } };
    document.querySelector(pressed).addEventListener('click', () => { since = performance.now(); }, {capture: true});
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true, attributes: true});
}"""
WAITED = "() => window.waited"
LISTED = "() => !!document.querySelector('.recent li')"


def main(argv: list[str]) -> int:
    """Build the store, open the history in it, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m evals history", description=__doc__)
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--answers", type=int, default=40)
    parser.add_argument("--opens", type=int, default=10)
    arguments = parser.parse_args(argv)
    if CHROMIUM is None:
        print("No Chromium was found; run scripts/install_browser.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "interviews.sqlite3"
        store = open_store(f"sqlite:///{file}")
        print(_told(store, file, arguments.sessions, arguments.answers), flush=True)
        for line in _reading(store):
            print(line, flush=True)
        opened = _opening(Server(Path(folder)), arguments.opens)
        for line in _deleting(store, file):
            print(line, flush=True)
    return int(opened > TARGET)


def _told(store: Store, file: Path, sessions: int, answers: int) -> str:
    bank = load_bank(GUIDES / "fintech-ml-engineer")
    events = 0
    for session in past(bank, sessions, answers, until=time.time()):
        store.extend([Tail(session.id, 0, session.events)])
        events += len(session.events)
    return (
        f"{sessions} interviews of {answers} answers: {events:,} events, {file.stat().st_size / 2**20:.0f} MB"
    )


def _reading(store: Store) -> Iterator[str]:
    """What the server does when the history is opened: for the first time ever, after a start, and from then on."""
    yield f"every digest made from its events       {_timed(Archive(store).look):7.3f} s (once, beside the start)"
    archive = Archive(store)
    yield f"digests read after a start              {_timed(archive.look):7.3f} s"
    yield f"looked at again                         {_timed(archive.look):7.3f} s"
    yield f"list of sessions for the start page     {_timed(store.sessions):7.3f} s"
    yield f"questions asked so far, for a plan      {_timed(store.asked):7.3f} s"


def _opening(server: Server, opens: int) -> float:
    """Print how long opening takes in the browser; returns the larger median, after a start or later."""
    firsts: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for _ in range(3):
            server.start()
            firsts.append(_opened(browser, server)[0])
            server.stop()
        server.start()
        seen = [_opened(browser, server) for _ in range(opens)]
        server_read = _timed(lambda: urllib.request.urlopen(f"{server.url}/sessions/all.json").read())
        browser.close()
        server.stop()
    later = [first for first, _, _ in seen]
    print(_line("history opened, first after a start", firsts, TARGET))
    print(_line("history opened", later, TARGET))
    for part in PARTS:
        print(_line(f"  part {part!r} chosen", [parts[part] for _, parts, _ in seen], TARGET))
    print(_line("start page to its list of interviews", [listed for _, _, listed in seen], None))
    print(f"everything as one JSON file             {server_read:7.3f} s")
    return max(statistics.median(firsts), statistics.median(later))


def _opened(browser: Browser, server: Server) -> tuple[float, dict[str, float], float]:
    """Seconds until the history is open, until each part is shown, and from the visit to the start page's list."""
    page = browser.new_context(base_url=server.url).new_page()
    page.goto("/", wait_until="commit")
    page.wait_for_function(LISTED, timeout=60_000)
    listed = float(page.evaluate("performance.now()")) / 1000
    page.wait_for_timeout(500)
    opened = _waited(page, ".to-history a", PARTS["Interviews"], page.locator(".to-history a").click)
    parts = {}
    for name, shown in PARTS.items():
        radio = page.locator("#history label", has_text=name).first
        radio.evaluate("one => one.setAttribute('data-pressed', '')")
        parts[name] = _waited(page, "[data-pressed]", shown, radio.click)
        radio.evaluate("one => one.removeAttribute('data-pressed')")
    page.context.close()
    return opened, parts, listed


def _waited(page: Page, pressed: str, shown: str, press: Callable[[], None]) -> float:
    page.evaluate(STOPWATCH, [pressed, shown])
    press()
    page.wait_for_function(WAITED, timeout=60_000)
    return float(page.evaluate(WAITED)) / 1000


def _deleting(store: Store, file: Path) -> Iterator[str]:
    one = store.sessions()[0].id
    yield f"one interview deleted, file rewritten   {_timed(lambda: store.delete([one])):7.3f} s"
    yield f"all interviews deleted                  {_timed(store.delete):7.3f} s ({file.stat().st_size / 1024:.0f} KB left)"


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _line(name: str, seconds: Sequence[float], target: float | None) -> str:
    wanted = f"  target {target} s" if target else ""
    return f"{name:<38}  median {statistics.median(seconds):5.3f} s  max {max(seconds):5.3f} s  n={len(seconds)}{wanted}"
