"""The HTML of the feedback card and of the debrief: strings from values, everything that is shown escaped. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from interviewer.cues import STAGE_NAMES
from interviewer.grading.score import HINTED
from interviewer.types import Card, Decision, DimensionRow, HeardLine, PointMarked, StageDebrief, Verdict
from interviewer.web.chart import answers_table, chart_svg
from interviewer.web.chat import Opens, source
from interviewer.web.graders import LINK

VERDICTS: dict[Verdict, tuple[str, str]] = {
    "met": ("✓", "met"),
    "partly": ("◐", "partly"),
    "not_met": ("✗", "not met"),
    "no_evidence": ("○", "no evidence"),
    "ungraded": ("?", "not judged"),
}
"""Symbol and word of a verdict on a point: nothing is said by colour alone."""

DECISIONS: dict[Decision, tuple[str, str]] = {
    "Strong Hire": ("▲▲", "good"),
    "Hire": ("▲", "good"),
    "No Hire": ("▼", "bad"),
    "Strong No Hire": ("▼▼", "bad"),
    "not enough evidence": ("○", "open"),
}
"""Symbol and class of a stage's decision."""

UNCALIBRATED = "not calibrated"
NOT_SHOWN = "not shown"
HEAVIEST_FIRST = "The heaviest first; a strong answer stands on those marked core."
TOP = 5


# --- the card ----------------------------------------------------------------------------------


def card_html(card: Card, opens: Opens, agreement: str) -> str:
    """The feedback on one attempt. `opens` gives a passage's text; `agreement` how well the grader agrees, or ""."""
    return _card(card, opens, agreement, level=2)


def _card(card: Card, opens: Opens, agreement: str, level: int) -> str:
    """`level` is that of the card's heading, so that it can stand inside a debrief."""
    parts = (
        ("Heard", _heard(card)),
        ("Fix first", f'<p class="fix">{escape(card.fix_first)}</p>' if card.fix_first else _complete(card)),
        ("Why", _why(card, opens)),
        ("Keep", _quote(card.keep)),
        ("Missing", _missing(card, opens)),
        ("Facts to add", _list(escape(fact) for fact in card.facts_to_add)),
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
    counts = f"{_n(card.probes, 'probe')} · {_n(card.hints, 'hint')}"
    return f'<p class="meta">{time} · {counts} · evidence for {card.evidence} of {card.points} points</p>'


def _grade(card: Card, agreement: str) -> str:
    said = f"You said {card.rating} · " if card.rating is not None else ""
    notes = [card.grade.cap_reason] if card.grade.cap_reason else []
    notes += [HINTED] if any(m.reason == HINTED for m in card.grade.marks) else []
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
        return _list(_heard_line(line) for line in card.heard)
    return "<p>Nothing yet that counts for this question.</p>" if card.grade.overall is not None else ""


def _heard_line(line: HeardLine) -> str:
    counts: tuple[tuple[Verdict, tuple[str, ...]], ...] = (
        ("met", line.met),
        ("partly", line.partly),
        ("not_met", line.not_met),
    )
    marks = [f"{_mark(verdict)}: {escape(', '.join(names))}" for verdict, names in counts if names]
    marks += [f"{_sign('⚠', 'red flag', 'flag')}: {escape(text)}" for text in line.raised]
    return f"{_quote(line.quote)}{_list(marks)}"


def _complete(card: Card) -> str:
    complete = card.grade.overall is not None and all(m.verdict == "met" for m in card.grade.marks)
    return "<p>Nothing: every point is met.</p>" if complete else ""


def _why(card: Card, opens: Opens) -> str:
    if not card.why:
        return ""
    advice = cited("advice", card.why_passage, opens) if card.why_passage != card.why_source else ""
    return f"<p>{escape(card.why)}</p>{cited('rubric point', card.why_source, opens)}{advice}"


def _missing(card: Card, opens: Opens) -> str:
    return _list(f"{escape(m.text)}{cited('', m.passage, opens)}" for m in card.missing)


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
    return f'<p class="note">{HEAVIEST_FIRST}</p>{_list(_point(p) for p in card.every)}'


def _point(point: PointMarked) -> str:
    """What it asks for and its mark; below that the words behind it, why, and what would meet it."""
    core = ' <span class="note">core</span>' if point.core else ""
    met_when = f"Met when: “{point.met_when}”" if point.met_when else ""
    below = [_quote(point.mark.quote)] if point.mark.quote else []
    below += [f'<span class="note">{escape(text)}</span>' for text in (point.mark.reason, met_when) if text]
    lines = "".join(f"<p>{line}</p>" for line in below)
    return f"<p>{_mark(point.mark.verdict)} <strong>{escape(point.text)}</strong>{core}</p>{lines}"


# --- the debrief -------------------------------------------------------------------------------


def debrief_html(debriefs: Sequence[StageDebrief], opens: Opens, agreement: str) -> str:
    """The debriefs of the stages, after an overview where there are several.

    `agreement` is that of the grader in use; it is shown where the stage's grades were all made by one.
    """
    stages = "".join(_stage(debrief, opens, agreement) for debrief in debriefs)
    return (_overview(debriefs) if len(debriefs) > 1 else "") + stages


def _overview(debriefs: Sequence[StageDebrief]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(_name(d))}</th><td>{NOT_SHOWN if d.held_back else _decision(d.verdict)}</td><td>{_mean(d)}</td></tr>'
        for d in debriefs
    )
    head = '<tr><th scope="col">Stage</th><th scope="col">Verdict</th><th scope="col">Mean</th></tr>'
    return (
        '<section class="debrief" aria-label="Overview"><h2>Your interview at a glance</h2><table class="overview">'
        f"<caption>Verdicts are {UNCALIBRATED}</caption><thead>{head}</thead><tbody>{rows}</tbody></table></section>"
    )


