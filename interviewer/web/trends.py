"""Progress over the sessions in pictures, each with its figures in a table: lines, gaps, calibration. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from interviewer.cues import STAGE_NAMES
from interviewer.history import Missed, Series, Spot, Weakness, mean_of
from interviewer.web.shelf import day

LOW, TOP = 1, 5
WIDTH, HEIGHT, EDGE, SIDE = 240, 72, 10, 8
OFF_HEIGHT, OFF_EDGE, OFF_LEAST = 150, 36, 0.5
"""The calibration chart reaches as far as its longest bar, and at least this many grades to each side."""
SHOWN = 5
"""Gaps that are seen at once; the others open on a click."""

WAIT = '<p class="empty">There is nothing to show yet: it begins with your first graded answer. <a href="./">To the start</a></p>'
OFTEN = "What the rubric asks for and your answers left out, in two interviews or more."
RATED = "How far your own grades lie above or below the grades. Near the line means that you know where you stand."


def progress_html(
    dimensions: Sequence[Series], topics: Sequence[Series], gaps: Sequence[Weakness], off: Sequence[Spot]
) -> str:
    """Everything that changes over the sessions."""
    if not dimensions and not topics:
        return WAIT
    parts = (
        (
            "Dimensions",
            "Levels from 1 to 5, not calibrated against raters.",
            _panels(dimensions, "Dimension"),
        ),
        ("Topics", "Grades from 1 to 5.", _panels(topics, "Topic")),
        ("What goes missing again and again", OFTEN if gaps else "", _gaps(gaps)),
        ("How well you judge yourself", RATED if off else "", _calibration(off)),
    )
    return "".join(
        f'<section class="trend"><h2>{name}</h2>{f"<p class=note>{about}</p>" if about else ""}{content}</section>'
        for name, about, content in parts
    )


# --- lines -------------------------------------------------------------------------------------


def _panels(series: Sequence[Series], what: str) -> str:
    """A small chart for each series, by stage, and all figures in one table."""
    if not series:
        return '<p class="empty">No grade is shown here: the graders of these answers are not relied on.</p>'
    groups = groupby(series, key=lambda s: s.stage)
    shown = "".join(
        f'<h3>{escape(STAGE_NAMES.get(stage, stage).capitalize())}</h3><div class="panels">{"".join(map(_panel, group))}</div>'
        for stage, group in groups
    )
    return f"{shown}{_figures(series, what)}"


def _panel(series: Series) -> str:
    first, last = series.spots[0], series.spots[-1]
    return (
        f'<figure class="panel"><figcaption><span class="name">{escape(series.name)}</span>'
        f'<span class="now">{last.mean:.1f}</span>{_moved(first, last)}</figcaption>{_line(series)}</figure>'
    )


def _moved(first: Spot, last: Spot) -> str:
    """How far the last spot lies from the first, with a sign that is not colour alone."""
    change = round(last.mean - first.mean, 1)
    if first is last or not change:
        return '<span class="moved">steady</span>' if first is not last else ""
    sign, tone, word = ("▲", "up", "up") if change > 0 else ("▼", "down", "down")
    return f'<span class="moved {tone}"><span aria-hidden="true">{sign}</span><span class="away">{word} </span> {abs(change)}</span>'


def _line(series: Series) -> str:
    spots = [(_x(n, len(series.spots)), _y(s.mean)) for n, s in enumerate(series.spots)]
    guides = "".join(
        f'<line class="guide" x1="0" x2="{WIDTH}" y1="{_y(at):.1f}" y2="{_y(at):.1f}"/>'
        for at in (LOW, 3, TOP)
    )
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    area = f"{spots[0][0]:.1f},{_y(LOW):.1f} {path} {spots[-1][0]:.1f},{_y(LOW):.1f}"
    drawn = (
        f'<polygon class="area" points="{area}"/><polyline class="line" points="{path}"/>'
        if len(spots) > 1
        else ""
    )
    x, y = spots[-1]
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {HEIGHT}" aria-label="{escape(_spoken(series), quote=True)}">'
        f'{guides}{drawn}<circle class="last" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/></svg>'
    )


def _spoken(series: Series) -> str:
    told = ", ".join(f"{spot.mean:.1f} on {day(spot.ended)}" for spot in series.spots)
    return f"{series.name}, from 1 to 5: {told}"


def _x(n: int, of: int) -> float:
    return SIDE + (WIDTH - 2 * SIDE) * (n / (of - 1) if of > 1 else 0.5)


def _y(level: float) -> float:
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (level - LOW) / (TOP - LOW)


def _figures(series: Sequence[Series], what: str) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(s.name)}</th><td>{day(spot.began)}</td><td>{day(spot.ended)}</td>'
        f"<td>{spot.mean:.1f}</td><td>{spot.n}</td></tr>"
        for s in series
        for spot in s.spots
    )
    return _table((what, "From", "To", "Mean", "Answers"), rows)


def _table(names: Sequence[str], rows: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        '<details class="figures"><summary>The figures</summary><div class="wide" tabindex="0" role="region" aria-label="Figures">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


# --- what goes missing -------------------------------------------------------------------------


def _gaps(gaps: Sequence[Weakness]) -> str:
    if not gaps:
        return '<p class="empty">Nothing yet: it takes two interviews that left out something of the same kind.</p>'
    first = f'<ul class="gaps">{"".join(_gap(gap) for gap in gaps[:SHOWN])}</ul>'
    others = "".join(_gap(gap) for gap in gaps[SHOWN:])
    return first + (
        f'<details><summary>{len(gaps) - SHOWN} more</summary><ul class="gaps">{others}</ul></details>'
        if others
        else ""
    )


def _gap(gap: Weakness) -> str:
    share = round(100 * gap.missed / gap.judged)
    points = "".join(_point(missed) for missed in gap.points)
    return (
        f'<li><p class="name"><strong>{escape(gap.dimension.name)}</strong> '
        f'<span class="note">{escape(STAGE_NAMES.get(gap.dimension.stage, gap.dimension.stage))}</span></p>'
        f'<span class="scale" aria-hidden="true"><span style="width:{share}%"></span></span>'
        f'<p class="note">{gap.missed} of {gap.judged} points left out, in {gap.sessions} interviews</p><ul>{points}</ul></li>'
    )


def _point(missed: Missed) -> str:
    state = "still open" if missed.open else "met the last time"
    sign = "○" if missed.open else "✓"
    return (
        f'<li><span class="sign {"open" if missed.open else "met"}"><span aria-hidden="true">{sign}</span> {state}</span> '
        f'{escape(missed.point.text)} <span class="note">({escape(missed.question.title)}, {missed.times} of {missed.of})</span></li>'
    )


# --- calibration -------------------------------------------------------------------------------


def _calibration(off: Sequence[Spot]) -> str:
    if not off:
        return '<p class="empty">Nothing yet: rate an answer of yours before you look at its grade.</p>'
    n = sum(spot.n for spot in off)
    told = f"<p>Over {n} answers you rated yourself <strong>{_gap_in_words(mean_of(off))}</strong>; lately {_gap_in_words(off[-1].mean)}.</p>"
    rows = "".join(
        f'<tr><th scope="row">{day(s.began)}</th><td>{day(s.ended)}</td><td>{s.mean:+.1f}</td><td>{s.n}</td></tr>'
        for s in off
    )
    return f"{told}{_off_chart(off)}{_table(('From', 'To', 'Mean gap', 'Answers'), rows)}"


def _gap_in_words(gap: float) -> str:
    if not round(abs(gap), 1):
        return "as the grades"
    return f"{abs(gap):.1f} {'above' if gap > 0 else 'below'} the grades"


def _off_chart(off: Sequence[Spot]) -> str:
    width = 2 * WIDTH
    middle = OFF_HEIGHT / 2
    step = (width - 2 * SIDE) / max(len(off), 6)
    per_grade = (middle - OFF_EDGE) / max(OFF_LEAST, *(abs(spot.mean) for spot in off))
    bars = "".join(_off_bar(spot, SIDE + step * n, step, per_grade) for n, spot in enumerate(off))
    spoken = ", ".join(f"{spot.mean:+.1f} on {day(spot.ended)}" for spot in off)
    return (
        f'<svg class="calibration" role="img" viewBox="0 0 {width} {OFF_HEIGHT}" '
        f'aria-label="{escape(f"Your own grades minus the grades: {spoken}")}">'
        f'<text class="hint" x="{width - SIDE}" y="14" text-anchor="end">you rate yourself above ↑</text>'
        f'<text class="hint" x="{width - SIDE}" y="{OFF_HEIGHT - 6}" text-anchor="end">below ↓</text>{bars}'
        f'<line class="zero" x1="0" x2="{width}" y1="{middle}" y2="{middle}"/></svg>'
    )


def _off_bar(spot: Spot, x: float, step: float, per_grade: float) -> str:
    middle, length = OFF_HEIGHT / 2, per_grade * abs(spot.mean)
    top = middle - length if spot.mean > 0 else middle
    label = top - 4 if spot.mean > 0 else top + length + 13
    tone = "above" if spot.mean > 0 else "below"
    return (
        f'<rect class="{tone}" x="{x + step * 0.2:.1f}" y="{top:.1f}" width="{step * 0.6:.1f}" height="{max(length, 1):.1f}" rx="2"/>'
        f'<text x="{x + step / 2:.1f}" y="{label:.1f}" text-anchor="middle">{spot.mean:+.1f}</text>'
    )
