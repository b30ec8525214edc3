"""The card: verified quotes, one thing to fix first, short enough to be read."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.card_rules import about_the_person, broken, instruction
from interviewer.grading.feedback import DEEPEN, STRONGER, THINNER, hold_back, make_card
from interviewer.types import Card, Exchange, Grade, Maker, Mark, Raised
from knowledge.types import Point, Question, RedFlag

LONG = " ".join(["word"] * 24)
SAID = (
    "We split by time, not randomly. I would use SMOTE before the split and then look at accuracy because "
    "it is the number that everybody in the bank knows and likes and always asked me for in every meeting. "
    "A miss costs 400 euros."
)
EXCHANGES = (Exchange("How do you deal with imbalance?", SAID),)


def point(id: str, weight: int) -> Point:
    return Point(
        id, f"the {id} {LONG}", f"Says the {id} {LONG}.", (), (), (), "framing", weight, weight == 3,
        f"What {LONG} about the {id}?", ("a", "b", "c"), f"Name the {id} {LONG}.", f"guide 3.2.{weight}",
    )  # fmt: skip


POINTS = (point("goal", 3), point("data", 2), point("cost", 3), point("drift", 1), point("time", 2))
FLAG = RedFlag("leak", "Resamples before the split.", (), 1.0, "framing", "guide 3.2.1")
QUESTION = Question(
    "3.2.1",
    1,
    "technical",
    "topic",
    "short",
    "Imbalance",
    "Text?",
    "Again?",
    8,
    "guide",
    POINTS,
    (FLAG,),
    (),
    (),
)
MARKS = (
    Mark("goal", "not_met", "look at accuracy"),
    Mark("data", "no_evidence"),
    Mark("cost", "partly", "a miss costs 400 euros"),
    Mark("drift", "no_evidence"),
    Mark("time", "met", "we split by time, not randomly"),
)
GRADE = Grade(
    "3.2.1", "3.2.1@1", MARKS, (Raised("leak", "use SMOTE before the split"),), (), 3, Maker("embedded", "1")
)


def card(grade: Grade = GRADE, exchanges: tuple[Exchange, ...] = EXCHANGES) -> Card:
    return make_card(
        QUESTION, grade, exchanges, rating=4, seconds=370, probes=1, hints=0, advice_passage="guide 3.2.1"
    )


def test_the_card_names_the_point_that_costs_most_as_the_one_thing_to_fix() -> None:
    made = card()
    assert made.fix_first.startswith("Name the goal")
    assert made.why.startswith("to reach 4: “Says the goal")
    assert (made.why_source, made.why_passage) == ("guide 3.2.3", "guide 3.2.1")


def test_what_was_surely_not_spoken_of_is_fixed_before_what_may_have_been_overheard() -> None:
    unsaid = {"goal": 0.3, "data": 0.9, "cost": 0.2, "drift": 0.6, "time": 0.0}
    made = card(replace(GRADE, marks=tuple(replace(m, unsaid=unsaid[m.point]) for m in MARKS)))

    assert made.fix_first.startswith("Name the data")
    assert [m.point for m in made.missing] == ["data", "drift"]


def test_what_was_said_in_part_is_not_asked_for_as_if_it_was_missing() -> None:
    marks = tuple(m if m.point == "cost" else replace(m, verdict="met", quote=MARKS[4].quote) for m in MARKS)

    assert card(replace(GRADE, marks=marks)).fix_first == f"Go further on this: {POINTS[2].text}."


def test_the_card_shows_the_wrong_claim_first_and_each_line_in_the_candidates_words() -> None:
    heard = card().heard
    assert heard[0].quote == "use SMOTE before the split"
    assert heard[0].raised == ("Resamples before the split.",)
    assert all(line.quote in SAID for line in heard)
    assert len(heard) <= 3


def test_the_card_keeps_the_best_words_as_they_were_said() -> None:
    assert card().keep == "We split by time, not randomly"


def test_missing_points_come_by_weight_with_their_source() -> None:
    missing = card().missing
    assert missing[0].point == "data"
    assert (missing[0].source, missing[0].passage) == ("guide 3.2.2", "guide 3.2.2")


def test_a_quote_that_is_not_in_the_answer_is_not_shown() -> None:
    invented = replace(GRADE, marks=(Mark("time", "met", "we never split anything"),), raised=())
    assert (card(invented).heard, card(invented).keep) == ((), "")


def test_a_long_quote_is_shown_up_to_the_end_of_a_clause_or_cut_verbatim() -> None:
    long = replace(GRADE, marks=(Mark("time", "met", SAID),), raised=())
    assert card(long).heard[0].quote == "We split by time, not randomly."


def test_a_long_quote_without_a_clause_breaks_off_after_a_word_that_says_something() -> None:
    said = "I would first of all look at how the cost of a miss compares with the cost of a false alarm in the first month of use"
    long = replace(GRADE, marks=(Mark("time", "met", said),), raised=())

    shown = card(long, (Exchange("How?", said),)).heard[0].quote

    assert shown == "I would first of all look at how the cost of a miss compares with the cost"


def test_the_same_words_are_not_told_twice_on_a_card() -> None:
    alone = card(replace(GRADE, marks=(Mark("time", "met", "we split by time, not randomly"),), raised=()))

    assert card().keep not in [line.quote for line in card().heard]
    assert ([line.quote for line in alone.heard], alone.keep) == (["We split by time, not randomly"], "")


def test_a_complete_answer_has_nothing_to_fix() -> None:
    complete = replace(
        GRADE, marks=tuple(Mark(p.id, "met", "a miss costs 400 euros") for p in POINTS), overall=5, raised=()
    )
    made = card(complete)
    assert (made.fix_first, made.why, made.missing, made.facts_to_add) == ("", "", (), ())


def test_an_ungraded_answer_gets_no_advice_from_marks_that_do_not_exist() -> None:
    failed = replace(GRADE, marks=tuple(Mark(p.id, "ungraded") for p in POINTS), raised=(), overall=None)
    made = card(failed)
    assert (made.fix_first, made.heard, made.missing, made.evidence) == ("", (), (), 0)


VERDICT = st.sampled_from(["met", "partly", "not_met", "no_evidence", "ungraded"])
QUOTE = st.sampled_from(
    ["", "look at accuracy", SAID, "a miss costs 400 euros", "invented words", "we split"]
)


FIX = st.sampled_from(
    ["Name it.", "A metric for rare events.", "Name " + "it " * 60, "Lose your accent.", "state it"]
)
WORDY = st.integers(1, 120)


@given(
    st.lists(st.tuples(VERDICT, QUOTE), min_size=5, max_size=5),
    st.sampled_from([None, 1, 3, 5]),
    st.lists(FIX, min_size=5, max_size=5),
    WORDY,
    st.booleans(),
)
def test_every_card_obeys_the_hard_rules(
    pairs: list[tuple[str, str]], overall: int | None, fixes: list[str], words: int, flagged: bool
) -> None:
    points = tuple(
        replace(p, fix=fix, met_when=f"Says {'it ' * words}.", text="word " * words)
        for p, fix in zip(POINTS, fixes, strict=True)
    )
    question = replace(QUESTION, points=points, title="title " * words)
    marks = tuple(
        Mark(p.id, v if q or v in {"no_evidence", "ungraded"} else "no_evidence", q)  # type: ignore[arg-type]
        for p, (v, q) in zip(points, pairs, strict=True)
    )
    said = tuple(
        replace(m, verdict="no_evidence", quote="") if m.quote == "invented words" else m for m in marks
    )
    grade = replace(GRADE, marks=said, overall=overall, raised=GRADE.raised if flagged else ())

    made = make_card(
        question, grade, EXCHANGES, rating=4, seconds=370, probes=1, hints=0, advice_passage="guide 3.2.1"
    )

    rules = [rule for rule in broken(made, EXCHANGES) if rule != "nothing to fix first"]
    assert rules == []
    assert all(line.quote and line.quote in SAID for line in made.heard)
    assert made.keep in SAID
    assert len(made.heard) <= 3
    assert len(made.missing) <= 3
    assert len(made.keep.split()) <= 25


@given(st.lists(st.tuples(VERDICT, QUOTE), min_size=5, max_size=5), st.sampled_from([1, 3, 5]))
def test_there_is_exactly_one_thing_to_fix_first_unless_all_is_met(
    pairs: list[tuple[str, str]], overall: int
) -> None:
    marks = tuple(Mark(p.id, v, q) for p, (v, q) in zip(POINTS, pairs, strict=True))  # type: ignore[arg-type]
    judged = [m for m in marks if m.verdict != "ungraded"]
    made = card(replace(GRADE, marks=marks, overall=overall, raised=()))

    assert bool(made.fix_first) == (overall < 5 or any(m.verdict != "met" for m in judged))


def test_where_every_point_is_met_below_the_top_the_whole_is_what_to_fix() -> None:
    met = tuple(Mark(p.id, "met", "a miss costs 400 euros") for p in POINTS)
    made = card(replace(GRADE, marks=met, overall=3, raised=()))

    assert (made.fix_first, made.apart) == (DEEPEN, THINNER)
    assert card(replace(GRADE, marks=met, overall=4, raised=())).apart == ""


def test_a_grade_far_above_its_points_says_that_one_may_have_been_missed() -> None:
    one = (*MARKS[:4], Mark("time", "met", "we split by time, not randomly"))
    nothing = tuple(replace(m, verdict="no_evidence", quote="") for m in one[:4])

    assert card(replace(GRADE, marks=(*nothing, one[4]), overall=4, raised=())).apart == STRONGER


def test_a_grade_that_is_not_shown_is_not_told_by_what_its_points_come_to() -> None:
    met = tuple(Mark(p.id, "met", "a miss costs 400 euros") for p in POINTS)

    assert hold_back(card(replace(GRADE, marks=met, overall=3, raised=())), "Measured badly.").apart == ""


def test_where_every_point_is_met_a_wrong_claim_is_what_to_fix() -> None:
    met = tuple(Mark(p.id, "met", "a miss costs 400 euros") for p in POINTS)

    assert card(replace(GRADE, marks=met, overall=4)).fix_first == (
        "Rethink what was heard as this: resamples before the split."
    )


def test_a_fix_that_is_no_instruction_becomes_one() -> None:
    assert instruction("A metric for rare events.") == "Add this: a metric for rare events."
    assert instruction("Name the metric.") == "Name the metric."
    assert len(instruction("Name " + "it " * 60).split()) == 30


def test_feedback_about_the_person_is_told_from_feedback_about_the_answer() -> None:
    assert about_the_person("Work on your accent.")
    assert about_the_person("You seem nervous.")
    assert about_the_person("You are in the 80th percentile.")
    assert not about_the_person("Name the confidence threshold and the age of the account.")


def test_a_card_whose_overall_is_held_back_tells_it_nowhere() -> None:
    held = hold_back(card(), "Not to be relied on.")

    assert held.held_back == "Not to be relied on."
    assert held.why.startswith("to be complete: ")
    assert (held.heard, held.missing, held.fix_first) == (card().heard, card().missing, card().fix_first)
