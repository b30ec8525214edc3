"""Who has the floor: an act is taken when its turn has come, once; what stands beside the conversation changes things once."""

from __future__ import annotations

import pytest

from interviewer.errors import Conflict, Refused
from interviewer.events import Answered, ExampleShown, MovedOn, Rated, RegradeWished, Retried, Stopped
from interviewer.floor import Act, Concern, changes, check_turn, said
from interviewer.room import turn_of
from tests.unit.sessions import ANSWER, Talk, one_answer, planned

ASKED = 2
"""The attempt of every session here: the place of its question."""


def asked() -> Talk:
    return Talk(planned("3.2.1")).open("technical").ask("3.2.1")


def read() -> Talk:
    """An attempt that is over: its card can be read."""
    return one_answer().probe("metric").say("Let us go on, please.", "skip")


def test_an_answer_to_the_present_turn_is_taken_and_one_to_an_earlier_turn_comes_second() -> None:
    session = asked().session

    check_turn(session, Answered(0.0, ANSWER), turn_of(session))
    with pytest.raises(Conflict):
        check_turn(session, Answered(0.0, ANSWER), turn_of(session) - 1)


def test_what_happens_beside_the_conversation_takes_no_turn() -> None:
    talk = asked()
    turn = turn_of(talk.session)

    talk.spend(100, 10)

    check_turn(talk.session, Answered(0.0, ANSWER), turn)


@pytest.mark.parametrize("act", [MovedOn(0.0), Retried(0.0, ASKED)])
def test_while_an_answer_is_awaited_nothing_else_is_taken(act: Act) -> None:
    session = asked().session

    with pytest.raises(Refused, match="not done"):
        check_turn(session, act, turn_of(session))


@pytest.mark.parametrize("act", [MovedOn(0.0), Retried(0.0, ASKED), Stopped(0.0)])
def test_over_a_card_the_candidate_goes_on_tries_again_or_ends(act: Act) -> None:
    session = read().session

    check_turn(session, act, turn_of(session))


def test_over_a_card_an_answer_must_wait_and_no_other_question_can_be_tried_again() -> None:
    session = read().session

    with pytest.raises(Refused, match="not done"):
        check_turn(session, Answered(0.0, ANSWER), turn_of(session))
    with pytest.raises(Refused, match="no such answer"):
        check_turn(session, Retried(0.0, 999), turn_of(session))


@pytest.mark.parametrize(
    "concern", [Rated(0.0, ASKED, 3), ExampleShown(0.0, ASKED), RegradeWished(0.0, ASKED)]
)
def test_what_concerns_an_answer_comes_after_it(concern: Concern) -> None:
    with pytest.raises(Refused, match="after your own attempt"):
        changes(asked().session, concern)


@pytest.mark.parametrize("concern", [Rated(0.0, ASKED, 3), ExampleShown(0.0, ASKED)])
def test_done_once_it_changes_nothing_any_more(concern: Concern) -> None:
    talk = read()

    assert changes(talk.session, concern)
    assert not changes(talk.then(concern).session, concern)


@pytest.mark.parametrize(("overall", "judged_again"), [(None, True), (3, False)])
def test_an_answer_is_judged_again_only_where_it_could_not_be_graded(
    overall: int | None, judged_again: bool
) -> None:
    session = read().grade(overall).session

    assert changes(session, RegradeWished(0.0, ASKED)) is judged_again
    assert changes(session, RegradeWished(0.0, ASKED, "embedded")) is judged_again


def test_the_embedded_grade_can_be_wished_for_once_while_another_one_is_awaited() -> None:
    talk, wish = read(), RegradeWished(0.0, ASKED, "embedded")

    assert not changes(talk.session, RegradeWished(0.0, ASKED))
    assert changes(talk.session, wish)
    assert not changes(talk.then(wish).session, wish)


def test_a_message_is_kept_as_it_was_said_but_for_what_cannot_be_written() -> None:
    assert said("a\ud800b \0 <b> שלום ") == "a?b \0 <b> שלום "
