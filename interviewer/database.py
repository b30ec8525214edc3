"""The database as a file: made whole for its owner only, recognised before it is used.

A SQLite file by default: what was acknowledged survives a kill (WAL, synchronous FULL). Any other SQLAlchemy URL
otherwise.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from pathlib import Path

from sqlalchemy import (
    Column,
    Engine,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.exc import DatabaseError, NoSuchTableError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from interviewer.errors import StoreError, StoreReadOnly, StoreUnreadable
from interviewer.whereabouts import journal_of, opened, sqlite_file

_metadata = MetaData()
EVENTS = Table(
    "events",
    _metadata,
    Column("session", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("kind", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
ENDS = Table(
    "ends",
    _metadata,
    Column("session", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)
"""How far each session has come, written with its events: an end that is cut off is found out by it."""
DIGESTS = Table(
    "digests",
    _metadata,
    Column("session", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""A cache: of each session what the history shows, as of the event with that hash. It can be dropped at any time."""

_READ_ONLY = (StoreReadOnly, "the file or its folder is read-only; give yourself the right to write both")
_HINDRANCES: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_FULL: (StoreError, "the disk is full; free some space on it"),
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: (StoreReadOnly, "a file beside it cannot be opened; give yourself the right to write the folder"),
    sqlite3.SQLITE_NOMEM: (StoreError, "the machine has no memory left; end another program"),
    sqlite3.SQLITE_IOERR: (StoreError, "the disk reports an error; check the disk, and your quota on it"),
}  # fmt: skip
_HEAD = b"SQLite format 3\0"


def open_database(url: str) -> tuple[Engine, Path | None]:
    """The database at an SQLAlchemy URL, made if it is not there, and its file where it has one.

    Raises StoreUnreadable for a damaged one or another program's (nothing is changed then), StoreReadOnly where it cannot
    be made, SettingsError for an address that means none.
    """
    path = sqlite_file(url)
    if path is not None:
        _make_file(path)
        _recognise(path)
    engine = create_engine(opened(path, "rw") if path else url)
    if path is not None:
        event.listen(engine, "connect", _durable)
    _check(engine, name_of(engine, path), quick=path is not None)
    return engine, path


def name_of(engine: Engine, path: Path | None) -> str:
    """What the candidate is told of a database: its file, or its address without the password."""
    return str(path or engine.url.render_as_string(hide_password=True))


def is_held(error: DatabaseError) -> bool:
    """Whether another program holds the database."""
    return _code_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)


def hindrance(error: DatabaseError) -> tuple[type[StoreError], str] | None:
    """What of the machine hinders SQLite, with the remedy; None where it is the database that is damaged."""
    return _HINDRANCES.get(_code_of(error))


def _code_of(error: DatabaseError) -> int:
    """SQLite's own number of a fault, 0 where it has none; the extended part says more than is needed here."""
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def _make_file(path: Path) -> None:
    """A new database appears whole: an empty file in its place is damage, never a first start.

    Only its owner may read it, whatever else may use the machine; SQLite gives the files beside it the same mode.
    """
    part = None
    try:
        if path.exists():
            return
        if journal_of(path).exists() and not path.exists():  # else another start has just made both
            raise StoreUnreadable(
                str(path), f"it is gone, and only its journal {journal_of(path).name!r} is left"
            )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        engine = create_engine(opened(Path(part), "rw"))
        _metadata.create_all(engine)
        engine.dispose()
        _put(Path(part), path)
    except (OSError, OperationalError) as error:
        why = error.strerror if isinstance(error, OSError) else (hindrance(error) or _READ_ONLY)[1]
        raise StoreReadOnly(
            f"{str(path.parent)!r} cannot be written ({why}): choose another folder with DATA_DIR."
        ) from error
    finally:
        if part is not None:
            Path(part).unlink(missing_ok=True)


def _put(made: Path, path: Path) -> None:
    """Give a file its name, unless somebody else was first: what is there stays."""
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links: there the look and the renaming are two steps
        if not path.exists():
            made.rename(path)


def _recognise(path: Path) -> None:
    """Look at a file without changing a byte of it. Raises StoreUnreadable for one that holds no interviews of ours."""
    name = str(path)
    if not path.is_file():
        raise StoreError(
            f"{name!r} is not a file, so no history can be in it: choose another folder with DATA_DIR."
        )
    try:
        with path.open("rb") as file:
            head = file.read(len(_HEAD))
    except OSError as error:
        raise StoreReadOnly(
            f"{name!r} cannot be read ({error.strerror}); make it a file of yours."
        ) from error
    if not head:
        raise StoreUnreadable(name, "the database is empty, its content was lost")
    if head != _HEAD:
        raise StoreUnreadable(name, "it is not a database")
    engine = create_engine(opened(path, "ro"))
    try:
        found = {column["name"] for column in inspect(engine).get_columns(EVENTS.name)}
    except NoSuchTableError as error:
        raise StoreUnreadable(
            name, "there are no interviews in it, so it is another program's or damaged"
        ) from error
    except DatabaseError:
        return  # held, damaged or not to be read: the check that follows has the words for it
    finally:
        engine.dispose()
    if not found >= set(EVENTS.columns.keys()):
        raise StoreUnreadable(name, "it is a database of another program")


def _check(engine: Engine, name: str, *, quick: bool) -> None:
    try:
        with engine.begin() as connection:
            if quick and connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
                raise StoreUnreadable(name, "the database is damaged")
        _bring_up_to_date(engine)
    except OperationalError as error:
        if is_held(error):
            raise StoreError(
                f"{name!r} cannot be opened: another program holds it; end that and start again."
            ) from error
        kind, why = hindrance(error) or _READ_ONLY
        raise kind(f"{name!r} cannot be opened: {why}, or choose another folder with DATA_DIR.") from error
    except DatabaseError as error:
        raise StoreUnreadable(name, "it is not a database of this program, or it is damaged") from error


def _bring_up_to_date(engine: Engine) -> None:
    """Give a history of an older version what it lacks; how far its sessions have come is taken from what is there."""
    if inspect(engine).has_table(ENDS.name):
        _metadata.create_all(engine)
        return
    last = select(EVENTS.c.session, func.max(EVENTS.c.seq).label("seq")).group_by(EVENTS.c.session).subquery()
    here = select(EVENTS.c.session, EVENTS.c.seq, EVENTS.c.hash).join(
        last, (EVENTS.c.session == last.c.session) & (EVENTS.c.seq == last.c.seq)
    )
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the table and what stands in it, or neither
        _metadata.create_all(connection)
        missing = here.where(EVENTS.c.session.not_in(select(ENDS.c.session)))
        connection.execute(ENDS.insert().from_select(["session", "seq", "hash"], missing))


def _durable(connection: object, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DBAPI connection has no common type
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
