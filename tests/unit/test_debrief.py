"""The debrief: only what was assessed has a number, and every number says what it covers."""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import fmean

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from interviewer.attempts import attempts
from interviewer.cues import cue
from interviewer.debrief import loop_debrief, stage_debrief
from interviewer.decision import STEPS, flip
from interviewer.dimensions import covered
from interviewer.events import AnsweredBack, Invited
from interviewer.grading.score import verdict
from interviewer.moves import Open
from interviewer.planner import Wish, make_plan
from interviewer.results import card_of
from interviewer.room import Frame
from interviewer.types import DimensionRow, Raised, StageDebrief
from interviewer.web.screen import progress_html
from knowledge.types import STAGES, StageId
from tests.unit.sessions import ANSWER, BANK, COST, MARKED, SPLIT, STEP, Marked, Talk, planned

GUARDED = "We would run an A/B test with guardrails for two weeks."


def technical(*questions: str, mode: str = "live") -> Talk:
    return Talk(planned(*questions, mode=mode)).open("technical")


def debrief(talk: Talk) -> StageDebrief:
    return stage_debrief(talk.session, "technical", BANK)


def row(talk: Talk, dimension: str) -> DimensionRow:
    return {r.dimension: r for r in debrief(talk).rows}[dimension]


# --- cards -------------------------------------------------------------------------------------


def test_an_attempt_without_a_grade_has_no_card() -> None:
    talk = technical("3.2.1").ask("3.2.1").say(ANSWER)

    assert card_of(talk.session, attempts(talk.session)[0], BANK) is None


def test_a_card_counts_time_probes_hints_and_the_candidates_own_grade() -> None:
    talk = technical("3.2.1").ask("3.2.1").hint("metric", 1).hint("metric", 2).say(ANSWER)

    card = talk.probe("metric").say("Recall.").rate(4).grade(3, MARKED).card

    assert (card.rating, card.probes, card.hints, card.seconds) == (4, 1, 2, 20.0)


def test_a_drills_opening_its_clock_and_its_card_say_the_same_minutes() -> None:
    plan = make_plan(BANK, Wish("drill", ("technical",), question="3.1.2"), seed=1)
    talk = Talk(plan).open("technical").ask("3.1.2").say(ANSWER).rate(None).grade(2)

    opening = cue(Open("technical"), talk.session, BANK).slots["minutes"]
    assert (opening, talk.card.minutes) == ("5", 5.0)
    assert "of about 5 min" in progress_html(Frame(talk.session, 0, "", False, False, ""))


def test_the_advice_of_a_guides_question_is_the_guides_passage_on_it() -> None:
    assert technical("3.2.1").ask("3.2.1").say(ANSWER).grade(3, MARKED).card.why_passage == "guide 3.2.1"


def test_the_advice_of_a_recruiter_question_is_the_section_it_was_written_after() -> None:
    talk = Talk(planned("R2")).open("recruiter").ask("R2").say("Because.").grade(1)

    assert talk.card.why_passage == "guide 2.2"


def test_a_quote_that_is_not_in_the_answer_is_on_no_card_and_in_no_row() -> None:
    invented = {"over-time": ("met", "words nobody said")}
    talk = technical("3.2.1").ask("3.2.1").say(ANSWER).grade(3, invented)  # type: ignore[arg-type]

    assert {m.quote for m in talk.card.grade.marks} == {""}
    assert row(talk, "serving-operations").quotes == ()


def test_an_interview_held_with_another_bank_shows_no_cards_of_this_one() -> None:
    talk = technical("3.2.1").elsewhere().ask("3.2.1").say(ANSWER).grade(3, MARKED)

    assert debrief(talk).cards == ()


# --- what counts -------------------------------------------------------------------------------


def test_the_mean_covers_graded_answers_only_and_says_how_many_there_were() -> None:
    talk = technical("3.2.1", "3.2.2", "3.1.5").ask("3.2.1").say(ANSWER).grade(4, MARKED)
    talk.ask("3.2.2").say(GUARDED).grade(2).ask("3.1.5").say("Unlesbar.").grade(None)

    made = debrief(talk)

    assert (made.mean, made.graded, made.given) == (3.0, 2, 3)


