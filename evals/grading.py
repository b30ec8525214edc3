"""How well a judge agrees with the gold: `python -m evals grading [--judge embedded] [--against model]`.

Every answer goes the way a candidate's does: judge -> quotes verified -> score. Answers that were not graded count
in the coverage and in nothing else. The labels are medians of three model raters, not of people. `--against` names
another judge whose stored grades of the same split are compared with these, answer by answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evals import own_model
from evals.agreement import Agreement, Difference, agreement, difference
from evals.gold_answers import GoldAnswer, Split, bank_ids, gold_answers
from evals.local_judge import Starting
from evals.tables import LABELS, compared, printed
from interviewer.errors import SettingsError
from interviewer.grading import desk
from interviewer.grading.judge import Judge
from interviewer.types import Grade, Maker
from knowledge.types import Bank

RESULTS = Path(__file__).parent / "results"
GUIDE = Path(__file__).parents[1] / "knowledge" / "guides" / "fintech-ml-engineer"
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
    counted = _counted(found)
    return agreement([o for o, _ in counted], *_reference(counted))


def differences(found: Sequence[Graded], other: Mapping[str, int]) -> dict[str, Difference]:
    """By group, how much better these grades agree with the labels than another judge's (by the answer's id).

    Only answers that both graded count.
    """
    return {
        name: difference([o for o, _ in pairs], [other[a.id] for _, a in pairs], *_reference(pairs))
        for name, part in groups(found).items()
        if (pairs := [(o, a) for o, a in _counted(part) if a.id in other])
    }


def _counted(found: Sequence[Graded]) -> list[tuple[int, GoldAnswer]]:
    return [(g.grade.overall, g.gold) for g in found if g.grade.overall is not None]


def _reference(pairs: Sequence[tuple[int, GoldAnswer]]) -> tuple[list[int], list[str]]:
    """(labels, questions)."""
    return [a.overall for _, a in pairs], [a.question_id for _, a in pairs]


def result_file(judge: str, split: Split, results: Path = RESULTS) -> Path:
    """Where a judge's run on a split is stored."""
    return results / (f"grading-{judge}.json" if split == "report" else f"grading-{judge}-{split}.json")


def stored(file: Path) -> dict[str, int]:
    """The overall of each answer that a stored run graded, by the answer's id.

    Raises LookupError with the remedy where the run was not stored, or without its grades.
    """
    answers = json.loads(file.read_bytes()).get("answers") if file.is_file() else None
    if answers is None:
        raise LookupError(f"no grades of single answers in {file.name}: run that judge on this split first")
    return {a["id"]: a["overall"] for a in answers if a["overall"] is not None}


def summary(found: Sequence[Graded], maker: Maker, bank: Bank, split: Split) -> dict[str, object]:
    """All that is published about one run."""
    seconds = [g.grade.seconds for g in found]
    return {
        "judge": maker.judge,
        "version": maker.version,
        "model": maker.model,
        "prompts": maker.prompts,
        "rubrics": sorted({g.grade.rubric for g in found}),
        "split": split,
        "n": len(found),
        "graded": sum(g.grade.overall is not None for g in found),
        "not_graded": sorted({g.grade.ungraded for g in found if g.grade.overall is None}),
        "groups": {name: asdict(agreement_of(part)) for name, part in groups(found).items()},
        "seconds": {"p50": float(np.percentile(seconds, 50)), "p95": float(np.percentile(seconds, 95))},
        "tokens": sum(g.grade.tokens for g in found) / max(len(found), 1),
        "bank": bank.fingerprint,
        "guide": bank.id,
        "commit": commit(),
        "labels": LABELS,
        "answers": [{"id": g.gold.id, "overall": g.grade.overall} for g in found],
    }


def commit() -> str:
    """The commit that is being measured, short."""
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def embedded(bank: Bank) -> Judge:
    """The embedded judge on the real encoder."""
    from interviewer.grading.embedded_judge import EmbeddedJudge
    from knowledge.embeddings import MiniLM

    judge = EmbeddedJudge(bank, MiniLM())
    for id in bank_ids().values():
        judge.prepare(bank.question(id))
    return judge


JUDGES: dict[str, Callable[[Bank], Judge]] = {
    "embedded": embedded,
    "local": Starting,
    "model": own_model.judge,
}


def main(argv: list[str]) -> int:
    """Run a judge on a split of the gold, print and store the result."""
    from knowledge.bank import load_bank

    parser = argparse.ArgumentParser("python -m evals grading")
    parser.add_argument("--judge", choices=sorted(JUDGES), default="embedded")
    parser.add_argument("--split", choices=["tune", "report"], default="report")
    parser.add_argument(
        "--yes", action="store_true", help="with --judge model: do not ask before it is paid for"
    )
    parser.add_argument("--against", metavar="JUDGE", help="compare with the stored run of another judge")
    wish = parser.parse_args(argv)
    try:
        other = stored(result_file(wish.against, wish.split)) if wish.against else {}
    except LookupError as error:
        print(error, file=sys.stderr)
        return 2
    bank = load_bank(GUIDE)
    if wish.judge == "model" and not _paid_for(bank, wish.split, yes=wish.yes):
        return 1
    try:
        judge = JUDGES[wish.judge](bank)
    except SettingsError as error:
        print(error.line, file=sys.stderr)
        return 1
    found = asyncio.run(graded(judge, bank, gold_answers(wish.split)))
    result = summary(found, judge.maker, bank, wish.split)
    print(printed(result, {name: agreement_of(part) for name, part in groups(found).items()}))
    if wish.against:
        gaps = differences(found, other)
        result["against"] = {wish.against: {name: asdict(gap) for name, gap in gaps.items()}}
        print(compared(wish.against, gaps))
    if wish.judge == "model" and wish.split == "tune":
        return (
            0  # a trial: only what was measured on the other half is kept, and never among the project's own
        )
    file = own_model.place(judge.maker) if wish.judge == "model" else result_file(wish.judge, wish.split)
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
