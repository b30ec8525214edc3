"""Scores: code counts, weighs and decides, and what could not be graded is never a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.score import HINTED, TOO_FEW_MARKS, credit, grade, verdict
from interviewer.types import Judgement, Maker, Mark, Raised, Verdict
from knowledge.types import Dimension, Point, Question, RedFlag

MODEL = Maker("model", "1", "some-model", "abc")
EMBEDDED = Maker("embedded", "1")
VERDICTS = st.sampled_from(["met", "partly", "not_met", "no_evidence"])


def point(id: str, weight: int, dimension: str = "framing", core: bool = False) -> Point:
    return Point(
        id, f"the {id}", f"Says the {id}.", (id,), (f"I say the {id}.",), (), dimension, weight, core,
        f"What about the {id}?", ("area", "concept", "step"), f"Name the {id}.", "guide 3.2.1",
    )  # fmt: skip


POINTS = (point("goal", 3, core=True), point("data", 2, "data-features"), point("cost", 2), point("drift", 1))
FLAG = RedFlag(
    "leak", "Leaks the target.", ("I train on the test set.",), 1.0, "data-features", "guide 3.2.1"
)
QUESTION = Question(
    "3.2.1",
    1,
    "technical",
    "model-evaluation",
    "short",
    "Title",
    "Text?",
    "Again?",
    8,
    "guide",
    POINTS,
    (FLAG,),
    (),
    (),
)
DIMENSIONS = tuple(
    Dimension(id, "technical", id, {}) for id in ("framing", "data-features", "serving-operations")
)


def judgement(*verdicts: Verdict, maker: Maker = MODEL, **rest: object) -> Judgement:
    marks = tuple(Mark(p.id, v, "words") for p, v in zip(POINTS, verdicts, strict=False))
    return Judgement(marks, (), maker, **rest)  # type: ignore[arg-type]  # the tests' own keywords


def test_credit_is_the_weighted_share_that_was_earned() -> None:
    marks = judgement("met", "partly", "no_evidence", "not_met").marks
    assert credit(POINTS, marks) == pytest.approx(4 / 8)


def test_all_met_is_five_and_nothing_met_is_one() -> None:
    assert grade(QUESTION, judgement(*["met"] * 4), DIMENSIONS).overall == 5
    assert grade(QUESTION, judgement(*["no_evidence"] * 4), DIMENSIONS).overall == 1


@given(st.lists(VERDICTS, min_size=4, max_size=4), st.integers(0, 3))
def test_meeting_one_more_point_never_lowers_the_overall(verdicts: list[Verdict], place: int) -> None:
    better = [*verdicts[:place], "met", *verdicts[place + 1 :]]
    before = grade(QUESTION, judgement(*verdicts), DIMENSIONS).overall
    after = grade(QUESTION, judgement(*better), DIMENSIONS).overall
    assert before is not None
    assert after is not None
    assert before <= after


@given(st.lists(VERDICTS, min_size=4, max_size=4), st.floats(-3, 9), st.sampled_from([None, 1, 2, 5]))
def test_an_overall_is_within_one_to_five_and_never_above_the_cap(
    verdicts: list[Verdict], estimate: float, cap: int | None
) -> None:
    overall = grade(
        QUESTION, judgement(*verdicts, maker=EMBEDDED, estimate=estimate, cap=cap), DIMENSIONS
    ).overall
    assert overall is not None
    assert 1 <= overall <= (cap or 5)


def test_an_embedded_grade_follows_the_judges_calibrated_estimate() -> None:
    judged = judgement("met", "met", "partly", "no_evidence", maker=EMBEDDED, estimate=1.0)
    assert grade(QUESTION, judged, DIMENSIONS).overall == 1


def test_a_point_hinted_at_from_the_concept_on_counts_at_most_partly() -> None:
    graded = grade(QUESTION, judgement(*["met"] * 4), DIMENSIONS, hinted={"goal": 2, "data": 1})
    assert graded.marks[0] == Mark("goal", "partly", "words", HINTED)
    assert graded.marks[1].verdict == "met"


def test_a_hint_lowers_the_estimate_of_the_embedded_judge_too() -> None:
    judged = judgement(*["met"] * 4, maker=EMBEDDED, estimate=4.6)
    hinted = grade(QUESTION, judged, DIMENSIONS, hinted={"goal": 3, "data": 3, "cost": 3})
    assert hinted.overall == 4


def test_a_red_flag_takes_its_penalty_from_the_overall_and_its_dimension() -> None:
    clean = judgement(*["met"] * 4)
    flagged = Judgement(clean.marks, (Raised("leak", "train on the test set"), Raised("unknown", "x")), MODEL)
    graded = grade(QUESTION, flagged, DIMENSIONS)
    assert graded.overall == 4
    assert {level.dimension: level.level for level in graded.levels} == {"framing": 5, "data-features": 4}
    assert [r.flag for r in graded.raised] == ["leak"]


def test_a_dimension_without_points_is_not_assessed() -> None:
    levels = grade(QUESTION, judgement(*["met"] * 4), DIMENSIONS).levels
    assert [(level.dimension, level.evidence, level.points) for level in levels] == [
        ("framing", 3, 3),
        ("data-features", 1, 1),
    ]


def test_a_failed_judgement_is_no_number_and_says_why() -> None:
    graded = grade(QUESTION, Judgement((), (), MODEL, ungraded="language"), DIMENSIONS)
    assert (graded.overall, graded.ungraded, graded.levels) == (None, "language", ())
    assert {mark.verdict for mark in graded.marks} == {"ungraded"}


def test_a_core_point_that_could_not_be_marked_leaves_the_answer_ungraded() -> None:
    graded = grade(QUESTION, judgement("ungraded", "met", "met", "met"), DIMENSIONS)
    assert (graded.overall, graded.ungraded) == (None, TOO_FEW_MARKS)


def test_one_light_point_that_could_not_be_marked_is_left_out() -> None:
    graded = grade(QUESTION, judgement("met", "met", "met", "ungraded"), DIMENSIONS)
    assert (graded.overall, graded.ungraded) == (5, "")


def test_a_judge_without_a_scale_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="'oracle'"):
        grade(QUESTION, judgement(*["met"] * 4, maker=Maker("oracle", "1")), DIMENSIONS)


@pytest.mark.parametrize(
    ("mean", "core", "given", "graded", "decision"),
    [
        (4.3, [4.0, 4.5], 4, 4, "Strong Hire"),
        (4.6, [3.9], 4, 4, "Hire"),
        (3.5, [3.0], 4, 2, "Hire"),
        (3.6, [2.9], 4, 4, "No Hire"),
        (2.1, [2.0], 4, 4, "Strong No Hire"),
        (3.0, [1.0, 4.0], 4, 4, "Strong No Hire"),
        (5.0, [5.0], 5, 2, "not enough evidence"),
        (None, [], 0, 0, "not enough evidence"),
    ],
)
def test_a_stages_decision_follows_the_written_numbers(
    mean: float | None, core: list[float], given: int, graded: int, decision: str
) -> None:
    assert verdict(mean, core, given, graded) == decision
