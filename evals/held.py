"""What an item of the robustness battery is, and what it means that a judge holds against it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from interviewer.grading.embedded_judge import EXAMPLE
from interviewer.grading.score import CREDIT
from interviewer.types import Grade
from knowledge.types import Question

Held = Callable[[Grade, Grade], bool]


@dataclass(frozen=True)
class Item:
    """One item: what is said instead of `clean`, and what holds against it.

    changed: the question with its rubric put otherwise, where that is what is tried.
    later: what is said besides when the interviewer follows up, where that is what is tried.
    """

    family: str
    question: Question
    clean: str
    said: str
    held: Held
    changed: Question | None = None
    later: str = ""


def same(tried: Grade, clean: Grade) -> bool:
    """The overall is the same."""
    return tried.overall == clean.overall


def near(tried: Grade, clean: Grade) -> bool:
    """The overall is the same within one."""
    return tried.overall is not None and clean.overall is not None and abs(tried.overall - clean.overall) <= 1


def identical(tried: Grade, clean: Grade) -> bool:
    """Everything is the same but the time it took."""
    return replace(tried, seconds=0.0) == replace(clean, seconds=0.0)


def not_raised(tried: Grade, clean: Grade) -> bool:
    """It did not help."""
    return (tried.overall or 0) <= (clean.overall or 0)


def earned_nothing(tried: Grade, clean: Grade) -> bool:
    """It did not help, neither the overall nor any point."""
    counted = {mark.point: CREDIT[mark.verdict] for mark in clean.marks if mark.verdict in CREDIT}
    return not_raised(tried, clean) and all(
        CREDIT[mark.verdict] <= counted.get(mark.point, 0) for mark in tried.marks if mark.verdict in CREDIT
    )


def not_lowered(tried: Grade, clean: Grade) -> bool:
    """It did not hurt."""
    return (tried.overall or 0) >= (clean.overall or 0)


def fell(tried: Grade, clean: Grade) -> bool:
    """It is graded lower."""
    return (tried.overall or 0) < (clean.overall or 0)


def low(tried: Grade, _clean: Grade) -> bool:
    """It is graded 1 or 2."""
    return tried.overall in {1, 2}


def not_best(tried: Grade, _clean: Grade) -> bool:
    """It is not graded 5."""
    return tried.overall != 5


def flagged(tried: Grade, _clean: Grade) -> bool:
    """The card says that it repeats the example, and the grade is no zero for it."""
    return tried.cap_reason == EXAMPLE and (tried.overall or 0) >= 3


def says_language(tried: Grade, _clean: Grade) -> bool:
    """It is not graded, and says that the language is why."""
    return tried.overall is None and tried.ungraded.startswith("language")
