"""What must hold of a question beyond its form: names that exist, limits of length, nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from knowledge.forms import Loc
from knowledge.types import Dimension, Exemplar, Kind, Part, Point, Question, RedFlag, StageId, Topic, Twist

MAX_WORDS = 60
MAX_FIX_WORDS = 30
MAX_MINUTES = 60
KINDS: dict[StageId, tuple[Kind, ...]] = {
    "recruiter": ("screen",),
    "technical": ("case", "short"),
    "behavioral": ("story",),
}

_QUESTION_ID = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SOURCE = re.compile(r"guide (\d+(?:\.\d+)*(?:/\d+)?)")
_PROVENANCE = re.compile(r"(?:guide|authored, after guide) §\d+(?:\.\d+)*(?:(?:,| and) §\d+(?:\.\d+)*)*")

Finding = tuple[Loc, str, str]
"""A mistake before it has a file and a line: the key, what is wrong, and the remedy."""


@dataclass(frozen=True)
class Surroundings:
    """What a question may refer to: topics, dimensions, and the numbers of the guide's passages ("3.2.1")."""

    topics: tuple[Topic, ...]
    dimensions: tuple[Dimension, ...]
    citable: frozenset[str]


def proofread(question: Question, stem: str, around: Surroundings) -> Iterator[Finding]:
    """Every mistake in a question that stands in the file `stem`.yaml."""
    yield from _head(question, stem, around)
    yield from _points(question, around)
    yield from _red_flags(question, around)
    yield from _parts_and_twists(question)
    yield from _exemplars(question)


def repeated(key: str, ids: Iterable[str]) -> Iterator[Finding]:
    """The ids of a list under `key` that stand in it before."""
    seen: set[str] = set()
    for i, id in enumerate(ids):
        if id in seen:
            yield (key, i, "id"), f"{id!r} stands twice", "give each its own id"
        seen.add(id)


def version(n: int) -> Iterator[Finding]:
    """Grades record the version of a file, so it counts up from 1."""
    if n < 1:
        yield ("version",), f"{n!r} is no version", "write 1, and one more with each change"


def _head(q: Question, stem: str, around: Surroundings) -> Iterator[Finding]:
    if q.id != stem:
        yield ("id",), f"{q.id!r} stands in a file named {stem!r}", "name the file after the id"
    if not _QUESTION_ID.fullmatch(q.id):
        yield ("id",), f"{q.id!r} is not an id", "use letters and digits, joined by dots or hyphens"
    yield from version(q.version)
    stage_of = {t.id: t.stage for t in around.topics}
    if stage_of.get(q.topic) != q.stage:
        yield (
            ("topic",),
            f"{q.topic!r} is no topic of {q.stage}",
            _one_of(t for t in stage_of if stage_of[t] == q.stage),
        )
    if q.kind not in KINDS[q.stage]:
        yield ("kind",), f"{q.kind!r} is not asked in {q.stage}", _one_of(KINDS[q.stage])
    if not 0 < q.minutes <= MAX_MINUTES:
        yield ("minutes",), f"{q.minutes!r} minutes", f"write more than 0 and at most {MAX_MINUTES}"
    yield from chain(_asked(("text",), q.text), _asked(("rephrased",), q.rephrased))
    yield from _provenance(q.provenance, around)


def _provenance(provenance: str, around: Surroundings) -> Iterator[Finding]:
    if not _PROVENANCE.fullmatch(provenance):
        yield (
            ("provenance",),
            f"{provenance!r} names no origin",
            "write 'guide §x' or 'authored, after guide §x'",
        )
    for number in re.findall(r"§(\d+(?:\.\d+)*)", provenance):
        if number not in around.citable:
            yield ("provenance",), f"the guide has no text at {number!r}", "cite one that it has"


def _points(q: Question, around: Surroundings) -> Iterator[Finding]:
    if not 4 <= len(q.points) <= 8:
        yield ("points",), f"{len(q.points)} points", "write 4 to 8"
    if not any(p.core for p in q.points):
        yield ("points",), "no point is core", "mark the one to three that a strong answer stands on"
    yield from repeated("points", (p.id for p in q.points))
    for i, point in enumerate(q.points):
        yield from _under(("points", i), _point(point, q.stage, around))


