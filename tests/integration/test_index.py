"""The index: real Chroma finds what brute force finds, and vectors are made once, whatever happens to the file."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from knowledge.bank import SHIPPED, load_bank
from knowledge.embeddings import MiniLM
from knowledge.index import Index, open_index
from knowledge.passages import findables
from knowledge.types import Bank, PassageKind

QUERY = "how do you set the threshold of a fraud model"


class Counting(Embeddings):
    """A quick embedder for what does not depend on meaning: a direction drawn from the text, and a count."""

    def __init__(self, name: str = "counting@1") -> None:
        self.name = name
        self.embedded = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        vector = np.random.default_rng(seed).normal(size=32)
        unit: list[float] = (vector / np.linalg.norm(vector)).tolist()
        return unit


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(SHIPPED)


@pytest.fixture(scope="module")
def index(bank: Bank) -> Index:
    return open_index(bank, Counting(), None)


def small(bank: Bank) -> Bank:
    """Two questions and the FAQs: quick to fill."""
    faqs = tuple(p for p in bank.guide.passages if p.kind == "faq")
    return replace(bank, guide=replace(bank.guide, passages=faqs), questions=bank.of("technical")[:2])


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def ids(index: Index) -> list[str]:
    return [hit.passage.id for hit in index.search(QUERY, k=20)]


def brute_force(bank: Bank, query: str) -> dict[str, float]:
    """Every passage's best cosine to the query, best first."""
    embedder = Counting()
    found = [(f.passage.id, text) for f in findables(bank) for text in f.texts]
    vector = np.array(embedder.embed_query(query))
    cosines = np.array(embedder.embed_documents([text for _, text in found])) @ vector
    return {found[i][0]: float(cosines[i]) for i in np.argsort(cosines)}


@pytest.mark.parametrize("query", [QUERY, "take-home?", "kafka", "x", "a long question " * 30])
def test_search_finds_what_brute_force_finds(bank: Bank, index: Index, query: str) -> None:
    best = sorted(brute_force(bank, query).items(), key=lambda found: -found[1])[:10]

    hits = index.search(query, k=10)

    assert [hit.passage.id for hit in hits] == [id for id, _ in best]
    assert [hit.similarity for hit in hits] == pytest.approx([cosine for _, cosine in best], abs=1e-5)


@pytest.mark.parametrize(
    ("kinds", "stage", "topic"),
    [
        (("faq", "stage"), "", ""),
        (("point",), "behavioral", ""),
        ((), "technical", "deep-learning"),
        (("question", "point"), "technical", "model-evaluation"),
    ],
)
def test_a_filtered_search_finds_what_brute_force_finds_among_those(
    bank: Bank, index: Index, kinds: tuple[PassageKind, ...], stage: str, topic: str
) -> None:
    wanted = {
        f.passage.id
        for f in findables(bank)
        if f.passage.kind in (kinds or (f.passage.kind,))
        and f.passage.stage in (stage or f.passage.stage,)
        and f.passage.topic in (topic or f.passage.topic,)
    }
    cosines = [(id, c) for id, c in brute_force(bank, QUERY).items() if id in wanted]
    best = sorted(cosines, key=lambda found: -found[1])[:8]

    hits = index.search(QUERY, k=8, kinds=kinds, stage=stage, topic=topic)

    assert [hit.passage.id for hit in hits] == [id for id, _ in best]


def test_questions_come_once_each_by_their_best_passage_or_point(bank: Bank, index: Index) -> None:
    of = {f.passage.id: f.question for f in findables(bank)}
    best = sorted(brute_force(bank, QUERY).items(), key=lambda found: -found[1])
    expected = list(dict.fromkeys(of[id] for id, _ in best if of[id]))

    matches = index.questions(QUERY, k=10)

    assert [match.question.id for match in matches] == expected[:10]
    assert [of[match.hit.passage.id] for match in matches] == expected[:10]


def test_questions_of_a_topic_are_all_of_that_topic(bank: Bank, index: Index) -> None:
    matches = index.questions(QUERY, k=50, topic="deep-learning")

    found = {match.question.id for match in matches}
    assert found == {question.id for question in bank.of("technical", "deep-learning")}


def test_a_paraphrase_finds_its_question_and_a_process_question_its_answer(bank: Bank) -> None:
    index = open_index(small(bank), MiniLM(), None)

    asked = index.questions("market feeds become signals that bankers act on", k=1)
    process = index.search("do they give take-homes?", k=1, kinds=("faq",))

    assert [match.question.id for match in asked] == ["3.1.1"]
    assert [hit.passage.id for hit in process] == ["guide 5.3"]


def test_a_citation_opens_its_passage(bank: Bank, index: Index) -> None:
    passage = index.passage("guide 3.2.1")

    assert (passage.section, passage.stage, passage.topic) == ("3.2.1", "technical", "model-evaluation")
    assert bank.guide.text[passage.start : passage.end] == passage.text


