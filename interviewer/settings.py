"""Settings: the only reader of the environment. Read once at the start, checked, and passed on.

Every setting can stand in the environment or, in lower case, in a TOML file (`INTERVIEWER_SETTINGS` names it;
by default `settings.toml` in the user's configuration folder). The environment wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path

from interviewer import endpoint
from interviewer.errors import SettingsError
from interviewer.given import Given, given
from interviewer.local.shelf import shelf_in

APP = "mock-interviewer"
GUIDES = Path(__file__).resolve().parent.parent / "knowledge" / "guides"

DEFAULTS: dict[str, str] = {
    "HOST": "127.0.0.1",
    "PORT": "7860",
    "LOGIN": "auto",
    "DATA_DIR": "",
    "DATABASE_URL": "",
    "GUIDE": "fintech-ml-engineer",
    "OPENAI_API_KEY": "",
    "OPENAI_BASE_URL": "",
    "INTERVIEWER_MODEL": "",
    "GRADER_MODEL": "",
    "MODEL_DEADLINE": "45",
    "SESSION_TOKENS": "200000",
}
DEFAULT_MODEL = "gpt-4.1-mini"
NONE, LOCAL = "none", "local"
"""What INTERVIEWER_MODEL can be beside a model's name at the endpoint: without a model, the one on this machine."""


@dataclass(frozen=True)
class Settings:
    """All settings, checked. `api_key` never appears in a repr.

    `interviewer_model` "" leaves it to what was chosen on the page; "none": without a model; "local": the one on this
    machine; else a name at the endpoint. session_tokens: the most that one interview may spend on a model; 0 for
    no limit. signs_in: people sign in, each with a history of her own: always where others can reach the page.
    """

    host: str
    port: int
    data_dir: Path
    database_url: str
    guide: Path
    base_url: str
    interviewer_model: str
    grader_model: str
    deadline: float
    session_tokens: int
    signs_in: bool
    api_key: str = field(repr=False)

    @property
    def endpoint(self) -> str:
        """Host of the model's endpoint, as the page shows it; "" without a model."""
        if self.interviewer_model in ("", NONE, LOCAL):
            return ""
        return urlsplit(self.base_url).hostname or self.base_url if self.base_url else "api.openai.com"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of this start. Raises SettingsError naming the setting, where it stands, its value and the remedy."""
    named = environment.get("INTERVIEWER_SETTINGS", "")
    file = (
        _path(f"INTERVIEWER_SETTINGS={named!r}", named) if named else user_config_path(APP) / "settings.toml"
    )
    values = given(environment, file, DEFAULTS, named=bool(named))
    data_dir, base_url = _folder(values), _address(values)
    interviewer, grader = _models(values, installed=_has_model(data_dir))
    return Settings(
        host=values["HOST"],
        port=_number(values, "PORT", 0, 65535),
        data_dir=data_dir,
        database_url=_database(values) or f"sqlite:///{data_dir / 'interviews.sqlite3'}",
        guide=_guide(values),
        base_url=base_url,
        interviewer_model=interviewer,
        grader_model=grader,
        deadline=float(_number(values, "MODEL_DEADLINE", 1, 600)),
        session_tokens=_number(values, "SESSION_TOKENS", 0, 100_000_000),
        signs_in=_signs_in(values),
        api_key=_key(values),
    )


def _models(values: Given, *, installed: bool) -> tuple[str, str]:
    """The interviewer's and the grader's model: names at the endpoint, or NONE or LOCAL and no other."""
    interviewer, grader = values["INTERVIEWER_MODEL"], values["GRADER_MODEL"]
    if grader == LOCAL:
        raise SettingsError(
            f"{values.shown('GRADER_MODEL')} cannot be: a local model gives no grades of its own; leave it empty."
        )
    if interviewer == LOCAL and not installed:
        raise SettingsError(
            f"{values.shown('INTERVIEWER_MODEL')} needs the local model: run `make local-model` (1.2 GB)."
        )
    if interviewer in (NONE, LOCAL):
        return interviewer, ""
    if not values["OPENAI_API_KEY"] and not values["OPENAI_BASE_URL"]:
        return "", ""
    if not interviewer and values["OPENAI_BASE_URL"]:
        where = values.called("OPENAI_BASE_URL")
        raise SettingsError(f"{where} is set, so name the model to use there: INTERVIEWER_MODEL=...")
    interviewer = interviewer or DEFAULT_MODEL
    return interviewer, grader or interviewer


def _guide(values: Given) -> Path:
    path = _path(values.shown("GUIDE"), values["GUIDE"])
    try:
        folder = path if path.is_dir() else GUIDES / values["GUIDE"]
        found = folder.is_dir()
    except OSError as error:
        raise SettingsError(
            f"{values.shown('GUIDE')} cannot be looked into ({error.strerror}); name another folder."
        ) from error
    if not found:
        raise SettingsError(
            f"{values.shown('GUIDE')} is neither a folder nor one of the guides that ship with the app."
        )
    return folder


def _folder(values: Given) -> Path:
    if not values["DATA_DIR"]:
        return user_data_path(APP)
    return _path(values.shown("DATA_DIR"), values["DATA_DIR"])


def _path(shown: str, value: str) -> Path:
    try:
        if "\0" in value:
            raise RuntimeError
        return Path(value).expanduser()
    except RuntimeError as error:
        raise SettingsError(f"{shown} is no path; write it out from the root.") from error


def _has_model(data_dir: Path) -> bool:
    """Whether the local model lies in the data folder, which may be somebody else's."""
    try:
        return shelf_in(data_dir).complete
    except OSError as error:
        raise SettingsError(
            f"{str(data_dir)!r} cannot be looked into ({error.strerror}): choose another folder with DATA_DIR."
        ) from error


