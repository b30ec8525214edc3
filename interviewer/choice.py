"""What the candidate wants to be interviewed by: no model, a local one, an endpoint. The key is never in a file.

A choice that is to be remembered stands in `model.json` beside the interviews, its key in the system's keyring.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from interviewer import keys
from interviewer.endpoint import wrong_with
from interviewer.errors import Refused
from interviewer.local.shelf import shelf_in
from interviewer.settings import LOCAL, NONE, Settings

Kind = Literal["none", "local", "endpoint"]

FILE = "model.json"


@dataclass(frozen=True)
class Choice:
    """`address` "" is the public one; `grader` "" is the interviewer's model. The key is in no repr."""

    kind: Kind = "none"
    address: str = ""
    interviewer: str = ""
    grader: str = ""
    api_key: str = field(default="", repr=False)

    @property
    def marks(self) -> str:
        """The model that judges, "" without one."""
        return self.grader or self.interviewer

    @property
    def host(self) -> str:
        """Where the words go, as the page says it; "" where they stay."""
        if self.kind != "endpoint":
            return ""
        return urlsplit(self.address).hostname or self.address if self.address else "api.openai.com"

    @property
    def stays_here(self) -> bool:
        """Whether the words stay on this machine, as far as the address tells."""
        try:
            return self.kind != "endpoint" or self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


NO_MODEL = Choice()


class _Kept(BaseModel):
    """The file: everything but the key, and whether the keyring holds one."""

    model_config = ConfigDict(extra="forbid")
    kind: Kind
    address: str = ""
    interviewer: str = ""
    grader: str = ""
    key_in_keyring: bool = False


def chosen_at_start(settings: Settings) -> Choice:
    """What the settings name; else what was remembered; else the local model where there is one, else none."""
    if settings.interviewer_model in (NONE, LOCAL):
        return Choice("local" if settings.interviewer_model == LOCAL else "none")
    if settings.endpoint:
        return Choice(
            "endpoint",
            settings.base_url.rstrip("/"),
            settings.interviewer_model,
            settings.grader_model,
            settings.api_key,
        )
    if is_remembered(settings.data_dir):
        return remembered(settings.data_dir)
    return Choice("local") if shelf_in(settings.data_dir).complete else NO_MODEL


def checked(choice: Choice) -> Choice:
    """The choice, tidied. Raises Refused for an address or a model that cannot be meant."""
    tidy = replace(
        choice,
        address=choice.address.strip().rstrip("/"),
        interviewer=choice.interviewer.strip(),
        grader=choice.grader.strip(),
        api_key=choice.api_key.strip(),
    )
    if tidy.kind != "endpoint":
        return Choice(tidy.kind)
    if wrong := wrong_with(tidy.address):
        raise Refused(f"The address {wrong}.")
    if not tidy.interviewer:
        raise Refused("Name the model to use, as the endpoint knows it.")
    if not tidy.address and not tidy.api_key:
        raise Refused("api.openai.com wants a key; type it, or give the address of another endpoint.")
    if not tidy.api_key.isascii() or not tidy.api_key.isprintable():
        raise Refused("The key has a letter that no key has; copy it again.")
    return tidy


def remembered(folder: Path) -> Choice:
    """The choice kept in a folder; no model where none was kept, or where it cannot be read any more."""
    kept = _read(folder)
    if kept is None:
        return NO_MODEL
    key = keys.kept(kept.address) if kept.key_in_keyring else ""
    return Choice(kept.kind, kept.address, kept.interviewer, kept.grader, key)


def is_remembered(folder: Path) -> bool:
    """Whether a choice is kept in a folder."""
    return (folder / FILE).exists()


def remember(choice: Choice, folder: Path) -> None:
    """Keep a choice over a restart, and no key of an earlier one.

    Raises Refused when there is a key and no keyring: nothing is kept then.
    """
    earlier = _read(folder)
    kept = _Kept(
        kind=choice.kind,
        address=choice.address,
        interviewer=choice.interviewer,
        grader=choice.grader,
        key_in_keyring=bool(choice.api_key),
    )
    if choice.api_key:
        keys.keep(choice.address, choice.api_key)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(kept.model_dump_json(indent=1), "utf-8")
    except OSError as error:
        if choice.api_key:
            keys.forget(choice.address)
        raise Refused("This cannot be remembered, because the data folder is read-only.") from error
    if earlier is not None and not (kept.key_in_keyring and kept.address == earlier.address):
        _forget_key(earlier)


def forget(folder: Path) -> None:
    """Keep nothing, here and in the keyring; a file that cannot be read goes too."""
    kept = _read(folder)
    if kept is not None:
        _forget_key(kept)
    if is_remembered(folder):
        (folder / FILE).unlink(missing_ok=True)


def _read(folder: Path) -> _Kept | None:
    """What the file says; None without one, or where it is damaged."""
    try:
        if (folder / FILE).is_fifo():  # reading it would wait for ever
            return None
        return _Kept.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def _forget_key(kept: _Kept) -> None:
    if kept.key_in_keyring:
        keys.forget(kept.address)
