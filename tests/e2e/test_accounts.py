"""A server for several people: they sign in, and nobody sees another's interviews."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.server import Server
from interviewer.accounts import Accounts
from tests.e2e.candidate import Candidate
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.e2e.test_start import refused

PASSWORD = "a long enough one"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("several people")
    for name in ("ada", "bob"):
        Accounts(data).add(name, PASSWORD)
    started = Server(data, {"LOGIN": "on"}).start()
    yield started
    started.stop()


def signed_in(browser: Browser, server: Server, name: str) -> Page:
    """That person's page, after signing in as a person does."""
    page = browser.new_context(base_url=server.url).new_page()
    page.goto("/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("#start").wait_for()
    return page


class Visitor:
    """Somebody without a browser, who keeps cookies."""

    def __init__(self, server: Server) -> None:
        self._url = server.url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def asks(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(f"{self._url}{path}", data=body, headers=headers)
        try:
            with self._opener.open(request, timeout=60) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def signs_in(self, name: str, password: str = PASSWORD, **headers: str) -> tuple[int, str]:
        return self.asks("/login", {"name": name, "password": password}, **headers)


def test_what_one_person_says_is_seen_by_her_and_by_nobody_else(browser: Browser, server: Server) -> None:
    hers = signed_in(browser, server, "ada")
    candidate = Candidate(hers).choose("Five-minute drill").start()
    candidate.answer("Only Ada may read this sentence about her pipeline.")
    id = re.search(r"s=([^&]+)", hers.url)
    assert id is not None
    his = signed_in(browser, server, "bob")

    his.goto(f"/?s={id[1]}")
    expect(his.get_by_role("alert")).to_contain_text("not known here")
    assert his.request.get(f"/sessions/{id[1]}.json").status == 404
    assert "Only Ada may read" not in his.request.get("/sessions/all.json").text()
    assert "Only Ada may read" in hers.request.get(f"/sessions/{id[1]}.md").text()
    hers.context.close()
    his.context.close()


def test_without_signing_in_nothing_is_served_but_the_form(server: Server) -> None:
    stranger = Visitor(server)

    assert "Sign in" in stranger.asks("/")[1]
    assert stranger.asks("/config") == (401, "Sign in first.")
    assert stranger.asks("/sessions/all.json") == (401, "Sign in first.")
    assert stranger.asks("/gradio_api/call/begin", {"data": "[]"})[0] == 401


def test_a_wrong_password_is_told_and_too_many_have_to_wait(server: Server) -> None:
    guesser = Visitor(server)

    told = [guesser.signs_in("carol", f"wrong number {n}") for n in range(9)]

    assert told[0][0] == 403
    assert "do not go together" in told[0][1]
    assert told[-1][0] == 429
    assert "wait a minute" in told[-1][1]
    assert guesser.signs_in("ada")[0] == 200


def test_many_tries_at_once_are_no_way_around(server: Server) -> None:
    with ThreadPoolExecutor(30) as crowd:
        told = list(crowd.map(lambda n: Visitor(server).signs_in("dora", f"wrong number {n}")[0], range(30)))

    assert sorted(set(told)) == [403, 429]
    assert told.count(403) <= 8


def test_two_who_come_first_at_the_same_moment_get_a_page_of_their_own(tmp_path: Path) -> None:
    for name in ("eva", "fay"):
        Accounts(tmp_path).add(name, PASSWORD)
    server = Server(tmp_path, {"LOGIN": "on"}).start()
    visitors = [Visitor(server), Visitor(server)]
    visitors[0].signs_in("eva"), visitors[1].signs_in("fay")

    with ThreadPoolExecutor(2) as both:
        pages = list(both.map(lambda visitor: json.loads(visitor.asks("/config")[1]), visitors))
    server.stop()

    assert len(pages[0]["components"]) == len(pages[1]["components"])
    assert len(pages[0]["dependencies"]) == len(pages[1]["dependencies"])


def test_a_new_password_signs_out_whoever_was_in(tmp_path: Path) -> None:
    Accounts(tmp_path).add("gus", PASSWORD)
    server = Server(tmp_path, {"LOGIN": "on"}).start()
    visitor = Visitor(server)
    visitor.signs_in("gus")
    assert "Signed in as" in visitor.asks("/account")[1]

    Accounts(tmp_path).add("gus", "a newer password")
    after = visitor.asks("/config")[0]
    server.stop()

    assert after == 401


def test_somebody_at_another_machine_can_sign_in_without_https(browser: Browser, server: Server) -> None:
    """A browser tells less to an address that is not loopback."""
    port = server.url.rpartition(":")[2]
    far = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, "--host-resolver-rules=MAP lan.test 127.0.0.1"]
    )
    page = far.new_context(base_url=f"http://lan.test:{port}").new_page()
    page.goto("/")
    page.get_by_label("Name").fill("bob")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.locator("#start").wait_for()
    far.close()


def test_a_form_from_another_site_signs_nobody_in(server: Server) -> None:
    assert Visitor(server).signs_in("ada", Origin="http://evil.example")[0] == 403


def test_signing_out_ends_it(server: Server) -> None:
    visitor = Visitor(server)
    visitor.signs_in("ada")
    assert "Signed in as" in visitor.asks("/account")[1]

    visitor.asks("/logout", {})

    assert visitor.asks("/config")[0] == 401


def test_the_engine_is_the_servers(browser: Browser, server: Server) -> None:
    page = signed_in(browser, server, "ada")

    expect(page.get_by_role("button", name="Model settings")).to_be_hidden()
    names = json.dumps(page.request.get("/gradio_api/info").json())
    assert "api_key" not in names
    page.context.close()


def test_a_page_that_others_can_reach_does_not_start_without_accounts(tmp_path: Path) -> None:
    assert "interviewer.accounts add NAME" in refused(tmp_path, {"HOST": "0.0.0.0"})


def test_a_body_that_is_too_large_is_refused_before_it_is_read(server: Server) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
    connection.putrequest("POST", "/login")
    connection.putheader("Content-Length", str(131 * 2**20))
    connection.endheaders()

    assert connection.getresponse().status == 413
