"""A real server, a real Chromium."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from evals.browser import ARGUMENTS, CHROMIUM
from evals.server import Server
from tests.e2e.candidate import Candidate

TYPED = "() => [...document.querySelectorAll('textarea')].map(one => one.value).filter(Boolean)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test tells what its page showed: a browser that nobody watched cannot be asked later."""
    report = yield
    given = getattr(item, "funcargs", {})
    page = given.get("page") or getattr(given.get("candidate"), "page", None)
    if report.failed and call.when == "call" and page is not None:
        with suppress(Error):
            report.sections.append(("the page", page.locator("body").inner_text(timeout=5_000)[:6_000]))
            report.sections.append(("what is typed on it", str(page.evaluate(TYPED))))
        with suppress(Error, LookupError, ValueError):
            report.sections.append(("the interview", " ".join(e["kind"] for e in Candidate(page).events())))
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        missing = "no Chromium was found; run scripts/install_browser"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("data")).start()
    yield started
    started.stop()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(45_000)
    yield opened
    context.close()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may kill and start again."""
    server = Server(tmp_path / "data")
    yield server
    server.kill()