def test_nothing_graded_is_no_mean_and_no_number() -> None:
    made = debrief(technical("3.2.1").ask("3.2.1").say(ANSWER).grade(None).close("technical"))

    assert (made.mean, made.graded, made.given, made.verdict) == (None, 0, 1, "not enough evidence")
    assert {r.level for r in made.rows} == {None}


def test_of_a_question_tried_twice_the_second_grade_counts_and_both_cards_are_shown() -> None:
    talk = technical("3.2.1").ask("3.2.1").say(ANSWER).grade(2, MARKED)
    talk.ask("3.2.1", again=True).say(ANSWER).grade(4, MARKED)

    made = debrief(talk)

    assert (made.mean, made.given) == (4.0, 1)
    assert [c.grade.overall for c in made.cards] == [2, 4]


def test_a_retry_that_was_given_up_does_not_take_the_first_answer_away() -> None:
    talk = technical("3.2.1").ask("3.2.1").say(ANSWER).grade(2, MARKED)
    talk.ask("3.2.1", again=True).say("skip it", "skip")

    assert (debrief(talk).mean, debrief(talk).not_assessed) == (2.0, ("Framing",))


def test_planned_questions_without_an_answer_are_named_with_the_reason() -> None:
    talk = technical("3.2.1", "3.2.2", "3.1.5").ask("3.2.1").say("no idea", "skip")
    talk.ask("3.2.2").close("technical", "stopped")

    assert debrief(talk).not_assessed[-3:] == (
        "Bias-variance and class imbalance (declined)",
        "Fast and simple, or slow and accurate (no answer)",
        "Keeping a recommender reliable (not asked)",
    )


def test_questions_of_ones_own_are_counted_where_they_were_invited() -> None:
    talk = Talk(planned("R2", "3.2.1", mode="live")).open("recruiter").ask("R2").say("Because.")
    talk.then(Invited(0, "recruiter", "Your questions?"))
    talk.say("Who reads the reports?", "question").then(AnsweredBack(0, "I will ask.", ""))
    talk.say("And who labels them?", "question").then(AnsweredBack(0, "I will ask.", ""))
    talk.close("recruiter").open("technical").ask("3.2.1").say(ANSWER)

    asked = [d.own_questions for d in loop_debrief(talk.session, BANK)]
    assert asked == [2, None]


def test_time_probes_hints_tokens_and_the_gap_to_the_own_grade_are_summed() -> None:
    talk = technical("3.2.1", "3.2.2").spend(90, 10).ask("3.2.1").hint("metric", 2).say(ANSWER)
    talk.probe("metric").say("Recall.").rate(5).grade(3, MARKED, tokens=700).ask("3.2.2").say(GUARDED)
    made = debrief(talk.rate(3).grade(4).spend(20, 5).close("technical"))

    assert (made.probes, made.hints, made.tokens, made.rating_gap) == (1, 2, 825, 0.5)
    assert made.minutes == 17 * STEP / 60


def test_the_words_that_open_a_stage_are_paid_by_that_stage() -> None:
    talk = Talk(planned("R2", "3.2.1")).spend(1, 0).open("recruiter").spend(10, 0).close("recruiter")
    talk.spend(100, 0).open("technical").spend(1000, 0).ask("3.2.1")

    assert [d.tokens for d in loop_debrief(talk.session, BANK)] == [11, 1100]


def test_only_stages_that_were_opened_are_debriefed() -> None:
    talk = Talk(planned("R2", "3.2.1")).open("recruiter").ask("R2").close("recruiter", "stopped").finish()

    assert [d.stage for d in loop_debrief(talk.session, BANK)] == ["recruiter"]


# --- dimensions --------------------------------------------------------------------------------


