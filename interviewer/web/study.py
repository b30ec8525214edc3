"""The study plan under a debrief: at most three drills, each with what success is, its tips, and a button that starts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain, zip_longest
from typing import Any

import gradio as gr

from interviewer.drills import DRILLS
from interviewer.planner import Wish
from interviewer.types import Drill, StageDebrief
from interviewer.web.chat import PassageText
from interviewer.web.signs import cited
from interviewer.web.told import told
from knowledge.types import Bank

HEADING = (
    "<h2>Practise next</h2><p class='note'>Each drill is one question and takes five minutes at most.</p>"
)


@dataclass(frozen=True)
class Study:
    """The view, for each drill its row, its words and its button, and where a refusal is told."""

    view: gr.Column
    rows: tuple[gr.Row, ...]
    words: tuple[gr.HTML, ...]
    buttons: tuple[gr.Button, ...]
    told: gr.HTML

    @classmethod
    def lay_out(cls) -> Study:
        """Lay it out, hidden."""
        rows, words, buttons = [], [], []
        with gr.Column(elem_id="study", visible=False) as view:
            gr.HTML(HEADING)
            for n in range(DRILLS):
                with gr.Row(visible=False, elem_classes=["drill"]) as row:
                    words.append(gr.HTML())
                    buttons.append(gr.Button(f"Start drill {n + 1}", scale=0, min_width=150))
                rows.append(row)
            refused = told("study-told")
        return cls(view, tuple(rows), tuple(words), tuple(buttons), refused)

    def all(self) -> list[Any]:
        """Every piece that changes."""
        return [self.view, *self.rows, *self.words]

    def updates(self, drills: Sequence[Drill], passage_text: PassageText) -> dict[Any, Any]:
        """What it shows for these drills."""
        shown: dict[Any, Any] = {self.view: gr.update(visible=bool(drills))}
        for row, words, drill in zip_longest(self.rows, self.words, drills):
            shown[row] = gr.update(visible=drill is not None)
            shown[words] = drill_html(drill, passage_text) if drill is not None else ""
        return shown


def chosen(debriefs: Sequence[StageDebrief]) -> tuple[Drill, ...]:
    """The drills of all stages, at most three: the first of each stage comes before any second one."""
    by_turns = chain.from_iterable(zip_longest(*(d.drills for d in debriefs)))
    return tuple(drill for drill in by_turns if drill is not None)[:DRILLS]


def wish_for(drill: Drill, bank: Bank) -> Wish:
    """The wish for that drill."""
    return Wish("drill", (bank.question(drill.question).stage,), question=drill.question)


def drill_html(drill: Drill, passage_text: PassageText) -> str:
    """A drill: the question, what success is, and the passages that help."""
    passages = "".join(cited("", passage, passage_text) for passage in drill.passages)
    return (
        f"<h3>{escape(drill.title)}</h3>"
        f'<p><span class="label">Success</span> {escape(drill.criterion)}</p>{passages}'
    )
