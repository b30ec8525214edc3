"""What each failure of the wire means: a vendor's exception becomes a ModelError of ours, free of secrets.

Told by status, code and class name, so that this module needs no vendor.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

from interviewer.deadline import retry_after
from interviewer.errors import (
    KeyRefused,
    ModelBusy,
    ModelError,
    ModelTooSlow,
    ModelUnknown,
    ModelUnreachable,
    PromptTooLong,
    QuotaUsedUp,
    ReplyUnusable,
    RequestRefused,
)

CUT_OFF = "The model's reply was cut off"
FILTERED = "The model's reply was filtered out"
DECLINED = "The model declined to reply"
EMPTY = "The model's reply was empty"
UNDECIDED = "The model said neither yes nor no"
BROKE_OFF = "The model's reply broke off in the middle"
TOO_LARGE = "The model's reply was far too large"
WEB_PAGE = "The model's address answers with a web page"

_PAUSE = 0.5
"""Seconds before a retry that the server named no time for."""

_FINISHES = {
    None: BROKE_OFF,
    "length": CUT_OFF,
    "max_tokens": CUT_OFF,
    "content_filter": FILTERED,
    "error": BROKE_OFF,
}

_BY_NAME: dict[str, tuple[type[ModelError], str]] = {
    "LengthFinishReasonError": (ReplyUnusable, CUT_OFF),
    "ContentFilterFinishReasonError": (ReplyUnusable, FILTERED),
    "ConnectTimeout": (ModelUnreachable, ""),
    "TimeoutException": (ModelTooSlow, ""),
    "TimeoutError": (ModelTooSlow, ""),
    "APITimeoutError": (ModelTooSlow, ""),
    "TransportError": (ModelUnreachable, ""),
    "APIConnectionError": (ModelUnreachable, ""),
    "ConnectionError": (ModelUnreachable, ""),
}
"""Classes and what they mean; the first that stands in an error or its causes counts."""

_BY_WORDS: tuple[tuple[str, type[ModelError], str], ...] = (
    ("insufficient_quota", QuotaUsedUp, ""),
    ("exceeded your current quota", QuotaUsedUp, ""),
    ("context_length", PromptTooLong, ""),
    ("context length", PromptTooLong, ""),
    ("context window", PromptTooLong, ""),
    ("context size", PromptTooLong, ""),
    ("prompt is too long", PromptTooLong, ""),
    ("content_filter", ReplyUnusable, FILTERED),
    ("content management policy", ReplyUnusable, FILTERED),
    ("model_not_found", ModelUnknown, ""),
    ("model not found", ModelUnknown, ""),
)
"""What servers write into an error's body; statuses alone don't tell these apart."""

_BY_STATUS: dict[int, type[ModelError]] = {
    401: KeyRefused, 402: QuotaUsedUp, 403: KeyRefused, 404: ModelUnknown, 408: ModelTooSlow,
    413: PromptTooLong, 429: ModelBusy, 501: RequestRefused,
}  # fmt: skip


def fault(error: BaseException) -> ModelError:
    """What a failure means."""
    chain = tuple(_chain(error))
    if ours := next((e for e in chain if isinstance(e, ReplyUnusable)), None):
        return ReplyUnusable(ours.said)
    body = _body(error)
    for words, kind, what in _BY_WORDS:
        if words in body:
            return kind(what)
    if (status := _status(error)) is not None:
        return _by_status(status)
    names = {cls.__name__ for e in chain for cls in type(e).__mro__}
    if name := next((name for name in _BY_NAME if name in names), None):
        kind, what = _BY_NAME[name]
        return kind(what)
    return ModelBusy() if "APIError" in names else ReplyUnusable()


def unfinished(finish: str | None) -> str:
    """Why a reply with this finish reason cannot be used, or "" when it can."""
    return _FINISHES.get(finish, "")


def retry_pause(error: BaseException) -> float | None:
    """Seconds to wait before the one retry, or None where a retry would only repeat the failure."""
    if not isinstance(fault(error), ModelUnreachable | ModelBusy):
        return None
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = retry_after(headers.get("retry-after"), time.time())
    return _PAUSE if asked is None else asked


def scrub(error: BaseException, secrets: Sequence[str]) -> None:
    """Take the secrets out of an error and its causes: a server may repeat a key, and a log prints it."""
    for one in _chain(error):
        one.args = tuple(_clean(arg, secrets) for arg in one.args)
        for name in ("message", "body", "doc"):
            if isinstance(held := getattr(one, name, None), str | dict | list):
                with suppress(AttributeError):  # of a host with several addresses: what our side says
                    setattr(one, name, _clean(held, secrets))


def _clean(value: object, secrets: Sequence[str]) -> object:
    if isinstance(value, dict):
        return {key: _clean(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, secrets) for item in value]
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, "***")
    return value


def _by_status(status: int) -> ModelError:
    if kind := _BY_STATUS.get(status):
        return kind()
    if 300 <= status < 400:
        return ModelUnreachable("The model's address sends us somewhere else")
    return ModelBusy() if status >= 500 else RequestRefused()


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _body(error: BaseException) -> str:
    """What the server wrote about the failure, in small letters."""
    return f"{getattr(error, 'code', '')} {getattr(error, 'body', '')}".lower()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what caused it; a chain that runs in a circle ends."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
