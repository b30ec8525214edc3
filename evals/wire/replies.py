"""What the scripted endpoint can do with a request: sound replies, and every way in which one can fail."""

from __future__ import annotations

import asyncio
import json
import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from evals.wire.http import Request, Wire

LONGEST_HOLD = 60.0
"""Seconds after which a held stream goes on by itself."""


class Reply(Protocol):
    """Something that an endpoint does with a request."""

    async def send(self, request: Request, wire: Wire) -> None:
        """Do it."""
        ...


@dataclass(frozen=True)
class Says:
    """A sound reply, whole or streamed, as the request wishes; text that is not a string is sent as JSON.

    finish: why it ends; None, "length" and "content_filter" make it an unsound one. pause: seconds between
    the words of a stream. usage: whether the tokens spent are told. refusal: what a model declines with.
    held: a stream stops after its first sentence until this is set.
    """

    text: object
    finish: str | None = "stop"
    pause: float = 0.0
    usage: bool = True
    refusal: str | None = None
    held: threading.Event | None = None

    async def send(self, request: Request, wire: Wire) -> None:
        """Say it."""
        text = self.text if isinstance(self.text, str) else json.dumps(self.text, ensure_ascii=False)
        if request.streaming:
            await self._stream(text, request, wire)
        else:
            await wire.json(_completion(text, self.finish, self._spent(text), self.refusal))

    async def _stream(self, text: str, request: Request, wire: Wire) -> None:
        await wire.open_stream()
        await wire.event(chunk({"role": "assistant", "content": ""}))
        for word in _words(text):
            await wire.event(chunk({"content": word}))
            await asyncio.sleep(self.pause)
            if self.held is not None and word.endswith(". "):
                await asyncio.to_thread(self.held.wait, LONGEST_HOLD)
        await wire.event(chunk({}, self.finish))
        if self.usage and request.body.get("stream_options"):
            await wire.event({**chunk({}), "choices": [], "usage": self._spent(text)})
        await wire.close_stream()

    def _spent(self, text: str) -> dict[str, int] | None:
        spent = {"prompt_tokens": 100, "completion_tokens": len(text.split())}
        return {**spent, "total_tokens": sum(spent.values())} if self.usage else None


@dataclass(frozen=True)
class Leans:
    """A reply of one token with its probabilities, as a request for `logprobs` gets it: yes with `chance`, else no.

    mass: how much of the probability the two have together.
    """

    chance: float
    mass: float = 1.0

    async def send(self, _: Request, wire: Wire) -> None:
        """Lean."""
        parts = (
            ("Yes", self.chance * self.mass),
            ("No", (1 - self.chance) * self.mass),
            ("The", 1 - self.mass),
        )
        tops = [{"token": word, "logprob": math.log(max(p, 1e-9)), "bytes": None} for word, p in parts]
        spent = {"prompt_tokens": 100, "completion_tokens": 1, "total_tokens": 101}
        reply = _completion("Yes", "length", spent, None)
        choice = {
            **_first(reply),
            "logprobs": {"content": [{**tops[0], "top_logprobs": tops}], "refusal": None},
        }
        await wire.json({**reply, "choices": [choice]})


@dataclass(frozen=True)
class Refuses:
    """An error in the protocol's own shape."""

    status: int
    code: str | None = None
    message: str = "Scripted."
    headers: Mapping[str, str] = field(default_factory=dict)

    async def send(self, _: Request, wire: Wire) -> None:
        """Refuse."""
        error = {"message": self.message, "type": "scripted", "param": None, "code": self.code}
        await wire.json({"error": error}, self.status, self.headers)


@dataclass(frozen=True)
class Sends:
    """Bytes as they are: a web page, broken JSON, anything."""

    body: str
    content_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    async def send(self, _: Request, wire: Wire) -> None:
        """Send them."""
        await wire.whole(self.status, self.body.encode(), self.content_type, self.headers)


@dataclass(frozen=True)
class Streams:
    """Events as they are, one piece each, and a clean end of the response that means nothing."""

    events: tuple[str, ...]

    async def send(self, _: Request, wire: Wire) -> None:
        """Send them."""
        await wire.open_stream()
        for event in self.events:
            await wire.piece(event.encode())
        await wire.close_stream(done=False)


@dataclass(frozen=True)
class BreaksOff:
    """Says some words, then fails: "stall" (silence), "reset" (RST), "cut" (a clean end without a reason)."""

    words: str
    how: str

    async def send(self, request: Request, wire: Wire) -> None:
        """Say them, and fail."""
        if request.streaming:
            await wire.open_stream()
            for word in _words(self.words):
                await wire.event(chunk({"content": word}))
        match self.how:
            case "stall":
                await wire.silence()
            case "cut":
                await wire.close_stream(done=False)
            case _:
                await asyncio.sleep(0.05)  # lets the words arrive before the reset overtakes them
                wire.reset()


@dataclass(frozen=True)
class Floods:
    """A reply of so many bytes."""

    size: int

    async def send(self, request: Request, wire: Wire) -> None:
        """Send them."""
        word = "word " * 2_000
        if not request.streaming:
            await wire.json(_completion(word * (self.size // len(word)), "stop", None, None))
            return
        await wire.open_stream()
        for _ in range(self.size // len(word)):
            await wire.event(chunk({"content": word}))
        await wire.event(chunk({}, "stop"))
        await wire.close_stream()


@dataclass(frozen=True)
class Lists:
    """The list of models."""

    models: tuple[str, ...]

    async def send(self, _: Request, wire: Wire) -> None:
        """List them."""
        data = [{"id": model, "object": "model", "created": 0, "owned_by": "us"} for model in self.models]
        await wire.json({"object": "list", "data": data})


def _first(reply: dict[str, object]) -> dict[str, object]:
    choices = reply["choices"]
    assert isinstance(choices, list)
    first: dict[str, object] = choices[0]
    return first


def _completion(text: str, finish: str | None, usage: object, refusal: str | None) -> dict[str, object]:
    message = {"role": "assistant", "content": text, "refusal": refusal}
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": "scripted"}
    return {**head, "choices": [choice], "usage": usage}


def chunk(delta: Mapping[str, str], finish: str | None = None) -> dict[str, object]:
    """A piece of a streamed reply, as the wire has it."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
    return {**head, "choices": [choice]}


def _words(text: str) -> list[str]:
    """The text in pieces that end after a space, as a model's tokens mostly do."""
    return [word + " " for word in text.split(" ")[:-1]] + text.split(" ")[-1:]
