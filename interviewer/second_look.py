"""The second look: what is wished of a card is granted, beside the conversation, and durably.

An answer is said better, a mark is judged again. The first grade stays as it was made.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from interviewer.attempts import Attempt, attempt_of
from interviewer.bill import USED_UP
from interviewer.engine import Engine
from interviewer.events import Aside, Challenged, Event, Rejudged, RewriteWished, Rewritten, Session, Spent
from interviewer.grading.challenge import Bench, EmbeddedBench, ModelBench
from interviewer.grading.desk import BROKEN
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.grading.feedback import facts_missing
from interviewer.grading.rewrite import Rewriter, Said
from interviewer.replies import Usage
from interviewer.types import Exchange, Maker, Mark
from knowledge.types import Bank

log = logging.getLogger(__name__)


class Writer(Protocol):
    """Says an answer better with the candidate's own facts."""

    @property
    def maker(self) -> Maker:
        """What a rewrite is signed with."""
        ...

    async def rewrite(self, exchanges: Sequence[Exchange], missing: Sequence[str]) -> Said:
        """The rewrite, or why there is none."""
        ...


def second_look(
    bank: Bank, embedded: EmbeddedJudge, engine: Engine, clock: Callable[[], float]
) -> SecondLook:
    """What may be wished of a card: any grader looks at its marks again, a model rewrites."""
    return SecondLook(bank, {"embedded": EmbeddedBench(embedded)}, None, clock).using(engine)


@dataclass(frozen=True)
class SecondLook:
    """Grants wishes: with the bench of the judge that made the grade, else the embedded one, and a writer where there is a model."""

    bank: Bank
    benches: Mapping[str, Bench]
    writer: Writer | None
    clock: Callable[[], float]
    no_writer: str = "A rewrite needs a model."

    def frugal(self) -> SecondLook:
        """The same where the session's tokens are used up: nothing is asked of a model."""
        return replace(self, benches={"embedded": self.benches["embedded"]}, writer=None, no_writer=USED_UP)

    def using(self, engine: Engine) -> SecondLook:
        """The same with the language model of another engine, or without one."""
        benches: dict[str, Bench] = {"embedded": self.benches["embedded"]}
        if engine.marker is not None:
            benches["model"] = ModelBench(engine.marker)
        return replace(self, benches=benches, writer=Rewriter(engine.marker) if engine.marker else None)

    async def look(self, session: Session, wish: RewriteWished | Challenged) -> tuple[Event, ...]:
        """What came of a wish, what it cost before it. Whatever fails, the wish is over and the interview goes on."""
        tried = attempt_of(session, wish.attempt)
        match wish:
            case RewriteWished():
                return await self._rewritten(tried)
            case Challenged():
                return await self._rejudged(tried, wish)

    async def _rewritten(self, tried: Attempt) -> tuple[Event, ...]:
        question = self.bank.question(tried.question)
        if self.writer is None:
            return (Rewritten(self.clock(), tried.id, "", self.no_writer, Maker("rewriter", "")),)
        try:
            missing = facts_missing(question, tried.grade) if tried.grade else ()
            said = await self.writer.rewrite(tried.exchanges, missing)
        except Exception:
            log.exception("an answer could not be rewritten")
            said = Said("", "The rewrite failed.", Usage())
        event = Rewritten(self.clock(), tried.id, said.text, said.why, self.writer.maker)
        return (*self._spent(said.usage, self.writer.maker.model), event)

    async def _rejudged(self, tried: Attempt, wish: Challenged) -> tuple[Event, ...]:
        assert tried.grade is not None  # a mark was challenged
        judge = tried.grade.maker.judge
        bench = self.benches.get(judge) or self.benches["embedded"]
        first = next(m for m in tried.grade.marks if m.point == wish.point)
        question = self.bank.question(tried.question)
        try:
            found = await bench.reconsider(question, tried.exchanges, first, wish.argument)
            mark, note, usage = found.mark, found.note, found.usage
        except Exception:
            log.exception("the %s judge failed on a challenge to %s", judge, wish.point)
            mark, note, usage = Mark(wish.point, "ungraded", reason=BROKEN), "", Usage()
        event = Rejudged(self.clock(), tried.id, wish.point, mark, note, bench.maker)
        return (*self._spent(usage, bench.maker.model), event)

    def _spent(self, usage: Usage, model: str) -> tuple[Aside, ...]:
        if not usage.tokens:
            return ()
        return (Spent(self.clock(), usage.prompt_tokens, usage.completion_tokens, model=model),)
