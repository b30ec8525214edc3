"""The debrief: what one stage showed, what it could not show and what to practise. From the events alone. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from math import ceil, log, sqrt
from statistics import fmean

from interviewer.attempts import Attempt, attempts, minutes_spent
from interviewer.events import Aside, Graded, Session, Spent, StageClosed, StageOpened
from interviewer.grading.evidence import find_quote
from interviewer.grading.feedback import make_card
from interviewer.grading.score import CREDIT, verdict
from interviewer.types import Card, Decision, DimensionRow, Drill, Exchange, Grade, StageDebrief
from knowledge.types import Bank, Dimension, Point, Question

DRILLS = 3
ROW_QUOTES = 2
ROW_QUOTE_WORDS = 25
TIP_LIKENESS = 1.7
"""A tip under this is not shown; see `_tips`."""
STEPS: tuple[Decision, ...] = ("Strong No Hire", "No Hire", "Hire", "Strong Hire")
"""The decisions in their order; "not enough evidence" stands outside it."""
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def card_of(session: Session, attempt: Attempt, bank: Bank) -> Card | None:
    """The feedback card of an attempt; None while it is not judged, or when `bank` does not hold its question."""
    question = _question(session, attempt.question, bank)
    if attempt.grade is None or question is None:
        return None
    return make_card(
        question,
        _proved(attempt.grade, attempt.exchanges),
        attempt.exchanges,
        rating=attempt.rating,
        seconds=attempt.seconds,
        probes=len(attempt.probed),
        hints=sum(step for _, step in attempt.hints),
        advice_passage=_advice(question, bank),
    )


def loop_debrief(session: Session, bank: Bank) -> tuple[StageDebrief, ...]:
    """The debriefs of the stages that were opened, in order."""
    opened = dict.fromkeys(e.stage for e in session.events if isinstance(e, StageOpened))
    return tuple(stage_debrief(session, stage, bank) for stage in opened)


def stage_debrief(session: Session, stage: str, bank: Bank) -> StageDebrief:
    """What a stage showed. Of each question its latest answered attempt counts; the cards show them all.

    The verdict needs grades for half of the questions planned, and a stage that is closed.
    """
    tried = [a for a in attempts(session) if a.stage == stage]
    answers = _counted(tried)
    results = list(_results(session, answers, bank))
    rows = tuple(_row(d, results) for d in bank.dimensions_of(stage))
    mean = fmean(r.overall for r in results) if results else None
    gaps = _gaps(session, tried, results, bank)
    off = [a.rating - a.grade.overall for a in tried if a.rating and a.grade and a.grade.overall]
    cards = (card_of(session, a, bank) for a in tried)
    decision, flip = _decided(session, stage, mean, rows, len(results))
    return StageDebrief(
        stage=stage,
        verdict=decision,
        mean=mean,
        given=len(answers),
        graded=len(results),
        rows=rows,
        cards=tuple(card for card in cards if card is not None),
        not_assessed=(*(r.name for r in rows if r.level is None), *_unanswered(session, stage, tried, bank)),
        flip=flip,
        next_time=next((g.fix for g in gaps if g.fix), ""),
        drills=tuple(_drills(gaps[:DRILLS], bank)),
        minutes=minutes_spent(session, stage),
        probes=sum(len(a.probed) for a in tried),
        hints=sum(step for a in tried for _, step in a.hints),
        rating_gap=fmean(off) if off else None,
        tokens=_tokens(session, stage, {a.id for a in tried}),
    )


# --- the answers that count --------------------------------------------------------------------


@dataclass(frozen=True)
class _Result:
    """A counted attempt with its grade."""

    attempt: Attempt
    grade: Grade
    overall: int
    question: Question


def _counted(tried: Sequence[Attempt]) -> list[Attempt]:
    return list({a.question: a for a in tried if a.exchanges}.values())


def _results(session: Session, answers: Sequence[Attempt], bank: Bank) -> Iterator[_Result]:
    for attempt in answers:
        question = _question(session, attempt.question, bank)
        if question and attempt.grade and attempt.grade.overall is not None:
            yield _Result(attempt, _proved(attempt.grade, attempt.exchanges), attempt.grade.overall, question)


def _question(session: Session, id: str, bank: Bank) -> Question | None:
    """The question; None where the interview was held with another bank, or the bank has dropped it since."""
    held_here = session.plan.bank == bank.id
    return next((q for q in bank.questions if q.id == id and held_here), None)


def _proved(grade: Grade, exchanges: Sequence[Exchange]) -> Grade:
    """The grade with those quotes only that stand in the answer, wherever it was stored in between."""
    marks = tuple(replace(m, quote=_span(m.quote, exchanges)) for m in grade.marks)
    raised = (replace(r, quote=_span(r.quote, exchanges)) for r in grade.raised)
    return replace(grade, marks=marks, raised=tuple(r for r in raised if r.quote))


def _span(quote: str, exchanges: Sequence[Exchange]) -> str:
    spans = (find_quote(quote, exchange.said) for exchange in exchanges)
    return next((span for span in spans if span), "")


def _advice(question: Question, bank: Bank) -> str:
    """The passage a question rests on: "guide 2.2" for "authored, after guide §2.2 and §1.2"; "" without one."""
    section = re.search(r"§([\d.]*\d)", question.provenance)
    id = f"guide {section[1]}" if section else ""
    return id if any(p.id == id for p in bank.guide.passages) else ""


def _unanswered(session: Session, stage: str, tried: Sequence[Attempt], bank: Bank) -> Iterator[str]:
    """The planned questions without an answer, each with the reason."""
    asked = {a.question: "declined" if a.closed else "no answer" for a in tried}
    answered = {a.question for a in tried if a.exchanges}
    for id in _planned(session, stage):
        if id not in answered:
            question = _question(session, id, bank)
            yield f"{question.title if question else id} ({asked.get(id, 'not asked')})"


def _planned(session: Session, stage: str) -> list[str]:
    return [q.id for s in session.plan.stages if s.stage == stage for q in s.questions]


# --- dimensions --------------------------------------------------------------------------------


def _row(dimension: Dimension, results: Sequence[_Result]) -> DimensionRow:
    levels = [
        level.level
        for r in results
        for level in r.grade.levels
        if level.dimension == dimension.id and (level.evidence or _flagged(r, dimension.id))
    ]
    level = fmean(levels) if levels else None
    quotes = [quote for r in results for quote in _quotes(r, dimension.id)] if levels else []
    return DimensionRow(
        dimension=dimension.id,
        name=dimension.name,
        core=dimension.core,
        level=level,
        answers=len(levels),
        quotes=tuple(dict.fromkeys(quotes))[:ROW_QUOTES],
        next_anchor=_next_anchor(dimension, level),
    )


def _flagged(result: _Result, dimension: str) -> bool:
    raised = {r.flag for r in result.grade.raised}
    return any(f.id in raised and f.dimension == dimension for f in result.question.red_flags)


def _quotes(result: _Result, dimension: str) -> Iterator[str]:
    """The words behind a dimension in one answer, the heaviest point first, each cut to its first words."""
    said = {m.point: m.quote for m in result.grade.marks if m.quote}
    for point in sorted(result.question.points, key=lambda p: -p.weight):
        if point.dimension == dimension and point.id in said:
            ends = [found.end() for found in re.finditer(r"\S+", said[point.id])]
            yield said[point.id][: ends[:ROW_QUOTE_WORDS][-1]]


def _next_anchor(dimension: Dimension, level: float | None) -> str:
    above = sorted(at for at in dimension.anchors if level is not None and at > level)
    return dimension.anchors[above[0]] if above else ""


# --- the verdict, and what would change it -----------------------------------------------------


def _decided(
    session: Session, stage: str, mean: float | None, rows: Sequence[DimensionRow], graded: int
) -> tuple[Decision, str]:
    if not any(isinstance(e, StageClosed) and e.stage == stage for e in session.events):
        return "not enough evidence", "The stage is still open; the verdict comes when it closes."
    if session.plan.mode != "live":
        return "not enough evidence", ""
    planned = len(_planned(session, stage))
    core = {r.name: r.level for r in rows if r.core and r.level is not None}
    decision = verdict(mean, list(core.values()), planned, graded)
    if mean is None or decision == "not enough evidence":
        needed = _counted_out(ceil(planned / 2), "graded answer")
        return (
            decision,
            f"A verdict needs {needed} of the {planned} planned; so far {graded}.",
        )
    return decision, _flip(decision, mean, core, graded)


def _flip(decision: Decision, mean: float, core: dict[str, float], graded: int) -> str:
    """The fewest grades that lead to the next decision up, or down from the top one."""
    answers = f"over the {graded} answers" if graded > 1 else "on the answer"
    levels = list(core.values())
    if decision == STEPS[-1]:
        less = next(k for k in count(1) if verdict(mean - k / graded, levels, 1, 1) != decision)
        below = verdict(mean - less / graded, levels, 1, 1)
        return _sentence(f"{_counted_out(less, 'grade')} less {answers}", below)
    goal = STEPS.index(decision) + 1
    more = next(k for k in count() if _step(mean + k / graded, [5.0]) >= goal)
    raised = {
        name: next(k for k in count() if _step(5.0, [level + k]) >= goal) for name, level in core.items()
    }
    wishes = [(more, answers), *((k, f"on {name}") for name, k in raised.items())]
    parts = [f"{_counted_out(k, 'more grade')} {where}" for k, where in wishes if k]
    reached = verdict(mean + more / graded, [core[name] + k for name, k in raised.items()], 1, 1)
    return _sentence(" and ".join(parts), reached)


def _step(mean: float, core: Sequence[float]) -> int:
    return STEPS.index(verdict(mean, core, 1, 1))


def _sentence(change: str, decision: Decision) -> str:
    return f"{change[:1].upper()}{change[1:]} would make it {decision}."


def _counted_out(n: int, noun: str) -> str:
    number = _WORDS[n] if n < len(_WORDS) else str(n)
    return f"{number} {noun}{'' if n == 1 else 's'}"


# --- what to practise --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Gap:
    """The point of a question that cost most: `lost` is weight. `fix` is its card's, "" without one."""

    lost: float
    question: Question
    point: Point
    fix: str = ""


