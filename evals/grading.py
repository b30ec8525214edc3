"""How well a judge agrees with the gold: `python -m evals grading [--judge embedded] [--split report]`.

Every answer goes the way a candidate's does: judge -> quotes verified -> score. Answers that were not graded count
in the coverage and in nothing else. The labels are medians of three model raters, not of people.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evals import own_model
from evals.agreement import Agreement, agreement
from evals.gold_answers import GoldAnswer, Split, bank_ids, gold_answers
from interviewer.errors import SettingsError
from interviewer.grading import desk
from interviewer.grading.judge import Judge
from interviewer.types import Grade, Maker
from knowledge.types import Bank

RESULTS = Path(__file__).parent / "results"
GUIDE = Path(__file__).parents[1] / "knowledge" / "guides" / "fintech-ml-engineer"
LABELS = "medians of three language-model raters, not of people"
BANDS = {"low": (1, 2), "middle": (3, 3), "high": (4, 5)}


@dataclass(frozen=True)
class Graded:
    """One gold answer with the grade it was given."""

    gold: GoldAnswer
    grade: Grade


async def graded(judge: Judge, bank: Bank, answers: Sequence[GoldAnswer]) -> list[Graded]:
    """Each answer's grade, one after the other, by the production path."""
    return [Graded(answer, await _grade(judge, bank, answer)) for answer in answers]


async def _grade(judge: Judge, bank: Bank, answer: GoldAnswer) -> Grade:
    question = bank.question(bank_ids()[answer.question_id])
    exchanges = answer.exchanges(question)
    return await desk.graded(judge, bank, question, exchanges)


def groups(found: Sequence[Graded]) -> dict[str, list[Graded]]:
    """The answers apart: all, clear, muddy, by stage, by band of the label."""
    out: dict[str, list[Graded]] = {
        "all": list(found),
        "clear": [g for g in found if not g.gold.muddy],
        "muddy": [g for g in found if g.gold.muddy],
    }
    for stage in sorted({g.gold.stage for g in found}):
        out[stage] = [g for g in found if g.gold.stage == stage]
    for band, (low, high) in BANDS.items():
        out[f"band {band}"] = [g for g in found if low <= g.gold.overall <= high]
    return out


def agreement_of(found: Sequence[Graded]) -> Agreement:
    """The agreement over those that were graded."""
    counted = [(g.grade.overall, g.gold) for g in found if g.grade.overall is not None]
    return agreement(
        [o for o, _ in counted], [a.overall for _, a in counted], [a.question_id for _, a in counted]
    )


def summary(found: Sequence[Graded], maker: Maker, bank: Bank, split: Split) -> dict[str, object]:
    """All that is published about one run."""
    seconds = [g.grade.seconds for g in found]
    return {
        "judge": maker.judge,
        "version": maker.version,
        "model": maker.model,
        "prompts": maker.prompts,
        "split": split,
        "n": len(found),
        "graded": sum(g.grade.overall is not None for g in found),
        "not_graded": sorted({g.grade.ungraded for g in found if g.grade.overall is None}),
        "groups": {name: asdict(agreement_of(part)) for name, part in groups(found).items()},
        "seconds": {"p50": float(np.percentile(seconds, 50)), "p95": float(np.percentile(seconds, 95))},
        "tokens": sum(g.grade.tokens for g in found) / max(len(found), 1),
        "bank": bank.fingerprint,
        "guide": bank.id,
        "commit": _commit(),
        "labels": LABELS,
    }


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def printed(result: dict[str, object], parts: dict[str, Agreement]) -> str:
    """The run as a table."""
    lines = [
        f"judge {result['judge']} {result['version']} {result['model']}  split {result['split']}  "
        f"graded {result['graded']} of {result['n']}  bank {str(result['bank'])[:8]}  commit {result['commit']}",
        f"seconds an answer {result['seconds']}  tokens an answer {result['tokens']}  labels: {LABELS}",
        f"{'':12s} {'n':>4s} {'kappa':>6s} {'95 %':>14s} {'exact':>6s} {'within 1':>8s} {'bias':>6s}",
    ]
    return "\n".join((*lines, *(_line(name, a) for name, a in parts.items())))


def _line(name: str, a: Agreement) -> str:
    if a.kappa is None or a.low is None or a.high is None:
        return f"{name:12s} {a.n:4d} {'-':>6s}"
    interval = f"[{a.low:.2f}, {a.high:.2f}]"
    return (
        f"{name:12s} {a.n:4d} {a.kappa:6.2f} {interval:>14s} {a.exact:6.2f} {a.within_one:8.2f} {a.bias:6.2f}"
    )


def embedded(bank: Bank) -> Judge:
    """The embedded judge on the real encoder."""
    from interviewer.grading.embedded_judge import EmbeddedJudge
    from knowledge.embeddings import MiniLM

    judge = EmbeddedJudge(bank, MiniLM())
    for id in bank_ids().values():
        judge.prepare(bank.question(id))
    return judge


JUDGES: dict[str, Callable[[Bank], Judge]] = {"embedded": embedded, "model": own_model.judge}


def main(argv: list[str]) -> int:
    """Run a judge on a split of the gold, print and store the result."""
    from knowledge.bank import load_bank

    parser = argparse.ArgumentParser("python -m evals grading")
    parser.add_argument("--judge", choices=sorted(JUDGES), default="embedded")
    parser.add_argument("--split", choices=["tune", "report"], default="report")
    parser.add_argument(
        "--yes", action="store_true", help="with --judge model: do not ask before it is paid for"
    )
    wish = parser.parse_args(argv)
    bank = load_bank(GUIDE)
    if wish.judge == "model" and not _paid_for(bank, wish.split, yes=wish.yes):
        return 1
    judge = JUDGES[wish.judge](bank)
    found = asyncio.run(graded(judge, bank, gold_answers(wish.split)))
    result = summary(found, judge.maker, bank, wish.split)
    print(printed(result, {name: agreement_of(part) for name, part in groups(found).items()}))
    if wish.split == "report":
        own = wish.judge == "model"
        file = own_model.place(judge.maker) if own else RESULTS / f"grading-{wish.judge}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
        print(f"These figures are in {file}.")
    return 0


def _paid_for(bank: Bank, split: Split, *, yes: bool) -> bool:
    """Whether there is a model of one's own, and leave to send it the answers."""
    try:
        return own_model.agreed(bank, gold_answers(split), yes=yes)
    except SettingsError as error:
        print(error.line, file=sys.stderr)
        return False
