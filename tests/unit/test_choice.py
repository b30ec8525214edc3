"""A choice of engine: what is refused in a sentence, what is remembered, and where a key never stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.choice import (
    FILE,
    NO_MODEL,
    Choice,
    Kind,
    checked,
    chosen_at_start,
    forget,
    is_remembered,
    remember,
    remembered,
)
from interviewer.errors import Refused
from interviewer.settings import Settings, read_settings
from tests.integration.local_shelf import installed

KEY = "sk-that-nobody-may-see"
LOCAL = Choice("endpoint", "http://127.0.0.1:11434/v1", "qwen", "")


@pytest.fixture(autouse=True)
def keyring_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The system's keyring, replaced where keyring itself lets a system name another."""
    import keyring

    from tests.keyring_in_a_file import KeyringInAFile

    monkeypatch.setenv("TEST_KEYRING", str(tmp_path / "keyring.json"))
    before = keyring.get_keyring()
    keyring.set_keyring(KeyringInAFile())
    yield tmp_path / "keyring.json"
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Choice("endpoint", "ftp://somewhere", "m", "", KEY), "must begin with http"),
        (Choice("endpoint", "not an address", "m", "", KEY), "must begin with http"),
        (Choice("endpoint", "http://[half", "m", "", KEY), "cannot be read"),
        (Choice("endpoint", "http://host:99999999/v1", "m", "", KEY), "cannot be read"),
        (Choice("endpoint", "https://me:secret@host/v1", "m"), "must not hold a password"),
        (Choice("endpoint", "http://127.0.0.1:1/v1", "  "), "Name the model"),
        (Choice("endpoint", "", "gpt"), "wants a key"),
        (Choice("endpoint", "", "gpt", "", "sk-“pasted”"), "copy it again"),
    ],
)
def test_a_choice_that_cannot_be_meant_is_refused_in_a_sentence(choice: Choice, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        checked(choice)

    assert KEY not in str(refused.value)


def test_a_choice_is_tidied() -> None:
    tidy = checked(Choice("endpoint", " http://127.0.0.1:8080/v1/ ", " qwen ", "", f" {KEY}\n"))

    assert tidy == Choice("endpoint", "http://127.0.0.1:8080/v1", "qwen", "", KEY)


def test_no_model_needs_nothing_and_takes_no_key_along() -> None:
    assert checked(Choice("none", "http://x", "m", "", KEY)) == NO_MODEL


def test_a_key_is_in_no_repr() -> None:
    assert KEY not in repr(Choice("endpoint", "", "gpt", "", KEY))


def test_a_remembered_choice_comes_back_with_its_key_which_stands_in_the_keyring_only(
    tmp_path: Path, keyring_in_a_file: Path
) -> None:
    choice = Choice("endpoint", "https://models.example/v1", "talker", "marker", KEY)

    remember(choice, tmp_path)

    assert remembered(tmp_path) == choice
    assert KEY not in (tmp_path / FILE).read_text("utf-8")
    assert KEY in keyring_in_a_file.read_text("utf-8")


def test_a_forgotten_choice_is_gone_from_the_disk_and_from_the_keyring(
    tmp_path: Path, keyring_in_a_file: Path
) -> None:
    remember(Choice("endpoint", "https://models.example/v1", "talker", "", KEY), tmp_path)

    forget(tmp_path)

    assert not is_remembered(tmp_path)
    assert remembered(tmp_path) == NO_MODEL
    assert KEY not in keyring_in_a_file.read_text("utf-8")


@pytest.mark.parametrize(
    "another", [NO_MODEL, LOCAL, Choice("endpoint", "https://models.example/v1", "talker")]
)
def test_another_choice_that_is_remembered_takes_the_key_of_the_earlier_one_out_of_the_keyring(
    tmp_path: Path, keyring_in_a_file: Path, another: Choice
) -> None:
    remember(Choice("endpoint", "https://models.example/v1", "talker", "", KEY), tmp_path)

    remember(another, tmp_path)

    assert remembered(tmp_path) == another
    assert KEY not in keyring_in_a_file.read_text("utf-8")


def test_another_model_at_the_same_address_keeps_the_key(tmp_path: Path) -> None:
    remember(Choice("endpoint", "https://models.example/v1", "talker", "", KEY), tmp_path)
    another = Choice("endpoint", "https://models.example/v1", "thinker", "", KEY)

    remember(another, tmp_path)

    assert remembered(tmp_path) == another


def test_without_a_keyring_a_key_is_not_kept_anywhere_and_that_is_said(tmp_path: Path) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    keyring.set_keyring(Keyring())

    with pytest.raises(Refused, match="no keyring that can be used"):
        remember(Choice("endpoint", "https://models.example/v1", "talker", "", KEY), tmp_path)

    assert not is_remembered(tmp_path)


def test_without_a_keyring_a_server_that_needs_no_key_is_remembered(tmp_path: Path) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    keyring.set_keyring(Keyring())

    remember(LOCAL, tmp_path)

    assert remembered(tmp_path) == LOCAL


DAMAGED = ["", "{", '{"kind": "spaceship"}', '{"kind": "none", "api_key": "x"}']


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_can_be_forgotten(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    forget(tmp_path)

    assert not is_remembered(tmp_path)


def test_a_pipe_in_the_place_of_the_file_means_no_model_and_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE)

    assert remembered(tmp_path) == NO_MODEL


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_means_no_model(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    assert remembered(tmp_path) == NO_MODEL


def test_the_settings_of_a_start_win_over_what_was_remembered(tmp_path: Path) -> None:
    remember(LOCAL, tmp_path)
    own = {"DATA_DIR": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "INTERVIEWER_SETTINGS": ""}

    named = chosen_at_start(read_settings({**own, "OPENAI_API_KEY": KEY}))
    unnamed = chosen_at_start(read_settings(own))

    assert (named.interviewer, named.api_key) == ("gpt-4.1-mini", KEY)
    assert unnamed == LOCAL


def test_the_address_of_a_start_is_tidied_so_that_its_key_is_known_for_it(tmp_path: Path) -> None:
    named = settings(
        tmp_path, OPENAI_BASE_URL="http://127.0.0.1:8080/v1/", OPENAI_API_KEY=KEY, INTERVIEWER_MODEL="m"
    )

    assert chosen_at_start(named).address == "http://127.0.0.1:8080/v1"


def settings(tmp_path: Path, **wished: str) -> Settings:
    return read_settings({"INTERVIEWER_SETTINGS": os.devnull, "DATA_DIR": str(tmp_path), **wished})


def test_a_local_model_that_is_installed_is_used_where_nothing_else_was_chosen(tmp_path: Path) -> None:
    installed(tmp_path)

    assert chosen_at_start(settings(tmp_path)) == Choice("local")


def test_what_was_remembered_goes_before_the_local_model(tmp_path: Path) -> None:
    installed(tmp_path)
    remember(NO_MODEL, tmp_path)

    assert chosen_at_start(settings(tmp_path)) == NO_MODEL


@pytest.mark.parametrize("wished", ["none", "local"])
def test_a_setting_goes_before_what_was_remembered(tmp_path: Path, wished: Kind) -> None:
    installed(tmp_path)
    remember(LOCAL, tmp_path)

    assert chosen_at_start(settings(tmp_path, INTERVIEWER_MODEL=wished)) == Choice(wished)


@pytest.mark.parametrize("kind", ["none", "local"])
def test_without_an_endpoint_no_host_is_named(kind: Kind) -> None:
    assert Choice(kind).host == ""
