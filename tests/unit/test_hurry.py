"""The wish to go on without the model ends the waiting for its words; so does the end of the task that speaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from interviewer.hurry import listen_for, unless_hurried


class Speech:
    """One word, and then a silence that only an end from outside breaks."""

    def __init__(self) -> None:
        self.silent, self.closed = asyncio.Event(), False

    async def words(self) -> AsyncGenerator[str, None]:
        try:
            yield "Hello"
            self.silent.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # closing a connection takes its time as well
            self.closed = True


async def listened(speech: Speech, wish: asyncio.Event) -> list[str]:
    listen_for(wish)
    async with aclosing(speech.words()) as words:
        return [word async for word in unless_hurried(words)]


def test_who_would_rather_go_on_keeps_what_was_said_and_the_speech_is_closed() -> None:
    async def act() -> tuple[list[str], bool]:
        speech, wish = Speech(), asyncio.Event()
        listening = asyncio.create_task(listened(speech, wish))
        await speech.silent.wait()
        wish.set()
        return await listening, speech.closed

    assert asyncio.run(act()) == (["Hello"], True)


def test_a_cancelled_task_is_cancelled_and_the_speech_it_waited_for_is_closed() -> None:
    async def act() -> bool:
        speech = Speech()
        listening = asyncio.create_task(listened(speech, asyncio.Event()))
        await speech.silent.wait()
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
        return speech.closed

    assert asyncio.run(act())
