"""The latest interviews on the start: what tells two of the same name apart."""

from __future__ import annotations

from dataclasses import replace

from evals.past import past
from interviewer.digest import digest_of
from interviewer.web.recent import recent_html, recent_item
from tests.unit.sessions import BANK

[SESSION] = past(BANK, 1, 4, until=1_790_000_000.0)
DIGEST = digest_of(SESSION)


def test_an_interview_is_told_with_its_question_its_beginning_and_its_grade() -> None:
    asked = BANK.question(SESSION.plan.questions[0].id).title

    item = recent_item(SESSION, DIGEST, BANK)

    assert asked in item
    assert "begun " in item
    assert "graded " in item
    assert "read the debrief" in item


def test_a_grade_that_is_withheld_is_not_told_in_the_list() -> None:
    held = replace(
        DIGEST, tries=tuple(replace(tried, overall=None, held_back=True) for tried in DIGEST.tries)
    )

    assert "graded" not in recent_item(SESSION, held, BANK)


def test_without_an_interview_there_is_no_list() -> None:
    assert recent_html([]) == ""
