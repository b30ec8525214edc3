"""The settings view: a model is tested and taken without a file or a restart, and its key is seen by nobody."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from evals.server import Server
from evals.wire.endpoint import Endpoint
from evals.wire.http import Request
from evals.wire.player import TIE, play
from evals.wire.replies import Refuses, Reply
from tests.e2e.candidate import Candidate

KEY = "sk-a-key-that-nobody-may-see"
KEYRING = "tests.keyring_in_a_file.KeyringInAFile"


def without_forms(request: Request) -> Reply:
    """A server that does not know response_format."""
    return Refuses(400, None, "response_format is unknown") if request.mode != "text" else play(request)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    """A server without a model, on a system whose keyring is a file."""
    keyring = {"PYTHON_KEYRING_BACKEND": KEYRING, "TEST_KEYRING": str(data / "keyring.json")}
    started = Server(data, keyring).start()
    yield started
    started.stop()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint(models=("talker", "marker"), key=KEY) as endpoint:
        yield endpoint


@pytest.fixture
def settings(page: Page) -> Iterator[Settings]:
    """The view, opened; afterwards the shared server is without a model again."""
    Candidate(page).arrive()
    opened = Settings(page).open()
    yield opened
    Settings(page).arrive().open().choose("No model").use()


class Settings:
    """Somebody at the settings."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def said(self) -> Locator:
        """What a test or a change came to."""
        return self.page.locator("#settings-result p")

    @property
    def leaves(self) -> Locator:
        """What the head says of what leaves the machine."""
        return self.page.locator("#leaves")

    def arrive(self) -> Settings:
        Candidate(self.page).arrive()
        return self

    def open(self) -> Settings:
        self.page.get_by_role("button", name="Model settings").click()
        expect(self.page.get_by_role("heading", name="Who interviews and grades you?")).to_be_focused()
        return self

    def choose(self, kind: str) -> Settings:
        self.page.locator("#settings").get_by_role("radio", name=kind, exact=True).check()
        expect(self.page.locator("#endpoint")).to_be_visible(visible=kind == "Endpoint")
        return self

    def fill(self, address: str, key: str, model: str = "talker") -> Settings:
        self.choose("Endpoint")
        self.page.locator("#address").get_by_role("textbox").fill(address)
        self.page.locator("#key input").fill(key)
        self.page.locator("#model").get_by_role("textbox").fill(model)
        return self

    def test(self) -> Settings:
        self.page.get_by_role("button", name="Test connection").click()
        return self

    def use(self) -> Settings:
        self.page.get_by_role("button", name="Use this").click()
        expect(self.said).to_contain_text("In use")
        return self


def test_a_wrong_key_is_said_so_and_shown_nowhere(settings: Settings, endpoint: Endpoint) -> None:
    settings.fill(endpoint.url, "sk-wrong-and-secret").test()

    expect(settings.page.get_by_role("alert")).to_contain_text("does not accept the key: check the key")
    assert "sk-wrong-and-secret" not in settings.page.content()
    expect(settings.leaves).to_contain_text("Nothing leaves this machine")


