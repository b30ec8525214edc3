"""A job description is read with the real index: its lines lead to the questions a reader would choose."""

from __future__ import annotations

import pytest

from interviewer.aim import aim_at
from interviewer.planner import Wish, make_plan
from knowledge.bank import SHIPPED, load_bank
from knowledge.embeddings import MiniLM
from knowledge.index import Index, open_index
from knowledge.types import STAGES

BANK = load_bank(SHIPPED)
LINES = {
    "Own our OCR and document understanding pipeline.": "R6",
    "5+ years of Python and strong SQL, ideally with BigQuery on GCP.": "R5",
    "You move nightly batch loads of transactions to Kafka or Pub/Sub.": "3.1.4",
    "You explain model decisions to rejected loan applicants.": "3.2.3",
    "Build retrieval-augmented generation over financial filings with LLMs.": "3.1.2",
    "Detecting fraud with heavily imbalanced classes.": "3.2.1",
    "Credit risk feature store on SageMaker.": "3.1.3",
    "Ingest CSV files that customers upload.": "3.3.3",
    "Update tables with a billion rows without downtime.": "3.3.4",
    "Sentiment analysis of social media for trading signals.": "3.4.4",
    "You win over stakeholders without formal authority.": "3.5.7",
    "Comfortable with competing deadlines and prioritisation.": "3.5.10",
    "Working independently in a small startup team.": "R8",
    "You know support vector machines and the kernel trick.": "3.4.3",
    "Predict mortgage defaults.": "3.2.4",
    "Automate data-quality checks.": "3.5.9",
}
JOB = """Senior ML Engineer, document intelligence
Contact: Jane Roe, jane@example.org, +1 415 555 0123
- Own our OCR and document understanding pipeline.
- 5+ years of Python and strong SQL, ideally with BigQuery on GCP.
- Detecting fraud with heavily imbalanced classes.
We offer 30 days of vacation. Equal opportunity employer."""


@pytest.fixture(scope="module")
def index() -> Index:
    return open_index(BANK, MiniLM(), None)


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_a_job_leads_to_the_question_that_a_reader_would_choose(line: str, index: Index) -> None:
    found = [one.question for one in aim_at(line, index).focus]

    assert LINES[line] in found[:3]


def test_a_whole_job_description_puts_its_must_haves_into_the_loop(index: Index) -> None:
    aim = aim_at(JOB, index)

    plan = make_plan(BANK, Wish("live", STAGES, "full"), seed=8, focus=aim.focus)

    assert {"R5", "R6", "3.2.1"} <= {q.id for q in plan.questions}
    assert {one.question for one in plan.focus} >= {"R5", "R6", "3.2.1"}


@pytest.mark.parametrize(
    "text",
    [
        "Lorem ipsum dolor sit amet consectetur.",
        "We love dogs and table tennis in our kitchen.",
        "\x00 \ud800 🙂",
    ],
)
def test_a_text_about_something_else_asks_for_nothing(text: str, index: Index) -> None:
    assert aim_at(text, index).focus == ()