def _point(p: Point, stage: StageId, around: Surroundings) -> Iterator[Finding]:
    yield from _referring(p, stage, around)
    if p.weight not in (1, 2, 3):
        yield ("weight",), f"{p.weight!r} is no weight", "write 1, 2 or 3"
    if p.probe.count("?") != 1:
        yield ("probe",), f"{p.probe.count('?')} question marks in {p.probe!r}", "ask exactly one question"
    yield from _short(("probe",), p.probe, MAX_WORDS)
    yield from _short(("fix",), p.fix, MAX_FIX_WORDS)
    for key, phrases in (("aliases", p.aliases), ("said", p.said), ("missed", p.missed)):
        if not phrases:
            yield (key,), "the list is empty", "write at least one"


def _red_flags(q: Question, around: Surroundings) -> Iterator[Finding]:
    yield from repeated("red_flags", (f.id for f in q.red_flags))
    for i, flag in enumerate(q.red_flags):
        yield from _under(("red_flags", i), _referring(flag, q.stage, around))
        if not 0.5 <= flag.penalty <= 2:
            yield ("red_flags", i, "penalty"), f"{flag.penalty!r} grades", "write 0.5 to 2"
        if not flag.said:
            yield ("red_flags", i, "said"), "the list is empty", "write at least one"


def _referring(item: Point | RedFlag, stage: StageId, around: Surroundings) -> Iterator[Finding]:
    """What points and red flags share: an id, a dimension of the stage and a source in the guide."""
    if not _NAME.fullmatch(item.id):
        yield ("id",), f"{item.id!r} is not an id", "use lower-case words joined by hyphens"
    dimensions = [d.id for d in around.dimensions if d.stage == stage]
    if item.dimension not in dimensions:
        yield ("dimension",), f"{item.dimension!r} is no dimension of {stage}", _one_of(dimensions)
    cited = _SOURCE.fullmatch(item.source)
    if not cited:
        yield ("source",), f"{item.source!r} is no citation", "write 'guide x' with the number of a section"
    elif cited[1] not in around.citable:
        yield ("source",), f"the guide has no text at {cited[1]!r}", "cite one that it has"


def _parts_and_twists(q: Question) -> Iterator[Finding]:
    if q.kind == "case" and not (q.parts and q.twists):
        yield ("kind",), "a case without parts or without twists", "write both, or call it short"
    if q.kind != "case" and (q.parts or q.twists):
        yield ("kind",), f"a {q.kind} with parts or twists", "remove them, or call it a case"
    points = {p.id for p in q.points}
    asked: tuple[tuple[str, tuple[Part | Twist, ...]], ...] = (("parts", q.parts), ("twists", q.twists))
    for key, items in asked:
        yield from repeated(key, (item.id for item in items))
        for i, item in enumerate(items):
            yield from _asked((key, i, "text"), item.text)
            yield from _existing((key, i, "points"), item.points, points, "point")


def _exemplars(q: Question) -> Iterator[Finding]:
    if not any(e.grade == 5 for e in q.exemplars):
        yield ("exemplars",), "none is at grade 5", "write the answer that a candidate may be shown"
    points, flags = {p.id for p in q.points}, {f.id for f in q.red_flags}
    for i, exemplar in enumerate(q.exemplars):
        yield from _under(("exemplars", i), _exemplar(exemplar, points, flags))


def _exemplar(e: Exemplar, points: set[str], flags: set[str]) -> Iterator[Finding]:
    if e.grade not in range(1, 6):
        yield ("grade",), f"{e.grade!r} is no grade", "write 1 to 5"
    yield from _existing(("met",), e.met, points, "point")
    yield from _existing(("partly",), e.partly, points, "point")
    yield from _existing(("red_flags",), e.red_flags, flags, "red flag")
    for id in sorted(set(e.met) & set(e.partly)):
        yield ("partly",), f"{id!r} is met as well", "keep it in one of the two"


def _asked(loc: Loc, text: str) -> Iterator[Finding]:
    """One question a turn, short enough to be heard."""
    if text.count("?") > 1:
        yield loc, f"{text.count('?')} question marks", "ask one question"
    yield from _short(loc, text, MAX_WORDS)


def _short(loc: Loc, text: str, most: int) -> Iterator[Finding]:
    if len(text.split()) > most:
        yield loc, f"{len(text.split())} words", f"write at most {most}"


def _existing(loc: Loc, ids: Iterable[str], known: Container[str], noun: str) -> Iterator[Finding]:
    for i, id in enumerate(ids):
        if id not in known:
            yield (*loc, i), f"the question has no {noun} {id!r}", "correct the id or write it"


def _under(loc: Loc, findings: Iterator[Finding]) -> Iterator[Finding]:
    return (((*loc, *inner), what, remedy) for inner, what, remedy in findings)


def _one_of(names: Iterable[str]) -> str:
    return "write " + (" or ".join(names) or "one that exists")
