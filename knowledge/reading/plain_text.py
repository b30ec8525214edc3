"""The headings of a plain text: lines that begin with their number, told from text that does so too."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.reading.marks import Heading, Line, Mark, Number, plain_words, read_mark

_OPENING = "“”‘’\"'(*_¿¡"
_LONGEST_TITLE = 80


def read_plain_text(lines: Sequence[Line]) -> tuple[str, list[Heading]]:
    """The title (the first line above all headings) and the numbered headings."""
    marks = [mark for mark in map(_mark, lines) if mark.number]
    found: list[Heading] = []
    item = 0
    followers = [*(mark.number for mark in marks[1:]), ()]
    for mark, following in zip(marks, followers, strict=False):
        if _is_heading(mark, found, following, item, lines):
            found.append(mark.heading(mark.number))
            item = 0
        elif len(mark.number) == 1:
            item = mark.number[0]
    before = lines[: found[0].line.no - 1] if found else ()
    title = next((line.text for line in before if line.text.strip()), "")
    return plain_words(title), [*found, *_outro(lines, found)]


def _mark(line: Line) -> Mark:
    text = line.text.strip()
    return read_mark(line, line.text.index(text), text)


def _is_heading(
    mark: Mark, found: Sequence[Heading], following: Number, item: int, lines: Sequence[Line]
) -> bool:
    """Whether a line that begins with a number is a heading.

    A line counts that looks like one (it begins like a title, and stands alone or has a number of three
    parts) or that leads to its own child as the next numbered line; unless its number leaps far ahead. A
    number that runs backwards counts too: it is reported, not swallowed. A line that looks like text
    ("3.5 million", within a paragraph) counts at most where its number is exactly the next one.
    """
    last = found[-1].number if found else ()
    number = mark.number
    child = following[-1] if following[:-1] == number else 0
    if len(number) == 1:
        return _is_chapter(mark, last, child, item)
    is_titled = _begins_like_a_title(mark.title)
    if child or (is_titled and (len(number) > 2 or _stands_alone(mark.line, found, lines))):
        return number <= last or _is_near(number, last)
    return (is_titled or len(number) > 2 or not mark.title) and _is_next(number, last)


def _is_chapter(mark: Mark, last: Number, child: int, item: int) -> bool:
    """Whether "3." opens a chapter: it is next, or its first child follows, and it goes not with `item` 2."""
    number, current = mark.number[0], last[0] if last else 0
    is_listed = item > 0 and number == item + 1
    if number <= current:
        return child == 1 and not is_listed
    return child in (1, 2) or (mark.point and number == current + 1 and not is_listed)


def _begins_like_a_title(title: str) -> bool:
    first = title.lstrip(_OPENING)[:1]
    return first.isalpha() and not first.islower()


def _stands_alone(line: Line, found: Sequence[Heading], lines: Sequence[Line]) -> bool:
    """Whether nothing, an empty line or a heading stands above it."""
    is_under_heading = bool(found) and found[-1].line.no == line.no - 1
    return line.no == 1 or is_under_heading or not lines[line.no - 2].text.strip()


def _is_next(number: Number, last: Number) -> bool:
    """Whether it is the first child, or the next sibling of the last number or of what it stands under."""
    at = len(number) - 1
    return number == (*last, 1) or (len(last) > at and number == (*last[:at], last[at] + 1))


def _is_near(number: Number, last: Number) -> bool:
    """Whether a later number stands in an open section, or at the beginning of one that is close by."""
    if not last or number[:-1] == last[: len(number) - 1]:
        return True
    at = next(i for i in range(len(number)) if number[i : i + 1] != last[i : i + 1])
    leap = number[at] - (*last, 0)[at]
    return leap <= 2 and all(part <= 2 for part in number[at + 1 :])


def _outro(lines: Sequence[Line], found: Sequence[Heading]) -> list[Heading]:
    """The first unnumbered title after the last section's text: what follows it belongs to no section."""
    tail = [*lines[found[-1].line.no :], Line(0, 0, "")] if found else []
    is_written = False
    for above, line, below in zip(tail, tail[1:], tail[2:], strict=False):
        is_written = is_written or bool(above.text.strip())
        if is_written and not above.text.strip() and not below.text.strip() and _is_title(line.text):
            return [Heading(line, (), line.text, line.start)]
    return []


def _is_title(text: str) -> bool:
    """Whether a line is In Title Case: some words, the long ones capitalised, no end of a sentence."""
    words = text.split() if len(text) <= _LONGEST_TITLE else []
    has_capitals = all(word[0].isupper() for word in words if len(word) > 3)
    return len(words) > 1 and words[0][0].isupper() and has_capitals and words[-1][-1] not in ".,;:!"
