"""Every point of a question with its mark, in words that a candidate can use: what was asked for, what would meet it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.grading.card_rules import about_the_person
from interviewer.types import Mark, PointMarked
from knowledge.types import Point, Question

MISSES = frozenset({"partly", "not_met", "no_evidence"})
"""Marks that leave something to add."""


def every_point(question: Question, marks: Sequence[Mark]) -> tuple[PointMarked, ...]:
    """The points that were marked, the heaviest first; a point that the rubric has lost since is left out."""
    made = {mark.point: mark for mark in marks}
    found = [_marked(point, made[point.id]) for point in question.points if point.id in made]
    return tuple(sorted(found, key=lambda p: (-p.weight, not p.core)))


def _marked(point: Point, mark: Mark) -> PointMarked:
    missing = mark.verdict in MISSES and not about_the_person(point.met_when)
    return PointMarked(point.text, point.weight, point.core, point.met_when if missing else "", mark)
