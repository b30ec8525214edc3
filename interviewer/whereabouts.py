"""Where the database is: what its address names, told without a word of it, since it may hold a password."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from interviewer.errors import SettingsError

_FILE = "leave it out, or name a file as in sqlite:////path/to/interviews.sqlite3"


class _NoPlace(Exception):
    """An address that names no place to keep interviews; its text is what to say behind the address's name."""


def wrong_with(url: str) -> str:
    """What is wrong with a database's address, to be read behind its name; "" where nothing is."""
    try:
        _place(url)
    except _NoPlace as error:
        return f"{error}; {_FILE}"
    return ""


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite URL, None for another database. Raises SettingsError for what is neither."""
    try:
        return _place(url)
    except _NoPlace as error:
        raise SettingsError(f"DATABASE_URL {error}; {_FILE}.") from error


def opened(path: Path, mode: str) -> URL:
    """The URL of a file that is there: with "ro" or "rw" SQLite makes none where it has gone."""
    return URL.create(
        "sqlite", database=f"file:{quote(os.fsencode(path))}", query={"mode": mode, "uri": "true"}
    )


def journal_of(path: Path) -> Path:
    """Where SQLite keeps what was written last: without it answers are missing, and another file takes it for its own."""
    return path.with_name(f"{path.name}-wal")


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands there now, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _place(url: str) -> Path | None:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise _NoPlace("is no address of a database") from error
    if parsed.get_backend_name() == "sqlite":
        return _file(parsed)
    try:
        create_engine(parsed)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise _NoPlace("names a database that this program cannot use") from error
    return None


def _file(url: URL) -> Path:
    name = url.database or ""
    plain = url.drivername in ("sqlite", "sqlite+pysqlite") and not (url.query or url.host or url.username)
    if not plain or not name or name.startswith((":", "file:")) or "\0" in name:
        raise _NoPlace("names no file to keep")
    try:
        path = Path(name).expanduser()
        path.exists()
    except RuntimeError as error:
        raise _NoPlace("names a home folder that is not there") from error
    except OSError as error:
        raise _NoPlace(f"names a file that cannot be looked for ({error.strerror})") from error
    return path
