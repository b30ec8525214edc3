"""ASGI in the few words that the front door needs: the protocol's types, a reply, another application's lifespan."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


async def reply(send: Send, status: int, text: str, kind: str, *more: tuple[str, str]) -> None:
    """Send a whole response that nobody may keep; `more` are further headers."""
    body = text.encode()
    headers = [("content-type", f"{kind}; charset=utf-8"), ("cache-control", "no-store"), *more]
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


class Lifespan:
    """The lifespan of an application inside a server that runs more than this one."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._leaving = asyncio.Event()
        self._living: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the application. Raises RuntimeError when it does not start."""
        started: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._living = asyncio.create_task(self._live(started))
        self._living.add_done_callback(lambda _: None if started.done() else started.set_result("ended"))
        if await started != "lifespan.startup.complete":
            raise RuntimeError("the page's application did not start")

    async def end(self) -> None:
        """Let it end, and wait for that."""
        self._leaving.set()
        if self._living is not None:
            await self._living

    async def _live(self, started: asyncio.Future[str]) -> None:
        """Run it from its start to the end; `started` gets its first message's type."""

        async def send(message: Message) -> None:
            if not started.done():
                started.set_result(message["type"])

        async def receive() -> Message:
            if not started.done():
                return {"type": "lifespan.startup"}
            await self._leaving.wait()
            return {"type": "lifespan.shutdown"}

        await self._app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
