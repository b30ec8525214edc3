"""Whether a text is sentences: which kinds of words follow each other, and how often something is listed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from interviewer.grading.embedded.lexicon import FUNCTION_WORDS
from interviewer.grading.embedded.windows import sentences, words

PROSE_FEATURES = (
    "support", "unsupported", "lowest_quarter", "function_words", "commas", "piece_length", "long_pieces",
    "pieces_with_verbs", "distinct_starts", "listed_pieces", "words",
)  # fmt: skip
COMMON_PAIR = 6
"""A pair of kinds is known when it was seen so often in genuine answers."""
UNKNOWN = -1.5
VERBS = frozenset(
    {
        "is",
        "are",
        "was",
        "were",
        "be",
        "have",
        "had",
        "has",
        "do",
        "did",
        "does",
        "will",
        "would",
        "can",
        "could",
    }
    | {"i", "we", "it", "they", "you", "he", "she", "i'd", "i've", "it's", "i'm", "should", "-ed"}
)
_TOKEN = re.compile(r"[\w'%$€£-]*\w|[.!?;:\n]|,")
_ENDINGS = ("ing", "ed", "ly", "s", "er", "ion")


def kinds(text: str) -> list[str]:
    """Function words and stops as they are, every other word by its ending.

    >>> kinds("We checked 12 orders, twice.")
    ['we', '-ed', '#', '-s', ',', '-', '.']
    """
    found = _TOKEN.findall(text.lower().replace("’", "'"))
    return [_kind(token) for token in found]


def _kind(token: str) -> str:
    if token in FUNCTION_WORDS or token == ",":
        return token
    if not any(char.isalnum() for char in token):
        return "."
    if any(char.isdigit() for char in token):
        return "#"
    return "-" + next((ending for ending in _ENDINGS if token.endswith(ending)), "")


def learn_pairs(texts: Iterable[str]) -> dict[str, float]:
    """How much oftener than by chance two kinds follow each other in genuine answers (log), common pairs only."""
    single: Counter[str] = Counter()
    pair: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found = kinds(text)
        single.update(found)
        pair.update(pairwise(found))
    total = sum(single.values())
    return {
        f"{a} {b}": round(log(n * total / (single[a] * single[b])), 2)
        for (a, b), n in pair.items()
        if n >= COMMON_PAIR
    }


def prose_row(text: str, pairs: Mapping[str, float]) -> NDArray[np.float64]:
    """The PROSE_FEATURES of a text with at least two words."""
    found = kinds(text)
    support = np.array([pairs.get(f"{a} {b}", UNKNOWN) for a, b in pairwise(found)] or [0.0])
    said = [kind for kind in found if kind not in {",", "."}]
    pieces = [piece for piece in _pieces(found) if piece]
    n = max(len(said), 1)
    return np.array(
        [
            support.mean(),
            (support == UNKNOWN).mean(),
            np.sort(support)[: max(len(support) // 4, 1)].mean(),
            sum(word in FUNCTION_WORDS for word in said) / n,
            found.count(",") / n,
            min(n / max(len(pieces), 1), 20.0),
            sum(len(piece) >= 6 for piece in pieces) / max(len(pieces), 1),
            sum(bool(VERBS & set(piece)) for piece in pieces) / max(len(pieces), 1),
            _distinct_starts(text),
            sum(len(piece) <= 4 for piece in pieces) / max(len(pieces), 1),
            np.log(n),
        ],
        float,
    )


def _pieces(found: list[str]) -> list[list[str]]:
    """The runs of words between stops."""
    out: list[list[str]] = [[]]
    for kind in found:
        if kind in {",", "."}:
            out.append([])
        else:
            out[-1].append(kind)
    return out


def _distinct_starts(text: str) -> float:
    """The share of sentences that begin with two words of their own: lists in frames begin alike."""
    starts = [tuple(words(sentence)[:2]) for sentence in sentences(text)]
    return len(set(starts)) / max(len(starts), 1)
