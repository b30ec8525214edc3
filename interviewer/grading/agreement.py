"""How well a grader agrees with reference raters, from the published results; never a figure that nobody measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from interviewer.types import Maker
from knowledge.types import Bank

UNMEASURED = "agreement not measured with this model"
OTHER_VERSION = "agreement not measured with this version"
OTHER_GUIDE = "agreement not measured on this guide"
EARLIER = "on an earlier version of these questions"
TRUSTED = 0.4
"""Below this agreement on all answers, an overall is shown to those only who ask for it."""
GOLD_GUIDE = "fintech-ml-engineer"
"""The guide whose questions the graded answers belong to."""

RATERS = "three AI raters"
"""Who made the reference: the labels are medians of three language models, not of people."""
LOW = "This grader agrees too little with reference raters for its overall to be relied on."
UNKNOWN_GUIDE = "No grader has been measured on the questions of this guide yet."


class Figure(BaseModel):
    """An agreement over `n` answers: quadratic weighted kappa with its 95 % interval, None where it is not defined."""

    n: int
    kappa: float | None
    low: float | None = None
    high: float | None = None
    exact: float = 0.0
    within_one: float = 0.0
    bias: float = 0.0


class Published(BaseModel):
    """A results file of `python -m evals grading`, as far as it is needed here."""

    model_config = ConfigDict(frozen=True)

    judge: str
    version: str
    model: str
    prompts: str
    split: str
    groups: Mapping[str, Figure]
    n: int = 0
    graded: int = 0
    not_graded: Sequence[str] = ()
    seconds: Mapping[str, float] = {}
    tokens: float = 0.0
    bank: str = ""
    guide: str = GOLD_GUIDE
    commit: str = ""
    labels: str = ""


@dataclass(frozen=True)
class Standing:
    """How far a grader can be trusted here: a short phrase for the card, and why its overall is withheld, or ""."""

    line: str
    withheld: str = ""


@dataclass
class Results:
    """The results in some folders, read again when a file there has changed. A damaged file counts as none."""

    folders: Sequence[Path]
    _stamp: tuple[tuple[str, int], ...] = ()
    _read: tuple[Published, ...] = field(default=())

    def __call__(self) -> tuple[Published, ...]:
        """The results on the report half, those of the first folder first."""
        files = [
            file
            for folder in self.folders
            if folder.is_dir()
            for file in sorted(folder.glob("grading-*.json"))
        ]
        stamp = tuple((str(file), file.stat().st_mtime_ns) for file in files)
        if stamp != self._stamp:
            self._read, self._stamp = tuple(r for file in files if (r := _published(file))), stamp
        return self._read


def _published(file: Path) -> Published | None:
    try:
        found = Published.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None
    return found if found.split == "report" and "all" in found.groups else None


def standing(maker: Maker, results: Sequence[Published], bank: Bank) -> Standing:
    """How a grader stands on a guide's questions: "agreement 0.75 with three AI raters, n = 143".

    The figure is the quadratic weighted kappa on answers that nothing was tuned on.
    """
    here = [r for r in results if r.guide == bank.id]
    if not here:
        return Standing(OTHER_GUIDE, UNKNOWN_GUIDE)
    found = [r for r in here if (r.judge, r.model) == (maker.judge, maker.model)]
    made = [r for r in found if (r.version, r.prompts) == (maker.version, maker.prompts)]
    if not made:
        return Standing(OTHER_VERSION if found else UNMEASURED)
    return _measured(made[-1], bank)


def _measured(result: Published, bank: Bank) -> Standing:
    figure = result.groups["all"]
    if figure.kappa is None:
        return Standing("agreement not defined: too few answers were graded", LOW)
    line = f"agreement {figure.kappa:.2f} with {RATERS}, n = {figure.n}"
    earlier = f", {EARLIER}" if result.bank and result.bank != bank.fingerprint else ""
    return Standing(line + earlier, LOW if figure.kappa < TRUSTED else "")
