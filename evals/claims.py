"""Does a local model's word make the marks of points better? `python -m evals claims [--questions 39] [--write]`.

The model is asked for each point of one middling exemplar a question whether the answer bears it out. The chance of its
yes is compared with the exemplar's true marks, beside what the embedded judge says of the point in the light of the whole
answer by weights that never saw the question, and beside both together by weights that never saw it either. `--write`
fits how much each counts (interviewer/grading/local_weights.json) and keeps the figures, so that the page tells them.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.agreement import draws
from evals.calibrate import CAPPED, load
from evals.fits import logistic
from evals.grading import RESULTS, commit
from evals.lessons import Sample, held_out, samples
from evals.marks import Marks, area, cross_validated_marks, marks_of
from evals.table import table_of
from interviewer import prompts
from interviewer.grading.local_judge import FILE, Both, odds, told
from interviewer.local.model import LocalModel
from interviewer.local.shelf import shelf_in
from interviewer.settings import GUIDES, read_settings

Numbers = NDArray[np.float64]
PATIENCE = 300.0
PENALTY = 1.0


@dataclass(frozen=True)
class Checked:
    """n points of exemplars: what is true of them, and what each reader says.

    met, some      (n,): whether it is truly met, truly at least partly met
    ours           (n, 2): the embedded judge's chances of both, by weights that never saw the question
    told           (n,): the chance of the model's yes
    questions      (n,)
    seconds        of every answer, all its points together
    """

    met: NDArray[np.bool_]
    some: NDArray[np.bool_]
    ours: Numbers
    told: Numbers
    questions: NDArray[np.str_]
    seconds: tuple[float, ...]

    @property
    def credit(self) -> Numbers:
        """(n,): 1 met, 0.5 partly, 0 nothing."""
        return (self.met.astype(float) + self.some) / 2


def chosen(learnt: Sequence[Sample], questions: int) -> list[Sample]:
    """One exemplar a question, the nearest to the middle, of questions spread over the bank."""
    marked = [s for s in learnt if s.exemplar is not None and (s.exemplar.met or s.exemplar.partly)]
    ids = list(dict.fromkeys(s.question.id for s in marked))
    spread = [ids[i * len(ids) // questions] for i in range(min(questions, len(ids)))]
    return [
        min((s for s in marked if s.question.id == id), key=lambda s: abs(s.overall - 3)) for id in spread
    ]


async def checked(asked: Sequence[Sample], marks: Marks, model: LocalModel) -> Checked:
    """What both readers say of the points of some exemplars."""
    rows = [marks.points_of(sample) for sample in asked]
    said, seconds = [], []
    try:
        await model.ready()
        for sample in asked:
            began = time.monotonic()
            said.append(await told(model, sample.question, sample.look.answer.text))
            seconds.append(time.monotonic() - began)
    finally:
        await model.close()
    every = np.concatenate(rows)
    return Checked(
        marks.met[every] == 1,
        marks.partly[every] == 1,
        cross_validated_marks(marks)[every],
        np.concatenate(said),
        marks.questions[every],
        tuple(seconds),
    )


def fit(found: Checked, rows: NDArray[np.bool_]) -> Both:
    """How much either reader counts, learnt on those `rows`."""
    met = logistic(odds(found.ours[:, 0], found.told)[rows], found.met[rows].astype(float), PENALTY)
    some = logistic(odds(found.ours.max(axis=1), found.told)[rows], found.some[rows].astype(float), PENALTY)
    digest = hashlib.sha256(f"{met.model_dump_json()}{some.model_dump_json()}".encode()).hexdigest()
    return Both(version=digest[:8], met=met, partly=some)


def cross_validated(found: Checked) -> Numbers:
    """(n, 2): the chances of both readers together, by weights that never saw the question."""
    out = np.zeros((len(found.met), 2))
    for id in sorted(set(found.questions.tolist())):
        here = found.questions == id
        together = fit(found, ~here).counted(found.told[here], *found.ours[here].T)
        out[here] = np.column_stack(together)
    return out


def summary(found: Checked, model: str) -> dict[str, object]:
    """All that is published about one run: areas under the curve, met against the rest, and the share of exact credits.

    gain: both together less the embedded judge alone, with its 95 % interval from a bootstrap over questions
    """
    together, truth = cross_validated(found), found.met.astype(float)
    gaps = [
        area(together[r, 0], truth[r]) - area(found.ours[r, 0], truth[r])
        for r in draws(found.questions, seed=0)
        if 0 < truth[r].mean() < 1
    ]
    low, high = np.percentile(gaps, [2.5, 97.5])
    alone, both = area(found.ours[:, 0], truth), area(together[:, 0], truth)
    return {
        "model": model,
        "prompt": prompts.load("check").fingerprint,
        "questions": len(set(found.questions.tolist())),
        "points": {name: int((found.credit == c).sum()) for name, c in (("met", 1), ("partly", 0.5), ("nothing", 0))},
        "embedded": alone,
        "local": area(found.told, truth),
        "both": both,
        "gain": {"whole": both - alone, "low": float(low), "high": float(high)},
        "exact": {"embedded": _exact(found, found.ours), "both": _exact(found, together)},
        "correlation": float(np.asarray(np.corrcoef(odds(found.ours[:, 0], found.told).T))[0, 1]),
        "seconds": {f"p{p}": float(np.percentile(found.seconds, p)) for p in (50, 95)},
        "commit": commit(),
    }  # fmt: skip


def _exact(found: Checked, chances: Numbers) -> float:
    """The share of points that get exactly their credit: met from a half, partly from a half."""
    given = ((chances[:, 0] >= 0.5).astype(float) + (chances.max(axis=1) >= 0.5)) / 2
    return float((given == found.credit).mean())


def main(argv: list[str]) -> int:
    """Ask the installed local model, and print how well it tells."""
    from knowledge.embeddings import MiniLM

    parser = argparse.ArgumentParser("python -m evals claims")
    parser.add_argument("--questions", type=int, default=10, help="so many questions, an exemplar each")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name} and keep the figures")
    parser.add_argument("--guide", type=Path, default=GUIDES / "fintech-ml-engineer")
    wish = parser.parse_args(argv)
    shelf = shelf_in(read_settings(os.environ).data_dir)
    if not shelf.complete:
        print("There is no local model here; `make local-model` obtains it.")
        return 1
    learnt = [s for s in samples(*load(MiniLM(), wish.guide)) if s.kind not in CAPPED]
    reading = held_out(learnt)
    marks = marks_of(table_of(learnt, reading), reading)
    model = LocalModel(shelf, deadline=PATIENCE)
    found = asyncio.run(checked(chosen(learnt, wish.questions), marks, model))
    text = json.dumps(summary(found, model.name), indent=1)
    print(text)
    if wish.write:
        (RESULTS / "claims-local.json").write_text(f"{text}\n", "utf-8")
        FILE.write_text(fit(found, np.ones(len(found.met), bool)).model_dump_json(indent=1) + "\n", "utf-8")
    return 0
