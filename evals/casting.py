"""Who sits which interview: every persona with every mode, length and stage in turn. Pure and seeded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from evals.repertoire import Persona, personas
from interviewer.planner import Length, Wish
from knowledge.types import STAGES

LENGTHS: tuple[Length, ...] = ("short", "full")
WISHES: Mapping[str, Wish] = {
    **{f"live-loop-{length}": Wish("live", STAGES, length) for length in LENGTHS},
    **{f"live-{stage}-{length}": Wish("live", (stage,), length) for stage in STAGES for length in LENGTHS},
    **{
        f"practice-{stage}-{length}": Wish("practice", (stage,), length)
        for stage in STAGES
        for length in LENGTHS
    },
    **{f"drill-{stage}": Wish("drill", (stage,), "short") for stage in STAGES},
}
"""Every mode, stage and length that the start page offers."""


@dataclass(frozen=True)
class Run:
    """One simulated interview: the number seeds everything in it."""

    number: int
    seed: int
    persona: Persona
    wish: Wish


def runs(n: int, seed: int, persona: str = "", wish: str = "") -> list[Run]:
    """`n` interviews: every persona with every wish in turn, or those named, in an order that the seed shuffles."""
    candidates = [p for p in personas() if persona in ("", p.name)]
    wishes = [w for name, w in WISHES.items() if wish in ("", name)]
    pairs = [(candidate, wished) for candidate in candidates for wished in wishes]
    Random(seed).shuffle(pairs)
    drawn = (pairs[i % len(pairs)] for i in range(n))
    return [Run(i, seed * 100_003 + i, candidate, wished) for i, (candidate, wished) in enumerate(drawn)]
