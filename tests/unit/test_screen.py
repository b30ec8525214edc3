"""What the candidate can do on the page at each moment of an interview."""

from __future__ import annotations

import re

from interviewer.events import (
    Answered,
    Asked,
    Event,
    Finished,
    Graded,
    Heard,
    MovedOn,
    Rated,
    Session,
    StageClosed,
    StageOpened,
    Started,
)
from interviewer.room import Frame
from interviewer.types import Grade, Maker, PlannedStage
from interviewer.web.screen import Screen, progress_html, screen, title
from tests.unit.simulation import plan, question

ALL = ("p0", "p1", "p2")
GRADE = Grade("q1", "q1@1", (), (), (), 3, Maker("embedded", "1"))


def shown(*events: Event, mode: str = "practice", thinking: bool = False) -> Screen:
    return screen(frame(*events, mode=mode, thinking=thinking))


def frame(*events: Event, mode: str = "practice", thinking: bool = False) -> Frame:
    stages = (
        PlannedStage("technical", None, (question("q1"), question("q2")), invites=False),
        PlannedStage("behavioral", None, (question("q3"),), invites=False),
    )
    began = (Started(0, plan(*stages, mode=mode)), StageOpened(0, "technical", "hi"), Asked(1, "q1", "?"))
    return Frame(Session("s", (*began, *events)), 2, "", thinking, grading=True, trouble="")


ANSWERED = (Answered(2, "so"), Heard(2, "answer", ALL))


def test_an_asked_question_awaits_an_answer_and_offers_a_hint_in_practice_only() -> None:
    assert (shown().awaits, shown().hints) == ("answer", True)
    assert shown(mode="live").hints is False


def test_nothing_can_be_sent_while_the_interviewer_is_at_it() -> None:
    assert shown(thinking=True).awaits == ""


def test_a_question_that_was_left_out_can_be_tried_again_or_passed() -> None:
    declined = shown(Answered(2, "no idea"), Heard(2, "decline"))

    assert (declined.left_out, declined.card, declined.rates, declined.next) == (
        True,
        False,
        (),
        "Next question",
    )
    assert shown(*ANSWERED).left_out is False
    assert shown().left_out is False


def test_the_card_waits_for_the_candidates_own_grade() -> None:
    before = shown(*ANSWERED, Graded(3, 2, GRADE))
    after = shown(*ANSWERED, Graded(3, 2, GRADE), Rated(4, 2, 3))

    assert ([a.id for a in before.rates], before.card, before.next) == ([2], False, "")
    assert (after.rates, after.card, after.next) == ((), True, "Next question")


def test_a_card_that_is_not_graded_yet_is_announced() -> None:
    waiting = shown(*ANSWERED, Rated(3, 2, None))

    assert (waiting.waits, waiting.card) == (True, False)


def test_a_skipped_question_has_no_card_and_goes_on() -> None:
    skipped = shown(Answered(2, "skip"), Heard(2, "skip"))

    assert (skipped.rates, skipped.card, skipped.example, skipped.next) == (
        (),
        False,
        False,
        "Next question",
    )


def test_a_live_stage_that_closed_shows_its_debrief_and_names_the_next_stage() -> None:
    closed = shown(*ANSWERED, StageClosed(3, "technical", "done", "bye"), Rated(4, 2, 3), mode="live")

    assert closed.debrief == ("technical",)
    assert closed.next == "Go on to the behavioral interview"


def test_a_live_stage_that_closed_first_asks_for_her_own_grade_of_each_answer() -> None:
    second = (Asked(3, "q2", "?"), Answered(4, "so"), Heard(4, "answer", ALL))
    closed = (*ANSWERED, *second, StageClosed(5, "technical", "done", "bye"))

    both, one = shown(*closed, mode="live"), shown(*closed, Rated(6, 2, None), mode="live")

    assert ([a.question for a in both.rates], both.debrief, both.next) == (["q1", "q2"], (), "")
    assert [a.question for a in one.rates] == ["q2"]


def test_what_was_left_out_is_not_asked_for_an_own_grade() -> None:
    closed = shown(
        Answered(2, "skip"), Heard(2, "skip"), StageClosed(3, "technical", "done", "bye"), mode="live"
    )

    assert (closed.rates, closed.debrief) == ((), ("technical",))


def test_a_live_question_asks_for_no_own_grade_before_its_stage_has_closed() -> None:
    assert shown(*ANSWERED, Asked(3, "q2", "?"), mode="live").rates == ()


def test_the_debrief_is_put_away_when_the_next_stage_opens() -> None:
    closed = StageClosed(3, "technical", "done", "bye")

    assert shown(*ANSWERED, closed, MovedOn(4), StageOpened(5, "behavioral", "hi"), mode="live").debrief == ()


def test_a_finished_interview_offers_nothing_to_send() -> None:
    over = shown(StageClosed(3, "technical", "stopped", "bye"), Finished(4, "bye"), mode="live")

    assert (over.finished, over.awaits, over.next) == (True, "", "")


def test_the_progress_line_names_stage_question_and_time() -> None:
    line = progress_html(frame())

    assert "Question 1 of 2" in line
    assert 'aria-current="step">Technical interview' in line


def test_the_clock_stands_still_while_feedback_is_read_and_goes_on_where_it_stood() -> None:
    answering, reading = progress_html(frame()), progress_html(frame(*ANSWERED))
    again = progress_html(frame(*ANSWERED, Rated(30, 2, 3), MovedOn(90)))

    assert "data-since" in answering
    assert "data-since" not in reading
    assert re.findall("data-spent=.([0-9]+)", again) == re.findall("data-spent=.([0-9]+)", reading)


def test_a_session_in_the_list_says_what_it_was() -> None:
    assert title(frame().session) == "Practice · technical interview, behavioral interview · 3 questions"
