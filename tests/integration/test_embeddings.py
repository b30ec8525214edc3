"""The embedding function: the real model, the same vector every time."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.embeddings import MAX_TOKENS, WIDTH, MiniLM

ROOT = Path(__file__).resolve().parents[2]
TEXTS = (
    "fraud",
    "The threshold follows from what a missed fraud costs.",
    "",
    "I train on the past and validate on later months, because a random split lets the future leak in.",
    "word " * 400,
    "¿Qué métrica usarías? 你会用什么指标？ 🚀",
)


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_vectors_are_float32_rows_of_length_one(minilm: MiniLM) -> None:
    vectors = minilm.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), WIDTH)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_text_gives_no_rows(minilm: MiniLM) -> None:
    assert minilm.encode([]).shape == (0, WIDTH)


def test_a_text_has_the_same_vector_alone_and_among_others(minilm: MiniLM) -> None:
    together = minilm.encode(TEXTS)
    alone = np.vstack([minilm.encode([text]) for text in TEXTS])
    among_many = minilm.encode(TEXTS * 5)[: len(TEXTS)]

    # Bit-identical where it was measured; another processor may round differently in the last place.
    assert np.abs(together - alone).max() < 1e-6
    assert np.abs(together - among_many).max() < 1e-6


def test_a_text_is_read_up_to_256_tokens(minilm: MiniLM) -> None:
    # The model puts a token before the text and one behind it.
    full, longer = minilm.encode(["word " * (MAX_TOKENS - 2), "word " * (MAX_TOKENS + 100)])

    assert np.array_equal(full, longer)


def test_the_same_meaning_is_nearer_than_another_one_in_similar_words(minilm: MiniLM) -> None:
    query, meaning, words = minilm.encode(
        [
            "The bank turned down my loan.",
            "Why was my credit application rejected?",
            "The river bank is a loan.",
        ]
    )

    assert query @ meaning > query @ words


def test_lone_surrogates_count_as_question_marks(minilm: MiniLM) -> None:
    broken, mended = minilm.encode(["fraud \ud800 model", "fraud ? model"])

    assert np.array_equal(broken, mended)


def test_langchain_s_calls_give_the_same_vectors_as_lists(minilm: MiniLM) -> None:
    vectors = minilm.encode(TEXTS[:2])

    assert minilm.embed_documents(list(TEXTS[:2])) == vectors.tolist()
    assert minilm.embed_query(TEXTS[0]) == vectors[0].tolist()


def test_threads_that_start_together_share_one_model() -> None:
    fresh = MiniLM()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(fresh.encode, [TEXTS] * 4))

    assert np.array_equal(np.stack(found), np.stack([fresh.encode(TEXTS)] * 4))


def test_the_name_says_which_model_file_made_the_vectors(minilm: MiniLM) -> None:
    assert minilm.name == "all-MiniLM-L6-v2-int8@8199be6f"


def test_a_text_is_encoded_without_a_word_to_anybody_and_without_a_file_in_the_home_folder(
    tmp_path: Path,
) -> None:
    """onnxruntime reports to its maker unless it is told not to: it resolves an address, and keeps an id and a spool at home."""
    program = 'from knowledge.embeddings import MiniLM; MiniLM().encode(["fraud"])'
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "XDG_"))}
    subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment | {"HOME": str(tmp_path)}, check=True
    )

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
