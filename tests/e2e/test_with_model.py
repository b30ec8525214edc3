"""The page with a model behind it: real server, real Chromium, a scripted endpoint over real HTTP."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.server import Server
from evals.wire.endpoint import Endpoint
from evals.wire.http import Request
from evals.wire.player import LEAD, TIE, play
from evals.wire.replies import BreaksOff, Reply, Says
from tests.e2e.candidate import Candidate

KEY = "sk-a-key-that-nobody-may-see"
MODELS = {"INTERVIEWER_MODEL": "talker", "GRADER_MODEL": "marker", "OPENAI_API_KEY": KEY}
ASKED_BACK = "What comes after this interview?"


@dataclass
class Play:
    """A script that a test may direct while the server runs: when a line goes on, what the judge replies."""

    held: threading.Event | None = None
    judged: Reply | None = None

    def __call__(self, request: Request) -> Reply:
        reply = play(request)
        if request.streaming:
            return Says(reply.text, held=self.held)
        return self.judged or reply


@pytest.fixture(scope="module")
def stage() -> Iterator[Endpoint]:
    """The endpoint that every test with a sound model shares."""
    with Endpoint(Play(), models=("talker", "marker"), key=KEY) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for every server here, so that one index serves them all."""
    return tmp_path_factory.mktemp("with model")


@pytest.fixture(scope="module")
def server(stage: Endpoint, data: Path) -> Iterator[Server]:
    started = Server(data, {**MODELS, "OPENAI_BASE_URL": stage.url}).start()
    yield started
    started.stop()


@pytest.fixture
def endpoint(stage: Endpoint) -> Endpoint:
    """The shared endpoint, with nothing asked yet and nothing directed."""
    stage.requests.clear()
    stage.script = Play()
    return stage


@pytest.fixture
def candidate(page: Page) -> Candidate:
    return Candidate(page).arrive()


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address at which every connection is refused, and which nobody else can take."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


@pytest.fixture
def locked() -> Iterator[str]:
    """An endpoint with another key. It repeats the wrong one in its error, as real ones do."""
    with Endpoint(key="another") as endpoint:
        yield endpoint.url


def talk_until_invited(candidate: Candidate) -> Candidate:
    """Answer everything until the candidate may ask."""
    while candidate.page.locator("#skip").is_visible():
        candidate.answer()
    return candidate


def see_card(candidate: Candidate) -> Candidate:
    """Do a drill up to its card."""
    candidate.choose("Five-minute drill").start()
    candidate.answer().answer_probes()
    return candidate.rate("3")


def test_a_whole_short_interview_is_worded_and_graded_by_the_model(
    candidate: Candidate, endpoint: Endpoint
) -> None:
    page = candidate.page
    footer = page.locator("#start #engine")
    expect(footer).to_contain_text("talker words the follow-ups and marker grades, at 127.0.0.1")

    candidate.choose("Live interview", "Recruiter", "Short").start()
    talk_until_invited(candidate).answer(ASKED_BACK)
    candidate.finish()

    expect(page.locator("#debrief")).to_contain_text("model grader")
    expect(page.locator("#debrief")).to_contain_text("agreement not measured with this model")
    expect(candidate.lines.filter(has_text=LEAD)).to_have_count(1)
    expect(candidate.lines.filter(has_text=TIE).first).to_be_visible()
    expect(candidate.lines.locator(".aside")).to_have_count(0)
    spoken = [r for r in endpoint.chats if r.streaming]
    judged = [r for r in endpoint.chats if not r.streaming]
    assert {r.body["model"] for r in spoken} == {"talker"}
    assert {(r.body["model"], r.mode) for r in judged} == {("marker", "strict")}
    assert any(ASKED_BACK in r.user and "PASSAGE" in r.user for r in spoken)


def test_the_card_of_a_practice_question_says_that_the_model_graded_it(
    candidate: Candidate, endpoint: Endpoint
) -> None:
    candidate.choose("Practice", "Technical", "Short").start()
    candidate.answer().answer_probes()
    candidate.rate("4")

    card = candidate.page.locator("#card")
    expect(card.locator(".grade")).to_contain_text("You said 4 · Graded")
    expect(card.locator(".grade")).to_contain_text("(model grader, agreement not measured with this model)")
    card.get_by_text("Every point").click()
    expect(card.locator(".points")).to_contain_text("model marker")
    expect(candidate.page.get_by_role("button", name="Grade again")).to_be_hidden()


def test_a_reload_while_the_interviewer_speaks_loses_and_repeats_nothing(
    candidate: Candidate, endpoint: Endpoint
) -> None:
    candidate.choose("Five-minute drill").start()
    rest = threading.Event()
    endpoint.script = Play(held=rest)
    opened = candidate.lines.count()
    candidate.composer.fill(candidate.opening())
    candidate.composer.press("Enter")
    expect(candidate.lines.last).to_have_text(TIE)

    candidate.page.reload()

    expect(candidate.lines.last).to_have_text(TIE)
    expect(candidate.said).to_have_count(1)
    expect(candidate.page.locator("#send:not([disabled])")).to_have_count(0)
    rest.set()
    candidate.wait_for_turn()
    expect(candidate.lines).to_have_count(opened + 1)
    expect(candidate.lines.last).to_have_text(
        play(endpoint.chats[-1]).text  # type: ignore[arg-type]  # a line, not a form
    )
    assert len([r for r in endpoint.chats if r.streaming]) == 1


