"""`python -m evals published`: writes docs/graders.md from the results, as the app's own page says it.

Run it after an eval whose results are kept; nothing in that file is written by hand.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from evals.grading import RESULTS
from interviewer.grading.agreement import Results
from interviewer.grading.local_marks import local_marks
from interviewer.grading.report import as_markdown, report, robustness

DOCS = Path(__file__).parents[1] / "docs" / "graders.md"


def main(argv: Sequence[str]) -> int:
    """Write the file and say where it is."""
    parser = argparse.ArgumentParser("python -m evals published", description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--to", type=Path, default=DOCS)
    wish = parser.parse_args(argv)
    results = Results((wish.results,))()
    text = as_markdown(report(results, robustness(wish.results), local_marks(wish.results)))
    wish.to.write_text(text, "utf-8")
    print(f"{wish.to} says how good the graders are.")
    return 0
