"""What to practise: the heaviest gap of each question as a drill, with the passages that help. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from interviewer.attempts import Attempt
from interviewer.events import Session
from interviewer.grading.score import CREDIT
from interviewer.results import Result, question_of
from interviewer.types import Drill, Grade
from knowledge.types import Bank, Point, Question

DRILLS = 3
TIP_LIKENESS = 1.7
"""A tip under this is not shown; see `_tips`."""


@dataclass(frozen=True)
class Gap:
    """The point of a question that cost most: `lost` is weight. `fix` is its card's, "" without one."""

    lost: float
    question: Question
    point: Point
    fix: str = ""


def gaps_of(session: Session, tried: Sequence[Attempt], results: Sequence[Result], bank: Bank) -> list[Gap]:
    """The heaviest gap of each question, the heaviest first; a declined question lacks everything."""
    found = [gap for r in results if (gap := _gap(r.question, r.grade))]
    answered = {a.question for a in tried if a.exchanges}
    for id in dict.fromkeys(a.question for a in tried if a.question not in answered and a.given_up):
        question = question_of(session, id, bank)
        if question is not None:
            heaviest = max(question.points, key=lambda p: (p.weight, p.core))
            found.append(Gap(heaviest.weight, question, heaviest))
    return sorted(found, key=lambda g: (-g.lost, not g.point.core))


def _gap(question: Question, grade: Grade) -> Gap | None:
    verdicts = {m.point: m.verdict for m in grade.marks if m.verdict != "ungraded"}
    lost = [(p.weight * (1 - CREDIT[verdicts[p.id]]), p) for p in question.points if p.id in verdicts]
    cost, point = max(lost, key=lambda pair: (pair[0], pair[1].core), default=(0.0, None))
    return Gap(cost, question, point, point.fix) if point and cost else None


def drills_for(gaps: Sequence[Gap], bank: Bank) -> Iterator[Drill]:
    """A drill for each gap: to meet its point, with the passage behind it and a tip that fits the question."""
    rarity = _rarity(bank) if gaps else {}
    for gap in gaps:
        question, point = gap.question, gap.point
        passages = dict.fromkeys((point.source, *_tips(question, bank, rarity)))
        yield Drill(question.id, question.title, f"Your answer contains {point.text}.", tuple(passages))


def _tips(question: Question, bank: Bank, rarity: dict[str, float]) -> list[str]:
    """The tip that shares most rare words with the question, if it shares enough; its own wording counts twice.

    Words, not vectors, so that a debrief needs no model. Read by eye: of the 39 questions of the shipped bank 32
    get a tip, which fits all but one or two.
    """
    wording = _stems(f"{bank.topic(question.topic).name} {question.title} {question.text}")
    about = _stems(_wording(question, bank))
    scored = [
        (_likeness(_stems(p.text), about, wording, rarity), p.id)
        for p in bank.guide.passages
        if p.kind == "tip"
    ]
    likeness, tip = max(scored, default=(0.0, ""))
    return [tip] if likeness >= TIP_LIKENESS else []


def _likeness(tip: set[str], about: set[str], wording: set[str], rarity: dict[str, float]) -> float:
    shared = sum(rarity[w] for w in tip & about) + sum(rarity[w] for w in tip & wording)
    return shared / sqrt(sum(rarity[w] for w in tip) or 1.0)


def _rarity(bank: Bank) -> dict[str, float]:
    """How telling each word is: 0 where every passage and question has it."""
    texts = [p.text for p in bank.guide.passages] + [_wording(q, bank) for q in bank.questions]
    spread = Counter(word for text in texts for word in _stems(text))
    return {word: log(len(texts) / n) for word, n in spread.items()}


def _wording(question: Question, bank: Bank) -> str:
    points = (text for p in question.points for text in (p.text, p.met_when, *p.aliases))
    return " ".join((bank.topic(question.topic).name, question.title, question.text, *points))


def _stems(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[^\W\d_]{5,}", text.lower())}
