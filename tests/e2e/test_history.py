"""The history as a candidate meets it: real server, real Chromium, thirty stored interviews."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from evals.past import past
from evals.server import Server
from interviewer.events import Session
from interviewer.store import Tail, open_store
from tests.e2e.candidate import BANK, Candidate

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
BARRIERS = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 120)).join(' | ')}`)"""
PARTS = ("Progress", "Due again", "Side by side", "Your data", "Interviews")
CUT = """table => [...table.querySelectorAll('tbody :is(td, th)')]
    .filter(cell => cell.getBoundingClientRect().right > innerWidth || cell.scrollWidth > cell.clientWidth)
    .map(cell => cell.textContent)"""
LOW_LINKS = """() => [...document.querySelectorAll('.recent a, .to-history a, .downloads a')]
    .filter(link => link.offsetParent && link.getBoundingClientRect().height < 24).map(link => link.textContent)"""
MARKER = "a sentence that nobody may find again"
THIRTY = tuple(past(BANK, 30, 16, until=time.time()))


def with_history(folder: Path, sessions: tuple[Session, ...] = THIRTY) -> Server:
    """A server whose data folder holds these interviews."""
    store = open_store(f"sqlite:///{folder}/interviews.sqlite3")
    store.extend([Tail(s.id, 0, s.events) for s in sessions])
    store.close()
    return Server(folder)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One with thirty interviews, for every test here that deletes nothing."""
    started = with_history(tmp_path_factory.mktemp("history")).start()
    yield started
    started.stop()


@pytest.fixture
def own(browser: Browser, own_server: Server) -> Iterator[Page]:
    """A page on a server of the test's own, with nothing in its history; what is asked to be confirmed is."""
    context = browser.new_context(base_url=own_server.start().url, accept_downloads=True)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


def history(page: Page, query: str = "") -> Page:
    """Open the history by its address."""
    page.goto(f"/?view=history{query}")
    expect(
        page.locator("#history-body .prose > *:visible, #keeping:visible, #due:visible").first
    ).to_be_visible()
    return page


def choose(page: Page, name: str, group: str = "What would you like to see?") -> None:
    page.get_by_role("group", name=group).get_by_role("radio", name=name, exact=True).check()


def on_disk(folder: Path) -> bytes:
    return b"".join(part.read_bytes() for part in sorted(folder.rglob("*")) if part.is_file())


# --- looking -----------------------------------------------------------------------------------


def test_the_history_is_reached_by_keyboard_and_a_choice_narrows_it(page: Page) -> None:
    candidate = Candidate(page).arrive()
    candidate.tab_to("History: all interviews, progress, what is due again")
    page.keyboard.press("Enter")
    rows = page.locator("#history .shelf li")
    expect(rows).to_have_count(30)
    expect(page.locator("#history h1")).to_be_focused()

    choose(page, "Live", "Kind of interview")
    expect(rows).to_have_count(10)
    choose(page, "Open", "Status")

    expect(page.locator("#history-body")).to_contain_text("No interview fits these choices.")
    assert "mode=live" in page.url
    assert "state=open" in page.url


def test_an_address_shows_what_it_names_and_the_way_back_leads_to_the_start(page: Page) -> None:
    Candidate(page).arrive()
    page.get_by_role("link", name="History: all interviews").click()
    expect(page.locator("#history .shelf")).to_be_visible()
    page.go_back()
    expect(page.locator("#begin")).to_be_visible()
    expect(page.locator("#history")).to_be_hidden()

    history(page, "&mode=practice&stage=technical")

    expect(page.locator("#history .shelf li")).to_have_count(10)
    expect(page.locator("#begin")).to_be_hidden()


def test_a_link_that_is_followed_as_soon_as_it_is_seen_opens_what_it_names(page: Page) -> None:
    Candidate(page).arrive()
    page.evaluate("""() => new MutationObserver((_, observer) => {
        const link = document.querySelector('#history .shelf a.name');
        if (link) { observer.disconnect(); link.click(); }
    }).observe(document.body, {childList: true, subtree: true})""")

    page.get_by_role("link", name="History: all interviews").click()

    expect(page.locator("#history .replay")).to_be_visible()


def test_a_transcript_is_replayed_with_its_marks(page: Page) -> None:
    history(page, "&mode=practice").locator(".shelf a.name").first.click()
    replayed = page.locator("#history .replay")
    expect(replayed.locator(".said.you")).to_have_count(16)

    replayed.locator(".marked summary").first.click()

    expect(replayed.locator(".feedback").first).to_contain_text("Graded")
    expect(page.locator("#history .debrief").first).to_contain_text("Dimensions")


