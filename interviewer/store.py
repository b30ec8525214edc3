"""The append-only event store: one row an event, unique by (session, seq), chained by hash.

SQLite by default (WAL, synchronous FULL: what was acknowledged survives a kill), any SQLAlchemy URL otherwise.
A unique-key conflict is how double submits, two tabs and two processes find out that they came second.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    Row,
    Subquery,
    Table,
    Text,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from interviewer.errors import Conflict, StoreError, StoreReadOnly, StoreUnreadable
from interviewer.events import Event, Session, event_adapter

_metadata = MetaData()
_events = Table(
    "events",
    _metadata,
    Column("session", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("kind", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

_digests = Table(
    "digests",
    _metadata,
    Column("session", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""A cache: of each session what the history shows, as of the event with that hash. It can be dropped at any time."""

_ASIDE = ".damaged-"
_LEFT_OVER = "It was deleted, but another program holds {!r}, so traces may be left in it; close that and delete once more."


@dataclass(frozen=True)
class Stored:
    """A session in the list of sessions: when it began and last went on."""

    id: str
    began: float
    latest: float


@dataclass(frozen=True)
class Digested:
    """A session, the hash of its last event, and its digest as of that event; None where it must be made."""

    id: str
    hash: str
    body: str | None


@dataclass(frozen=True)
class Tail:
    """Events to write to a session, from place `seq` on."""

    session: str
    seq: int
    events: tuple[Event, ...]


class Store:
    """Sessions on disk. Make one with `open_store`."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    def append(self, session: str, seq: int, event: Event) -> None:
        """Write one event; it is on disk when this returns.

        Raises Conflict if `seq` is taken, StoreReadOnly if nothing can be written.
        """
        self.extend([Tail(session, seq, (event,))])

    def extend(self, tails: Sequence[Tail]) -> None:
        """Write all of these or, raising as `append` does, none."""
        with self._writing() as connection:
            for tail in tails:
                if rows := list(_rows_of(tail, _hash_before(connection, tail))):
                    connection.execute(_events.insert(), rows)

    def load(self, session: str) -> Session | None:
        """The whole session, or None if there is none. Raises StoreUnreadable if it was altered."""
        rows = self._rows(select(_events).where(_events.c.session == session).order_by(_events.c.seq))
        return Session(session, tuple(self._verified(session, rows))) if rows else None

    def sessions(self) -> tuple[Stored, ...]:
        """Every session, the one that went on last first. Reads two events of each, however long it is."""
        ends = _ends()
        first, last = _events.alias("first"), _events.alias("last")
        rows = self._rows(
            select(ends.c.session, first.c.at.label("began"), last.c.at.label("latest"))
            .join(last, (last.c.session == ends.c.session) & (last.c.seq == ends.c.seq))
            .outerjoin(first, (first.c.session == ends.c.session) & (first.c.seq == 0))
        )
        found = [Stored(r.session, r.latest if r.began is None else r.began, r.latest) for r in rows]
        return tuple(sorted(found, key=lambda s: -s.latest))

    def digests(self, form: int) -> tuple[Digested, ...]:
        """Every session with its last event's hash and the digest that was kept for just that one, if any."""
        ends = _ends()
        last = _events.alias("last")
        rows = self._rows(
            select(ends.c.session, last.c.hash, _digests.c.body)
            .join(last, (last.c.session == ends.c.session) & (last.c.seq == ends.c.seq))
            .outerjoin(
                _digests,
                (_digests.c.session == ends.c.session) & (_digests.c.hash == f"{form}:" + last.c.hash),
            )
        )
        return tuple(Digested(r.session, r.hash, r.body) for r in rows)

    def keep_digests(self, made: Sequence[Digested], form: int) -> None:
        """Keep these digests, of those sessions only that still end as they did when they were made."""
        with self._writing() as connection:
            for one in made:
                here = (_events.c.session == one.id) & (_events.c.hash == one.hash)
                if connection.execute(select(_events.c.seq).where(here)).first() is None:
                    continue
                connection.execute(_digests.delete().where(_digests.c.session == one.id))
                row = {"session": one.id, "hash": f"{form}:{one.hash}", "body": one.body}
                connection.execute(_digests.insert().values(row))

    def asked(self) -> frozenset[str]:
        """Ids of all questions asked in any session: what a new plan leaves for last."""
        rows = self._rows(select(_events.c.body).where(_events.c.kind == "asked"))
        return frozenset(
            str(json.loads(row.body)["question"]) for row in rows
        )  # thousands: no need to read them whole

    def delete(self, sessions: Collection[str] | None = None) -> None:
        """Delete sessions, all with None: afterwards no file of the database holds a word of them.

        With None the copies that were moved aside go too. Raises StoreError when something may be left.
        """
        with self._writing() as connection:
            for table in (_events, _digests):
                if sessions is None:
                    connection.execute(table.delete())
                for session in sessions or ():
                    connection.execute(table.delete().where(table.c.session == session))
        if self._engine.dialect.name == "sqlite":
            self._scrub()
        if sessions is None:
            for copy in _moved_aside(Path(self.name)):
                copy.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _rows(self, query: object) -> list[Row[tuple[object, ...]]]:
        try:
            with self._engine.connect() as connection:
                return list(connection.execute(query))  # type: ignore[call-overload]  # any select of ours
        except OperationalError as error:
            raise StoreError(
                f"{self.name!r} cannot be read right now: another program holds it; try again."
            ) from error
        except DatabaseError as error:
            raise _unreadable(self.name, "the database is damaged") from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                if self._engine.dialect.name == "sqlite":
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
            raise _unreadable(self.name, "the database is damaged") from error

    def _scrub(self) -> None:
        """Rewrite the file without what was deleted, and empty the write-ahead log, which still holds it."""
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

    def _verified(self, session: str, rows: list[Row[tuple[object, ...]]]) -> Iterator[Event]:
        link = session
        for seq, row in enumerate(rows):
            link = _chain(link, row.body)
            if row.seq != seq or row.hash != link:
                raise _unreadable(self.name, f"event {seq} of session {session!r} is missing or was altered")
            yield self._event(row.body)

    def _event(self, body: str) -> Event:
        try:
            return event_adapter.validate_json(body)
        except ValidationError as error:
            raise _unreadable(self.name, "an event has a form this version does not know") from error


