"""The candidate's wish to go on without the model: it ends the waiting for a model's words, wherever that is.

The wish belongs to the task that speaks, so it travels in the task's context and through no signature.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

_wish: ContextVar[asyncio.Event | None] = ContextVar("hurry", default=None)


def listen_for(wish: asyncio.Event) -> None:
    """From now on, in this task, that event is the wish."""
    _wish.set(wish)


async def unless_hurried(pieces: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The pieces as they come, until they end or the candidate would rather go on."""
    wish = _wish.get()
    if wish is None:
        async for piece in pieces:
            yield piece
        return
    wished = asyncio.create_task(wish.wait())
    coming: asyncio.Future[tuple[T] | None] | None = None
    try:
        while True:
            coming = asyncio.ensure_future(_next(pieces))
            await asyncio.wait({coming, wished}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done() or (found := coming.result()) is None:
                return
            yield found[0]
    finally:
        wished.cancel()
        if coming is not None and not coming.done():
            # Hurried or cancelled: whoever closes the pieces next must find nobody at work in them.
            coming.cancel()
            await asyncio.wait({coming})


async def _next(pieces: AsyncIterator[T]) -> tuple[T] | None:
    """The next piece, None at the end: a task cannot hold StopAsyncIteration."""
    async for piece in pieces:
        return (piece,)
    return None
