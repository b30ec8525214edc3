"""Settings: what stands in the environment or a file, checked, with a sentence for each mistake."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from interviewer.errors import SettingsError
from interviewer.settings import read_settings
from tests.integration.local_shelf import installed


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "settings.toml"
    file.write_text("")
    return {"INTERVIEWER_SETTINGS": str(file), "DATA_DIR": str(tmp_path / "data")}


def test_without_a_key_there_is_no_model_and_nothing_leaves(environment: dict[str, str]) -> None:
    settings = read_settings(environment)

    assert (settings.interviewer_model, settings.grader_model, settings.endpoint) == ("", "", "")


def test_a_key_brings_a_model_and_names_where_it_is_asked(environment: dict[str, str]) -> None:
    settings = read_settings({**environment, "OPENAI_API_KEY": "secret", "INTERVIEWER_MODEL": "small"})

    assert (settings.interviewer_model, settings.grader_model) == ("small", "small")
    assert settings.endpoint == "api.openai.com"


def test_an_endpoint_of_ones_own_needs_no_key(environment: dict[str, str]) -> None:
    own = {"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1", "INTERVIEWER_MODEL": "a", "GRADER_MODEL": "b"}

    settings = read_settings({**environment, **own})

    assert (settings.endpoint, settings.interviewer_model, settings.grader_model) == ("127.0.0.1", "a", "b")


@pytest.mark.parametrize("wished", ["none", "local"])
def test_none_and_the_local_model_need_no_endpoint_and_let_nothing_leave(
    environment: dict[str, str], wished: str
) -> None:
    installed(Path(environment["DATA_DIR"]))

    settings = read_settings({**environment, "OPENAI_API_KEY": "k", "INTERVIEWER_MODEL": wished})

    assert (settings.interviewer_model, settings.grader_model, settings.endpoint) == (wished, "", "")


def test_the_environment_wins_over_the_file(environment: dict[str, str]) -> None:
    Path(environment["INTERVIEWER_SETTINGS"]).write_text('port = 8000\ninterviewer_model = "from file"\n')

    settings = read_settings({**environment, "PORT": "9000", "OPENAI_API_KEY": "k"})

    assert (settings.port, settings.interviewer_model) == (9000, "from file")


def test_the_key_is_in_no_repr(environment: dict[str, str]) -> None:
    assert "secret" not in repr(read_settings({**environment, "OPENAI_API_KEY": "secret"}))


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("PORT", "many", "PORT='many' must be a whole number"),
        ("PORT", "70000", "from 0 to 65535"),
        ("PORT", "9" * 5000, "from 0 to 65535"),
        ("DATA_DIR", "~nobody-of-that-name/x", "DATA_DIR='~nobody-of-that-name/x' is no path"),
        ("GUIDE", "~nobody-of-that-name/x", "GUIDE='~nobody-of-that-name/x' is no path"),
        ("GUIDE", "a\0b", "is no path"),
        ("INTERVIEWER_SETTINGS", "~nobody-of-that-name/x", "is no path"),
        ("OPENAI_BASE_URL", "http://[::1", "has a part that cannot be read"),
        ("OPENAI_BASE_URL", "http://host:99999/v1", "has a part that cannot be read"),
        ("LOGIN", "never", "LOGIN='never' must be auto or on"),
        ("HOST", "my computer", "is no address"),
        ("GUIDE", "no-such-guide", "GUIDE='no-such-guide'"),
        ("OPENAI_BASE_URL", "localhost:11434", "must begin with http:// or https://, such as"),
        ("OPENAI_BASE_URL", "http://me:secret@host/v1", "must not hold a password"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:1/v1", "name the model"),
        (
            "INTERVIEWER_MODEL",
            "local",
            "INTERVIEWER_MODEL='local' needs the local model: run `make local-model`",
        ),
        ("GRADER_MODEL", "local", "a local model gives no grades of its own"),
        ("MODEL_DEADLINE", "0", "MODEL_DEADLINE='0'"),
        ("PORT", "٣٤", "must be a whole number"),
        ("OPENAI_BASE_URL", "http://h\0/v1", "has a part that cannot be read"),
        ("OPENAI_BASE_URL", "http://h\n/v1", "has a part that cannot be read"),
        ("OPENAI_BASE_URL", "http://ho\u200bst/v1", "has a part that cannot be read"),
        ("OPENAI_BASE_URL", "http://[v1.x]/v1", "has a part that cannot be read"),
        ("OPENAI_BASE_URL", "http://..//v1", "has a part that cannot be read"),
        ("OPENAI_BASE_URL", "http://*/v1", "has a part that cannot be read"),
        ("OPENAI_BASE_URL", f"http://h/{'a' * 70_000}", "has a part that cannot be read"),
        ("OPENAI_BASE_URL", "http://me:secret@[::1/v1", "has a part that cannot be read"),
        ("OPENAI_BASE_URL", "http://host/v1?key=secret", "must end before its '\\?'"),
        ("OPENAI_API_KEY", "sk-sécret", "OPENAI_API_KEY has a letter that no key has; copy it again"),
        ("OPENAI_API_KEY", "sk\nsecret", "OPENAI_API_KEY has a letter that no key has; copy it again"),
        ("DATABASE_URL", "sqlite:///~nobody-of-that-name/x.db", "DATABASE_URL names a home folder that is not there"),
        ("DATABASE_URL", "sqlite:////tmp/a\0b", "DATABASE_URL names no file to keep"),
        ("DATABASE_URL", f"sqlite:////tmp/{'x' * 300}", "names a file that cannot be looked for"),
        ("DATABASE_URL", "postgresql://me:secret@[::1/x", "DATABASE_URL is no address of a database"),
        ("DATABASE_URL", "postgresql://me:secret@host/x", "DATABASE_URL names a database that this program cannot use"),
        ("DATABASE_URL", "sqlite://me:secret@/", "DATABASE_URL names no file to keep"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_its_remedy(
    environment: dict[str, str], setting: str, value: str, says: str
) -> None:
    with pytest.raises(SettingsError, match=says) as told:
        read_settings({**environment, setting: value})

    assert "secret" not in told.value.line
    assert len(told.value.line) < 400


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('port = "many"', "port='many' in {} must be a whole number from 0 to 65535."),
        ("port = true", "port='true' in {} must be a whole number from 0 to 65535."),
        ("session_tokens = 1.5", "session_tokens='1.5' in {} must be a whole number from 0 to 100000000."),
        ('host = "my computer"', "host='my computer' in {} is no address; use 127.0.0.1."),
        ("login = false", "login='false' in {} must be auto or on."),
        ('guide = "nope"', "guide='nope' in {} is neither a folder nor one of the guides that ship with the app."),
        ('guide = "~nobody-of-that-name/x"', "guide='~nobody-of-that-name/x' in {} is no path; write it out from the root."),
        ('grader_model = "local"', "grader_model='local' in {} cannot be: a local model gives no grades of its own; leave it empty."),
        ('openai_base_url = "http://me:secret@host/v1"',
         "openai_base_url in {} must not hold a password; the key has a place of its own."),
        ('openai_api_key = ["secret"]', "openai_api_key in {} must be one text in quotes, or a number."),
        ('database_url = "postgresql://me:secret@[::1/x"',
         "database_url in {} is no address of a database; leave it out, or name a file as in sqlite:////path/to/interviews.sqlite3."),
        ("port = 1\nPORT = 2", "port stands twice in {}; remove one of the two."),
    ],
)  # fmt: skip
def test_a_wrong_value_in_the_file_is_told_with_file_key_value_and_remedy(
    environment: dict[str, str], line: str, says: str
) -> None:
    file = environment["INTERVIEWER_SETTINGS"]
    Path(file).write_text(line)

    with pytest.raises(SettingsError) as told:
        read_settings(environment)

    assert told.value.line == says.format(repr(file))


def test_a_wrong_value_in_the_file_hinders_nobody_who_sets_another(environment: dict[str, str]) -> None:
    Path(environment["INTERVIEWER_SETTINGS"]).write_text('port = "many"')

    assert read_settings({**environment, "PORT": "9000"}).port == 9000


def test_a_blank_setting_is_none(environment: dict[str, str]) -> None:
    Path(environment["INTERVIEWER_SETTINGS"]).write_text('port = " "')

    assert read_settings({**environment, "HOST": " "}).port == 7860


def test_a_settings_file_that_is_a_pipe_is_told_at_once(environment: dict[str, str], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(SettingsError, match="is a pipe; name a file in INTERVIEWER_SETTINGS"):
        read_settings({**environment, "INTERVIEWER_SETTINGS": str(tmp_path / "pipe")})


@pytest.mark.parametrize(
    ("settings", "signs_in"),
    [({}, False), ({"HOST": "localhost"}, False), ({"HOST": "0.0.0.0"}, True), ({"LOGIN": "on"}, True)],
)
def test_people_sign_in_wherever_others_can_reach_the_page(
    environment: dict[str, str], settings: dict[str, str], signs_in: bool
) -> None:
    assert read_settings({**environment, **settings}).signs_in is signs_in


def test_accounts_and_another_database_do_not_go_together(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="leave DATABASE_URL out"):
        read_settings({**environment, "LOGIN": "on", "DATABASE_URL": "sqlite:////tmp/one.sqlite3"})


def test_a_file_that_an_editor_began_with_a_mark_is_read(environment: dict[str, str]) -> None:
    Path(environment["INTERVIEWER_SETTINGS"]).write_text("port = 9000", "utf-8-sig")

    assert read_settings(environment).port == 9000


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("port = ", "is no TOML: Invalid value"),
        ("prot = 1", "unknown setting 'prot'"),
        (f"port = {'[' * 5000}", "is nested too deep; write it flat"),
    ],
)
def test_a_wrong_file_is_named(environment: dict[str, str], content: str, says: str) -> None:
    Path(environment["INTERVIEWER_SETTINGS"]).write_text(content)

    with pytest.raises(SettingsError, match=says):
        read_settings(environment)
