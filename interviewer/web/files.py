"""The routes beside the page: interviews to take away as files, and files with interviews that come in."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from interviewer.arrivals import arrivals
from interviewer.errors import InterviewError, Refused, StoreError, StoreUnreadable
from interviewer.events import Session
from interviewer.export import all_as_json, as_json
from interviewer.markdown import as_markdown
from interviewer.pdf import as_pdf
from interviewer.record import record_of
from interviewer.web.house import House
from interviewer.withheld import Stands
from knowledge.types import Bank

LARGEST = 128 * 2**20
"""Bytes of one file that may come in: about a thousand long interviews."""
TOO_LARGE = f"The file is larger than {LARGEST // 2**20} MB; export fewer interviews at a time."
FROM_THE_PAGE = "Choose the file on the page."

Form = tuple[str, Callable[[Session, Bank, Stands], str | bytes]]
FORMS: dict[str, Form] = {
    "md": ("text/markdown", as_markdown),
    "json": ("application/json", as_json),
    "pdf": ("application/pdf", lambda session, bank, stands: as_pdf([record_of(session, bank, stands)])),
}
"""What an interview can be taken away as: media type and how it is made."""


def add_files(app: FastAPI, house: House) -> None:
    """Add the routes: `sessions/ID.md|json|pdf`, `sessions/all.json|zip`, `sessions/ID/length` in events, and POST
    `sessions` to take a file in.
    """

    @app.get("/sessions/{name}")
    async def download(name: str) -> Response:
        id, _, form = name.rpartition(".")
        try:
            return await (_all(house, form) if id == "all" else _one(house, id, form))
        except StoreError as error:
            return PlainTextResponse(error.line, 503)
        except InterviewError as error:
            return PlainTextResponse(error.line, 404)

    @app.get("/sessions/{id}/length")
    async def length(id: str) -> Response:
        try:
            return PlainTextResponse(str(len((await house.interviews.session(id)).events)))
        except InterviewError as error:
            return PlainTextResponse(error.line, 404)

    @app.post("/sessions")
    async def take_in(request: Request) -> Response:
        try:
            found = await asyncio.to_thread(arrivals, await _body(request), house.bank, house.store)
            await house.interviews.take_in(found.tails)
        except InterviewError as error:
            return PlainTextResponse(error.line, 400)
        return PlainTextResponse(found.line)


async def _body(request: Request) -> bytes:
    """The file. Raises Refused for one that is too large, or that another page sent.

    A page of another origin may not send JSON without being allowed to, and nobody allows it here.
    """
    if request.headers.get("content-type", "") != "application/json":
        raise Refused(FROM_THE_PAGE)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise Refused(TOO_LARGE)
    return bytes(body)


async def _one(house: House, id: str, form: str) -> Response:
    session = await house.interviews.session(id)
    if form not in FORMS:
        return PlainTextResponse(f"There is {', '.join(f'.{form}' for form in FORMS)}.", 404)
    kind, made = FORMS[form]
    body = await asyncio.to_thread(made, session, house.bank, house.standing)
    return Response(body, media_type=kind, headers=_saved_as(f"interview-{id[:8]}.{form}"))


async def _all(house: House, form: str) -> Response:
    """Everything, sent while it is made: it may be long."""
    await asyncio.to_thread(house.store.sessions)  # what cannot be read is told before the first byte
    if form == "json":
        pieces = (piece.encode() for piece in all_as_json(_readable(house)))
        return StreamingResponse(
            _aside(pieces), media_type="application/json", headers=_saved_as("interviews.json")
        )
    if form == "zip":
        return StreamingResponse(
            _aside(_zipped(house)), media_type="application/zip", headers=_saved_as("interviews.zip")
        )
    return PlainTextResponse("There is all.json and all.zip.", 404)


def _readable(house: House) -> Iterator[Session]:
    """Every interview that can be read, the oldest first; one that was altered hides no other."""
    for stored in reversed(house.store.sessions()):
        try:
            session = house.store.load(stored.id)
        except StoreUnreadable:
            continue
        if session is not None:
            yield session


def _zipped(house: House) -> Iterator[bytes]:
    """A zip file with every interview in every form, in pieces."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for session in _readable(house):
            for form, (_, made) in FORMS.items():
                archive.writestr(f"interview-{session.id}.{form}", made(session, house.bank, house.standing))
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that hands on what was written to it and keeps nothing: a zip of any size costs no memory."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """It can be written to, and nothing else."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # zipfile writes nothing but bytes
        """Keep it until it is taken."""
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


async def _aside(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each piece made in a thread, so that interviews go on meanwhile."""
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def _saved_as(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
