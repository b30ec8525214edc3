"""What a good answer would be stands under the debrief, for what was answered and nothing else."""

from __future__ import annotations

from html import escape

from interviewer.web.examples import examples_html
from tests.unit.sessions import BANK, Talk, planned

LIVE = planned("R1", "R2", "3.2.1", mode="live")


def test_a_question_that_was_answered_has_its_example_under_the_debrief() -> None:
    talk = Talk(LIVE).open("recruiter").ask("R1").say("I built models.").ask("R2").say("Skip.", "skip")

    shown = examples_html(talk.close("recruiter").session, ("recruiter",), BANK)

    assert escape(BANK.question("R1").best_exemplar.text) in shown
    assert BANK.question("R2").title not in shown


def test_no_example_stands_there_for_a_stage_that_is_not_debriefed() -> None:
    talk = Talk(LIVE).open("recruiter").ask("R1").say("I built models.").close("recruiter")

    assert examples_html(talk.session, (), BANK) == ""
    assert examples_html(talk.session, ("technical",), BANK) == ""