def test_every_point_s_source_can_be_opened(bank: Bank, index: Index) -> None:
    sources = {point.source for question in bank.questions for point in question.points}

    assert {index.passage(source).id for source in sources} == sources


def test_an_unknown_citation_is_a_key_error(index: Index) -> None:
    with pytest.raises(KeyError):
        index.passage("guide 99")


@pytest.mark.parametrize("query", ["", "  \n", "\u2003"])
def test_an_empty_query_finds_nothing(index: Index, query: str) -> None:
    assert index.search(query) == ()
    assert index.questions(query) == ()


@pytest.mark.parametrize(
    "query", ["lone \ud800 surrogate", "nul \x00 inside", "word " * 5000, "'; DROP TABLE"]
)
def test_any_other_text_may_be_asked(index: Index, query: str) -> None:
    assert len(index.search(query, k=3)) == 3


def test_more_than_there_is_gives_all_there_is(bank: Bank, index: Index) -> None:
    hits = index.search(QUERY, k=10_000)

    assert len(hits) == len(index) == len(findables(bank))


def test_two_indexes_in_one_process_do_not_mix(bank: Bank, index: Index) -> None:
    other = open_index(small(bank), Counting(), None)

    assert len(other.search(QUERY, k=10_000)) == len(other) < len(index)


def test_threads_may_search_at_the_same_time(index: Index) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: ids(index), range(40)))

    assert found == [ids(index)] * 40


def test_the_second_start_embeds_nothing(bank: Bank, tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    before = ids(open_index(small(bank), first, tmp_path / "index"))

    again = open_index(small(bank), second, tmp_path / "index")

    assert first.embedded > 0
    assert second.embedded == 0
    assert ids(again) == before


def test_a_changed_bank_is_embedded_anew_and_the_old_vectors_go(bank: Bank, tmp_path: Path) -> None:
    open_index(small(bank), Counting(), tmp_path)
    before, embedder = files(tmp_path), Counting()
    changed = replace(small(bank), questions=bank.of("technical")[:1])

    open_index(changed, embedder, tmp_path)

    assert embedder.embedded > 0
    assert len(files(tmp_path)) == 1
    assert files(tmp_path) != before


def test_another_model_s_vectors_are_not_taken(bank: Bank, tmp_path: Path) -> None:
    open_index(small(bank), Counting(), tmp_path)
    other = Counting("counting@2")

    open_index(small(bank), other, tmp_path)

    assert other.embedded > 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[:10],
        lambda raw: raw[:-1],
        lambda raw: raw + b"\0",
        lambda raw: raw[:-100] + bytes([raw[-100] ^ 1]) + raw[-99:],
        lambda raw: raw.replace(b'"width":32', b'"width":16'),
        lambda raw: raw.replace(b'"width":32', b'"width":-1'),
        lambda raw: b"{}\n" + raw,
        lambda raw: b"\xff" + raw[1:],
    ],
    ids=["emptied", "cut short", "a byte short", "a byte long", "a bit flipped", "halved", "negative", "headless", "odd"],
)  # fmt: skip
def test_a_damaged_file_is_noticed_and_made_anew(
    bank: Bank, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    before = ids(open_index(small(bank), Counting(), tmp_path))
    path = next(tmp_path.iterdir())
    sound = path.read_bytes()
    path.write_bytes(damage(sound))
    embedder = Counting()

    again = open_index(small(bank), embedder, tmp_path)

    assert embedder.embedded > 0
    assert ids(again) == before
    assert path.read_bytes() == sound


def test_a_folder_that_cannot_be_written_is_said_and_the_index_works(
    bank: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    index = open_index(small(bank), Counting(), tmp_path / "file")

    assert caplog.text.rstrip().endswith("every start computes it anew until that folder can be written.")
    assert ids(index)


def test_a_directory_in_the_file_s_place_is_said_and_the_index_works(
    bank: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_index(small(bank), Counting(), tmp_path)
    path = next(tmp_path.iterdir())
    path.unlink()
    path.mkdir()

    index = open_index(small(bank), Counting(), tmp_path)

    assert "could not be kept" in caplog.text
    assert ids(index)
    assert files(tmp_path) == [path.name]


def test_what_a_killed_start_left_is_removed_once_it_is_old(bank: Bank, tmp_path: Path) -> None:
    old, young = tmp_path / "old.part", tmp_path / "young.part"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    two_hours_ago = time.time() - 7200
    os.utime(old, (two_hours_ago, two_hours_ago))

    open_index(small(bank), Counting(), tmp_path)

    assert not old.exists()
    assert young.exists()


def test_starts_at_the_same_time_do_not_break_each_other(
    bank: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_index(small(bank), Counting(), tmp_path), range(4)))
    late = Counting()

    open_index(small(bank), late, tmp_path)

    assert [ids(index) for index in opened] == [ids(opened[0])] * 4
    assert not caplog.records
    assert late.embedded == 0
    assert len(files(tmp_path)) == 1
