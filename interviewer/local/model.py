"""The local model as the interview knows it: it starts behind the page, speaks before it judges, and may stop.

Until it has started, and once it has stopped, whoever asks is told so at once and goes on without it.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Literal, TypeVar

from pydantic import BaseModel

from interviewer.chat_models import LangChainModel, chat_model
from interviewer.errors import EngineUnusable, ModelError, ModelUnreachable
from interviewer.local.server import Server, start
from interviewer.local.shelf import Shelf
from interviewer.prompts import Prompt
from interviewer.replies import Filled, Speech, Usage, Weighed

log = logging.getLogger(__name__)

F = TypeVar("F", bound=BaseModel)
FIRST_TOKEN = 20.0
"""Seconds to the first spoken word: a cold prompt takes seven on two idle cores, and a written line is always there."""

GOING = 1.0
"""Seconds in which a crashed engine is found to be gone."""

State = Literal["starting", "at work", "stopped"]


class LocalModel:
    """A `ChatModel` and `Weigher` on this machine."""

    def __init__(self, shelf: Shelf, *, deadline: float = 45.0) -> None:
        self._shelf, self._deadline = shelf, deadline
        self._server: Server | None = None
        self._chat: LangChainModel | None = None
        self._failed = False
        self._speaking = 0
        self._starting = asyncio.Lock()
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def name(self) -> str:
        """The model's name, as grades record it."""
        return self._shelf.recipe.weights.name

    @property
    def state(self) -> State:
        """Where it is: a server that ended by itself is found out here."""
        if self._failed or (self._server is not None and not self._server.alive):
            return "stopped"
        return "starting" if self._chat is None else "at work"

    @property
    def at_work(self) -> bool:
        """Whether it can be asked now."""
        return self.state == "at work"

    async def ready(self) -> None:
        """Start the engine, load the model, and load what the first call needs; a few seconds, off the event loop.

        Done once until it is closed: asked again, it waits for the start that is under way. One that has stopped
        by itself starts anew.
        """
        async with self._starting:
            if self.state == "stopped":
                await self._end()
            if self._server is None:
                await self._get_ready()

    async def _get_ready(self) -> None:
        try:
            self._server = await asyncio.to_thread(self._start)
        except EngineUnusable:
            self._failed = True
            log.warning("the local model's engine does not start; %s says why", self._shelf.log)
            return
        chat = chat_model(
            model=self.name,
            api_key=self._server.key,
            base_url=self._server.base_url,
            deadline=self._deadline,
            first_token=min(FIRST_TOKEN, self._deadline),
        )
        await chat.ready()
        self._chat = chat

    def speak(self, prompt: Prompt) -> Speech:
        """Say something: pieces of text as they come."""
        return Speech(self._speak(prompt))

    async def fill(self, prompt: Prompt, form: type[F]) -> Filled[F]:
        """Fill in a form; a model of this size does it badly, and nothing of ours asks it to."""
        chat = self._present()
        try:
            return await chat.fill(prompt, form)
        except ModelError as error:
            raise await self._meant(error) from error

    async def weigh(self, prompt: Prompt) -> Weighed:
        """The chance of a yes; waits while a line is being spoken, so that the candidate does not wait."""
        await self._quiet.wait()
        chat = self._present()
        try:
            return await chat.weigh(prompt)
        except ModelError as error:
            raise await self._meant(error) from error

    async def close(self) -> None:
        """End the engine, one that is still starting too; asked to be ready again, it starts anew."""
        async with self._starting:
            await self._end()

    async def _end(self) -> None:
        chat, server = self._chat, self._server
        self._chat, self._server, self._failed = None, None, False
        if server is not None:
            await asyncio.to_thread(server.stop)
        if chat is not None:
            await chat.close()

    async def _speak(self, prompt: Prompt) -> AsyncGenerator[str | Usage, None]:
        speech = self._present().speak(prompt)
        self._speaking += 1
        self._quiet.clear()
        try:
            async with aclosing(speech):
                async for piece in speech:
                    yield piece
            yield speech.usage
        except ModelError as error:
            raise await self._meant(error) from error
        finally:
            self._speaking -= 1
            if not self._speaking:
                self._quiet.set()

    def _start(self) -> Server:
        if self._shelf.engine is None:
            raise EngineUnusable
        threads = os.cpu_count() or 1
        return start(self._shelf.engine, self._shelf.model, self._shelf.log, threads=threads)

    def _present(self) -> LangChainModel:
        """The connection, while the engine runs. Raises EngineUnusable."""
        if self._chat is None or not self.at_work:
            raise EngineUnusable
        return self._chat

    async def _meant(self, error: ModelError) -> ModelError:
        """What a failure means: a connection that broke is given a moment to show that the engine is gone."""
        if isinstance(error, ModelUnreachable) and self._server is not None:
            await asyncio.to_thread(self._server.ended, GOING)
        return error if self.at_work else EngineUnusable(tokens=error.tokens)
