"""Accounts: who may use a server that others can reach. Names and argon2 hashes in one file, a folder a person.

python -m interviewer.accounts add ada       # asks for a password; again: gives ada a new one
python -m interviewer.accounts remove ada    # ada's interviews stay on disk
python -m interviewer.accounts list
"""

from __future__ import annotations

import argparse
import getpass
import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from interviewer.errors import SettingsError
from interviewer.settings import read_settings

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200


class Accounts:
    """The accounts of a data folder. The file is read at each use: a new account needs no restart."""

    def __init__(self, folder: Path) -> None:
        self._file, self._homes = folder / "accounts.json", folder / "users"
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash("nobody")

    def names(self) -> tuple[str, ...]:
        """Everybody who has an account. Raises SettingsError when the file cannot be read."""
        return tuple(self._read())

    def seal(self, name: str) -> str:
        """What changes with the person's password, "" for nobody: it tells whether somebody who signed in still may."""
        hashed = self._read().get(name, "")
        return hashlib.sha256(hashed.encode()).hexdigest() if hashed else ""

    def home(self, name: str) -> Path:
        """Where that person's interviews lie."""
        return self._homes / name

    def add(self, name: str, password: str) -> None:
        """Make an account, or give an old one a new password. Raises SettingsError for what cannot be taken."""
        if not NAME.fullmatch(name):
            raise SettingsError(f"{name!r} cannot be a name: use 1 to 32 of a-z, 0-9, '.', '_' and '-'.")
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise SettingsError(f"A password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
        accounts = self._read()
        if name not in accounts and self.home(name).exists():
            raise SettingsError(
                f"{str(self.home(name))!r} holds interviews of an earlier {name!r}: move it away, or take another name."
            )
        self._write({**accounts, name: self._hasher.hash(password)})

    def remove(self, name: str) -> None:
        """Close an account; the person's interviews stay in `home`. Raises SettingsError when there is none."""
        accounts = self._read()
        if name not in accounts:
            raise SettingsError(f"There is no account {name!r}.")
        self._write({other: hashed for other, hashed in accounts.items() if other != name})

    def fits(self, name: str, password: str) -> bool:
        """Whether that is the person's password. It takes as long for a name that nobody has."""
        hashed = self._read().get(name, "")
        try:
            return self._hasher.verify(hashed or self._nobody, password[:LONGEST_PASSWORD]) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False

    def _read(self) -> dict[str, str]:
        if not self._file.exists():
            return {}
        try:
            read = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SettingsError(f"{str(self._file)!r} cannot be read; restore a copy of it.") from error
        if not isinstance(read, dict) or not all(isinstance(hashed, str) for hashed in read.values()):
            raise SettingsError(f"{str(self._file)!r} is no list of accounts; restore a copy of it.")
        return read

    def _write(self, accounts: Mapping[str, str]) -> None:
        """Whole or not at all, readable by its owner only, and so is a data folder that is made for it."""
        beside = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(accounts, file, indent=1)
            beside.rename(self._file)
        except OSError as error:
            raise SettingsError(f"{str(self._file)!r} cannot be written: choose another DATA_DIR.") from error


def main(argv: Sequence[str]) -> int:
    """Add, remove or list accounts of the data folder in use; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m interviewer.accounts")
    parser.add_argument("do", choices=("add", "remove", "list"))
    parser.add_argument("name", nargs="?", default="")
    wish = parser.parse_args(argv)
    try:
        accounts = Accounts(read_settings(os.environ).data_dir)
        if wish.do == "add":
            accounts.add(wish.name, _password())
        elif wish.do == "remove":
            accounts.remove(wish.name)
        print("Accounts:", ", ".join(accounts.names()) or "none")
    except SettingsError as error:
        print(error.line, file=sys.stderr)
        return 2
    return 0


def _password() -> str:
    """Typed unseen at a terminal, else the first line of the input."""
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
