"""A retry beside the attempt before it, point by point, as HTML. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from interviewer.comparison import ORDER, Change, Compared
from interviewer.types import Grade, Mark
from interviewer.web.signs import VERDICTS

SIGNS: dict[Change, tuple[str, str]] = {
    "fixed": ("✓", "met"),
    "better": ("↑", "partly"),
    "still open": ("○", "open"),
    "new gap": ("✗", "bad"),
    "kept": ("=", "open"),
}


def compared_html(rows: Sequence[Compared], before: Grade, after: Grade, *, held_back: bool = False) -> str:
    """Both marks of every point, and what became of it; "" where there is nothing to compare.

    held_back: an overall of the two is withheld, so neither is told.
    """
    if not rows:
        return ""
    counts = Counter(row.change for row in rows)
    summary = " · ".join(_counted(counts[c], c) for c in ORDER if counts[c])
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Point", "Before", "Now", "Change"))
    shown = "".join(_row(row) for row in rows if row.change != "kept")
    kept = "".join(f"<li>{escape(row.text)}</li>" for row in rows if row.change == "kept")
    return (
        '<section class="feedback compared" aria-label="Compared with your try before"><h2>Compared with your try before</h2>'
        + (
            ""
            if held_back
            else f'<p class="grade">{_graded(before)}, now <strong>{_graded(after)}</strong></p>'
        )
        + f'<p class="meta">{summary}</p>'
        + (f"<table><thead><tr>{head}</tr></thead><tbody>{shown}</tbody></table>" if shown else "")
        + (f'<p class="label">Kept</p><ul>{kept}</ul>' if kept else "")
        + "</section>"
    )


def _counted(n: int, change: Change) -> str:
    return f"{n} {change}s" if change == "new gap" and n > 1 else f"{n} {change}"


def _graded(grade: Grade) -> str:
    return f"graded {grade.overall}" if grade.overall is not None else "not graded"


def _row(row: Compared) -> str:
    sign, tone = SIGNS[row.change]
    return (
        f'<tr><th scope="row">{escape(row.text)}</th><td data-label="Before">{_mark(row.before)}</td>'
        f'<td data-label="Now">{_mark(row.after)}</td>'
        f'<td><span class="sign {tone}"><span aria-hidden="true">{sign}</span> {row.change}</span></td></tr>'
    )


def _mark(mark: Mark) -> str:
    symbol, word = VERDICTS[mark.verdict]
    quote = f'<span class="quote">“{escape(mark.quote)}”</span>' if mark.quote else ""
    return f'<span class="sign {mark.verdict}"><span aria-hidden="true">{symbol}</span> {word}</span> {quote}'
