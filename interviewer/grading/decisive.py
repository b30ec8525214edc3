"""Decisive points: the doubtful marks on which an overall or a core dimension hangs. They are judged twice. Pure.

A mark is in doubt where it says "partly", the verdict on which judges differ most, or where the words quoted for it
are not in the answer. It is decisive where one step of its verdict carries the answer over a cut-off.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from interviewer.grading.calibration import Scale
from interviewer.grading.evidence import NOT_SAID
from interviewer.grading.score import CREDIT, level_of, value_of
from interviewer.types import Mark, Raised, Verdict
from knowledge.types import Question

NEAR = 0.05
"""Grades between an answer's value and the cut-off that it is near to. A wider margin judges more answers twice than
the budget of 1,300 prompt tokens an answer allows."""
CORE_LEVELS = (1.5, 2.5, 3.5)
"""Where a dimension's level becomes 2, 3 and 4: the borders at which a core dimension changes a stage's decision."""
MOST = 3
"""Points of an answer that are judged a second time."""
_STEPS: Mapping[Verdict, tuple[Verdict, ...]] = {"partly": ("met", "no_evidence")}


def decisive(
    question: Question,
    claimed: Sequence[Mark],
    marks: Sequence[Mark],
    raised: Sequence[Raised],
    scale: Scale,
    core: Collection[str] = (),
) -> tuple[str, ...]:
    """Ids of the decisive points, the heaviest first, at most `MOST`.

    claimed: the marks as the judge gave them; marks: what is left once their quotes were checked; core: the ids of
    the dimensions that carry a stage's decision.
    """
    weight = {p.id: p.weight for p in question.points}
    found = [
        mark.point
        for mark, said in zip(marks, claimed, strict=True)
        if any(_carries(question, marks, mark, to, raised, scale, core) for to in _other(mark, said))
    ]
    return tuple(sorted(found, key=lambda id: -weight[id])[:MOST])


def settled(first: Mark, second: Mark) -> Mark:
    """The mark of a point that was judged twice: of two verdicts with the candidate's words the lower one.

    A verdict without words of the answer never stands against one with them, and what only one of the two judgements
    could prove counts at most "partly".
    """
    if first.verdict == second.verdict:
        return second if second.quote else first
    if second.verdict == "ungraded":
        return first
    proved = [mark for mark in (first, second) if mark.quote]
    if not proved:
        return replace(first, verdict="no_evidence", quote="")
    lower = min(proved, key=lambda mark: CREDIT[mark.verdict])
    alone = len(proved) == 1 and lower.verdict == "met"
    verdict: Verdict = "partly" if alone else lower.verdict
    both = f"{_named(first)}, then {_named(second)}"
    return replace(lower, verdict=verdict, reason=f"Judged twice: {both}. {_rule(proved, verdict)}")


def _rule(proved: Sequence[Mark], verdict: Verdict) -> str:
    if len(proved) == 2:
        return "The lower one counts."
    return f"The one that your words prove counts, as “{verdict.replace('_', ' ')}”."


def _named(mark: Mark) -> str:
    return "words that are not in the answer" if mark.reason == NOT_SAID else mark.verdict.replace("_", " ")


def _other(mark: Mark, said: Mark) -> tuple[Verdict, ...]:
    """The verdicts that a mark in doubt could have as well."""
    if mark.reason == NOT_SAID:
        return (said.verdict,)
    return _STEPS.get(mark.verdict, ())


def _carries(
    question: Question,
    marks: Sequence[Mark],
    mark: Mark,
    verdict: Verdict,
    raised: Sequence[Raised],
    scale: Scale,
    core: Collection[str],
) -> bool:
    """Whether another verdict on one point carries the answer over a cut-off that it is near to."""
    other = [replace(m, verdict=verdict) if m.point == mark.point else m for m in marks]
    near = 5.0 if mark.reason == NOT_SAID else NEAR
    one, two = (value_of(question, m, raised, scale) for m in (marks, other))
    if _crossed(one, two, scale.cuts, near):
        return True
    dimension = question.point(mark.point).dimension
    if dimension not in core:
        return False
    low, high = (level_of(question, m, raised, dimension) for m in (marks, other))
    return low is not None and high is not None and _crossed(low, high, CORE_LEVELS, near)


def _crossed(one: float, two: float, borders: Sequence[float], near: float) -> bool:
    return any((one >= border) != (two >= border) and abs(one - border) <= near for border in borders)
