"""The candidate's own grades before a debrief: a row of numbers for each answer of the stage, all of them free to leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from interviewer.attempts import Attempt
from interviewer.errors import InterviewError
from interviewer.interview import Interviews
from interviewer.web.house import House
from interviewer.web.rating import SCALE
from interviewer.web.screen import Screen
from interviewer.web.texts import refusal
from interviewer.web.told import told
from interviewer.web.wiring import QUIET, shown_number

ROWS = 8
"""Answers of one stage that can be graded by her; no plan has more questions in a stage."""
ASK = (
    '<h2 id="own-ask" tabindex="-1">Before you look: how good were your answers?</h2>'
    f'<p class="note">{SCALE}. Leave out any you like.</p>'
)


@dataclass(frozen=True)
class OwnGrades:
    """`rated` holds the ids of the answers in the rows, in their order."""

    view: gr.Column
    rows: tuple[gr.Radio, ...]
    rated: gr.Textbox
    show: gr.Button
    told: gr.HTML

    def all(self) -> list[Any]:
        """What follows the session."""
        return [self.view, *self.rows, self.rated]

    @classmethod
    def lay_out(cls) -> OwnGrades:
        """Lay it out; hidden until a stage has closed."""
        with gr.Column(elem_id="own-grades", visible=False) as view:
            gr.HTML(ASK)
            rows = tuple(
                gr.Radio(["1", "2", "3", "4", "5"], label="Your grade", visible=False, elem_id=f"own-{n}")
                for n in range(ROWS)
            )
            rated = gr.Textbox(visible="hidden", label="Rated answers")
            show = gr.Button("Show the debrief", variant="primary", elem_id="show-debrief")
            refused = told("own-told")
        return cls(view, rows, rated, show, refused)

    def wire(self, rooms: Interviews, id: gr.Textbox) -> None:
        """Take the grades that were chosen; the others are left out for good."""

        async def rate(id: str, rated: str, *owns: str | None) -> str:
            try:
                for attempt, own in zip(filter(None, rated.split(",")), owns, strict=False):
                    await rooms.rate(id, shown_number(attempt), int(own) if own else None)
            except InterviewError as error:
                return refusal(error.line)
            return ""

        self.show.click(rate, [id, self.rated, *self.rows], self.told, **QUIET)

    def updates(self, now: Screen, house: House) -> dict[Any, Any]:
        """The rows for a frame; a row comes empty whenever its answer is another one."""
        due = now.rates if now.attempt is None else ()
        rows = [_row(due[n], house) if n < len(due) else gr.update(visible=False) for n in range(ROWS)]
        return {
            self.view: gr.update(visible=bool(due)),
            self.rated: ",".join(str(a.id) for a in due),
            **dict(zip(self.rows, rows, strict=True)),
        }


def _row(attempt: Attempt, house: House) -> dict[str, Any]:
    return gr.update(visible=True, value=None, label=house.bank.question(attempt.question).title)
