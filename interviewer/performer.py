"""Performing one move: the words are spoken piece by piece, then the event says what happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from interviewer.attempts import attempt_of
from interviewer.cues import Cue, Spoken, cue
from interviewer.events import (
    AnsweredBack,
    Asked,
    Event,
    Explained,
    Finished,
    Heard,
    Hinted,
    Intent,
    Invited,
    Probed,
    Redirected,
    Session,
    Spent,
    StageClosed,
    StageOpened,
    Stumbled,
)
from interviewer.intents import agreed
from interviewer.machine import asked_whether_to_stop
from interviewer.moves import (
    AnswerBack,
    Ask,
    Close,
    Explain,
    Finish,
    Hear,
    Hint,
    Invite,
    Listen,
    Move,
    Open,
    Probe,
    Redirect,
    Rest,
)
from interviewer.types import Exchange, Plan
from knowledge.types import Bank, Question


@dataclass(frozen=True)
class Tokens:
    """Tokens that wording a line has cost, and the model that they were spent on."""

    prompt: int
    completion: int
    model: str = ""


@dataclass(frozen=True)
class Trouble:
    """The model failed; the line comes without it. `line` is the one sentence the candidate sees."""

    line: str


class Voice(Protocol):
    """Says a line. Yields its words in pieces; `Tokens` and `Trouble` may come between them."""

    def speak(self, cue: Cue) -> AsyncGenerator[str | Tokens | Trouble, None]:
        """The words for a cue, checked before they are yielded."""
        ...


class Ear(Protocol):
    """Makes out what a message is, without a model."""

    def prepare(self, question: Question) -> None:
        """Read what is needed to hear answers to a question, so that no answer waits for it."""
        ...

    def hear(
        self, text: str, question: Question | None, exchanges: Sequence[Exchange]
    ) -> tuple[Intent, tuple[str, ...]]:
        """The intent, and the points that the answer so far is evidence for.

        question: the one on the table, or None while the candidate's own questions are taken.
        exchanges: what was said to it, this message included.
        """
        ...


class Lookup(Protocol):
    """Finds what may be said to a candidate's own question."""

    def clarification(self, question: Question, text: str) -> str:
        """What may be said when the candidate asks that, or "" when nothing was prepared."""
        ...

    def passage(self, text: str) -> tuple[str, str]:
        """The sentences of the guide that answer it and the passage's id, or ("", "")."""
        ...


@dataclass(frozen=True)
class Performer:
    """Performs moves with a voice, an ear and a guide; `clock` gives seconds since the epoch."""

    bank: Bank
    voice: Voice
    ear: Ear
    lookup: Lookup
    clock: Callable[[], float]

    def prepare(self, plan: Plan) -> None:
        """Make ready for every question of a plan; takes about half a second a question."""
        for planned in plan.questions:
            self.ear.prepare(self.bank.question(planned.id))

    async def perform(self, move: Move, session: Session) -> AsyncGenerator[str | Event, None]:
        """Yield the words as they are spoken, then the events. `Listen` and `Rest` are nobody's to perform."""
        match move:
            case Listen() | Rest():
                return
            case Hear(text=text, attempt=attempt):
                yield await asyncio.to_thread(self._hear, text, attempt, session)
            case _:
                async with aclosing(self._say(move, session)) as pieces:
                    async for piece in pieces:
                        yield piece

    def _hear(self, text: str, attempt: int | None, session: Session) -> Heard:
        if attempt is None:
            intent, _ = self.ear.hear(text, None, ())
            return Heard(self.clock(), intent)
        if asked_whether_to_stop(session) and (meant := agreed(text)):
            return Heard(self.clock(), meant)
        tried = attempt_of(session, attempt)
        exchanges = (*tried.exchanges, Exchange(tried.prompt, text))
        intent, evidence = self.ear.hear(text, self.bank.question(tried.question), exchanges)
        return Heard(self.clock(), intent, evidence)

    async def _say(self, move: Spoken, session: Session) -> AsyncGenerator[str | Event, None]:
        found, passage = await asyncio.to_thread(self._look_up, move)
        words: list[str] = []
        async with aclosing(self.voice.speak(cue(move, session, self.bank, found=found))) as pieces:
            async for piece in pieces:
                match piece:
                    case str():
                        words.append(piece)
                        yield piece
                    case Tokens(prompt=prompt, completion=completion, model=model):
                        yield Spent(self.clock(), prompt, completion, model=model)
                    case Trouble(line=line) if line not in session.told:
                        yield Stumbled(self.clock(), line)
        yield _happened(move, "".join(words).strip(), self.clock(), passage)

    def _look_up(self, move: Spoken) -> tuple[str, str]:
        match move:
            case Explain(question=id, how="clarify", text=text):
                return self.lookup.clarification(self.bank.question(id), text), ""
            case AnswerBack(text=text):
                return self.lookup.passage(text)
            case _:
                return "", ""


def _happened(move: Spoken, line: str, at: float, passage: str) -> Event:
    match move:
        case Open(stage=stage):
            return StageOpened(at, stage, line)
        case Ask(question=question, retry_of=retry_of):
            return Asked(at, question, line, retry_of)
        case Probe(question=question, target=target):
            return Probed(at, question, target.id, target.kind, line)
        case Explain(how=how):
            return Explained(at, how, line)
        case Hint(question=question, point=point, step=step):
            return Hinted(at, question, point, step, line)
        case Redirect(reason=reason):
            return Redirected(at, reason, line)
        case Invite(stage=stage):
            return Invited(at, stage, line)
        case AnswerBack():
            return AnsweredBack(at, line, passage)
        case Close(stage=stage, reason=reason):
            return StageClosed(at, stage, reason, line)
        case Finish():
            return Finished(at, line)
