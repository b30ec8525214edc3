"""What a model sends back: heard within its deadline, and believed only when it is whole."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from interviewer import forms, tokens
from interviewer.deadline import Deadline
from interviewer.errors import ReplyUnfit, ReplyUnusable
from interviewer.faults import DECLINED, EMPTY, UNDECIDED, unfinished
from interviewer.prompts import Prompt

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, AIMessageChunk

F = TypeVar("F", bound=BaseModel)

DECIDED = 0.2
"""Yes and no must have this much of the probability together; else the model did not take the question."""


@dataclass(frozen=True)
class Usage:
    """Tokens of one call: as the endpoint counted them, else as tiktoken does."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Both together."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens
        )


@dataclass(frozen=True)
class Filled(Generic[F]):
    """A form as the model filled it in, and what that cost."""

    value: F
    usage: Usage


@dataclass(frozen=True)
class Weighed:
    """How likely the reply "Yes" was, beside "No" (0-1), and what that cost."""

    chance: float
    usage: Usage


class Speech:
    """A reply while it is spoken: iterate over its pieces; `usage` is known when they have ended.

    Made from a generator of pieces that yields its `Usage` last.
    """

    def __init__(self, pieces: AsyncGenerator[str | Usage, None]) -> None:
        self._pieces = pieces
        self.usage = Usage()

    def __aiter__(self) -> Speech:
        return self

    async def __anext__(self) -> str:
        piece = await anext(self._pieces)
        while isinstance(piece, Usage):
            self.usage = piece
            piece = await anext(self._pieces)
        return piece

    async def aclose(self) -> None:
        """Stop listening, and let the connection go."""
        await self._pieces.aclose()


class Listening:
    """A stream as it is heard. `piece` is what came last, "" at the end; `finish` says why it ended."""

    def __init__(self, chunks: AsyncIterator[AIMessageChunk], deadline: Deadline) -> None:
        self._chunks = chunks
        self._deadline = deadline
        self.piece = ""
        self.said = ""
        self.finish: str | None = None
        self.usage: Usage | None = None

    async def on(self) -> None:
        """Hear the next piece, in time. TimeoutError when it is late, and whatever the vendor raises."""
        self.piece = ""
        while not self.piece:
            async with asyncio.timeout_at(self._deadline.next_word):
                chunk = await anext(self._chunks, None)
            if chunk is None:
                return
            self._note(chunk)
        self._deadline.heard(self.piece)

    async def stop(self) -> None:
        """Let the connection go, before this returns.

        The wait for more is broken off at the wire, so that each of the vendors' generators ends in its turn. Closed from
        outside only the outermost would: the others, some fifteen, would be left to the event loop's finalizer.
        """
        with suppress(Exception):  # whatever comes now, nobody listens any more
            async with asyncio.timeout(0):
                async for _ in self._chunks:
                    pass

    def _note(self, chunk: AIMessageChunk) -> None:
        self.piece = str(chunk.text)
        self.said += self.piece
        self.finish = chunk.response_metadata.get("finish_reason") or self.finish
        self.usage = _reported(chunk) or self.usage


def heard_out(listening: Listening, prompt: Prompt) -> Usage:
    """What a spoken reply cost, when it is whole. Raises ReplyUnusable."""
    usage = listening.usage or _counted(prompt, listening.said)
    _believe(listening.finish, listening.said, usage)
    return usage


def filled(reply: AIMessage, prompt: Prompt, form: type[F]) -> Filled[F]:
    """The form in a whole reply. Raises ReplyUnusable, or ReplyUnfit where asking again may help."""
    text = str(reply.text)
    usage = _reported(reply) or _counted(prompt, text)
    if reply.additional_kwargs.get("refusal"):
        raise ReplyUnusable(DECLINED, tokens=usage.tokens)
    _believe(reply.response_metadata.get("finish_reason"), text, usage)
    try:
        return Filled(forms.read(text, form), usage)
    except ReplyUnfit as error:
        raise ReplyUnfit(error.why, tokens=usage.tokens) from error


def weighed(reply: AIMessage, prompt: Prompt) -> Weighed:
    """The chance of a yes in the first token of a reply. Raises ReplyUnusable where neither yes nor no was near."""
    usage = _reported(reply) or _counted(prompt, str(reply.text))
    tokens_said = (reply.response_metadata.get("logprobs") or {}).get("content") or [{}]
    yes, no = (_likelihood(tokens_said[0], word) for word in ("yes", "no"))
    if yes + no < DECIDED:
        raise ReplyUnusable(UNDECIDED, tokens=usage.tokens)
    return Weighed(yes / (yes + no), usage)


def failed(total: int, prompt: Prompt) -> Usage:
    """What a failure has cost, of which only the total is known: the prompt first, the rest was said."""
    asked = min(total, _counted(prompt, "").prompt_tokens)
    return Usage(asked, total - asked)


def _likelihood(token: dict[str, Any], word: str) -> float:
    """The probability that the token is that word, in any spelling."""
    tops = token.get("top_logprobs") or []
    return sum(math.exp(top["logprob"]) for top in tops if top["token"].strip().lower() == word)


def _believe(finish: str | None, text: str, usage: Usage) -> None:
    if why := unfinished(finish):
        raise ReplyUnusable(why, tokens=usage.tokens)
    if not text.strip():
        raise ReplyUnusable(EMPTY, tokens=usage.tokens)


def _reported(message: AIMessage) -> Usage | None:
    if not (figures := message.usage_metadata):
        return None
    return Usage(figures["input_tokens"], figures["output_tokens"])


def _counted(prompt: Prompt, text: str) -> Usage:
    return Usage(tokens.count(prompt.system) + tokens.count(prompt.user), tokens.count(text))
