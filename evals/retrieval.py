"""Does the index find what a candidate means? `python -m evals retrieval [--split tune]`.

The queries (queries/*.jsonl) are paraphrases, keywords and spoken questions, written before any ranking was seen,
half `tune`, half `report` by question. A question is hit by itself or one of its points; a process question by
a passage of an expected section of the guide. Improve on `tune`, publish `report`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from knowledge.bank import SHIPPED, load_bank
from knowledge.embeddings import MiniLM
from knowledge.index import Index, open_index
from knowledge.types import PassageKind

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "retrieval.json"
SPLITS = ("tune", "report")
DEPTH = 10
DRAWS = 2000
PROCESS: tuple[PassageKind, ...] = ("stage", "section", "tip", "faq")


class Query(BaseModel):
    """One line of queries/*.jsonl. `expects` holds ids of questions or, for process, numbers of sections."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    query: str
    expects: tuple[str, ...]
    kind: Literal["paraphrase", "keywords", "spoken", "process"]


@dataclass(frozen=True)
class Figures:
    """How well n queries were answered, each with its 95 % interval (low, high) from a bootstrap over questions."""

    n: int
    recall_at_1: tuple[float, float, float]
    recall_at_3: tuple[float, float, float]
    mrr_at_10: tuple[float, float, float]


@dataclass(frozen=True)
class Answered:
    """A query, the rank of the first expected thing (0 where it is not among ten), and the time taken."""

    query: Query
    rank: int
    ms: float


def main(argv: Sequence[str]) -> int:
    """Print the figures, and write them where both halves were measured."""
    parser = argparse.ArgumentParser(prog="python -m evals retrieval", description=__doc__)
    parser.add_argument("--split", choices=SPLITS, help="look at one half only; nothing is written")
    parser.add_argument("--misses", action="store_true", help="list the queries not answered first")
    wish = parser.parse_args(argv)
    bank, embedder = load_bank(SHIPPED), MiniLM()
    index = open_index(bank, embedder, None)
    splits = (wish.split,) if wish.split else SPLITS
    answered = {split: [_answered(index, query) for query in read_queries(split)] for split in splits}
    figures = {name: measured(rows) for split in splits for name, rows in _groups(split, answered[split])}
    made_by: dict[str, str | int] = {
        "embedder": embedder.name,
        "bank": bank.fingerprint,
        "passages": len(index),
    }
    _print(figures, made_by, [row.ms for rows in answered.values() for row in rows])
    if wish.misses:
        _print_misses(row for rows in answered.values() for row in rows)
    if not wish.split:
        RESULTS.parent.mkdir(exist_ok=True)
        content = {**made_by, "figures": {name: asdict(f) for name, f in figures.items()}}
        RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


def read_queries(split: str) -> list[Query]:
    """The queries of one half."""
    lines = (HERE / "queries" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Query.model_validate_json(line) for line in lines]


def measured(rows: Sequence[Answered]) -> Figures:
    """Recall and mean reciprocal rank of a group of queries."""
    ranks = np.array([row.rank for row in rows])
    clusters = np.array([row.query.expects[0] for row in rows])
    reciprocal = np.divide(1.0, ranks, out=np.zeros(len(ranks)), where=ranks > 0)
    return Figures(
        n=len(rows),
        recall_at_1=_mean(np.asarray(ranks == 1, float), clusters),
        recall_at_3=_mean(np.asarray((ranks > 0) & (ranks <= 3), float), clusters),
        mrr_at_10=_mean(reciprocal, clusters),
    )


def _answered(index: Index, query: Query) -> Answered:
    begun = time.perf_counter()
    found = _process(index, query.query) if query.kind == "process" else _questions(index, query.query)
    ms = (time.perf_counter() - begun) * 1e3
    return Answered(query, next((i for i, id in enumerate(found, 1) if id in query.expects), 0), ms)


def _questions(index: Index, query: str) -> list[str]:
    return [match.question.id for match in index.questions(query, k=DEPTH)]


def _process(index: Index, query: str) -> list[str]:
    return [hit.passage.section for hit in index.search(query, k=DEPTH, kinds=PROCESS)]


def _groups(split: str, rows: Sequence[Answered]) -> list[tuple[str, list[Answered]]]:
    """The questions of a half, each kind of them, and the process questions apart."""
    asked = [row for row in rows if row.query.kind != "process"]
    kinds = sorted({row.query.kind for row in rows})
    return [(split, asked)] + [(f"{split}, {k}", [r for r in rows if r.query.kind == k]) for k in kinds]


def _mean(values: NDArray[np.float64], clusters: NDArray[np.str_]) -> tuple[float, float, float]:
    """The mean, and its 95 % interval when whole clusters (questions) are drawn again."""
    draw = np.random.default_rng(0)
    groups = [values[clusters == name] for name in np.unique(clusters)]
    means = [
        np.concatenate([groups[i] for i in draw.integers(0, len(groups), len(groups))]).mean()
        for _ in range(DRAWS)
    ]
    low, high = np.percentile(means, [2.5, 97.5])
    return round(float(values.mean()), 4), round(float(low), 4), round(float(high), 4)


def _print(figures: dict[str, Figures], made_by: dict[str, str | int], ms: Sequence[float]) -> None:
    print(" · ".join(f"{name} {value}" for name, value in made_by.items()))
    print(f"{'':20} {'n':>4}  {'recall@1':<21} {'recall@3':<21} MRR@10")
    for name, f in figures.items():
        cells = f"{_shown(f.recall_at_1):<21} {_shown(f.recall_at_3):<21} {_shown(f.mrr_at_10)}"
        print(f"{name:20} {f.n:>4}  {cells}")
    p50, p95 = np.percentile(ms, [50, 95])
    print(f"ms a query: p50 {p50:.1f}, p95 {p95:.1f} (n {len(ms)})")


def _shown(figure: tuple[float, float, float]) -> str:
    return f"{figure[0]:.3f} [{figure[1]:.3f}-{figure[2]:.3f}]"


def _print_misses(rows: Iterable[Answered]) -> None:
    for row in rows:
        if row.rank != 1:
            print(f"{row.rank or '-':>2}  {'/'.join(row.query.expects):8} {row.query.query}")
