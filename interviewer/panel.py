"""The panel: who grades beside the conversation, and looks again where the candidate wishes it, within the purse."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from interviewer.attempts import Attempt, attempt_of, attempts, wished_judge
from interviewer.bill import A_LINE, USED_UP, Purse, is_stopped, spent
from interviewer.engine import Engine
from interviewer.events import Challenged, Graded, Heard, RewriteWished, Session, Stumbled
from interviewer.grading.desk import graded, worst_case
from interviewer.grading.embedded.language import unread
from interviewer.grading.judge import Judge
from interviewer.machine import last_turn
from interviewer.room import Room
from interviewer.second_look import SecondLook
from interviewer.types import Exchange, Maker
from interviewer.ungraded import due_for_grading
from interviewer.wishes import due
from knowledge.types import Bank

log = logging.getLogger(__name__)

UNREAD = (
    "The grader reads English only, so an answer in another language stays ungraded; go on in English, or choose a model"
    " in the settings."
)


@dataclass
class Panel:
    """`judges` by name; `judge` names the one in use, "embedded" is always among them. `second` grants wishes."""

    bank: Bank
    judges: Mapping[str, Judge]
    judge: str
    clock: Callable[[], float]
    purse: Purse
    second: SecondLook | None

    @property
    def maker(self) -> Maker:
        """What grades are signed with by the judge in use."""
        return self.judges[self.judge].maker

    def use(self, engine: Engine) -> None:
        """Take another engine; what is being judged now is finished by the one before."""
        self.judges, self.judge, self.purse = engine.judges, engine.judge, engine.purse
        self.second = self.second and self.second.using(engine)

    def is_wanted(self, session: Session) -> bool:
        """Whether there is anything to grade or to look at again."""
        return bool((self.second is not None and due(session)) or due_for_grading(session))

    async def warn(self, room: Room) -> None:
        """Tell the candidate, once and right after she was heard, where no grade can come of what she says."""
        if self.maker.judge == "model" or not _unreadable(room.session):
            return
        await room.append_if(Stumbled(self.clock(), UNREAD), _unreadable)

    async def sit(self, room: Room) -> None:
        """Grade and look again until nothing is due in the room."""
        while True:
            if waiting := due_for_grading(room.session):
                await self._grade(room, waiting[0])
            elif self.second is not None and (wishes := due(room.session)):
                await self._look_again(room, self.second, wishes[0])
            else:
                return

    async def _grade(self, room: Room, attempt: Attempt) -> None:
        judge = await self._affordable(room, attempt)
        question = self.bank.question(attempt.question)
        room.judging = attempt.id if judge is not self.judges["embedded"] else None
        try:
            made = await graded(judge, self.bank, question, attempt.exchanges, attempt.deepest_hints)
        finally:
            room.judging = None  # what is on its way to the disk is not broken off
        event = Graded(self.clock(), attempt.id, made)
        if not await room.append_if(event, lambda now: attempt.id in {a.id for a in due_for_grading(now)}):
            log.info("attempt %s was graded elsewhere", attempt.id)

    async def _affordable(self, room: Room, attempt: Attempt) -> Judge:
        """The judge that is wished for, or the embedded one where the session's tokens would not do; the candidate is told."""
        judge = self.judges[wished_judge(room.session, attempt.id) or self.judge]
        if self._may_spend(room.session, attempt.exchanges):
            return judge
        if judge.maker.model:
            await room.append_if(Stumbled(self.clock(), USED_UP), lambda now: not is_stopped(now))
        return self.judges["embedded"]

    async def _look_again(self, room: Room, second: SecondLook, wish: RewriteWished | Challenged) -> None:
        tried = attempt_of(room.session, wish.attempt)
        affordable = self._may_spend(room.session, tried.exchanges)
        for event in await (second if affordable else second.frugal()).look(room.session, wish):
            if not await room.append_if(event, lambda now: wish in due(now)):
                return

    def _may_spend(self, session: Session, exchanges: tuple[Exchange, ...]) -> bool:
        return self.purse.allows(spent(session), A_LINE + worst_case(exchanges))


def _unreadable(session: Session) -> bool:
    """Whether an answer in another language was heard just now, the first of the interview."""
    heard = last_turn(session)
    if not isinstance(heard, Heard) or heard.intent != "answer" or UNREAD in session.told:
        return False
    return bool(unread(attempts(session)[-1].exchanges[-1].said))
