"""HTTP as the scripted endpoint speaks it: a request that was read, and the way back to the client."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Request:
    """What came over the wire: the path, the headers in small letters, the JSON body."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def streaming(self) -> bool:
        """Whether the reply is to be streamed."""
        return bool(self.body.get("stream"))

    @property
    def system(self) -> str:
        """The system part of the prompt."""
        return self._said_by("system")

    @property
    def user(self) -> str:
        """The user part of the prompt."""
        return self._said_by("user")

    @property
    def mode(self) -> str:
        """How a form was asked for: "strict", "schema", "object" or "text"."""
        match self.body.get("response_format"):
            case {"type": "json_schema", "json_schema": {"strict": True}}:
                return "strict"
            case {"type": "json_schema"}:
                return "schema"
            case {"type": "json_object"}:
                return "object"
            case _:
                return "text"

    def _said_by(self, role: str) -> str:
        return "\n".join(m["content"] for m in self.body.get("messages", ()) if m["role"] == role)


class Wire:
    """The way back to the client, in HTTP's own terms."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def whole(
        self,
        status: int,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> None:
        """A whole response."""
        self._head(status, {"Content-Type": content_type, "Content-Length": str(len(body)), **headers})
        await self._out(body)

    async def json(self, body: object, status: int = 200, headers: Mapping[str, str] = NO_HEADERS) -> None:
        """A whole response of JSON."""
        await self.whole(status, json.dumps(body).encode(), "application/json", headers)

    async def open_stream(self, content_type: str = "text/event-stream") -> None:
        """Begin a streamed response."""
        self._head(200, {"Content-Type": content_type, "Transfer-Encoding": "chunked"})
        await self._writer.drain()

    async def piece(self, data: bytes) -> None:
        """A piece of a streamed response."""
        await self._out(b"%x\r\n%s\r\n" % (len(data), data))

    async def event(self, body: object) -> None:
        """A server-sent event."""
        await self.piece(b"data: " + json.dumps(body).encode() + b"\n\n")

    async def close_stream(self, *, done: bool = True) -> None:
        """End a streamed response cleanly, with the `[DONE]` that a whole one ends with or without it."""
        if done:
            await self.piece(b"data: [DONE]\n\n")
        await self._out(b"0\r\n\r\n")

    async def silence(self) -> None:
        """Say nothing more until the client hangs up."""
        while not self._writer.is_closing():
            await asyncio.sleep(0.02)

    def reset(self) -> None:
        """Break the connection hard (RST)."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
        self._writer.write("\r\n".join((*lines, "", "")).encode())

    async def _out(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()


async def read(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection, or None when the client has hung up."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(first.split(" ")[1], headers, json.loads(body) if body else {})
