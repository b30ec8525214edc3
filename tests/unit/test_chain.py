"""The chain of a session's events: what was written is read as it was, and nothing can be changed unseen."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.chain import End, Link, events_of, links_of
from interviewer.errors import StoreUnreadable
from interviewer.events import Answered

SAID = tuple(Answered(float(n), f"answer {n}") for n in range(5))
LINKS = tuple(links_of(SAID, 0, "s"))


def read(*links: Link, session: str = "s") -> tuple[object, ...]:
    return tuple(events_of(links, session, "interviews.sqlite3"))


def test_a_session_is_read_as_it_was_written() -> None:
    assert read(*LINKS) == SAID


@given(st.integers(0, 5))
def test_a_session_that_is_written_in_two_goes_is_the_same_chain(n: int) -> None:
    first = tuple(links_of(SAID[:n], 0, "s"))
    last = first[-1].hash if first else "s"

    assert (*first, *links_of(SAID[n:], n, last)) == LINKS


@given(st.integers(0, 4), st.text(min_size=1))
def test_an_event_that_was_altered_is_named(n: int, more: str) -> None:
    altered = replace(LINKS[n], body=LINKS[n].body.replace("answer", f"answer{more}"))

    with pytest.raises(StoreUnreadable, match=f"event {n} is missing or was altered"):
        read(*LINKS[:n], altered, *LINKS[n + 1 :])


@given(st.integers(0, 3))
def test_an_event_that_was_left_out_is_named(n: int) -> None:
    with pytest.raises(StoreUnreadable, match=f"event {n}"):
        read(*LINKS[:n], *LINKS[n + 1 :])


@given(st.integers(0, 4), st.integers(0, 4))
def test_an_end_that_is_missing_is_named_and_what_goes_on_behind_it_is_not(kept: int, last: int) -> None:
    links, end = LINKS[: kept + 1], End(last, LINKS[last].hash)

    if last > kept:
        with pytest.raises(StoreUnreadable, match=f"its end is missing, from event {kept + 1} on"):
            tuple(events_of(links, "s", "interviews.sqlite3", end))
    else:
        assert tuple(events_of(links, "s", "interviews.sqlite3", end)) == SAID[: kept + 1]


def test_a_chain_that_was_written_anew_as_a_whole_is_found_out_by_its_end() -> None:
    anew = tuple(links_of((Answered(0.0, "something else"),), 0, "s"))

    with pytest.raises(StoreUnreadable, match="event 0 is missing or was altered"):
        tuple(events_of(anew, "s", "interviews.sqlite3", End(0, LINKS[0].hash)))


def test_events_of_another_session_are_found_out() -> None:
    with pytest.raises(StoreUnreadable, match="event 0 is missing"):
        read(*LINKS, session="t")


def test_an_event_of_a_newer_version_is_said_with_the_name_of_the_history() -> None:
    (link,) = links_of(SAID[:1], 0, "s")
    body = link.body.replace('"answered"', '"whistled"')
    newer = Link(0, body, hashlib.sha256(f"s\n{body}".encode()).hexdigest())

    with pytest.raises(StoreUnreadable, match=r"a form this version does not know.*interviews\.sqlite3"):
        read(newer)
