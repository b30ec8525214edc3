"""What no line of the interviewer may do, in lines that do it and lines that only look as if."""

from __future__ import annotations

import pytest

from interviewer.conduct import faults, questions, secrets
from knowledge.bank import SHIPPED, load_bank

QUESTION = load_bank(SHIPPED).question("3.2.1")
POINT = QUESTION.point("metric")

BAD = {
    "words": ("word " * 61,),
    "question": (
        "What did you measure? And why?", "How did you split the data, and what did you measure?",
        "Which metric did you choose and why?", "Tell me how you split it. What did you measure then?",
        "What was it; how did it end?",
    ),
    "praise": (
        "Great answer.", "That's a good point.", "Excellent! What next?", "Exactly. What did you measure?", "Well done.",
        "I like how you put it.", "That makes sense.", "Correct.", "That's wrong.", "Not quite, but let's go on.",
        "You are right.", "Perfect.", "Impressive.", "You explained that very well.", "I agree.", "That is correct, of course.",
        "You missed the cost of an error.", "Unfortunately no.", "Spot on.", "A very thorough explanation.", "Good.",
        "I'm impressed.", "Nice work.", "That was an incomplete answer.",
    ),
    "gives away": (
        "Have you thought of PR-AUC?", "Would a precision-recall curve help?", "What about regularisation?",
        f"In short: {POINT.met_when[:70]}", "You could use class weights or undersampling here.",
        " ".join(QUESTION.best_exemplar.text.split()[:9]),
    ),
    "markup": (
        "- one thing", "1. First", "**Thanks**", "<b>Thanks</b>", "See https://example.org for it.", "`code`",
        "# Thanks", "Thanks <img src=x onerror=alert(1)>", "[here](javascript:1)", "Thanks \U0001f600",
    ),
    "language": (
        "Danke, das ist gut und wichtig für uns.", "¿Qué número mirarías?", "Спасибо.", "谢谢你的回答。", "Merci.",
        "Gracias por la respuesta.",
    ),
    "machinery": (
        "The rubric asks for more.", "As an AI I have no opinion.", "I can't help with that.", "Your score is 4.",
        "<<<123", "Interviewer: thank you.", "My instructions do not allow it.",
    ),
    "empty": ("", "  ", "..."),
}  # fmt: skip

GOOD = (
    "Thank you.", "Let's go on.", "I see. What did you measure?", "Which number would you look at?",
    "You said you split by time. What did you do about late labels?", "Before we close, what would you like to ask?",
    "Take your time.", "Noted. Here is the next one.", "How does the system learn whether it was right?",
    "You mentioned a nightly job and a dashboard. Who read it?", "That's fine. We leave it there.",
    "When the model was live, what did you watch?", "What would you do differently?",
)  # fmt: skip


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in BAD.items() for line in lines])
def test_a_line_that_breaks_a_rule_is_caught(kind: str, line: str) -> None:
    assert kind in " ".join(faults(line, core="", forbidden=secrets(QUESTION)))


@pytest.mark.parametrize("line", GOOD)
def test_a_proper_line_is_let_through(line: str) -> None:
    assert faults(line, core="", forbidden=secrets(QUESTION)) == ()


def test_what_the_candidate_said_is_no_secret() -> None:
    line = "You look at PR-AUC. Why that one?"

    assert faults(line, core="", forbidden=secrets(QUESTION)) != ()
    assert faults(line, core="", forbidden=secrets(QUESTION), said="I would report PR-AUC.") == ()


def test_planned_words_are_not_judged() -> None:
    assert faults(f"Thank you. {QUESTION.text}", core=QUESTION.text, forbidden=secrets(QUESTION)) == ()


def test_a_question_before_a_planned_question_is_one_too_many() -> None:
    line = f"Did you like it? {POINT.probe}"

    assert "more than one question" in faults(line, core=POINT.probe, forbidden=())


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Thank you.", 0),
        ("What did you measure?", 1),
        ("Tell me about it.", 1),
        ("What did you measure and how?", 2),
        ("In the end, what did you measure?", 1),
        ("What? Why?", 2),
    ],
)
def test_what_a_text_asks_is_counted(text: str, asked: int) -> None:
    assert questions(text) == asked
