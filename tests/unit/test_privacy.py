"""Contact data is taken out of a pasted text, and what a candidate can do stays in it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.privacy import redacted

RESUME = """JANE MARIE O'NEILL-ŠIMIĆ
Senior Machine Learning Engineer
42 Wallaby Way, Flat 3, Sydney NSW 2000 | +61 (0)2 9374 4000 | jane.oneill+jobs@mail.example.co.uk
linkedin.com/in/jane-oneill · github.com/joneill · https://jane.example.dev/cv?x=1

Experience
2019 - 2023  Fraud detection at a payment company, 1.200.000 transactions a day, Python, BigQuery.
01/2015 – 03/2019  OCR for 40,000 invoices, recall 0.93, precision 0.97. Jane led a team of three.
"""
SECRETS = {
    "e-mail": (
        "Write to ada.king@example.org today", "ada (at) example (dot) org", "ada[at]example.org", "ada at example dot org",
        "ADA@EXAMPLE.ORG", "mailto:a.b@c.de", "ada @ example . org", "x_y-z%1@sub.domain.museum", "find me at @adaking",
    ),
    "phone": (
        "+44 20 7946 0018", "(415) 555-0123", "415-555-0123", "415.555.0123", "0049 30 1234567", "030 / 1234567",
        "Tel: 123456", "Mobile 07700 900123", "+1-202-555-0143", "+91 98765 43210", "4155550123", "06 12 34 56 78",
        "+49 (0)30 123 45 67", "phone: 555 0123",
    ),
    "address": (
        "221B Baker Street, London NW1 6XE", "1600 Pennsylvania Ave, Washington, DC 20500", "Hauptstraße 12, 10115 Berlin",
        "Lange Str. 5a", "12 rue de la Paix, 75002 Paris", "Calle de Alcalá 45, Madrid", "PO Box 123, Springfield",
        "Address: somewhere nice 7", "San Francisco, CA 94105", "Keizersgracht 123", "D-80331 München", "EC1A 1BB",
    ),
    "link": (
        "https://example.org/x", "www.adaking.dev", "linkedin.com/in/ada", "adaking.me", "see github.com/ada/project",
    ),
    "name": (
        "Ada King\nData Scientist", "Name: Ada King", "Dear Ms King,", "I hope to hear from you.\nKind regards,\nAda King",
        "ADA VAN DER KING\nResume", "Contact: Ada King, talent team", "Ada King | ML Engineer | Berlin",
    ),
    "date of birth": ("Date of birth: 12.03.1990", "DOB: 1990-03-12", "Born on 12 March 1990, in Graz", "Geboren am: 12.3.90"),
    "personal detail": ("Nationality: Austrian", "SSN: 078-05-1120", "IBAN: AT61 1904 3002 3457 3201"),
}  # fmt: skip
KEPT = (
    "We split by time, 2019 - 2023, and tested on 2024.", "From 01/2015 to 03/2019 I built OCR.", "Salary 60,000 - 80,000 EUR",
    "80.000 - 100.000 a year", "It served 1,000,000,000 rows and 12 million users.", "Recall 0.93, precision 0.97, AUC 0.881",
    "Python, SQL, BigQuery, GCP, Kafka, ASP.NET, Node.js", "5+ years of experience, 30 days of vacation",
    "We send events via Kafka, 24 / 7.", "Senior Machine Learning Engineer", "Machine Learning Engineer (m/f/d)",
    "The model runs 2021-09-01 to 2022-10-15.", "Latency of 200 ms at 3000 requests a second",
    "About the role\nYou will build pipelines.", "Released version 3.11.4 in 2023", "p95 of 1500 ms, 20 % fewer errors",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in SECRETS.items() for text in texts]
)
def test_contact_data_is_taken_out_and_named(kind: str, text: str) -> None:
    made = redacted(text)

    assert f"[{kind}]" in made.text
    assert dict(made.removed)[kind] >= 1


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_contact_data_stays_as_it_is(text: str) -> None:
    assert redacted(text) == type(redacted(""))(text, ())


def test_a_resume_keeps_its_experience_and_loses_its_header() -> None:
    made = redacted(RESUME)

    for secret in ("jane", "neill", "wallaby", "sydney", "9374", "@", "linkedin", "github", "example"):
        assert secret not in made.text.lower()
    for fact in (
        "2019 - 2023",
        "1.200.000",
        "01/2015 – 03/2019",
        "40,000",
        "0.93",
        "BigQuery",
        "team of three",
    ):
        assert fact in made.text
    assert "Senior Machine Learning Engineer" in made.text


@given(st.text(max_size=400))
def test_any_text_can_be_read_and_a_second_reading_finds_no_address_more(text: str) -> None:
    once = redacted(text)

    assert dict(redacted(once.text).removed).get("e-mail", 0) == 0


@given(
    st.from_regex(r"[a-z][a-z0-9._+-]{1,20}@[a-z][a-z0-9-]{1,15}\.(com|org|de|io)", fullmatch=True),
    st.sampled_from(["Contact: {}", "{}", "mail {} or call", "<{}>", "({})", "a,{},b", "x|{}|y"]),
)
def test_no_mail_address_gets_through_wherever_it_stands(address: str, around: str) -> None:
    made = redacted(around.format(address)).text

    assert address not in made
    assert "@" not in made


@given(
    st.sampled_from(["+{} {} {}", "+{}-{}-{}", "+{}{}{}", "+{} ({}) {}", "+{}.{}.{}"]),
    st.integers(1, 99), st.integers(100, 999), st.integers(100000, 9999999),
)  # fmt: skip
def test_no_international_number_gets_through(shape: str, land: int, area: int, number: int) -> None:
    said = shape.format(land, area, number)

    assert str(number) not in redacted(f"Call me: {said}, any time").text


HOSTILE = (
    "A.", "a", "a.", "a-", "a@", "@", "Aa ", "A ", "A'", "a%", "1-", "1.", "1", "1.000 ", "http://", "www.", "mailto:", "str.",
    "weg", "Via ", "12 Aa ", "Aa Aa, CA ", "born on ", "Dear A ", "Name: ", "1234567, ", "a at b dot ", "a(at)", "( ", "A.-'",
    "regards\n", "2019 - ", "·", "é.", f"{'a-' * 31}.", f"{'A.' * 31} ",
)  # fmt: skip
TWENTY_THOUSAND = (
    *((piece * 20_000)[:20_000] for piece in HOSTILE),
    f"{'born on ' * 2_400}•",
    f"Dear{' ' * 19_000}1",
    f"Dear{chr(10) * 19_000}1",
    f"a{' ' * 19_000}(",
    f"{'a' * 64}(at){'b' * 19_000}",
    f"{'1' * 19_000}a",
    f"x{' ' * 19_000}y",
    f"1{' ' * 19_000}1",
    "".join(f"Dear {a}{b}qx {b}{a}vz," for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "abcdefghijklmnopqrstuvwxyz"),
)  # fmt: skip
HANG = 5.0
"""Seconds for all of them together on a busy machine; a rule that goes by the square takes as long for one."""


def test_no_text_of_twenty_thousand_characters_keeps_the_process_busy() -> None:
    began = time.process_time()
    for text in TWENTY_THOUSAND:
        redacted(text)
        assert time.process_time() - began < HANG, text[:40]


def test_a_long_mailbox_a_long_host_and_a_long_line_hide_no_contact_data() -> None:
    filler = "and then I built a pipeline, " * 40
    host = ".".join(["sub"] * 20)

    for secret in (f"{'x' * 90}.ada@example.org", f"{host}.adaking.dev", f"{'deep-' * 30}adaking.me/cv"):
        made = redacted(f"{filler}{secret} {filler}").text
        assert "ada" not in made
    assert "123456" not in redacted(f"{filler}Tel: 123456").text
    assert "Graz" not in redacted("Born in Graz • Python").text
