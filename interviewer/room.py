"""A room: one session in this process, the store behind it, and the pages that follow it.

Everything that changes the session goes through `append` and `refresh`, under the room's lock: what is in
memory is always a beginning of what is in the store.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from interviewer.errors import Conflict, InterviewError, Refused
from interviewer.events import Aside, Event, Session
from interviewer.store import Store
from interviewer.ungraded import due_for_grading

log = logging.getLogger(__name__)

DELETED = "This interview was deleted; start a new one."


@dataclass(frozen=True)
class Frame:
    """What a page shows now. `speaking`: the line being said, so far; `turn`: what an answer must name.

    trouble: one sentence when the interview cannot go on by itself (the store refused, say), else "".
    """

    session: Session
    turn: int
    speaking: str
    thinking: bool
    grading: bool
    trouble: str


@dataclass(eq=False)
class Room:
    """`turn` and `grading` are the tasks that work on the session, if any do.

    judging: the attempt whose grade is awaited of a model now; that judgement alone may be broken off.
    hurried: without the model, please. gone: the session was deleted.
    """

    session: Session
    store: Store
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    version: int = 0
    speaking: str = ""
    trouble: str = ""
    hurried: asyncio.Event = field(default_factory=asyncio.Event)
    gone: bool = False
    turn: asyncio.Task[None] | None = None
    grading: asyncio.Task[None] | None = None
    judging: int | None = None

    def frame(self) -> Frame:
        """The present state."""
        return Frame(
            session=self.session,
            turn=turn_of(self.session),
            speaking=self.speaking,
            thinking=busy(self.turn),
            grading=bool(due_for_grading(self.session)),
            trouble=self.trouble,
        )

    async def append(self, event: Event) -> None:
        """Store an event, then show it; the caller holds the lock. Conflict: another process was first.

        Raises Refused once the session was deleted.
        """
        if self.gone:
            raise Refused(DELETED)
        try:
            await asyncio.to_thread(self.store.append, self.session.id, len(self.session.events), event)
        except Conflict:
            await self.load()
            raise
        self.session = self.session.with_event(event)
        self.trouble = ""
        if not isinstance(event, Aside):
            self.speaking = ""
        await self.tell()

    async def append_if(self, event: Event, still: Callable[[Session], bool]) -> bool:
        """Append what was made meanwhile, if it still fits; returns whether it is in the store now."""
        async with self.lock:
            if not still(self.session):
                return False
            try:
                await self.append(event)
            except Conflict:
                return False
            return True

    async def take_down(self, pieces: AsyncIterator[str | Event]) -> None:
        """Show the words as they come and store what happened, until somebody else has taken the turn."""
        turn, self.speaking = turn_of(self.session), ""
        async for piece in pieces:
            if isinstance(piece, str):
                await self.say(piece)
                continue
            aside = isinstance(piece, Aside)
            if not await self.append_if(piece, lambda now: aside or turn_of(now) == turn):  # noqa: B023  # used at once
                return

    async def refresh(self) -> None:
        """Take up what another process may have appended."""
        async with self.lock:
            await self.load()

    async def say(self, words: str) -> None:
        """Add to the line that is being spoken."""
        self.speaking += words
        await self.tell()

    async def stand_still(self, line: str) -> None:
        """Say why it does not go on by itself."""
        self.speaking, self.trouble = "", line
        await self.tell()

    @asynccontextmanager
    async def telling_faults(self) -> AsyncIterator[None]:
        """Whatever goes wrong inside is told on the page in one sentence; a fault of ours is logged too."""
        try:
            yield
        except InterviewError as error:
            await self.stand_still(error.line)
        except Exception:
            log.exception("an interview stands still")
            await self.stand_still(InterviewError.default)

    async def break_off(self, attempt: int) -> None:
        """Wait no longer for a model's grade of an attempt, if it is awaited now."""
        if self.judging == attempt and self.grading is not None:
            self.judging = None  # a second click does not break off the breaking off
            self.grading.cancel()
            await asyncio.wait({self.grading})

    async def tell(self) -> None:
        """Let every page know that something changed."""
        async with self.changed:
            self.version += 1
            self.changed.notify_all()

    async def leave(self) -> None:
        """The session was deleted: nothing more happens in it, and every page is told."""
        self.gone = True
        await self.tell()
        for task in (self.turn, self.grading):
            if task is not None:
                task.cancel()

    async def load(self) -> None:
        """Take up what is in the store; the caller holds the lock."""
        stored = await asyncio.to_thread(self.store.load, self.session.id)
        if stored is None:
            await self.leave()
        elif stored != self.session:
            self.session = stored
        await self.tell()


def turn_of(session: Session) -> int:
    """The number of the present turn: the seq of the last event of the conversation itself."""
    return max(i for i, e in enumerate(session.events) if not isinstance(e, Aside))


def busy(task: asyncio.Task[None] | None) -> bool:
    """Whether a task is at work."""
    return task is not None and not task.done()
