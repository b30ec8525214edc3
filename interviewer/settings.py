"""Settings: the only reader of the environment. Read once at the start, checked, and passed on.

Every setting can stand in the environment or, in lower case, in a TOML file (`INTERVIEWER_SETTINGS` names it;
by default `settings.toml` in the user's configuration folder). The environment wins.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path

from interviewer.endpoint import wrong_with
from interviewer.errors import SettingsError
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
    """The settings of this start. Raises SettingsError naming the setting, its value and the remedy."""
    values = {**DEFAULTS, **_from_file(environment)}
    values |= {key: environment[key].strip() for key in DEFAULTS if environment.get(key, "").strip()}
    data_dir = _path("DATA_DIR", values["DATA_DIR"]) if values["DATA_DIR"] else user_data_path(APP)
    base_url = _url(values["OPENAI_BASE_URL"])
    interviewer, grader = _models(values, installed=_has_model(data_dir))
    signs_in = _signs_in(values)
    return Settings(
        host=values["HOST"],
        port=_number("PORT", values["PORT"], 0, 65535),
        data_dir=data_dir,
        database_url=values["DATABASE_URL"] or f"sqlite:///{data_dir / 'interviews.sqlite3'}",
        guide=_guide(values["GUIDE"]),
        base_url=base_url,
        interviewer_model=interviewer,
        grader_model=grader,
        deadline=float(_number("MODEL_DEADLINE", values["MODEL_DEADLINE"], 1, 600)),
        session_tokens=_number("SESSION_TOKENS", values["SESSION_TOKENS"], 0, 100_000_000),
        signs_in=signs_in,
        api_key=values["OPENAI_API_KEY"],
    )


def _from_file(environment: Mapping[str, str]) -> dict[str, str]:
    named = environment.get("INTERVIEWER_SETTINGS", "")
    path = _path("INTERVIEWER_SETTINGS", named) if named else user_config_path(APP) / "settings.toml"
    try:
        if not named and not path.exists():
            return {}
        table = tomllib.loads(path.read_text("utf-8-sig"))  # an editor may have put a mark before it
    except OSError as error:
        raise SettingsError(f"The settings file {str(path)!r} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"The settings file {str(path)!r} is no TOML: {error}; correct that place, such as port = 7861."
        ) from error
    unknown = [key for key in table if key.upper() not in DEFAULTS]
    if unknown:
        known = ", ".join(key.lower() for key in DEFAULTS)
        raise SettingsError(f"{str(path)!r} has the unknown setting {unknown[0]!r}; there are {known}.")
    return {key.upper(): str(value).strip() for key, value in table.items()}


def _models(values: Mapping[str, str], *, installed: bool) -> tuple[str, str]:
    """The interviewer's and the grader's model: names at the endpoint, or NONE or LOCAL and no other."""
    interviewer, grader = values["INTERVIEWER_MODEL"], values["GRADER_MODEL"]
    if grader == LOCAL:
        raise SettingsError(
            "GRADER_MODEL='local' cannot be: a local model gives no grades of its own; leave it empty."
        )
    if interviewer == LOCAL and not installed:
        raise SettingsError(
            "INTERVIEWER_MODEL='local' needs the local model: run `make local-model` (1.2 GB)."
        )
    if interviewer in (NONE, LOCAL):
        return interviewer, ""
    if not values["OPENAI_API_KEY"] and not values["OPENAI_BASE_URL"]:
        return "", ""
    if not interviewer and values["OPENAI_BASE_URL"]:
        raise SettingsError("OPENAI_BASE_URL is set, so name the model to use there: INTERVIEWER_MODEL=...")
    interviewer = interviewer or DEFAULT_MODEL
    return interviewer, grader or interviewer


def _guide(value: str) -> Path:
    path = _path("GUIDE", value)
    try:
        folder = path if path.is_dir() else GUIDES / value
        found = folder.is_dir()
    except OSError as error:
        raise SettingsError(f"GUIDE={value!r} cannot be looked into: {error.strerror}.") from error
    if not found:
        raise SettingsError(
            f"GUIDE={value!r} is neither a folder nor one of the guides that ship with the app."
        )
    return folder


def _path(name: str, value: str) -> Path:
    try:
        if "\0" in value:
            raise RuntimeError
        return Path(value).expanduser()
    except RuntimeError as error:
        raise SettingsError(f"{name}={value!r} is no path; write it out from the root.") from error


def _has_model(data_dir: Path) -> bool:
    """Whether the local model lies in the data folder, which may be somebody else's."""
    try:
        return shelf_in(data_dir).complete
    except OSError as error:
        raise SettingsError(
            f"{str(data_dir)!r} cannot be looked into ({error.strerror}): choose another folder with DATA_DIR."
        ) from error


def _signs_in(values: Mapping[str, str]) -> bool:
    """Whether people sign in: without accounts, anybody who reaches the page reads every interview."""
    if values["LOGIN"] not in ("auto", "on"):
        raise SettingsError(f"LOGIN={values['LOGIN']!r} must be auto or on.")
    signs_in = values["LOGIN"] == "on" or not _loopback(values["HOST"])
    if signs_in and values["DATABASE_URL"]:
        raise SettingsError(
            "With accounts each person's interviews lie in a file of their own in DATA_DIR: leave DATABASE_URL out."
        )
    return signs_in


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError as error:
        raise SettingsError(f"HOST={host!r} is no address; use 127.0.0.1.") from error


def _url(value: str) -> str:
    if wrong := wrong_with(value):
        raise SettingsError(f"OPENAI_BASE_URL {wrong}.")
    return value


def _number(name: str, value: str, low: int, high: int) -> int:
    if not value.isdecimal() or len(value) > len(str(high)) or not low <= int(value) <= high:
        raise SettingsError(f"{name}={value[:40]!r} must be a whole number from {low} to {high}.")
    return int(value)
