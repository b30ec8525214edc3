"""Stopwatches: how long something takes by the clock and by the processor, and parts of an interview that note it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evals.wire.http import Request, Wire
from evals.wire.replies import chunk
from interviewer.ear import EmbeddedEar
from interviewer.events import Intent
from interviewer.types import Exchange
from knowledge.types import Question

WORD = 0.03
"""Seconds between two words of the scripted model."""
SENTENCES = ("Thank you for that. ", "Let me go on from there. ")


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and seconds of processor time: on a busy machine only the second tell."""

    clock: float
    processor: float

    def without(self, other: Took) -> Took:
        """What is left without another's share."""
        return Took(self.clock - other.clock, self.processor - other.processor)


def stopwatch() -> Callable[[], Took]:
    """Begins to measure; called, it says what it took until then."""
    clock, processor = time.perf_counter(), time.process_time()
    return lambda: Took(time.perf_counter() - clock, time.process_time() - processor)


@dataclass
class Timed:
    """An ear that notes how long it listens."""

    ear: EmbeddedEar
    took: list[Took] = field(default_factory=list)

    def prepare(self, question: Question) -> None:
        """As the ear does."""
        self.ear.prepare(question)

    def hear(
        self, text: str, question: Question | None, exchanges: Sequence[Exchange]
    ) -> tuple[Intent, tuple[str, ...]]:
        """As the ear does, timed."""
        took = stopwatch()
        heard = self.ear.hear(text, question, exchanges)
        self.took.append(took())
        return heard


@dataclass
class Stamped:
    """A scripted model that notes when the end of its first sentence went onto the wire."""

    sent: list[float] = field(default_factory=list)

    async def send(self, _: Request, wire: Wire) -> None:
        """Two sentences, word by word."""
        await wire.open_stream()
        for number, sentence in enumerate(SENTENCES):
            for word in sentence.split():
                await asyncio.sleep(WORD)
                await wire.event(chunk({"content": f"{word} "}))
            if number == 0:
                self.sent.append(time.perf_counter())
        await wire.event(chunk({}, "stop"))
        await wire.close_stream()
