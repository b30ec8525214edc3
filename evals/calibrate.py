"""Fit the embedded judge: `python -m evals calibrate [--write]`.

Points and red flags are learnt from the marks of the bank's own exemplars, the estimate from exemplars, our own graded
answers (evals/training) and the gold's `tune` answers, empty words and all: they tell of the manner. Figures printed are cross-validated by question: the answers of
a question, the gold's and our own, are read with weights learnt on the others. `report` is never opened here.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.agreement import agreement
from evals.estimate import (
    Heard,
    cross_validated,
    fit_joint,
    fit_manner,
    fit_points_reading,
    heard,
)
from evals.fits import Numbers, logistic
from evals.lessons import Sample, fit_empty, fit_flags, fit_points, fit_topic, held_out, samples
from evals.marks import Marks, area, cross_validated_marks, fit_in_light, marks_of, to_fix
from evals.memo import Memo
from evals.prose_gates import fit_gates
from evals.table import Rows, table_of
from interviewer.grading.embedded.fitted import FILE, Linear, Weights
from interviewer.grading.embedded.look import Reader
from interviewer.grading.embedded.rubric import Encoder
from knowledge.types import Bank

SPREAD = 1.0
"""The estimates are stretched to this share of the labels' spread: a ridge leans to the middle, and quadratic kappa
is highest where both spread alike."""
MET_FROM, PARTLY_FROM, FLAG_FROM = 0.5, 0.5, 0.6


def stretched(answers: Heard, found: Numbers) -> tuple[float, float]:
    """(factor, shift) that give the estimates of the gold the labels' mean and SPREAD of their spread."""
    labels, given = answers.labels[answers.gold], found[answers.gold]
    factor = float(SPREAD * labels.std() / given.std())
    return factor, float(labels.mean() - factor * given.mean())


CAPPED = frozenset({"f1", "f2", "f3", "f6"})
"""Kinds that the guards answer for; they teach the estimate nothing."""


def fit(
    learnt: Sequence[Sample], reader: Reader, bank: Bank, empty: Linear
) -> tuple[Weights, Heard, Numbers, Marks]:
    """The weights of the embedded judge, the cross-validated estimates that set their stretch, and the marks."""
    taught = [s for s in learnt if s.kind not in CAPPED]
    reading = held_out(taught)
    table = table_of(taught, reading)
    marks = marks_of(table, reading)
    met_in_light, partly_in_light = fit_in_light(marks, np.ones(len(marks.met), bool))
    answers = heard(table)
    found = cross_validated(answers)
    factor, shift = stretched(answers, found)
    joint = fit_joint(answers, np.ones(len(answers.learnt), bool))
    said = fit_manner(table)
    overall = joint.overall.model_copy(
        update={
            "weights": tuple(round(w * factor, 5) for w in joint.overall.weights),
            "bias": round(joint.overall.bias * factor + shift, 5),
        }
    )
    final = fit_points(taught)
    pairs, listed, ordered = fit_gates(bank, logistic)
    weights = Weights(
        version="",
        met=final.met,
        partly=final.partly,
        met_in_light=met_in_light,
        partly_in_light=partly_in_light,
        met_from=MET_FROM,
        partly_from=PARTLY_FROM,
        flag=fit_flags(taught),
        flag_from=FLAG_FROM,
        empty=empty,
        topic=fit_topic(learnt, reader, bank),
        points=fit_points_reading(table, np.ones(len(taught), bool)),
        manner=said.manner,
        whole=said.whole,
        grams=said.grams,
        content=joint.content,
        overall=overall,
        pairs=pairs,
        listed=listed,
        ordered=ordered,
    )
    return signed(weights), answers, found * factor + shift, marks


def signed(weights: Weights) -> Weights:
    """The weights with a version made of their own content."""
    digest = hashlib.sha256(weights.model_dump_json().encode()).hexdigest()
    return weights.model_copy(update={"version": digest[:8]})


def show(answers: Heard, found: Numbers) -> None:
    """Print what cross-validation says of the estimate."""
    groups = np.array([_group(s) for s in answers.learnt])
    for name in ("clear", "muddy", "own"):
        rows = groups == name
        given = np.clip(found[rows].round(), 1, 5).astype(int)
        labels = answers.labels[rows].astype(int)
        r = float(np.corrcoef(found[rows], labels)[0, 1])
        print(
            name, f"r {r:.3f}", agreement(given.tolist(), labels.tolist(), answers.questions[rows].tolist())
        )


def show_marks(marks: Marks) -> None:
    """Print what cross-validation says of the points that are marked as met."""
    found = marks.alone.max(axis=1) >= PARTLY_FROM
    for name, chances in (("alone", marks.alone), ("in light", cross_validated_marks(marks))):
        met, some = found & (chances[:, 0] >= MET_FROM), found & (chances.max(axis=1) >= PARTLY_FROM)
        print(
            f"points {name:<9} AUC met {area(chances[:, 0], marks.met):.3f}  marked met: {_right(met, marks.met)}"
            f"  with evidence: {_right(some, marks.partly)}  n {len(met)}"
        )


def show_first(marks: Marks) -> None:
    """Print how often the point that is to be fixed first truly lacks something."""
    for by in ("weight", "unsaid"):
        found = to_fix(marks, cross_validated_marks(marks), by=by)
        unsaid, lacking = found.mean(axis=0)
        print(
            f"fix first by {by:<6} truly not spoken of {unsaid:.3f}  truly not fully met {lacking:.3f}  n {len(found)}"
        )


def _right(said: Rows, truth: Numbers) -> str:
    return f"precision {truth[said].mean():.3f} recall {said[truth == 1].mean():.3f}"


def _group(sample: Sample) -> str:
    if not sample.gold:
        return "own"
    return "muddy" if sample.kind.startswith("m") else "clear"


def load(encoder: Encoder, folder: Path) -> tuple[Bank, Reader]:
    """The shipped bank, and a reader on it."""
    from knowledge.bank import load_bank

    bank = load_bank(folder)
    return bank, Reader(bank, encoder)


def main(argv: list[str]) -> int:
    """Print the cross-validated figures; with --write, fit on everything and write the weights."""

    parser = argparse.ArgumentParser("python -m evals calibrate")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")
    parser.add_argument("--guide", type=Path, default=Path("knowledge/guides/fintech-ml-engineer"))
    wish = parser.parse_args(argv)
    bank, reader = load(encoder := Memo(), wish.guide)
    empty = fit_empty(reader, bank, encoder)
    weights, answers, found, marks = fit(samples(bank, reader), reader, bank, empty)
    show(answers, found)
    show_marks(marks)
    show_first(marks)
    if wish.write:
        FILE.write_text(weights.model_dump_json() + "\n", "utf-8")
    return 0