def test_a_level_is_the_mean_over_answers_with_evidence_and_says_what_to_do_next() -> None:
    talk = technical("3.2.1", "3.2.2").ask("3.2.1").say(ANSWER).grade(3, MARKED)
    talk.ask("3.2.2").say(GUARDED).grade(4, {"online-test": ("met", GUARDED)})

    modelling = row(talk, "modelling-evaluation")

    assert (modelling.level, modelling.answers) == (2.0, 2)
    assert modelling.quotes == ("look at accuracy", GUARDED.rstrip("."))
    assert modelling.next_step.startswith("Name a method and a metric")


def guarded() -> Talk:
    """Of 3.2.2, whose core points are of three dimensions, one is met and nothing else is said."""
    return technical("3.2.2").ask("3.2.2").say(GUARDED)


ONLY_TEST: Marked = {"online-test": ("met", GUARDED)}


def test_what_the_question_asked_for_and_the_answer_left_out_is_a_one() -> None:
    serving = row(guarded().grade(3, ONLY_TEST), "serving-operations")

    assert (serving.level, serving.answers, serving.silent) == (1.0, 1, 1)
    assert serving.next_step.startswith("Say how it is deployed")


def test_what_neither_question_nor_follow_up_asked_for_is_not_assessed_rather_than_a_one() -> None:
    talk = guarded().grade(3, ONLY_TEST)

    assert (row(talk, "framing").level, row(talk, "framing").next_step) == (None, "")
    assert "Framing" in debrief(talk).not_assessed


def test_what_a_follow_up_asked_for_in_vain_is_a_one() -> None:
    talk = guarded().probe("business-goal").say("I don't know.", "decline").grade(3, ONLY_TEST)

    assert row(talk, "framing").level == 1.0
    assert "Framing" not in debrief(talk).not_assessed


def test_a_follow_up_that_nobody_had_the_time_to_reply_to_asked_for_nothing() -> None:
    talk = guarded().probe("business-goal").close("technical", "stopped").grade(3, ONLY_TEST)

    assert row(talk, "framing").level is None


def test_a_point_that_could_not_be_marked_is_not_counted_as_left_out() -> None:
    talk = guarded().probe("business-goal").say("Clicks.")
    talk.grade(3, {**ONLY_TEST, "business-goal": ("ungraded", "")})

    assert row(talk, "framing").level is None


def test_an_answer_that_leaves_something_out_lowers_the_mean_of_its_dimension() -> None:
    talk = technical("3.2.1", "3.2.2").ask("3.2.1").say(ANSWER).grade(3, MARKED)
    talk.ask("3.2.2").say(GUARDED).grade(3, ONLY_TEST)

    serving = row(talk, "serving-operations")

    assert (serving.level, serving.answers, serving.silent) == (3.0, 2, 1)


def test_a_core_dimension_that_was_asked_for_and_never_spoken_to_is_a_strong_no() -> None:
    told = {p.id: ("met", GUARDED) for p in BANK.question("3.2.2").points}
    told |= {id: ("no_evidence", "") for id in ("online-test", "offline-metric")}
    made = debrief(guarded().grade(4, told).close("technical"))  # type: ignore[arg-type]

    assert (made.mean, made.verdict) == (4.0, "Strong No Hire")
    assert made.flip == "One grade higher on Modelling and evaluation would make it No Hire."


def test_a_red_flag_is_evidence_for_its_dimension() -> None:
    talk = (
        technical("3.2.1").ask("3.2.1").say(ANSWER).grade(1, raised=(Raised("leak-by-resampling", "SMOTE"),))
    )

    assert row(talk, "data-features").level == 1.0


def test_without_written_steps_the_top_anchor_is_what_to_aim_at_and_never_the_middle_one() -> None:
    bare = replace(BANK, dimensions=tuple(replace(d, steps={}) for d in BANK.dimensions))
    talk = guarded().grade(3, ONLY_TEST)
    rows = stage_debrief(talk.session, "technical", bare).rows

    assert next(r.next_step for r in rows if r.dimension == "serving-operations").startswith(
        "Latency, failure"
    )


