"""What the page needs from the house, put together by the composition root."""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import SystemRandom
from threading import Thread

from interviewer.aim import Aim, unread
from interviewer.archive import Archive
from interviewer.choice import Choice, checked
from interviewer.debrief import loop_debrief
from interviewer.digest import digest_of
from interviewer.engine import Engine, Engines
from interviewer.errors import Refused, StoreError, StoreUnreadable
from interviewer.grading.agreement import Standing
from interviewer.grading.report import Block
from interviewer.interview import Interviews
from interviewer.planner import Wish, make_plan
from interviewer.store import Store
from interviewer.types import Maker, Plan
from interviewer.web.recent import lost_item, recent_html, recent_item
from interviewer.web.study import chosen, wish_for
from interviewer.withheld import shown_digests
from knowledge.types import Bank

log = logging.getLogger(__name__)

RECENT = 6
_settling: set[asyncio.Task[None]] = set()
"""Engines that are being made ready: a task that nobody holds may be forgotten."""


@dataclass(frozen=True)
class House:
    """engines: who speaks and grades, now and on another choice. standing: how far a grader can be trusted here;
    `graders` is the report behind that. folder: where a choice that is to be remembered is kept.
    late: what is made ready once the page can be used, so that nobody waits for it later.
    aim: reads a pasted job description or resume.
    person: who signed in for it, "" where nobody does; the engine is the server's then.
    """

    bank: Bank
    store: Store
    interviews: Interviews
    engines: Engines
    standing: Callable[[Maker], Standing]
    folder: Path
    late: Sequence[Callable[[], object]] = ()
    aim: Callable[[str], Aim] = unread
    graders: Callable[[], Sequence[Block]] = tuple
    person: str = ""

    def agreement(self, maker: Maker) -> str:
        """How well a grader agrees with reference raters, as a short phrase."""
        return self.standing(maker).line

    @cached_property
    def archive(self) -> Archive:
        """The digests of all interviews."""
        return Archive(self.store)

    @property
    def engine(self) -> Engine:
        """The engine in use."""
        return self.engines.current

    async def use(self, choice: Choice) -> None:
        """Take another engine: every interview goes on with it from the next move. Raises Refused."""
        engine, before = await self.engines.use(checked(choice))
        await self.interviews.use(engine, before)
        settling = asyncio.create_task(engine.settle())
        _settling.add(settling)
        settling.add_done_callback(_settling.discard)

    async def settle_in(self) -> None:
        """Make ready what can wait until the page is usable, the rest in a thread that a stop does not wait for."""
        Thread(target=self._make_ready, name="settling in", daemon=True).start()
        await self.engine.settle()

    def _make_ready(self) -> None:
        for make in (*self.late, self.archive.look):
            try:
                make()
            except Exception:  # it is made when it is needed, and whoever needs it is told
                log.exception("something could not be made ready")

    def passage_text(self, passage: str) -> str:
        """The text of a passage of the guide, "" if there is none."""
        return next((p.text for p in self.bank.guide.passages if p.id == passage), "")

    async def plan(self, wish: Wish, pasted: str = "") -> Plan:
        """A plan for a wish, with questions that were not asked before where there are any left.

        pasted: a job description or a resume that it aims at, "" for none.
        """
        seen = await asyncio.to_thread(self.store.asked)
        aim = await asyncio.to_thread(self.aim, pasted) if pasted.strip() else unread("")
        try:
            return make_plan(
                self.bank, wish, seed=SystemRandom().randrange(2**31), seen=seen, focus=aim.focus
            )
        except ValueError as error:
            raise Refused(f"This cannot be planned: {error}.") from error

    async def begin_drill(self, id: str, n: int) -> str:
        """Begin the drill that stands at place `n` in the study plan of a session; returns the new session's id."""
        session = await self.interviews.session(id)
        drills = chosen(loop_debrief(session, self.bank))
        if n not in range(len(drills)):
            raise Refused("This drill is not in the plan any more; reload the page.")
        return await self.interviews.begin(await self.plan(wish_for(drills[n], self.bank)))

    async def recent_html(self) -> str:
        """Links to the latest interviews, to go on with or to read."""
        return await asyncio.to_thread(self._recent)

    def _recent(self) -> str:
        try:
            return recent_html([self._item(s.id) for s in self.store.sessions()[:RECENT]])
        except StoreError as error:  # the rest of the page can be used
            return f'<p class="note" role="status">{html.escape(error.line)}</p>'

    def _item(self, id: str) -> str:
        """One interview of the list; one that was altered is named as such and hides no other."""
        try:
            session = self.store.load(id)
        except StoreUnreadable:
            return lost_item(id)
        if session is None:
            return ""
        [digest] = shown_digests([digest_of(session)], self.standing)
        return recent_item(session, digest, self.bank)
