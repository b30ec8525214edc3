"""The graded answers that the embedded judge learns from, and what it learns of points, red flags and topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.fits import Numbers, logistic
from evals.gold_answers import bank_ids, gold_answers
from evals.training_answers import training_answers
from interviewer.grading.embedded import guards
from interviewer.grading.embedded.empty import empty_rows, empty_words
from interviewer.grading.embedded.fitted import Linear
from interviewer.grading.embedded.language import foreign
from interviewer.grading.embedded.look import Look, Reader
from interviewer.grading.embedded.manner import grams
from interviewer.grading.embedded.rubric import Encoder
from interviewer.grading.embedded.windows import sentences
from interviewer.types import Exchange
from knowledge.types import Bank, Exemplar, Question

POINT_PENALTY = 20.0
FLAG_PENALTY = 5.0
TOPIC_LOST = 0.003
EMPTY_PENALTY = 1.0
EMPTY_LOST = 0.06
"""The share of sentences in our examples graded 3 or more that may be taken for empty: they lead over from one thing to
the next, and say little."""


@dataclass(frozen=True)
class Sample:
    """One graded answer, looked at. `exemplar` has the true marks; None for gold and for training answers (kind "own")."""

    id: str
    question: Question
    look: Look
    overall: int
    kind: str
    exemplar: Exemplar | None
    grams: Counter[str]

    @property
    def gold(self) -> bool:
        """Whether it is the gold's."""
        return self.exemplar is None and self.kind != "own"


def samples(bank: Bank, reader: Reader) -> list[Sample]:
    """Every exemplar and every tune answer that the guards let through."""
    out: list[Sample] = []
    for question in bank.questions:
        for i, e in enumerate(question.exemplars):
            out += _sample(reader, f"{question.id}/{i}", question, e.text, e.grade, "exemplar", e)
    known = {q.id: q for q in bank.questions}
    for own in training_answers():
        if own.question in known:
            out += _sample(reader, own.id, known[own.question], own.text, own.grade, "own", None)
    ids = bank_ids()
    for gold in gold_answers("tune"):
        if ids[gold.question_id] in known:
            question = known[ids[gold.question_id]]
            out += _sample(reader, gold.id, question, gold.answer, gold.overall, gold.kind, None)
    return out


def _sample(
    reader: Reader, id: str, question: Question, text: str, overall: int, kind: str, e: Exemplar | None
) -> list[Sample]:
    if foreign(text) or guards.word_list(text):
        return []
    look = reader.look(question, reader.clean(question, (Exchange(question.text, text),)).text)
    return [] if look is None else [Sample(id, question, look, overall, kind, e, grams(look.answer.text))]


def labels_of(learnt: Sequence[Sample]) -> Numbers:
    return np.array([s.overall for s in learnt], float)


@dataclass(frozen=True)
class Points:
    """The two readings of a point."""

    met: Linear
    partly: Linear


def fit_points(learnt: Sequence[Sample]) -> Points:
    """From the exemplars' marks."""
    rows, met, partly = point_rows(learnt)
    return Points(logistic(rows, met, POINT_PENALTY), logistic(rows, partly, POINT_PENALTY))


def point_rows(learnt: Sequence[Sample]) -> tuple[Numbers, Numbers, Numbers]:
    """(features, met, at least partly) of every point of every exemplar."""
    marked = [(s, s.exemplar) for s in learnt if s.exemplar is not None]
    rows = np.vstack([s.look.points.features for s, _ in marked])
    met = [p.id in e.met for s, e in marked for p in s.question.points]
    partly = [p.id in e.met or p.id in e.partly for s, e in marked for p in s.question.points]
    return rows, np.array(met, float), np.array(partly, float)


def fit_flags(learnt: Sequence[Sample]) -> Linear:
    """From the exemplars' red flags."""
    marked = [(s, s.exemplar) for s in learnt if s.exemplar is not None and len(s.look.flags)]
    rows = np.vstack([s.look.flags for s, _ in marked])
    raised = [f.id in e.red_flags for s, e in marked for f in s.question.red_flags]
    return logistic(rows, np.array(raised, float), FLAG_PENALTY)


def held_out(learnt: Sequence[Sample]) -> dict[str, Points]:
    """For each question, the reading of points learnt on all others."""
    ids = sorted({s.question.id for s in learnt})
    return {id: fit_points([s for s in learnt if s.question.id != id]) for id in ids}


def fit_topic(learnt: Sequence[Sample], reader: Reader, bank: Bank) -> Linear:
    """From answers read against their own question (about it) and against those of other stages (not)."""
    own = [s.look.topic for s in learnt if s.kind not in {"f1", "f6"}]
    other = []
    for i, s in enumerate(learnt):
        away = [q for q in bank.questions if q.stage != s.question.stage]
        for q in (away[i % len(away)], away[(7 * i + 3) % len(away)]):
            look = reader.look(q, s.look.answer.text)
            other += [look.topic] if look else []
    labels = np.array([1.0] * len(own) + [0.0] * len(other))
    fitted = logistic(np.array(own + other), labels, 1.0)
    scores = np.sort(fitted.of(np.array(own)))
    cut = float(scores[int(TOPIC_LOST * len(scores))]) - 0.3
    return fitted.model_copy(update={"bias": round(fitted.bias - min(cut, 0.0), 5)})


def fit_empty(reader: Reader, bank: Bank, encoder: Encoder) -> Linear:
    """How a sentence that says nothing is told from one of a fair answer; above 0 it is taken for empty."""
    empty = empty_words()
    fair, idle = [], []
    for question in bank.questions:
        rubric = reader.rubric(question)
        said = tuple(s for e in question.exemplars if e.grade >= 3 for s in sentences(e.text))
        fair.append(empty_rows(said, encoder.encode(said), rubric, reader.empty_vectors))
        idle.append(empty_rows(empty, reader.empty_vectors, rubric, reader.empty_vectors))
    rows, n = np.vstack([*fair, *idle]), sum(map(len, fair))
    told = logistic(rows, np.r_[np.zeros(n), np.ones(len(rows) - n)], EMPTY_PENALTY)
    from_ = float(np.quantile(told.of(rows[:n]), 1 - EMPTY_LOST))
    return told.model_copy(update={"bias": round(told.bias - from_, 5)})
