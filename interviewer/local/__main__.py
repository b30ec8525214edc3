"""`python -m interviewer.local {obtain|remove}`: what `make local-model` and `make remove-local-model` do."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from interviewer.errors import InterviewError
from interviewer.local.engine import settle_engine
from interviewer.local.obtain import Progress, obtain
from interviewer.local.shelf import Recipe, Shelf, shelf_in
from interviewer.local.sources import sources_of
from interviewer.settings import NONE, read_settings

WITHOUT = {"INTERVIEWER_MODEL": NONE, "GRADER_MODEL": NONE}
"""Settings may name the local model that is not there yet."""
STEP = 5
"""Percent between two lines of progress."""


def main(argv: Sequence[str], recipe: Recipe | None = None) -> int:
    """Obtain or remove the local model (the one that ships, or that of a recipe); returns the exit status."""
    if list(argv) not in (["obtain"], ["remove"]):
        print("usage: python -m interviewer.local {obtain|remove}", file=sys.stderr)
        return 2
    try:
        shelf = shelf_in(read_settings({**os.environ, **WITHOUT}).data_dir, recipe)
        print(removed(shelf) if argv[0] == "remove" else obtained(shelf), flush=True)
    except InterviewError as error:
        print(error.line, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; what came so far is kept, and the next run goes on there.", file=sys.stderr)
        return 130
    return 0


def obtained(shelf: Shelf) -> str:
    """Obtain what is missing, with progress; what to say at the end."""
    weights = shelf.recipe.weights
    if not shelf.model.is_file():
        print(estimate(shelf), flush=True)
        obtain(shelf, sources_of(weights), Teller())
    settle_engine(shelf, lambda line: print(line, flush=True))
    return (
        f"{weights.title} is ready in {str(shelf.folder)!r} ({_megabytes(shelf.size())}). `make run` uses it "
        "from now on; `make remove-local-model` removes it."
    )


def estimate(shelf: Shelf) -> str:
    """What is to come: how much, how long, what it needs."""
    weights, engine = shelf.recipe.weights, shelf.recipe.engine
    there = shelf.partial.stat().st_size if shelf.partial.is_file() else 0
    size = weights.size - there + engine.prebuilt_size
    minutes = ", ".join(f"{_minutes(size, rate)} at {rate} MB/s" for rate in (2, 10))
    begun = f" {_megabytes(there)} of it are here already." if there else ""
    return (
        f"{weights.title} ({weights.license}, {_megabytes(weights.size)}) and the engine that runs it "
        f"({_megabytes(engine.prebuilt_size)}): {minutes}.{begun}\nIt goes to {str(shelf.folder)!r}, needs about "
        f"{_megabytes(int(1.25 * weights.size))} of disk, and 2 GB of memory while it runs. Where the prebuilt engine does "
        "not run, one is built: once, about ten minutes more."
    )


def removed(shelf: Shelf) -> str:
    """Remove everything; what to say."""
    freed = shelf.clear()
    return (
        f"Removed {str(shelf.folder)!r}: {_megabytes(freed)}." if freed else "There is no local model here."
    )


class Teller:
    """Prints progress every few percent."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        percent = 100 * progress.done / progress.size
        if percent >= self._next or progress.done == progress.size:
            print(progress.line, flush=True)
            self._next = percent + STEP


def _megabytes(size: int) -> str:
    return f"{size / 10**6:,.0f} MB" if size >= 10**6 else f"{size:,} bytes"


def _minutes(size: int, rate: int) -> str:
    minutes = size / (rate * 10**6 * 60)
    return f"about {minutes:.0f} minutes" if minutes >= 1.5 else "about a minute"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
