"""Wishes in words that nobody foresaw are understood by their likeness, and no short answer is taken for a wish."""

from __future__ import annotations

import tomllib

import pytest

from evals.gold_answers import gold_answers
from evals.repertoire import may_be_heard_as
from interviewer.events import Intent
from interviewer.grading.embedded.windows import sentences
from interviewer.intents import read
from interviewer.likeness import SHORT, WORDINGS, Likeness
from knowledge.bank import SHIPPED, load_bank
from knowledge.embeddings import MiniLM
from tests.unit.test_intents import LIKE_WISHES

BANK = load_bank(SHIPPED)
KNOWN = [
    (intent, text) for intent, texts in tomllib.loads(WORDINGS.read_text("utf-8")).items() for text in texts
]
UNFORESEEN: dict[Intent, tuple[str, ...]] = {
    "decline": ("I have never learned how that is done", "No experience at all with this", "I can't think of anything to say here"),
    "skip": ("Could we jump to the question after this?", "Let me have some other question please"),
    "repeat": ("Would you be so kind to say the question again?", "Sorry, what was the question once more?"),
    "rephrase": ("I can't follow what the question means", "Could you say this in easier words?"),
    "hint": ("Could you give me a little push with a hint?", "I am stuck, I need some help"),
    "pause": ("Please let me think a minute about it", "I would need a short moment"),
    "stop": ("I want to finish the interview at this point", "Let us stop the interview"),
    "example": ("What would the perfect answer have been?", "Could you show me what a good answer is?"),
}  # fmt: skip


@pytest.fixture(scope="module")
def likeness() -> Likeness:
    return Likeness(MiniLM())


def heard(text: str, likeness: Likeness) -> Intent:
    return likeness.read(text, read(text, invited=False))


@pytest.mark.parametrize(("intent", "text"), KNOWN)
def test_every_wording_of_the_collection_is_heard_as_what_it_is(
    intent: str, text: str, likeness: Likeness
) -> None:
    assert heard(text, likeness) in may_be_heard_as(intent)


@pytest.mark.parametrize(
    ("intent", "text"), [(intent, text) for intent, texts in UNFORESEEN.items() for text in texts]
)
def test_a_wish_in_other_words_is_understood(intent: Intent, text: str, likeness: Likeness) -> None:
    assert heard(text, likeness) in may_be_heard_as(intent)


@pytest.mark.parametrize("text", LIKE_WISHES)
def test_an_answer_in_the_words_of_a_wish_is_left_as_it_is(text: str, likeness: Likeness) -> None:
    assert heard(text, likeness) == "answer"


def test_hardly_a_short_sentence_of_an_answer_is_taken_for_a_wish(likeness: Likeness) -> None:
    points = [text for q in BANK.questions for p in q.points for text in (*p.said, *p.missed)]
    gold = [sentence for answer in gold_answers("tune") for sentence in sentences(answer.answer)]
    short = [text for text in (*points, *gold) if 2 < len(text.split()) <= SHORT]

    taken = [text for text in short if heard(text, likeness) != read(text, invited=False)]

    assert len(short) > 1_000
    assert len(taken) / len(short) < 0.01
    assert [text for text in taken if text in points] == []
