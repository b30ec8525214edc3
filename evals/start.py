"""`python -m evals start`: how long the start takes, and how much memory: splash, usable page, resident set.

The server runs as a process of its own, warm (its index is built by a first start that is not counted).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from evals.server import Server


@dataclass(frozen=True)
class Start:
    """Seconds from the process's start to the first byte of a page, and to a usable one; resident MB then."""

    paint: float
    usable: float
    megabytes: float


def main(argv: list[str]) -> int:
    """Print the figures of `--runs` warm starts."""
    parser = argparse.ArgumentParser(prog="python -m evals start", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args(argv).runs
    with tempfile.TemporaryDirectory() as folder:
        first = _started(Path(folder))
        starts = [_started(Path(folder)) for _ in range(runs)]
    print(f"first start (index is built)  usable {first.usable:.2f} s")
    for name, limit in (("paint", 0.3), ("usable", 2.5), ("megabytes", 350)):
        values = [getattr(start, name) for start in starts]
        print(
            f"{name:<10} median {statistics.median(values):7.2f}  max {max(values):7.2f}  target {limit}  n={runs}"
        )
    return 0


def _started(folder: Path) -> Start:
    began = time.perf_counter()
    server = Server(folder)
    try:
        server.launch()
        server.read("/")
        paint = time.perf_counter() - began
        server.wait_until_ready()
        server.read("/")
        return Start(paint, time.perf_counter() - began, _resident(server.pid))
    finally:
        server.stop()


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
