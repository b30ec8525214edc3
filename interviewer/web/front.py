"""The front door: answers at once with a splash page while the heavy parts are imported behind it.

A bare ASGI application: it forwards to the real one as soon as that is built, sets the security headers on
everything that leaves, and runs the real application's lifespan inside its own.
"""

from __future__ import annotations

from interviewer.web.asgi import App, Lifespan, Message, Receive, Scope, Send, reply

CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Nothing is fetched from anywhere else, whatever a model or a candidate wrote. Gradio needs the two unsafe words."""

HEADERS = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
]

LARGEST = 130 * 2**20
"""Bytes of one request: interviews to be imported are the largest thing that anybody sends (`files.LARGEST`)."""

HOSTS = {"127.0.0.1", "localhost", "[::1]"}

SPLASH = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Mock interview</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>
:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;
min-height:100vh;background:#f8f7f4;color:#1d2733}@media(prefers-color-scheme:dark){body{background:#14181d;color:#e6e9ec}}
main{max-width:30rem;padding:2rem;text-align:center}h1{font-size:1.5rem;margin:0 0 .5rem}</style>
<main><h1>Mock interview</h1><p role="status">Setting up the room …</p></main>
<script>const t=setInterval(async()=>{try{const r=await fetch('ready');if((await r.text())==='ready')
{clearInterval(t);location.reload()}else if(r.status===500){clearInterval(t);
document.querySelector('p').textContent=await(await fetch('trouble')).text()}}catch(e){}},150)</script></html>"""


class Front:
    """Serves the splash until `open` is called with the real application, then nothing but that."""

    def __init__(self, *, guarded: bool = False) -> None:
        """`guarded`: the real application asks who somebody is, so it may be reached by any name."""
        self._app: App | None = None
        self._trouble = ""
        self._guarded = guarded
        self._lifespan: Lifespan | None = None

    async def open(self, app: App) -> None:
        """Start the real application and serve it from now on. Raises RuntimeError when it does not start."""
        self._lifespan = Lifespan(app)
        await self._lifespan.start()
        self._app = app

    def refuse(self, why: str) -> None:
        """The start failed: say so on the page too."""
        self._trouble = why

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._own_lifespan(receive, send)
            return
        guarded = _with_headers(send)
        if scope["type"] == "http" and not (self._guarded or _for_us(scope)):
            await reply(guarded, 400, "Open this page by the address that the program printed.", "text/plain")
        elif scope["type"] == "http" and _length(scope) > LARGEST:
            await reply(guarded, 413, "That is too large; please shorten it.", "text/plain")
        elif scope["type"] == "http" and scope["path"] == "/ready":
            await reply(guarded, *self._state())
        elif self._app is not None:
            await self._app(scope, _bounded(receive), guarded)
        elif scope["type"] == "http":
            page = (
                (200, SPLASH, "text/html")
                if scope["path"] != "/trouble"
                else (200, self._trouble, "text/plain")
            )
            await reply(guarded, *page)

    def _state(self) -> tuple[int, str, str]:
        if self._trouble:
            return 500, "trouble", "text/plain"
        return 200, "ready" if self._app else "starting", "text/plain"

    async def _own_lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._lifespan is not None:
            await self._lifespan.end()
        await send({"type": "lifespan.shutdown.complete"})


def _for_us(scope: Scope) -> bool:
    """Whether a request names this machine: another name that points here would let a foreign page read along."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return (host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host) in HOSTS


def _length(scope: Scope) -> int:
    """The length that a request says its body has, in bytes."""
    told = dict(scope["headers"]).get(b"content-length", b"0").decode("latin-1")
    return int(told) if told.isdecimal() else 0


def _bounded(receive: Receive) -> Receive:
    """A body that tells no length is cut off where it becomes too large."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= LARGEST else {"type": "http.disconnect"}

    return bounded


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
        await send(message)

    return guarded
