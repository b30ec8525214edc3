"""Can the local model tell which rubric points an answer meets? `python -m evals claims [--questions 10]`.

It is asked for each point of one middling exemplar a question whether the answer bears it out, and the chance of its
yes is compared with the exemplar's true marks, beside what the embedded judge says by weights that never saw the
question. A judge that asks a local model so is worth building when it is the better of the two.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.calibrate import CAPPED, load
from evals.lessons import Points, Sample, held_out, samples
from evals.marks import area
from interviewer import prompts
from interviewer.local.model import LocalModel
from interviewer.local.shelf import shelf_in
from interviewer.settings import GUIDES, read_settings
from knowledge.types import Point

Numbers = NDArray[np.float64]
PATIENCE = 300.0


@dataclass(frozen=True)
class Checked:
    """A point of an exemplar: its true credit (1 met, 0.5 partly, 0 nothing), and how likely each reader holds it met."""

    credit: float
    local: float
    embedded: float
    seconds: float


def chosen(learnt: Sequence[Sample], questions: int) -> list[Sample]:
    """One exemplar a question, the nearest to the middle, of questions spread over the bank."""
    marked = [s for s in learnt if s.exemplar is not None and (s.exemplar.met or s.exemplar.partly)]
    ids = list(dict.fromkeys(s.question.id for s in marked))
    spread = [ids[i * len(ids) // questions] for i in range(min(questions, len(ids)))]
    return [
        min((s for s in marked if s.question.id == id), key=lambda s: abs(s.overall - 3)) for id in spread
    ]


async def checked(model: LocalModel, sample: Sample, points: Points) -> list[Checked]:
    """Every point of an exemplar, asked one after the other, so that the answer is read once."""
    spoken = f"INTERVIEWER: {sample.question.text}\nCANDIDATE: {sample.look.answer.text.strip()}"
    interview = prompts.fence(spoken, prompts.nonce(spoken))
    embedded = points.met.chance(sample.look.points.features)
    out = []
    for point, held in zip(sample.question.points, embedded, strict=True):
        began = time.monotonic()
        found = await model.weigh(prompts.fill("check", interview=interview, claim=claim(point)))
        out.append(Checked(credit(sample, point), found.chance, float(held), time.monotonic() - began))
    return out


def claim(point: Point) -> str:
    """A point as a claim: "the candidate names a metric that ..."."""
    first = point.met_when[:1] if point.met_when[:2].isupper() else point.met_when[:1].lower()
    return f"the candidate {first}{point.met_when[1:]}"


def credit(sample: Sample, point: Point) -> float:
    """What the exemplar truly earns for a point."""
    assert sample.exemplar is not None  # only exemplars are chosen
    return 1.0 if point.id in sample.exemplar.met else 0.5 * (point.id in sample.exemplar.partly)


def printed(found: Sequence[Checked], model: str) -> str:
    """The comparison as a few lines."""
    credits = np.array([c.credit for c in found])
    odds = [_odds(np.array([getattr(c, name) for c in found])) for name in ("embedded", "local")]
    seconds = np.percentile([c.seconds for c in found], (50, 95))
    lines = [
        f"points {len(found)}: met {(credits == 1).sum()}, partly {(credits == 0.5).sum()}, nothing {(credits == 0).sum()}",
        f"area under the curve, met against nothing: embedded {area(odds[0], credits):.3f}, {model} {area(odds[1], credits):.3f}",
        *(
            f"both, the model's odds counting {w}: {area(odds[0] + w * odds[1], credits):.3f}"
            for w in (0.3, 0.6, 1.0)
        ),
        f"correlation of the two {float(np.corrcoef(odds[0], odds[1])[0, 1]):.2f}; seconds a point p50 {seconds[0]:.2f}, p95 {seconds[1]:.2f}",
        f"prompt check {prompts.load('check').fingerprint}",
    ]
    return "\n".join(lines)


def _odds(chances: Numbers) -> Numbers:
    """Log odds, on one scale for every reader."""
    found = np.log((chances + 1e-6) / (1 - chances + 1e-6))
    return np.asarray((found - found.mean()) / found.std(), float)


async def _ask(chosen: Sequence[Sample], points: dict[str, Points], model: LocalModel) -> list[Checked]:
    try:
        await model.ready()
        return [c for s in chosen for c in await checked(model, s, points[s.question.id])]
    finally:
        await model.close()


def main(argv: list[str]) -> int:
    """Ask the installed local model, and print how well it tells."""
    from knowledge.embeddings import MiniLM

    parser = argparse.ArgumentParser("python -m evals claims")
    parser.add_argument("--questions", type=int, default=10, help="so many questions, an exemplar each")
    parser.add_argument("--guide", type=Path, default=GUIDES / "fintech-ml-engineer")
    wish = parser.parse_args(argv)
    shelf = shelf_in(read_settings(os.environ).data_dir)
    if not shelf.complete:
        print("There is no local model here; `make local-model` obtains it.")
        return 1
    learnt = [s for s in samples(*load(MiniLM(), wish.guide)) if s.kind not in CAPPED]
    model = LocalModel(shelf, deadline=PATIENCE)
    found = asyncio.run(_ask(chosen(learnt, wish.questions), held_out(learnt), model))
    print(printed(found, model.name))
    return 0
