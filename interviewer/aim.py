"""Aim: what a pasted job description or resume, and the topics wished for, ask the interview to be about.

The text is read on this machine only: contact data is taken out first, then each of its lines is looked up in the
index. What comes of it is `Focus` values in the plan: a question, the points of it that are probed first, and why.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Protocol

from interviewer.errors import Refused
from interviewer.grading.embedded.lexicon import FUNCTION_WORDS
from interviewer.privacy import redacted
from interviewer.types import Focus
from knowledge.index import Hit, Match
from knowledge.types import Bank

LONGEST = 20_000
"""Characters of a pasted text; a longer one is refused."""
MOST_LINES = 120
"""Lines of it that are looked up, 10 ms each."""
NEAR = 0.45
"""From this similarity on a line asks for a question. Read by eye on fourteen lines of job descriptions."""
FALLS_OFF = 0.12
"""Of the questions that a line is near to, those that are this much farther than the first are left out."""
A_LINE = 3
"""Questions that one line may ask for."""
LEAST_WORDS = 3
A_LIST = 12
"""Items of one line's list that are looked up each."""
QUOTED = 10
"""Words of a line that a reason repeats."""

_ITEM = re.compile(r",\s+(?:and |or )?|:\s+|(?<!\s)\s+and\s+")
# A run of blanks is tried from its beginning only: tried from each of its places, the work grows with its square.
_BREAK = re.compile(r"[\n;•·|]+|(?<=[.!?])\s+(?=[A-Z])")
_EDGES = ' \t-–*#,.:()"“”'
_MARK = re.compile(r"\[(?:e-mail|phone|address|link|name|date of birth|personal detail)\]")
_EVERYWHERE = re.compile(
    r"\bequal opportunit|\bregardless of\b|\bwe offer\b|\bperks\b|\bvacation\b|\bdiversity\b|\bapply (?:now|today|at|to)\b|\bprivacy\b"
    r"|^(?:skills|experience|education|requirements|responsibilities|summary|profile|projects|languages|about (?:us|the role)|must(?:-| )haves?|nice to have|contact)$",
    re.I,
)
"""What stands in every job description and asks for nothing."""
_SPELLED: Mapping[str, str] = {
    r"retrieval[- ]augmented generation": "RAG for question answering",
    r"\bllms?\b|large language models?": "RAG with language models",
    r"\bnlp\b|natural language processing": "sentiment of text, language models",
    r"\bETL\b|\bELT\b": "data pipeline",
    r"computer vision": "vision models, OCR",
    r"explainab\w+|\bSHAP\b|\bXAI\b": "reasons and explanations for rejected applicants",
    r"\bMLOps\b|monitoring": "keeping a model reliable in production",
}  # fmt: skip
"""Words of job descriptions that the questions of a guide spell otherwise."""


class Questions(Protocol):
    """Where questions are found, as in an `Index`."""

    def questions(self, query: str, *, k: int) -> tuple[Match, ...]:
        """The k questions of the bank nearest to the query, best first."""
        ...


@dataclass(frozen=True)
class Aim:
    """What was read of a pasted text: `text` is all that anything sees of it, `removed` how much of what was taken out.

    unheard: the words that lead to no question
    """

    text: str
    removed: tuple[tuple[str, int], ...]
    focus: tuple[Focus, ...]
    unheard: tuple[str, ...] = ()


def aim_at(pasted: str, index: Questions) -> Aim:
    """What a pasted text asks for, the strongest first. Raises Refused for one that is far too long."""
    if len(pasted) > LONGEST:
        raise Refused(f"That is {len(pasted):,} characters; please paste at most {LONGEST:,} of it.")
    read = redacted(pasted)
    pulls: dict[str, _Pull] = {}
    lines, heard = tuple(lines_of(read.text)), set[str]()
    for line in lines:
        for match in _asked_for(line, index):
            heard.add(line)
            id, point = match.question.id, _point(match.hit)
            before = pulls.get(id, _Pull("", 0.0))
            pulls[id] = before.and_also(line, match.hit.similarity, point)
    ranked = sorted(pulls.items(), key=lambda pull: -pull[1].strength)
    focus = tuple(Focus(id, _reason(p.line), p.points) for id, p in ranked)
    return Aim(read.text, read.removed, focus, tuple(_unheard(lines, heard)))


def unread(pasted: str) -> Aim:
    """The aim without an index: no question is asked for."""
    read = redacted(pasted)
    return Aim(read.text, read.removed, ())


def topics_of(focus: Sequence[Focus], bank: Bank) -> tuple[tuple[str, str], ...]:
    """Names of the topics that come up, each with the first reason: what may be told before the interview."""
    named: dict[str, str] = {}
    for one in focus:
        named.setdefault(bank.topic(bank.question(one.question).topic).name, one.reason)
    return tuple(named.items())


@dataclass(frozen=True)
class _Pull:
    """How strongly a text asks for a question: its nearest line, how near that is, the points it speaks of."""

    line: str
    strength: float
    points: tuple[str, ...] = ()

    def and_also(self, line: str, similarity: float, point: str) -> _Pull:
        nearest = _Pull(line, similarity, self.points) if similarity > self.strength else self
        return replace(nearest, points=tuple(dict.fromkeys((*self.points, point) if point else self.points)))


def lines_of(text: str) -> Iterator[str]:
    """The lines and sentences that say something, and what they list, the first ones of a long text."""
    parts = (_MARK.sub(" ", part).strip(_EDGES) for part in _BREAK.split(text))
    said = [p for p in dict.fromkeys(parts) if p and not _EVERYWHERE.search(p)]
    items = (item.strip(_EDGES) for part in said for item in _ITEM.split(part)[:A_LIST])
    listed = (item for item in items if not _EVERYWHERE.search(item))
    found = dict.fromkeys((*(p for p in said if len(p.split()) >= LEAST_WORDS), *listed))
    yield from [p for p in found if len(p) > 2 and p.lower() not in FUNCTION_WORDS][:MOST_LINES]


def _unheard(lines: Sequence[str], heard: Collection[str]) -> Iterator[str]:
    """The smallest parts that led nowhere; a part of what was heard as a whole is not one."""
    whole = [line for line in heard if not any(part in line for part in heard if part != line)]
    for line in lines:
        smallest = not any(part in line for part in lines if part != line)
        if smallest and line not in heard and not any(line in other for other in whole):
            yield line


def _asked_for(line: str, index: Questions) -> Iterator[Match]:
    spelled = reduce(
        lambda said, pair: re.sub(pair[0], rf"\g<0> ({pair[1]})", said, flags=re.I), _SPELLED.items(), line
    )
    found = index.questions(spelled, k=A_LINE)
    for match in found:
        if match.hit.similarity >= max(NEAR, found[0].hit.similarity - FALLS_OFF):
            yield match


def _point(hit: Hit) -> str:
    """The id of the point that was found, "" where the question itself was."""
    return hit.passage.id.rpartition("/")[2] if hit.passage.kind == "point" else ""


def _reason(line: str) -> str:
    return f"your text says {quoted(line)}"


def quoted(line: str) -> str:
    """A line in quotation marks, its end left out where it is long."""
    words = line.split()
    return f"“{' '.join(words[:QUOTED])}{' …' if len(words) > QUOTED else ''}”"
