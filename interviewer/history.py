"""What all interviews show together: attempts at a question, recurring gaps, progress, calibration. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from interviewer.digest import Digest, Try
from interviewer.dimensions import assessed
from interviewer.spacing import Due, Review, due_dates
from interviewer.types import Mode
from knowledge.types import Bank, Dimension, Point, Question

SPOTS = 12
"""How many points a line of a chart has at most: sessions that follow each other are taken together."""
EXAMPLES = 3
MISSED = ("no_evidence", "not_met")


@dataclass(frozen=True)
class Filter:
    """Which interviews are listed; "" is any. `state`: come to their end, or still open."""

    mode: Mode | Literal[""] = ""
    stage: str = ""
    state: Literal["", "finished", "open"] = ""


@dataclass(frozen=True)
class Attempted:
    """An attempt at a question, and the session that it was made in."""

    session: str
    tried: Try


@dataclass(frozen=True)
class Spot:
    """A mean over `n` answers of sessions that follow each other, from `began` to `ended`."""

    began: float
    ended: float
    mean: float
    n: int


@dataclass(frozen=True)
class Series:
    """What one dimension or topic came to over the sessions, oldest first."""

    stage: str
    name: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Missed:
    """A point that answers left out: `times` of the `of` times it was asked for; `open`: the last time too."""

    question: Question
    point: Point
    times: int
    of: int
    open: bool


@dataclass(frozen=True)
class Weakness:
    """A dimension that lost points in several sessions: how many of those judged, and the points that weigh most."""

    dimension: Dimension
    missed: int
    judged: int
    sessions: int
    points: tuple[Missed, ...]


def chosen(digests: Iterable[Digest], by: Filter) -> tuple[Digest, ...]:
    """The interviews that a filter lets through, in their order."""
    return tuple(
        d
        for d in digests
        if by.mode in ("", d.mode)
        and (not by.stage or by.stage in d.stages)
        and (not by.state or d.finished == (by.state == "finished"))
    )


def attempted(digests: Iterable[Digest], bank: Bank) -> dict[str, tuple[Attempted, ...]]:
    """The attempts at each question that this bank holds, oldest first; the question answered last comes first."""
    held = {q.id for q in bank.questions}
    found: defaultdict[str, list[Attempted]] = defaultdict(list)
    for digest in _of(digests, bank):
        for tried in digest.tries:
            if tried.question in held:
                found[tried.question].append(Attempted(digest.id, tried))
    for one in found.values():
        one.sort(key=lambda a: a.tried.at)
    latest = sorted(found.items(), key=lambda item: -item[1][-1].tried.at)
    return {question: tuple(tried) for question, tried in latest}


def due(digests: Iterable[Digest], bank: Bank) -> tuple[Due, ...]:
    """When each question that was answered is worth answering again, the earliest first."""
    reviews = {
        question: [Review(a.tried.at, a.tried.overall) for a in tried if a.tried.overall is not None]
        for question, tried in attempted(digests, bank).items()
    }
    return due_dates(reviews)


# --- over time ---------------------------------------------------------------------------------


def by_dimension(digests: Iterable[Digest], bank: Bank) -> tuple[Series, ...]:
    """The level of each dimension over the sessions, in the bank's order; those never assessed are left out."""
    rows = {d.id: (d.stage, d.name) for d in bank.dimensions}
    questions = {q.id: q for q in bank.questions}
    return _series(digests, bank, rows, lambda tried: _shown(tried, questions.get(tried.question)))


def _shown(tried: Try, question: Question | None) -> list[tuple[str, int]]:
    """The levels of those dimensions that the try was assessed on, by the debrief's rule."""
    marks = dict(tried.marks)
    return [
        (dimension, level)
        for dimension, level in tried.levels
        if question and assessed(question, dimension, marks, tried.raised, tried.followed)
    ]


