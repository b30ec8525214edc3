"""The second look in the browser: said better, challenged, withheld, and how good the grader is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from evals.server import Server
from evals.wire.endpoint import Endpoint
from evals.wire.http import Request
from evals.wire.player import play
from evals.wire.replies import Reply, Says
from interviewer.settings import GUIDES
from tests.e2e.candidate import Candidate

INVENTED = "I cut losses by 37 percent at Stripe with <b>Kafka</b>."
OWN = "I would look at the cost of an error first. ‹unknown: what does one error cost?›"


class Play:
    """A sensible model whose first rewrite invents; the second keeps to the facts."""

    def __init__(self) -> None:
        self.rewrites = [INVENTED, OWN]

    def __call__(self, request: Request) -> Reply:
        if request.user.startswith("FACTS TO ADD"):
            return Says({"answer": self.rewrites.pop(0) if self.rewrites else OWN})
        return play(request)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with Endpoint(Play(), models=("marker",)) as served:
        yield served


@pytest.fixture(scope="module")
def server(endpoint: Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    model = {"INTERVIEWER_MODEL": "marker", "OPENAI_BASE_URL": endpoint.url, "OPENAI_API_KEY": "k"}
    started = Server(tmp_path_factory.mktemp("second look"), model).start()
    yield started
    started.stop()


def see_card(page: Page) -> Candidate:
    """Do a drill up to its card."""
    candidate = Candidate(page).arrive()
    candidate.choose("Five-minute drill").start()
    candidate.answer(
        f"{candidate.opening()} I would look at the cost of an error first, because a missed one costs more."
    )
    candidate.answer_probes()
    return candidate.rate("3")


def test_an_answer_is_said_better_and_a_mark_is_challenged(page: Page, endpoint: Endpoint) -> None:
    candidate = see_card(page)
    grade = page.locator("#card .grade")
    before = grade.inner_text()

    candidate.press("Say it better")

    said = page.locator("#rewritten .say-it")
    expect(said).to_contain_text("I would look at the cost of an error first.")
    expect(said.locator("mark")).to_have_text("‹unknown: what does one error cost?›")
    expect(said).not_to_contain_text("Stripe")
    expect(page.get_by_role("button", name="Say it better")).to_be_hidden()

    candidate.press("Challenge a mark")
    page.get_by_role("radio", name="(").first.check()
    page.get_by_role("textbox", name="Why?").fill(
        "I said it: <img src=x onerror=alert(1)> “the cost of an error”"
    )
    candidate.press("Challenge this mark")

    challenged = page.locator("#challenged .challenges")
    expect(challenged).to_contain_text("Second look:")
    expect(challenged).to_contain_text("<img src=x onerror=alert(1)>")
    expect(challenged).to_contain_text("The first mark stays")
    assert grade.inner_text() == before

    page.reload()
    expect(page.locator("#challenged .challenges")).to_contain_text("Second look:")
    expect(page.locator("#rewritten .say-it")).to_contain_text("I would look at the cost of an error first.")


def test_in_a_live_debrief_any_answer_can_be_looked_at_again(page: Page) -> None:
    candidate = Candidate(page).arrive()
    candidate.choose("Live interview", "Recruiter", "Short").start()
    expect(page.get_by_role("button", name="Look at an answer again")).to_be_hidden()
    candidate.answer(
        f"{candidate.example()} I would look at the cost of an error first, because a missed one costs more."
    )
    candidate.finish()
    expect(page.locator("#looked-at")).to_be_hidden()

    candidate.press("Look at an answer again")
    page.locator("#looked-at").get_by_role("radio").first.check()
    candidate.press("Say it better")

    expect(page.locator("#again-rewritten .say-it")).to_contain_text("I would look at the cost of an error")
    candidate.press("Challenge a mark")
    page.locator("#again-challenged-point").get_by_role("radio").first.check()
    page.get_by_role("textbox", name="Why?").fill("I said “the cost of an error”.")
    candidate.press("Challenge this mark")
    expect(page.locator("#again-challenged .challenges")).to_contain_text("Second look:")

    page.locator("#looked-at").get_by_role("radio").nth(1).check()
    expect(page.locator("#again-challenged .challenges")).to_have_count(0)
    expect(page.get_by_role("button", name="Say it better")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Look at an answer again").focus()
    for key in ("Enter", "Tab", "Space"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
    expect(page.locator("#again-challenged .challenges")).to_contain_text("The first mark stays")
    expect(page.locator("#again-rewritten .say-it")).to_be_visible()


def test_a_challenge_without_a_reason_is_refused_in_one_sentence(page: Page) -> None:
    candidate = see_card(page)

    candidate.press("Challenge a mark")
    page.get_by_role("radio", name="(").first.check()
    candidate.press("Challenge this mark")

    expect(page.locator("#challenge-told")).to_contain_text("Say why the mark is wrong")


@pytest.mark.parametrize("device", [{"width": 1200, "height": 900}, {"width": 360, "height": 740}])
def test_what_is_refused_below_the_card_is_told_in_sight_at_the_button(
    page: Page, device: ViewportSize
) -> None:
    page.set_viewport_size(device)
    candidate = see_card(page)
    candidate.press("Challenge a mark")

    candidate.press("Challenge this mark")

    told = page.locator("#challenge-told")
    expect(told).to_have_text("Choose the point whose mark you want to challenge.")
    expect(told).to_have_attribute("role", "status")
    expect(told).to_be_in_viewport(ratio=1)
    expect(page.locator("#challenged-point")).to_have_attribute("aria-describedby", "challenge-told")


def test_the_card_links_to_how_good_its_grader_is(page: Page) -> None:
    see_card(page)

    with page.context.expect_page() as opened:
        page.locator("#card a.graders").click()

    report = opened.value
    expect(report.get_by_role("heading", level=1)).to_have_text("How good is this grader?")
    expect(report.locator("body")).to_contain_text("language-model raters, not of people")
    expect(report.get_by_role("row", name="Clear answers").first).to_contain_text("95")
    expect(report.locator("body")).to_contain_text("What it is bad at")


def test_on_a_guide_that_no_grader_was_measured_on_the_overall_comes_when_asked_for(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    guide = tmp_path / "another-guide"
    shutil.copytree(GUIDES / "fintech-ml-engineer", guide)
    bank = guide / "bank.yaml"
    bank.write_text(bank.read_text("utf-8").replace("id: fintech-ml-engineer", "id: another-guide"), "utf-8")
    server = Server(tmp_path / "data", {"GUIDE": str(guide)}).start()
    request.addfinalizer(server.kill)
    page = browser.new_context(base_url=server.url).new_page()
    request.addfinalizer(page.context.close)

    candidate = see_card(page)

    grade = page.locator("#card .grade")
    expect(grade).to_contain_text("Overall not shown")
    expect(page.locator("#card")).to_contain_text(
        "No grader has been measured on the questions of this guide yet."
    )
    expect(page.locator("#card")).not_to_contain_text("Graded")
    expect(page.get_by_role("button", name="Say it better")).to_be_hidden()  # no model here
    session = page.url.partition("?s=")[2]
    paper = server.read(f"/sessions/{session}.md")
    assert "Overall not shown" in paper
    assert "Graded" not in paper
    candidate.press("Show the number anyway")
    expect(grade).to_contain_text("Graded")
    page.reload()
    expect(grade).to_contain_text("Graded")
    assert "Graded" in server.read(f"/sessions/{session}.md")
    kinds = [e["kind"] for e in json.loads(server.read(f"/sessions/{session}.json"))["events"]]
    assert "number_wished" in kinds
