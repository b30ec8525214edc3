"""The PDF is opened and read: it holds what was said and seen, and nothing that is typed breaks it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from interviewer.pdf import as_pdf
from interviewer.record import record_of
from interviewer.withheld import unquestioned
from tests.unit.sessions import ANSWER, BANK, MARKED, Talk, planned
from tests.unit.simulation import held, plans, scripts
from tests.unit.test_export import talk, whole


def read(*talks: Talk) -> str:
    """The text of the PDF of these interviews, white space folded."""
    reader = PdfReader(io.BytesIO(as_pdf([record_of(t.session, BANK, unquestioned) for t in talks])))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_says_who_said_what_and_when() -> None:
    text = read(whole())

    assert "Began 1970-01-01 00:00 UTC" in text
    assert f"You 00:00:30 {ANSWER}" in text
    assert "Interviewer, hint 1 of 3 00:00:50" in text
    assert (
        f"You graded yourself 4. Graded 3 (embedded grader 1, rubric {BANK.question('3.2.1').rubric})."
        in text
    )


def test_marks_quotes_and_the_debriefs_grid_stand_in_it() -> None:
    text = read(whole())

    assert (
        "a metric that fits rare events, and why accuracy does not core not met “look at accuracy” Met when: “"
        in text
    )
    assert "no evidence Met when: “" in text
    assert "Debrief: Technical interview" in text
    assert "Data and features 3.0 of 5 over 1 answer “I would use SMOTE”" in text
    assert "To reach the next level" in text
    assert "guide 3.2.1 The bias-variance trade-off" in text


def test_a_grade_that_was_not_shown_yet_is_not_in_it() -> None:
    graded = talk("live").grade(3, MARKED)

    assert "Graded 3" not in read(graded)
    assert "Graded 3" in read(graded.close("technical"))


def test_several_interviews_make_one_file() -> None:
    text = read(whole(), talk(said="Another evening."))

    assert text.count("Mock interview") == 2
    assert "Another evening." in text


@pytest.mark.parametrize(
    "said",
    [
        '#read("/etc/passwd")',
        "#strong[bold] *bold* _emph_ $x^2$ @ref <label> `raw` \\ / // /* */",
        "= No heading",
        "- no list",
        '"quoted" #sys.inputs',
    ],
)
def test_markup_is_set_as_it_was_typed(said: str) -> None:
    assert said.replace(" ", "") in read(talk(said=said)).replace(" ", "")


def test_scripts_emoji_and_marks_that_turn_the_direction_do_not_break_it() -> None:
    text = read(talk(said="Здравствуйте, ελληνικά, \u202eturned and NUL \0 here 🙂👩\u200d💻. The end."))

    assert "Здравствуйте, ελληνικά" in text
    assert "The end." in text


def test_a_hundred_thousand_characters_are_all_in_it() -> None:
    sentence = "I measured the drift of every feature. "
    said = (sentence * 2600)[:100_000]

    assert read(talk(said=said)).count("measured") == said.count("measured")


def test_a_word_without_an_end_stays_on_the_paper() -> None:
    text = read(talk(said="y" * 100_000))

    assert text.count("y" * 60) == 100_000 // 60


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_nothing_that_is_typed_keeps_a_pdf_from_being_made(said: str) -> None:
    assert "Transcript" in read(talk(said=said).rate(1).grade(2, {"over-time": ("met", said)}))


@settings(max_examples=10, deadline=None)
@given(plans(), scripts)
def test_every_interview_that_can_be_held_can_be_printed(plan: object, script: object) -> None:
    session = held(plan, script)  # type: ignore[arg-type]  # values of the simulation

    assert as_pdf([record_of(session, BANK, unquestioned)]).startswith(b"%PDF")


def test_a_debrief_with_nothing_in_it_is_printed() -> None:
    empty = Talk(planned("3.2.1", mode="live")).open("technical").close("technical", "stopped").finish()

    assert "Mean: none, 0 of 0 answers graded." in read(empty)