def test_a_level_that_stands_on_one_point_says_so() -> None:
    talk = technical("3.2.1").ask("3.2.1").say(ANSWER).grade(3, MARKED)

    assert covered(row(talk, "serving-operations")) == "over 1 answer, from one point"


def test_a_dimension_at_the_top_has_nothing_to_do_next() -> None:
    talk = technical("3.2.1").ask("3.2.1").say(ANSWER).grade(3, MARKED)

    assert (row(talk, "serving-operations").level, row(talk, "serving-operations").next_step) == (5.0, "")


# --- the verdict -------------------------------------------------------------------------------


def test_an_open_stage_has_no_verdict_yet() -> None:
    made = debrief(technical("3.2.1").ask("3.2.1").say(ANSWER).grade(5, MARKED))

    assert (made.verdict, made.flip) == (
        "not enough evidence",
        "The stage is still open; the verdict comes when it closes.",
    )


def test_a_stage_with_most_of_its_plan_unanswered_has_no_verdict() -> None:
    talk = technical("3.2.1", "3.2.2", "3.1.5").ask("3.2.1").say(ANSWER).grade(5, MARKED)

    made = debrief(talk.close("technical", "stopped"))

    assert made.verdict == "not enough evidence"
    assert made.flip == "A verdict needs two graded answers of the 3 planned; so far 1."


def all_met(overall: int) -> Talk:
    marks = {p.id: ("met", SPLIT) for p in BANK.question("3.2.1").points}
    return technical("3.2.1").ask("3.2.1").say(ANSWER).grade(overall, marks).close("technical")  # type: ignore[arg-type]


def test_the_debrief_says_how_many_grades_more_would_change_the_verdict() -> None:
    made = debrief(all_met(3))

    assert (made.verdict, made.flip) == ("No Hire", "One grade higher on the answer would make it Hire.")


def test_the_debrief_names_the_core_dimension_that_holds_the_verdict_back() -> None:
    talk = technical("3.2.1").ask("3.2.1").say(ANSWER).grade(4, MARKED).close("technical")

    assert debrief(talk).verdict == "Strong No Hire"
    assert debrief(talk).flip == "One grade higher on Modelling and evaluation would make it No Hire."


def test_at_the_top_the_debrief_says_what_would_cost_it() -> None:
    made = debrief(all_met(5))

    assert (made.verdict, made.flip) == ("Strong Hire", "One grade lower on the answer would make it Hire.")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=2))
def test_every_verdict_is_followed_by_a_sentence_that_names_its_neighbour(overalls: list[int]) -> None:
    talk = technical("3.2.1", "3.2.2").ask("3.2.1").say(ANSWER).grade(overalls[0], MARKED)
    talk.ask("3.2.2").say(GUARDED).grade(overalls[1], {"online-test": ("met", GUARDED)})
    made = debrief(talk.close("technical"))

    place = STEPS.index(made.verdict)
    neighbours = STEPS[max(place - 1, 0) : place + 2]

    assert made.flip.endswith(tuple(f"would make it {n}." for n in neighbours if n != made.verdict))


def test_more_graded_answers_are_not_what_is_asked_for() -> None:
    core = {"Framing": 5.0}

    assert (
        flip("No Hire", [3] * 6, core) == "One grade higher on three of the six answers would make it Hire."
    )
    assert flip("No Hire", [3, 3], core) == "One grade higher on one of the two answers would make it Hire."
    assert (
        flip("Strong No Hire", [2] * 5, core)
        == "One grade higher on one of the five answers would make it No Hire."
    )
    assert (
        flip("Strong Hire", [5] * 6, core) == "One grade lower on five of the six answers would make it Hire."
    )
    assert flip("No Hire", [2, 3], core) == "One grade higher on both answers would make it Hire."
    assert flip("No Hire", [1, 5], core) == "One grade higher on one of the two answers would make it Hire."


grades = st.lists(st.integers(1, 5), min_size=1, max_size=6)
levels = st.lists(st.integers(2, 10).map(lambda n: n / 2), min_size=2, max_size=2)


