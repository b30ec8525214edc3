"""Prices: what a model's tokens cost, from the price lists kept as data."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).parent / "prices.toml"


class Price(BaseModel):
    """A price list: US dollars for a million tokens, as of `date`."""

    model_config = ConfigDict(frozen=True)

    model: str
    date: str
    input: float
    output: float

    def dollars(self, prompt: int, completion: int) -> float:
        """What so many tokens cost."""
        return (prompt * self.input + completion * self.output) / 1e6


@cache
def prices() -> tuple[Price, ...]:
    """The price lists that are kept as data."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["list"]
    return tuple(Price.model_validate(row) for row in rows)


def price_of(model: str) -> Price | None:
    """The list of a model, a dated one included ("gpt-4.1-mini-2025-04-14"); None where there is none.

    >>> price_of("openai/gpt-4.1-mini-2025-04-14").model
    'gpt-4.1-mini'
    >>> price_of("gpt-4.1-nano") is None
    True
    """
    name = model.rpartition("/")[2]
    return next((p for p in prices() if name == p.model or name.startswith(f"{p.model}-20")), None)
