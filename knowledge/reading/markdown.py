"""The headings of a Markdown text: its `#` lines, with their numbers or with numbers from the structure.

If a heading carries a number of two parts ("3.1"), all numbers are taken as written; a heading without one is
then a part of the text above it where it is deeper, and else front or end matter. If none does, the second
heading under the third is 3.2, and an own "1." of a heading counts among its siblings. A lone heading above
all others is the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.errors import GuideError
from knowledge.reading.marks import Heading, Line, Mark, Number, plain_words, read_mark

_HASHES = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def hash_marks(lines: Sequence[Line]) -> Iterator[Mark]:
    """The `#` headings of a text, code in fences left out."""
    fence = ""
    for line in lines:
        if found := _FENCE.match(line.text):
            fence = "" if fence == found[1] else fence or found[1]
        elif not fence and (hashes := _HASHES.match(line.text)):
            title = _without_closing_hashes(line.text[hashes.end() :].rstrip())
            yield read_mark(line, hashes.end(), title, len(hashes[1]))


def read_markdown(marks: Sequence[Mark], name: str) -> tuple[str, list[Heading]]:
    """The title and the numbered headings. Raises GuideError where one among numbered ones has none."""
    first, rest = marks[0], marks[1:]
    is_title = not first.number and bool(rest) and all(mark.level > first.level for mark in rest)
    marks, title = (rest, plain_words(first.title)) if is_title else (marks, "")
    if any(len(mark.number) > 1 for mark in marks):
        return title, list(_as_written(marks, name))
    return title, list(_from_structure(marks))


def _without_closing_hashes(title: str) -> str:
    """The title of "## Questions ##" is "Questions", but that of "## C#" is "C#"."""
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else title


def _as_written(marks: Sequence[Mark], name: str) -> Iterator[Heading]:
    last = max(i for i, mark in enumerate(marks) if mark.number)
    above: Mark | None = None
    for i, mark in enumerate(marks):
        if mark.number:
            above = mark
            yield mark.heading(mark.number)
        elif above and mark.level <= above.level:
            if i < last:
                what = f"the heading {mark.title!r} has no number, but others have"
                raise GuideError(f"{name}, line {mark.line.no}", what, "number it, or number none")
            yield mark.heading(())


def _from_structure(marks: Sequence[Mark]) -> Iterator[Heading]:
    parents: list[tuple[int, Number]] = []
    latest: dict[Number, int] = {}
    for mark in marks:
        while parents and parents[-1][0] >= mark.level:
            parents.pop()
        parent = parents[-1][1] if parents else ()
        following = latest.get(parent, 0) + 1
        is_own = bool(mark.number) and (mark.point or mark.number[0] == following)
        latest[parent] = mark.number[0] if is_own else following
        number = (*parent, latest[parent])
        parents.append((mark.level, number))
        yield mark.heading(number) if is_own else _with_figure(mark, number)


def _with_figure(mark: Mark, number: Number) -> Heading:
    """The heading whose title begins with a figure that numbers nothing: "7 things to know"."""
    hashes = _HASHES.match(mark.line.text)
    start = hashes.end() if hashes else 0
    return Heading(mark.line, number, mark.line.text[start:].rstrip(), mark.line.start + start)
