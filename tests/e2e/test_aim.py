"""An interview is aimed at a job: what is read of a pasted text stands on the page, and it chooses the questions."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.candidate import Candidate

JOB = """Jane Roe
jane.roe@example.org | +1 415 555 0123 | 12 Baker Street, London
<b>Must</b>: OCR of financial documents, Python and SQL with BigQuery."""


@pytest.fixture
def candidate(page: Page) -> Candidate:
    return Candidate(page).arrive()


def test_what_is_read_of_a_pasted_text_is_shown_without_contact_data_and_chooses_the_questions(
    candidate: Candidate,
) -> None:
    page = candidate.page
    page.get_by_role("button", name="Aim it at a job (optional)").click()
    page.get_by_label("Paste a job description or your resume").fill(JOB)

    preview = page.locator("#aim-preview")
    expect(preview).to_contain_text("Taken out: 1 e-mail, 1 address, 1 phone number, 1 name.")
    expect(preview).to_contain_text("Background and fit: your text says “")
    preview.get_by_text("Exactly what is read").click()
    read = preview.locator("pre.read")
    expect(read).to_have_text(
        "[name]\n[e-mail] | [phone] | [address]\n<b>Must</b>: OCR of financial documents, Python and SQL with BigQuery."
    )

    candidate.choose("Live interview", "Recruiter", "Full").start()
    id = parse_qs(urlsplit(page.url).query)["s"][0]
    stored = page.request.get(f"/sessions/{id}.json").text()
    plan = page.request.get(f"/sessions/{id}.json").json()["events"][0]["plan"]
    assert {"R5", "R6"} <= {one["question"] for one in plan["focus"]}
    for secret in ("jane", "415 555", "baker"):
        assert secret not in stored.lower()


def test_topics_that_are_ticked_come_first(candidate: Candidate) -> None:
    page = candidate.page
    page.get_by_role("button", name="Aim it at a job (optional)").click()
    page.get_by_role("checkbox", name="Deep learning and advanced ML").check()

    candidate.choose("Live interview", "Technical", "Short").start()

    id = parse_qs(urlsplit(page.url).query)["s"][0]
    plan = page.request.get(f"/sessions/{id}.json").json()["events"][0]["plan"]
    assert {q["id"][:3] for q in plan["stages"][0]["questions"]} == {"3.4"}


def test_a_text_that_is_far_too_long_cannot_be_pasted_whole(candidate: Candidate) -> None:
    page = candidate.page
    page.get_by_role("button", name="Aim it at a job (optional)").click()
    box = page.get_by_label("Paste a job description or your resume")
    box.fill("word " * 5_000)

    assert len(box.input_value()) <= 20_000
