"""What was fitted on the development gold, read from `calibration.json` once and checked."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("calibration.json")


class Scale(BaseModel):
    """How a judge's reading of an answer becomes its overall.

    credit, value  a table: weighted share of points earned -> a value on the scale 1-5, straight between rows
    per_credit     what a whole answer's credit is worth in grades, where the judge brings its own estimate
    cuts           the four values from which the overall is 2, 3, 4, 5
    penalty        the share of the red flags' penalties that is taken off (0: the estimate has them in it)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    credit: tuple[float, ...]
    value: tuple[float, ...]
    per_credit: float
    cuts: tuple[float, float, float, float]
    penalty: float

    def value_of(self, earned: float) -> float:
        """The table's value at `earned` (0-1)."""
        rows = list(zip(self.credit, self.value, strict=True))
        for (low, below), (high, above) in pairwise(rows):
            if earned <= high:
                return below + (above - below) * (max(earned, low) - low) / (high - low)
        return rows[-1][1]

    def overall_of(self, value: float) -> int:
        """1-5."""
        return 1 + sum(value >= cut for cut in self.cuts)


class Calibration(BaseModel):
    """The scales by kind of judge."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scales: dict[str, Scale]


@cache
def calibration() -> Calibration:
    """The shipped calibration. Raises pydantic.ValidationError when the file was damaged."""
    return Calibration.model_validate_json(FILE.read_text("utf-8"))


def scale_of(judge: str) -> Scale:
    """The scale of that kind of judge ("embedded", "local" or "model")."""
    scales = calibration().scales
    if judge not in scales:
        raise ValueError(f"no scale for the judge {judge!r} in {FILE.name}; known are {sorted(scales)}")
    return scales[judge]
