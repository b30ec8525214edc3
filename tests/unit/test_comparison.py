"""A retry beside the try before it: what was fixed, what is still open, what is new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.comparison import Change, change, compared
from interviewer.types import Grade, Maker, Mark, Verdict
from interviewer.web.compare import compared_html
from tests.unit.sessions import BANK

QUESTION = BANK.questions[0]
GRADE = Grade(QUESTION.id, QUESTION.rubric, (), (), (), 3, Maker("embedded", "test"))


def marked(**verdicts: Verdict) -> Grade:
    """A grade with those marks; the points are named p0, p1, ... in the rubric's order."""
    points = [p.id for p in QUESTION.points]
    return replace(GRADE, marks=tuple(Mark(points[int(n[1:])], v, "said") for n, v in verdicts.items()))


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        ("no_evidence", "met", "fixed"),
        ("partly", "met", "fixed"),
        ("not_met", "partly", "better"),
        ("partly", "partly", "still open"),
        ("no_evidence", "not_met", "still open"),
        ("met", "partly", "new gap"),
        ("met", "met", "kept"),
    ],
)
def test_what_became_of_a_point(before: Verdict, after: Verdict, became: Change) -> None:
    assert change(Mark("p", before), Mark("p", after)) == became


def test_what_was_fixed_is_read_before_what_is_open() -> None:
    rows = compared(
        QUESTION, marked(p0="no_evidence", p1="met", p2="partly"), marked(p0="not_met", p1="partly", p2="met")
    )

    assert [row.change for row in rows] == ["fixed", "still open", "new gap"]


def test_a_point_that_one_of_the_judges_could_not_judge_is_not_compared() -> None:
    rows = compared(QUESTION, marked(p0="ungraded", p1="met"), marked(p0="met", p1="met"))

    assert [row.change for row in rows] == ["kept"]


def test_both_marks_stand_side_by_side_with_their_quotes_escaped() -> None:
    before = replace(marked(p0="partly"), marks=(Mark(QUESTION.points[0].id, "partly", "<b>first</b>"),))
    after = replace(marked(p0="met"), overall=4)

    shown = compared_html(compared(QUESTION, before, after), before, after)

    assert "graded 3, now <strong>graded 4</strong>" in shown
    assert "“&lt;b&gt;first&lt;/b&gt;”" in shown
    assert "1 fixed" in shown


def test_without_a_common_point_nothing_is_shown() -> None:
    assert compared_html((), GRADE, GRADE) == ""
