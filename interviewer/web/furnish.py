"""Putting the house together: everything from the bank to the grader's report, made once from the settings."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from interviewer.aim import aim_at
from interviewer.choice import chosen_at_start
from interviewer.ear import EmbeddedEar
from interviewer.engine import Engines, with_endpoint, without_model
from interviewer.grading.agreement import Results, standing
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.grading.local_marks import local_marks
from interviewer.grading.report import report, robustness
from interviewer.interview import Interviews
from interviewer.likeness import Likeness
from interviewer.local.parts import with_local
from interviewer.lookup import GuideLookup
from interviewer.performer import Performer
from interviewer.second_look import second_look
from interviewer.settings import Settings
from interviewer.store import open_store
from interviewer.web.house import House
from knowledge.bank import load_bank
from knowledge.embeddings import MiniLM
from knowledge.index import Hit, Index, open_index
from knowledge.remembered import Remembered
from knowledge.types import Bank, PassageKind
from knowledge.vectors import Vectors, kept_vectors

RESULTS = Path(__file__).resolve().parents[2] / "evals" / "results"
"""Where the evals publish how good the graders are."""


def furnish(settings: Settings) -> House:
    """A house on the store of the settings.

    Raises InterviewError or KnowledgeError, in one sentence, for whatever cannot be read or made.
    """
    return share(settings).house(settings.database_url)


@dataclass(frozen=True)
class Shared:
    """What all houses of a server have in common. Make it with `share`."""

    settings: Settings
    bank: Bank
    judge: EmbeddedJudge
    engines: Engines
    ear: EmbeddedEar
    lookup: GuideLookup
    index: LateIndex

    def house(self, database_url: str, person: str = "") -> House:
        """A house on a store of its own; `person` is whoever signed in for it. Raises StoreError."""
        bank, engine = self.bank, self.engines.current
        store = open_store(database_url)
        performer = Performer(bank, engine.voice, self.ear, self.lookup, time.time)
        second = second_look(bank, self.judge, engine, time.time)
        interviews = Interviews(
            bank, store, performer, engine.judges, engine.judge, time.time, engine.purse, second
        )
        results = Results((RESULTS, self.settings.data_dir / "measured"))
        return House(
            bank, store, interviews, self.engines, lambda maker: standing(maker, results(), bank),
            self.settings.data_dir, (partial(self.lookup.passage, "What comes next?"),),
            aim=lambda pasted: aim_at(pasted, self.index.open()),
            graders=lambda: report(results(), robustness(RESULTS), local_marks(RESULTS)),
            person=person,
        )  # fmt: skip


def share(settings: Settings) -> Shared:
    """Read the bank and make the judge, the index and the engines. Raises as `furnish` does."""
    bank, encoder, folder = load_bank(settings.guide), MiniLM(), settings.data_dir / "index"
    encoder.check()
    index = LateIndex(lambda: open_index(bank, encoder, folder))

    def keep(label: str, texts: Sequence[str]) -> Vectors:
        return kept_vectors(folder, label, encoder.name, texts, lambda: encoder.encode(texts))

    judge = EmbeddedJudge(bank, Remembered(encoder), keep)
    makers = {
        "none": without_model(bank, judge),
        "endpoint": with_endpoint(bank, judge, settings.deadline, settings.session_tokens),
        **with_local(bank, judge, settings),
    }
    engines = Engines(makers, chosen_at_start(settings))
    ear, lookup = EmbeddedEar(judge, Likeness(encoder, keep)), GuideLookup(index, encoder)
    return Shared(settings, bank, judge, engines, ear, lookup, index)


class LateIndex:
    """The index, opened when it is first needed or when there is time: importing chromadb takes a second or two."""

    def __init__(self, make: Callable[[], Index]) -> None:
        self._make, self._lock = make, threading.Lock()
        self._index: Index | None = None

    def open(self) -> Index:
        """The index, made on the first call; others wait for it."""
        with self._lock:
            self._index = self._index or self._make()
        return self._index

    def search(self, query: str, *, k: int, kinds: Collection[PassageKind]) -> tuple[Hit, ...]:
        """As `Index.search`."""
        return self.open().search(query, k=k, kinds=kinds)
