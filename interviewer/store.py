"""The append-only event store: what is kept of every interview, one row an event, unique by (session, seq).

That key is how double submits, two tabs and two processes find out that they came second. The rows are a `chain`, the
database they lie in is a `cabinet`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, Subquery, func, select

from interviewer.cabinet import Cabinet, open_cabinet
from interviewer.chain import End, Link, events_of, links_of
from interviewer.database import DIGESTS, ENDS, EVENTS
from interviewer.errors import Conflict
from interviewer.events import Event, Session


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

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet

    def append(self, session: str, seq: int, event: Event) -> None:
        """Write one event; it is on disk when this returns.

        Raises Conflict if `seq` is taken, StoreReadOnly if nothing can be written.
        """
        self.extend([Tail(session, seq, (event,))])

    def extend(self, tails: Sequence[Tail]) -> None:
        """Write all of these or, raising as `append` does, none."""
        with self._cabinet.writing() as connection:
            for tail in tails:
                if rows := list(_rows_of(tail, _hash_before(connection, tail))):
                    connection.execute(EVENTS.insert(), rows)
                    _write_end(connection, tail.session, rows[-1])

    def load(self, session: str) -> Session | None:
        """The whole session, or None if there is none. Raises StoreUnreadable if it was altered."""
        rows = self._cabinet.rows(_whole(session))
        if not rows:
            return None
        links = (Link(row.seq, row.body, row.hash) for row in rows)
        end = End(rows[0].last, rows[0].end) if rows[0].end is not None else None
        return Session(session, tuple(events_of(links, session, self._cabinet.name, end)))

    def sessions(self) -> tuple[Stored, ...]:
        """Every session, the one that went on last first. Reads two events of each, however long it is."""
        ends = _ends()
        first, last = EVENTS.alias("first"), EVENTS.alias("last")
        rows = self._cabinet.rows(
            select(ends.c.session, first.c.at.label("began"), last.c.at.label("latest"))
            .join(last, (last.c.session == ends.c.session) & (last.c.seq == ends.c.seq))
            .outerjoin(first, (first.c.session == ends.c.session) & (first.c.seq == 0))
        )
        found = [Stored(r.session, r.latest if r.began is None else r.began, r.latest) for r in rows]
        return tuple(sorted(found, key=lambda s: -s.latest))

    def digests(self, form: int) -> tuple[Digested, ...]:
        """Every session with its last event's hash and the digest that was kept for just that one, if any."""
        ends = _ends()
        last = EVENTS.alias("last")
        rows = self._cabinet.rows(
            select(ends.c.session, last.c.hash, DIGESTS.c.body)
            .join(last, (last.c.session == ends.c.session) & (last.c.seq == ends.c.seq))
            .outerjoin(
                DIGESTS,
                (DIGESTS.c.session == ends.c.session) & (DIGESTS.c.hash == f"{form}:" + last.c.hash),
            )
        )
        return tuple(Digested(r.session, r.hash, r.body) for r in rows)

    def keep_digests(self, made: Sequence[Digested], form: int) -> None:
        """Keep these digests, of those sessions only that still end as they did when they were made."""
        with self._cabinet.writing() as connection:
            for one in made:
                here = (EVENTS.c.session == one.id) & (EVENTS.c.hash == one.hash)
                if connection.execute(select(EVENTS.c.seq).where(here)).first() is None:
                    continue
                connection.execute(DIGESTS.delete().where(DIGESTS.c.session == one.id))
                row = {"session": one.id, "hash": f"{form}:{one.hash}", "body": one.body}
                connection.execute(DIGESTS.insert().values(row))

    def asked(self) -> frozenset[str]:
        """Ids of all questions asked in any session: what a new plan leaves for last."""
        rows = self._cabinet.rows(select(EVENTS.c.body).where(EVENTS.c.kind == "asked"))
        return frozenset(
            str(json.loads(row.body)["question"]) for row in rows
        )  # thousands: no need to read them whole

    def delete(self, sessions: Collection[str] | None = None) -> None:
        """Delete sessions, all with None: afterwards no file of the database holds a word of them.

        With None the copies that were moved aside go too. Raises StoreError when something may be left.
        """
        with self._cabinet.writing() as connection:
            for table in (EVENTS, ENDS, DIGESTS):
                if sessions is None:
                    connection.execute(table.delete())
                for session in sessions or ():
                    connection.execute(table.delete().where(table.c.session == session))
        self._cabinet.scrub()
        if sessions is None:
            self._cabinet.drop_copies()

    def close(self) -> None:
        """Let go of the database."""
        self._cabinet.close()


def open_store(url: str) -> Store:
    """The store at an SQLAlchemy URL, made if it is not there. Raises StoreUnreadable, StoreReadOnly."""
    return Store(open_cabinet(url))


def _ends() -> Subquery:
    """The place of each session's last event; the key's index alone answers that."""
    return select(EVENTS.c.session, func.max(EVENTS.c.seq).label("seq")).group_by(EVENTS.c.session).subquery()


def _whole(session: str) -> Select[tuple[object, ...]]:
    """Every event of a session, each with how far it has come: in one look, as others may be writing."""
    return (
        select(EVENTS, ENDS.c.seq.label("last"), ENDS.c.hash.label("end"))
        .outerjoin(ENDS, ENDS.c.session == EVENTS.c.session)
        .where(EVENTS.c.session == session)
        .order_by(EVENTS.c.seq)
    )


def _write_end(connection: Connection, session: str, row: Mapping[str, object]) -> None:
    end = {"seq": row["seq"], "hash": row["hash"]}
    if not connection.execute(ENDS.update().where(ENDS.c.session == session).values(end)).rowcount:
        connection.execute(ENDS.insert().values(end | {"session": session}))


def _hash_before(connection: Connection, tail: Tail) -> str:
    """The hash that a tail goes on from; a session's id before its first event.

    Raises Conflict if there is none, and where the session had come further: what was cut off is not written over.
    """
    further = (ENDS.c.session == tail.session) & (ENDS.c.seq >= tail.seq)
    if tail.seq > 0 and connection.execute(select(ENDS.c.seq).where(further)).first() is not None:
        raise Conflict
    before = connection.execute(
        select(EVENTS.c.hash).where(EVENTS.c.session == tail.session, EVENTS.c.seq == tail.seq - 1)
    ).scalar()
    if before is None and tail.seq > 0:
        raise Conflict  # the file is older than what this process knows
    return before or tail.session


def _rows_of(tail: Tail, before: str) -> Iterator[dict[str, object]]:
    links = links_of(tail.events, tail.seq, before)
    for happened, link in zip(tail.events, links, strict=True):
        yield {
            "session": tail.session, "seq": link.seq, "at": happened.at, "kind": happened.kind,
            "body": link.body, "hash": link.hash,
        }  # fmt: skip
