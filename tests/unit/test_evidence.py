"""Quotes: what is shown is always a substring of the answer, and nothing else counts as evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.evidence import ECHO, NO_QUOTE, NOT_SAID, find_quote, verified
from interviewer.types import Exchange, Mark, Raised

ASKED = "Which number would you look at to decide that the model is good enough?"
SAID = "Accuracy   misleads here – it's 99.9 percent for nothing.\nI'd read the “precision-recall” curve."
EXCHANGES = (Exchange(ASKED, SAID), Exchange("And the threshold?", "From what a miss costs."))


@pytest.mark.parametrize(
    ("quote", "span"),
    [
        ("accuracy misleads here", "Accuracy   misleads here"),
        ("MISLEADS HERE - it's 99.9 percent", "misleads here – it's 99.9 percent"),
        (
            'nothing. I’d read the "precision-recall" curve.',
            "nothing.\nI'd read the “precision-recall” curve",
        ),
        ("... read the “precision—recall” curve ...", "read the “precision-recall” curve"),
    ],
)
def test_a_quote_is_found_whatever_its_spacing_case_quotes_and_dashes(quote: str, span: str) -> None:
    assert find_quote(quote, SAID) == span


@pytest.mark.parametrize("quote", ["", "  ", "...", "“”", "curve is steep", "leads here", "accuracy mis"])
def test_a_quote_that_is_not_said_or_cuts_a_word_is_not_found(quote: str) -> None:
    assert find_quote(quote, SAID) is None


@given(quote=st.text(max_size=12), text=st.text(max_size=200))
def test_a_span_is_always_part_of_the_text(quote: str, text: str) -> None:
    span = find_quote(quote, text)
    assert span is None or (span and span in text)


@given(st.lists(st.text("abcäß 1'\"-–ﬁ", min_size=1, max_size=6), min_size=1, max_size=20), st.data())
def test_whole_words_of_a_text_are_found_again_in_it(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    quote = " ".join(words[start:end])
    assert (find_quote(quote.upper(), text) is not None) == any(char.isalnum() for char in quote)


def test_a_mark_keeps_the_words_as_they_were_said() -> None:
    marks, _ = verified([Mark("metric", "met", "accuracy misleads HERE")], [], EXCHANGES)
    assert marks == (Mark("metric", "met", "Accuracy   misleads here"),)


def test_a_mark_is_found_in_the_answer_to_a_probe() -> None:
    marks, _ = verified([Mark("threshold", "partly", "what a miss costs")], [], EXCHANGES)
    assert marks[0].verdict == "partly"


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("I look at recall", NOT_SAID),
        ("  ", NO_QUOTE),
        (ASKED, NOT_SAID),
        ("decide that the model is", NOT_SAID),
    ],
)
def test_a_mark_without_the_candidates_words_is_no_evidence(quote: str, reason: str) -> None:
    marks, _ = verified([Mark("metric", "met", quote)], [], EXCHANGES)
    assert marks == (Mark("metric", "no_evidence", reason=reason),)


def test_words_that_repeat_the_question_are_no_evidence() -> None:
    exchanges = (Exchange(ASKED, "Well, I would look at to decide that the model is good enough."),)
    marks, _ = verified([Mark("metric", "met", "decide that the model is good enough")], [], exchanges)
    assert marks == (Mark("metric", "no_evidence", reason=ECHO),)


def test_an_ungraded_mark_stays_ungraded() -> None:
    marks, _ = verified([Mark("metric", "ungraded", reason="no reply")], [], EXCHANGES)
    assert marks == (Mark("metric", "ungraded", reason="no reply"),)


def test_a_red_flag_without_its_words_is_dropped() -> None:
    raised = [Raised("invented", "accuracy is best"), Raised("costs", "FROM what a miss costs")]
    assert verified([], raised, EXCHANGES)[1] == (Raised("costs", "From what a miss costs"),)
