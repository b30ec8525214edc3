"""A file from another machine: taken in whole, said what is wrong with it, or nothing is changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.arrivals import arrivals
from interviewer.errors import Refused
from interviewer.events import Answered, Session
from interviewer.export import all_as_json, as_json
from interviewer.machine import next_move
from interviewer.record import record_of
from interviewer.store import Store, open_store
from interviewer.withheld import unquestioned
from tests.unit.sessions import ANSWER, BANK, MARKED, Talk
from tests.unit.test_export import talk, whole

ID = "Kd3-8_jQw5VtZ1yXb0mNcA"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'interviews.sqlite3'}")
    yield opened
    opened.close()


def kept(held: Talk) -> Session:
    """What was held, under an id as the program gives it."""
    return replace(held.session, id=ID)


def everything(*talks: Talk) -> bytes:
    """The file with all of these, named by their place."""
    sessions = (Session(f"interview-{n:012}", t.session.events) for n, t in enumerate(talks))
    return "".join(all_as_json(sessions)).encode()


def take_in(store: Store, text: bytes) -> str:
    found = arrivals(text, BANK, store)
    store.extend(found.tails)
    return found.line


def one(session: Session) -> bytes:
    return as_json(session, BANK, unquestioned).encode()


def test_an_interview_goes_on_where_it_was_on_the_other_machine(store: Store) -> None:
    session = kept(talk())

    line = take_in(store, one(session))

    assert line == "Interviews: 1 taken in."
    assert store.load(session.id) == session


def test_the_file_of_everything_brings_every_interview(store: Store) -> None:
    line = take_in(store, everything(whole(), talk(), talk("live")))

    assert line == "Interviews: 3 taken in."
    assert len(store.sessions()) == 3


def test_taking_the_same_file_in_twice_changes_nothing(store: Store) -> None:
    text = everything(whole(), talk())
    take_in(store, text)
    before = store.sessions()

    line = take_in(store, text)

    assert line == "Interviews: 2 here already and left as they are."
    assert store.sessions() == before


def test_an_interview_that_went_on_elsewhere_is_brought_up_to_date(store: Store) -> None:
    take_in(store, one(kept(talk())))
    longer = kept(talk().rate(4).grade(3, MARKED))

    line = take_in(store, one(longer))

    assert line == "Interviews: 1 brought up to date."
    assert store.load(longer.id) == longer


def test_an_older_copy_changes_nothing(store: Store) -> None:
    longer = kept(talk().rate(4))
    take_in(store, one(longer))

    assert take_in(store, one(kept(talk()))) == "Interviews: 1 here already and left as they are."
    assert store.load(longer.id) == longer


def test_two_that_went_different_ways_are_named_and_nothing_is_changed(store: Store) -> None:
    take_in(store, everything(talk()))
    text = everything(talk(said="Something else was said there."), whole())

    with pytest.raises(Refused, match="'intervie' went on differently"):
        take_in(store, text)

    assert len(store.sessions()) == 1


def test_an_interview_of_another_bank_is_refused_with_its_remedy(store: Store) -> None:
    with pytest.raises(Refused, match="start the app with that guide"):
        take_in(store, everything(whole(), talk().elsewhere()))

    assert store.sessions() == ()


def test_a_file_of_a_newer_version_is_said_to_be_one(store: Store) -> None:
    text = everything(whole()).replace(b'"schema_version": 1', b'"schema_version": 7')

    with pytest.raises(Refused, match="newer version"):
        take_in(store, text)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"\xff\xfe", b"[]", b"a letter, no interview", b'{"schema_version": 1}', b"[" * 100_000,
        everything(whole())[:-400],
        everything(whole(), whole()).replace(b"00001", b"00000"),
        everything(whole()).replace(b'"answered"', b'"sung"'),
        one(kept(talk(said="x" * 100_001))),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_a_sentence_and_nothing_is_half_taken_in(
    store: Store, text: bytes
) -> None:
    with pytest.raises(Refused, match="not an interview that was exported here"):
        take_in(store, text)

    assert store.sessions() == ()


@pytest.mark.parametrize("id", ["all", "s", "Kd3-8_jQw5VtZ1yXb0mNcA1", "é" * 22])
def test_an_interview_whose_id_could_be_a_word_of_an_address_is_refused(store: Store, id: str) -> None:
    with pytest.raises(Refused, match="has an id that this program never gives: export it again"):
        take_in(store, one(replace(whole().session, id=id)))

    assert store.sessions() == ()


def test_an_empty_history_brings_nothing(store: Store) -> None:
    assert take_in(store, everything()) == "There is no interview in this file."


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_forged_file_is_refused_or_can_be_read_to_its_end(store: Store, data: st.DataObject) -> None:
    events = list(whole().session.events)
    kept = data.draw(st.lists(st.sampled_from(range(len(events))), min_size=1, max_size=20))
    forged = Session(ID, (events[0], *(events[n] for n in kept)))

    try:
        found = arrivals(one_of(forged), BANK, store)
    except Refused:
        return

    session = Session("s", found.tails[0].events)
    assert record_of(session, BANK, unquestioned).lines is not None
    assert next_move(session) is not None


def one_of(session: Session) -> bytes:
    """As `one`, without what is derived: a forged interview may have no debrief."""
    return "".join(all_as_json([session])).encode()


def test_answers_come_back_letter_by_letter(store: Store) -> None:
    odd = f"{ANSWER} 🙂 שלום NUL \0 \u2028 “quoted”"
    session = kept(talk(said=odd))

    take_in(store, json.dumps(json.loads(one(session)), ensure_ascii=True).encode())

    loaded = store.load(session.id)
    assert loaded is not None
    assert replace(loaded.events[3], at=0.0) == Answered(0.0, odd)
