"""The chain: each event of a session is bound by a hash to the one before it, the first to the session's id. Pure.

So whatever was altered, left out or moved is found when it is read; an end that was cut off, by how far it had come.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from interviewer.errors import SessionUnreadable
from interviewer.events import Event, event_adapter


@dataclass(frozen=True)
class Link:
    """An event as it is kept: its place in the session, itself as JSON, and the hash over that and the link before."""

    seq: int
    body: str
    hash: str


@dataclass(frozen=True)
class End:
    """How far a session had come when it was last written: the place of its last event, and the hash there."""

    seq: int
    hash: str


def links_of(events: Iterable[Event], seq: int, before: str) -> Iterator[Link]:
    """The links that go on from place `seq`; `before` is the hash of the link before, or the session's id."""
    for place, event in enumerate(events, seq):
        body = event_adapter.dump_json(event).decode()
        before = _bound(before, body)
        yield Link(place, body, before)


def events_of(links: Iterable[Link], session: str, store: str, end: End | None = None) -> Iterator[Event]:
    """The events of a whole session. Raises SessionUnreadable, naming the store, for the first link that does not hold.

    end: None where nobody wrote down how far it had come. It may go on behind it: an older version writes none.
    """
    hash, here = session, 0
    for place, link in enumerate(links):
        hash, here = _bound(hash, link.body), place + 1
        if (link.seq, link.hash) != (place, hash) or (end and end.seq == place and end.hash != hash):
            raise SessionUnreadable(store, f"event {place} is missing or was altered")
        try:
            yield event_adapter.validate_json(link.body)
        except ValidationError as error:
            raise SessionUnreadable(store, "an event has a form this version does not know") from error
    if end and here <= end.seq:
        raise SessionUnreadable(store, f"its end is missing, from event {here} on")


def _bound(before: str, body: str) -> str:
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()
