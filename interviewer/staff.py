"""The staff: who speaks and who grades, at work wherever something is due in a room.

What they do belongs to the server, not to the page: it runs in tasks of its own, whoever looks on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from interviewer.chat_models import ChatModel
from interviewer.engine import Engine
from interviewer.hurry import listen_for
from interviewer.machine import next_move
from interviewer.moves import Listen, Rest
from interviewer.panel import Panel
from interviewer.performer import Performer
from interviewer.room import Room, busy


@dataclass
class Staff:
    """A performer and a panel. `models`: the language models in use, since an engine was taken."""

    performer: Performer
    panel: Panel
    models: Collection[ChatModel] = ()
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def use(self, engine: Engine, before: Engine) -> None:
        """Take another engine: what is being said or judged now is finished by the one before, which then lets go."""
        self.performer = replace(self.performer, voice=engine.voice)
        self.panel.use(engine)
        self.models = engine.models
        self._start(self._let_go(before, tuple(self._tasks)))

    def attend(self, room: Room) -> None:
        """See to it that whatever is due is being done."""
        if room.gone:
            return
        if not busy(room.turn) and not isinstance(next_move(room.session), Listen | Rest):
            room.turn = self._start(self._go_on(room))
        if not busy(room.grading) and self.panel.is_wanted(room.session):
            room.grading = self._start(self._grade(room))

    async def settle(self, room: Room) -> None:
        """Wait until nobody but the candidate has anything to do, grading included, or the room stands still."""
        self.attend(room)
        while tasks := [t for t in (room.turn, room.grading) if t is not None and not t.done()]:
            await asyncio.wait(tasks)
            if not room.trouble:
                self.attend(room)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _go_on(self, room: Room) -> None:
        """Perform moves until it is the candidate's turn."""
        room.hurried.clear()
        listen_for(room.hurried)
        async with room.telling_faults():
            while not isinstance(move := next_move(room.session), Listen | Rest):
                async with aclosing(self.performer.perform(move, room.session)) as pieces:
                    await room.take_down(pieces)
                await self.panel.warn(room)
                self.attend(room)
        room.turn = None
        await room.tell()

    async def _grade(self, room: Room) -> None:
        """Beside that, let the panel do whatever is due."""
        async with room.telling_faults():
            await self.panel.sit(room)
        room.grading = None
        await room.tell()

    async def _let_go(self, engine: Engine, tasks: Collection[asyncio.Task[None]]) -> None:
        """Close an engine's connections as soon as nobody works with them, but those that are in use again by then."""
        if tasks:
            await asyncio.wait(tasks)
        for model in engine.models:
            if model not in self.models:
                await model.close()
