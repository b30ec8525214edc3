"""The chat shows what was typed, and nothing that was typed does anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.events import Answered, AnsweredBack, Asked, Session, StageOpened, Started, Stumbled
from interviewer.room import Frame
from interviewer.types import PlannedStage
from interviewer.web.chat import escape, messages
from tests.unit.simulation import plan, question

PLAN = plan(PlannedStage("technical", 5.0, (question("q1"),)))
OPENED = (Started(0, PLAN), StageOpened(0, "technical", "Hello."), Asked(1, "q1", "What would you do?"))


def frame(*events: object, speaking: str = "", thinking: bool = False) -> Frame:
    session = Session("s", (*OPENED, *events))  # type: ignore[arg-type]  # events of the tests
    return Frame(session, 2, speaking, thinking, grading=False, trouble="")


@given(st.text())
def test_no_tag_and_no_image_is_left_outside_code(text: str) -> None:
    outside = re.sub(r"^```[^`\n]*\n.*?^ {0,3}`{3,}[ \t]*$", "", escape(text), flags=re.DOTALL | re.MULTILINE)

    assert "<" not in outside
    assert "![" not in outside


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="<>&!`\\", min_codepoint=32)))
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert escape(text).replace("\ufffd", "\x7f") == text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("use `a < b` here", r"use \`a &lt; b\` here"),
        ("see ``` <img src=x>", r"see \`\`\` &lt;img src=x&gt;"),
        (r"\`<b>hi</b>\`", r"\\\`&lt;b&gt;hi&lt;/b&gt;\\\`"),
        ("```\n<b>never closed", r"\`\`\`" + "\n&lt;b&gt;never closed"),
        ("```\na\n   ````\n<b>after", "```\na\n   ````\n&lt;b&gt;after"),
        ("```\nif a < b:\n```", "```\nif a < b:\n```"),
        ("![x](http://192.0.2.1)", r"!\[x](http://192.0.2.1)"),
        ("NUL \0 here", "NUL \ufffd here"),
    ],
)
def test_what_is_typed_is_shown(typed: str, shown: str) -> None:
    assert escape(typed) == shown


def test_the_conversation_is_shown_in_order_with_who_said_it() -> None:
    shown = messages(frame(Answered(2, "This.")), lambda _: "")

    assert [(m["role"], m["content"]) for m in shown] == [
        ("assistant", "Hello."), ("assistant", "What would you do?"), ("user", "This."),
    ]  # fmt: skip


def test_a_line_that_is_being_spoken_is_shown_so_far() -> None:
    assert messages(frame(speaking="Thank y", thinking=True), lambda _: "")[-1]["content"] == "Thank y"


def test_an_answer_from_the_guide_opens_its_passage() -> None:
    shown = messages(
        frame(AnsweredBack(2, "Two to four weeks.", "guide 2.7")),
        lambda id: {"guide 2.7": "The <whole> text"}[id],
    )

    assert "<summary>guide 2.7</summary><p>The &lt;whole&gt; text</p>" in shown[-1]["content"]


def test_trouble_with_the_model_is_told_in_its_sentence() -> None:
    shown = messages(frame(Stumbled(2, "The model is busy; the interview goes on.")), lambda _: "")

    assert "The model is busy" in shown[-1]["content"]
