"""The feedback card as HTML: what was heard, what to fix first, and every point; whatever is shown is escaped. Pure."""

from __future__ import annotations

from html import escape

from interviewer.grading.score import HINTED
from interviewer.types import Card, HeardLine, PointMarked, Verdict
from interviewer.web.chat import PassageText
from interviewer.web.graders import LINK
from interviewer.web.signs import cited, counted, list_html, mark_html, quote_html, sign_html

HINT_COUNTS = "With a hint, the point that it was for counts at most partly."
HEAVIEST_FIRST = "The heaviest first; a strong answer stands on those marked core."


def card_html(card: Card, passage_text: PassageText, agreement: str, level: int = 2) -> str:
    """The feedback on one attempt. `passage_text` gives a passage's text; `agreement` how well the grader agrees, or "".

    `level` is that of the card's heading, so that it can stand inside a debrief.
    """
    parts = (
        ("Heard", _heard(card)),
        ("Fix first", f'<p class="fix">{escape(card.fix_first)}</p>' if card.fix_first else _complete(card)),
        ("Why", _why(card, passage_text)),
        ("Keep", quote_html(card.keep)),
        ("Missing", _missing(card, passage_text)),
        ("Facts to add", list_html(escape(fact) for fact in card.facts_to_add)),
    )
    body = "".join(_part(name, content, level + 1) for name, content in parts if content)
    return (
        f'<section class="feedback" aria-label="{escape(f"Feedback: {card.title}")}">'
        f"<header><h{level}>{escape(card.title)}</h{level}>{_meta(card)}{_grade(card, agreement)}</header>"
        f"{body}{_points(card)}</section>"
    )


def _part(name: str, content: str, level: int) -> str:
    return f'<section class="part"><h{level}>{name}</h{level}><div>{content}</div></section>'


def _meta(card: Card) -> str:
    time = f"{_clock(card.seconds)} of {_clock(card.minutes * 60)}"
    counts = f"{counted(card.probes, 'probe')} · {counted(card.hints, 'hint')}"
    return f'<p class="meta">{time} · {counts} · evidence for {card.evidence} of {card.points} points</p>'


def _grade(card: Card, agreement: str) -> str:
    said = f"You said {card.rating} · " if card.rating is not None else ""
    notes = [note for note in (card.grade.cap_reason, card.apart) if note]
    notes += [HINT_COUNTS] if any(m.reason == HINTED for m in card.grade.marks) else []
    lines = "".join(f'<p class="note">{escape(note)}</p>' for note in notes)
    if card.grade.overall is None:
        return f'<p class="grade">{said}Not graded: {escape(card.grade.ungraded or "no reason given")}</p>{lines}'
    grader = ", ".join(filter(None, (f"{card.grade.maker.judge} grader", agreement)))
    if card.held_back:
        return f'<p class="grade">{said}Overall not shown ({escape(grader)})</p><p class="note">{escape(card.held_back)} {LINK}</p>{lines}'
    return (
        f'<p class="grade">{said}<strong>Graded {card.grade.overall}</strong> ({escape(grader)})</p>'
        f'<p class="note">{LINK}</p>{lines}'
    )


def _heard(card: Card) -> str:
    if card.heard:
        return list_html(_heard_line(line) for line in card.heard)
    return "<p>Nothing yet that counts for this question.</p>" if card.grade.overall is not None else ""


def _heard_line(line: HeardLine) -> str:
    counts: tuple[tuple[Verdict, tuple[str, ...]], ...] = (
        ("met", line.met),
        ("partly", line.partly),
        ("not_met", line.not_met),
    )
    marks = [f"{mark_html(verdict)}: {escape(' · '.join(names))}" for verdict, names in counts if names]
    marks += [f"{sign_html('⚠', 'red flag', 'flag')}: {escape(text)}" for text in line.raised]
    return f"{quote_html(line.quote)}{list_html(marks)}"


def _complete(card: Card) -> str:
    """What stands in place of a fix where there is none."""
    complete = card.grade.overall is not None and all(m.verdict == "met" for m in card.grade.marks)
    return "<p>Nothing: every point is met.</p>" if complete else ""


def _why(card: Card, passage_text: PassageText) -> str:
    if not card.why:
        return ""
    advice = cited("advice", card.why_passage, passage_text) if card.why_passage != card.why_source else ""
    return f"<p>{escape(card.why)}</p>{cited('rubric point', card.why_source, passage_text)}{advice}"


def _missing(card: Card, passage_text: PassageText) -> str:
    """The points that are missing, each with its passage; one that is behind all of them stands once, below."""
    passages = {m.passage for m in card.missing}
    if len(passages) > 1:
        return list_html(
            f"{escape(m.text)}{cited('', m.passage, passage_text)}" for m in card.missing
        ) + _more(card)
    below = "".join(cited("", passage, passage_text) for passage in passages)
    return list_html(escape(m.text) for m in card.missing) + below + _more(card)


def _more(card: Card) -> str:
    left = sum(p.mark.verdict == "no_evidence" for p in card.every) - len(card.missing)
    return f'<p class="note">and {left} more, under “Every point”</p>' if card.missing and left > 0 else ""


def _points(card: Card) -> str:
    maker = card.grade.maker
    made = (
        f"{maker.judge} grader {maker.version}",
        f"rubric {card.grade.rubric}",
        f"model {maker.model}" if maker.model else "",
        f"prompts {maker.prompts}" if maker.prompts else "",
    )
    return (
        f'<details class="points"><summary>Every point</summary>{_every(card)}'
        f'<p class="note">{escape(" · ".join(filter(None, made)))}</p></details>'
    )


def _every(card: Card) -> str:
    if not card.every:
        return ""
    return f'<p class="note">{HEAVIEST_FIRST}</p>{list_html(_point(p) for p in card.every)}'


def _point(point: PointMarked) -> str:
    """What it asks for and its mark; below that the words behind it, why, and what would meet it."""
    core = ' <span class="note">core</span>' if point.core else ""
    met_when = f"Met when: “{point.met_when}”" if point.met_when else ""
    below = [quote_html(point.mark.quote)] if point.mark.quote else []
    below += [f'<span class="note">{escape(text)}</span>' for text in (point.mark.reason, met_when) if text]
    lines = "".join(f"<p>{line}</p>" for line in below)
    return f"<p>{mark_html(point.mark.verdict)} <strong>{escape(point.text)}</strong>{core}</p>{lines}"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
