"""Agreements and differences as tables to read in a terminal. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from evals.agreement import Agreement, Difference

LABELS = "medians of three language-model raters, not of people"


def printed(result: Mapping[str, object], parts: Mapping[str, Agreement]) -> str:
    """The run as a table."""
    rubrics = result["rubrics"]
    assert isinstance(rubrics, list)
    lines = [
        f"judge {result['judge']} {result['version']} {result['model']}  prompts {result['prompts'] or 'none'}  "
        f"split {result['split']}  graded {result['graded']} of {result['n']}  bank {str(result['bank'])[:8]}  "
        f"commit {result['commit']}",
        f"rubrics {' '.join(rubrics)}",
        f"seconds an answer {result['seconds']}  tokens an answer {result['tokens']}  labels: {LABELS}",
        f"{'':12s} {'n':>4s} {'kappa':>6s} {'95 %':>14s} {'exact':>6s} {'within 1':>8s} {'bias':>6s}",
    ]
    return "\n".join((*lines, *(_line(name, a) for name, a in parts.items())))


def compared(other: str, parts: Mapping[str, Difference]) -> str:
    """The paired differences as a table; above 0 this judge is ahead."""
    lines = [
        f"kappa less that of {other}, same answers (paired bootstrap by question)",
        f"{'':12s} {'n':>4s} {'less':>6s} {'95 %':>14s} {'ahead in':>8s}",
    ]
    return "\n".join((*lines, *(_gap_line(name, d) for name, d in parts.items())))


def _gap_line(name: str, d: Difference) -> str:
    if d.kappa is None or d.low is None or d.high is None or d.better is None:
        return f"{name:12s} {d.n:4d} {'-':>6s}"
    return f"{name:12s} {d.n:4d} {d.kappa:6.2f} {f'[{d.low:.2f}, {d.high:.2f}]':>14s} {d.better:8.0%}"


def _line(name: str, a: Agreement) -> str:
    if a.kappa is None or a.low is None or a.high is None:
        return f"{name:12s} {a.n:4d} {'-':>6s}"
    interval = f"[{a.low:.2f}, {a.high:.2f}]"
    return (
        f"{name:12s} {a.n:4d} {a.kappa:6.2f} {interval:>14s} {a.exact:6.2f} {a.within_one:8.2f} {a.bias:6.2f}"
    )
