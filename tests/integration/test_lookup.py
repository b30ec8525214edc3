"""Own questions are answered from the guide or not at all, and questions back from what was prepared."""

from __future__ import annotations

import pytest

from interviewer.lookup import MOST_WORDS, GuideLookup
from knowledge.bank import SHIPPED, load_bank
from knowledge.embeddings import MiniLM
from knowledge.index import open_index

BANK = load_bank(SHIPPED)
ENCODER = MiniLM()
LOOKUP = GuideLookup(open_index(BANK, ENCODER, None), ENCODER)

ANSWERED = (
    ("what comes after this?", "guide 2"),
    ("What are the next steps?", "guide 2"),
    ("What are the stages of the process?", "guide 2"),
    ("What happens after the recruiter screen?", "guide 2.3"),
    ("Do you give take-homes?", "guide 5.3"),
    ("Is there a take-home assignment?", "guide 5.3"),
    ("Do I have to do homework?", "guide 5.3"),
    ("How many rounds are there?", "guide 5.2"),
    ("Can I work remotely?", "guide 5.9"),
    ("Will I get feedback?", "guide 5.7"),
    ("How hard is the interview?", "guide 5.1"),
    ("Which skills matter most?", "guide 5.4"),
    ("What is the acceptance rate?", "guide 5.8"),
    ("What does the company do?", "guide 1.2"),
    ("What happens in the final round?", "guide 2.5"),
    ("Who will I meet in the behavioral interview?", "guide 2.4"),
    ("How does the offer stage work?", "guide 2.6"),
    ("When will I hear back?", "guide 5.5"),
    ("how many weeks until an offer", "guide 5.5"),
    ("How is success measured in this role?", "guide 1.3"),
    ("Which cloud platform do you use?", "guide 5.4"),
)
UNANSWERED = (
    "How many vacation days do I get?", "Why is the role open?", "Who is the CEO?", "How big is the team?", "Do you sponsor visas?",
    "Is there a dog-friendly office?", "Who are your competitors?", "How much funding do you have?",
    "What is the company's revenue?", "Where is the office?", "Do you have a pension plan?",
    "What is the parental leave policy?", "Which laptop would I get?", "How often do people get promoted?",
    "What do you like about working here?", "Is there free lunch?", "Who would be my manager?",
    "What is the meaning of life?", "Do you use Kubernetes?", "How do you handle code review?",
    "How old is the company?", "Are there on-call shifts?", "What is the weather like?", "Do you offer stock options?",
    "How many customers do you have?", "What was the last production incident?", "Is the company profitable?", "", "???",
)  # fmt: skip


@pytest.mark.parametrize(("asked", "passage"), ANSWERED)
def test_a_question_that_the_guide_answers_gets_its_sentences(asked: str, passage: str) -> None:
    said, found = LOOKUP.passage(asked)

    assert found == passage
    assert 0 < len(said.split()) <= MOST_WORDS


@pytest.mark.parametrize("asked", UNANSWERED)
def test_a_question_that_the_guide_does_not_answer_finds_nothing(asked: str) -> None:
    assert LOOKUP.passage(asked) == ("", "")


@pytest.mark.parametrize("asked", [asked for asked, _ in ANSWERED[:6]])
def test_the_words_stand_in_the_guide_sentence_by_sentence(asked: str) -> None:
    said, passage = LOOKUP.passage(asked)
    text = " ".join(next(p.text for p in BANK.guide.passages if p.id == passage).split())

    assert [s for s in said.replace("?", ".").split(". ") if s.rstrip(".") not in text] == []


@pytest.mark.parametrize(
    ("id", "asked", "begins"),
    [
        ("3.2.1", "what is the fraud rate?", "Assume about one transaction"),
        ("3.2.1", "Should I assume a particular model?", "Any model you would choose"),
        ("3.1.1", "What data is available?", "Prices and trades"),
        ("3.1.1", "How quick must it be?", "As fast as the decision"),
        ("3.5.4", "Does an argument with my boss count?", "Yes, if there was"),
        ("R1", "How far back should I start?", "As far as it helps"),
        ("R5", "What if it is confidential?", "Leave out names"),
    ],
)
def test_a_prepared_question_back_gets_its_clarification(id: str, asked: str, begins: str) -> None:
    assert LOOKUP.clarification(BANK.question(id), asked).startswith(begins)


@pytest.mark.parametrize(
    ("id", "asked"),
    [
        ("3.2.1", "Can I use Spark?"),
        ("3.2.1", "Who reads the result?"),
        ("3.1.1", "Is there a budget?"),
        ("3.2.5", "What is the depth of the tree?"),
        ("3.3.3", "Do customers have logins?"),
        ("R1", "Is this recorded?"),
        ("R1", " "),
    ],
)
def test_nothing_is_made_up_for_a_question_back_that_was_not_prepared(id: str, asked: str) -> None:
    assert LOOKUP.clarification(BANK.question(id), asked) == ""
