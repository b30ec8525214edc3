"""Attempts at one question side by side: each point's marks in their order, and what became of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from interviewer.comparison import ORDER, Change, change
from interviewer.types import Card, Mark
from interviewer.web.compare import SIGNS
from interviewer.web.shelf import moment
from interviewer.web.signs import VERDICTS
from knowledge.types import Point, Question

ABREAST = 4
"""Attempts that stand side by side; older ones are in their replays."""
ONE = '<p class="empty">Answer this question once more, and the two attempts stand here side by side.</p>'
NO_TRY = '<p class="empty">Nothing here yet: answer a question, then answer it again. <a href="./">To the start</a></p>'


@dataclass(frozen=True)
class Column:
    """An attempt: in which session, when it was graded, and its card."""

    session: str
    at: float
    card: Card


def tries_html(question: Question, columns: Sequence[Column]) -> str:
    """The attempts, oldest first; what became of a point is said of the last two."""
    if len(columns) < 2:
        return _title(question) + ONE
    marks = [{m.point: m for m in column.card.grade.marks} for column in columns]
    rows = [
        (
            point,
            [judged.get(point.id) for judged in marks],
            _became(marks[-2].get(point.id), marks[-1].get(point.id)),
        )
        for point in question.points
    ]
    heads = "".join(_head(column) for column in columns)
    names = [moment(column.at) for column in columns]
    body = "".join(_row(names, *row) for row in rows)
    return (
        f"{_title(question)}{_summary([became for _, _, became in rows])}"
        '<div class="wide" tabindex="0" role="region" aria-label="Attempts side by side"><table class="tries">'
        f'<thead><tr><th scope="col">Point</th>{heads}<th scope="col">Since the try before</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _title(question: Question) -> str:
    return f'<h2>{escape(question.title)}</h2><p class="note">{escape(question.text)}</p>'


def _summary(changes: Sequence[Change | None]) -> str:
    counts = Counter(changes)
    told = " · ".join(f"{counts[c]} {c}" for c in ORDER if counts[c])
    return f'<p class="sum">{told}</p>' if told else ""


def _head(column: Column) -> str:
    card = column.card
    grade = f"graded {card.grade.overall}" if card.grade.overall is not None else "not graded"
    grade = "overall not shown" if card.held_back else grade
    said = f" · you said {card.rating}" if card.rating is not None else ""
    link = f'<a href="?view=history&amp;replay={escape(column.session, quote=True)}">{moment(column.at)}</a>'
    return f'<th scope="col">{link}<br><strong>{grade}</strong><span class="note">{said}</span></th>'


def _became(before: Mark | None, after: Mark | None) -> Change | None:
    if before is None or after is None or "ungraded" in (before.verdict, after.verdict):
        return None
    return change(before, after)


def _row(names: Sequence[str], point: Point, marks: Sequence[Mark | None], became: Change | None) -> str:
    cells = "".join(
        f'<td data-label="{name}">{_mark(mark)}</td>' for name, mark in zip(names, marks, strict=True)
    )
    sign, tone = SIGNS[became] if became else ("–", "open")
    return (
        f'<tr><th scope="row">{escape(point.text)}</th>{cells}'
        f'<td><span class="sign {tone}"><span aria-hidden="true">{sign}</span> {became or "not judged"}</span></td></tr>'
    )


def _mark(mark: Mark | None) -> str:
    symbol, word = VERDICTS[mark.verdict if mark else "ungraded"]
    quote = f'<span class="quote">“{escape(mark.quote)}”</span>' if mark and mark.quote else ""
    tone = mark.verdict if mark else "ungraded"
    return f'<span class="sign {tone}"><span aria-hidden="true">{symbol}</span> {word}</span> {quote}'
