"""Signing in, where others can reach the server: everybody gets an application of her own, with her own history.

An ASGI application in front of theirs. Which of them a request goes to is decided by a cookie here and by nothing
in the request itself, so no page can ask for another person's interviews.
"""

from __future__ import annotations

import asyncio
import html
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from interviewer.accounts import Accounts
from interviewer.web.asgi import App, Lifespan, Receive, Scope, Send, reply

COOKIE = "mock_interview"
HOURS = 12
"""How long somebody stays signed in."""
TRIES, MINUTE = 8, 60.0
"""Tries a minute for one name that did not fit; after that the next one waits."""
TOGETHER, QUEUE = 2, 16
"""Passwords that are checked at a time (each takes 64 MB and a core), and how many may wait for that."""
LONGEST_FORM = 4096

WRONG = "That name and password do not go together."
TOO_MANY = "Too many tries; wait a minute and try again."

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Mock interview</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>
:root{{color-scheme:light dark}}body{{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f8f7f4;color:#1d2733}}
main{{max-width:22rem;margin:12vh auto 0;padding:1.5rem}}h1{{font-size:1.5rem;margin:0 0 1rem}}
label{{display:block;margin:.9rem 0 .2rem;font-weight:600}}
input{{font:inherit;width:100%;box-sizing:border-box;padding:.55rem;border:1px solid #767f88;border-radius:6px}}
button{{font:inherit;font-weight:600;margin-top:1.2rem;width:100%;padding:.65rem;border:0;border-radius:6px;
background:#1f5f8b;color:#fff}}:focus-visible{{outline:3px solid #e0a100;outline-offset:2px}}
.notice{{color:#a4262c}}a{{color:#1f5f8b}}@media(prefers-color-scheme:dark){{body{{background:#14181d;color:#e6e9ec}}
input{{background:#1d232a;color:inherit}}.notice{{color:#ff9a9a}}a{{color:#8cc4ec}}}}</style>
<main><h1>Mock interview</h1>{body}</main></html>"""

FORM = """{notice}<form method="post" action="login"><label for="name">Name</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" required autofocus value="{name}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button></form>"""

ACCOUNT = """<p>Signed in as <strong>{name}</strong>. Your interviews are seen by nobody else who signs in here.</p>
<form method="post" action="logout"><button>Sign out</button></form><p><a href="./">Back to the interviews</a></p>"""


class Login:
    """Serves each person's own application. `room` makes one by name, once; it is called in a thread."""

    def __init__(
        self, accounts: Accounts, room: Callable[[str], App], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._accounts, self._room, self._clock = accounts, room, clock
        self._signed_in: dict[str, tuple[str, str, float]] = {}
        self._rooms: dict[str, Awaitable[App]] = {}
        self._lifespans: list[Lifespan] = []
        self._tried: dict[str, deque[float]] = {}
        self._checking, self._waiting = asyncio.Semaphore(TOGETHER), 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = self._who(scope)
        match (scope["method"], scope["path"], bool(name)):
            case ("POST", "/login", _):
                await self._sign_in(scope, receive, send)
            case ("GET", "/login", False):
                await _show(send, 200, FORM.format(notice="", name=""))
            case ("POST", "/logout", _):
                self._signed_in.pop(_token(scope), None)
                await _go(send, "login", _cookie("", scope, 0))
            case ("GET", "/account", True):
                await _show(send, 200, ACCOUNT.format(name=html.escape(name)))
            case (_, _, True):
                app = await self._app_of(name)
                await app(scope, receive, send)
            case ("GET", "/", False) | ("GET", "/account", False):
                await _go(send, "login")
            case _:
                await reply(send, 401, "Sign in first.", "text/plain")

    # --- who it is -----------------------------------------------------------------------------

    def _who(self, scope: Scope) -> str:
        """The person behind a request, "" for nobody: a closed account is nobody's, a new password ends what was open."""
        name, seal, until = self._signed_in.get(_token(scope), ("", "", 0.0))
        return name if name and until > self._clock() and seal == self._accounts.seal(name) else ""

    async def _sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _own_form(scope):
            await reply(send, 403, "Sign in from this server's own page.", "text/plain")
            return
        form = parse_qs((await _body(receive)).decode("utf-8", "replace"), keep_blank_values=True)
        name = form.get("name", [""])[0].strip().lower()
        if not self._may_try(name, self._clock()):
            await _show(send, 429, FORM.format(notice=_notice(TOO_MANY), name=html.escape(name, quote=True)))
        elif await self._fits(name, form.get("password", [""])[0]):
            self._tried.pop(name, None)
            token, now = secrets.token_urlsafe(32), self._clock()
            self._signed_in = {t: who for t, who in self._signed_in.items() if who[2] > now}
            self._signed_in[token] = (name, self._accounts.seal(name), now + HOURS * 3600)
            await _go(send, "./", _cookie(token, scope, HOURS * 3600))
        else:
            await _show(send, 403, FORM.format(notice=_notice(WRONG), name=html.escape(name, quote=True)))

    def _may_try(self, name: str, now: float) -> bool:
        """Count a try, before it is checked, so that many at once are no way around. Only the last minute is kept."""
        self._tried = {n: tries for n, tries in self._tried.items() if tries and now - tries[-1] <= MINUTE}
        tries = self._tried.setdefault(name, deque(maxlen=TRIES))
        free = len(tries) < TRIES or now - tries[0] > MINUTE
        if free and self._waiting < QUEUE:
            tries.append(now)
            return True
        return False

    async def _fits(self, name: str, password: str) -> bool:
        self._waiting += 1
        try:
            async with self._checking:
                return await asyncio.to_thread(self._accounts.fits, name, password)
        finally:
            self._waiting -= 1

    # --- her own application -------------------------------------------------------------------

    async def _app_of(self, name: str) -> App:
        """The person's application: made when she first comes, kept until the server ends."""
        if name not in self._rooms:
            self._rooms[name] = asyncio.ensure_future(self._furnish(name))
        try:
            return await asyncio.shield(self._rooms[name])  # who goes away takes it from nobody else
        except Exception:
            self._rooms.pop(name, None)  # the next request tries again
            raise

    async def _furnish(self, name: str) -> App:
        app = await asyncio.to_thread(self._room, name)
        lifespan = Lifespan(app)
        await lifespan.start()
        self._lifespans.append(lifespan)
        return app

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for lifespan in self._lifespans:
            await lifespan.end()
        await send({"type": "lifespan.shutdown.complete"})


def _header(scope: Scope, name: str) -> str:
    return bytes(dict(scope["headers"]).get(name.encode(), b"")).decode("latin-1")


def _token(scope: Scope) -> str:
    try:
        found = SimpleCookie(_header(scope, "cookie")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _own_form(scope: Scope) -> bool:
    """Whether a form was sent from a page of this server, as far as the browser tells.

    Browsers send the first header to HTTPS and loopback only, the second everywhere.
    """
    site, origin = _header(scope, "sec-fetch-site"), _header(scope, "origin")
    if site:
        return site == "same-origin"
    return not origin or urlsplit(origin).netloc == _header(scope, "host")


def _cookie(token: str, scope: Scope, seconds: int) -> tuple[str, str]:
    """Nothing but an opaque token, out of reach of scripts; over HTTPS only where the page came that way."""
    secure = "https" in (scope.get("scheme", ""), _header(scope, "x-forwarded-proto"))
    tail = "; Secure" if secure else ""
    return "set-cookie", f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{tail}"


async def _body(receive: Receive) -> bytes:
    """A form's body, cut off where no form of ours is as long."""
    body = b""
    while len(body) < LONGEST_FORM:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body[:LONGEST_FORM]


def _notice(line: str) -> str:
    return f'<p class="notice" role="alert">{html.escape(line)}</p>'


async def _show(send: Send, status: int, body: str) -> None:
    await reply(send, status, PAGE.format(body=body), "text/html")


async def _go(send: Send, where: str, *more: tuple[str, str]) -> None:
    await reply(send, 303, "", "text/plain", ("location", where), *more)
