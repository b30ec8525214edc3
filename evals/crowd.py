"""Candidates at the real shell, without the page's server: what they say, and how long the interviewer takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from evals.simulation import QuickJudge
from evals.stopwatch import Stamped, Timed, Took, stopwatch
from evals.wire.endpoint import Endpoint
from interviewer.attempts import attempts
from interviewer.chat_models import chat_model
from interviewer.ear import EmbeddedEar
from interviewer.engine import voice
from interviewer.events import Answered, Session
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.grading.judge import Judge
from interviewer.interview import Interviews
from interviewer.likeness import Likeness
from interviewer.lookup import GuideLookup
from interviewer.machine import next_move
from interviewer.moves import Listen
from interviewer.performer import Performer, Voice
from interviewer.planner import Wish, make_plan
from interviewer.room import Frame, turn_of
from interviewer.store import open_store
from knowledge.embeddings import MiniLM
from knowledge.index import open_index
from knowledge.remembered import Remembered
from knowledge.types import STAGES, Bank
from knowledge.vectors import Vectors, kept_vectors

PATIENCE = 60.0
"""Seconds after which a reply is taken for lost."""
WISH = Wish("live", STAGES, "full")


@dataclass(frozen=True)
class Place:
    """What all interviews of a run share: everything is real but the judge, where judging is left out."""

    bank: Bank
    ear: Timed
    lookup: GuideLookup
    embedded: EmbeddedJudge

    def interviews(self, folder: Path, voice: Voice, judge: Judge | None = None) -> Interviews:
        """A shell on a store of its own."""
        store = open_store(f"sqlite:///{folder / 'interviews.sqlite3'}")
        performer = Performer(self.bank, voice, self.ear, self.lookup, time.time)
        judges: dict[str, Judge] = {"embedded": judge or QuickJudge()}
        return Interviews(self.bank, store, performer, judges, "embedded", time.time)


@dataclass
class Figures:
    """Seconds until the first words of each reply, and what went wrong."""

    first: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def furnished(bank: Bank, folder: Path) -> Place:
    """The place, with every question read beforehand, as it is soon after an interview begins; `folder` keeps vectors."""
    encoder = MiniLM()

    def keep(label: str, texts: Sequence[str]) -> Vectors:
        return kept_vectors(folder, label, encoder.name, texts, lambda: encoder.encode(texts))

    judge = EmbeddedJudge(bank, Remembered(encoder), keep)
    for question in bank.questions:
        judge.prepare(question)
    return Place(
        bank,
        Timed(EmbeddedEar(judge, Likeness(encoder, keep))),
        GuideLookup(open_index(bank, encoder, folder), encoder),
        judge,
    )


async def own_time(place: Place, turns: int, folder: Path) -> list[tuple[Took, Took]]:
    """From an answer to the end of what the interviewer does about it, without a model or a judge: (all, hearing)."""
    interviews, random = place.interviews(folder, voice(place.bank, None)), Random(1)
    taken: list[tuple[Took, Took]] = []
    while len(taken) < turns:
        id = await interviews.begin(make_plan(place.bank, WISH, seed=random.randrange(2**31)))
        session = await interviews.settle(id)
        while isinstance(next_move(session), Listen) and len(taken) < turns:
            before, took = len(place.ear.took), stopwatch()
            await _act(interviews, session, place.bank, random)
            session = await interviews.settle(id)
            if len(place.ear.took) > before:
                taken.append((took(), place.ear.took[-1]))
    return taken


async def passed_on(place: Place, lines: int, folder: Path) -> list[float]:
    """Seconds from the end of a model's first sentence on the wire to the first frame that shows it."""
    stamped, random, gaps = Stamped(), Random(2), list[float]()
    with Endpoint(lambda _: stamped) as endpoint:
        chat = chat_model(model="scripted", api_key="none", base_url=endpoint.url)
        await chat.ready()
        interviews = place.interviews(folder, voice(place.bank, chat))
        while len(gaps) < lines:
            id = await interviews.begin(make_plan(place.bank, WISH, seed=random.randrange(2**31)))
            pages = interviews.follow(id)
            frame = await _until(pages, _waits)
            while isinstance(next_move(frame.session), Listen) and len(gaps) < lines:
                sent = len(stamped.sent)
                await _act(interviews, frame.session, place.bank, random)
                await _until(pages, lambda now: bool(now.speaking) or _waits(now))
                if len(stamped.sent) > sent:
                    gaps.append(time.perf_counter() - stamped.sent[-1])
                frame = await _until(pages, _waits)
        await chat.close()
    return gaps


async def crowd(
    place: Place, n: int, think: float, seconds: float, judge: Judge | None, folder: Path
) -> Figures:
    """`n` interviews at once for some seconds, in real time; each candidate begins somewhere in her thoughts."""
    figures = Figures()
    interviews = place.interviews(folder, voice(place.bank, None), judge)
    sitting = [
        asyncio.create_task(_sit(place.bank, interviews, figures, Random(seed), think)) for seed in range(n)
    ]
    await asyncio.sleep(think)
    figures.first.clear()  # until now they have been arriving
    await asyncio.sleep(seconds)
    for candidate in sitting:
        candidate.cancel()
    await asyncio.gather(*sitting, return_exceptions=True)
    return figures


async def _sit(bank: Bank, interviews: Interviews, figures: Figures, random: Random, think: float) -> None:
    try:
        await asyncio.sleep(random.uniform(0, think))
        while True:
            id = await interviews.begin(make_plan(bank, WISH, seed=random.randrange(2**31)))
            pages = interviews.follow(id)
            frame = await _until(pages, _waits)
            while isinstance(next_move(frame.session), Listen):
                await asyncio.sleep(random.uniform(0, 2 * think))
                spoken = _lines(frame)
                began = time.perf_counter()
                await _act(interviews, frame.session, bank, random)
                frame = await _until(pages, lambda now: bool(now.speaking) or _lines(now) > spoken)  # noqa: B023  # used at once
                figures.first.append(time.perf_counter() - began)
                if not _waits(frame):
                    frame = await _until(pages, _waits)
    except Exception as error:
        figures.errors.append(f"{type(error).__name__}: {error}")


async def _act(interviews: Interviews, session: Session, bank: Bank, random: Random) -> None:
    """The candidate's turn: an answer, no question of her own, or the wish to go on."""
    move = next_move(session)
    assert isinstance(move, Listen)
    if move.awaits == "next":
        await interviews.move_on(session.id, turn_of(session))
        return
    text = "No, thank you." if move.awaits == "question" else _answer(session, bank, random)
    await interviews.answer(session.id, text, turn_of(session))


def _answer(session: Session, bank: Bank, random: Random) -> str:
    """An example answer of a middling or better grade, and to a follow-up a sentence of a point."""
    attempt = attempts(session)[-1]
    question = bank.question(attempt.question)
    if attempt.exchanges:
        return random.choice(random.choice(question.points).said)
    return random.choice([e.text for e in question.exemplars if e.grade > 2])


async def _until(pages: AsyncIterator[Frame], done: Callable[[Frame], bool]) -> Frame:
    """The first frame that is like that. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        async for frame in pages:
            if done(frame):
                return frame
    raise TimeoutError("the page was not followed any more")


def _waits(frame: Frame) -> bool:
    """Whether it is the candidate's turn, or all is over."""
    last = frame.session.events[-1]
    return not frame.thinking and not isinstance(last, Answered) and not frame.speaking


def _lines(frame: Frame) -> int:
    return sum(hasattr(event, "line") for event in frame.session.events)