@given(grades, levels, st.sampled_from(STAGES))
def test_what_would_change_the_verdict_is_one_short_sentence(
    overalls: list[int], held: list[float], stage: StageId
) -> None:
    names = [d.name for d in BANK.dimensions_of(stage) if d.core]
    said = flip(verdict(fmean(overalls), held, 1, 1), overalls, dict(zip(names, held, strict=True)))

    assert len(said.split()) <= 20
    assert said.count(".") == 1


@given(st.lists(st.integers(1, 5), min_size=2, max_size=6))
def test_so_many_answers_one_grade_higher_make_it_and_one_fewer_does_not(overalls: list[int]) -> None:
    before = verdict(fmean(overalls), [5.0], 1, 1)
    said = flip(before, overalls, {"Framing": 5.0})
    found = re.match(r"One grade higher on (\w+) of the \w+ answers would make it ([\w ]+)\.", said)
    assume(found is not None)
    assert found is not None
    n = ("no", "one", "two", "three", "four", "five").index(found[1])
    room = sorted(overalls)

    raised = [g + (i < n) for i, g in enumerate(room)]
    assert max(raised) <= 5
    assert verdict(fmean(raised), [5.0], 1, 1) == found[2]
    assert verdict(fmean([g + (i < n - 1) for i, g in enumerate(room)]), [5.0], 1, 1) == before


def test_the_verdict_is_the_one_of_the_rule() -> None:
    made = debrief(all_met(4))

    assert made.verdict == verdict(4.0, [5.0], 1, 1) == "Hire"


# --- what to practise --------------------------------------------------------------------------


def test_the_one_thing_for_next_time_is_the_first_fix_of_the_heaviest_gap() -> None:
    talk = technical("3.2.1", "3.2.2").ask("3.2.1").say(ANSWER)
    talk.grade(4, {p.id: ("partly", COST) for p in BANK.question("3.2.1").points})
    talk.ask("3.2.2").say(GUARDED).grade(3, {"online-test": ("met", GUARDED)})

    assert debrief(talk).next_time == talk.card.fix_first != ""


def test_a_drill_says_what_success_is_and_which_passages_help() -> None:
    drill = debrief(technical("3.2.1").ask("3.2.1").say(ANSWER).grade(3, MARKED)).drills[0]

    assert (drill.question, drill.passages) == ("3.2.1", ("guide 3.2.1", "guide 4.2.3"))
    assert (
        drill.criterion
        == "Your answer contains what bias and variance mean, and how one is traded for the other."
    )


def test_a_declined_question_is_worth_a_drill_and_an_ungraded_one_is_not() -> None:
    talk = (
        technical("3.2.1", "3.2.2").ask("3.2.1").say("no idea", "skip").ask("3.2.2").say("Nein.").grade(None)
    )

    assert [d.question for d in debrief(talk).drills] == ["3.2.1"]


def test_there_are_at_most_three_drills_the_heaviest_gap_first() -> None:
    talk = technical("3.2.1", "3.2.2", "3.1.5", "3.2.3")
    talk.ask("3.2.1").say(ANSWER).grade(4, {p.id: ("partly", COST) for p in BANK.question("3.2.1").points})
    talk.ask("3.2.2").say("a").grade(1).ask("3.1.5").say("b").grade(1).ask("3.2.3").say("c").grade(1)

    assert [d.question for d in debrief(talk).drills] == ["3.2.2", "3.1.5", "3.2.3"]


def test_a_complete_answer_leaves_nothing_to_drill() -> None:
    assert (debrief(all_met(5)).drills, debrief(all_met(5)).next_time) == ((), "")


def test_a_practice_has_no_verdict() -> None:
    talk = technical("3.2.1", mode="practice").ask("3.2.1").say(ANSWER).grade(5).close("technical")

    shown = stage_debrief(talk.session, "technical", BANK)

    assert (shown.verdict, shown.flip) == ("not enough evidence", "")
