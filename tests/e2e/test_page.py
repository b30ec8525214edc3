"""The page as a candidate meets it: real server, real Chromium, no model."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from gradio_client import Client
from playwright.sync_api import Browser, Page, Route, expect

from evals.browser import SHIFTS
from evals.server import Server
from interviewer.store import open_store
from tests.e2e.candidate import Candidate

HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> "
    "![pixel](http://192.0.2.1/p.png) שלום 🙂 **bold** `a < b` and a NUL \0 here"
)

DEAF = """
window.deaf = false;
const hear = window.fetch;
window.fetch = async (...asked) => {
  const reply = await hear(...asked);
  if (!String(asked[0]?.url ?? asked[0]).includes('/queue/data')) return reply;
  const ear = new TransformStream({ transform: (heard, out) => { if (!window.deaf) out.enqueue(heard); } });
  return new Response(reply.body.pipeThrough(ear), { headers: reply.headers });
};
"""
"""From `deaf = true` on, the page's stream brings nothing, and does not end."""


@pytest.fixture
def candidate(page: Page) -> Candidate:
    return Candidate(page).arrive()


def test_a_whole_short_interview_of_three_stages_can_be_finished_with_a_reload_in_the_middle(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.choose("Live interview", "All stages", "Short").start()
    candidate.answer()
    said = candidate.said.count()

    page.reload()
    expect(candidate.said).to_have_count(said)
    candidate.wait_for_turn()
    candidate.finish()

    expect(page.locator("#debrief")).to_contain_text("Recruiter screen")
    expect(page.locator("#debrief")).to_contain_text("Technical interview")
    expect(page.locator("#debrief")).to_contain_text("Behavioral interview")
    expect(page.get_by_role("link", name="Everything (JSON)")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_that_stands_on_the_page_moves_while_the_rest_comes_in(
    browser: Browser, server: Server, width: int
) -> None:
    context = browser.new_context(base_url=server.url, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(f"({SHIFTS})()")

    page.goto("/")
    expect(page.locator("#quick")).to_be_visible()
    page.wait_for_timeout(1_000)
    start = page.evaluate("window.shifted")
    Candidate(page).press("Start a five-minute drill").wait_for_turn()
    page.reload()
    Candidate(page).wait_for_turn()
    page.wait_for_timeout(1_000)

    assert (start < 0.1, page.evaluate("window.shifted") < 0.1) == (True, True)
    context.close()


def test_a_drill_needs_one_click_and_ends_with_its_card(candidate: Candidate) -> None:
    candidate.press("Start a five-minute drill")
    candidate.wait_for_turn()
    expect(candidate.page.locator(".where")).to_contain_text(re.compile(r"of about [1-5] min"))

    candidate.answer().answer_probes()
    candidate.rate("3")

    card = candidate.page.locator("#card")
    expect(card).to_contain_text("You said 3")
    expect(card).to_contain_text(re.compile("Fix first", re.IGNORECASE))


def test_practice_offers_hints_then_the_card_a_retry_and_the_example_after_an_own_attempt(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.choose("Practice", "Technical", "Model evaluation and selection").start()
    expect(page.get_by_role("button", name="Show example answer")).to_be_hidden()

    candidate.press("Hint")
    expect(candidate.lines.last).to_contain_text("Hint 1 of 3")
    candidate.wait_for_turn()
    candidate.answer().answer_probes()
    candidate.rate("Show me without rating")
    candidate.press("Show example answer")
    expect(page.locator("#example")).to_contain_text("Written by us")
    candidate.press("Try again")

    expect(candidate.composer).to_be_visible()


def test_a_retry_stands_beside_the_try_before_it_point_by_point(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()
    candidate.answer("Something with data, I would say.").answer_probes()
    candidate.rate("2")
    expect(candidate.page.locator("#card .compared")).to_have_count(0)

    candidate.press("Try again").answer().answer_probes()
    candidate.rate("4")

    compared = candidate.page.locator("#card .compared")
    expect(compared).to_contain_text("Compared with your try before")
    expect(compared.get_by_role("columnheader").nth(1)).to_have_text("Before")
    expect(compared).to_contain_text(re.compile(r"\d (fixed|better|still open|new gap|kept)"))


def test_a_drill_of_the_debrief_starts_from_there_with_its_question(candidate: Candidate) -> None:
    page = candidate.page
    candidate.press("Start a five-minute drill")
    candidate.wait_for_turn()
    candidate.answer("Something with data, I would say.").answer_probes()
    candidate.rate("Show me without rating")
    candidate.press("Finish")
    first, asked = page.url, candidate.asked()
    expect(page.locator("#study")).to_contain_text("Success Your answer contains", ignore_case=True)

    candidate.press("Start drill 1")
    page.wait_for_url(lambda url: url != first and "?s=" in url)
    candidate.wait_for_turn()

    expect(candidate.composer).to_be_visible()
    assert candidate.asked() == asked


def test_a_reload_at_any_step_shows_that_step(candidate: Candidate) -> None:
    page = candidate.page
    candidate.press("Start a five-minute drill")
    candidate.wait_for_turn()
    lines = candidate.lines.count()

    page.reload()
    expect(candidate.lines).to_have_count(lines)
    candidate.wait_for_turn()
    candidate.answer().answer_probes()
    page.reload()
    expect(page.locator("#rating")).to_be_visible()
    candidate.rate("3")
    page.reload()
    expect(page.locator("#card")).to_contain_text("You said 3")
    candidate.press("Show example answer")
    expect(page.locator("#example")).to_contain_text("Written by us")
    page.reload()
    expect(page.locator("#example")).to_contain_text("Written by us")
    candidate.press("Finish")
    expect(page.locator("#debrief section").first).to_be_visible()
    page.reload()
    expect(page.locator("#debrief section").first).to_be_visible()
    expect(page.get_by_role("button", name="Start drill 1")).to_be_visible()


def test_each_line_of_the_interviewer_is_announced_once_and_whole(candidate: Candidate) -> None:
    page = candidate.page
    page.evaluate("""() => { window.announced = [];
        new MutationObserver(() => {
            const line = document.querySelector('#announcer p')?.textContent;
            if (line && line !== window.announced.at(-1)) window.announced.push(line);
        }).observe(document.body, {childList: true, subtree: true, characterData: true}); }""")

    candidate.press("Start a five-minute drill")
    candidate.wait_for_turn()
    candidate.answer()
    said = candidate.spoken()

    expect(page.locator("#announcer p")).to_have_text(said[-1])
    announced = page.evaluate("window.announced")
    assert announced == [line for line in said if line in announced]
    expect(page.locator("#announcer")).to_have_attribute("aria-live", "polite")
    expect(page.locator("#chat [role=log]")).to_have_attribute("aria-live", "off")


def test_a_double_click_on_send_says_it_once(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()
    candidate.composer.fill("Said once, clicked twice.")

    candidate.page.get_by_role("button", name="Send").dblclick()
    candidate.wait_for_turn()

    expect(candidate.said.filter(has_text="Said once")).to_have_count(1)


def test_a_double_click_on_the_start_begins_one_interview(candidate: Candidate, server: Server) -> None:
    kept = open_store(f"sqlite:///{server.data}/interviews.sqlite3")
    before = len(kept.sessions())

    candidate.page.get_by_role("button", name="Start a five-minute drill").dblclick()
    candidate.wait_for_turn()
    candidate.answer("Said in the one interview that there is.")

    assert len(kept.sessions()) == before + 1


def test_what_was_typed_and_not_sent_survives_a_reload_and_is_gone_once_it_is_sent(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.press("Start a five-minute drill")
    candidate.wait_for_turn()
    candidate.composer.fill("Half an answer, and then the wrong key")

    page.reload()
    expect(candidate.composer).to_have_value("Half an answer, and then the wrong key")
    candidate.answer("Now it is whole.")
    page.reload()
    expect(candidate.said).to_have_count(1)

    expect(candidate.composer).to_have_value("")


def test_of_two_tabs_that_answer_the_same_question_one_is_told_and_keeps_its_text(
    candidate: Candidate, browser: Browser, server: Server
) -> None:
    candidate.choose("Practice", "Behavioral").start()
    other = Candidate(browser.new_context(base_url=server.url).new_page()).arrive(candidate.page.url)
    other.wait_for_turn()
    other.lag()

    candidate.answer("From the first tab, with a story about a pipeline that I built myself.")
    other.composer.fill("From the second tab.")
    other.composer.press("Enter")

    expect(other.page.get_by_role("alert")).to_contain_text("already answered")
    expect(other.composer).to_have_value("From the second tab.")
    expect(candidate.said).to_have_count(1)
    other.page.context.close()


def test_whoever_types_while_another_tab_answers_is_told_and_keeps_her_text(
    candidate: Candidate, browser: Browser, server: Server
) -> None:
    candidate.choose("Practice", "Behavioral").start()
    other = Candidate(browser.new_context(base_url=server.url).new_page()).arrive(candidate.page.url)
    other.wait_for_turn()
    other.composer.fill("From the second tab.")

    candidate.answer("From the first tab, with a story about a pipeline that I built myself.")

    expect(other.page.locator("#elsewhere")).to_contain_text("already answered, perhaps in another tab")
    expect(other.composer).to_have_value("From the second tab.")
    expect(candidate.page.locator("#elsewhere")).to_be_empty()
    other.page.context.close()


@pytest.mark.parametrize("height", [400, 740])
def test_on_a_phone_enter_makes_a_new_line_and_send_stays_in_sight(
    browser: Browser, server: Server, height: int
) -> None:
    phone = browser.new_context(
        base_url=server.url, viewport={"width": 360, "height": height}, is_mobile=True, has_touch=True
    )
    candidate = Candidate(phone.new_page()).arrive()
    candidate.choose("Five-minute drill").start()

    candidate.composer.fill("A long answer that takes many lines on a phone. " * 20)
    candidate.composer.press("Enter")
    candidate.composer.press_sequentially("The next line.")

    expect(candidate.composer).to_have_value(re.compile(r"phone\. \nThe next line\.$"))
    expect(candidate.composer).to_have_attribute("placeholder", "Your answer")
    expect(candidate.said).to_have_count(0)
    expect(candidate.page.locator("#send")).to_be_in_viewport(ratio=1)
    phone.close()


def test_a_second_tab_sees_what_the_first_one_says(
    candidate: Candidate, browser: Browser, server: Server
) -> None:
    candidate.choose("Five-minute drill").start()
    other = Candidate(browser.new_context(base_url=server.url).new_page()).arrive(candidate.page.url)

    candidate.answer("Visible in both tabs.")

    expect(other.said.filter(has_text="Visible in both tabs.")).to_have_count(1)
    other.page.context.close()


def test_markup_scripts_and_odd_letters_are_shown_as_typed_and_do_nothing(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()

    candidate.answer(HOSTILE)

    expect(candidate.said.first).to_contain_text("<script>document.title='owned'</script>")
    expect(candidate.said.first).to_contain_text("שלום 🙂")
    assert re.fullmatch(r"Drill · [a-z ]+ · 1 question – Mock interview", candidate.page.title())
    expect(candidate.said.first.locator("img, script")).to_have_count(0)


def test_an_answer_of_a_hundred_thousand_characters_is_taken_whole(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()
    text = ("I measured the drift of every feature and told the team about it. " * 1600)[:100_000]

    candidate.answer(text)

    expect(candidate.said.first).to_contain_text("I measured the drift")


def test_an_empty_answer_is_refused_in_a_sentence(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()

    candidate.composer.press("Enter")

    expect(candidate.page.get_by_role("alert")).to_contain_text("Type an answer first")


def test_a_program_that_sends_what_the_page_never_would_is_told_in_a_sentence(server: Server) -> None:
    program = Client(server.url, verbose=False)

    _, nothing_chosen = program.predict(None, None, None, None, [], "", api_name="/begin")
    id, _ = program.predict("Live interview", "All stages", "Any topic", "Short", [], "", api_name="/begin")
    _, no_text = program.predict(id, "1", None, api_name="/answer")
    _, no_interview = program.predict(None, "1", "Hello.", api_name="/answer")
    _, no_turn = program.predict(id, None, "Hello.", api_name="/answer")
    _, far_turn = program.predict(id, "9" * 5000, "Hello.", api_name="/answer")

    assert "as the page offers them" in nothing_chosen
    assert "Type an answer first" in no_text
    assert "not known here" in no_interview
    assert "already answered" in no_turn
    assert "already answered" in far_turn


def test_an_interview_that_is_not_known_is_said_so_and_a_new_one_can_begin(page: Page) -> None:
    candidate = Candidate(page).arrive("/?s=nobody-knows-this")

    expect(page.get_by_role("alert")).to_contain_text("not known here")
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    candidate.choose("Five-minute drill").start()
    expect(candidate.composer).to_be_visible()


@pytest.mark.parametrize("path", ["/nonsense", "/far/away"])
def test_an_address_that_leads_nowhere_is_a_page_with_the_way_to_the_start(page: Page, path: str) -> None:
    reply = page.goto(path)
    assert reply is not None
    assert reply.status == 404
    expect(page).to_have_title("Not found – Mock interview")

    page.get_by_role("link", name="To the start").click()

    expect(page.locator("#quick")).to_be_visible()


def test_a_program_at_an_address_that_leads_nowhere_gets_json_and_a_missing_file_its_sentence(
    page: Page,
) -> None:
    asked = page.request.get("/nonsense", headers={"accept": "application/json"})
    sent = page.request.post("/nonsense", headers={"accept": "text/html"})
    file = page.request.get("/sessions/nobody.md", headers={"accept": "text/html"})

    assert (asked.status, asked.json()) == (404, {"detail": "Not Found"})
    assert "text/html" not in sent.headers["content-type"]
    assert (file.status, file.headers["content-type"]) == (404, "text/plain; charset=utf-8")


def test_who_starts_before_the_page_has_come_in_whole_is_interviewed_all_the_same(page: Page) -> None:
    arriving: list[Route] = []
    page.route("**/queue/join*", lambda route: route.continue_() if arriving else arriving.append(route))
    candidate = Candidate(page).arrive()
    candidate.press("Start a five-minute drill")
    candidate.wait_for_turn()

    with page.expect_response("**/queue/join*"):
        arriving[0].continue_()
    page.wait_for_timeout(1_000)
    candidate.answer()

    expect(page.locator("#start")).to_be_hidden()


def test_an_interview_can_be_held_from_start_to_debrief_by_keyboard_alone(candidate: Candidate) -> None:
    page = candidate.page
    candidate.tab_to("Start a five-minute drill")
    page.keyboard.press("Enter")
    candidate.wait_for_turn()
    expect(candidate.composer).to_be_focused()
    page.keyboard.type("By keyboard alone: I split by time")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and watch precision at the reviewers' capacity.")
    page.keyboard.press("Enter")
    expect(candidate.said).to_have_count(1)
    candidate.wait_for_turn()
    candidate.type_until_asked_to_rate("The cost of an error decides, so I would measure it.")

    expect(page.locator("#rate-ask")).to_be_focused()
    candidate.tab_to("4")
    page.keyboard.press("Enter")
    expect(page.locator("#card h2").first).to_be_focused()
    expect(page.locator("#card")).to_contain_text("You said 4")
    candidate.tab_to("Finish")
    page.keyboard.press("Enter")
    expect(page.locator("#debrief h2").first).to_be_focused()
    candidate.tab_to("Start drill 1")


def test_the_choices_of_the_start_are_one_stop_each_and_change_by_arrows(candidate: Candidate) -> None:
    page = candidate.page
    page.get_by_role("radio", name="Live interview").focus()

    with page.expect_response(
        "**/gradio_api/**"
    ):  # what depends on a choice is laid out anew by the server's reply
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Practice")).to_be_checked()
    page.keyboard.press("Tab")

    expect(page.get_by_role("radio", name="All stages")).to_be_focused()
    expect(page.get_by_role("group", name="What would you like to do?")).to_be_visible()


def test_markdown_and_code_are_shown_as_such(candidate: Candidate) -> None:
    candidate.press("Start a five-minute drill")
    candidate.wait_for_turn()

    candidate.answer(
        "I would **measure** first:\n\n```python\nloss = cost * (score > cut)\n```\n\nThen decide."
    )

    expect(candidate.said.first.locator("strong")).to_have_text("measure")
    expect(candidate.said.first.locator("pre")).to_contain_text("loss = cost * (score > cut)")


def test_a_hostile_answer_asks_nobody_but_the_pages_own_origin(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    candidate = Candidate(context.new_page()).arrive().choose("Five-minute drill").start()
    candidate.answer(f"{candidate.example()} {HOSTILE}").answer_probes()
    candidate.rate("2")
    expect(candidate.page.locator("#card")).to_contain_text("You said 2")

    outside = [url for url in asked if not url.startswith((server.url, "data:", "blob:"))]

    assert outside == []
    assert server.remote_addresses() == set()
    context.close()


def test_the_downloads_hold_what_was_said(candidate: Candidate, tmp_path: Path) -> None:
    candidate.choose("Five-minute drill").start()
    candidate.answer(f"{candidate.example()} Words to take away.").answer_probes()
    candidate.rate("2")
    candidate.press("Finish")

    with candidate.page.expect_download() as taken:
        candidate.page.get_by_role("link", name="Everything (JSON)").click()
    taken.value.save_as(tmp_path / "all.json")

    assert "Words to take away." in (tmp_path / "all.json").read_text("utf-8")


def test_a_question_that_was_left_out_can_be_tried_again(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()
    candidate.composer.fill("I have no idea.")
    candidate.composer.press("Enter")
    expect(candidate.page.locator("#card")).to_contain_text("You left this question without an answer")

    candidate.press("Try again")
    candidate.wait_for_turn()
    candidate.answer().answer_probes().rate("2")

    expect(candidate.page.locator("#card")).to_contain_text("You said 2")


def test_ending_by_a_word_is_asked_back_and_going_on_loses_nothing(candidate: Candidate) -> None:
    candidate.choose("Five-minute drill").start()
    candidate.answer("I'd like to end the interview.")
    expect(candidate.lines.last).to_contain_text("yes")

    candidate.answer().answer_probes().rate("3")

    expect(candidate.page.locator("#card")).to_contain_text("You said 3")


def test_a_page_whose_stream_has_gone_dead_finds_its_interview_by_itself(page: Page) -> None:
    page.add_init_script(DEAF)
    candidate = Candidate(page).arrive()
    candidate.choose("Five-minute drill").start()
    lines = candidate.lines.count()

    page.evaluate("deaf = true")
    candidate.composer.fill(candidate.opening())
    candidate.composer.press("Enter")
    expect(candidate.lines).to_have_count(lines + 1)  # a deaf page would never show it

    assert page.evaluate("deaf") is False
    candidate.answer("I would measure the drift of each feature, week by week.")


def test_more_pages_than_gradios_own_forty_can_be_open_at_a_time(
    server: Server, candidate: Candidate
) -> None:
    candidate.choose("Five-minute drill").start()
    id = parse_qs(urlsplit(candidate.page.url).query)["s"][0]
    wired = json.loads(server.read("/config"))["dependencies"]
    follow = next(one["id"] for one in wired if one["types"]["generator"])

    for page in range(50):
        join = {"fn_index": follow, "data": [id], "session_hash": f"page-{page}"}
        reply = candidate.page.request.post("/gradio_api/queue/join", data=join)
        assert reply.ok

    candidate.answer("I would measure the drift of each feature, week by week.")
