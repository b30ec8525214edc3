"""A stage's decision, and the fewest grades that would change it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from math import ceil
from statistics import fmean

from interviewer.events import Session, StageClosed
from interviewer.grading.score import verdict
from interviewer.types import Decision, DimensionRow

STEPS: tuple[Decision, ...] = ("Strong No Hire", "No Hire", "Hire", "Strong Hire")
"""The decisions in their order; "not enough evidence" stands outside it."""
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def decided(
    session: Session, stage: str, overalls: Sequence[int], rows: Sequence[DimensionRow], *, planned: int
) -> tuple[Decision, str]:
    """The decision on a stage of `planned` questions from the overalls it has, and what would change it.

    Where there is none yet, what is missing for one; nothing is said of a practice.
    """
    if not any(isinstance(e, StageClosed) and e.stage == stage for e in session.events):
        return "not enough evidence", "The stage is still open; the verdict comes when it closes."
    if session.plan.mode != "live":
        return "not enough evidence", ""
    core = {r.name: r.level for r in rows if r.core and r.level is not None}
    mean = fmean(overalls) if overalls else None
    decision = verdict(mean, list(core.values()), planned, len(overalls))
    if decision == "not enough evidence":
        needed = ceil(planned / 2)
        wanted = f"{_number(needed)} graded answer{'' if needed == 1 else 's'}"
        return decision, f"A verdict needs {wanted} of the {planned} planned; so far {len(overalls)}."
    return decision, flip(decision, overalls, core)


def flip(decision: Decision, overalls: Sequence[int], core: Mapping[str, float]) -> str:
    """The fewest grades that lead to the next decision up, or down from the top one."""
    mean, n = fmean(overalls), len(overalls)
    levels = list(core.values())
    if decision == STEPS[-1]:
        less = next(k for k in count(1) if verdict(mean - k / n, levels, 1, 1) != decision)
        below = verdict(mean - less / n, levels, 1, 1)
        return _sentence("lower", [_moved(less, overalls, 1, alone=True)], below)
    goal = STEPS.index(decision) + 1
    more = next(k for k in count() if _step(mean + k / n, [5.0]) >= goal)
    raised = {
        name: next(k for k in count() if _step(5.0, [level + k]) >= goal) for name, level in core.items()
    }
    named = [(k, f"on {name}") for name, k in raised.items() if k]
    answers = [_moved(more, overalls, 5, alone=not named)] if more else []
    reached = verdict(mean + more / n, [core[name] + k for name, k in raised.items()], 1, 1)
    return _sentence("higher", [*answers, *named], reached)


def _moved(grades: int, overalls: Sequence[int], end: int, *, alone: bool) -> tuple[int, str]:
    """By how many grades which answers would have to move towards `end`: by one each, as far as they have room.

    `alone`: nothing else has to move, so that there are words left to say of how many.
    """
    n = len(overalls)
    if n == 1:
        return grades, "on the answer"
    if grades > sum(overall != end for overall in overalls):
        return grades, f"across the {_number(n)} answers" if alone else "across the answers"
    if grades == n:
        return 1, f"on all {_number(n)} answers" if n > 2 else "on both answers"
    return 1, f"on {_number(grades)} of the {_number(n)} answers" if alone else f"on {_answers(grades)}"


def _step(mean: float, core: Sequence[float]) -> int:
    return STEPS.index(verdict(mean, core, 1, 1))


def _sentence(way: str, moves: Sequence[tuple[int, str]], decision: Decision) -> str:
    """The moves as one sentence of at most 20 words; a number that was said is not said again.

    >>> _sentence("higher", [(1, "on two answers"), (1, "on Framing")], "Hire")
    'One grade higher on two answers and on Framing would make it Hire.'
    """
    (first, where), *rest = moves
    lead = f"{_number(first).capitalize()} grade{'' if first == 1 else 's'} {way} {where}"
    others = [where if grades == first else f"{_number(grades)} {where}" for grades, where in rest]
    listed = ", ".join([lead, *others[:-1]])
    return f"{' and '.join([listed, *others[-1:]])} would make it {decision}."


def _answers(n: int) -> str:
    return f"{_number(n)} answer{'' if n == 1 else 's'}"


def _number(n: int) -> str:
    return _WORDS[n] if n < len(_WORDS) else str(n)