def open_store(url: str) -> Store:
    """The store at an SQLAlchemy URL, made if it is not there.

    Raises StoreUnreadable for a damaged database (nothing is changed then), StoreReadOnly where it cannot be made.
    """
    path = sqlite_file(url)
    if path is not None:
        _make_file(path)
    engine = create_engine(url)
    if path is not None:
        event.listen(engine, "connect", _durable)
    store = Store(engine, str(path or engine.url.render_as_string(hide_password=True)))
    _check(engine, store.name, quick=path is not None)
    return store


def move_aside(path: Path) -> Path:
    """Rename a damaged database so that a new one can begin; returns where it is kept."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.name}{_ASIDE}{stamp}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept


def _moved_aside(path: Path) -> list[Path]:
    return list(path.parent.glob(f"{glob.escape(path.name)}{_ASIDE}*"))


def _check(engine: Engine, name: str, *, quick: bool) -> None:
    try:
        with engine.begin() as connection:
            if quick and connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
                raise _unreadable(name, "the database is damaged")
        _metadata.create_all(engine)
    except OperationalError as error:
        raise StoreReadOnly(f"{name!r} cannot be written: choose another folder with DATA_DIR.") from error
    except DatabaseError as error:
        raise _unreadable(name, "it is not a database of this program, or it is damaged") from error


def _make_file(path: Path) -> None:
    """A new database appears whole: an empty file in its place is damage, never a first start."""
    if path.exists():
        if path.stat().st_size == 0:
            raise _unreadable(str(path), "the database is empty, its content was lost")
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{temporary}")
        _metadata.create_all(engine)
        engine.dispose()
        temporary.rename(path)
    except (OSError, OperationalError) as error:
        raise StoreReadOnly(
            f"{str(path.parent)!r} cannot be written: choose another folder with DATA_DIR."
        ) from error


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite URL, None for another database."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def _durable(connection: object, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DBAPI connection has no common type
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _ends() -> Subquery:
    """The place of each session's last event; the key's index alone answers that."""
    return (
        select(_events.c.session, func.max(_events.c.seq).label("seq")).group_by(_events.c.session).subquery()
    )


def _hash_before(connection: Connection, tail: Tail) -> str:
    """The hash that a tail goes on from; a session's id before its first event. Raises Conflict if there is none."""
    before = connection.execute(
        select(_events.c.hash).where(_events.c.session == tail.session, _events.c.seq == tail.seq - 1)
    ).scalar()
    if before is None and tail.seq > 0:
        raise Conflict(f"event {tail.seq} of session {tail.session!r} has no event before it")
    return before or tail.session


def _rows_of(tail: Tail, before: str) -> Iterator[dict[str, object]]:
    for seq, happened in enumerate(tail.events, tail.seq):
        body = event_adapter.dump_json(happened).decode()
        before = _chain(before, body)
        yield {
            "session": tail.session, "seq": seq, "at": happened.at, "kind": happened.kind, "body": body, "hash": before,
        }  # fmt: skip


def _chain(before: str, body: str) -> str:
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def _unreadable(name: str, why: str) -> StoreUnreadable:
    return StoreUnreadable(
        f"The history in {name!r} cannot be read: {why}. Nothing was changed; restore a copy, or start with"
        " --fresh-history to move it aside and begin a new one."
    )
