"""Can the local model tell which rubric points an answer meets? `python -m evals claims [--questions 10]`.

It is asked for each point of one middling exemplar a question whether the answer bears it out, and the chance of its
yes is compared with the exemplar's true marks, beside what the embedded judge says of the point in the light of the whole
answer, by weights that never saw the question. A judge that asks a local model so is worth offering when it is the better of the two; until then the page
says what was measured (`--keep`).
"""

from __future__ import annotations

import argparse
import asyncio
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
from evals.grading import RESULTS, commit
from evals.lessons import Sample, held_out, samples
from evals.marks import Marks, area, cross_validated_marks, marks_of
from evals.table import table_of
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

    question: str
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


async def checked(model: LocalModel, sample: Sample, embedded: Numbers) -> list[Checked]:
    """Every point of an exemplar, asked one after the other, so that the answer is read once.

    embedded: how likely the embedded judge holds each point met
    """
    spoken = f"INTERVIEWER: {sample.question.text}\nCANDIDATE: {sample.look.answer.text.strip()}"
    interview = prompts.fence(spoken, prompts.nonce(spoken))
    out = []
    for point, held in zip(sample.question.points, embedded, strict=True):
        began = time.monotonic()
        found = await model.weigh(prompts.fill("check", interview=interview, claim=claim(point)))
        seconds = time.monotonic() - began
        out.append(Checked(sample.question.id, credit(sample, point), found.chance, float(held), seconds))
    return out


def claim(point: Point) -> str:
    """A point as a claim: "the candidate names a metric that ..."."""
    first = point.met_when[:1] if point.met_when[:2].isupper() else point.met_when[:1].lower()
    return f"the candidate {first}{point.met_when[1:]}"


def credit(sample: Sample, point: Point) -> float:
    """What the exemplar truly earns for a point."""
    assert sample.exemplar is not None  # only exemplars are chosen
    return 1.0 if point.id in sample.exemplar.met else 0.5 * (point.id in sample.exemplar.partly)


def summary(found: Sequence[Checked], model: str) -> dict[str, object]:
    """All that is published about one run.

    embedded, local: the area under the curve, met against nothing; difference: the embedded judge's less the model's,
    with its 95 % interval from a bootstrap over questions; together: both, by how much the model's odds count.
    """
    embedded, local = (_odds(np.array([getattr(c, name) for c in found])) for name in ("embedded", "local"))
    credits, questions = np.array([c.credit for c in found]), np.array([c.question for c in found])
    gaps = [_gap(embedded[r], local[r], credits[r]) for r in draws(questions, seed=0)]
    low, high = np.nanpercentile(gaps, (2.5, 97.5))
    return {
        "model": model,
        "prompt": prompts.load("check").fingerprint,
        "questions": len(set(questions.tolist())),
        "points": {
            name: int((credits == c).sum()) for name, c in (("met", 1), ("partly", 0.5), ("nothing", 0))
        },
        "embedded": area(embedded, credits),
        "local": area(local, credits),
        "difference": {"whole": _gap(embedded, local, credits), "low": float(low), "high": float(high)},
        "together": {str(w): area(embedded + w * local, credits) for w in (0.3, 0.6, 1.0)},
        "correlation": float(np.corrcoef(embedded, local)[0, 1]),
        "seconds": dict(
            zip(("p50", "p95"), np.percentile([c.seconds for c in found], (50, 95)).tolist(), strict=True)
        ),
        "commit": commit(),
    }


def _gap(embedded: Numbers, local: Numbers, credits: Numbers) -> float:
    """How much better the embedded judge tells met points from missed ones; nan where one kind is missing."""
    if not ((credits == 1).any() and (credits == 0).any()):
        return float("nan")
    return area(embedded, credits) - area(local, credits)


def _odds(chances: Numbers) -> Numbers:
    """Log odds, on one scale for every reader."""
    found = np.log((chances + 1e-6) / (1 - chances + 1e-6))
    return np.asarray((found - found.mean()) / found.std(), float)


async def _ask(asked: Sequence[Sample], marks: Marks, model: LocalModel) -> list[Checked]:
    embedded = cross_validated_marks(marks)[:, 0]
    try:
        await model.ready()
        return [c for s in asked for c in await checked(model, s, embedded[marks.points_of(s)])]
    finally:
        await model.close()


def main(argv: list[str]) -> int:
    """Ask the installed local model, and print how well it tells."""
    from knowledge.embeddings import MiniLM

    parser = argparse.ArgumentParser("python -m evals claims")
    parser.add_argument("--questions", type=int, default=10, help="so many questions, an exemplar each")
    parser.add_argument("--keep", action="store_true", help="keep the figures, so that the page tells them")
    parser.add_argument("--guide", type=Path, default=GUIDES / "fintech-ml-engineer")
    wish = parser.parse_args(argv)
    shelf = shelf_in(read_settings(os.environ).data_dir)
    if not shelf.complete:
        print("There is no local model here; `make local-model` obtains it.")
        return 1
    learnt = [s for s in samples(*load(MiniLM(), wish.guide)) if s.kind not in CAPPED]
    model = LocalModel(shelf, deadline=PATIENCE)
    reading = held_out(learnt)
    marks = marks_of(table_of(learnt, reading), reading)
    found = asyncio.run(_ask(chosen(learnt, wish.questions), marks, model))
    text = json.dumps(summary(found, model.name), indent=1)
    print(text)
    if wish.keep:
        (RESULTS / "claims-local.json").write_text(f"{text}\n", "utf-8")
    return 0
