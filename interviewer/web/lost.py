"""An address that leads nowhere: whoever reads it gets a page with the way to the start, a program gets what it got before."""

from __future__ import annotations

from html import escape

from interviewer.web.asgi import App, Message, Receive, Scope, Send, reply

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found – Mock interview</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>
:root{{color-scheme:light dark}}body{{font:1rem/1.55 system-ui,sans-serif;margin:0;background:#f6f4ef;color:#1d2733}}
main{{max-width:30rem;margin:12vh auto 0;padding:1.5rem}}h1{{font-size:1.5rem;margin:0 0 .5rem}}
a{{color:#1f5f8b;display:inline-block;padding:.2rem 0}}
@media(prefers-color-scheme:dark){{body{{background:#12171c;color:#e7eaed}}a{{color:#7fb8df}}}}</style>
<main><h1>There is nothing at this address</h1><p>Your interviews are where they were.</p>
<p><a href="{start}">To the start</a></p></main></html>"""


class Lost:
    """An application whose 404 in JSON becomes a page where a page was asked for."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, _showing(scope, send) if _read_by_people(scope) else send)


def _read_by_people(scope: Scope) -> bool:
    accepts = dict(scope["headers"]).get(b"accept", b"") if scope["type"] == "http" else b""
    return b"text/html" in accepts and scope["method"] == "GET"


def _showing(scope: Scope, send: Send) -> Send:
    lost = False

    async def show(message: Message) -> None:
        nonlocal lost
        if message["type"] == "http.response.start" and _nowhere(message):
            lost = True
            start = escape(f"{scope.get('root_path', '')}/", quote=True)
            await reply(send, 404, PAGE.format(start=start), "text/html")
        elif not lost:
            await send(message)

    return show


def _nowhere(message: Message) -> bool:
    """A 404 that says nothing of its own: ours say in plain text what is missing."""
    kind = dict(message["headers"]).get(b"content-type", b"")
    return bool(message["status"] == 404 and kind.startswith(b"application/json"))
