"""How well points are marked with a local model's word beside the embedded grader: what was measured, for the report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError


class Gain(BaseModel):
    """A difference with its 95 % interval."""

    whole: float
    low: float
    high: float


class LocalMarks(BaseModel):
    """A results file of `python -m evals claims`, as far as it is needed here.

    embedded, both: how often a point that is met is held likelier than one that is not, 0.5 is chance
    exact: the share of points that get exactly their credit, by reader
    """

    model_config = ConfigDict(frozen=True)

    model: str
    questions: int
    points: Mapping[str, int]
    embedded: float
    both: float
    gain: Gain
    exact: Mapping[str, float]


def local_marks(folder: Path) -> LocalMarks | None:
    """What is on record, or None; a damaged file counts as none."""
    try:
        return LocalMarks.model_validate_json((folder / "claims-local.json").read_bytes())
    except (OSError, ValidationError):
        return None


def told(found: LocalMarks) -> str:
    """The figures in words."""
    points, gain = sum(found.points.values()), found.gain
    return (
        f"The local model ({found.model}) is asked about each point of an answer whether it is met, and its word is weighed with "
        f"the embedded grader's. On {points} points of middling examples to {found.questions} questions, each read by weights that "
        f"never saw its question, a point that is met was held likelier than one that is not in {found.both:.0%} of pairs; by the "
        f"embedded grader alone in {found.embedded:.0%} (gain {gain.whole:.2f} [{gain.low:.2f}, {gain.high:.2f}]). Points that got "
        f"exactly their credit: {found.exact['both']:.0%}, alone {found.exact['embedded']:.0%}. The overall is the embedded grader's."
    )
