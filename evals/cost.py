"""`python -m evals cost`: what asking and grading send to a model, counted on the wire.

Interviews of 5, 10, 20 and 40 answers, each with one follow-up, run against an endpoint on loopback that keeps
every request. Each size is run over the same forty questions in disjoint blocks, so that only the length of the
interview differs. Texts have the lengths that the target names, or those of the bank. Exit status 1 if the prompt tokens of an answer pass the target, or grow with the length.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import mean

import app
from evals.simulation import Parts, furnished
from evals.spending import Scribe, Spending
from evals.standard_texts import standard
from evals.wire.endpoint import Endpoint
from interviewer import tokens
from interviewer.attempts import attempts
from interviewer.chat_models import chat_model
from interviewer.engine import voice
from interviewer.events import Graded, Probed, Session
from interviewer.grading.judge import Judge
from interviewer.grading.model_judge import ModelJudge
from interviewer.interview import Interviews
from interviewer.machine import next_move
from interviewer.moves import Listen
from interviewer.performer import Performer
from interviewer.planner import Wish, make_plan
from interviewer.prices import prices
from interviewer.room import turn_of
from interviewer.settings import read_settings
from interviewer.store import open_store
from interviewer.types import Plan, PlannedStage
from knowledge.bank import load_bank
from knowledge.types import Bank, Question

SIZES = (5, 10, 20, 40)
MOST = max(SIZES)
TARGET = 1_300
TARGET_RATIO = 2.02


def main(argv: Sequence[str]) -> int:
    """Run the interviews and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m evals cost", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", choices=("standard", "bank"), default="standard")
    arguments = parser.parse_args(argv)
    os.environ.update(app.QUIET)
    settings = read_settings(os.environ)
    bank = _with_forty(load_bank(settings.guide))
    bank = (
        bank if arguments.texts == "bank" else replace(bank, questions=tuple(map(standard, bank.questions)))
    )
    parts = furnished(settings, bank)
    order = Random(arguments.seed).sample(bank.questions, MOST)
    spendings = [_spending(size, order, parts) for size in SIZES]
    print("\n".join(_report(spendings)))
    return int(spendings[-1].a_prompt > TARGET or _ratio(spendings) > TARGET_RATIO)


def _with_forty(bank: Bank) -> Bank:
    """The bank with as many questions as are needed: the first ones come again under another id."""
    again = (replace(q, id=f"{q.id}-again") for q in bank.questions[: MOST - len(bank.questions)])
    return bank if len(bank.questions) >= MOST else replace(bank, questions=(*bank.questions, *again))


def _spending(size: int, order: Sequence[Question], parts: Parts) -> Spending:
    sessions, sent = [], []
    for first in range(0, MOST, size):
        scribe = Scribe()
        with Endpoint(scribe) as endpoint:
            plan = _plan(parts.bank, order[first : first + size])
            sessions.append(asyncio.run(_held(plan, parts, endpoint.url)))
        sent.append(tuple(scribe.sent))
    events = [event for session in sessions for event in session.events]
    answers = sum(isinstance(event, Graded) for event in events)
    probes = sum(isinstance(event, Probed) for event in events)
    return Spending(size, answers, probes, _lengths(sessions, parts.bank), tuple(sent))


def _lengths(sessions: Sequence[Session], bank: Bank) -> tuple[float, ...]:
    """Mean tokens of a question, the answer to it, a follow-up, and the answer to that."""
    tried = [attempt for session in sessions for attempt in attempts(session)]
    first, second = [a.exchanges[0] for a in tried], [a.exchanges[1] for a in tried if len(a.exchanges) > 1]
    texts = (
        [bank.question(a.question).text for a in tried],
        [exchange.said for exchange in first],
        [exchange.asked for exchange in second],
        [exchange.said for exchange in second],
    )
    return tuple(mean(map(tokens.count, said)) for said in texts)


def _plan(bank: Bank, questions: Sequence[Question]) -> Plan:
    """One long stage of these questions, with a follow-up each and no end of time."""
    drills = [make_plan(bank, Wish("drill", (q.stage,), question=q.id), seed=1) for q in questions]
    stage = PlannedStage("technical", None, tuple(d.questions[0] for d in drills), invites=False)
    return replace(drills[0], mode="live", stages=(stage,), feedback="stage", hints=False)


async def _held(plan: Plan, parts: Parts, url: str) -> Session:
    """The whole interview, worded and graded by the model behind the endpoint."""
    chat = chat_model(model="scripted", api_key="none", base_url=url)
    performer = Performer(parts.bank, voice(parts.bank, chat), parts.ear, parts.lookup, time.time)
    judges: dict[str, Judge] = {
        "embedded": parts.judge,
        "model": ModelJudge(chat, {d.id for d in parts.bank.dimensions if d.core}),
    }
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'interviews.sqlite3'}")
        interviews = Interviews(parts.bank, store, performer, judges, "model", time.time)
        id = await interviews.begin(plan)
        session = await interviews.settle(id)
        while isinstance(next_move(session), Listen):
            await interviews.answer(id, _answer(session, parts.bank), turn_of(session))
            session = await interviews.settle(id)
        await chat.close()
        store.close()
    return session


def _answer(session: Session, bank: Bank) -> str:
    """A middling answer, and to a follow-up a sentence that meets the point it aims at."""
    attempt = attempts(session)[-1]
    question = bank.question(attempt.question)
    if attempt.probed:
        return question.point(attempt.probed[-1][1]).said[0]
    return next(e.text for e in question.exemplars if e.grade == 3)


def _ratio(spendings: Sequence[Spending]) -> float:
    """Tokens of an interview of forty answers over tokens of one of twenty: 2 where nothing grows."""
    by_size = {spending.size: spending.a_prompt for spending in spendings}
    return 40 * by_size[40] / (20 * by_size[20])


def _report(spendings: Sequence[Spending]) -> Iterator[str]:
    yield "answers in an  prompt tokens  of them    judged again   follow-ups  repeated  completion"
    yield "interview      an answer      grading    tokens, share  an answer   prefix    tokens an answer"
    for s in spendings:
        yield (
            f"{s.size:9}      {s.a_prompt:9.0f}      {s.judging / s.answers:7.0f}    {s.again[1] / s.answers:6.0f} {s.again[0] / s.answers:6.0%}  {s.probes / s.answers:9.2f}"
            f"   {s.repeated:6.0%}    {s.completion / s.answers:9.0f}      (n={s.answers})"
        )
    yield f"\n40/20 ratio {_ratio(spendings):.3f} (target <= {TARGET_RATIO}); target an answer <= {TARGET:,} prompt tokens, asking, grading and judging again together\n"
    last = spendings[-1]
    yield f"a provider's own framing of the messages is not counted: {last.framing / last.answers:.0f} more tokens an answer"
    yield "mean tokens: question {:.0f}, answer {:.0f}, follow-up {:.0f}, answer to it {:.0f}".format(
        *last.lengths
    )
    for price in prices():
        dollars = (
            ((last.prompt + last.framing) * price.input + last.completion * price.output) / last.answers / 1e6
        )
        yield f"{price.model:14} {dollars * 100:7.4f} cents an answer, {dollars * MOST:6.3f} dollars for {MOST} (prices of {price.date}, check them)"