def test_a_dead_address_is_said_so(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.fill(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", KEY).test()

        expect(settings.page.get_by_role("alert")).to_contain_text("check the address")


def test_an_unknown_model_is_said_so_with_those_that_are_there(
    settings: Settings, endpoint: Endpoint
) -> None:
    endpoint.script = lambda request: Refuses(404)
    settings.fill(endpoint.url, KEY, "thinker").test()

    expect(settings.page.get_by_role("alert")).to_contain_text("'talker', 'marker'")


def test_an_endpoint_without_forms_is_said_so(settings: Settings, endpoint: Endpoint) -> None:
    endpoint.script = without_forms
    settings.fill(endpoint.url, KEY).test()

    expect(settings.page.get_by_role("alert")).to_contain_text("cannot be held to a form")


def test_another_tab_shows_the_engine_in_use_when_it_is_come_back_to(
    settings: Settings, endpoint: Endpoint
) -> None:
    other = settings.page.context.new_page()
    Candidate(other).arrive()
    expect(other.locator("#leaves")).to_contain_text("Nothing leaves this machine")

    settings.fill(endpoint.url, KEY).use()
    other.evaluate(
        "dispatchEvent(new Event('focus'))"
    )  # as a browser does; without a screen no tab is ever in front

    expect(other.locator("#leaves")).to_contain_text("Your answers go to 127.0.0.1")
    expect(other.locator("#start #engine")).to_contain_text("talker words the follow-ups")


def test_what_cannot_be_meant_is_refused_before_anything_is_asked(settings: Settings) -> None:
    settings.fill("127.0.0.1:11434", KEY).test()

    expect(settings.page.get_by_role("alert")).to_contain_text("must begin with http")


def test_a_running_interview_goes_on_with_the_model_and_the_key_is_seen_nowhere(
    settings: Settings, endpoint: Endpoint, server: Server, data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    page = settings.page
    candidate = Candidate(page).arrive().choose("Practice", "Behavioral", "Short").start()

    settings.open().fill(endpoint.url, KEY).test()
    expect(settings.said).to_contain_text("It works")
    settings.use()
    expect(settings.leaves).to_contain_text("Your answers go to 127.0.0.1")
    expect(page.locator("#key input")).to_have_value("")
    candidate.answer().answer_probes()
    candidate.rate("3")

    expect(candidate.lines.filter(has_text=TIE).first).to_be_visible()
    expect(page.locator("#card .grade")).to_contain_text("(model grader")
    session = page.url.partition("?s=")[2]
    printed = capfd.readouterr()
    seen = (
        page.content(),
        server.read("/config"),
        server.read(f"/sessions/{session}.json"),
        printed.out + printed.err,
    )
    kept = [file for file in data.rglob("*") if file.is_file() and KEY.encode() in file.read_bytes()]
    assert [KEY in text for text in seen] == [False] * 4
    assert kept == []


def test_a_key_goes_to_the_address_it_was_given_for_and_to_no_other(
    settings: Settings, endpoint: Endpoint
) -> None:
    settings.fill(endpoint.url, KEY).use()

    with Endpoint() as another:
        settings.arrive().open().fill(another.url, "").test()
        expect(settings.said).to_contain_text("It works")

        assert {request.headers["authorization"] for request in another.requests} == {"Bearer none"}


def test_the_key_of_the_start_stays_with_its_address_however_that_was_written(
    browser: Browser, endpoint: Endpoint, own_server: Server
) -> None:
    address = {"OPENAI_BASE_URL": f"{endpoint.url}/"}
    own_server.settings = {**address, "OPENAI_API_KEY": KEY, "INTERVIEWER_MODEL": "talker"}
    own_server.start()
    settings = Settings(browser.new_context(base_url=own_server.url).new_page()).arrive().open().test()

    expect(settings.said).to_contain_text("It works")


def test_a_remembered_model_is_there_after_a_restart_with_its_key_in_the_keyring_only(
    browser: Browser, endpoint: Endpoint, tmp_path: Path
) -> None:
    vault = tmp_path / "vault" / "keyring.json"
    vault.parent.mkdir()
    server = Server(
        tmp_path / "data", {"PYTHON_KEYRING_BACKEND": KEYRING, "TEST_KEYRING": str(vault)}
    ).start()
    page = browser.new_context(base_url=server.url).new_page()
    settings = Settings(page).arrive().open().fill(endpoint.url, KEY)
    page.get_by_role("checkbox", name="Remember on this computer").check()
    settings.use()
    expect(settings.said).to_contain_text("remembered")
    server.stop()
    server.start()

    again = Settings(browser.new_context(base_url=server.url).new_page()).arrive()
    expect(again.leaves).to_contain_text("Your answers go to 127.0.0.1")
    held = [file.name for file in tmp_path.rglob("*") if file.is_file() and KEY.encode() in file.read_bytes()]
    server.stop()
    assert held == ["keyring.json"]


def test_without_a_keyring_it_is_said_and_the_model_is_used_all_the_same(
    browser: Browser, endpoint: Endpoint, tmp_path: Path
) -> None:
    server = Server(tmp_path, {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}).start()
    page = browser.new_context(base_url=server.url).new_page()
    settings = Settings(page).arrive().open().fill(endpoint.url, KEY)
    page.get_by_role("checkbox", name="Remember on this computer").check()
    settings.use()

    expect(settings.said).to_contain_text("no keyring that can be used")
    expect(settings.leaves).to_contain_text("Your answers go to 127.0.0.1")
    server.stop()
