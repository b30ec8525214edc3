"""The real local model, where it is installed: `python -m pytest -m live tests/live`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from interviewer import prompts
from interviewer.conduct import faults, secrets
from interviewer.cues import Cue
from interviewer.local.model import LocalModel
from interviewer.local.parts import local_voice
from interviewer.local.shelf import shelf_in
from interviewer.performer import Trouble
from interviewer.settings import read_settings
from knowledge.bank import SHIPPED, load_bank

SHELF = shelf_in(read_settings(os.environ).data_dir)
BANK = load_bank(SHIPPED)
QUESTION = BANK.question("3.2.1")
SAID = (
    "We split by time, then I look at recall at a fixed precision, because accuracy misleads for rare fraud."
)

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not SHELF.complete, reason="the local model is not installed; run `make local-model`"),
]

T = TypeVar("T")


def with_model(act: Callable[[LocalModel], Awaitable[T]]) -> T:
    async def perform() -> T:
        model = LocalModel(SHELF, deadline=120.0)
        try:
            await model.ready()
            return await act(model)
        finally:
            await model.close()

    return asyncio.run(perform())


def test_it_tells_what_was_said_from_what_was_not_and_keeps_nothing_of_it() -> None:
    async def act(model: LocalModel) -> list[float]:
        interview = prompts.fence(f"INTERVIEWER: {QUESTION.text}\nCANDIDATE: {SAID}", prompts.nonce(SAID))
        claims = ("the candidate splits the data by time.", "the candidate explains how to bake bread.")
        return [
            (await model.weigh(prompts.fill("check", interview=interview, claim=c))).chance for c in claims
        ]

    split, bread = with_model(act)

    assert split > 0.5 > bread
    assert "recall at a fixed precision" not in SHELF.log.read_text("utf-8", "replace")


@pytest.mark.parametrize("family", ["probe.point", "ask.after_answer", "probe.twist"])
def test_its_lines_keep_the_rules_and_say_the_planned_words(family: str) -> None:
    core = QUESTION.points[0].probe if family == "probe.point" else QUESTION.text
    cue = Cue(family, core, {}, QUESTION.text, SAID, 4, 2)

    async def act(model: LocalModel) -> list[object]:
        return [piece async for piece in local_voice(BANK, model).speak(cue)]

    said = with_model(act)

    line = "".join(piece for piece in said if isinstance(piece, str)).strip()
    assert line.endswith(core)
    assert faults(line, core=core, forbidden=secrets(QUESTION), said=f"{SAID} {QUESTION.text}") == ()
    assert not any(isinstance(piece, Trouble) for piece in said)
