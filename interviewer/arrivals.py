"""Interviews that come from another machine: read and checked as a whole, then all are kept or none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from interviewer.errors import Refused
from interviewer.events import Answered, Session
from interviewer.export import NOT_OURS, SCHEMA_VERSION, sessions_from_json
from interviewer.floor import LONGEST_ANSWER
from interviewer.interview import check_bank
from interviewer.machine import next_move
from interviewer.record import record_of
from interviewer.store import Store, Tail
from interviewer.ungraded import due_for_grading
from interviewer.withheld import unquestioned
from knowledge.types import Bank

NEWER = "This file was written by a newer version of the program; update this one, then import it again."
NO_ID = (
    "The interview {!r} in this file has an id that this program never gives: export it again where it was held."
    " Nothing was changed."
)
DIVERGED = (
    "The interview {!r} went on differently on the other machine, and only one of the two can be kept:"
    " delete it here first to take in the other one. Nothing was changed."
)
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
"""What `Interviews.begin` gives; others could be words that addresses are made of, such as "all"."""


@dataclass(frozen=True)
class Arrivals:
    """What there is to write, and what a file brought: interviews that are new, that went on, that are here already."""

    tails: tuple[Tail, ...]
    new: int = 0
    longer: int = 0
    known: int = 0

    @property
    def line(self) -> str:
        """The same in a sentence."""
        parts = (
            (self.new, "taken in"),
            (self.longer, "brought up to date"),
            (self.known, "here already and left as they are"),
        )
        told = [f"{n} {what}" for n, what in parts if n]
        return f"Interviews: {', '.join(told)}." if told else "There is no interview in this file."


def arrivals(text: bytes, bank: Bank, store: Store) -> Arrivals:
    """What a file brings that is not here yet. Raises Refused in one sentence for anything that is wrong with it."""
    sessions = _read(text)
    if len({session.id for session in sessions}) < len(sessions):
        raise Refused(NOT_OURS)
    for session in sessions:
        if not _ID.fullmatch(session.id):
            raise Refused(NO_ID.format(session.id[:22]))
        check_bank(session, bank)
        _check_readable(session, bank)
    return _compared(sessions, store)


def _read(text: bytes) -> tuple[Session, ...]:
    try:
        return sessions_from_json(text)
    except Refused:
        if _version(text) > SCHEMA_VERSION:
            raise Refused(NEWER) from None
        raise


def _version(text: bytes) -> int:
    try:
        version = json.loads(text)["schema_version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return 0
    return version if isinstance(version, int) else 0


def _check_readable(session: Session, bank: Bank) -> None:
    """Raises Refused for events that follow no interview: whatever the page would stumble over later."""
    if any(isinstance(e, Answered) and len(e.text) > LONGEST_ANSWER for e in session.events):
        raise Refused(NOT_OURS)
    try:
        record_of(session, bank, unquestioned)
        next_move(session)
        due_for_grading(session)
    except Exception as error:  # what was forged can break any rule; here is the door
        raise Refused(NOT_OURS) from error


def _compared(sessions: Iterable[Session], store: Store) -> Arrivals:
    found = Arrivals(())
    for session in sessions:
        here = store.load(session.id)
        events = here.events if here is not None else ()
        both = min(len(events), len(session.events))
        if session.events[:both] != events[:both]:
            raise Refused(DIVERGED.format(session.id[:8]))
        found = _with(found, session, len(events))
    return found


def _with(found: Arrivals, session: Session, here: int) -> Arrivals:
    rest = session.events[here:]
    if not rest:
        return Arrivals(found.tails, found.new, found.longer, found.known + 1)
    tails = (*found.tails, Tail(session.id, here, rest))
    if here:
        return Arrivals(tails, found.new, found.longer + 1, found.known)
    return Arrivals(tails, found.new + 1, found.longer, found.known)