def by_topic(digests: Iterable[Digest], bank: Bank) -> tuple[Series, ...]:
    """The grades of each topic over the sessions, in the bank's order."""
    rows = {t.id: (t.stage, t.name) for t in bank.topics}
    topics = {q.id: q.topic for q in bank.questions}
    return _series(
        digests,
        bank,
        rows,
        lambda tried: [(topics.get(tried.question, ""), tried.overall)] if tried.overall else [],
    )


def calibration(digests: Iterable[Digest], bank: Bank) -> tuple[Spot, ...]:
    """How far the candidate's own grades lie above (+) or below (-) the grades, over the sessions."""
    values = (
        (t.at, float(t.rating - t.overall))
        for d in _of(digests, bank)
        for t in d.tries
        if t.rating and t.overall
    )
    return _spots(sorted(values))


def mean_of(spots: Sequence[Spot]) -> float:
    """The mean over all answers of some spots."""
    return sum(s.mean * s.n for s in spots) / sum(s.n for s in spots)


def _series(
    digests: Iterable[Digest],
    bank: Bank,
    rows: Mapping[str, tuple[str, str]],
    values: Callable[[Try], Sequence[tuple[str, int]]],
) -> tuple[Series, ...]:
    found: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for digest in _of(digests, bank):
        for tried in digest.counted:
            for key, value in values(tried):
                found[key].append((tried.at, float(value)))
    return tuple(
        Series(stage, name, _spots(sorted(found[key]))) for key, (stage, name) in rows.items() if found[key]
    )


def _spots(values: Sequence[tuple[float, float]]) -> tuple[Spot, ...]:
    """The values in at most `SPOTS` runs of equal length, a day being one run as long as there are few days."""
    days: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for at, value in values:
        days[int(at // 86400)].append((at, value))
    runs = list(days.values())
    size = -(-len(runs) // SPOTS) or 1
    joined = ([v for run in runs[i : i + size] for v in run] for i in range(0, len(runs), size))
    return tuple(Spot(run[0][0], run[-1][0], fmean(v for _, v in run), len(run)) for run in joined)


# --- what goes missing again and again ---------------------------------------------------------


def recurring(digests: Sequence[Digest], bank: Bank) -> tuple[Weakness, ...]:
    """The dimensions that lost points in two sessions or more, the one that lost the largest share first."""
    points = {(q.id, p.id): (q, p) for q in bank.questions for p in q.points}
    judged: defaultdict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    sessions: defaultdict[str, set[str]] = defaultdict(set)
    for digest in _of(digests, bank):
        for tried in digest.tries:
            for point, verdict in tried.marks:
                key = (tried.question, point)
                if key in points and verdict != "ungraded":
                    judged[key].append((tried.at, verdict in MISSED))
                    if verdict in MISSED:
                        sessions[points[key][1].dimension].add(digest.id)
    missed = [_missed(*points[key], sorted(given)) for key, given in judged.items()]
    found = (
        _weakness(d, [m for m in missed if m.point.dimension == d.id], len(sessions[d.id]))
        for d in bank.dimensions
    )
    often = [w for w in found if w.sessions > 1]
    return tuple(sorted(often, key=lambda w: -w.missed / w.judged))


def _missed(question: Question, point: Point, given: Sequence[tuple[float, bool]]) -> Missed:
    return Missed(question, point, sum(missed for _, missed in given), len(given), given[-1][1])


def _weakness(dimension: Dimension, missed: Sequence[Missed], sessions: int) -> Weakness:
    worst = sorted((m for m in missed if m.times), key=lambda m: (not m.open, -m.times * m.point.weight))
    return Weakness(
        dimension, sum(m.times for m in missed), sum(m.of for m in missed), sessions, tuple(worst[:EXAMPLES])
    )


def _of(digests: Iterable[Digest], bank: Bank) -> Iterable[Digest]:
    """Those held with this bank: of another one nothing can be named."""
    return (d for d in digests if d.bank == bank.id)
