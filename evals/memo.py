"""An encoder that encodes a text once: simulated candidates repeat themselves, and each sentence costs 5 ms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import WIDTH, MiniLM


class Memo:
    """MiniLM with a memory; the same text has the same vector in any batch, so nothing changes but the time."""

    def __init__(self) -> None:
        self._encoder = MiniLM()
        self._known: dict[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        """What made a vector."""
        return self._encoder.name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of the texts, shape (n, 384)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._known[text] for text in texts], np.float32).reshape(len(texts), WIDTH)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The same for LangChain."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """One text."""
        return self.embed_documents([text])[0]