def test_attempts_at_a_question_stand_side_by_side_with_what_became_of_each_point(page: Page) -> None:
    history(page, "&part=attempts")
    table = page.locator("#history .tries")
    expect(table.locator("thead th")).not_to_have_count(0)
    expect(page.locator("#history .sum")).to_contain_text("kept")

    page.locator("#tried").get_by_role("radio").nth(3).check()

    expect(page).to_have_url(page.url.split("&question")[0] + f"&question={_checked(page)}")
    expect(table).to_contain_text("Since the try before")


def test_on_a_phone_attempts_stand_below_each_other_each_with_its_moment(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(base_url=server.url, viewport={"width": 360, "height": 740})
    page = history(context.new_page(), "&part=attempts")
    table = page.locator("#history .tries")
    moments = [link.inner_text() for link in table.locator("thead a").all()]

    marks = table.locator("tbody tr").first.locator("td[data-label]")

    assert [mark.get_attribute("data-label") for mark in marks.all()] == moments
    assert len(set(moments)) == len(moments)
    assert table.evaluate(CUT) == []
    context.close()


def test_an_empty_history_offers_a_start_and_nothing_to_choose_among(own: Page) -> None:
    history(own)

    expect(own.locator("#history-body")).to_contain_text("There is no interview here yet.")
    expect(own.locator("#filters")).to_be_hidden()
    own.locator("#history-body").get_by_role("link", name="Start one").click()
    expect(own.locator("#quick")).to_be_visible()


def test_links_that_stand_alone_are_large_enough_for_a_finger(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/")
    expect(page.locator(".recent li")).to_have_count(6)
    start = page.evaluate(LOW_LINKS)
    page.goto(f"/?s={THIRTY[-1].id}")
    expect(page.locator("#after a").last).to_be_visible()

    assert (start, page.evaluate(LOW_LINKS)) == ([], [])
    context.close()


def _checked(page: Page) -> str:
    return str(page.locator("#tried input:checked").input_value())


def test_progress_is_drawn_and_its_figures_stand_in_a_table(page: Page) -> None:
    history(page, "&part=progress")
    ownership = page.locator("figure", has_text="Ownership")

    expect(ownership.get_by_role("img")).to_have_attribute("aria-label", _starts("Ownership, from 1 to 5: "))
    page.get_by_text("The figures").first.click()
    expect(page.get_by_role("row", name=_starts("Ownership")).first).to_be_visible()
    expect(page.locator("#history")).to_contain_text("points left out, in")
    expect(page.locator(".calibration")).to_have_attribute("aria-label", _starts("Your own grades minus"))


def _starts(words: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(words)}")


def test_a_question_that_is_due_starts_as_a_drill(page: Page) -> None:
    history(page, "&part=due")
    title = page.locator("#due h3").first.inner_text()
    expect(page.locator("#due")).to_contain_text("Coming up")

    page.get_by_role("button", name="Start drill 1", exact=True).click()

    candidate = Candidate(page)
    candidate.wait_for_turn()
    asked = next(q.text for q in BANK.questions if q.title == title)
    expect(candidate.lines.last).to_contain_text(asked)


@pytest.mark.parametrize("device", ["light", "dark", "phone"])
def test_no_part_has_a_barrier_is_wider_than_its_screen_or_asks_anybody_else(
    device: str, browser: Browser, server: Server
) -> None:
    width = 360 if device == "phone" else 1000
    context = browser.new_context(
        base_url=server.url, viewport={"width": width, "height": 740}, is_mobile=device == "phone",
        color_scheme="dark" if device == "dark" else "light",
    )  # fmt: skip
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = history(context.new_page())

    found = [_looked_at(page, part) for part in PARTS]
    page.locator(".shelf a.name").first.click()
    expect(page.locator(".replay")).to_be_visible()
    found.append(_looked_at(page, ""))

    assert found == [([], width)] * len(found)
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []
    context.close()


def _looked_at(page: Page, part: str) -> tuple[list[str], int]:
    """Barriers and width of a part, when it has come to rest."""
    if part:
        choose(page, part)
    page.wait_for_timeout(700)
    page.evaluate(AXE)
    return page.evaluate(BARRIERS), page.evaluate("document.documentElement.scrollWidth")


# --- taking away -------------------------------------------------------------------------------


def test_the_pdf_of_an_interview_is_opened_and_holds_what_was_said(page: Page, tmp_path: Path) -> None:
    history(page, "&mode=practice").locator(".shelf a.name").first.click()
    said = page.locator(".said.you .words").first.inner_text()
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF").click()
    taken.value.save_as(tmp_path / "interview.pdf")

    text = " ".join(" ".join(p.extract_text() for p in PdfReader(tmp_path / "interview.pdf").pages).split())

    assert said[:60] in text
    assert "To reach the next level" in text
    assert "Graded" in text


def test_everything_is_one_file_to_keep_and_one_to_read(page: Page, server: Server, tmp_path: Path) -> None:
    history(page, "&part=keep")
    with page.expect_download() as kept:
        page.get_by_role("link", name="all interviews (JSON)").click()
    with page.expect_download() as read:
        page.get_by_role("link", name="each interview as Markdown").click()
    kept.value.save_as(tmp_path / "all.json")
    read.value.save_as(tmp_path / "all.zip")

    interviews = json.loads((tmp_path / "all.json").read_text("utf-8"))["interviews"]
    archive = zipfile.ZipFile(tmp_path / "all.zip")

    assert {s.id for s in THIRTY} <= {i["id"] for i in interviews}
    assert len(archive.namelist()) == 3 * len(interviews)
    first = archive.read(f"interview-{THIRTY[0].id}.pdf")
    assert "Mock interview" in PdfReader(io.BytesIO(first)).pages[0].extract_text()


# --- bringing in and deleting ------------------------------------------------------------------


def test_interviews_move_to_another_machine_and_a_wrong_file_is_said_to_be_one(
    own: Page, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "all.json").write_text(server.read("/sessions/all.json"), "utf-8")
    (tmp_path / "letter.json").write_text('{"dear": "reader"}', "utf-8")
    history(own, "&part=keep")
    said = own.locator("#import-said")

    own.get_by_label("Choose the JSON file").set_input_files(tmp_path / "letter.json")
    expect(said).to_contain_text("not an interview that was exported here")
    own.get_by_label("Choose the JSON file").set_input_files(tmp_path / "all.json")
    expect(said).to_contain_text("taken in.")
    own.get_by_label("Choose the JSON file").set_input_files(tmp_path / "all.json")
    expect(said).to_contain_text("here already and left as they are.")

    choose(own, "Interviews")
    expect(own.locator("#history .shelf li")).to_have_count(30)


def test_a_file_that_another_page_sends_is_refused(page: Page, server: Server) -> None:
    text = server.read("/sessions/all.json").replace("past-1-", "sent-by-others-")

    reply = page.request.post("/sessions", data=text, headers={"content-type": "text/plain"})

    assert (reply.status, reply.text()) == (400, "Choose the file on the page.")
    assert "sent-by-others" not in server.read("/sessions/all.json")


def test_a_deleted_interview_is_gone_from_disk_and_a_page_that_shows_it_is_told(
    own: Page, own_server: Server
) -> None:
    candidate = Candidate(own).arrive().choose("Five-minute drill").start()
    candidate.answer(f"{candidate.example()} {MARKER}.")
    other = own.context.new_page()
    assert MARKER.encode() in on_disk(own_server.data)

    history(other).locator(".shelf a.name").click()
    other.on("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="Delete this interview").click()

    expect(other.locator("#history-notice")).to_have_text("The interview was deleted.")
    expect(other.locator("#history-notice p")).to_be_focused()
    expect(own.get_by_role("alert")).to_contain_text("This interview was deleted; start a new one.")
    expect(own.locator("#begin")).to_be_visible()
    assert MARKER.encode() not in on_disk(own_server.data)


def test_nothing_is_deleted_when_it_is_not_confirmed(page: Page, server: Server) -> None:
    page.on("dialog", lambda dialog: dialog.dismiss())
    history(page, "&part=keep")

    page.get_by_role("button", name="Delete all interviews").click()

    choose(page, "Interviews")
    expect(page.locator("#history .shelf li")).to_have_count(30)


def test_everything_is_deleted_in_one_click(browser: Browser, tmp_path: Path) -> None:
    server = with_history(tmp_path, THIRTY[:5]).start()
    page = browser.new_context(base_url=server.url).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    history(page)
    expect(page.locator("#history .shelf li")).to_have_count(5)

    choose(page, "Your data")
    page.get_by_role("button", name="Delete all interviews").click()
    expect(page.locator("#history-notice")).to_have_text("All interviews were deleted.")
    expect(page.locator("#history-notice p")).to_be_focused()

    expect(page.locator("#history-body")).to_contain_text("There is no interview here yet.")
    assert b"past-1-" not in on_disk(tmp_path)
    page.context.close()
    server.stop()
