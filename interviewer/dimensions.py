"""The dimensions of a stage: asked for and left out is a one, never reached is not assessed. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from statistics import fmean

from interviewer.attempts import Attempt
from interviewer.events import Asked, Finished, Heard, Invited, Probed, Session, StageClosed
from interviewer.machine import planned_question
from interviewer.results import Result
from interviewer.types import DimensionRow, Verdict
from knowledge.types import Bank, Dimension, Question

TOP = 5
ROW_QUOTES = 2
ROW_QUOTE_WORDS = 25

NOT_ASSESSED = "Not assessed: no question and no follow-up asked for it."
LEFT_OUT = "What was asked for and left out counts as 1."
"""What a reader of the levels should know."""

_SPOKEN_TO = frozenset({"met", "partly", "not_met"})
_REPLIES = frozenset({"answer", "decline", "skip"})


def rows_of(session: Session, stage: str, results: Sequence[Result], bank: Bank) -> tuple[DimensionRow, ...]:
    """A row for each dimension of the stage, over the answers that count."""
    pressed = [followed_up(session, r.attempt) for r in results]
    return tuple(_row(d, results, pressed) for d in bank.dimensions_of(stage))


def followed_up(session: Session, attempt: Attempt) -> frozenset[str]:
    """The points that the follow-ups of an attempt aimed at, as far as the candidate has replied to them."""
    targets = {(t.kind, t.id): t.points for t in planned_question(session, attempt.question).targets}
    points: set[str] = set()
    aimed: tuple[str, ...] = ()
    for event in takewhile(_within, session.events[attempt.id + 1 :]):
        if isinstance(event, Probed):
            aimed = targets.get((event.target_kind, event.target), ())
        elif isinstance(event, Heard) and event.intent in _REPLIES:
            points |= set(aimed)
    return frozenset(points)


def assessed(
    question: Question,
    dimension: str,
    marks: Mapping[str, Verdict],
    raised: Collection[str],
    followed: Collection[str],
) -> bool:
    """Whether an answer shows a dimension: something was said on it, right or wrong, or it was left out when asked for."""
    return spoken_to(question, dimension, marks, raised) or left_out(question, dimension, marks, followed)


def spoken_to(
    question: Question, dimension: str, marks: Mapping[str, Verdict], raised: Collection[str]
) -> bool:
    """Whether a point of the dimension was addressed, or a red flag of it raised."""
    flagged = any(f.id in raised and f.dimension == dimension for f in question.red_flags)
    return flagged or any(marks.get(p.id) in _SPOKEN_TO for p in question.points if p.dimension == dimension)


def left_out(
    question: Question, dimension: str, marks: Mapping[str, Verdict], followed: Collection[str]
) -> bool:
    """Whether a point of the dimension was asked for and nothing came.

    The question itself asks for its core points, a follow-up for those it aims at. What neither has reached says
    something of the interview and nothing of the candidate.
    """
    return any(
        marks.get(p.id) == "no_evidence" and (p.core or p.id in followed)
        for p in question.points
        if p.dimension == dimension
    )


def levels(rows: Sequence[DimensionRow]) -> tuple[DimensionRow, ...]:
    """The dimensions that have a level; the others are named as not assessed."""
    return tuple(row for row in rows if row.level is not None)


def explained(rows: Sequence[DimensionRow]) -> str:
    """What a reader of these levels should know; "" where nothing was left out or not assessed."""
    notes = (
        NOT_ASSESSED if any(row.level is None for row in rows) else "",
        LEFT_OUT if any(row.silent for row in rows) else "",
    )
    return " ".join(filter(None, notes))


def covered(row: DimensionRow) -> str:
    """What a level covers: "over 3 answers, nothing said in 1"; "over 1 answer, from one point"."""
    silent = f", nothing said in {row.silent}" if row.silent else ""
    single = ", from one point" if row.evidence == 1 else ""
    return f"over {row.answers} answer{'' if row.answers == 1 else 's'}{silent}{single}"


def _within(event: object) -> bool:
    return not isinstance(event, Asked | Invited | StageClosed | Finished)


def _row(dimension: Dimension, results: Sequence[Result], pressed: Sequence[Collection[str]]) -> DimensionRow:
    levels: list[int] = []
    quotes: list[str] = []
    silent = evidence = 0
    for result, followed in zip(results, pressed, strict=True):
        marks = {m.point: m.verdict for m in result.grade.marks}
        raised = {r.flag for r in result.grade.raised}
        if assessed(result.question, dimension.id, marks, raised, followed):
            here = [level for level in result.grade.levels if level.dimension == dimension.id]
            levels += [level.level for level in here]
            evidence += sum(level.evidence for level in here)
            quotes += _quotes(result, dimension.id)
            silent += not spoken_to(result.question, dimension.id, marks, raised)
    level = fmean(levels) if levels else None
    return DimensionRow(
        dimension=dimension.id,
        name=dimension.name,
        core=dimension.core,
        level=level,
        answers=len(levels),
        quotes=tuple(dict.fromkeys(quotes))[:ROW_QUOTES],
        next_step=_next_step(dimension, level),
        silent=silent,
        evidence=evidence,
        note=dimension.note,
    )


def _quotes(result: Result, dimension: str) -> Iterator[str]:
    """The words behind a dimension in one answer, the heaviest point first, each cut to its first words."""
    said = {m.point: m.quote for m in result.grade.marks if m.quote}
    for point in sorted(result.question.points, key=lambda p: -p.weight):
        if point.dimension == dimension and point.id in said:
            ends = [found.end() for found in re.finditer(r"\S+", said[point.id])]
            yield said[point.id][: ends[:ROW_QUOTE_WORDS][-1]]


def _next_step(dimension: Dimension, level: float | None) -> str:
    """What to do to reach the next anchor. A middle anchor tells of weaknesses: where no steps are written, the top is
    what to aim at.
    """
    if level is None or level >= TOP:
        return ""
    return dimension.steps.get(3 if level < 3 else TOP, dimension.anchors[TOP])
