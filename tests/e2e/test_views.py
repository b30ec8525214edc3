"""Every view, by day, by night and on a phone: no barrier that axe knows, nothing wider than the screen, nobody else asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.server import Server
from tests.e2e.candidate import Candidate

DEVICES: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1000, "height": 760}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1000, "height": 760}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
}
VIEWS = [
    "start", "settings", "question", "hint", "rating", "card", "example", "retry", "debrief", "second look",
]  # fmt: skip
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
SIZES = """() => {
    const found = [];
    for (const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walk.nextNode();) {
        const text = walk.currentNode.textContent.trim(), of = walk.currentNode.parentElement;
        if (text && of.offsetParent) found.push([text.slice(0, 60), parseFloat(getComputedStyle(of).fontSize)]);
    }
    return found;
}"""
LOOK = """async () => {
    const found = await axe.run(document, {resultTypes: ['violations']});
    return found.violations.filter(v => ['serious', 'critical'].includes(v.impact))
        .map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 120)).join(' | ')}`);
}"""

BEYOND = """() => [...document.querySelectorAll('tbody :is(td, th)')].filter(cell => {
    const box = cell.closest('table').parentElement.getBoundingClientRect(), own = cell.getBoundingClientRect();
    return !own.width || own.left < box.left || own.right > box.right || cell.scrollWidth > cell.clientWidth;
}).map(cell => cell.textContent)"""
"""The cells of tables that are not seen whole in the box that holds their table."""


@dataclass
class Walk:
    """What was found on the way through every view of a practice."""

    page: Page
    barriers: dict[str, list[str]] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    paper: dict[str, str] = field(default_factory=dict)
    small: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def look(self, view: str) -> None:
        """Look at the view that is on the screen, when it has come to rest."""
        self.page.wait_for_timeout(400)
        self.page.evaluate(AXE)
        self.barriers[view] = self.page.evaluate(LOOK)
        self.widths[view] = self.page.evaluate("document.documentElement.scrollWidth")
        self.paper[view] = self.page.evaluate(
            "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
        )
        self.small[view] = self._left_small()

    def _left_small(self) -> list[str]:
        """Texts that do not grow when the reader has everything at twice the size."""
        self.page.emulate_media(reduced_motion="reduce")  # at once
        before = dict(self.page.evaluate(SIZES))
        self.page.evaluate("document.documentElement.style.fontSize = '200%'")
        after = dict(self.page.evaluate(SIZES))
        self.page.evaluate("document.documentElement.style.fontSize = ''")
        return [text for text in before.keys() & after.keys() if after[text] < 1.9 * before[text]]


@pytest.fixture(scope="module", params=list(DEVICES))
def walk(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Walk]:
    """A practice through every view, on one device."""
    context = browser.new_context(base_url=server.url, **DEVICES[request.param])
    walk = Walk(context.new_page())
    context.on("request", lambda asked: walk.asked.append(asked.url))
    _practise(walk)
    yield walk
    context.close()


def _practise(walk: Walk) -> None:
    page = walk.page
    page.on("dialog", lambda dialog: dialog.accept())
    candidate = Candidate(page).arrive()
    walk.look("start")
    page.get_by_role("button", name="Model settings").click()
    page.locator("#settings").get_by_role("radio", name="Endpoint", exact=True).check()
    expect(page.locator("#address")).to_be_visible()
    walk.look("settings")
    page.get_by_role("button", name="Close").click()
    candidate.choose("Practice", "Technical", "Model evaluation and selection").start()
    walk.look("question")
    candidate.press("Hint")
    expect(candidate.lines.last).to_contain_text("Hint 1 of 3")
    candidate.wait_for_turn()
    walk.look("hint")
    candidate.answer().answer_probes()
    walk.look("rating")
    candidate.rate("4")
    page.get_by_text("Every point").click()
    walk.look("card")
    candidate.press("Show example answer")
    expect(page.locator("#example")).to_contain_text("Written by us")
    walk.look("example")
    candidate.press("Try again").answer().answer_probes()
    candidate.rate("2")
    expect(page.locator("#card")).to_contain_text("Compared with your try before")
    walk.look("retry")
    candidate.press("End the interview")
    page.locator("#debrief section").first.wait_for()
    page.locator("#debrief details").first.click()
    walk.look("debrief")
    candidate.press("Look at an answer again")
    page.locator("#looked-at").get_by_role("radio").first.check()
    candidate.press("Challenge a mark")
    expect(page.locator("#again-argument")).to_be_visible()
    walk.look("second look")


def test_no_view_has_a_barrier_that_axe_calls_serious_or_critical(walk: Walk) -> None:
    assert walk.barriers == {view: [] for view in VIEWS}


def test_no_view_is_wider_than_its_screen(walk: Walk) -> None:
    screen = walk.page.viewport_size
    assert screen is not None

    assert {view: width for view, width in walk.widths.items() if width > screen["width"]} == {}


def test_every_text_of_every_view_grows_with_the_readers_own_size(walk: Walk) -> None:
    assert walk.small == {view: [] for view in VIEWS}


def test_every_view_has_the_same_paper_dark_where_dark_is_wished(
    walk: Walk, request: pytest.FixtureRequest
) -> None:
    dark = request.node.callspec.params["walk"] == "dark"
    brightness = {sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in walk.paper.values()}

    assert len(brightness) == 1
    assert (brightness.pop() < 200) is dark


def test_no_view_asks_anybody_but_its_own_origin(walk: Walk, server: Server) -> None:
    own = (server.url, "data:", "blob:")

    assert [url for url in walk.asked if not url.startswith(own)] == []


def test_what_is_chosen_can_be_told_where_colours_are_forced(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    Candidate(page).arrive()
    page.get_by_role("button", name="Aim it at a job").click()
    topics = page.locator("#choices").get_by_role("checkbox")
    topics.first.check()
    chosen, other = (page.get_by_role("radio", name=name, exact=True) for name in ("Short", "Full"))

    assert chosen.screenshot() != other.screenshot()
    assert topics.first.screenshot() != topics.nth(1).screenshot()


@pytest.mark.parametrize("width", [1280, 360])
def test_every_figure_on_the_graders_is_seen_whole_and_the_way_back_stands_on_top(
    browser: Browser, server: Server, width: int
) -> None:
    context = browser.new_context(base_url=server.url, viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto("/graders")
    expect(page.get_by_text("Robustness by family.")).to_be_visible()

    assert page.evaluate(BEYOND) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(page.get_by_role("link", name="Mock interview")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Mock interview").click()
    expect(page.locator("#quick")).to_be_visible()
    context.close()
