"""A bank -> its passages, each with the texts by which it is found.

A passage is found by more than one text, each embedded alone, so that a short query can be near to one of them: a
guide's passage by its title and by the whole, a question by title, wording and rephrasing (and by the guide's own
passage on it, where the advice stands), a point by its name and the phrases people use. On the paraphrased
questions of the tune half (n 87) this found all within three, 0.966 of them first. Without the points 0.989 were
within three; the points' `met_when` on top changed nothing and cost 40 % more tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.types import Bank, Passage, Point, Question


@dataclass(frozen=True)
class Findable:
    """A passage, the texts that stand for it in the index, and the bank's question it belongs to ("" for none)."""

    passage: Passage
    texts: tuple[str, ...]
    question: str = ""


def findables(bank: Bank) -> tuple[Findable, ...]:
    """Everything in a bank that can be found and cited: the guide's passages, then each question and its points."""
    return (*_of_guide(bank), *(f for question in bank.questions for f in _of_question(question)))


def _of_guide(bank: Bank) -> Iterator[Findable]:
    asked = {_origin(q): q.id for q in bank.questions if q.provenance.startswith("guide ")}
    for passage in bank.guide.passages:
        topic = _topic(bank, passage.section)
        question = asked.get(passage.section, "")
        yield Findable(replace(passage, topic=topic), _distinct(passage.title, passage.text), question)


def _of_question(q: Question) -> Iterator[Findable]:
    section = _origin(q)
    source = q.provenance.replace("§", "")
    about = Passage(f"question {q.id}", "question", section, q.title, q.text, source, q.stage, q.topic)
    yield Findable(about, _distinct(q.title, q.text, q.rephrased), q.id)
    for point in q.points:
        yield _of_point(q, point)


def _of_point(q: Question, point: Point) -> Findable:
    """A point says little without its question: "a threshold set from costs" of what?"""
    section = point.source.removeprefix("guide ")
    id = f"point {q.id}/{point.id}"
    passage = Passage(id, "point", section, point.text, point.met_when, point.source, q.stage, q.topic)
    return Findable(passage, (f"{q.title}: {point.text}. {', '.join(point.aliases)}",), q.id)


def _origin(q: Question) -> str:
    """The first section that a question's provenance names: "2.2" of "authored, after guide §2.2 and §1.2"."""
    found = re.search(r"§([\d.]+)", q.provenance)
    return found[1] if found else ""


def _topic(bank: Bank, section: str) -> str:
    """The id of the bank's topic that a guide's section belongs to, where it is one topic alone."""
    topics = [t.id for t in bank.topics if f"{section}.".startswith(f"{t.section}.")]
    return topics[0] if len(topics) == 1 else ""


def _distinct(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))
