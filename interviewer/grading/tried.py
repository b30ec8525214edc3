"""A way to grade that was tried and is not offered: what was measured of it, for the report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError


class Interval(BaseModel):
    """A difference with its 95 % interval."""

    whole: float
    low: float
    high: float


class Tried(BaseModel):
    """A results file of `python -m evals claims`, as far as it is needed here.

    embedded, local: how often a point that is met is held likelier than one that is not, 0.5 is chance
    difference: the embedded grader's less the model's; together: both, by how much the model's word counts
    """

    model_config = ConfigDict(frozen=True)

    model: str
    questions: int
    points: Mapping[str, int]
    embedded: float
    local: float
    difference: Interval
    together: Mapping[str, float]
    seconds: Mapping[str, float]


def tried(folder: Path) -> Tried | None:
    """What is on record, or None; a damaged file counts as none."""
    try:
        return Tried.model_validate_json((folder / "claims-local.json").read_bytes())
    except (OSError, ValidationError):
        return None


def told(found: Tried) -> str:
    """The figures in words, and what follows from them."""
    points, apart = sum(found.points.values()), found.difference
    return (
        f"A small language model on this machine ({found.model}) was asked about {points} points of {found.questions} middling "
        f"answers whether each is met, one after the other. It held a point that is met likelier than one that is not in "
        f"{found.local:.0%} of pairs; the embedded grader, by weights that never saw the question, in {found.embedded:.0%} "
        f"(difference {apart.whole:.2f} [{apart.low:.2f}, {apart.high:.2f}]; by chance it would be 50%). Weighed together they "
        f"reach {max(found.together.values()):.0%}, for some {found.seconds['p50']:.1f} s a point. So "
        "it words what leads to a follow-up, and does not grade."
    )
