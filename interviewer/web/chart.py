"""The debrief in pictures and figures: the dimensions as bars on their scale, the answers in a table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from interviewer.types import Card, DimensionRow

TOP = 5
WIDTH, ROW, HEAD = 640, 72, 34
LEFT, RIGHT = 8, 556
"""Where the scale begins (level 1) and ends (level 5)."""


def chart_svg(rows: Sequence[DimensionRow], name: str) -> str:
    """The levels as bars; the same figures stand in the table, and in the label for those who do not see it."""
    spoken = "; ".join(f"{row.name} {_level(row)}" for row in rows)
    height = HEAD + ROW * len(rows)
    ticks = "".join(_tick(level, height) for level in range(1, TOP + 1))
    bars = "".join(_bar(row, HEAD + ROW * i) for i, row in enumerate(rows))
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'aria-label="{escape(f"Dimensions of the {name}, 1 to {TOP}: {spoken}")}">{ticks}{bars}</svg>'
    )


def answers_table(cards: Sequence[Card]) -> str:
    """Time, probes and hints by answer, and the candidate's own grade beside the grade."""
    if not cards:
        return ""
    rated = any(card.rating is not None for card in cards)
    names = ("Answer", "Time", "Probes", "Hints", *(("You said",) if rated else ()), "Graded")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    tries = [sum(c.question == card.question for c in cards[: n + 1]) for n, card in enumerate(cards)]
    body = "".join(_answer(card, nth, names) for card, nth in zip(cards, tries, strict=True))
    return f'<table class="grid answers"><caption>Time and grades by answer</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _x(level: float) -> float:
    return LEFT + (RIGHT - LEFT) * (level - 1) / (TOP - 1)


def _tick(level: int, height: int) -> str:
    x = _x(level)
    return (
        f'<line class="tick" x1="{x:.0f}" x2="{x:.0f}" y1="{HEAD}" y2="{height}"/>'
        f'<text class="figure" x="{x:.0f}" y="24" text-anchor="middle">{level}</text>'
    )


def _bar(row: DimensionRow, top: int) -> str:
    label = f'<text x="0" y="{top + 32}">{escape(row.name)}</text>'
    if row.level is None:
        return f'{label}<text class="figure" x="{LEFT}" y="{top + 60}">not assessed</text>'
    end = _x(row.level)
    return (
        f'{label}<line class="level" x1="{LEFT}" x2="{end:.0f}" y1="{top + 52}" y2="{top + 52}"/>'
        f'<circle class="level" cx="{end:.0f}" cy="{top + 52}" r="8"/>'
        f'<text class="value" x="{end + 14:.0f}" y="{top + 60}">{row.level:.1f}</text>'
    )


def _level(row: DimensionRow) -> str:
    return f"{row.level:.1f}" if row.level is not None else "not assessed"


def _answer(card: Card, nth: int, names: Sequence[str]) -> str:
    used = f"{_clock(card.seconds)} of {_clock(card.minutes * 60)}"
    said = str(card.rating) if card.rating is not None else "–"
    graded = str(card.grade.overall) if card.grade.overall is not None else "not graded"
    graded = "not shown" if card.held_back else graded
    values = (used, str(card.probes), str(card.hints), *((said,) if "You said" in names else ()), graded)
    cells = "".join(
        f'<td data-label="{name}">{escape(value)}</td>' for name, value in zip(names[1:], values, strict=True)
    )
    again = f" (try {nth})" if nth > 1 else ""
    return f'<tr><th scope="row">{escape(card.title)}{again}</th>{cells}</tr>'


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
