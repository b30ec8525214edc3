"""A simulated interview, from the welcome to the end: a persona sits with the real interviewer on a real store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evals.budget_checks import unkept
from evals.candidates import Candidate
from evals.casting import Run
from evals.checks import violations
from evals.memo import Memo
from evals.transcript import Violation
from interviewer.chat_models import ChatModel, chat_model
from interviewer.ear import EmbeddedEar
from interviewer.engine import voice
from interviewer.errors import InterviewError
from interviewer.events import Session
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.grading.judge import Judge
from interviewer.interview import Interviews
from interviewer.likeness import Likeness
from interviewer.lookup import GuideLookup
from interviewer.machine import next_move
from interviewer.moves import Listen
from interviewer.performer import Performer
from interviewer.planner import make_plan
from interviewer.room import turn_of
from interviewer.settings import Settings
from interviewer.store import open_store
from interviewer.types import Exchange, Judgement, Maker, Mark
from knowledge.index import open_index
from knowledge.types import Bank, Question

LONGEST = 1200
"""Events after which an interview is taken for endless."""
PATIENCE = 600.0
"""Seconds of real time that an interview may take; a model needs a while."""
EMBEDDED_EVERY = 5
"""Every fifth interview is graded by the embedded judge, the others by one that costs nothing."""


@dataclass(frozen=True)
class Outcome:
    """What came of it. `session` is None where not even the store could give one."""

    run: Run
    session: Session | None
    violations: tuple[Violation, ...]
    messages: int


@dataclass(frozen=True)
class Parts:
    """What all interviews of a process share. `chat` makes the model of one sitting, or None without a model."""

    bank: Bank
    ear: EmbeddedEar
    lookup: GuideLookup
    judge: EmbeddedJudge
    chat: Callable[[], ChatModel | None]


@dataclass
class Clock:
    """Time as the simulated candidate spends it."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """Seconds since the epoch; each look takes a moment."""
        self.now += 0.2
        return self.now


class QuickJudge:
    """A judge that finds nothing and costs nothing: the course of an interview does not hang on grades."""

    maker = Maker("embedded", "simulated")

    async def judge(self, question: Question, _: Sequence[Exchange]) -> Judgement:
        """No evidence for any point."""
        return Judgement(tuple(Mark(p.id, "no_evidence") for p in question.points), (), self.maker)


@dataclass
class Memory:
    """What the candidate remembers across sittings."""

    id: str = ""
    said: list[str] = field(default_factory=list)


def furnished(settings: Settings, bank: Bank) -> Parts:
    """The parts of a process, made once; texts that come again are not encoded again."""
    encoder = Memo()
    judge = EmbeddedJudge(bank, encoder)
    lookup = GuideLookup(open_index(bank, encoder, None), encoder)
    return Parts(bank, EmbeddedEar(judge, Likeness(encoder)), lookup, judge, lambda: _chat(settings))


def held(run: Run, parts: Parts, url: str) -> Outcome:
    """The whole interview, over as many sittings as the candidate needs, and what is wrong with it."""
    clock, memory = Clock(), Memory()
    candidate = Candidate(run.persona, parts.bank, run.seed)
    session, faults = None, []
    deadline = time.monotonic() + PATIENCE
    try:
        while session is None:
            session = asyncio.run(_sitting(run, parts, url, clock, candidate, memory, deadline))
    except (InterviewError, TimeoutError) as error:
        faults = [Violation("dead end", 0, f"{type(error).__name__}: {error}")]
    stored = open_store(url).load(memory.id)
    if session is not None:
        faults += [*violations(session, parts.bank), *unkept(session, stored, memory.said)]
    return Outcome(run, session or stored, tuple(faults), len(memory.said))


async def _sitting(
    run: Run, parts: Parts, url: str, clock: Clock, candidate: Candidate, memory: Memory, deadline: float
) -> Session | None:
    """One process's share of an interview; None when the candidate will come back to another."""
    chat = parts.chat()
    performer = Performer(parts.bank, voice(parts.bank, chat), parts.ear, parts.lookup, clock)
    judge: Judge = parts.judge if run.number % EMBEDDED_EVERY == 0 else QuickJudge()
    interviews = Interviews(parts.bank, open_store(url), performer, {"embedded": judge}, "embedded", clock)
    try:
        async with asyncio.timeout(max(deadline - time.monotonic(), 0.0)):
            return await _as_far_as_it_goes(run, interviews, clock, candidate, memory)
    finally:
        if chat is not None:
            await chat.close()


async def _as_far_as_it_goes(
    run: Run, interviews: Interviews, clock: Clock, candidate: Candidate, memory: Memory
) -> Session | None:
    bank = candidate.bank
    memory.id = memory.id or await interviews.begin(make_plan(bank, run.wish, seed=run.seed))
    session = await interviews.settle(memory.id)
    while isinstance(next_move(session), Listen) and len(session.events) < LONGEST:
        if await _turn(interviews, session, candidate, clock, memory):
            return None
        session = await interviews.settle(memory.id)
    return session


async def _turn(
    interviews: Interviews, session: Session, candidate: Candidate, clock: Clock, memory: Memory
) -> bool:
    """The candidate's turn; whether the server is gone after it, with nothing but its store left."""
    act = candidate.act(session)
    clock.now += act.seconds
    turn = turn_of(session)
    if act.text:
        await interviews.answer(memory.id, act.text, turn)
        memory.said.append(act.text)
    elif act.retry is not None:
        await interviews.retry(memory.id, act.retry, turn)
    else:
        await interviews.move_on(memory.id, turn)
    return act.elsewhere


def _chat(settings: Settings) -> ChatModel | None:
    """The interviewer's model, if there is one."""
    if not settings.interviewer_model:
        return None
    return chat_model(
        model=settings.interviewer_model,
        api_key=settings.api_key,
        base_url=settings.base_url or None,
        deadline=settings.deadline,
    )
