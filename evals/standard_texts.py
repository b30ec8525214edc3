"""Questions whose texts have the lengths that the cost target is about: only their tokens matter. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, cycle

from interviewer import tokens
from knowledge.types import Question

QUESTION, ANSWER, FOLLOW_UP = 60, 180, 40
"""Tokens of the texts that the target is about; the answer to a follow-up is as long as the follow-up."""
FILLER = [
    "in",
    "all",
    "that",
    "we",
    "had",
    "in",
    "front",
    "of",
    "us",
    "on",
    "that",
    "day",
    "and",
    "on",
    "the",
    "days",
    "after",
    "it",
]


def standard(question: Question) -> Question:
    """A question whose texts have the standard lengths: only their tokens matter here."""
    points = (
        replace(p, probe=_asked(p.probe, FOLLOW_UP), said=(_sized(p.said[0], FOLLOW_UP), *p.said[1:]))
        for p in question.points
    )
    exemplars = (replace(e, text=_sized(e.text, ANSWER)) for e in question.exemplars)
    return replace(
        question,
        text=_asked(question.text, QUESTION),
        points=tuple(points),
        exemplars=tuple(exemplars),
    )


def _asked(text: str, size: int) -> str:
    """The text as one question of a number of tokens."""
    return f"{_sized(re.sub(r'[.?!]', '', text), size - 1)}?"


def _sized(text: str, size: int) -> str:
    """The text cut, or drawn out, to a number of tokens."""
    words: list[str] = []
    for word in chain(text.split(), cycle(FILLER)):
        if tokens.count(" ".join((*words, word))) > size:
            return " ".join(words)
        words.append(word)
    raise ValueError(f"nothing to make {size!r} tokens of")
