"""The rules of the interview, as properties over random plans and candidates, and as small examples."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from interviewer.attempts import attempts, minutes_spent
from interviewer.events import (
    Answered,
    Asked,
    Explained,
    Finished,
    Heard,
    Hinted,
    Invited,
    MovedOn,
    Probed,
    Rated,
    Redirected,
    Retried,
    Session,
    StageClosed,
    StageOpened,
    Started,
    Stopped,
    Stumbled,
    event_adapter,
)
from interviewer.machine import EXPLANATIONS, STRAYS, next_move
from interviewer.moves import AnswerBack, Ask, Close, Explain, Finish, Hint, Listen, Open, Probe, Redirect
from interviewer.types import Limits, Plan, PlannedStage, Target
from interviewer.ungraded import due_for_grading
from tests.unit.simulation import Said, held, plan, plans, question, scripts

ENOUGH_TIME = None


def one(limits: Limits = Limits(1), mode: str = "live") -> Plan:  # noqa: B008  # a value
    return plan(
        PlannedStage("technical", ENOUGH_TIME, (question("q1", 3, limits),), invites=False), mode=mode
    )


def asked_then(*events: object, mode: str = "live", limits: Limits = Limits(1)) -> Session:  # noqa: B008
    began = (Started(0, one(limits, mode)), StageOpened(0, "technical", "hello"), Asked(0, "q1", "what?"))
    return Session("s", (*began, *events))  # type: ignore[arg-type]  # events of the tests


# --- properties --------------------------------------------------------------------------------


@given(plans(), scripts)
def test_an_interview_always_ends(plan: Plan, script: list[Said]) -> None:
    session = held(plan, script)

    assert isinstance(session.events[-1], Finished)


@given(plans(), scripts)
def test_no_question_is_asked_twice(plan: Plan, script: list[Said]) -> None:
    session = held(plan, script)

    asked = Counter(e.question for e in session.events if isinstance(e, Asked))
    assert not asked or max(asked.values()) == 1


@given(plans())
def test_every_planned_question_is_asked_once_when_there_is_time_and_the_candidate_answers(
    plan: Plan,
) -> None:
    session = held(plan, [], seconds=0.0)

    assert [e.question for e in session.events if isinstance(e, Asked)] == [q.id for q in plan.questions]


@given(plans(), scripts)
def test_no_question_gets_more_probes_than_planned(plan: Plan, script: list[Said]) -> None:
    session = held(plan, script)

    probes = Counter((e.question, e.target_kind) for e in session.events if isinstance(e, Probed))
    limits = {
        (q.id, kind): getattr(q.limits, kind) for q in plan.questions for kind in ("point", "part", "twist")
    }
    assert all(n <= limits[key] for key, n in probes.items())


@given(plans(), scripts)
def test_nothing_is_probed_twice(plan: Plan, script: list[Said]) -> None:
    session = held(plan, script)

    probed = Counter((e.question, e.target_kind, e.target) for e in session.events if isinstance(e, Probed))
    assert not probed or max(probed.values()) == 1


@given(plans(), scripts)
def test_a_point_that_has_evidence_is_not_probed(plan: Plan, script: list[Said]) -> None:
    session = held(plan, script)

    assert not [
        e for i, e in enumerate(session.events) if isinstance(e, Probed) and _had_evidence(session, i, e)
    ]


@given(plans(), scripts)
def test_a_candidate_who_skips_is_not_probed_again_on_that_question(plan: Plan, script: list[Said]) -> None:
    session = held(plan, script)

    skips = [i for i, e in enumerate(session.events) if isinstance(e, Heard) and e.intent == "skip"]
    assert not [
        i for i in skips if isinstance(session.events[i + 1], Probed | Redirected | Explained | Hinted)
    ]


@given(plans(), scripts)
def test_stages_open_in_the_planned_order_and_each_closes_before_the_next(
    plan: Plan, script: list[Said]
) -> None:
    session = held(plan, script)

    told = [e.stage for e in session.events if isinstance(e, StageOpened | StageClosed)]
    planned = [s.stage for s in plan.stages for _ in (1, 2)]
    assert told == planned[: len(told)]
    assert len(told) % 2 == 0


@given(plans(), scripts)
def test_replaying_the_events_gives_the_same_session(plan: Plan, script: list[Said]) -> None:
    session = held(plan, script)

    replayed = tuple(event_adapter.validate_json(event_adapter.dump_json(e)) for e in session.events)
    assert replayed == session.events


@given(plans(), scripts)
def test_every_message_is_heard_and_no_answer_is_lost(plan: Plan, script: list[Said]) -> None:
    session = held(plan, script)

    answers = [e for e in session.events if isinstance(e, Heard) and e.intent == "answer"]
    invited = sum(isinstance(session.events[i], Invited) for i in range(len(session.events)))
    taken = sum(len(a.exchanges) for a in attempts(session))
    assert sum(isinstance(e, Answered) for e in session.events) == sum(
        isinstance(e, Heard) for e in session.events
    )
    assert len(answers) - invited <= taken <= len(answers)


@given(plans(), scripts)
def test_every_answered_question_becomes_due_for_grading_once_the_interview_is_over(
    plan: Plan, script: list[Said]
) -> None:
    session = held(plan, script)

    assert due_for_grading(session) == tuple(a for a in attempts(session) if a.exchanges)


@given(plans(), scripts, st.integers(0, 60))
def test_events_beside_the_conversation_change_nobodys_turn(plan: Plan, script: list[Said], at: int) -> None:
    session = held(plan, script)
    before = Session("s", session.events[: 1 + at % len(session.events)])

    assert next_move(before.with_event(Stumbled(0, "a calm sentence"))) == next_move(before)


def _had_evidence(session: Session, at: int, probe: Probed) -> bool:
    earlier = attempts(Session("s", session.events[:at]))[-1]
    return probe.target_kind == "point" and probe.target in earlier.evidence


# --- examples ----------------------------------------------------------------------------------


def test_a_session_opens_its_first_stage_then_asks() -> None:
    session = Session("s", (Started(0, one()),))

    opened = session.with_event(StageOpened(1, "technical", "hello"))

    assert next_move(session) == Open("technical")
    assert next_move(opened) == Ask("technical", "q1")


def test_a_probe_aims_at_the_first_point_without_evidence() -> None:
    session = asked_then(Answered(1, "so"), Heard(1, "answer", ("p0",)))

    assert next_move(session) == Probe(2, "q1", Target("point", "p1", ("p1",)))


def test_a_case_unfolds_in_parts_before_its_twist() -> None:
    session = asked_then(Answered(1, "so"), Heard(1, "answer"), limits=Limits(0, 1, 1))
    answered = (Probed(2, "q1", "part", "part", "and the data?"), Answered(3, "it"), Heard(3, "answer"))

    later = Session("s", (*session.events, *answered))

    assert next_move(session) == Probe(2, "q1", Target("part", "part", ("p0", "p1")))
    assert next_move(later) == Probe(2, "q1", Target("twist", "twist", ()))


def test_a_part_whose_points_have_evidence_is_left_out() -> None:
    session = asked_then(Answered(1, "so"), Heard(1, "answer", ("p0", "p1")), limits=Limits(0, 1, 1))

    assert next_move(session) == Probe(2, "q1", Target("twist", "twist", ()))


def test_a_declined_question_is_left_at_once() -> None:
    session = asked_then(Answered(1, "no idea"), Heard(1, "decline"))

    assert next_move(session) == Close("technical", "done")


def test_a_declined_probe_is_not_asked_again_and_the_next_point_is() -> None:
    session = asked_then(
        Answered(1, "so"), Heard(1, "answer"), Probed(2, "q1", "p0", "point", "?"),
        Answered(3, "no idea"), Heard(3, "decline"), limits=Limits(2),
    )  # fmt: skip

    assert next_move(session) == Probe(2, "q1", Target("point", "p1", ("p1",)))


def test_the_second_stray_message_ends_the_question() -> None:
    first = asked_then(Answered(1, "weather"), Heard(1, "off_topic"))
    second = Session(
        "s", (*first.events, Redirected(2, "off_topic", "back"), Answered(3, "x"), Heard(3, "abusive"))
    )

    assert STRAYS == 1
    assert next_move(first) == Redirect("q1", "off_topic")
    assert next_move(second) == Close("technical", "done")


def test_who_asks_for_ever_more_explanations_is_asked_to_answer_as_it_stands() -> None:
    asking = (Answered(1, "again?"), Heard(1, "repeat"))
    explained = (*asking, Explained(2, "repeat", "Again: ?")) * EXPLANATIONS
    session = asked_then(*explained, *asking)

    assert next_move(session) == Redirect("q1", "clarify")


def test_hints_climb_a_ladder_in_practice_and_are_refused_live() -> None:
    wish = (Answered(1, "hint?"), Heard(1, "hint"))
    practice = asked_then(*wish, mode="practice")
    again = Session("s", (*practice.events, Hinted(2, "q1", "p0", 1, "area"), *wish))

    assert next_move(practice) == Hint("q1", "p0", 1)
    assert next_move(again) == Hint("q1", "p0", 2)
    assert next_move(asked_then(*wish)) == Explain("q1", "no_hints", "hint?")


def test_a_stage_that_overruns_closes_at_the_next_question_and_not_before() -> None:
    stage = PlannedStage("technical", 1.0, (question("q1"), question("q2")))
    began = (Started(0, plan(stage)), StageOpened(0, "technical", "hi"), Asked(0, "q1", "?"))
    late = Session("s", (*began, Answered(500, "slow"), Heard(500, "answer")))

    over = Session(
        "s", (*late.events, Probed(501, "q1", "p0", "point", "?"), Answered(502, "x"), Heard(502, "answer"))
    )

    assert isinstance(next_move(late), Probe)
    assert next_move(over) == Close("technical", "time")


def test_a_night_between_two_events_does_not_count_as_time_spent() -> None:
    began = (Started(0, one()), StageOpened(0, "technical", "hi"), Asked(10, "q1", "?"))

    session = Session("s", (*began, Answered(30_000, "back"), Heard(30_001, "answer")))

    assert minutes_spent(session, "technical") < 11


def test_the_candidates_own_questions_are_answered_until_she_has_none() -> None:
    invited = asked_then(Invited(2, "technical", "yours?"))
    question_asked = Session("s", (*invited.events, Answered(3, "remote?"), Heard(3, "question")))
    none = Session("s", (*invited.events, Answered(3, "no"), Heard(3, "no_questions")))

    assert next_move(invited) == Listen("question")
    assert next_move(question_asked) == AnswerBack("technical", "remote?")
    assert next_move(none) == Close("technical", "done")


def test_in_practice_the_card_comes_before_the_next_question_and_a_retry_asks_it_again() -> None:
    answered = asked_then(Answered(1, "so"), Heard(1, "answer", ("p0", "p1", "p2")), mode="practice")

    retried = answered.with_event(Retried(2, 2))

    assert next_move(answered) == Listen("next")
    assert [a.id for a in due_for_grading(answered)] == [2]
    assert next_move(retried) == Ask("technical", "q1", retry_of=2)
    assert next_move(answered.with_event(MovedOn(2))) == Close("technical", "done")


def test_an_open_question_is_not_graded_yet() -> None:
    assert due_for_grading(asked_then(Answered(1, "so"), Heard(1, "answer"))) == ()


def test_stopping_closes_the_stage_and_ends_the_interview() -> None:
    stopped = asked_then(Stopped(1))

    closed = stopped.with_event(StageClosed(2, "technical", "stopped", "bye"))

    assert next_move(stopped) == Close("technical", "stopped")
    assert next_move(closed) == Finish()


def test_who_says_that_she_wants_to_stop_is_asked_once_and_nothing_is_closed_by_a_word_that_was_misheard() -> (
    None
):
    said = asked_then(Answered(1, "stop"), Heard(1, "stop"))
    asked = said.with_event(Explained(2, "stopping", "Say yes to end the interview."))
    confirmed = asked.with_event(Answered(3, "yes")).with_event(Heard(3, "stop"))
    carried_on = asked.with_event(Answered(3, "well")).with_event(Heard(3, "answer"))

    assert next_move(said) == Explain("q1", "stopping", "stop")
    assert next_move(asked) == Listen("answer")
    assert next_move(confirmed) == Close("technical", "stopped")
    assert isinstance(next_move(carried_on), Probe)


def test_a_goodbye_while_own_questions_are_taken_closes_the_stage_and_not_the_interview() -> None:
    invited = asked_then(Answered(1, "so"), Heard(1, "answer"), Invited(2, "technical", "Your questions?"))
    said = invited.with_event(Answered(3, "thanks, goodbye")).with_event(Heard(3, "stop"))

    assert next_move(said) == Close("technical", "done")


def test_a_word_beside_the_question_gets_a_reply_and_the_question_stays_open() -> None:
    said = asked_then(Answered(1, "How am I doing?"), Heard(1, "standing"))

    assert next_move(said) == Explain("q1", "standing", "How am I doing?")
    assert next_move(said.with_event(Explained(2, "standing", "Later."))) == Listen("answer")
    assert attempts(said)[0].exchanges == ()


def test_a_rating_is_kept_with_its_attempt() -> None:
    session = asked_then(Answered(1, "so"), Heard(1, "answer"), Rated(2, 2, 4))

    assert attempts(session)[0].rating == 4
