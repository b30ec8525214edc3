"""What is taken away reads as it was said, and what is read back is an interview or nothing."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.errors import Refused
from interviewer.events import Challenged, Started, Stumbled
from interviewer.export import as_json, sessions_from_json
from interviewer.markdown import as_markdown
from interviewer.withheld import unquestioned
from tests.unit.sessions import ANSWER, BANK, MARKED, Talk, planned
from tests.unit.simulation import held, plans, scripts


def talk(mode: str = "practice", said: str = ANSWER) -> Talk:
    return Talk(planned("3.2.1", "3.2.2", mode=mode)).open("technical").ask("3.2.1").say(said)


def whole() -> Talk:
    graded = talk().hint("metric", 1).probe("metric").say("Recall.").rate(4).grade(3, MARKED, tokens=7)
    return graded.example().then(Stumbled(0, "The model is busy.")).close("technical").finish()


# --- Markdown ----------------------------------------------------------------------------------


def test_the_transcript_says_who_said_what_and_when() -> None:
    text = as_markdown(whole().session, BANK, unquestioned)

    assert "- Began 1970-01-01 00:00 UTC" in text
    assert f"**You** · 00:00:30\n\n> {ANSWER}\n" in text
    assert "**Interviewer, hint 1 of 3** · 00:00:50" in text
    assert "*You graded yourself 4.*" in text
    assert "*The model is busy.*" in text


def test_the_cards_and_the_debrief_stand_in_it_with_the_text_of_what_they_cite() -> None:
    text = as_markdown(whole().session, BANK, unquestioned)

    assert f"- You said 4. Graded 3 (embedded grader 1, rubric {BANK.question('3.2.1').rubric})." in text
    assert (
        "| a metric that fits rare events, and why accuracy does not (core) | not met | “look at accuracy” Met when: “"
        in text
    )
    assert "## Debrief: Technical interview" in text
    assert "- Mean: 3.0, 1 of 1 answers graded" in text
    assert "- **guide 3.2.1** The bias-variance trade-off" in text


def test_a_challenged_mark_is_named_by_what_its_point_asks_for() -> None:
    text = as_markdown(whole().then(Challenged(0, 2, "metric", "I said so.")).session, BANK, unquestioned)

    assert (
        "*You challenged the mark of “a metric that fits rare events, and why accuracy does not”: I said so.*"
        in text
    )


def test_a_grade_that_could_not_be_made_is_said_in_words() -> None:
    text = as_markdown(talk().rate(4).grade(None).session, BANK, unquestioned)

    assert "- You said 4. Not graded: The grader failed." in text


def test_a_live_interview_shows_no_grade_before_its_stage_is_over() -> None:
    graded = talk("live").grade(3, MARKED)

    assert "Graded 3" not in as_markdown(graded.session, BANK, unquestioned)
    assert "Graded 3" in as_markdown(graded.close("technical").session, BANK, unquestioned)


def test_a_live_interview_tells_its_grades_by_name_where_they_were_seen_after_the_stage() -> None:
    plan = planned("3.2.1", "3.2.2", mode="live")
    graded = Talk(plan).open("technical").ask("3.2.1").say(ANSWER).grade(3, MARKED).ask("3.2.2")
    first, second = (BANK.question(id).title for id in ("3.2.1", "3.2.2"))

    text = as_markdown(graded.say("So.").close("technical").rate(4).grade(2).session, BANK, unquestioned)
    said, _, after = text.partition("> Thank you.")

    assert "raded 3" not in said
    assert f"*{first}: graded 3 (" in after
    assert f"*{second}: you graded yourself 4, graded 2 (" in after


def test_a_practice_shows_no_grade_before_the_candidates_own() -> None:
    graded = talk().grade(3, MARKED)

    assert "Graded 3" not in as_markdown(graded.session, BANK, unquestioned)
    assert "Graded 3" in as_markdown(graded.rate(None).session, BANK, unquestioned)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("![x](http://192.0.2.1)", r"\!\[x\](http://192.0.2.1)"),
        ("**bold** `code` a|b", r"\*\*bold\*\* \`code\` a\|b"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("3.5 percent", "3.5 percent"),
        ("NUL \0 here", "NUL � here"),
        ("if a:\n    b()", "if a:  \n> \u00a0\u00a0\u00a0\u00a0b()"),
        ("two\r\rlines", "two  \n>   \n> lines"),
    ],
)
def test_what_was_typed_is_shown_as_it_was_typed(said: str, shown: str) -> None:
    assert f"\n> {shown}\n" in as_markdown(talk(said=said).session, BANK, unquestioned)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>&*_`~[]()!|#+-=.1a \n\r\\$"), min_size=1))
def test_nothing_that_is_typed_becomes_markup(said: str) -> None:
    text = as_markdown(
        talk(said=said).rate(1).grade(2, {"over-time": ("met", said)}).session, BANK, unquestioned
    )

    block = text.split("**You** · 00:00:30\n\n", 1)[1].split("\n\n", 1)[0]
    assert "<" not in text
    assert re.fullmatch(r"(> .*\n)*> .*", block)
    assert re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]|~#!$]", block) is None
    assert re.search(r"^> \u00a0*([-+=]|\d+[.)](\s|$))", block, re.MULTILINE) is None


# --- JSON --------------------------------------------------------------------------------------


def test_everything_is_in_the_json_with_the_version_of_its_form() -> None:
    read = json.loads(as_json(whole().session, BANK, unquestioned))

    assert (read["schema_version"], read["id"], read["bank"]) == (1, "s", BANK.id)
    assert [e["kind"] for e in read["events"][:4]] == ["started", "stage_opened", "asked", "answered"]
    assert (read["cards"][0]["attempt"], read["cards"][0]["card"]["grade"]["overall"]) == (2, 3)
    assert read["debriefs"][0]["mean"] == 3.0


def test_what_is_exported_can_be_read_back() -> None:
    session = whole().session

    assert sessions_from_json(as_json(session, BANK, unquestioned)) == (session,)


@settings(max_examples=30, deadline=None)
@given(plans(), scripts)
def test_every_interview_that_can_be_held_can_be_exported_and_read_back(plan: object, script: object) -> None:
    session = held(plan, script)  # type: ignore[arg-type]  # values of the simulation

    assert sessions_from_json(as_json(session, BANK, unquestioned)) == (session,)
    assert as_markdown(session, BANK, unquestioned).startswith("# Mock interview\n")


GOOD = as_json(whole().session, BANK, unquestioned)


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "{}", "[" * 5000, GOOD[:-20],
        GOOD.replace('"schema_version": 1', '"schema_version": 2'),
        GOOD.replace('"id": "s"', '"id": "<b>"'),
        GOOD.replace('"kind": "asked"', '"kind": "asking"'),
        GOOD.replace('"question": "3.2.1"', '"question": "9.9.9"', 1),
        GOOD.replace('"stage": "technical",\n   "line"', '"stage": "panel",\n   "line"'),
        GOOD.replace('"attempt": 2', '"attempt": 3'),
        GOOD.replace('"attempt": 2', '"attempt": -1'),
        GOOD.replace('"overall": 3', '"overall": 1000000000'),
        GOOD.replace('"rating": 4', '"rating": 6'),
        GOOD.replace('"at": 10.0', '"at": 1e999'),
        GOOD.replace('"at": 10.0', '"at": -1'),
        GOOD.replace('"minutes": 8.0', '"minutes": NaN'),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="not an interview that was exported here"):
        sessions_from_json(text)


def test_an_interview_does_not_begin_twice_or_without_its_plan() -> None:
    twice = whole().then(Started(0, planned("3.2.1"))).session

    with pytest.raises(Refused):
        sessions_from_json(as_json(twice, BANK, unquestioned))
    with pytest.raises(Refused):
        sessions_from_json(json.dumps({"schema_version": 1, "id": "s", "events": []}))
