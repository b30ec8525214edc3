"""Code counts, weighs and decides: marks become levels, an overall 1-5 and a stage's decision. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from interviewer.grading.calibration import Scale, scale_of
from interviewer.types import Decision, Grade, Judgement, Level, Mark, Raised, Verdict
from knowledge.types import Dimension, Point, Question

CREDIT: dict[Verdict, float] = {
    "met": 1.0,
    "partly": 0.5,
    "not_met": 0.0,
    "no_evidence": 0.0,
    "ungraded": 0.0,
}
HINTED = "A hint was given, so this counts at most partly."
HINT_STEP = 2
"""From this step of the hint ladder on (the concept), a point counts at most partly."""
UNGRADED_SHARE = 0.2
"""An answer may have this share of its weight ungraded, and no core point; beyond that it has no overall."""
TOO_FEW_MARKS = "Too many points could not be marked."


def grade(
    question: Question,
    judgement: Judgement,
    dimensions: Sequence[Dimension],
    hinted: Mapping[str, int] | None = None,
) -> Grade:
    """The grade of one attempt. `hinted`: the deepest step of its ladder shown, by point."""
    marks = tuple(
        _hinted(_mark_of(point, judgement), (hinted or {}).get(point.id, 0)) for point in question.points
    )
    known = {flag.id for flag in question.red_flags}
    scored = replace(judgement, marks=marks, raised=tuple(r for r in judgement.raised if r.flag in known))
    reason = judgement.ungraded or ("" if _enough(question, marks) else TOO_FEW_MARKS)
    return Grade(
        question=question.id,
        rubric=question.rubric,
        marks=marks,
        raised=scored.raised,
        levels=() if reason else _levels(question, scored, dimensions),
        overall=None if reason else _overall(question, scored, judgement.marks),
        maker=judgement.maker,
        cap_reason=judgement.cap_reason,
        ungraded=reason,
        tokens=judgement.tokens,
        replies=judgement.replies,
        seconds=judgement.seconds,
    )


def credit(points: Sequence[Point], marks: Sequence[Mark]) -> float | None:
    """The weighted share of `points` that was earned, 0-1; ungraded points left out; None when all are."""
    verdicts = {mark.point: mark.verdict for mark in marks}
    counted = [p for p in points if verdicts.get(p.id, "ungraded") != "ungraded"]
    weight = sum(p.weight for p in counted)
    return sum(p.weight * CREDIT[verdicts[p.id]] for p in counted) / weight if weight else None


def value_of(question: Question, marks: Sequence[Mark], raised: Sequence[Raised], scale: Scale) -> float:
    """Where these marks and red flags put an answer on its judge's scale, before the cut-offs."""
    earned = credit(question.points, marks) or 0.0
    return scale.value_of(earned) - scale.penalty * _penalty(question, raised)


def level_of(
    question: Question, marks: Sequence[Mark], raised: Sequence[Raised], dimension: str
) -> float | None:
    """The level of a dimension, 1-5, before it is rounded and bounded; None where no point of it was marked."""
    earned = credit([p for p in question.points if p.dimension == dimension], marks)
    return None if earned is None else 1 + 4 * earned - _penalty(question, raised, dimension)


def apart(question: Question, graded: Grade) -> int:
    """How many grades the overall lies above what the points and red flags alone come to; below it, negative.

    A judge with an estimate of its own reads the whole answer, and its points only say where the marks come from.
    0 where there is no overall, or where the answer was capped and the cap says why.
    """
    earned = credit(question.points, graded.marks)
    if graded.overall is None or earned is None or graded.cap_reason:
        return 0
    alone = round(1 + 4 * earned - _penalty(question, graded.raised))
    return graded.overall - min(max(alone, 1), 5)


def verdict(mean: float | None, core: Sequence[float], given: int, graded: int) -> Decision:
    """A stage's decision from the mean overall, the core dimensions' means, and how many answers were graded.

    The numbers are a start; they are not calibrated against raters.
    """
    if mean is None or not graded or 2 * graded < given:
        return "not enough evidence"
    worst = min(core, default=mean)
    if mean >= 4.3 and worst >= 4:
        return "Strong Hire"
    if mean >= 3.5 and worst >= 3:
        return "Hire"
    if mean < 2.2 or worst <= 1:
        return "Strong No Hire"
    return "No Hire"


def _mark_of(point: Point, judgement: Judgement) -> Mark:
    found = (mark for mark in judgement.marks if mark.point == point.id)
    return next(
        found, Mark(point.id, "ungraded", reason=judgement.ungraded or "The judge said nothing about it.")
    )


def _hinted(mark: Mark, step: int) -> Mark:
    if mark.verdict == "met" and step >= HINT_STEP:
        return replace(mark, verdict="partly", reason=HINTED)
    return mark


def _enough(question: Question, marks: Sequence[Mark]) -> bool:
    lost = {mark.point for mark in marks if mark.verdict == "ungraded"}
    missing = [p for p in question.points if p.id in lost]
    whole = sum(p.weight for p in question.points)
    return sum(p.weight for p in missing) <= UNGRADED_SHARE * whole and not any(p.core for p in missing)


def _overall(question: Question, scored: Judgement, before_hints: Sequence[Mark]) -> int:
    scale = scale_of(scored.maker.judge)
    earned = credit(question.points, scored.marks) or 0.0
    value = scored.estimate
    if value is None:
        value = value_of(question, scored.marks, scored.raised, scale)
    else:
        value -= scale.per_credit * ((credit(question.points, before_hints) or 0.0) - earned)
        value -= scale.penalty * _penalty(question, scored.raised)
    overall = scale.overall_of(value)
    return overall if scored.cap is None else min(overall, scored.cap)


def _penalty(question: Question, raised: Sequence[Raised], dimension: str | None = None) -> float:
    flags = {r.flag for r in raised}
    return sum(f.penalty for f in question.red_flags if f.id in flags and dimension in (None, f.dimension))


def _levels(question: Question, scored: Judgement, dimensions: Sequence[Dimension]) -> tuple[Level, ...]:
    levels = (_level(question, scored, dimension.id) for dimension in dimensions)
    return tuple(level for level in levels if level is not None)


def _level(question: Question, scored: Judgement, dimension: str) -> Level | None:
    exact = level_of(question, scored.marks, scored.raised, dimension)
    if exact is None:
        return None
    ids = {p.id for p in question.points if p.dimension == dimension}
    evidence = sum(
        mark.point in ids and mark.verdict in {"met", "partly", "not_met"} for mark in scored.marks
    )
    return Level(dimension, min(max(1, round(exact)), scored.cap or 5, 5), evidence, len(ids))