def _stage(debrief: StageDebrief, opens: Opens, agreement: str) -> str:
    parts = (
        ("Dimensions", chart_svg(debrief.rows, _name(debrief)) + _grid(debrief.rows) if debrief.rows else ""),
        ("Not assessed", _list(escape(name) for name in debrief.not_assessed)),
        ("What would change the verdict", f"<p>{escape(debrief.flip)}</p>" if debrief.flip else ""),
        (
            "One thing for next time",
            f'<p class="fix">{escape(debrief.next_time)}</p>' if debrief.next_time else "",
        ),
        ("Figures", _figures(debrief)),
        ("Your answers", _answers(debrief.cards, opens)),
    )
    body = "".join(f"<section><h3>{name}</h3>{content}</section>" for name, content in parts if content)
    return (
        f'<section class="debrief" aria-label="{escape(f"Debrief: {_name(debrief)}")}"><h2>{escape(_name(debrief))}</h2>'
        f"{_verdict(debrief)}"
        f'<p class="mean">{_reckoned(debrief)}: {_mean(debrief)}{_graders(debrief.cards, agreement)}</p>'
        f"{_held(debrief)}{body}</section>"
    )


def _verdict(debrief: StageDebrief) -> str:
    """The stage's decision; a practice has none."""
    if not debrief.flip:
        return ""
    return f'<p class="verdict">{_decision(debrief.verdict)} <span class="note">({UNCALIBRATED})</span></p>'


def _decision(decision: Decision) -> str:
    symbol, tone = DECISIONS[decision]
    return _sign(symbol, decision, tone)


def _reckoned(debrief: StageDebrief) -> str:
    """What is reckoned from the grades; a verdict is named here only where it is not shown."""
    return "Verdict and mean" if debrief.held_back else "Mean"


def _held(debrief: StageDebrief) -> str:
    return f'<p class="note">{escape(debrief.held_back)} {LINK}</p>' if debrief.held_back else ""


def _mean(debrief: StageDebrief) -> str:
    covered = f"{debrief.graded} of {_n(debrief.given, 'answer')}"
    if debrief.held_back:
        return f"{NOT_SHOWN} ({covered} graded)"
    return f"{debrief.mean:.1f} over {covered}" if debrief.mean is not None else f"none ({covered} graded)"


