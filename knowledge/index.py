"""Passages in Chroma: find what the guide and the bank say about a text. The sole home of chromadb.

The index is a cache of the bank: it lives in memory, and only the vectors are kept on disk (`vectors.py`).
chromadb and langchain-chroma take 1-2 s to import and are loaded when an index is opened, not before.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from knowledge.passages import Findable, findables
from knowledge.types import Bank, Passage, PassageKind, Question
from knowledge.vectors import Vectors, kept_vectors

if TYPE_CHECKING:
    from chromadb.api.types import Metadata
    from langchain_chroma import Chroma

# Chroma keeps one in-memory system a process and creates it without a lock.
_opening = threading.Lock()


class Embedder(Protocol):
    """What makes vectors: LangChain's `Embeddings` with a name, as `MiniLM` is."""

    @property
    def name(self) -> str: ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


@dataclass(frozen=True)
class Hit:
    """A passage that was found. `similarity` is the cosine, 1 for the same text."""

    passage: Passage
    similarity: float


@dataclass(frozen=True)
class Match:
    """A question of the bank that fits a query, and the passage that speaks for it."""

    question: Question
    hit: Hit


class Index:
    """Everything in a bank that can be found."""

    def __init__(self, bank: Bank, found: Sequence[Findable], store: Chroma, embedder: Embedder) -> None:
        self._bank = bank
        self._found = found
        self._passages = {f.passage.id: f.passage for f in found}
        self._store = store
        self._embedder = embedder
        self._texts_a_passage = max(len(f.texts) for f in found)
        self._texts_a_question = max(
            sum(len(f.texts) for f in found if f.question == q.id) for q in bank.questions
        )

    def __len__(self) -> int:
        """How many passages can be found."""
        return len(self._found)

    def passage(self, id: str) -> Passage:
        """The passage that a citation names ("guide 3.2.1", "point 3.2.1/metric"). Raises KeyError."""
        return self._passages[id]

    def search(
        self,
        query: str,
        *,
        k: int = 5,
        kinds: Collection[PassageKind] = (),
        stage: str = "",
        topic: str = "",
    ) -> tuple[Hit, ...]:
        """The k passages nearest to the query, best first; of the kinds, stage and topic that are given.

        An empty query finds nothing.
        """
        where = [{"kind": {"$in": list(kinds)}}] if kinds else []
        nearest = self._nearest(query, k * self._texts_a_passage, where + _equal(stage=stage, topic=topic))
        return tuple(_first_of_each((f.passage.id, Hit(f.passage, s)) for f, s in nearest).values())[:k]

    def questions(self, query: str, *, k: int = 5, stage: str = "", topic: str = "") -> tuple[Match, ...]:
        """The k questions of the bank nearest to the query, best first, each by its best passage or point."""
        where = [{"question": {"$ne": ""}}, *_equal(stage=stage, topic=topic)]
        nearest = self._nearest(query, k * self._texts_a_question, where)
        best = _first_of_each((f.question, Hit(f.passage, s)) for f, s in nearest)
        return tuple(Match(self._bank.question(id), hit) for id, hit in best.items())[:k]

    def _nearest(self, query: str, n: int, where: list[dict[str, Any]]) -> list[tuple[Findable, float]]:
        """The passages behind the n nearest texts, with cosine; a passage with several texts comes several times."""
        text = _well_formed(query)
        if not text.strip():
            return []
        condition: Any = {"$and": where} if len(where) > 1 else where[0] if where else None
        rows = self._store.similarity_search_by_vector_with_relevance_scores(
            self._embedder.embed_query(text), k=n, filter=condition
        )
        return [(self._found[row.metadata["position"]], 1.0 - distance) for row, distance in rows]


def open_index(bank: Bank, embedder: Embedder, folder: Path | None) -> Index:
    """The index of a bank. Vectors are kept in the folder, from one start to the next; None keeps nothing."""
    found = findables(bank)
    texts = [_well_formed(text) for f in found for text in f.texts]

    def embed() -> Vectors:
        return np.asarray(embedder.embed_documents(texts), np.float32)

    vectors = embed() if folder is None else kept_vectors(folder, "index", embedder.name, texts, embed)
    return Index(bank, found, _filled(found, texts, vectors), embedder)


def _filled(found: Sequence[Findable], texts: list[str], vectors: Vectors) -> Chroma:
    """A collection of its own in memory, one row for each text."""
    import chromadb
    from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
    from chromadb.config import Settings
    from langchain_chroma import Chroma

    name = f"passages-{uuid.uuid4().hex}"
    # ef at the number of rows makes the search as good as brute force; the default space, l2, misses vectors.
    hnsw = CreateHNSWConfiguration(space="cosine", ef_search=len(texts), ef_construction=max(100, len(texts)))
    with _opening:
        client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
        shape = CreateCollectionConfiguration(hnsw=hnsw)
        store = Chroma(name, client=client, collection_configuration=shape)
    rows = [_metadata(position, f) for position, f in enumerate(found) for _ in f.texts]
    ids = [str(row) for row in range(len(texts))]
    client.get_collection(name, embedding_function=None).add(ids, vectors, rows, texts)
    return store


def _metadata(position: int, f: Findable) -> Metadata:
    passage = f.passage
    return {
        "position": position,
        "kind": passage.kind,
        "stage": passage.stage,
        "topic": passage.topic,
        "section": passage.section,
        "question": f.question,
    }


def _equal(**wanted: str) -> list[dict[str, Any]]:
    """Chroma's conditions for those fields that a value was given for."""
    return [{field: value} for field, value in wanted.items() if value]


def _first_of_each(hits: Iterable[tuple[str, Hit]]) -> dict[str, Hit]:
    """For each key its first hit, in the order of the hits."""
    first: dict[str, Hit] = {}
    for key, hit in hits:
        first.setdefault(key, hit)
    return first


def _well_formed(text: str) -> str:
    """Lone surrogates, which Chroma refuses, count as "?"."""
    return text.encode("utf-8", "replace").decode("utf-8")