def test_who_does_not_want_to_wait_for_a_slow_model_goes_on_without_it(
    candidate: Candidate, endpoint: Endpoint
) -> None:
    candidate.choose("Five-minute drill").start()
    held = threading.Event()
    endpoint.script = Play(held=held)
    candidate.composer.fill(candidate.opening())
    candidate.composer.press("Enter")
    expect(candidate.lines.last).to_have_text(TIE)
    expect(candidate.page.get_by_role("button", name="Go on without the model")).to_be_visible()
    stands = "field => Math.round(field.getBoundingClientRect().top)"
    before = candidate.composer.evaluate(stands)

    candidate.press("Go on without the model")
    candidate.wait_for_turn()

    assert candidate.composer.evaluate(stands) == before
    expect(candidate.composer).to_be_focused()
    expect(candidate.lines.last).to_have_text(re.compile(f"{re.escape(TIE)} .+"))
    expect(candidate.lines.locator(".aside")).to_have_count(0)
    expect(candidate.page.get_by_role("button", name="Go on without the model")).to_be_hidden()
    held.set()


def test_who_does_not_want_to_wait_for_the_models_grade_sees_the_embedded_graders(
    candidate: Candidate, endpoint: Endpoint
) -> None:
    endpoint.script = Play(judged=BreaksOff("", "stall"))
    candidate.choose("Five-minute drill").start()
    candidate.answer().answer_probes()
    candidate.page.locator("#rating").get_by_role("button", name="3", exact=True).click()
    expect(candidate.page.locator("#card")).to_contain_text("being graded")

    candidate.press("Grade without the model")

    expect(candidate.page.locator("#card .grade")).to_contain_text("(embedded grader")


def test_who_does_not_want_to_wait_for_the_grades_of_a_whole_stage_sees_the_embedded_graders(
    candidate: Candidate, endpoint: Endpoint
) -> None:
    page = candidate.page
    endpoint.script = Play(judged=BreaksOff("", "stall"))
    page.on("dialog", lambda dialog: dialog.accept())
    candidate.choose("Live interview", "Recruiter", "Short").start()
    while len({e["question"] for e in candidate.events() if e["kind"] == "asked"}) < 2:
        candidate.answer()
    candidate.answer()
    candidate.press("End the interview")
    candidate.press("Show the debrief")
    expect(page.locator("#debrief")).to_contain_text("Your answers are being graded")

    candidate.press("Grade without the model")

    expect(page.locator("#debrief .mean")).to_contain_text("over 2 answers (embedded grader")
    expect(page.get_by_role("button", name="Grade without the model")).to_be_hidden()


def test_a_judge_that_replies_no_form_three_times_gives_no_number(
    candidate: Candidate, endpoint: Endpoint
) -> None:
    endpoint.script = Play(judged=Says('I would give this a "5 out of 5".'))
    see_card(candidate)

    card = candidate.page.locator("#card")
    expect(card.locator(".grade")).to_have_text(
        "You said 3 · Not graded: The model's reply did not fit the form"
    )
    expect(card).not_to_contain_text("Graded 5")
    assert len([r for r in endpoint.chats if not r.streaming]) == 3

    endpoint.script = Play()
    candidate.press("Grade again")
    expect(card.locator(".grade")).to_contain_text("(model grader")


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        ("deaf", "The model cannot be reached right now"),
        ("locked", "The model's endpoint does not accept the key"),
    ],
)
def test_without_its_model_the_interview_goes_on_and_the_embedded_grader_can_take_over(
    address: str,
    trouble: str,
    browser: Browser,
    data: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capfd: pytest.CaptureFixture[str],
) -> None:
    own = {
        "OPENAI_BASE_URL": request.getfixturevalue(address),
        "DATABASE_URL": f"sqlite:///{tmp_path}/own.sqlite3",
    }
    server = Server(data, {**MODELS, **own}).start()
    request.addfinalizer(server.kill)
    page = browser.new_context(base_url=server.url).new_page()
    request.addfinalizer(page.context.close)
    candidate = Candidate(page).arrive()

    candidate.choose("Practice", "Behavioral", "Short").start()
    candidate.answer().answer_probes()
    candidate.rate("3")

    grade = page.locator("#card .grade")
    expect(candidate.lines.locator(".aside")).to_have_text([f"{trouble}; the interview goes on without it."])
    expect(grade).to_have_text(f"You said 3 · Not graded: {trouble}")
    expect(page.get_by_role("button", name="Grade again")).to_be_visible()
    candidate.press("Grade without the model")
    expect(grade).to_contain_text("(embedded grader")

    candidate.press("Next question")
    candidate.wait_for_turn()
    session = page.url.partition("?s=")[2]
    seen = page.content() + server.read(f"/sessions/{session}.json") + server.read(f"/sessions/{session}.md")
    page.close()
    server.stop()
    printed = capfd.readouterr()
    assert trouble in seen
    assert KEY not in seen
    assert KEY not in printed.out + printed.err
