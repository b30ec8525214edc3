"""`python -m evals load --interviews N`: the interviewer's own time, and how many interviews one process holds at once.

One interview: own time per turn without a model and without judging, and how fast a model's words are passed on (its
sentences are checked whole, so the clock starts when the first one is on the wire). More: candidates who think for
half a minute, in real time, each with a page that follows. The page's server and its browser are not in it: this is
the overhead of the interview itself. Exit status 1 if a turn failed or a target of the single interview was missed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import app
from evals.crowd import Place, crowd, furnished, own_time, passed_on
from interviewer.settings import read_settings
from knowledge.bank import load_bank

OWN, MARKING, PASSED_ON = 0.050, 0.300, 0.020
"""Targets in seconds, p95: own time of a turn, embedded judging of an answer, until a model's words are passed on."""
AT_ONCE = {"endpoint": (1_000, 0.250), "embedded": (300, 0.500)}
"""Targets: so many interviews with the first words within so many seconds (p95), by who judges."""
LINES = 40
"""Lines that are timed on their way from the model."""


def main(argv: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m evals load", description=__doc__)
    parser.add_argument("--interviews", type=int, default=1)
    parser.add_argument("--turns", type=int, default=200, help="turns of the single interview")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long many interviews are measured")
    parser.add_argument(
        "--think", type=float, default=30.0, help="seconds that a candidate thinks, on average"
    )
    parser.add_argument("--judging", choices=sorted(AT_ONCE), default="endpoint", help="elsewhere, or here")
    arguments = parser.parse_args(argv)
    os.environ.update(app.QUIET)
    settings = read_settings(os.environ)
    place = furnished(load_bank(settings.guide), settings.data_dir / "index")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as folder:
        one = arguments.interviews == 1
        return asyncio.run((_one if one else _many)(place, arguments, Path(folder)))


async def _one(place: Place, arguments: argparse.Namespace, folder: Path) -> int:
    taken = await own_time(place, arguments.turns, folder)
    passed = await passed_on(place, LINES, folder)
    rest, marking = [whole.without(heard) for whole, heard in taken], [heard for _, heard in taken]
    print(_line("own time of a turn without a model, without judging", [t.clock for t in rest], OWN))
    print(_line("  the same in processor time", [t.processor for t in rest]))
    print(_line("embedded marks of the answer so far, for the probe", [t.clock for t in marking], MARKING))
    print(_line("  the same in processor time", [t.processor for t in marking]))
    print(_line("both together, from the answer to the whole reply", [whole.clock for whole, _ in taken]))
    print(_line("a model's first sentence, from the wire to the page", passed, PASSED_ON))
    return int(percentile([t.clock for t in rest], 95) > OWN or percentile(passed, 95) > PASSED_ON)


async def _many(place: Place, arguments: argparse.Namespace, folder: Path) -> int:
    n, judge = arguments.interviews, place.embedded if arguments.judging == "embedded" else None
    figures = await crowd(place, n, arguments.think, arguments.seconds, judge, folder)
    most, target = AT_ONCE[arguments.judging]
    print(
        f"{n} interviews at once, {arguments.think:.0f} s think time, judging: {arguments.judging}, {arguments.seconds:.0f} s"
    )
    print(f"{len(figures.first) / arguments.seconds:.1f} turns a second, {len(figures.errors)} errors")
    print(
        _line("first words of a reply", figures.first, target), f"at {most:,} interviews" if n != most else ""
    )
    print("\n".join(sorted(set(figures.errors))[:3]))
    return int(bool(figures.errors))


def percentile(seconds: Sequence[float], share: int) -> float:
    """The value that `share` percent are not above (nearest rank)."""
    ranked = sorted(seconds)
    return ranked[max(0, -(-len(ranked) * share // 100) - 1)]


def _line(what: str, seconds: Sequence[float], target: float | None = None) -> str:
    if not seconds:
        return f"{what:52} nothing measured"
    p50, p95 = (1000 * percentile(seconds, share) for share in (50, 95))
    goal = f"  target p95 <= {1000 * target:.0f} ms" if target else ""
    return f"{what:52} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  n={len(seconds)}{goal}"
