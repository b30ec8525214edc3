"""A guide's title and its sections in reading order, from plain text or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.errors import GuideError
from knowledge.reading.markdown import hash_marks, read_markdown
from knowledge.reading.marks import Heading, dotted, lines_of, plain_words
from knowledge.reading.plain_text import read_plain_text
from knowledge.types import Section


@dataclass(frozen=True)
class Outline:
    """A guide's title, "" where it has none, and its sections."""

    title: str
    sections: tuple[Section, ...]


def outline(text: str, name: str) -> Outline:
    """Reads a text as Markdown if it has `#` headings, else as plain text. Line ends are "\\n".

    Raises GuideError, with the line, where there are no headings, one has no words, or the numbers repeat or
    run backwards.
    """
    lines = list(lines_of(text))
    marks = list(hash_marks(lines))
    title, headings = read_markdown(marks, name) if marks else read_plain_text(lines)
    _check([heading for heading in headings if heading.number], name)
    return Outline(title, tuple(_sections(text, headings)))


def _check(numbered: Sequence[Heading], name: str) -> None:
    if not numbered:
        remedy = 'number them ("2.1 Recruiter screen") or mark them with "#"'
        raise GuideError(f"{name}, line 1", "no headings were found", remedy)
    for heading in numbered:
        if not plain_words(heading.title):
            what = f"the heading {dotted(heading.number)!r} has no text"
            raise GuideError(f"{name}, line {heading.line.no}", what, "write it behind the number")
    for above, heading in pairwise(numbered):
        if heading.number <= above.number:
            remedy = "number headings in rising order, each once, without a table of contents"
            raise GuideError(f"{name}, line {heading.line.no}", _disorder(heading, above, numbered), remedy)


def _disorder(heading: Heading, above: Heading, numbered: Sequence[Heading]) -> str:
    first = next(other for other in numbered if other.number == heading.number)
    number = f"the number {dotted(heading.number)!r}"
    if first is heading:
        return f"{number} comes after {dotted(above.number)!r}"
    return f"{number} repeats that of line {first.line.no}"


def _sections(text: str, headings: Sequence[Heading]) -> Iterator[Section]:
    """Each heading with its own text, up to the next; a section spans its title and that text."""
    ends = [*(heading.line.start for heading in headings[1:]), len(text)]
    for heading, end in zip(headings, ends, strict=True):
        under = text[heading.line.end : end]
        stop = heading.line.end + len(under.rstrip()) if under.strip() else heading.start + len(heading.title)
        if heading.number:
            number, title = dotted(heading.number), plain_words(heading.title)
            yield Section(number, title, under.strip(), heading.line.no, heading.start, stop)
