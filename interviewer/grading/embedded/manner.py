"""How an answer is said: numbers, own actions, reasons, absolutes, and the words and pairs of words it uses."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from interviewer.grading.embedded.lexicon import FUNCTION_WORDS
from interviewer.grading.embedded.windows import sentences, words

_SHARES: dict[str, frozenset[str]] = {
    name: frozenset(listed.split())
    for name, listed in {
        "past": "was were had did said went got made took came found built told saw thought left gave ran wrote put "
        "kept sent held met led spent lost knew began felt brought cut set read fell rose grew won sat",
        "conditional": "would could i'd might should we'd you'd",
        "i": "i my i'd i've me i'm",
        "we": "we our us we'd",
        "absolutes": "always never everyone nobody everything all any only obviously simply just every nothing",
        "reasons": "because since so therefore otherwise as instead rather unless which that",
        "limits": "but although however though except while whereas trade-off cost costs price",
        "general": "one you is are can be should",
    }.items()
}
MANNER_FEATURES = (
    "function_words", "past", "conditional", "i", "we", "i_of_both", "numbers", "sentences_with_numbers",
    "sentence_length", "sentence_variety", "words", "long_words", "questions", "absolutes", "reasons", "limits",
    "general", *(f"own_{n}" for n in ("function_words", "past", "conditional", "i", "we", "i_of_both", "numbers",
    "sentences_with_numbers")),
)  # fmt: skip
OWN = 8
"""The first so many features count once more where the question asks for the candidate's own story."""


def manner_row(text: str, own_story: bool) -> NDArray[np.float64]:
    """The MANNER_FEATURES of a text with at least one word."""
    said = words(text)
    parts = sentences(text)
    lengths = [len(part.split()) for part in parts]
    n = len(said)
    share = {name: sum(word in listed for word in said) / n for name, listed in _SHARES.items()}
    past = share["past"] + sum(word.endswith("ed") and word not in _SHARES["past"] for word in said) / n
    row = [
        sum(word in FUNCTION_WORDS for word in said) / n,
        past,
        share["conditional"],
        share["i"],
        share["we"],
        share["i"] / (share["i"] + share["we"] + 0.01),
        sum(any(char.isdigit() for char in word) for word in said) / n,
        float(np.mean([any(char.isdigit() for char in part) for part in parts])),
        float(np.log(np.mean(lengths) + 1)),
        float(np.std(lengths) / np.mean(lengths)),
        float(np.log(n)),
        float(np.mean([len(word) > 8 for word in said])),
        text.count("?") / len(parts),
        *(share[name] for name in ("absolutes", "reasons", "limits", "general")),
    ]
    return np.array([*row, *(value * own_story for value in row[:OWN])], float)


def grams(text: str) -> Counter[str]:
    """Words and pairs of words, counted."""
    said = words(text)
    return Counter([*said, *(f"{a} {b}" for a, b in pairwise(said))])
