"""Vectors that were made lately: an answer is read again with each follow-up, and once more when it is graded."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

MOST = 4_096
"""Texts whose vectors are kept, 1.6 KB each."""


class Encoder(Protocol):
    """What turns texts into unit vectors, shape (n, width)."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        ...


class Remembered:
    """An encoder that encodes no text twice while it remembers it. A text has the same vector in any batch.

    Texts are known by their hash: what a candidate said is not kept here.
    """

    def __init__(self, encoder: Encoder, most: int = MOST) -> None:
        self._encoder, self._most = encoder, most
        self._known: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, shape (n, width)."""
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        with self._lock:
            rows = {key: self._known[key] for key in keys if key in self._known}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
        if new or not texts:
            made = self._encoder.encode(list(new.values()))
            rows |= dict(zip(new, made, strict=True))
            if not texts:
                return made
        with self._lock:
            for key in rows:
                self._known[key] = rows[key]
                self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return np.stack([rows[key] for key in keys])
