"""A server for several people: they sign in, and nobody sees another's interviews."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.server import Server
from interviewer.accounts import Accounts
from tests.e2e.candidate import Candidate
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
