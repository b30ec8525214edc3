"""The shell around the rules: takes what the candidate does, performs moves, appends events, grades beside it.

A turn belongs to the server, not to the page: it runs in a task of its own, and any number of pages
`follow` the session. Nothing is shown as said before it is in the store.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from threading import Thread
from typing import Any
from weakref import WeakValueDictionary

from interviewer.attempts import Attempt, attempts
from interviewer.bill import A_LINE, USED_UP, Purse, is_stopped, spent
from interviewer.chat_models import ChatModel
from interviewer.engine import Engine
from interviewer.errors import Conflict, InterviewError, Refused
from interviewer.events import (
    Answered,
    Aside,
    Challenged,
    Event,
    ExampleShown,
    Graded,
    MovedOn,
    Rated,
    RegradeWished,
    Retried,
    RewriteWished,
    Session,
    Started,
    Stopped,
    Stumbled,
)
from interviewer.grading.desk import graded, worst_case
from interviewer.grading.judge import Judge
from interviewer.hurry import listen_for
from interviewer.machine import due_for_grading, next_move
from interviewer.moves import Listen, Rest
from interviewer.performer import Performer
from interviewer.room import DELETED, Frame, Room, busy, turn_of
from interviewer.second_look import SecondLook, Wish, due, fits
from interviewer.store import Store, Tail
from interviewer.types import Maker, Plan
from knowledge.types import Bank

log = logging.getLogger(__name__)

LONGEST_ANSWER = 100_000
"""Characters of one message; a longer one is refused and stays in the composer."""
FRAME = 0.12
"""Seconds between two frames of one page while words come: they are gathered, but for the first ones of a line."""


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
        self._purse = purse
        self._bank, self._store, self._performer = bank, store, performer
        self._judges, self._judge, self._clock = judges, judge, clock
        self._second = second
        self._models: Collection[ChatModel] = ()
        self._rooms: WeakValueDictionary[str, Room] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def maker(self) -> Maker:
        """What grades are signed with by the judge in use."""
        return self._judges[self._judge].maker

    async def use(self, engine: Engine, before: Engine) -> None:
        """Take another engine: what is being said or judged now is finished by the one before, which then lets go."""
        self._performer = replace(self._performer, voice=engine.voice)
        self._judges, self._judge, self._purse = engine.judges, engine.judge, engine.purse
        self._second = self._second and self._second.using(engine)
        self._models = engine.models
        self._start(self._let_go(before, tuple(self._tasks)))
        for room in list(self._rooms.values()):
            await room.tell()

    # --- what the candidate does ---------------------------------------------------------------

    async def begin(self, plan: Plan) -> str:
        """Start an interview; returns its id, 128 random bits."""
        id = secrets.token_urlsafe(16)
        await asyncio.to_thread(self._store.append, id, 0, Started(self._clock(), plan))
        self._wake(await self._room(id))
        Thread(target=self._performer.prepare, args=(plan,), name="preparing", daemon=True).start()
        return id

    async def answer(self, id: str, text: str, turn: int) -> None:
        """Say something. It is on disk when this returns; what follows happens by itself.

        turn: the turn that the page showed. Raises Refused for an empty or far too long text, Conflict when
        the turn was taken already (another tab, a double click): the text was not stored then.
        """
        if not text.strip():
            raise Refused("Type an answer first, or say “skip” to move on.")
        if len(text) > LONGEST_ANSWER:
            raise Refused(f"That is {len(text):,} characters; please keep it under {LONGEST_ANSWER:,}.")
        said = text.encode("utf-8", "replace").decode("utf-8")
        await self._take(id, Answered(self._clock(), said), turn, {"answer", "question"})

    async def move_on(self, id: str, turn: int) -> None:
        """Go on after a card or a debrief. Raises Conflict when the interview is elsewhere already."""
        await self._take(id, MovedOn(self._clock()), turn, {"next"})

    async def retry(self, id: str, attempt: int, turn: int) -> None:
        """Answer the question of an attempt again."""
        await self._take(id, Retried(self._clock(), attempt), turn, {"next"}, about=attempt)

    async def stop(self, id: str, turn: int) -> None:
        """End the interview here."""
        await self._take(id, Stopped(self._clock()), turn, {"answer", "question", "next"})

    async def hurry(self, id: str) -> None:
        """Go on without the model: what it has said so far stays, the written lines say the rest of this turn."""
        (await self._room(id)).hurried.set()

    async def rate(self, id: str, attempt: int, rating: int | None) -> None:
        """The candidate's own grade, 1-5, for an attempt; None to see the card without one. The first one counts."""
        if rating is not None and rating not in range(1, 6):
            raise Refused("A rating is a number from 1 to 5.")
        await self._beside(id, Rated(self._clock(), attempt, rating), lambda tried: not tried.revealed)

    async def show_example(self, id: str, attempt: int) -> None:
        """Show the exemplar; Refused before an own attempt."""
        await self._beside(id, ExampleShown(self._clock(), attempt), lambda tried: not tried.example_shown)

    async def regrade(self, id: str, attempt: int, *, embedded: bool = False) -> None:
        """Judge an attempt again that could not be graded; `embedded`: without the model, which is waited for no longer."""
        room = await self._room(id)

        def changes(tried: Attempt) -> bool:
            if tried.grade is not None:
                return tried.grade.overall is None
            return embedded and _wished_judge(room.session, attempt) != "embedded"

        wish = RegradeWished(self._clock(), attempt, "embedded" if embedded else "")
        await self._beside(id, wish, changes)
        if embedded and room.judging == attempt and room.grading is not None:
            room.judging = None  # a second click does not break off the breaking off
            room.grading.cancel()
            await asyncio.wait({room.grading})
            self._wake(room)

    async def wish(self, id: str, make: Callable[[float], Wish]) -> None:
        """Wish something of a card that was read: a rewrite, a second look at a mark, its number (see `second_look`)."""
        room = await self._room(id)
        async with room.lock:
            wished = make(self._clock())
            if fits(room.session, wished):
                await room.append(wished)
        self._wake(room)

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

    async def follow(self, id: str) -> AsyncIterator[Frame]:
        """Every change of a session from now on, the present state first; never ends by itself.

        Raises Refused for an id that is not known.
        """
        room = await self._room(id)
        await room.refresh()
        self._wake(room)
        seen = -1
        while True:
            async with room.changed:
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
        self._wake(room)
        return room.session

    async def resume(self, id: str) -> None:
        """Try again what could not go on (after a full disk, say)."""
        room = await self._room(id)
        room.trouble = ""
        self._wake(room)

    async def settle(self, id: str) -> Session:
        """Wait until nobody but the candidate has anything to do, grading included, or it stands still."""
        room = await self._room(id)
        self._wake(room)
        while tasks := [t for t in (room.turn, room.grading) if t is not None and not t.done()]:
            await asyncio.wait(tasks)
            if not room.trouble:
                self._wake(room)
        return room.session

    # --- taking what the candidate does --------------------------------------------------------

    async def _take(
        self, id: str, event: Event, turn: int, awaited: Collection[str], about: int | None = None
    ) -> None:
        room = await self._room(id)
        async with room.lock:
            if turn != turn_of(room.session):
                raise Conflict
            move = next_move(room.session)
            if not isinstance(move, Listen) or move.awaits not in awaited:
                raise Refused("One moment, the interviewer is not done; nothing you typed is lost.")
            if about is not None:
                _known(room.session, about)
            await room.append(event)
        self._wake(room)

    async def _beside(
        self, id: str, event: Rated | ExampleShown | RegradeWished, fits: Callable[[Attempt], bool]
    ) -> None:
        """Append what concerns an answered attempt; done once already, it changes nothing."""
        room = await self._room(id)
        async with room.lock:
            tried = _known(room.session, event.attempt)
            if not tried.exchanges:
                raise Refused("This comes after your own attempt.")
            if fits(tried):
                await room.append(event)
        self._wake(room)

    async def _room(self, id: str) -> Room:
        room = self._rooms.get(id)
        if room is not None and not room.gone:
            return room
        self._rooms.pop(id, None)  # deleted: the interview may have come back from another machine since
        session = await asyncio.to_thread(self._store.load, id)
        if session is None:
            raise Refused("This interview is not known here; start a new one.")
        check_bank(session, self._bank)
        return self._rooms.setdefault(id, Room(session, self._store))

    # --- doing what is due ---------------------------------------------------------------------

    def _wake(self, room: Room) -> None:
        """See to it that whatever is due is being done."""
        if room.gone:
            return
        if not busy(room.turn) and not isinstance(next_move(room.session), Listen | Rest):
            room.turn = self._start(self._go_on(room))
        wishes = self._second is not None and due(room.session)
        if not busy(room.grading) and (wishes or due_for_grading(room.session)):
            room.grading = self._start(self._grade_all(room))

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _go_on(self, room: Room) -> None:
        """Perform moves until it is the candidate's turn."""
        room.hurried.clear()
        listen_for(room.hurried)
        async with _standing_still(room):
            while not isinstance(next_move(room.session), Listen | Rest):
                await self._perform(room)
                self._wake(room)
        room.turn = None
        await room.tell()

    async def _perform(self, room: Room) -> None:
        session, room.speaking = room.session, ""
        async for piece in self._performer.perform(next_move(session), session):
            if isinstance(piece, str):
                await room.say(piece)
                continue
            async with room.lock:
                stale = turn_of(room.session) != turn_of(session)
                if stale and not isinstance(piece, Aside):
                    return
                try:
                    await room.append(piece)
                except Conflict:
                    return

    async def _grade_all(self, room: Room) -> None:
        async with _standing_still(room):
            while waiting := due_for_grading(room.session):
                await self._grade(room, waiting[0])
            while self._second is not None and (wishes := due(room.session)):
                await self._look_again(room, self._second, wishes[0])
        room.grading = None
        await room.tell()

    async def _grade(self, room: Room, attempt: Attempt) -> None:
        judge = await self._affordable(room, attempt, _wished_judge(room.session, attempt.id) or self._judge)
        question = self._bank.question(attempt.question)
        room.judging = attempt.id if judge is not self._judges["embedded"] else None
        try:
            made = await graded(judge, self._bank, question, attempt.exchanges, attempt.deepest_hints)
        finally:
            room.judging = None  # what is on its way to the disk is not broken off
        async with room.lock:
            if attempt.id in {a.id for a in due_for_grading(room.session)}:
                try:
                    await room.append(Graded(self._clock(), attempt.id, made))
                except Conflict:
                    log.info("attempt %s was graded elsewhere", attempt.id)

    async def _affordable(self, room: Room, attempt: Attempt, judge: str) -> Judge:
        """The judge of that name, or the embedded one where the session's tokens would not do; the candidate is told."""
        if self._purse.allows(spent(room.session), A_LINE + worst_case(attempt.exchanges)):
            return self._judges[judge]
        if self._judges[judge].maker.model and not is_stopped(room.session):
            async with room.lock:
                await room.append(Stumbled(self._clock(), USED_UP))
        return self._judges["embedded"]

    async def _look_again(self, room: Room, second: SecondLook, wish: RewriteWished | Challenged) -> None:
        tried = _known(room.session, wish.attempt)
        affordable = self._purse.allows(spent(room.session), A_LINE + worst_case(tried.exchanges))
        for event in await (second if affordable else second.frugal()).look(room.session, wish):
            async with room.lock:
                if wish not in due(room.session):
                    return
                try:
                    await room.append(event)
                except Conflict:
                    return

    async def _let_go(self, engine: Engine, tasks: Collection[asyncio.Task[None]]) -> None:
        """Close an engine's connections as soon as nobody works with them, but those that are in use again by then."""
        if tasks:
            await asyncio.wait(tasks)
        for model in engine.models:
            if model not in self._models:
                await model.close()


@asynccontextmanager
async def _standing_still(room: Room) -> AsyncIterator[None]:
    """Whatever goes wrong inside is told on the page in one sentence; a fault of ours is logged too."""
    try:
        yield
    except InterviewError as error:
        await room.stand_still(error.line)
    except Exception:
        log.exception("an interview stands still")
        await room.stand_still(InterviewError.default)


def _known(session: Session, attempt: int) -> Attempt:
    """The attempt of that number. Raises Refused."""
    found = next((a for a in attempts(session) if a.id == attempt), None)
    if found is None:
        raise Refused("There is no such answer in this interview.")
    return found


def check_bank(session: Session, bank: Bank) -> None:
    """Raises Refused for a session whose questions this bank does not hold."""
    held = {q.id for q in bank.questions}
    if session.plan.bank != bank.id or any(q.id not in held for q in session.plan.questions):
        raise Refused(
            "This interview was held with another question bank; start the app with that guide to open it."
        )


def _wished_judge(session: Session, attempt: int) -> str:
    wishes = [e.judge for e in session.events if isinstance(e, RegradeWished) and e.attempt == attempt]
    return wishes[-1] if wishes else ""
