"""Two attempts at one question, point by point: what was fixed, what is still open, what is new. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from interviewer.grading.score import CREDIT
from interviewer.types import Grade, Mark
from knowledge.types import Question

Change = Literal["fixed", "better", "still open", "new gap", "kept"]

ORDER: tuple[Change, ...] = ("fixed", "better", "still open", "new gap", "kept")
"""As a candidate wants to read them: what the new try has brought, then what is left."""


@dataclass(frozen=True)
class Compared:
    """A point in both attempts. `text` names it."""

    text: str
    before: Mark
    after: Mark
    change: Change


def compared(question: Question, before: Grade, after: Grade) -> tuple[Compared, ...]:
    """The points that were judged in both grades, by change, then in the rubric's order."""
    earlier, later = (
        {m.point: m for m in grade.marks if m.verdict != "ungraded"} for grade in (before, after)
    )
    rows = [
        Compared(p.text, earlier[p.id], later[p.id], change(earlier[p.id], later[p.id]))
        for p in question.points
        if p.id in earlier and p.id in later
    ]
    return tuple(sorted(rows, key=lambda row: ORDER.index(row.change)))


def change(before: Mark, after: Mark) -> Change:
    """What became of one point."""
    was, now = CREDIT[before.verdict], CREDIT[after.verdict]
    if now < was:
        return "new gap"
    if after.verdict == "met":
        return "kept" if before.verdict == "met" else "fixed"
    return "better" if now > was else "still open"
