"""The debrief as HTML: the stages at a glance, then each with its verdict, dimensions, figures and cards. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from interviewer.cues import STAGE_NAMES
from interviewer.dimensions import covered, explained, levels
from interviewer.types import Card, Decision, DimensionRow, StageDebrief
from interviewer.web.cards import card_html
from interviewer.web.chart import answers_table, chart_svg
from interviewer.web.chat import PassageText
from interviewer.web.graders import LINK
from interviewer.web.signs import counted, list_html, quote_html, sign_html

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
TOP = 5


def debrief_html(
    debriefs: Sequence[StageDebrief], passage_text: PassageText, agreement: str, *, over: bool = True
) -> str:
    """The debriefs of the stages, after an overview where there are several; while the interview goes on the latest,
    with those before it folded below.

    `agreement` is that of the grader in use; it is shown where the stage's grades were all made by one.
    """
    stages = [_stage(debrief, passage_text, agreement) for debrief in debriefs]
    if len(stages) < 2:
        return "".join(stages)
    if over:
        return _overview(debriefs) + "".join(stages)
    return stages[-1] + "".join(map(_earlier, debriefs[:-1], stages[:-1]))


def _earlier(debrief: StageDebrief, shown: str) -> str:
    """The debrief of an earlier stage, closed until it is opened."""
    return (
        f'<details class="earlier"><summary>{escape(_name(debrief))}: its debrief</summary>{shown}</details>'
    )


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


def _stage(debrief: StageDebrief, passage_text: PassageText, agreement: str) -> str:
    parts = (
        ("Dimensions", _dimensions(debrief)),
        ("Not assessed", list_html(escape(name) for name in debrief.not_assessed)),
        ("What would change the verdict", f"<p>{escape(debrief.flip)}</p>" if debrief.flip else ""),
        (
            "One thing for next time",
            f'<p class="fix">{escape(debrief.next_time)}</p>' if debrief.next_time else "",
        ),
        ("Figures", _figures(debrief)),
        ("Your answers", _answers(debrief.cards, passage_text)),
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
    return sign_html(symbol, decision, tone)


def _reckoned(debrief: StageDebrief) -> str:
    """What is reckoned from the grades; a verdict is named here only where it is not shown."""
    return "Verdict and mean" if debrief.held_back else "Mean"


def _held(debrief: StageDebrief) -> str:
    return f'<p class="note">{escape(debrief.held_back)} {LINK}</p>' if debrief.held_back else ""


def _mean(debrief: StageDebrief) -> str:
    some = "" if debrief.graded == debrief.given else f"{debrief.graded} of "
    covered = f"{some}{counted(debrief.given, 'answer')}"
    if debrief.held_back:
        return f"{NOT_SHOWN} ({covered} graded)"
    return f"{debrief.mean:.1f} over {covered}" if debrief.mean is not None else f"none ({covered} graded)"


def _graders(cards: Sequence[Card], agreement: str) -> str:
    judges = sorted({c.grade.maker.judge for c in cards if c.grade.overall is not None})
    named = [f"{judge} grader" for judge in judges] + ([agreement] if agreement and len(judges) == 1 else [])
    return f" ({escape(', '.join(named))})" if judges else ""


def _dimensions(debrief: StageDebrief) -> str:
    """The levels as a picture and a table; what was not assessed is named in a list of its own."""
    rows = levels(debrief.rows)
    told = explained(debrief.rows)
    below = f'<p class="note">{told}</p>' if told else ""
    return f"{chart_svg(rows, _name(debrief))}{_grid(rows)}{below}" if rows else below


def _grid(rows: Sequence[DimensionRow]) -> str:
    names = ("Dimension", "Level", "In your words", "To reach the next level")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f'<table class="grid"><caption>Levels from 1 to {TOP}, {UNCALIBRATED}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(_row(row) for row in rows)}</tbody></table>"
    )


def _row(row: DimensionRow) -> str:
    core = ' <span class="note">core</span>' if row.core else ""
    told = f'<p class="note">{escape(row.note)}</p>' if row.note else ""
    name = f'<tr><th scope="row">{escape(row.name)}{core}{told}</th>'
    return (
        f'{name}<td data-label="Level"><strong>{row.level:.1f}</strong> <span class="note">{covered(row)}</span></td>'
        f'<td data-label="In your words">{list_html(quote_html(q) for q in row.quotes) or "–"}</td>'
        f'<td data-label="To reach the next level">{escape(row.next_step) or "–"}</td></tr>'
    )


def _figures(debrief: StageDebrief) -> str:
    figures = (
        ("Time", f"{debrief.minutes:.0f} min" if debrief.minutes >= 1 else "under a minute"),
        ("Probes", str(debrief.probes)),
        ("Hints", str(debrief.hints)),
        ("Your own questions", "" if debrief.own_questions is None else str(debrief.own_questions)),
        (
            "Your own grades",
            NOT_SHOWN if debrief.held_back and debrief.rating_gap is not None else _gap(debrief.rating_gap),
        ),
        ("Tokens", f"{debrief.tokens:,}"),
    )
    listed = f"<dl>{''.join(f'<div><dt>{k}</dt><dd>{v}</dd></div>' for k, v in figures if v)}</dl>"
    return f"{listed}{answers_table(debrief.cards)}"


def _gap(gap: float | None) -> str:
    """How the candidate's own grades lie to the grades; "" where she gave none."""
    if gap is None:
        return ""
    rounded = round(abs(gap), 1)
    if not rounded:
        return "level with the grades, on average"
    return f"{rounded} {'higher' if gap > 0 else 'lower'} than the grades, on average"


def _answers(cards: Sequence[Card], passage_text: PassageText) -> str:
    tries: dict[str, int] = {}
    items = []
    for card in cards:
        tries[card.question] = tries.get(card.question, 0) + 1
        again = f" (try {tries[card.question]})" if tries[card.question] > 1 else ""
        grade = f"graded {card.grade.overall}" if card.grade.overall is not None else "not graded"
        grade = f"overall {NOT_SHOWN}" if card.held_back else grade
        items.append(
            f'<details class="answer"><summary>{escape(card.title)}{again}: {grade}</summary>'
            f"{card_html(card, passage_text, '', level=4)}</details>"
        )
    return "".join(items)


def _name(debrief: StageDebrief) -> str:
    return STAGE_NAMES.get(debrief.stage, debrief.stage).capitalize()
