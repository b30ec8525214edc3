"""Looking things up: what may be said to a question back, and what the guide says to the candidate's own question.

The words are the bank's and the guide's, never new ones. What is not found well enough is not found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.grading.embedded.lexicon import stems
from interviewer.grading.embedded.windows import sentences
from knowledge.index import Hit
from knowledge.types import Passage, PassageKind, Question

CLARIFIES = 0.5
"""A prepared clarification is given from this similarity on."""
ANSWERS = 0.45
"""A passage answers from this similarity of its best sentence (or its heading, where that is a question) on,"""
ANSWERS_COVERING = 0.34
"""or from this one, when it speaks of everything that the question names."""
COVERED = 0.75
COVERING_BONUS = 0.1
NEAR = 0.8
"""A further sentence is said with the best one when it is nearly as close to the question,"""
MOST_SENTENCES = 3
MOST_WORDS = 45

LEAST_WORDS = 9
"""A shorter sentence points somewhere ("The offer comes next.") and answers nothing alone."""

SEARCHED = 16
ABOUT: tuple[PassageKind, ...] = ("faq", "stage", "section")
ADVICE: tuple[PassageKind, ...] = ("faq", "stage", "tip")
HEADED: tuple[PassageKind, ...] = ("faq", "stage")
"""Kinds whose heading says what the text answers; "The company" says too little."""
HEADING_BONUS = 0.1

_PREPARES = re.compile(r"\b(?:prepar\w+|practi[cs]e|get ready|study|advice|tips?|brush up|revise)\b", re.I)
_AHEAD = re.compile(r"\b(?:after|next|follow\w*|then|once)\b", re.I)
_AFTER = re.compile(r"\b(?:after|following|once)\b", re.I)
"""What comes after a stage is not told under its own heading."""

_EVERYDAY = (
    (r"\b(?:comes?|happens?) (?:after (?:this|that|today)|next)\b|\bnext steps?\b|\bwhat'?s next\b|\bwhat is next\b",
     "What are the stages of the process, and in which order?"),
    (r"\bhear (?:back|from you)\b|\bwhen (?:will|do|would) (?:i|you) (?:know|decide|get (?:an answer|a decision))\b",
     "How many weeks does hiring take?"),
)  # fmt: skip
"""Everyday wordings that share no word with the passages that answer them."""
_GENERIC = stems(
    "company role job work team interview candidate question year day people person get give happen thing use take many"
    " much long often would kind part tell know want need like say ask please come go make good hard open"
)
"""Words that name nothing in particular."""

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """What turns texts into unit vectors, shape (n, 384)."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        ...


class Searchable(Protocol):
    """Where passages are found, as in an `Index`."""

    def search(self, query: str, *, k: int, kinds: Collection[PassageKind]) -> tuple[Hit, ...]:
        """The nearest passages, best first."""
        ...


@dataclass(frozen=True)
class _Reading:
    """A passage under its heading: its sentences, and the vectors of heading and sentences."""

    passage: Passage
    said: tuple[str, ...]
    vectors: Vectors


@dataclass(frozen=True)
class _Found:
    """How close a passage comes to a question, whether by its heading, and how close its sentences are."""

    reading: _Reading
    similarity: float
    heading: float
    covered: float
    by_heading: bool
    each: tuple[float, ...]

    @property
    def rank(self) -> float:
        """The better, the higher."""
        return self.similarity + COVERING_BONUS * self.covered + HEADING_BONUS * self.heading

    @property
    def answers(self) -> bool:
        """Whether it is close enough to be said."""
        return self.similarity >= (ANSWERS_COVERING if self.covered >= COVERED else ANSWERS)


class GuideLookup:
    """Looks up in a bank's clarifications and in the guide. Implements `performer.Lookup`."""

    def __init__(self, index: Searchable, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder
        self._read = lru_cache(maxsize=512)(self._reading)

    def clarification(self, question: Question, text: str) -> str:
        """What may be said when the candidate asks that, or "" when nothing was prepared."""
        if not question.clarifications or not text.strip():
            return ""
        vectors = self._encoder.encode([text, *(c.asks for c in question.clarifications)])
        similar = vectors[1:] @ vectors[0]
        best = int(similar.argmax())
        return question.clarifications[best].says if similar[best] >= CLARIFIES else ""

    def passage(self, text: str) -> tuple[str, str]:
        """The sentences of the guide that answer it and the passage's id, or ("", "")."""
        asked = _guides_words(text)
        kinds = ADVICE if _PREPARES.search(asked) else ABOUT
        hits = self._index.search(asked, k=SEARCHED, kinds=kinds)
        if not hits:
            return "", ""
        vector = self._encoder.encode([asked])[0]
        best = max((self._found(hit.passage, asked, vector) for hit in hits), key=lambda found: found.rank)
        said = _said(best) if best.answers else ""
        return (said, best.reading.passage.id) if said else ("", "")

    def _found(self, passage: Passage, asked: str, vector: Vectors) -> _Found:
        reading = self._read(passage)
        heading, *similar_to = (float(s) for s in reading.vectors @ vector)
        each = [s if _fits(said, asked) else 0.0 for s, said in zip(similar_to, reading.said, strict=True)]
        closest = max(each, default=0.0)
        by_heading = passage.kind in HEADED and heading >= closest and not _AFTER.search(asked)
        similar = heading if by_heading else closest
        return _Found(reading, similar, heading, _covered(asked, passage), by_heading, tuple(each))

    def _reading(self, passage: Passage) -> _Reading:
        said = tuple(sentences(passage.text.removeprefix(passage.title)))
        return _Reading(passage, said, self._encoder.encode([passage.title, *said]))


def _guides_words(text: str) -> str:
    """The question in words that a guide would use."""
    return next((words for wording, words in _EVERYDAY if re.search(wording, text, re.I)), text)


def _covered(asked: str, passage: Passage) -> float:
    """The share of what the question names that the passage speaks of."""
    named = stems(asked) - _GENERIC
    return len(named & stems(f"{passage.title} {passage.text}")) / len(named) if named else 0.0


def _fits(sentence: str, asked: str) -> bool:
    """Whether a sentence can answer: it says more than where to look, and looks ahead where it was asked to."""
    return len(sentence.split()) >= LEAST_WORDS and bool(not _AFTER.search(asked) or _AHEAD.search(sentence))


def _said(found: _Found) -> str:
    """One to three sentences, verbatim and in order: from the top under a fitting heading, else the closest ones."""
    places: Sequence[int] = range(len(found.each))
    if not found.by_heading:
        near = [i for i in places if found.each[i] >= NEAR * found.similarity]
        places = sorted(near, key=lambda i: -found.each[i])
    chosen: list[int] = []
    for place in places:
        taken = sum(len(found.reading.said[i].split()) for i in (*chosen, place))
        if taken > MOST_WORDS or len(chosen) == MOST_SENTENCES:
            break
        chosen.append(place)
    return " ".join(found.reading.said[i] for i in sorted(chosen))
