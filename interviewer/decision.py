"""A stage's decision, and the fewest grades that would change it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from math import ceil

from interviewer.events import Session, StageClosed
from interviewer.grading.score import verdict
from interviewer.types import Decision, DimensionRow

STEPS: tuple[Decision, ...] = ("Strong No Hire", "No Hire", "Hire", "Strong Hire")
"""The decisions in their order; "not enough evidence" stands outside it."""
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def decided(
    session: Session,
    stage: str,
    mean: float | None,
    rows: Sequence[DimensionRow],
    *,
    planned: int,
    graded: int,
) -> tuple[Decision, str]:
    """The decision on a stage of `planned` questions, `graded` of them with an overall, and what would change it.

    Where there is none yet, what is missing for one; nothing is said of a practice.
    """
    if not any(isinstance(e, StageClosed) and e.stage == stage for e in session.events):
        return "not enough evidence", "The stage is still open; the verdict comes when it closes."
    if session.plan.mode != "live":
        return "not enough evidence", ""
    core = {r.name: r.level for r in rows if r.core and r.level is not None}
    decision = verdict(mean, list(core.values()), planned, graded)
    if mean is None or decision == "not enough evidence":
        needed = _counted_out(ceil(planned / 2), "graded answer")
        return (
            decision,
            f"A verdict needs {needed} of the {planned} planned; so far {graded}.",
        )
    return decision, _flip(decision, mean, core, graded)


def _flip(decision: Decision, mean: float, core: dict[str, float], graded: int) -> str:
    """The fewest grades that lead to the next decision up, or down from the top one."""
    answers = f"over the {graded} answers" if graded > 1 else "on the answer"
    levels = list(core.values())
    if decision == STEPS[-1]:
        less = next(k for k in count(1) if verdict(mean - k / graded, levels, 1, 1) != decision)
        below = verdict(mean - less / graded, levels, 1, 1)
        return _sentence(f"{_counted_out(less, 'grade')} less {answers}", below)
    goal = STEPS.index(decision) + 1
    more = next(k for k in count() if _step(mean + k / graded, [5.0]) >= goal)
    raised = {
        name: next(k for k in count() if _step(5.0, [level + k]) >= goal) for name, level in core.items()
    }
    wishes = [(more, answers), *((k, f"on {name}") for name, k in raised.items())]
    parts = [f"{_counted_out(k, 'more grade')} {where}" for k, where in wishes if k]
    reached = verdict(mean + more / graded, [core[name] + k for name, k in raised.items()], 1, 1)
    return _sentence(" and ".join(parts), reached)


def _step(mean: float, core: Sequence[float]) -> int:
    return STEPS.index(verdict(mean, core, 1, 1))


def _sentence(change: str, decision: Decision) -> str:
    return f"{change[:1].upper()}{change[1:]} would make it {decision}."


def _counted_out(n: int, noun: str) -> str:
    number = _WORDS[n] if n < len(_WORDS) else str(n)
    return f"{number} {noun}{'' if n == 1 else 's'}"
