"""The shell around the rules: takes what the candidate does, has the staff do what is due, shows what comes of it.

Any number of pages `follow` a session. Nothing is shown as said before it is in the store.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from threading import Thread
from typing import TypeVar
from weakref import WeakValueDictionary

from interviewer.bill import Purse
from interviewer.engine import Engine
from interviewer.errors import Refused
from interviewer.events import (
    Answered,
    ExampleShown,
    MovedOn,
    Rated,
    RegradeWished,
    Retried,
    Session,
    Started,
    Stopped,
)
from interviewer.floor import Act, Concern, changes, check_turn, said
from interviewer.grading.judge import Judge
from interviewer.panel import Panel
from interviewer.performer import Performer
from interviewer.room import DELETED, Frame, Room
from interviewer.second_look import SecondLook
from interviewer.staff import Staff
from interviewer.store import Store, Tail
from interviewer.types import Maker, Plan
from interviewer.wishes import Wish, fits
from knowledge.types import Bank

BEAT = 30.0
"""Seconds after which a page that follows gets the same frame again: only so is it found out that it has gone."""
FRAME = 0.12
"""Seconds between two frames of one page while words come: they are gathered, but for the first ones of a line."""

W = TypeVar("W", bound=Concern | Wish)


class Interviews:
    """All interviews of this process."""

    def __init__(
        self,
        bank: Bank,
        store: Store,
        performer: Performer,
        judges: Mapping[str, Judge],
        judge: str,
        clock: Callable[[], float],
        purse: Purse = Purse(),  # noqa: B008  # a value
        second: SecondLook | None = None,
    ) -> None:
        """`judges` by name; `judge` names the one in use, "embedded" is always among them. `second` grants wishes."""
        self._bank, self._store, self._clock = bank, store, clock
        self._staff = Staff(performer, Panel(bank, judges, judge, clock, purse, second))
        self._rooms: WeakValueDictionary[str, Room] = WeakValueDictionary()

    @property
    def maker(self) -> Maker:
        """What grades are signed with by the judge in use."""
        return self._staff.panel.maker

    async def use(self, engine: Engine, before: Engine) -> None:
        """Take another engine: what is being said or judged now is finished by the one before, which then lets go."""
        self._staff.use(engine, before)
        for room in list(self._rooms.values()):
            await room.tell()

    # --- what the candidate does ---------------------------------------------------------------

    async def begin(self, plan: Plan) -> str:
        """Start an interview; returns its id, 128 random bits."""
        id = secrets.token_urlsafe(16)
        await asyncio.to_thread(self._store.append, id, 0, Started(self._clock(), plan))
        self._staff.attend(await self._room(id))
        Thread(target=self._staff.performer.prepare, args=(plan,), name="preparing", daemon=True).start()
        return id

    async def answer(self, id: str, text: str, turn: int) -> None:
        """Say something. It is on disk when this returns; what follows happens by itself.

        turn: the turn that the page showed. Raises Refused for an empty or far too long text, Conflict when
        the turn was taken already (another tab, a double click): the text was not stored then.
        """
        kept = said(text)
        await self._take(id, Answered(self._clock(), kept), turn)

    async def move_on(self, id: str, turn: int) -> None:
        """Go on after a card or a debrief. Raises Conflict when the interview is elsewhere already."""
        await self._take(id, MovedOn(self._clock()), turn)

    async def retry(self, id: str, attempt: int, turn: int) -> None:
        """Answer the question of an attempt again."""
        await self._take(id, Retried(self._clock(), attempt), turn)

    async def stop(self, id: str, turn: int) -> None:
        """End the interview here."""
        await self._take(id, Stopped(self._clock()), turn)

    async def hurry(self, id: str) -> None:
        """Go on without the model: what it has said so far stays, the written lines say the rest of this turn."""
        (await self._room(id)).hurried.set()

    async def rate(self, id: str, attempt: int, rating: int | None) -> None:
        """The candidate's own grade, 1-5, for an attempt; None to see the card without one. The first one counts."""
        if rating is not None and rating not in range(1, 6):
            raise Refused("A rating is a number from 1 to 5.")
        await self._beside(id, Rated(self._clock(), attempt, rating), changes)

    async def show_example(self, id: str, attempt: int) -> None:
        """Show the exemplar; Refused before an own attempt."""
        await self._beside(id, ExampleShown(self._clock(), attempt), changes)

    async def regrade(self, id: str, attempt: int, *, embedded: bool = False) -> None:
        """Judge an attempt again that could not be graded; `embedded`: without the model, which is waited for no longer."""
        room = await self._room(id)
        wish = RegradeWished(self._clock(), attempt, "embedded" if embedded else "")
        await self._beside(id, wish, changes)
        if embedded:
            await room.break_off(attempt)
            self._staff.attend(room)

    async def wish(self, id: str, make: Callable[[float], Wish]) -> None:
        """Wish something of a card that was read: a rewrite, a second look at a mark, its number (see `second_look`)."""
        await self._beside(id, make(self._clock()), fits)

    async def delete(self, ids: Collection[str] | None = None) -> None:
        """Delete interviews for good, all of them with None; every page that shows one is told."""
        rooms = [room for id, room in list(self._rooms.items()) if ids is None or id in ids]
        async with AsyncExitStack() as locks:
            for room in sorted(rooms, key=lambda r: r.session.id):
                await locks.enter_async_context(room.lock)
            try:
                await asyncio.to_thread(self._store.delete, ids)
            finally:
                for room in rooms:
                    await room.load()

    async def take_in(self, tails: Sequence[Tail]) -> None:
        """Write interviews that come from elsewhere, all or none; pages that show one of them follow."""
        await asyncio.to_thread(self._store.extend, tails)
        for tail in tails:
            if room := self._rooms.get(tail.session):
                await room.refresh()

    # --- what the page sees --------------------------------------------------------------------

    async def follow(self, id: str, beat: float = BEAT) -> AsyncIterator[Frame]:
        """Every change of a session from now on, the present state first and again after each `beat`; never ends by itself.

        Raises Refused for an id that is not known.
        """
        room = await self._room(id)
        await room.refresh()
        self._staff.attend(room)
        seen = -1
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(beat), room.changed:
                    await room.changed.wait_for(lambda: room.version != seen)  # noqa: B023  # seen changes between waits
            seen = room.version
            if room.gone:
                raise Refused(DELETED)
            frame = room.frame()
            yield frame
            await asyncio.sleep(FRAME if frame.speaking else 0)

    async def session(self, id: str) -> Session:
        """The session as it stands; looking at it takes up whatever is due. Raises Refused for an unknown id."""
        room = await self._room(id)
        self._staff.attend(room)
        return room.session

    async def resume(self, id: str) -> None:
        """Try again what could not go on (after a full disk, say)."""
        room = await self._room(id)
        room.trouble = ""
        self._staff.attend(room)

    async def settle(self, id: str) -> Session:
        """Wait until nobody but the candidate has anything to do, grading included, or it stands still."""
        room = await self._room(id)
        await self._staff.settle(room)
        return room.session

    # --- how it is taken -----------------------------------------------------------------------

    async def _take(self, id: str, act: Act, turn: int) -> None:
        room = await self._room(id)
        try:
            async with room.lock:
                check_turn(room.session, act, turn)
                await room.append(act)
        finally:
            self._staff.attend(room)  # also where another process was first: it may have ended since

    async def _beside(self, id: str, wished: W, changes: Callable[[Session, W], bool]) -> None:
        room = await self._room(id)
        async with room.lock:
            if changes(room.session, wished):
                await room.append(wished)
        self._staff.attend(room)

    async def _room(self, id: str) -> Room:
        room = self._rooms.get(id)
        if room is not None and not room.gone:
            return room
        self._rooms.pop(id, None)  # deleted: the interview may have come back from another machine since
        session = await asyncio.to_thread(self._store.load, id) if _can_be(id) else None
        if session is None:
            raise Refused("This interview is not known here; start a new one.")
        check_bank(session, self._bank)
        return self._rooms.setdefault(id, Room(session, self._store))


def _can_be(id: str) -> bool:
    """Whether a text can be an interview's id at all: a program may send halves of letters, which no database takes."""
    return not any("\ud800" <= letter <= "\udfff" for letter in id)


def check_bank(session: Session, bank: Bank) -> None:
    """Raises Refused for a session whose questions this bank does not hold."""
    held = {q.id for q in bank.questions}
    if session.plan.bank != bank.id or any(q.id not in held for q in session.plan.questions):
        raise Refused(
            "This interview was held with another question bank; start the app with that guide to open it."
        )
