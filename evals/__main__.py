"""`python -m evals <name> [options]`: measure the product. Each name is a module here with `main(argv)`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

EVALS = {
    "retrieval": "evals.retrieval",
    "grading": "evals.grading",
    "robustness": "evals.robustness",
    "calibrate": "evals.calibrate",
    "claims": "evals.claims",
    "quotes": "evals.quotes",
    "start": "evals.start",
    "kills": "evals.kills",
    "interview": "evals.interview",
    "cost": "evals.cost",
    "load": "evals.load",
    "page": "evals.page",
    "history": "evals.history",
    "replies": "evals.replies",
    "published": "evals.published",
}
"""Imported only when it is asked for: an eval brings its own heavy libraries."""


def main(argv: Sequence[str]) -> int:
    """Run the eval that the first argument names with the others."""
    if not argv or argv[0] not in EVALS:
        print(f"usage: python -m evals {{{'|'.join(EVALS)}}} [--help]", file=sys.stderr)
        return 2
    return int(importlib.import_module(EVALS[argv[0]]).main(argv[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
