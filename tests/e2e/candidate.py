"""A candidate at the page: what a person sees and does, by label and by key."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Route, expect

from evals.browser import YOUR_TURN
from interviewer.settings import GUIDES
from knowledge.bank import load_bank

PATIENCE = 45_000
"""Milliseconds: a busy machine may take its time."""
expect.set_options(timeout=PATIENCE)

BANK = load_bank(GUIDES / "fintech-ml-engineer")


@dataclass(frozen=True)
class Candidate:
    """Somebody at the page."""

    page: Page

    def arrive(self, path: str = "/") -> Candidate:
        """Open the page and wait for the start or the interview."""
        self.page.goto(path)
        self.page.locator("#start, #interview").first.wait_for()
        return self

    def choose(self, *labels: str) -> Candidate:
        """Pick radios by their label."""
        for label in labels:
            self.page.get_by_role("radio", name=label, exact=True).check()
        return self

    def start(self) -> Candidate:
        """Press the one obvious button and wait for the first question."""
        self.page.get_by_role("button", name="Start", exact=True).click()
        self.wait_for_turn()
        return self

    @property
    def composer(self) -> Locator:
        """Where the answer is typed."""
        return self.page.get_by_role("textbox", name="Your answer")

    @property
    def lines(self) -> Locator:
        """The interviewer's lines."""
        return self.page.locator("#chat .bot.message")

    @property
    def said(self) -> Locator:
        """The candidate's messages."""
        return self.page.locator("#chat .user.message")

    def wait_for_turn(self) -> None:
        """Wait until the candidate may say something or go on."""
        self.page.wait_for_function(YOUR_TURN, timeout=PATIENCE)

    def events(self) -> list[dict[str, Any]]:
        """What has happened in the interview on the page, as its download tells it."""
        id = parse_qs(urlsplit(self.page.url).query)["s"][0]
        told: list[dict[str, Any]] = self.page.request.get(f"/sessions/{id}.json").json()["events"]
        return told

    def asked(self) -> str:
        """The id of the question on the table."""
        return str([e["question"] for e in self.events() if e["kind"] == "asked"][-1])

    def spoken(self) -> list[str]:
        """The interviewer's lines so far."""
        return [e["line"] for e in self.events() if "line" in e]

    def example(self, grade: int = 3) -> str:
        """An answer to the question on the table near that grade, from the bank's examples."""
        return min(BANK.question(self.asked()).exemplars, key=lambda e: abs(e.grade - grade)).text

    def opening(self) -> str:
        """How a weak answer to the question on the table begins: on the topic, whatever the question, and so little
        that a follow-up is sure to come."""
        return " ".join(re.split(r"(?<=[.!?])\s+", self.example(grade=2))[:2])

    def answer(self, text: str = "") -> Candidate:
        """Type, send, and wait until the interviewer is done; without a text, a middling answer."""
        expect(self.page.locator("#send:not([disabled])")).to_be_visible()
        before = self.said.count()
        self.composer.fill(text or self.example())
        self._send()
        expect(self.said).to_have_count(before + 1)
        self.wait_for_turn()
        return self

    def _send(self) -> None:
        """As it is done there: with Enter, on a touch screen with the button (two taps at once are one, see page.js)."""
        if self.page.evaluate("matchMedia('(pointer: coarse)').matches"):
            self.page.wait_for_timeout(700)
            self.page.locator("#send").tap()
        else:
            self.composer.press("Enter")

    def answer_probes(self) -> Candidate:
        """Answer whatever follows until the interviewer is done with the question."""
        while self._may_answer():
            self.answer(
                f"Follow-up {self.said.count()}: I would look at the cost of an error and measure it."
            )
        return self

    def type_until_asked_to_rate(self, text: str) -> None:
        """Answer whatever follows with the keyboard, as long as the composer has the focus."""
        while self._may_answer():
            expect(self.composer).to_be_focused()
            before = self.said.count()
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")
            expect(self.said).to_have_count(before + 1)
            self.wait_for_turn()

    def rate(self, label: str) -> Candidate:
        """Grade oneself, so that the card is shown."""
        self.page.locator("#rating").get_by_role("button", name=label, exact=True).click()
        self.page.locator("#card section").first.wait_for()
        return self

    def show_debrief(self, *own: int) -> Candidate:
        """Grade the stage's answers oneself, the first ones with these grades, and see the debrief."""
        rows = self.page.locator("#own-grades fieldset")
        for row, grade in enumerate(own):
            rows.nth(row).get_by_role("radio", name=str(grade)).check()
        self.page.get_by_role("button", name="Show the debrief").click()
        self.page.locator("#debrief section").first.wait_for()
        return self

    def finish(self) -> Candidate:
        """Answer and go on until the interview has ended."""
        done = self.page.locator("#after a:has-text('another interview'):visible")
        while not (self.page.locator("#end").is_hidden() and done.count()):
            if self._may_answer():
                own_questions = self.page.locator("#skip").is_hidden()
                self.answer("No, thank you, I have no questions." if own_questions else "")
            elif self.page.locator("#show-debrief").is_visible():
                self.show_debrief()
            elif self.page.locator("#next").is_visible():
                self.page.locator("#next").click()
                expect(self.page.locator("#debrief section")).to_have_count(0)
                self.wait_for_turn()
            else:
                self.page.wait_for_timeout(100)
        return self

    def _may_answer(self) -> bool:
        """Whether the composer is open, and still is a moment later: it closes after the last line is shown."""
        send = self.page.locator("#send:not([disabled])")
        if not send.is_visible():
            return False
        self.page.wait_for_timeout(200)
        return send.is_visible()

    def tab_to(self, name: str) -> None:
        """Press Tab until the control of that name has the focus, more than once around while the page still changes."""
        for _ in range(120):
            focused = self.page.evaluate(
                "document.activeElement?.labels?.[0]?.innerText || document.activeElement?.innerText || ''"
            )
            if focused.strip() == name:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{name!r} cannot be reached by keyboard")

    def lag(self) -> None:
        """From now on everything this tab sends names the turn it shows now: a tab that lags behind."""
        stale = self.page.locator("#turn textarea, #turn input").first.input_value()

        def late(route: Route) -> None:
            body = json.loads(route.request.post_data or "{}")
            if len(body.get("data", [])) > 1:
                body["data"][1] = stale
            route.continue_(post_data=json.dumps(body))

        self.page.route("**/queue/join*", late)

    def press(self, name: str) -> Candidate:
        """Press a button by its name."""
        self.page.get_by_role("button", name=name).click()
        return self