def _signs_in(values: Given) -> bool:
    """Whether people sign in: without accounts, anybody who reaches the page reads every interview."""
    if values["LOGIN"] not in ("auto", "on"):
        raise SettingsError(f"{values.shown('LOGIN')} must be auto or on.")
    signs_in = values["LOGIN"] == "on" or not _loopback(values)
    if signs_in and values["DATABASE_URL"]:
        raise SettingsError(
            "With accounts each person's interviews lie in a file of their own in DATA_DIR: leave"
            f" {values.called('DATABASE_URL')} out."
        )
    return signs_in


def _loopback(values: Given) -> bool:
    try:
        return values["HOST"] == "localhost" or ip_address(values["HOST"]).is_loopback
    except ValueError as error:
        raise SettingsError(f"{values.shown('HOST')} is no address; use 127.0.0.1.") from error


def _address(values: Given) -> str:
    """The endpoint's address. A wrong one is not told: it may hold a password."""
    if wrong := endpoint.wrong_with(values["OPENAI_BASE_URL"]):
        raise SettingsError(f"{values.called('OPENAI_BASE_URL')} {wrong}.")
    return values["OPENAI_BASE_URL"]


def _database(values: Given) -> str:
    """The database's address, "" for the usual one."""
    if not values["DATABASE_URL"]:
        return ""
    from interviewer.whereabouts import wrong_with  # sqlalchemy would keep every start waiting

    if wrong := wrong_with(values["DATABASE_URL"]):
        raise SettingsError(f"{values.called('DATABASE_URL')} {wrong}.")
    return values["DATABASE_URL"]


def _key(values: Given) -> str:
    if not values["OPENAI_API_KEY"].isascii() or not values["OPENAI_API_KEY"].isprintable():
        raise SettingsError(f"{values.called('OPENAI_API_KEY')} has a letter that no key has; copy it again.")
    return values["OPENAI_API_KEY"]


def _number(values: Given, name: str, low: int, high: int) -> int:
    value = values[name]
    plain = value.isascii() and value.isdecimal() and len(value) <= len(str(high))
    if not plain or not low <= int(value) <= high:
        raise SettingsError(f"{values.shown(name)} must be a whole number from {low} to {high}.")
    return int(value)
