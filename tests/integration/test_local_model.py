"""The local model as a real process over real HTTP: it starts behind the page, may crash, and never outlives the app."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from evals.server import interruptible
from interviewer.choice import Choice, Kind
from interviewer.cues import Cue
from interviewer.engine import Engines, without_model
from interviewer.errors import EngineUnusable
from interviewer.interview import Interviews
from interviewer.local.model import LocalModel
from interviewer.local.parts import local_voice, with_local
from interviewer.local.shelf import Shelf
from interviewer.performer import Tokens, Trouble
from interviewer.prompts import Prompt
from interviewer.room import turn_of
from interviewer.settings import read_settings
from knowledge.bank import SHIPPED, load_bank
from tests.integration.local_engine import RECALLED, program
from tests.integration.local_shelf import installed, stocked
from tests.integration.test_engine import interviews, let_go
from tests.integration.test_interview import DRILL, Counting

ROOT = Path(__file__).resolve().parents[2]
BANK = load_bank(SHIPPED)
QUESTION = BANK.question("3.2.1")
POINT = QUESTION.point("metric")
SAID = "We split by month and I looked at accuracy every week with the fraud team."
PROBE = Cue("probe.point", POINT.probe, {}, QUESTION.text, SAID, 4, 2)
STOPPED = "The local model has stopped; the interview goes on without it."

T = TypeVar("T")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return stocked(tmp_path)


def with_model(shelf: Shelf, act: Callable[[LocalModel], Awaitable[T]], *, started: bool = True) -> T:
    """What an act with a local model gives; the engine is ended afterwards."""

    async def perform() -> T:
        model = LocalModel(shelf, deadline=10.0)
        try:
            if started:
                await model.ready()
            return await act(model)
        finally:
            await model.close()

    return asyncio.run(perform())


def claim(text: str) -> Prompt:
    return Prompt("test", "", f"{SAID}\nClaim: {text}", "")


async def pieces(model: LocalModel, cue: Cue = PROBE) -> list[str | Tokens | Trouble]:
    """What the voice says to a cue."""
    return [piece async for piece in local_voice(BANK, model).speak(cue)]


def line(said: list[str | Tokens | Trouble]) -> str:
    return "".join(piece for piece in said if isinstance(piece, str)).strip()


def troubles(said: list[str | Tokens | Trouble]) -> list[str]:
    return [piece.line for piece in said if isinstance(piece, Trouble)]


def test_it_weighs_a_claim(shelf: Shelf) -> None:
    async def act(model: LocalModel) -> list[float]:
        return [(await model.weigh(claim(text))).chance for text in ("it splits by time", "it names drift")]

    assert with_model(shelf, act) == pytest.approx([0.9, 0.1])


def test_it_recalls_what_was_said_and_the_probe_is_asked_as_planned(shelf: Shelf) -> None:
    said = with_model(shelf, pieces)

    assert line(said) == f"{RECALLED} {POINT.probe}"
    assert troubles(said) == []


def test_its_tokens_are_on_no_bill(shelf: Shelf) -> None:
    said = with_model(shelf, pieces)

    assert not any(isinstance(piece, Tokens) for piece in said)


def test_until_it_has_started_written_lines_are_said_and_no_trouble_is_told(shelf: Shelf) -> None:
    said = with_model(shelf, pieces, started=False)

    assert POINT.probe in line(said)
    assert said == [piece for piece in said if isinstance(piece, str)]


def test_an_engine_that_does_not_start_is_told_in_one_calm_sentence(tmp_path: Path) -> None:
    said = with_model(stocked(tmp_path, program(crashes=True)), pieces)

    assert POINT.probe in line(said)
    assert troubles(said) == [STOPPED]


def test_an_engine_that_crashes_at_work_leaves_the_interview_its_written_lines(shelf: Shelf) -> None:
    async def act(model: LocalModel) -> tuple[str, list[str | Tokens | Trouble]]:
        with pytest.raises(EngineUnusable):
            await model.weigh(claim("CRASH"))
        return model.state, await pieces(model)

    state, said = with_model(shelf, act)

    assert state == "stopped"
    assert POINT.probe in line(said)
    assert troubles(said) == [STOPPED]


def test_the_judge_waits_while_a_line_is_spoken(shelf: Shelf) -> None:
    async def act(model: LocalModel) -> list[str]:
        order: list[str] = []

        async def weigh() -> None:
            await model.weigh(claim("it names drift"))
            order.append("weighed")

        speech = model.speak(Prompt("test", "", "Go on, please.", ""))
        await anext(speech)
        weighing = asyncio.create_task(weigh())
        async for _ in speech:
            pass
        order.append("spoken")
        await weighing
        return order

    assert with_model(shelf, act) == ["spoken", "weighed"]


def test_the_page_is_offered_no_local_model_where_none_is_installed(tmp_path: Path) -> None:
    settings = read_settings({"INTERVIEWER_SETTINGS": os.devnull, "DATA_DIR": str(tmp_path)})

    assert with_local(BANK, Counting(), settings) == {}


def test_it_can_be_chosen_while_the_page_is_open_and_starts_once(tmp_path: Path) -> None:
    shelf = installed(tmp_path)
    settings = read_settings({"INTERVIEWER_SETTINGS": os.devnull, "DATA_DIR": str(tmp_path)})

    async def act() -> tuple[list[str | Tokens | Trouble], int]:
        make = with_local(BANK, Counting(), settings)["local"]
        first, second = make(Choice("local")), make(Choice("local"))
        try:
            await asyncio.gather(first.settle(), second.settle())
            said = [piece async for piece in second.voice.speak(PROBE)]
            return said, len(engines(shelf))
        finally:
            await first.models[0].close()

    said, running = asyncio.run(act())

    assert line(said) == f"{RECALLED} {POINT.probe}"
    assert running == 2  # the keeper and the engine


def test_nobody_without_its_key_is_answered(shelf: Shelf) -> None:
    async def act(model: LocalModel) -> bool:
        assert model._server is not None
        model._server.key = "guessed"
        return model._server.speaks()

    assert with_model(shelf, act) is False


def test_the_key_stands_in_no_list_of_processes(shelf: Shelf) -> None:
    async def act(model: LocalModel) -> str:
        assert model._server is not None
        listed = subprocess.run(["ps", "-wweo", "args"], capture_output=True, text=True, check=True).stdout
        assert str(shelf.model) in listed
        return "seen" if model._server.key in listed else "hidden"

    assert with_model(shelf, act) == "hidden"


def test_closing_it_ends_the_engine(shelf: Shelf) -> None:
    async def act(model: LocalModel) -> list[int]:
        return engines(shelf)

    running = with_model(shelf, act)

    assert len(running) >= 1
    assert engines(shelf) == []


def test_closing_it_while_it_starts_leaves_no_engine_behind(shelf: Shelf) -> None:
    async def act(model: LocalModel) -> list[int]:
        starting = asyncio.create_task(model.ready())
        async with asyncio.timeout(10):
            while not engines(shelf):
                await asyncio.sleep(0.01)
        await model.close()
        await starting
        return engines(shelf)

    assert with_model(shelf, act, started=False) == []


def in_use(tmp_path: Path, judge: Counting) -> tuple[Engines, Interviews]:
    """The local model at work in the house, where no model can be chosen instead."""
    settings = read_settings({"INTERVIEWER_SETTINGS": os.devnull, "DATA_DIR": str(tmp_path)})
    makers = {"none": without_model(BANK, judge), **with_local(BANK, judge, settings)}
    chosen = Engines(makers, Choice("local"))
    return chosen, interviews(tmp_path, chosen)


async def choose(kind: Kind, chosen: Engines, rooms: Interviews) -> None:
    """Take an engine into use, as the settings view does, and wait until it is ready."""
    await rooms.use(*await chosen.use(Choice(kind)))
    await chosen.current.settle()


async def said_in(chosen: Engines) -> str:
    """The line for a probe in the engine in use."""
    return line([piece async for piece in chosen.current.voice.speak(PROBE)])


def test_it_is_ended_when_no_model_is_chosen_and_starts_again_when_it_is_chosen_again(tmp_path: Path) -> None:
    shelf = installed(tmp_path)

    async def act() -> tuple[bool, str]:
        chosen, rooms = in_use(tmp_path, Counting())
        await chosen.current.settle()
        await choose("none", chosen, rooms)
        ended = await asyncio.to_thread(gone, shelf, within=10.0)
        await choose("local", chosen, rooms)
        said = await said_in(chosen)
        await let_go(chosen)
        return ended, said

    assert asyncio.run(act()) == (True, f"{RECALLED} {POINT.probe}")


def test_choosing_it_again_leaves_it_at_work(tmp_path: Path) -> None:
    shelf = installed(tmp_path)

    async def act() -> tuple[bool, str]:
        chosen, rooms = in_use(tmp_path, Counting())
        await chosen.current.settle()
        before = engines(shelf)
        await choose("local", chosen, rooms)
        await asyncio.sleep(0.2)
        same, said = engines(shelf) == before, await said_in(chosen)
        await let_go(chosen)
        return same, said

    assert asyncio.run(act()) == (True, f"{RECALLED} {POINT.probe}")


def test_one_that_has_crashed_starts_again_when_it_is_chosen_again(tmp_path: Path) -> None:
    shelf = installed(tmp_path)

    async def act() -> tuple[str, str]:
        chosen, rooms = in_use(tmp_path, Counting())
        try:
            await chosen.current.settle()
            for pid in engines(shelf):
                os.kill(pid, signal.SIGKILL)
            async with asyncio.timeout(10):
                while engines(shelf):
                    await asyncio.sleep(0.01)
            crashed = await said_in(chosen)
            await choose("local", chosen, rooms)
            return crashed, await said_in(chosen)
        finally:
            await let_go(chosen)

    crashed, again = asyncio.run(act())

    assert RECALLED not in crashed
    assert again == f"{RECALLED} {POINT.probe}"


def test_it_stays_when_it_is_chosen_again_before_the_engine_in_between_has_let_it_go(tmp_path: Path) -> None:
    shelf, judge = installed(tmp_path), Counting(seconds=1.0)

    async def act() -> tuple[bool, str]:
        chosen, rooms = in_use(tmp_path, judge)
        await chosen.current.settle()
        before = engines(shelf)
        id = await rooms.begin(DRILL)
        for text in ("I told the team about the drift.", "And it took a week."):
            session = await rooms.settle(id)
            await rooms.answer(id, text, turn_of(session))
        while not judge.judged:
            await asyncio.sleep(0.02)
        await choose("none", chosen, rooms)
        await choose("local", chosen, rooms)
        await rooms.settle(id)
        await asyncio.sleep(0.2)
        same, said = engines(shelf) == before, await said_in(chosen)
        await let_go(chosen)
        return same, said

    assert asyncio.run(act()) == (True, f"{RECALLED} {POINT.probe}")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_engine_ends_with_the_app_however_that_ends(shelf: Shelf, how: signal.Signals) -> None:
    app = subprocess.Popen(
        [sys.executable, "-c", APP.format(data=str(shelf.folder.parent))],
        stdout=subprocess.PIPE, cwd=ROOT, preexec_fn=interruptible,  # noqa: PLW1509  # one call, no lock
    )  # fmt: skip
    assert app.stdout is not None
    assert app.stdout.readline() == b"at work\n"
    assert engines(shelf)

    app.send_signal(how)
    app.wait(60)
    app.stdout.close()

    assert gone(shelf, within=10.0)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_engine_ends_with_its_keeper(shelf: Shelf, how: signal.Signals) -> None:
    async def act(model: LocalModel) -> bool:
        assert model._server is not None
        model._server.process.send_signal(how)
        return await asyncio.to_thread(gone, shelf, within=10.0)

    assert with_model(shelf, act)


APP = """
import asyncio, time
from pathlib import Path
from interviewer.local.model import LocalModel
from interviewer.local.shelf import Shelf
from tests.integration.local_shelf import TINY
model = LocalModel(Shelf(Path({data!r}) / "models", TINY))
asyncio.run(model.ready())
print(model.state, flush=True)
time.sleep(60)
"""


def engines(shelf: Shelf) -> list[int]:
    """The processes that run this shelf's engine."""
    listed = subprocess.run(
        ["ps", "-wweo", "pid,stat,args"], capture_output=True, text=True, check=True
    ).stdout
    rows = (row.split(None, 2) for row in listed.splitlines()[1:])
    return [int(pid) for pid, state, args in rows if f"--model {shelf.model}" in args and "Z" not in state]


def gone(shelf: Shelf, *, within: float) -> bool:
    until = time.monotonic() + within
    while engines(shelf) and time.monotonic() < until:
        time.sleep(0.05)
    return not engines(shelf)
