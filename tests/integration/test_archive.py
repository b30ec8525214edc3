"""The archive on a real store: right from the first look on, whatever became of what it had kept."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.past import past
from interviewer.archive import Archive
from interviewer.digest import digest_of
from interviewer.events import Answered
from interviewer.store import Store, Tail, open_store
from tests.unit.sessions import BANK

SESSIONS = tuple(past(BANK, 4, 8, until=time.time()))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "interviews.sqlite3"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{file}")
    opened.extend([Tail(s.id, 0, s.events) for s in SESSIONS])
    yield opened
    opened.close()


def test_it_shows_every_interview_the_latest_first(store: Store) -> None:
    expected = tuple(digest_of(s) for s in reversed(SESSIONS))

    assert Archive(store).look().digests == expected
    assert Archive(store).look().digests == expected


def test_an_interview_that_went_on_is_read_again(store: Store) -> None:
    archive = Archive(store)
    archive.look()
    session = SESSIONS[0]

    store.append(session.id, len(session.events), Answered(time.time() + 1, "more"))

    assert archive.look().digests[0].id == session.id
    assert Archive(store).look().digests[0].id == session.id


def test_a_damaged_digest_is_made_anew(store: Store, file: Path) -> None:
    Archive(store).look()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE digests SET body = '{}'")

    assert len(Archive(store).look().digests) == 4


def test_an_interview_that_was_altered_hides_no_other(store: Store, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE events SET body = '{}' WHERE session = ? AND seq = 3", (SESSIONS[0].id,))

    shelf = Archive(store).look()

    assert (len(shelf.digests), shelf.unreadable) == (3, (SESSIONS[0].id,))


def test_an_interview_that_was_altered_can_be_deleted_alone(store: Store, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE events SET body = '{}' WHERE session = ? AND seq = 3", (SESSIONS[0].id,))

    store.delete([SESSIONS[0].id])

    shelf = Archive(store).look()
    assert (len(shelf.digests), shelf.unreadable) == (3, ())
    assert SESSIONS[0].id.encode() not in file.read_bytes()


def test_a_history_of_an_older_version_gets_its_digests(store: Store, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE digests")

    assert len(Archive(open_store(f"sqlite:///{file}")).look().digests) == 4


def test_a_digest_goes_with_its_interview(store: Store, file: Path) -> None:
    archive = Archive(store)
    archive.look()

    store.delete([SESSIONS[0].id])

    assert len(archive.look().digests) == 3
    assert SESSIONS[0].id.encode() not in file.read_bytes()