def _graders(cards: Sequence[Card], agreement: str) -> str:
    judges = sorted({c.grade.maker.judge for c in cards if c.grade.overall is not None})
    named = [f"{judge} grader" for judge in judges] + ([agreement] if agreement and len(judges) == 1 else [])
    return f" ({escape(', '.join(named))})" if judges else ""


def _grid(rows: Sequence[DimensionRow]) -> str:
    names = ("Dimension", "Level", "In your words", "To reach the next anchor")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f'<table class="grid"><caption>Levels from 1 to {TOP}, {UNCALIBRATED}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(_row(row) for row in rows)}</tbody></table>"
    )


def _row(row: DimensionRow) -> str:
    core = ' <span class="note">core</span>' if row.core else ""
    name = f'<tr><th scope="row">{escape(row.name)}{core}</th>'
    if row.level is None:
        return f'{name}<td colspan="3"><span class="note">not assessed</span></td></tr>'
    return (
        f'{name}<td data-label="Level"><strong>{row.level:.1f}</strong> <span class="note">over {_n(row.answers, "answer")}</span></td>'
        f'<td data-label="In your words">{_list(_quote(q) for q in row.quotes) or "–"}</td>'
        f'<td data-label="To reach the next anchor">{escape(row.next_anchor) or "–"}</td></tr>'
    )


def _figures(debrief: StageDebrief) -> str:
    figures = (
        ("Time", f"{debrief.minutes:.0f} min" if debrief.minutes >= 1 else "under a minute"),
        ("Probes", str(debrief.probes)),
        ("Hints", str(debrief.hints)),
        ("Your own grades", NOT_SHOWN if debrief.held_back else _gap(debrief.rating_gap)),
        ("Tokens", f"{debrief.tokens:,}"),
    )
    listed = f"<dl>{''.join(f'<div><dt>{k}</dt><dd>{v}</dd></div>' for k, v in figures)}</dl>"
    return f"{listed}{answers_table(debrief.cards)}"


def _gap(gap: float | None) -> str:
    """How the candidate's own grades lie to the grades."""
    if gap is None:
        return "not given"
    rounded = round(abs(gap), 1)
    if not rounded:
        return "the same as the grades"
    return f"{rounded} {'higher' if gap > 0 else 'lower'} than the grades, on average"


def _answers(cards: Sequence[Card], opens: Opens) -> str:
    tries: dict[str, int] = {}
    items = []
    for card in cards:
        tries[card.question] = tries.get(card.question, 0) + 1
        again = f" (try {tries[card.question]})" if tries[card.question] > 1 else ""
        grade = f"graded {card.grade.overall}" if card.grade.overall is not None else "not graded"
        grade = f"overall {NOT_SHOWN}" if card.held_back else grade
        items.append(
            f'<details class="answer"><summary>{escape(card.title)}{again}: {grade}</summary>'
            f"{_card(card, opens, '', level=4)}</details>"
        )
    return "".join(items)


# --- small pieces ------------------------------------------------------------------------------


def _name(debrief: StageDebrief) -> str:
    return STAGE_NAMES.get(debrief.stage, debrief.stage).capitalize()


def _mark(verdict: Verdict) -> str:
    return _sign(*VERDICTS[verdict], tone=verdict)


def mark_html(verdict: Verdict) -> str:
    """A verdict with its sign."""
    return _mark(verdict)


def quote_html(text: str) -> str:
    """Words of the candidate, or "" where there are none."""
    return _quote(text)


def _sign(symbol: str, word: str, tone: str) -> str:
    return f'<span class="sign {tone}"><span aria-hidden="true">{symbol}</span> {escape(word)}</span>'


def _quote(text: str) -> str:
    return f'<span class="quote">“{escape(text)}”</span>' if text else ""


def cited(what: str, passage: str, opens: Opens) -> str:
    """A citation that opens the passage; its name alone where the passage is gone."""
    title = " · ".join(filter(None, (what, passage)))
    text = opens(passage)
    return source(title, text) if text else f'<p class="note">{escape(title)}</p>'


def _list(items: Iterable[str], tag: str = "ul") -> str:
    inner = "".join(f"<li>{item}</li>" for item in items)
    return f"<{tag}>{inner}</{tag}>" if inner else ""


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _n(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
