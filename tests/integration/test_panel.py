"""The panel in a room on a real store: it grades what is due and nothing twice, and asks no model for what cannot be paid."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from interviewer.bill import USED_UP, Purse
from interviewer.events import Graded, RegradeWished, RewriteWished, Spent, Stumbled
from interviewer.panel import Panel
from interviewer.room import Room
from interviewer.store import Store, Tail, open_store
from tests.integration.test_interview import Counting, Modelled
from tests.unit.sessions import ANSWER, BANK, MARKED, Talk, one_answer, planned


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'interviews.sqlite3'}")


def two_answers() -> Talk:
    """A whole stage: the attempts are 2 and 5."""
    talk = Talk(planned("3.2.1", "3.2.2", mode="live")).open("technical")
    return talk.ask("3.2.1").say(ANSWER).ask("3.2.2").say(ANSWER).close("technical")


def room_of(store: Store, talk: Talk) -> Room:
    store.extend([Tail("s", 0, talk.session.events)])
    return Room(talk.session, store)


def panel(embedded: Counting, model: Counting | None = None, ceiling: int = 0) -> Panel:
    judges = {"embedded": embedded} | ({"model": model} if model else {})
    return Panel(BANK, judges, "model" if model else "embedded", lambda: 1000.0, Purse(ceiling), None)


def judges_of(room: Room) -> list[tuple[int, str]]:
    return [(e.attempt, e.grade.maker.judge) for e in room.session.events if isinstance(e, Graded)]


def test_every_answer_that_is_due_is_graded_the_oldest_first_and_then_nothing_is_wanted(store: Store) -> None:
    room, embedded = room_of(store, two_answers()), Counting()
    sitting = panel(embedded)

    asyncio.run(sitting.sit(room))

    assert judges_of(room) == [(2, "embedded"), (5, "embedded")]
    assert not sitting.is_wanted(room.session)
    assert store.load("s") == room.session


def test_an_answer_that_another_process_has_graded_meanwhile_keeps_that_grade(store: Store) -> None:
    room, other = room_of(store, two_answers()), Room(two_answers().session, store)

    asyncio.run(panel(Counting()).sit(other))
    asyncio.run(panel(Counting()).sit(room))

    assert room.session == other.session
    assert judges_of(room) == [(2, "embedded"), (5, "embedded")]


def test_where_the_tokens_would_not_do_no_model_is_asked_and_the_candidate_is_told_once(store: Store) -> None:
    room, model = room_of(store, two_answers()), Modelled()

    asyncio.run(panel(Counting(), model, ceiling=100).sit(room))

    assert model.judged == 0
    assert judges_of(room) == [(2, "embedded"), (5, "embedded")]
    assert [e.line for e in room.session.events if isinstance(e, Stumbled)] == [USED_UP]


def test_a_wish_for_the_embedded_judge_is_for_that_answer_only(store: Store) -> None:
    room = room_of(store, two_answers().then(RegradeWished(0.0, 2, "embedded")))

    asyncio.run(panel(Counting(), Modelled()).sit(room))

    assert judges_of(room) == [(2, "embedded"), (5, "model")]


def test_who_grants_no_wishes_is_not_wanted_for_one(store: Store) -> None:
    wished = one_answer().grade(3, MARKED).rate(3).then(RewriteWished(0.0, 2))

    assert not panel(Counting()).is_wanted(wished.session)


def test_what_another_process_wrote_meanwhile_does_not_stop_the_grading_at_the_ceiling(
    store: Store,
) -> None:
    room = room_of(store, two_answers())
    store.append("s", len(room.session.events), Spent(1000.0, 1, 1, model="m"))

    asyncio.run(panel(Counting(), Modelled(), ceiling=1).sit(room))

    assert judges_of(room) == [(2, "embedded"), (5, "embedded")]
    assert not room.trouble
