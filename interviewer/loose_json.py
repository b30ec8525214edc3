"""Nearly JSON: what a model meant, read from what it wrote; whatever is cut off in the middle is left out. Pure.

Single and curly quotes, trailing commas, comments, bare keys, Python's words, quotes inside quotes, missing ends:
each is read the one way in which it makes sense. Nothing is made up: a value that the text does not hold to its end
is not there.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

MOST = 40_000
"""Characters of a reply that are read."""
DEEPEST = 20
STARTS = 50
"""Places at which a value is looked for."""

_QUOTES = {'"': '"', "'": "'", "“": '”„“"', "”": "”", "‘": "’", "’": "’", "„": "“”"}
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
_GAP = re.compile(r"(?:[\s\x00\ufeff\u200b]+|```\w*|//[^\n]*|#[^\n]*|/\*.*?\*/)*", re.S)
_BARE = re.compile(r"(?:(?!//|/\*|```)[^,:{}\[\]\n\"])+")
_ESCAPED = re.compile(r"[{\[\s]+&quot;")
_AFTER = re.compile(r"[\s\x00]*(?:[,:;}\]]|$)")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.S)


class Cut(ValueError):
    """The text ends, or stops making sense, inside a value."""


def values(reply: str) -> Iterator[object]:
    """Every object and list that stands in a reply, in order, after a model's own thinking.

    >>> list(values("Sure: ```json {'a': 1,} ```"))
    [{'a': 1}]
    """
    text = reply.rpartition("</think>")[2][:MOST]
    at = 0
    for _ in range(STARTS):
        found = re.search(r"[{\[]", text[at:])
        if found is None:
            return
        start = at + found.start()
        if _ESCAPED.match(text, start):
            yield from values(html.unescape(text[start:]))
            return
        value, at = _from(text, start)
        if value:
            yield value


def _from(text: str, start: int) -> tuple[object, int]:
    """The value that begins there and where it ends, strictly if it can be; None where there is none."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        pass
    reading = _Reading(text, start)
    try:
        return reading.value(0), reading.at
    except Cut:
        return None, start + 1


class _Reading:
    """A place in a text, and the values from there on."""

    def __init__(self, text: str, at: int) -> None:
        self._text, self.at = text, at

    def value(self, depth: int) -> object:
        """The next value. Cut where there is none."""
        if depth > DEEPEST:
            raise Cut
        char = self._next()
        if char == "{":
            return self._object(depth)
        if char == "[":
            return self._list(depth)
        return self._string() if char in _QUOTES else self._word()

    def _object(self, depth: int) -> dict[str, object]:
        """An object to its end; one that is cut off keeps only what it holds whole, and nothing if it is innermost."""
        self.at += 1
        held: dict[str, object] = {}
        while (char := self._next(",;")) != "}":
            try:
                key = self._string() if char in _QUOTES else str(self._word())
                if self._next() not in ":=":
                    raise Cut
                self.at += 1
                value = self.value(depth + 1)
            except Cut:
                return self._whole(held)
            if not char:
                return self._whole(held)
            held[key] = value
        self.at += 1
        return held

    def _whole(self, held: dict[str, object]) -> dict[str, object]:
        """What is left of an object without its end: the lists and objects in it that have theirs."""
        kept: dict[str, object] = {
            key: value for key, value in held.items() if isinstance(value, dict | list)
        }
        if not kept:
            raise Cut
        return kept

    def _list(self, depth: int) -> list[object]:
        """A list to its end, or as many whole values as there are."""
        self.at += 1
        held: list[object] = []
        while (char := self._next(",;")) != "]":
            try:
                if not char:
                    raise Cut
                held.append(self.value(depth + 1))
            except Cut:
                if not held:
                    raise
                break
        self.at += 1
        return held

    def _string(self) -> str:
        """A string; a quote mark ends it only where a value can end, so that quotes may stand inside quotes."""
        ends = _QUOTES[self._text[self.at]]
        start = at = self.at + 1
        while at < len(self._text):
            if self._text[at] == "\\":
                at += 2
                continue
            if self._text[at] in ends and _AFTER.match(self._text, at + 1):
                self.at = at + 1
                return _ESCAPE.sub(_unescaped, self._text[start:at])
            at += 1
        raise Cut

    def _word(self) -> object:
        found = _BARE.match(self._text, self.at)
        if not found or found.end() == len(self._text):
            raise Cut
        self.at = found.end()
        word = found[0].strip(" \t\r\x00'’‘”“`")
        if word in _WORDS:
            return _WORDS[word]
        try:
            return float(word) if "." in word else int(word)
        except ValueError:
            return word

    def _next(self, skipped: str = "") -> str:
        """The next character that says something, "" at the end."""
        while found := _GAP.match(self._text, self.at):
            self.at = found.end()
            if self.at >= len(self._text) or self._text[self.at] not in skipped:
                break
            self.at += 1
        return self._text[self.at : self.at + 1]


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "u" and len(code) == 5:
        return chr(int(code[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(code, code)
