"""Decisive points: what is judged twice, and what comes of two verdicts."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from interviewer.grading.calibration import scale_of
from interviewer.grading.decisive import MOST, decisive, settled
from interviewer.grading.evidence import NOT_SAID
from interviewer.grading.score import CREDIT, grade
from interviewer.types import Judgement, Maker, Mark, Raised
from tests.unit.sessions import BANK

QUESTION = BANK.question("3.2.1")
SCALE = scale_of("model")
CORE = {d.id for d in BANK.dimensions if d.core}
VERDICTS = st.sampled_from(["met", "partly", "not_met", "no_evidence"])
MARKS = st.lists(VERDICTS, min_size=len(QUESTION.points), max_size=len(QUESTION.points)).map(
    lambda verdicts: tuple(
        Mark(p.id, v, "" if v == "no_evidence" else "said")
        for p, v in zip(QUESTION.points, verdicts, strict=True)
    )
)
RAISED = st.sets(st.sampled_from([f.id for f in QUESTION.red_flags])).map(
    lambda ids: tuple(Raised(i, "said") for i in ids)
)
ONE = st.builds(Mark, st.just("metric"), VERDICTS, st.just("said")).map(
    lambda m: Mark(m.point, m.verdict, "" if m.verdict == "no_evidence" else "said")
)


@given(MARKS, RAISED)
def test_few_points_are_judged_twice_and_each_of_them_is_in_doubt(
    marks: tuple[Mark, ...], raised: tuple[Raised, ...]
) -> None:
    found = decisive(QUESTION, marks, marks, raised, SCALE, CORE)

    verdicts = {m.point: m.verdict for m in marks}
    assert len(found) <= MOST
    assert all(verdicts[id] == "partly" for id in found)
    assert [QUESTION.point(id).weight for id in found] == sorted(
        (QUESTION.point(id).weight for id in found), reverse=True
    )


@given(MARKS, RAISED)
def test_a_point_outside_core_dimensions_is_decisive_only_where_another_verdict_changes_the_overall(
    marks: tuple[Mark, ...], raised: tuple[Raised, ...]
) -> None:
    def overall(changed: tuple[Mark, ...]) -> int | None:
        return grade(QUESTION, Judgement(changed, raised, Maker("model", "2")), ()).overall

    def other(id: str, verdict: str) -> tuple[Mark, ...]:
        return tuple(Mark(m.point, verdict, m.quote) if m.point == id else m for m in marks)  # type: ignore[arg-type]

    for id in decisive(QUESTION, marks, marks, raised, SCALE):
        assert {overall(other(id, "met")), overall(other(id, "no_evidence"))} != {overall(marks)}


def test_words_that_are_not_in_the_answer_are_asked_for_again_where_they_would_decide() -> None:
    claimed = tuple(Mark(p.id, "met", "invented") for p in QUESTION.points)
    marks = tuple(Mark(p.id, "no_evidence", reason=NOT_SAID) for p in QUESTION.points)

    assert len(decisive(QUESTION, claimed, marks, (), SCALE)) == MOST


@given(ONE, ONE)
def test_of_two_proved_verdicts_the_lower_one_counts_whichever_came_first(first: Mark, second: Mark) -> None:
    assume(first.quote and second.quote)
    found = settled(first, second)

    assert CREDIT[found.verdict] == min(CREDIT[first.verdict], CREDIT[second.verdict])
    assert CREDIT[settled(second, first).verdict] == CREDIT[found.verdict]


@given(ONE, ONE)
def test_two_looks_settle_on_the_same_whichever_came_first_and_give_a_reason_where_they_differ(
    first: Mark, second: Mark
) -> None:
    found = settled(first, second)

    assert CREDIT[settled(second, first).verdict] == CREDIT[found.verdict]
    assert bool(found.quote) == (found.verdict != "no_evidence")
    assert bool(found.reason) == (first.verdict != second.verdict)


def test_what_only_one_look_can_prove_counts_at_most_partly() -> None:
    found = settled(Mark("metric", "no_evidence", reason=NOT_SAID), Mark("metric", "met", "said"))

    assert (found.verdict, found.quote) == ("partly", "said")
