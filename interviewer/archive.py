"""The archive: the digests of all interviews, kept beside the events and made anew where those went on."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from pydantic import ValidationError

from interviewer.digest import FORM, Digest, digest_adapter, digest_of
from interviewer.errors import Conflict, StoreError, StoreUnreadable
from interviewer.store import Digested, Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelf:
    """All interviews, the one that went on last first, and the ids of those that cannot be read any more."""

    digests: tuple[Digest, ...]
    unreadable: tuple[str, ...]


@dataclass
class Archive:
    """Looking takes milliseconds: only sessions that went on since the last time are read again."""

    store: Store
    _known: dict[str, tuple[str, Digest]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def look(self) -> Shelf:
        """Every interview as it stands."""
        with self._lock:
            listed = self.store.digests(FORM)
            found = {one.id: (one.hash, digest) for one in listed if (digest := self._kept(one))}
            made = dict(self._made([one for one in listed if one.id not in found]))
            self._known = found | made
            unreadable = tuple(one.id for one in listed if one.id not in self._known)
        digests = (digest for _, digest in self._known.values())
        return Shelf(tuple(sorted(digests, key=lambda d: -d.latest)), unreadable)

    def _kept(self, one: Digested) -> Digest | None:
        hash, known = self._known.get(one.id, ("", None))
        if hash == one.hash:
            return known
        if one.body is None:
            return None
        try:
            return digest_adapter.validate_json(one.body)
        except ValidationError:
            log.warning("a digest could not be read and is made anew")
            return None

    def _made(self, stale: Sequence[Digested]) -> Iterator[tuple[str, tuple[str, Digest]]]:
        """Made from the events, and kept if they can be; a session that was altered has none."""
        made = []
        for one in stale:
            try:
                session = self.store.load(one.id)
            except StoreUnreadable:
                continue
            if session is not None:
                digest = digest_of(session)
                made.append(replace(one, body=digest_adapter.dump_json(digest).decode()))
                yield one.id, (one.hash, digest)
        try:
            if made:
                self.store.keep_digests(made, FORM)
        except (StoreError, Conflict):
            log.info("the digests could not be kept; they are made anew next time")
