"""The cabinet: the database that interviews are kept in, and what its faults are called in the candidate's words.

A SQLite file by default: it appears whole, for its owner only, and what was acknowledged survives a kill (WAL,
synchronous FULL). Any other SQLAlchemy URL otherwise.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from interviewer.errors import Conflict, StoreError, StoreReadOnly, StoreUnreadable

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
DIGESTS = Table(
    "digests",
    _metadata,
    Column("session", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""A cache: of each session what the history shows, as of the event with that hash. It can be dropped at any time."""

_ASIDE = ".damaged-"
_LEFT_OVER = "It was deleted, but another program holds {!r}, so traces may be left in it; close that and delete once more."


class Cabinet:
    """An open database. Make one with `open_cabinet`."""

    def __init__(self, engine: Engine, file: Path | None) -> None:
        self._engine, self._file = engine, file
        self._is_sqlite = engine.dialect.name == "sqlite"
        self.name = str(file or engine.url.render_as_string(hide_password=True))

    def rows(self, query: object) -> list[Row[tuple[object, ...]]]:
        """What a query finds. Raises StoreError while another program holds the database, StoreUnreadable."""
        try:
            with self._engine.connect() as connection:
                return list(connection.execute(query))  # type: ignore[call-overload]  # any select of ours
        except OperationalError as error:
            raise StoreError(
                f"{self.name!r} cannot be read right now: another program holds it; try again."
            ) from error
        except DatabaseError as error:
            raise StoreUnreadable(self.name, "the database is damaged") from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is on disk afterwards, or none. Raises Conflict, StoreReadOnly, StoreUnreadable."""
        try:
            with self._engine.begin() as connection:
                if self._is_sqlite:
                    # the driver would begin at the first insert only: what was looked up before could be gone by then
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
        except IntegrityError as error:
            raise Conflict("this was already answered") from error
        except OperationalError as error:
            raise StoreReadOnly(
                f"This could not be saved to {self.name!r}: free some disk space or make it writable, then try again."
            ) from error
        except DatabaseError as error:
            raise StoreUnreadable(self.name, "the database is damaged") from error

    def scrub(self) -> None:
        """Rewrite the file without what was deleted, and empty the write-ahead log, which still holds it.

        Raises StoreError when something may be left.
        """
        if not self._is_sqlite:
            return
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(
                    "PRAGMA temp_store=MEMORY"
                )  # else the old pages pass through a temporary file
                connection.exec_driver_sql("VACUUM")
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        except DatabaseError as error:
            raise StoreError(_LEFT_OVER.format(self.name)) from error
        if busy:
            raise StoreError(_LEFT_OVER.format(self.name))

    def drop_copies(self) -> None:
        """Delete the databases that were moved aside."""
        if self._file is not None:
            for copy in self._file.parent.glob(f"{glob.escape(self._file.name)}{_ASIDE}*"):
                copy.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def open_cabinet(url: str) -> Cabinet:
    """The database at an SQLAlchemy URL, made if it is not there.

    Raises StoreUnreadable for a damaged one (nothing is changed then), StoreReadOnly where it cannot be made.
    """
    path = sqlite_file(url)
    if path is not None:
        _make_file(path)
    engine = create_engine(url)
    if path is not None:
        event.listen(engine, "connect", _durable)
    cabinet = Cabinet(engine, path)
    _check(engine, cabinet.name, quick=path is not None)
    return cabinet


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite URL, None for another database."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def move_aside(path: Path) -> Path:
    """Rename a damaged database so that a new one can begin; returns where it is kept."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.name}{_ASIDE}{stamp}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept


def _make_file(path: Path) -> None:
    """A new database appears whole: an empty file in its place is damage, never a first start.

    Only its owner may read it, whatever else may use the machine; SQLite gives the files beside it the same mode.
    """
    if path.exists():
        if path.stat().st_size == 0:
            raise StoreUnreadable(str(path), "the database is empty, its content was lost")
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.touch(mode=0o600)
        engine = create_engine(f"sqlite:///{temporary}")
        _metadata.create_all(engine)
        engine.dispose()
        temporary.rename(path)
    except (OSError, OperationalError) as error:
        raise StoreReadOnly(
            f"{str(path.parent)!r} cannot be written: choose another folder with DATA_DIR."
        ) from error


def _check(engine: Engine, name: str, *, quick: bool) -> None:
    try:
        with engine.begin() as connection:
            if quick and connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
                raise StoreUnreadable(name, "the database is damaged")
        _metadata.create_all(engine)
    except OperationalError as error:
        raise StoreReadOnly(f"{name!r} cannot be written: choose another folder with DATA_DIR.") from error
    except DatabaseError as error:
        raise StoreUnreadable(name, "it is not a database of this program, or it is damaged") from error


def _durable(connection: object, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DBAPI connection has no common type
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
