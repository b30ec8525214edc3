"""The feedback card of one answer: verified quotes, one thing to fix first, short enough to be read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from interviewer.grading.card_rules import FOLD_WORDS, about_the_person, instruction, words_above_fold
from interviewer.grading.every_point import every_point
from interviewer.grading.evidence import span_said
from interviewer.grading.excerpt import excerpt, first_words
from interviewer.grading.score import CREDIT, apart
from interviewer.types import Card, Exchange, Grade, HeardLine, Mark, Missing, Verdict
from knowledge.types import Point, Question

THINNER = "The points are there, but the whole reads thinner than they do, and the grade follows the whole."
STRONGER = "The whole reads stronger than the points found: one may have been missed (see “Every point”)."
FAR_APART = 2
"""From so many grades between the overall and the points, the card says that they part ways. On answers of ours and of
the gold, read by weights that never saw their question, the raters were then nearer to the overall (29 of 44; 2 to the points).
"""
DEEPEN = "Say why, for each point: the reason, an example with a figure, and what the choice costs."
"""What to fix where every point was spoken to and the answer is not at the top."""
HEARD_LINES = 3
TOP = 5
HEARD_WORDS = 18
KEEP_WORDS = 25
MISSING_SHOWN = 3
FACTS = 2
WHY_WORDS, TITLE_WORDS = 60, 20
"""What is left of a rubric that is far too wordy for a card."""


def make_card(
    question: Question,
    grade: Grade,
    exchanges: Sequence[Exchange],
    *,
    rating: int | None,
    seconds: float,
    probes: int,
    hints: int,
    advice_passage: str,
) -> Card:
    """The card of one attempt. `advice_passage` is the passage that opens beside "why"."""
    marks = _proved(grade.marks, exchanges)
    quoted = tuple(mark for mark in marks if mark.quote)
    gaps = _gaps(question, grade)
    first = gaps[0] if gaps else None
    absent = [p for p in gaps if _verdicts(grade).get(p.id) == "no_evidence"]
    heard, keep = _told(question, _lines(question, grade, quoted, exchanges), quoted)
    card = Card(
        question=question.id,
        title=question.title,
        grade=grade,
        rating=rating,
        heard=heard,
        fix_first=_fix(first, _verdicts(grade)[first.id]) if first else _beyond_points(question, grade),
        why=_why(first, grade.overall) if first else "",
        why_source=first.source if first else "",
        why_passage=(advice_passage or first.source) if first else "",
        keep=keep,
        missing=tuple(Missing(p.id, p.text, p.source, p.source) for p in absent[:MISSING_SHOWN]),
        facts_to_add=tuple(p.probe for p in absent if p is not first)[:FACTS],
        seconds=seconds,
        minutes=question.minutes,
        probes=probes,
        hints=hints,
        evidence=sum(m.verdict in {"met", "partly", "not_met"} for m in grade.marks),
        points=len(question.points),
        every=every_point(question, marks),
        apart=_apart(question, grade),
    )
    return _fitted(card)


def hold_back(card: Card, why: str) -> Card:
    """The card without its overall: points and evidence stay, and nothing else tells the number."""
    if card.grade.overall is None:
        return card
    goal, _, rest = card.why.partition(": ")
    return _fitted(replace(card, held_back=why, apart="", why=f"to be complete: {rest}" if goal else ""))


def facts_missing(question: Question, grade: Grade) -> tuple[str, ...]:
    """The facts that would make an answer stronger, as questions, the one that costs most first."""
    return tuple(p.probe for p in _gaps(question, grade))[:MISSING_SHOWN]


def _fitted(card: Card) -> Card:
    """The card, shortened from its least useful end until it fits above the fold."""
    while words_above_fold(card) > FOLD_WORDS:
        if card.facts_to_add:
            card = replace(card, facts_to_add=card.facts_to_add[:-1])
        elif len(card.heard) > 1:
            card = replace(card, heard=card.heard[:-1])
        elif len(card.missing) > 1:
            card = replace(card, missing=card.missing[:-1])
        elif card.keep:
            card = replace(card, keep="")
        elif card.missing or card.heard:
            card = replace(card, missing=(), heard=())
        else:
            return replace(
                card, why=first_words(card.why, WHY_WORDS), title=first_words(card.title, TITLE_WORDS)
            )
    return card


def _gaps(question: Question, grade: Grade) -> list[Point]:
    """The points that are not fully met: the one that was surely not spoken of first, where the judge tells how sure it
    is; else the one that costs most. Advice to do what was already done would cost the card its credibility.
    """
    verdicts = _verdicts(grade)
    lost = {
        p.id: p.weight * (1 - CREDIT[verdicts[p.id]])
        for p in question.points
        if verdicts.get(p.id) in _JUDGED
    }
    open_points = [p for p in question.points if lost.get(p.id, 0) > 0 and not _personal(p)]
    unsaid = {mark.point: mark.unsaid or 0.0 for mark in grade.marks}
    return sorted(open_points, key=lambda p: (-unsaid[p.id], -lost[p.id], not p.core))


def _personal(point: Point) -> bool:
    """Whether a rubric speaks of the person where it should speak of the answer: such a point gives no advice."""
    return any(about_the_person(text) for text in (point.fix, point.met_when, point.text, point.probe))


def _fix(point: Point, verdict: Verdict) -> str:
    """What to do about a point: what it asks for where that is missing, more of it where some was said."""
    return instruction(f"Go further on this: {point.text}." if verdict == "partly" else point.fix)


def _beyond_points(question: Question, grade: Grade) -> str:
    """What to fix where every point is met: what was claimed wrongly, else more depth, else nothing."""
    if grade.overall is None:
        return ""
    raised = {r.flag for r in grade.raised}
    flag = next((f.text for f in question.red_flags if f.id in raised), "")
    if flag:
        return instruction(f"Rethink what was heard as this: {flag[:1].lower()}{flag[1:]}")
    return DEEPEN if grade.overall < TOP else ""


def _apart(question: Question, grade: Grade) -> str:
    """What is said of an overall that its points alone would not explain, or ""."""
    distance = apart(question, grade)
    if abs(distance) < FAR_APART:
        return ""
    return STRONGER if distance > 0 else THINNER


_JUDGED = frozenset({"met", "partly", "not_met", "no_evidence"})


def _verdicts(grade: Grade) -> Mapping[str, Verdict]:
    return {mark.point: mark.verdict for mark in grade.marks}


def _why(point: Point, overall: int | None) -> str:
    goal = f"to reach {overall + 1}" if overall is not None and overall < 5 else "to be complete"
    return f"{goal}: “{point.met_when}”"


def _proved(marks: Iterable[Mark], exchanges: Sequence[Exchange]) -> tuple[Mark, ...]:
    """The marks, each with the verbatim span of its quote, or without one where it does not stand in the answer."""
    return tuple(replace(m, quote=span_said(m.quote, exchanges)) for m in marks)


def _told(
    question: Question, lines: Mapping[str, HeardLine], quoted: Sequence[Mark]
) -> tuple[tuple[HeardLine, ...], str]:
    """What is told as heard, at most three lines, and the words to keep; the same words are not told twice."""
    keep, shown = _keep(question, lines, quoted)
    others = tuple(line for line in lines.values() if line is not shown)
    return (others[:HEARD_LINES], keep) if others else (tuple(lines.values()), "")


def _lines(
    question: Question, grade: Grade, quoted: Sequence[Mark], exchanges: Sequence[Exchange]
) -> Mapping[str, HeardLine]:
    """What was wrong, what nearly counted, what counted, each by its quote; a quote appears once."""
    flags = {f.id: f.text for f in question.red_flags}
    lines: dict[str, HeardLine] = {}
    for raised in grade.raised:
        quote = excerpt(span_said(raised.quote, exchanges), HEARD_WORDS)
        if quote and raised.flag in flags:
            line = lines.get(quote, HeardLine(quote))
            lines[quote] = replace(line, raised=(*line.raised, flags[raised.flag]))
    names = {p.id: p.text for p in question.points}
    for mark in _by_use(question, quoted):
        quote = excerpt(mark.quote, HEARD_WORDS)
        if quote:
            lines[quote] = _with_mark(lines.get(quote, HeardLine(quote)), mark, names[mark.point])
    return lines


def _by_use(question: Question, quoted: Sequence[Mark]) -> list[Mark]:
    """Marks in the order they teach: one that is wrong, the heaviest met, one nearly met, then the rest."""
    weight = {p.id: p.weight for p in question.points}
    left = sorted((m for m in quoted if m.point in weight), key=lambda m: -weight[m.point])
    chosen = [
        next((m for m in left if m.verdict == verdict), None) for verdict in ("not_met", "met", "partly")
    ]
    first = [m for m in chosen if m is not None]
    return first + [m for m in left if m not in first]


def _with_mark(line: HeardLine, mark: Mark, name: str) -> HeardLine:
    if mark.verdict == "met":
        return replace(line, met=(*line.met, name))
    if mark.verdict == "partly":
        return replace(line, partly=(*line.partly, name))
    return replace(line, not_met=(*line.not_met, name))


def _keep(
    question: Question, lines: Mapping[str, HeardLine], quoted: Sequence[Mark]
) -> tuple[str, HeardLine | None]:
    """The best quote that only counts for her, as a whole sentence or clause, with its line; ("", None) without one."""
    weight = {p.id: p.weight for p in question.points}
    for mark in sorted((m for m in quoted if m.verdict == "met"), key=lambda m: -weight.get(m.point, 0)):
        line, text = lines.get(excerpt(mark.quote, HEARD_WORDS)), excerpt(mark.quote, KEEP_WORDS)
        if line and not (line.partly or line.not_met or line.raised) and len(text.split()) > 3:
            return text, line
    return "", None
