"""Checks of the interviewer's words: what each line must keep, whoever has worded it. Pure.

The patterns here are written apart from those that guard the voice (`interviewer/conduct.py`): a guard with a
hole would else be proved by itself.
"""

from __future__ import annotations

import re
from collections import Counter

from evals.transcript import Line, Violation, lines
from interviewer.events import (
    AnsweredBack,
    Asked,
    Explained,
    Hinted,
    Invited,
    Session,
    StageOpened,
)
from knowledge.types import Bank

MOST_WORDS = 60
MARKUP = re.compile(
    r"\$\w|\$\{|<[a-z/!]|https?://|\*\*|^\s*[-*#•]\s|```|^\s*\d+[.)]\s", re.IGNORECASE | re.MULTILINE
)
DONT_KNOW = re.compile(
    r"don't know|do not know|don't have|not know|can't (?:say|tell|answer)|not sure|have to ask|I'll ask|will ask"
    r"|find out|no answer|don't say|doesn't say|pass (?:it|that|this|the question) on|to ask\b|check",
    re.IGNORECASE,
)


def long_lines(session: Session, _: Bank) -> list[Violation]:
    """No line has more than 60 words."""
    return [
        Violation("over-long line", line.seq, f"{len(line.text.split())} words: {line.text[:90]!r}")
        for line in lines(session)
        if len(line.text.split()) > MOST_WORDS
    ]


def double_questions(session: Session, _: Bank) -> list[Violation]:
    """One question a line; none where a stage opens; exactly one where questions are invited."""
    found = []
    for line in lines(session):
        asked = line.text.count("?")
        most, least = (
            (0, 0) if isinstance(line.event, StageOpened) else (1, int(isinstance(line.event, Invited)))
        )
        if not least <= asked <= most:
            found.append(
                Violation("double question", line.seq, f"{asked} question marks: {line.text[:160]!r}")
            )
    return found


def manners(session: Session, bank: Bank) -> list[Violation]:
    """A line says something, in plain English text, and asks a planned question in the planned words."""
    return [
        Violation("manners", line.seq, f"{fault}: {line.text[:120]!r}")
        for line in lines(session)
        if (fault := _bad_manners(line, session, bank))
    ]


def repeated_lines(session: Session, _: Bank) -> list[Violation]:
    """No line is heard twice in a session, but for what the candidate asked to be repeated, and hints of another try."""
    tries = [
        seq
        for seq, event in enumerate(session.events)
        if isinstance(event, Asked) and event.retry_of is not None
    ]
    spoken = [
        line
        for line in lines(session)
        if not _is_wished_again(line)
        and not (isinstance(line.event, Hinted) and any(seq < line.seq for seq in tries))
    ]
    counted = Counter(line.text for line in spoken)
    last = {line.text: line for line in spoken}
    return [
        Violation("same line twice", last[text].seq, f"{n} times {last[text].event.kind}: {text[:120]!r}")
        for text, n in counted.items()
        if n > 1
    ]


def _bad_manners(line: Line, session: Session, bank: Bank) -> str:
    text = line.text
    if not text.strip():
        return "empty"
    if match := MARKUP.search(text):
        return f"markup {match.group()!r}"
    if any(ord(char) > 0x24F and char.isalpha() for char in text):
        return "not in English"
    match line.event:
        case Asked(question=question) if bank.question(question).text not in text:
            return "not the planned question"
        case StageOpened(stage=stage) if not _frames(text, stage, session):
            return "an opening without how long or how much"
        case AnsweredBack(passage="") if not DONT_KNOW.search(text):
            return "no passage, and no 'I don't know'"
        case _:
            return ""


def _frames(text: str, stage: str, session: Session) -> bool:
    planned = {s.stage: s for s in session.plan.stages}[stage]
    minutes = planned.minutes or sum(q.minutes for q in planned.questions)
    return f"{minutes:.0f} minutes" in text and "question" in text


def _is_wished_again(line: Line) -> bool:
    return isinstance(line.event, Explained) and line.event.how in ("repeat", "rephrase")
