"""An OpenAI-compatible endpoint: the guarded connection to it, and the connection test; home of openai."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from interviewer.deadline import Patience
from interviewer.errors import ModelTooSlow, ModelUnknown, ReplyUnusable, RequestRefused
from interviewer.faults import TOO_LARGE, WEB_PAGE, fault, scrub

if TYPE_CHECKING:
    import httpx2
    import openai

PUBLIC = "https://api.openai.com/v1"

NO_FORM = "It replies, but cannot be held to a form (no JSON schema): more answers may end as “not graded”."

_FORM = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}
UNREADABLE = "has a part that cannot be read; it looks like http://127.0.0.1:11434/v1"
_HOST = re.compile(r"[\w.-]+")
_LONGEST = 2000
_CONNECT_SECONDS = 5.0
_NAMES_SHOWN = 5


def address(base_url: str | None) -> str:
    """The endpoint's address: the public one where none is set, never what a vendor's variables say."""
    return base_url or PUBLIC


def wrong_with(address: str) -> str:
    """What an address must be and is not, to be read behind its name; "" where nothing is wrong with it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return UNREADABLE
    if address and (parts.scheme not in ("http", "https") or not parts.hostname or port == 0):
        return "must begin with http:// or https://, such as http://127.0.0.1:11434/v1"
    if parts.username or parts.password:
        return "must not hold a password; the key has a place of its own"
    if parts.query or parts.fragment:  # what a request adds to the address would land in there
        return "must end before its '?' or '#'; a key in it has a place of its own"
    return "" if _can_be_asked(address, parts) else UNREADABLE


def _can_be_asked(address: str, parts: SplitResult) -> bool:
    """Whether the SDK takes the address at all: it has no words of its own for the others."""
    host = parts.hostname or ""
    try:
        if "[" in parts.netloc:
            ip_address(host)
        host.encode("idna")
    except ValueError:
        return False
    named = "[" in parts.netloc or not host or _HOST.fullmatch(host)
    return bool(named) and len(address) <= _LONGEST and address.isprintable() and " " not in address


def secrets_of(api_key: str, base_url: str | None) -> tuple[str, ...]:
    """What must not be seen of a connection: its key, and a password in its address."""
    return tuple(secret for secret in (api_key, urlsplit(address(base_url)).password) if secret)


def bearer(api_key: str) -> str:
    """The key as the SDK wants it: a local server needs none, but the SDK does not start without."""
    return api_key or "none"


def http_client(patience: Patience) -> httpx2.AsyncClient:
    """A connection that is led nowhere else, and takes neither a web page nor an endless reply."""
    import httpx2
    import openai

    class Capped(httpx2.AsyncByteStream):
        """A reply's bytes, up to the largest size."""

        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = patience.largest
            pieces = aiter(self._stream)
            try:
                async for piece in pieces:
                    left -= len(piece)
                    if left < 0:
                        raise ReplyUnusable(TOO_LARGE)
                    yield piece
            finally:
                if isinstance(pieces, AsyncGenerator):
                    await pieces.aclose()

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def look(response: httpx2.Response) -> None:
        if response.is_success and "text/html" in response.headers.get("content-type", ""):
            raise ReplyUnusable(WEB_PAGE)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = Capped(response.stream)

    timeout = httpx2.Timeout(patience.total, connect=min(_CONNECT_SECONDS, patience.total))
    return openai.DefaultAsyncHttpxClient(
        timeout=timeout, follow_redirects=False, event_hooks={"response": [look]}
    )


async def check(model: str, api_key: str, base_url: str | None, patience: Patience | None = None) -> str:
    """The connection test: "" when the model replies, else one sentence on what is wrong and its remedy."""
    return await _check(_say_a_word, model, api_key, base_url, patience)


async def check_form(model: str, api_key: str, base_url: str | None, patience: Patience | None = None) -> str:
    """Whether a model that replies can be held to a form: "" when it can, else one sentence on what follows."""
    return await _check(_fill_a_form, model, api_key, base_url, patience)


async def _check(
    test: Callable[[openai.AsyncOpenAI, str], Awaitable[str]],
    model: str,
    api_key: str,
    base_url: str | None,
    patience: Patience | None,
) -> str:
    patience = patience or Patience(total=10.0)
    try:
        async with asyncio.timeout(patience.total):
            return await _tested(test, model, api_key, base_url, patience)
    except TimeoutError:
        return ModelTooSlow().advice


async def _tested(
    test: Callable[[openai.AsyncOpenAI, str], Awaitable[str]],
    model: str,
    api_key: str,
    base_url: str | None,
    patience: Patience,
) -> str:
    client = await asyncio.to_thread(_client, api_key, base_url, patience)
    try:
        return await test(client, model)
    except Exception as error:
        scrub(error, secrets_of(api_key, base_url))
        meant = fault(error)
        return await _unknown(client, model) if isinstance(meant, ModelUnknown) else meant.advice
    finally:
        await client.close()


def _client(api_key: str, base_url: str | None, patience: Patience) -> openai.AsyncOpenAI:
    import openai

    return openai.AsyncOpenAI(
        api_key=bearer(api_key), base_url=address(base_url), max_retries=0, http_client=http_client(patience)
    )


async def _say_a_word(client: openai.AsyncOpenAI, model: str) -> str:
    reply = await client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": "Say the word: ready"}]
    )
    if not getattr(reply, "choices", None):
        raise ReplyUnusable("What answers at the model's address is no chat model")
    return ""


async def _fill_a_form(client: openai.AsyncOpenAI, model: str) -> str:
    try:
        reply = await client.chat.completions.create(
            model=model,
            messages=[{"role": "user", "content": "Fill in the form: ready is true."}],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "form", "strict": True, "schema": _FORM},
            },
        )
    except Exception as error:
        if isinstance(fault(error), RequestRefused):
            return NO_FORM
        raise
    said = (reply.choices[0].message.content or "") if getattr(reply, "choices", None) else ""
    return "" if said.strip().startswith("{") else NO_FORM


async def _unknown(client: openai.AsyncOpenAI, model: str) -> str:
    """What to say of an unknown model: the names of those that are there, where the endpoint lists them."""
    try:
        names = [listed.id for listed in (await client.models.list()).data]
    except Exception:  # the list is a courtesy: whatever hinders it, the first fault is what we tell
        return ModelUnknown().advice
    if not names:
        return ModelUnknown().advice
    shown = ", ".join(repr(name) for name in names[:_NAMES_SHOWN])
    return (
        f"The endpoint does not know the model {model!r}: choose one of those that it lists, such as {shown}."
    )
