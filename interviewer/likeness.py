"""Likeness: a short message that no phrase matches is read as the wording that it is most like, or left as it is.

The wordings are data (`wordings.toml`). Answers are among them, so that a short answer is like an answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from interviewer.errors import SettingsError
from interviewer.events import Intent
from interviewer.intents import plain_words, substance
from interviewer.phrases import VOCABULARY, stem

WORDINGS = Path(__file__).parent / "wordings.toml"
ALIKE = 0.55
"""From this similarity on a message is what the wording is: of 1,320 short sentences of answers 7 are taken for a wish then
(at 0.62 none), and of 100 wishes in words that were not in the collection 81 are understood (at 0.62 75, by phrases 51)."""
SHORT = 12
"""Words of a message that may be a wish in unforeseen words."""

_NEGATION = re.compile(
    r"n't\b|\b(?:no|not|never|none|nothing|without|cannot|dont|cant|zero|beyond|outside|hardly)\b", re.I
)
_OWN = re.compile(r"\b(?:i|me|my|we|our|us)\b", re.I)
"""A complaint in the first person is an answer and no abuse: "It was a waste of time, and I said so"."""

Vectors = NDArray[np.float32]
Keep = Callable[[str, Sequence[str]], Vectors]


class Encoder(Protocol):
    """What turns texts into unit vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        ...


class Likeness:
    """Knows many wordings. The first message is late by the second or two that reading them takes; `keep` keeps them."""

    def __init__(self, encoder: Encoder, keep: Keep | None = None) -> None:
        self._encoder, self._keep = encoder, keep
        self._intents, self._texts = _wordings(WORDINGS)
        self._vocabulary = VOCABULARY.union(
            stem(word) for text in self._wishes() for word in plain_words(text)
        )

    def prepare(self) -> None:
        """Read the wordings now."""
        assert len(self._vectors) == len(self._texts)

    def read(self, text: str, plain: Intent, about: str = "") -> Intent:
        """What a message is, which its plain words make `plain`: an answer or a question back to what is `about`.

        Only one without a word of substance is read so.
        """
        if plain not in ("answer", "clarify") or substance(text, about, self._vocabulary):
            return plain
        return self.nearest(text, plain)

    def nearest(self, text: str, plain: Intent) -> Intent:
        """What the wording is that a short message is most like, whatever its words; `plain` where it is like none."""
        if len(text.split()) > SHORT:
            return plain
        similar = self._vectors @ self._encoder.encode([text])[0]
        best = int(similar.argmax())
        alike = similar[best] >= ALIKE and _negates(text) == _negates(self._texts[best])
        meant = self._intents[best] if alike else "answer"
        own = meant == "abusive" and _OWN.search(text)
        return plain if meant == "answer" or own else meant

    def _wishes(self) -> Iterator[str]:
        """The wordings that are no answers."""
        return (t for i, t in zip(self._intents, self._texts, strict=True) if i != "answer")

    @cached_property
    def _vectors(self) -> Vectors:
        return self._keep("wordings", self._texts) if self._keep else self._encoder.encode(self._texts)


def _negates(text: str) -> bool:
    """Whether a text says no: "I can give an example" and "I can't give an example" have nearly the same vector."""
    return _NEGATION.search(text.replace("’", "'")) is not None


def _wordings(path: Path) -> tuple[tuple[Intent, ...], tuple[str, ...]]:
    """The wordings with their intents. Raises SettingsError naming the file and the intent."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name!r} cannot be read as TOML; restore the file") from error
    try:
        by_intent = TypeAdapter(dict[Intent, tuple[str, ...]]).validate_python(content)
    except ValidationError as error:
        raise SettingsError(f"{path.name!r} must be lists of texts by intent; restore the file") from error
    pairs = [(intent, text) for intent, texts in by_intent.items() for text in texts]
    return tuple(intent for intent, _ in pairs), tuple(text for _, text in pairs)
