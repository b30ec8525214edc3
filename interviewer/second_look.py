"""The second look: what a candidate may wish of a card that she has read. Beside the conversation, and durable.

Her answer said better, a mark challenged with an argument, a number that is withheld: each wish is an event, what
came of it another one. The first grade stays as it was made.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from interviewer.attempts import Attempt, attempt_of, attempts, seen
from interviewer.bill import USED_UP
from interviewer.engine import Engine
from interviewer.errors import Refused
from interviewer.events import (
    Aside,
    Challenged,
    Event,
    NumberWished,
    Rejudged,
    RewriteWished,
    Rewritten,
    Session,
    Spent,
)
from interviewer.grading.challenge import Bench, EmbeddedBench, ModelBench
from interviewer.grading.desk import BROKEN
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.grading.feedback import facts_missing
from interviewer.grading.rewrite import Rewriter, Said
from interviewer.replies import Usage
from interviewer.types import Exchange, Maker, Mark
from knowledge.types import Bank

log = logging.getLogger(__name__)

LONGEST_ARGUMENT = 1_000
"""Characters."""
REWRITES = 3
"""Rewrites of one answer that may be wished for, where none has come out yet."""

Wish = RewriteWished | Challenged | NumberWished


class Writer(Protocol):
    """Says an answer better with the candidate's own facts."""

    @property
    def maker(self) -> Maker:
        """What a rewrite is signed with."""
        ...

    async def rewrite(self, exchanges: Sequence[Exchange], missing: Sequence[str]) -> Said:
        """The rewrite, or why there is none."""
        ...


@dataclass(frozen=True)
class Challenge:
    """A challenged mark. `outcome` is None while it is looked at."""

    point: str
    argument: str
    outcome: Rejudged | None


@dataclass(frozen=True)
class Beside:
    """What came of a candidate's wishes about one attempt.

    rewriting  a rewrite is being made; `rewrite` is the latest one
    number     she wishes to see the overall even where it is withheld
    """

    rewriting: bool = False
    rewrite: Rewritten | None = None
    challenges: tuple[Challenge, ...] = ()
    number: bool = False


def beside(session: Session, attempt: int) -> Beside:
    """The wishes about an attempt, and what came of them."""
    rewriting, rewrite, number = False, None, False
    challenges: dict[str, Challenge] = {}
    for event in session.events:
        match event:
            case RewriteWished(attempt=about) if about == attempt:
                rewriting = True
            case Rewritten(attempt=about) if about == attempt:
                rewriting, rewrite = False, event
            case Challenged(attempt=about, point=point, argument=argument) if about == attempt:
                challenges[point] = Challenge(point, argument, None)
            case Rejudged(attempt=about, point=point) if about == attempt and point in challenges:
                challenges[point] = Challenge(point, challenges[point].argument, event)
            case NumberWished(attempt=about) if about == attempt:
                number = True
    return Beside(rewriting, rewrite, tuple(challenges.values()), number)


def due(session: Session) -> tuple[RewriteWished | Challenged, ...]:
    """The wishes that nothing has come of yet, oldest first."""
    waiting: dict[tuple[int, str], RewriteWished | Challenged] = {}
    for event in session.events:
        match event:
            case RewriteWished(attempt=attempt):
                waiting[attempt, ""] = event
            case Challenged(attempt=attempt, point=point):
                waiting[attempt, point] = event
            case Rewritten(attempt=attempt):
                waiting.pop((attempt, ""), None)
            case Rejudged(attempt=attempt, point=point):
                waiting.pop((attempt, point), None)
    return tuple(waiting.values())


def fits(session: Session, wish: Wish) -> bool:
    """Whether a wish changes anything; Refused where it cannot be granted."""
    tried = next((a for a in attempts(session) if a.id == wish.attempt), None)
    if tried is None or tried.grade is None or tried.id not in seen(session, [tried]):
        raise Refused("This comes after the card of that answer, or after the debrief.")
    now = beside(session, wish.attempt)
    match wish:
        case NumberWished():
            return not now.number
        case RewriteWished():
            wished = sum(isinstance(e, RewriteWished) and e.attempt == wish.attempt for e in session.events)
            return not now.rewriting and not (now.rewrite and now.rewrite.text) and wished < REWRITES
        case Challenged(point=point, argument=argument):
            _check(tried, point, argument)
            before = next((c for c in now.challenges if c.point == point), None)
            if before is not None and (before.outcome is None or before.outcome.mark.verdict != "ungraded"):
                raise Refused("This mark has its second look already; every mark gets one.")
            return True


def _check(tried: Attempt, point: str, argument: str) -> None:
    marks = {m.point: m.verdict for m in tried.grade.marks} if tried.grade else {}
    if marks.get(point, "ungraded") == "ungraded":
        raise Refused("Choose the point whose mark you want to challenge.")
    if not argument.strip():
        raise Refused("Say why the mark is wrong; the best argument is the place in your answer.")
    if len(argument) > LONGEST_ARGUMENT:
        raise Refused(f"That is {len(argument):,} characters; please keep it under {LONGEST_ARGUMENT:,}.")


def second_look(
    bank: Bank, embedded: EmbeddedJudge, engine: Engine, clock: Callable[[], float]
) -> SecondLook:
    """What may be wished of a card: any grader looks at its marks again, a model rewrites."""
    return SecondLook(bank, {"embedded": EmbeddedBench(embedded)}, None, clock).using(engine)


@dataclass(frozen=True)
class SecondLook:
    """Grants wishes: with the bench of the judge that made the grade, and a writer where there is a model."""

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
