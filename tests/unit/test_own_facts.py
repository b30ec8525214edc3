"""Own facts: nothing that the candidate did not say gets into a rewrite, outside ‹unknown: ...?›."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.gold_answers import gold_answers
from interviewer.grading.own_facts import invented, marked
from tests.unit.sessions import BANK

ANSWER = (
    "Well, I worked on the fraud model, about 0.2 percent was fraud, so I didn't use accuracy because it's misleading. "
    "I used recall at a fixed precision, and we split by time, not randomly. Recall went from 61 to 74 percent."
)
ASKED = "How do you deal with class imbalance in fraud detection?"
STRANGE = [
    "Spark", "Kafka", "XGBoost", "kubernetes", "F1", "AWS", "SMOTE", "GPT-4", "C++", "MLflow", "Stripe", "Anna", "London",
    "doubled", "reduced", "saved", "increased", "promoted", "award", "revenue", "latency", "sharding", "Bayesian",
    "7", "1,000", "40%", "$3", "€5", "3x", "2023", "seven", "forty", "million", "90", "half", "twice", "double",
]  # fmt: skip
"""Names, tools, numbers, results and terms that ANSWER does not hold."""
EXEMPLARS = [(q, e) for q in BANK.questions for e in q.exemplars]


@pytest.mark.parametrize(
    "rewrite",
    [
        "Fraud was 0.2 percent, so I did not use accuracy: it is misleading. Instead I used recall at a fixed precision.",
        "First, I would say why accuracy is misleading here. Then I'd show recall at a fixed precision, which went from 61 to 74 percent.",
        "We split by time and not randomly, ‹unknown: what would have leaked otherwise?›.",
        "I worked on a fraud model where class imbalance mattered: ‹unknown: what does a missed fraud cost?›",
        "",
    ],
)
def test_a_rewrite_in_the_candidates_own_facts_passes(rewrite: str) -> None:
    assert invented(rewrite, ANSWER, ASKED) == ()


@pytest.mark.parametrize(
    ("rewrite", "found"),
    [
        ("We split by time with Spark.", "Spark"),
        ("Recall went from 61 to 84 percent.", "84"),
        ("Recall went from sixty-one to eighty percent.", "eighty"),
        ("Fraud was 61 percent.", "61"),
        ("I split randomly.", "random (was denied)"),
        ("We did not split by time.", "split time (was not denied)"),
        ("I used recall, which increased revenue.", "revenue"),
        ("My target was recall at Target.", "Target"),
        ("‹I saved 5 million›", "5"),
        ("‹unknown: did the 5 million matter?›", "5"),
        ("‹unknown›: we used Kafka", "Kafka"),
        ("I led a team of fraud.", "led"),
        ("I used recall; we split by the hour.", "hour"),
    ],
)
def test_what_was_not_said_is_found(rewrite: str, found: str) -> None:
    assert found in invented(rewrite, ANSWER, ASKED)


@pytest.mark.parametrize(
    "written",
    [
        "<unknown: the cost>",
        "[unknown: the cost?]",
        "‹Unknown: the cost?›",
        "{unknown the cost}",
        "«unknown: the cost?»",
    ],
)
def test_a_gap_is_a_gap_however_it_is_bracketed(written: str) -> None:
    assert marked(f"It cost {written}.").lower() == "it cost ‹unknown: the cost?›."


@given(st.sampled_from(EXEMPLARS), st.sampled_from(STRANGE), st.integers(0, 10_000))
def test_whatever_is_slipped_into_an_answer_is_found(pair: tuple, word: str, seed: int) -> None:  # type: ignore[type-arg]
    question, exemplar = pair
    words = exemplar.text.split()
    place = Random(seed).randrange(len(words))
    told = " ".join((*words[:place], word, *words[place:]))

    known = f"{exemplar.text} {question.text}"

    assert invented(told, exemplar.text, question.text) or _said(word, known)


def _said(word: str, known: str) -> bool:
    """Whether the word, or one of the same stem or value, stands there anyway, be it denied."""
    return all(fault.endswith("denied)") for fault in invented(f"and {word}", known))


@given(st.sampled_from(EXEMPLARS), st.sampled_from(STRANGE[:23]), st.integers(0, 10_000))
def test_in_a_gap_anything_but_a_number_may_be_asked_for(pair: tuple, word: str, seed: int) -> None:  # type: ignore[type-arg]
    question, exemplar = pair
    sentences = exemplar.text.split(". ")
    place = Random(seed).randrange(len(sentences))
    gap = "" if any(char.isdigit() for char in word) else f"‹unknown: what about {word}?›"
    told = ". ".join((*sentences[:place], gap, *sentences[place:])) if gap else exemplar.text

    assert invented(told, exemplar.text, question.text) == ()


@given(st.sampled_from(EXEMPLARS), st.randoms())
def test_the_candidates_own_sentences_pass_in_any_order(pair: tuple, random: Random) -> None:  # type: ignore[type-arg]
    question, exemplar = pair
    sentences = [f"{s.strip('. ')}." for s in exemplar.text.split(". ")]
    random.shuffle(sentences)

    assert invented(" ".join(sentences), exemplar.text, question.text) == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_looked_at_without_a_fault(rewrite: str, answer: str) -> None:
    invented(marked(rewrite), answer)


def test_every_development_answer_keeps_to_its_own_facts() -> None:
    assert [a.id for a in gold_answers("tune") if invented(a.answer, a.answer)] == []


def test_another_answers_sentences_are_found() -> None:
    """A rewrite that tells of somebody else's work: of 39 questions, each with the next one's best answer."""
    around = (*BANK.questions[1:], BANK.questions[0])
    pairs = zip(BANK.questions, around, strict=True)

    assert all(invented(b.best_exemplar.text, a.best_exemplar.text, a.text) for a, b in pairs)