def _gaps(session: Session, tried: Sequence[Attempt], results: Sequence[_Result], bank: Bank) -> list[_Gap]:
    """The heaviest gap of each question, the heaviest first; a declined question lacks everything."""
    found = [gap for r in results if (gap := _gap(r.question, r.grade))]
    answered = {a.question for a in tried if a.exchanges}
    for id in dict.fromkeys(a.question for a in tried if a.question not in answered and a.closed):
        question = _question(session, id, bank)
        if question is not None:
            heaviest = max(question.points, key=lambda p: (p.weight, p.core))
            found.append(_Gap(heaviest.weight, question, heaviest))
    return sorted(found, key=lambda g: (-g.lost, not g.point.core))


def _gap(question: Question, grade: Grade) -> _Gap | None:
    verdicts = {m.point: m.verdict for m in grade.marks if m.verdict != "ungraded"}
    lost = [(p.weight * (1 - CREDIT[verdicts[p.id]]), p) for p in question.points if p.id in verdicts]
    cost, point = max(lost, key=lambda pair: (pair[0], pair[1].core), default=(0.0, None))
    return _Gap(cost, question, point, point.fix) if point and cost else None


def _drills(gaps: Sequence[_Gap], bank: Bank) -> Iterator[Drill]:
    rarity = _rarity(bank) if gaps else {}
    for gap in gaps:
        question, point = gap.question, gap.point
        passages = dict.fromkeys((point.source, *_tips(question, bank, rarity)))
        yield Drill(question.id, question.title, f"Meet: {point.text}", tuple(passages))


