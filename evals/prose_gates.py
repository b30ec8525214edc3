"""Teach the embedded judge what is no prose: word lists and shuffled words made from our own bank."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from evals.gold_answers import gold_answers
from evals.training_answers import training_answers
from interviewer.grading.embedded.fitted import Linear
from interviewer.grading.embedded.prose import learn_pairs, prose_row
from knowledge.types import Bank, Question

Numbers = NDArray[np.float64]
LIST_LOST = 0.015
"""The share of genuine answers that the list gate may take for lists (they keep their marks, capped at 2)."""
FRAMES = (
    "The topics are", "My view is", "I know", "I have worked with", "A good answer has", "One needs",
    "You could mention", "Also relevant:", "Next come", "Finally", "My approach includes", "There are", "We did",
    "I look at", "For this I take", "I'd mention", "One has", "After that", "It needs", "I think of",
)  # fmt: skip


def genuine(bank: Bank) -> list[str]:
    """Real answers: exemplars, training answers, tune answers that are neither lists nor in another language."""
    own = [e.text for q in bank.questions for e in q.exemplars] + [t.text for t in training_answers()]
    return own + [a.answer for a in gold_answers("tune") if a.kind not in {"f2", "f7"}]


def lists(question: Question, rng: random.Random) -> Iterator[str]:
    """A question's terms in a row, bare and in frames."""
    terms = [alias for point in question.points for alias in point.aliases]
    rng.shuffle(terms)
    yield from (joint.join(terms) for joint in (", ", "; ", " and ", ". ", " "))
    for size in (3, 4, 5):
        parts = (terms[i : i + size] for i in range(0, len(terms), size))
        yield " ".join(f"{rng.choice(FRAMES)} {', '.join(part)}." for part in parts)
    for size, frames in ((3, 3), (4, 4), (4, 6), (5, 5), (2, 8)):
        chosen = rng.sample(FRAMES, frames)
        parts = (terms[i : i + size] for i in range(0, len(terms), size))
        yield " ".join(f"{rng.choice(chosen)} {_joined(part)}." for part in parts)


def _joined(part: Sequence[str]) -> str:
    return f"{', '.join(part[:-1])} and {part[-1]}" if len(part) > 1 else part[0]


def shuffles(question: Question, rng: random.Random) -> Iterator[str]:
    """Exemplars with their words in any order, and with the words of each sentence in any order."""
    for example in rng.sample(list(question.exemplars), min(3, len(question.exemplars))):
        yield _shuffled(example.text, rng)
    yield ". ".join(_shuffled(part, rng) for part in question.best_exemplar.text.split(". "))


def _shuffled(text: str, rng: random.Random) -> str:
    words = text.split()
    return " ".join(rng.sample(words, len(words)))


def fit_gates(
    bank: Bank, logistic: Callable[[Numbers, Numbers, float], Linear]
) -> tuple[dict[str, float], Linear, Linear]:
    """(pairs of kinds, list gate, order gate); below 0 a gate says no.

    Genuine answers are measured with pairs learnt on the other half of them.
    """
    rng = random.Random(1)
    texts = genuine(bank)
    halves = [learn_pairs(texts[1::2]), learn_pairs(texts[::2])]
    real = np.array([prose_row(text, halves[i % 2]) for i, text in enumerate(texts)])
    listed = _rows([t for q in bank.questions for t in lists(q, rng)], halves[0])
    shuffled = _rows([t for q in bank.questions for t in shuffles(q, rng)], halves[1])
    lists_gate = _gate(logistic, real, listed, LIST_LOST)
    return learn_pairs(texts), lists_gate, _gate(logistic, real, shuffled, 0.0)


def _rows(texts: Sequence[str], pairs: dict[str, float]) -> Numbers:
    return np.array([prose_row(text, pairs) for text in texts])


def _gate(
    logistic: Callable[[Numbers, Numbers, float], Linear], real: Numbers, false: Numbers, lost: float
) -> Linear:
    labels = np.array([1.0] * len(real) + [0.0] * len(false))
    fitted = logistic(np.vstack([real, false]), labels, 1.0)
    scores = np.sort(fitted.of(real))
    cut = float(scores[int(lost * len(scores))])
    print(f"gate: {(fitted.of(false) < cut).mean():.3f} of the false caught, {lost:.3f} of the genuine lost")
    return fitted.model_copy(update={"bias": round(fitted.bias - cut, 5)})
