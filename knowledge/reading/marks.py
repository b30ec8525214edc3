"""Lines of a text, and what may be a heading among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Number = tuple[int, ...]

_NUMBER = re.compile(r"[*_]{0,2}([0-9]{1,3}(?:\.[0-9]{1,3}){0,5})([.):]?)(?:[ \t]+|$)")


@dataclass(frozen=True)
class Line:
    """A line of the text: counted from 1, with the offset of its first character."""

    no: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Heading:
    """A heading, and where its title begins. Without a number it ends the section above and opens none."""

    line: Line
    number: Number
    title: str
    start: int


@dataclass(frozen=True)
class Mark:
    """A line that may be a heading: its number as written, or (), whether a point follows it, and the title.

    `level` is the number of hashes before it, 0 in plain text.
    """

    line: Line
    number: Number
    point: bool
    title: str
    start: int
    level: int = 0

    def heading(self, number: Number) -> Heading:
        """The heading that this line is, under that number."""
        return Heading(self.line, number, self.title, self.start)


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text with "\\n" line ends."""
    start = 0
    for no, line in enumerate(text.split("\n"), start=1):
        yield Line(no, start, line)
        start += len(line) + 1


def read_mark(line: Line, indent: int, title: str, level: int = 0) -> Mark:
    """Reads the number at the head of a title that begins `indent` characters into its line.

    The line "3.2. Model choice" is a mark with the number (3, 2), a point and the title "Model choice".
    """
    start = line.start + indent
    match = _NUMBER.match(title)
    if not match:
        return Mark(line, (), False, title, start, level)
    number = tuple(map(int, match[1].split(".")))
    return Mark(line, number, bool(match[2]), title[match.end() :], start + match.end(), level)


def dotted(number: Number) -> str:
    """A number as it is written: (3, 2, 1) is "3.2.1"."""
    return ".".join(map(str, number))


def plain_words(title: str) -> str:
    """A title without emphasis, a colon at its end, and quotation marks around it."""
    words = title.strip().strip("*_").strip().removesuffix(":").rstrip()
    quoted = len(words) > 1 and words[0] in "“\"'‘" and words[-1] in "”\"'’"
    return words[1:-1].strip() if quoted else words