def _tips(question: Question, bank: Bank, rarity: dict[str, float]) -> list[str]:
    """The tip that shares most rare words with the question, if it shares enough; its own wording counts twice.

    Words, not vectors, so that a debrief needs no model. Read by eye: of the 39 questions of the shipped bank 32
    get a tip, which fits all but one or two.
    """
    wording = _stems(f"{bank.topic(question.topic).name} {question.title} {question.text}")
    about = _stems(_wording(question, bank))
    scored = [
        (_likeness(_stems(p.text), about, wording, rarity), p.id)
        for p in bank.guide.passages
        if p.kind == "tip"
    ]
    likeness, tip = max(scored, default=(0.0, ""))
    return [tip] if likeness >= TIP_LIKENESS else []


def _likeness(tip: set[str], about: set[str], wording: set[str], rarity: dict[str, float]) -> float:
    shared = sum(rarity[w] for w in tip & about) + sum(rarity[w] for w in tip & wording)
    return shared / sqrt(sum(rarity[w] for w in tip) or 1.0)


def _rarity(bank: Bank) -> dict[str, float]:
    """How telling each word is: 0 where every passage and question has it."""
    texts = [p.text for p in bank.guide.passages] + [_wording(q, bank) for q in bank.questions]
    spread = Counter(word for text in texts for word in _stems(text))
    return {word: log(len(texts) / n) for word, n in spread.items()}


def _wording(question: Question, bank: Bank) -> str:
    points = (text for p in question.points for text in (p.text, p.met_when, *p.aliases))
    return " ".join((bank.topic(question.topic).name, question.title, question.text, *points))


def _stems(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[^\W\d_]{5,}", text.lower())}


# --- tokens ------------------------------------------------------------------------------------


def _tokens(session: Session, stage: str, ids: set[int]) -> int:
    """Tokens of asking and judging; what wording a line has cost is told before the line is said."""
    total, waiting, now = 0, 0, ""
    for event in session.events:
        if isinstance(event, Graded):
            total += event.grade.tokens if event.attempt in ids else 0
        elif isinstance(event, Spent):
            waiting += event.prompt_tokens + event.completion_tokens
        elif not isinstance(event, Aside):
            now = event.stage if isinstance(event, StageOpened) else now
            total, waiting = total + (waiting if now == stage else 0), 0
    return total + (waiting if now == stage else 0)
