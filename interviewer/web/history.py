"""The history view: its pieces, what each of them shows for an address, and what is pressed there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from typing import Any

import gradio as gr

from interviewer.errors import InterviewError
from interviewer.planner import Wish
from interviewer.web.address import HERE, MODES, MORE, PARTS, PLACES, SEE, STATES, TO_LIST, Address
from interviewer.web.house import House
from interviewer.web.keeping import EVERYTHING, GOODBYE
from interviewer.web.parts import Part, part_at
from interviewer.web.texts import alert, status
from interviewer.web.waiting import Waiting
from interviewer.web.wiring import LATEST, QUIET

TITLE = '<h1 tabindex="-1">History</h1>'
SURE_ONE = "() => confirm('Delete this interview? It is removed from the disk and cannot be brought back.') ? location.search : ''"
SURE_ALL = "() => confirm('Delete ALL interviews? They are removed from the disk and cannot be brought back.') ? 'all' : ''"
FOCUS = "() => document.querySelector('#history h1')?.focus()"
LEAVE = "(id) => { if (id) location.assign('?s=' + encodeURIComponent(id)); }"


@dataclass(frozen=True)
class HistoryView:
    """The pieces of the view. `open` is pressed by the page's script; `address` and `done` carry its words."""

    view: gr.Column
    notice: gr.HTML
    part: gr.Radio
    listing: gr.Column
    mode: gr.Radio
    stage: gr.Radio
    state: gr.Radio
    question: gr.Radio
    body: gr.HTML
    more: gr.Button
    delete: gr.Button
    waiting: Waiting
    keeping: gr.Column
    delete_all: gr.Button
    open: gr.Button
    address: gr.Textbox
    done: gr.Textbox

    @classmethod
    def lay_out(cls) -> HistoryView:
        """Lay it out, closed."""
        made: dict[str, Any] = {
            "open": gr.Button("Open the history", visible="hidden", elem_id="history-open"),
            "address": gr.Textbox(visible="hidden", label="Address"),
            "done": gr.Textbox(visible="hidden", label="Done"),
        }
        ids = gr.Textbox(visible="hidden", label="Due questions")
        with gr.Column(elem_id="history", visible=False) as made["view"]:
            gr.HTML(TITLE)
            made["part"] = gr.Radio(
                PARTS, value="interviews", label="What would you like to see?", elem_id="history-part"
            )
            made["notice"] = gr.HTML(elem_id="history-notice")
            with gr.Column(elem_id="filters") as made["listing"]:
                made["mode"] = gr.Radio(MODES, value="", label="Kind of interview")
                made["stage"] = gr.Radio(PLACES, value="", label="Part")
                made["state"] = gr.Radio(STATES, value="", label="Status")
            made["question"] = gr.Radio([], label="Which question?", visible=False, elem_id="tried")
            made["body"] = gr.HTML(elem_id="history-body")
            made["more"] = gr.Button("Show more", visible=False, elem_id="more")
            made["delete"] = gr.Button(
                "Delete this interview", visible=False, elem_id="delete-one", size="sm"
            )
            made["waiting"] = Waiting.lay_out(ids)
            with gr.Column(elem_id="keeping", visible=False) as made["keeping"]:
                gr.HTML(EVERYTHING)
                gr.HTML(GOODBYE)
                made["delete_all"] = gr.Button("Delete all interviews", elem_id="delete-all", variant="stop")
        return cls(**made)

    def wire(self, house: House) -> None:
        """Show what the address names, and do what is pressed."""
        shown = self._all()
        choices = [self.part, self.mode, self.stage, self.state, self.question]
        see = _seeing(house, self)
        self.open.click(see, self.address, shown, js=HERE, **LATEST).then(None, js=FOCUS)
        self.more.click(see, self.address, shown, js=MORE, **LATEST)
        gr.on([choice.input for choice in choices], see, [*choices, self.address], shown, js=SEE, **LATEST)
        for button, sure in ((self.delete, SURE_ONE), (self.delete_all, SURE_ALL)):
            button.click(_deleting(house, self), self.address, [*shown, self.done], js=sure, **QUIET).then(
                None, self.done, None, js=TO_LIST
            )
        begun = gr.Textbox(visible="hidden", label="Begun drill")
        for n, button in enumerate(self.waiting.buttons):
            button.click(_starting(house, n), self.waiting.ids, [begun, self.notice], **QUIET).then(
                None, begun, None, js=LEAVE
            )

    def updates(self, house: House, at: Address) -> dict[Any, Any]:
        """What every piece shows for an address."""
        try:
            found, notice = part_at(house, at), ""
        except InterviewError as error:
            found, notice = Part(), alert(error.line)
        part = "" if at.replay else at.part
        return {
            self.view: gr.update(visible=True),
            self.notice: notice,
            self.part: part or None,
            self.listing: gr.update(visible=found.listed),
            self.mode: at.mode,
            self.stage: at.stage,
            self.state: at.state,
            self.question: self._questions(found),
            self.body: found.body,
            self.more: gr.update(visible=found.more),
            self.delete: gr.update(visible=found.replayed),
            self.keeping: gr.update(visible=part == "keep"),
            **self.waiting.updates(found.due, house.bank, time.time()),
        }

    @staticmethod
    def _questions(found: Part) -> Any:
        if not found.questions:
            return gr.update(visible=False)
        return gr.update(choices=list(found.questions), value=found.question, visible=True)

    def _all(self) -> list[Any]:
        own = [
            f.name for f in fields(self) if f.name not in ("waiting", "open", "address", "done", "delete_all")
        ]
        return [*(getattr(self, name) for name in own), *self.waiting.all()]


def _seeing(house: House, view: HistoryView) -> Callable[..., Awaitable[dict[Any, Any]]]:
    async def see(*given: str) -> dict[Any, Any]:
        """The address comes last; the choices before it are in it already."""
        return await asyncio.to_thread(view.updates, house, Address.read(given[-1]))

    return see


# --- what is pressed ---------------------------------------------------------------------------


def _deleting(house: House, view: HistoryView) -> Callable[[str], Awaitable[dict[Any, Any]]]:
    async def delete(sure: str) -> dict[Any, Any]:
        """`sure`: "all", the address of the interview on the page, or "" where she thought better of it."""
        id = Address.read(sure).replay
        if not sure or (sure != "all" and not id):
            return {view.done: ""}
        try:
            await house.interviews.delete(None if sure == "all" else [id])
        except InterviewError as error:
            return {view.notice: alert(error.line)}
        said = "All interviews were deleted." if sure == "all" else "The interview was deleted."
        shown = await asyncio.to_thread(view.updates, house, Address())
        return {**shown, view.notice: status(said), view.done: "done"}

    return delete


def _starting(house: House, n: int) -> Callable[[str], Awaitable[tuple[str, str]]]:
    async def start(ids: str) -> tuple[str, str]:
        question = next((q for q in house.bank.questions if q.id in ids.split()[n : n + 1]), None)
        if question is None:
            return "", alert("This question is not in the list any more; reload the page.")
        try:
            wish = Wish("drill", (question.stage,), question=question.id)
            return await house.interviews.begin(await house.plan(wish)), ""
        except InterviewError as error:
            return "", alert(error.line)

    return start
