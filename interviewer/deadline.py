"""How long a model may take: one total deadline, a first word, a pace to keep, a retry that must fit in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.utils import parsedate_to_datetime


@dataclass(frozen=True)
class Patience:
    """What one call is allowed, retries and all.

    total         seconds until the reply is complete
    first_token   seconds until the first word, where words are streamed
    minimum_rate  characters a second from the first word on, once `grace` seconds have passed
    largest       bytes of one reply, as they come over the wire
    """

    total: float = 45.0
    first_token: float = 15.0
    minimum_rate: float = 6.0
    grace: float = 5.0
    largest: int = 2_000_000


class Deadline:
    """The end of one call, on the event loop's clock. Made when the call begins."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._began = asyncio.get_running_loop().time()
        self._first: float | None = None
        self._heard = 0
        self.end = self._began + patience.total

    @property
    def left(self) -> float:
        """Seconds until the end."""
        return self.end - asyncio.get_running_loop().time()

    @property
    def next_word(self) -> float:
        """When the next word must be there: a stall and a drip both run into it."""
        if self._first is None:
            return min(self.end, self._began + self._patience.first_token)
        pace = self._patience.grace + self._heard / self._patience.minimum_rate
        return min(self.end, self._first + pace)

    def heard(self, words: str) -> None:
        """Words came; the time for the next ones grows by as many as they are."""
        if self._first is None:
            self._first = asyncio.get_running_loop().time()
        self._heard += len(words)


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for, given in seconds or as a date; None where it says nothing.

    >>> retry_after("120", now=0.0)
    120.0
    """
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return None
