"""The items of a list and the paragraphs in the text of a section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from knowledge.reading.marks import Line, lines_of
from knowledge.types import Section

_ITEM = re.compile(r"([ \t]*)(?:[-*+•–]|[0-9]{1,3}[.)])[ \t]+(?=\S)")
_EMPHASIS = "*_"
_ANY_DEPTH = 1_000_000


@dataclass(frozen=True)
class Block:
    """A paragraph, or an item without its bullet, and where it stands in the guide's text."""

    text: str
    line: int
    start: int
    end: int

    @property
    def head(self) -> str:
        """Its text up to the first empty line or list within it, on one line."""
        return " ".join(self._split()[0].split()).strip(_EMPHASIS)

    @property
    def rest(self) -> str:
        """What follows the head."""
        return self._split()[1].strip()

    def _split(self) -> tuple[str, str]:
        lines = list(lines_of(self.text))
        ends = (line.start for line in lines[1:] if not line.text.strip() or _ITEM.match(line.text))
        at = next(ends, len(self.text))
        return self.text[:at], self.text[at:]


def list_items(text: str, section: Section) -> list[Block]:
    """The outermost items of the lists in a section; what is indented under an item belongs to it."""
    items: list[tuple[Line, int, int]] = []
    depth = _ANY_DEPTH
    is_open = False
    for line in _lines_under(text, section):
        item = _ITEM.match(line.text)
        if item and len(item[1]) <= depth:
            depth, is_open = min(depth, len(item[1])), True
            items.append((line, line.start + item.end(), line.end))
        elif is_open and line.text.strip():
            is_open = items[-1][2] == line.start - 1 or line.text[0] in " \t"
            items[-1] = (*items[-1][:2], line.end) if is_open else items[-1]
    return [_block(text, line.no, start, end) for line, start, end in items]


def paragraphs(text: str, section: Section) -> list[Block]:
    """The paragraphs of a section."""
    found = []
    for is_written, group in groupby(_lines_under(text, section), lambda line: bool(line.text.strip())):
        if is_written:
            lines = list(group)
            found.append(_block(text, lines[0].no, lines[0].start, lines[-1].end))
    return found


def _lines_under(text: str, section: Section) -> Iterator[Line]:
    """The whole lines of a section's own text."""
    if not section.text:
        return
    start = text.rfind("\n", 0, section.end - len(section.text)) + 1
    first = section.line + text.count("\n", section.start, start)
    for line in lines_of(text[start : section.end]):
        yield Line(line.no + first - 1, line.start + start, line.text)


def _block(text: str, line: int, start: int, end: int) -> Block:
    """The block between two offsets, without white space at its ends."""
    raw = text[start:end]
    start += len(raw) - len(raw.lstrip())
    return Block(raw.strip(), line, start, start + len(raw.strip()))
