"""Another engine while an interview goes on, and the wish to go on without a slow model: over the real wire."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from evals.wire.endpoint import Endpoint
from evals.wire.http import Request
from evals.wire.player import TIE, play
from evals.wire.replies import BreaksOff, Refuses, Reply, Says
from interviewer.attempts import attempts
from interviewer.choice import NO_MODEL, Choice
from interviewer.endpoint import NO_FORM, check_form
from interviewer.engine import Engines, with_endpoint, without_model
from interviewer.errors import Refused
from interviewer.events import Graded, Probed, Spent, Stumbled
from interviewer.interview import Interviews
from interviewer.performer import Performer
from interviewer.planner import Wish, make_plan
from interviewer.prompts import Prompt
from interviewer.room import turn_of
from interviewer.store import open_store
from tests.integration.test_interview import BANK, DRILL, Counting, Plain

PROMPT = Prompt("test", "Be brief.", "Say hello.", "00000000")
PRACTICE = make_plan(BANK, Wish("practice", ("behavioral",), "short"), seed=4)


class Greeting(BaseModel):
    words: str


def engines(choice: Choice = NO_MODEL) -> Engines:
    judge = Counting()
    return Engines({"none": without_model(BANK, judge), "endpoint": with_endpoint(BANK, judge, 20.0)}, choice)


async def let_go(engines: Engines) -> None:
    """Close the connections of the engine in use."""
    await asyncio.gather(*(model.close() for model in engines.current.models))


def interviews(tmp_path: Path, engines: Engines) -> Interviews:
    clock, plain, engine = itertools.count(1000.0), Plain(), engines.current
    performer = Performer(BANK, engine.voice, plain, plain, lambda: next(clock))
    store = open_store(f"sqlite:///{tmp_path / 'interviews.sqlite3'}")
    return Interviews(BANK, store, performer, engine.judges, engine.judge, lambda: next(clock))


def test_an_interview_begun_without_a_model_goes_on_with_one_from_the_next_line(tmp_path: Path) -> None:
    async def act(url: str) -> tuple[str, list[str]]:
        engine = engines()
        rooms = interviews(tmp_path, engine)
        id = await rooms.begin(PRACTICE)
        session = await rooms.settle(id)
        await rooms.use(*await engine.use(Choice("endpoint", url, "scripted")))
        await rooms.answer(id, "I told the team about the drift and we fixed the pipeline.", turn_of(session))
        session = await rooms.settle(id)
        while not any(isinstance(e, Graded) for e in session.events):
            await rooms.answer(id, "It took a week, and I led it.", turn_of(session))
            session = await rooms.settle(id)
        probed = next(e for e in session.events if isinstance(e, Probed))
        await let_go(engine)
        return probed.line, [e.grade.maker.judge for e in session.events if isinstance(e, Graded)]

    with Endpoint() as wire:
        line, judges = asyncio.run(act(wire.url))

    assert line.startswith(TIE)
    assert judges == ["model"]


def test_an_engine_that_is_replaced_lets_go_of_its_connections(tmp_path: Path) -> None:
    async def act(url: str) -> int:
        engine = engines(Choice("endpoint", url, "scripted"))
        rooms = interviews(tmp_path, engine)
        id = await rooms.begin(PRACTICE)
        session = await rooms.settle(id)
        await rooms.answer(id, "I told the team about the drift and we fixed it.", turn_of(session))
        await rooms.settle(id)
        await rooms.use(*await engine.use(NO_MODEL))
        async with asyncio.timeout(5):
            while not wire.closed:
                await asyncio.sleep(0.02)
        return wire.closed

    with Endpoint() as wire:
        assert asyncio.run(act(wire.url)) == 1


def test_of_two_choices_at_once_the_engine_that_is_not_in_use_lets_go_of_its_connections(
    tmp_path: Path,
) -> None:
    async def act(url: str) -> tuple[list[bool], int]:
        engine = engines()
        rooms = interviews(tmp_path, engine)
        made = await asyncio.gather(*(engine.use(Choice("endpoint", url, name)) for name in ("one", "two")))
        for model in (model for made_now, _ in made for model in made_now.models):
            await model.fill(PROMPT, Greeting)
        for engine_now, before in made:
            await rooms.use(engine_now, before)
        async with asyncio.timeout(5):
            while not wire.closed:
                await asyncio.sleep(0.02)
        in_use = [made_now is engine.current for made_now, _ in made]
        closed = wire.closed
        await let_go(engine)
        return in_use, closed

    with Endpoint(lambda _: Says({"words": "Good day."})) as wire:
        in_use, closed = asyncio.run(act(wire.url))

    assert (sorted(in_use), closed) == ([False, True], 1)


def test_a_kind_that_this_machine_does_not_have_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match="no local model"):
        asyncio.run(engines().use(Choice("local")))


def test_a_machine_with_a_local_model_offers_it_and_says_that_nothing_leaves() -> None:
    judge = Counting()
    without = without_model(BANK, judge)
    both = Engines(
        {"none": without, "local": lambda choice: replace(without(choice), judge="local")}, NO_MODEL
    )

    asyncio.run(both.use(Choice("local")))

    assert both.offers("local")
    assert (both.current.judge, both.current.choice.stays_here) == ("local", True)


def test_the_engine_says_where_the_words_go_and_never_the_key() -> None:
    engine = engines(Choice("endpoint", "https://models.example/v1", "talker", "marker", "sk-secret")).current

    assert "at models.example: your answers and questions go there" in engine.line
    assert engine.leaves == "Your answers go to models.example"
    assert "sk-secret" not in repr(engine)


def slow(request: Request) -> Reply:
    reply = play(request)
    return Says(reply.text, pause=5.0) if request.streaming else reply


def test_who_goes_on_without_the_model_gets_the_written_line_at_once_and_the_model_hangs_up(
    tmp_path: Path,
) -> None:
    async def act(url: str) -> tuple[list[object], float]:
        engine = engines(Choice("endpoint", url, "scripted"))
        rooms = interviews(tmp_path, engine)
        id = await rooms.begin(PRACTICE)
        session = await rooms.settle(id)
        await rooms.answer(id, "I told the team about the drift and we fixed it.", turn_of(session))
        while not wire.chats:
            await asyncio.sleep(0.02)
        began = asyncio.get_running_loop().time()
        await rooms.hurry(id)
        session = await rooms.settle(id)
        await let_go(engine)
        return list(session.events), asyncio.get_running_loop().time() - began

    with Endpoint(slow) as wire:
        events, seconds = asyncio.run(act(wire.url))

    probed = next(e for e in events if isinstance(e, Probed))
    assert TIE not in probed.line
    assert probed.line.strip()
    assert seconds < 4.0
    assert not any(isinstance(e, Stumbled) for e in events)
    assert any(isinstance(e, Spent) and e.prompt_tokens > 0 for e in events)


def test_the_wish_to_hurry_is_for_one_turn_only(tmp_path: Path) -> None:
    async def act(url: str) -> str:
        engine = engines(Choice("endpoint", url, "scripted"))
        rooms = interviews(tmp_path, engine)
        id = await rooms.begin(PRACTICE)
        await rooms.settle(id)
        await rooms.hurry(id)
        session = await rooms.session(id)
        await rooms.answer(id, "I told the team about the drift and we fixed it.", turn_of(session))
        session = await rooms.settle(id)
        await let_go(engine)
        return next(e.line for e in session.events if isinstance(e, Probed))

    with Endpoint() as wire:
        assert asyncio.run(act(wire.url)).startswith(TIE)


def test_who_does_not_want_to_wait_for_the_models_grade_gets_the_embedded_one(tmp_path: Path) -> None:
    async def act(url: str) -> tuple[str, float]:
        engine = engines(Choice("endpoint", url, "scripted"))
        rooms = interviews(tmp_path, engine)
        id = await rooms.begin(DRILL)
        session = await rooms.settle(id)
        await rooms.answer(id, "I told the team about the drift.", turn_of(session))
        session = await rooms.settle(id)
        await rooms.answer(id, "And it took a week.", turn_of(session))
        while not [request for request in wire.chats if not request.streaming]:
            await asyncio.sleep(0.02)
        began = asyncio.get_running_loop().time()
        attempt = attempts(await rooms.session(id))[0].id
        await rooms.regrade(id, attempt, embedded=True)
        session = await rooms.settle(id)
        grade = attempts(session)[0].grade
        assert grade is not None
        await let_go(engine)
        return grade.maker.judge, asyncio.get_running_loop().time() - began

    with Endpoint(lambda request: play(request) if request.streaming else BreaksOff("", "stall")) as wire:
        judge, seconds = asyncio.run(act(wire.url))

    assert judge == "embedded"
    assert seconds < 4.0


def formed(script: object) -> str:
    with Endpoint(script) as wire:  # type: ignore[arg-type]
        return asyncio.run(check_form("scripted", "k", wire.url))


def test_a_model_that_fills_in_a_form_has_nothing_to_say() -> None:
    assert formed(lambda request: Says({"ready": True})) == ""


@pytest.mark.parametrize("reply", [Refuses(400, None, "response_format is not supported"), Says("ready!")])
def test_a_model_that_cannot_be_held_to_a_form_is_said_so(reply: Reply) -> None:
    assert formed(lambda request: reply) == NO_FORM


def test_a_form_that_fails_for_another_reason_says_that_reason() -> None:
    assert "does not accept the key" in formed(lambda request: Refuses(401, None, "no"))
