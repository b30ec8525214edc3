"""The questions that are due again, each with a button that starts a drill on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Any

import gradio as gr

from interviewer.spacing import Due
from interviewer.web.shelf import day
from knowledge.types import Bank

ROWS = 8
COMING = 5
DAY = 86_400
ABOUT = (
    '<p class="note">A question comes back when you are expected to have lost part of it (spaced repetition by FSRS, from your'
    " grades): after a day when it went badly, after weeks when it went well.</p>"
)


@dataclass(frozen=True)
class Waiting:
    """The view; for each question its row, its words and its button. `ids` names the questions of the rows."""

    view: gr.Column
    head: gr.HTML
    rows: tuple[gr.Row, ...]
    words: tuple[gr.HTML, ...]
    buttons: tuple[gr.Button, ...]
    coming: gr.HTML
    ids: gr.Textbox

    @classmethod
    def lay_out(cls, ids: gr.Textbox) -> Waiting:
        """Lay it out, hidden. `ids` is made outside: what is hidden in here would be shown with the view."""
        rows, words, buttons = [], [], []
        with gr.Column(elem_id="due", visible=False) as view:
            head = gr.HTML()
            for n in range(ROWS):
                with gr.Row(visible=False, elem_classes=["drill"]) as row:
                    words.append(gr.HTML())
                    buttons.append(gr.Button(f"Start drill {n + 1}", scale=0, min_width=150))
                rows.append(row)
            coming = gr.HTML()
        return cls(view, head, tuple(rows), tuple(words), tuple(buttons), coming, ids)

    def all(self) -> list[Any]:
        """Every piece that changes."""
        return [self.view, self.head, *self.rows, *self.words, self.coming, self.ids]

    def updates(self, found: Sequence[Due] | None, bank: Bank, now: float) -> dict[Any, Any]:
        """What it shows for these questions, the earliest first; None: it is not shown."""
        ready = [d for d in found or () if d.at <= now]
        shown: dict[Any, Any] = {
            self.view: gr.update(visible=found is not None),
            self.head: head_html(len(found or ()), len(ready)),
            self.coming: coming_html([d for d in found or () if d.at > now][:COMING], bank),
            self.ids: " ".join(d.question for d in ready[:ROWS]),
        }
        for row, words, one in zip_longest(self.rows, self.words, ready[:ROWS]):
            title = bank.question(one.question).title if one else ""
            shown[row] = gr.update(visible=one is not None)
            shown[words] = due_html(one, title, now) if one else ""
        return shown


def head_html(answered: int, ready: int) -> str:
    """How many are due, of how many answered so far."""
    if not answered:
        return '<p class="empty">Nothing is due: it begins with your first graded answer. <a href="./">To the start</a></p>'
    if not ready:
        return f"<p><strong>Nothing is due today.</strong> Well done.</p>{ABOUT}"
    few = f", the longest due {ROWS} first" if ready > ROWS else ""
    return f"<p><strong>{ready} of {answered}</strong> questions that you answered are due again{few}.</p>{ABOUT}"


def due_html(due: Due, title: str, now: float) -> str:
    """One question: since when it is due, and how it went the last time."""
    days = int((now - due.at) // DAY)
    since = "due today" if not days else f"due since {days} day{'s' if days > 1 else ''}"
    graded = f" · last graded {due.overall}" if due.overall is not None else ""
    answered = f"answered on {due.days} day{'s' if due.days > 1 else ''}"
    return f'<h3>{escape(title)}</h3><p class="note">{since}{graded} · {answered}</p>'


def coming_html(coming: Sequence[Due], bank: Bank) -> str:
    """What is due next."""
    items = "".join(
        f'<li>{escape(bank.question(d.question).title)} <span class="note">{day(d.at)}</span></li>'
        for d in coming
    )
    return f'<h2>Coming up</h2><ul class="coming">{items}</ul>' if items else ""
