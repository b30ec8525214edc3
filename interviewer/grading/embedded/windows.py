"""Windows: the sentences and clauses of an answer, each a verbatim part of it, none twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MAX_WINDOWS = 60
LONG = 20
"""A sentence of more words is also read clause by clause."""
RUN_ON = 45
"""Speech without full stops is cut into stretches of at most this many words."""

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|(?=\n)|$)", re.S)
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|resp|dr|mr|ms|mrs|no|fig)\.$", re.I)
_CLAUSE = re.compile(
    r"[;:,–—]\s+|\s+-\s+|\s+(?=(?:but|because|so that|whereas|while|although|unless)\b)", re.I
)
_WORD = re.compile(r"[\w'%$€£.-]*\w[\w'%$€£.-]*")


def words(text: str) -> list[str]:
    """The words of `text` in lower case; numbers and hyphenated terms are one word each."""
    return [found.strip(".-'").lower() for found in _WORD.findall(text.replace("’", "'"))]


def sentences(text: str) -> list[str]:
    """The sentences (or lines, or stretches of speech) of `text`, in order, verbatim."""
    out: list[str] = []
    start: int | None = None
    for found in _SENTENCE.finditer(text):
        start = found.start() if start is None else start
        piece = text[start : found.end()]
        if not _ABBREVIATION.search(piece.rstrip()):
            out.extend(_stretches(piece.strip()))
            start = None
    if start is not None:
        out.extend(_stretches(text[start:].strip()))
    return [piece for piece in out if words(piece)]


def without(text: str, drop: Callable[[str], bool]) -> str:
    """`text` with a line break in place of each of its sentences that is to be dropped.

    >>> without("So. I split by time.", "So.".__eq__)
    '\\n I split by time.'
    """
    out, place = "", 0
    for sentence in sentences(text):
        start = text.index(sentence, place)
        out, place = out + text[place:start], start + len(sentence)
        out += "\n" if drop(sentence) else sentence
    return out + text[place:]


def windows(text: str) -> list[str]:
    """Every sentence, and the clauses of long ones; what is said twice is one window."""
    seen: dict[str, str] = {}
    for sentence in sentences(text):
        for window in (sentence, *(_clauses(sentence) if len(sentence.split()) > LONG else ())):
            seen.setdefault(" ".join(words(window)), window)
    return list(seen.values())


def _clauses(sentence: str) -> list[str]:
    """The clauses of a sentence, short ones joined to the one before; none where there is only one."""
    edges = [0, *(found.end() for found in _CLAUSE.finditer(sentence)), len(sentence)]
    out: list[str] = []
    start = 0
    for end in edges[1:]:
        if len(sentence[start:end].split()) >= 6 and len(sentence[end:].split()) not in range(1, 5):
            out.append(sentence[start:end].strip(" ,;:–—-"))
            start = end
    return out if len(out) > 1 else []


def _stretches(sentence: str) -> Iterator[str]:
    """`sentence`, or its stretches of RUN_ON words where it runs on without an end."""
    ends = [found.end() for found in re.finditer(r"\S+", sentence)]
    start = 0
    for place in range(RUN_ON, len(ends), RUN_ON):
        yield sentence[start : ends[place - 1]].strip()
        start = ends[place - 1]
    yield sentence[start:].strip()
