"""How well a grader agrees with reference raters, from the published results; never a figure that nobody measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from interviewer.types import Maker

UNMEASURED = "agreement not measured with this model"
OTHER_VERSION = "agreement not measured with this version"


class Figure(BaseModel):
    """An agreement over `n` answers: quadratic weighted kappa, None where it is not defined."""

    n: int
    kappa: float | None


class Published(BaseModel):
    """A results file of `python -m evals grading`, as far as it is needed here."""

    judge: str
    version: str
    model: str
    prompts: str
    split: str
    groups: dict[str, Figure]


def published(results: Path) -> tuple[Published, ...]:
    """The results on the report half in a folder. Raises pydantic.ValidationError for a damaged file."""
    files = sorted(results.glob("grading-*.json")) if results.is_dir() else []
    found = (Published.model_validate_json(file.read_bytes()) for file in files)
    return tuple(r for r in found if r.split == "report")


def agreement(maker: Maker, results: Sequence[Published]) -> str:
    """A short phrase for the card: "agreement 0.75 with reference raters, n = 143".

    The figure is the quadratic weighted kappa on answers that nothing was tuned on.
    """
    found = [r for r in results if (r.judge, r.model) == (maker.judge, maker.model)]
    if not found:
        return UNMEASURED
    made = [r for r in found if (r.version, r.prompts) == (maker.version, maker.prompts)]
    if not made:
        return OTHER_VERSION
    figure = made[0].groups["all"]
    return f"agreement {figure.kappa or 0:.2f} with reference raters, n = {figure.n}"
