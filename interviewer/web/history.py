"""The history view: all interviews, progress, what is due, attempts side by side, and what the candidate keeps.

Its state is the page's address (`?view=history&part=progress`): every choice writes it, and the server shows
what it names. So a reload, a link and the back button all lead to the same thing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields, replace
from typing import Any, get_args
from urllib.parse import parse_qsl

import gradio as gr

from interviewer.attempts import attempts
from interviewer.cues import STAGE_NAMES
from interviewer.errors import InterviewError, Refused
from interviewer.history import (
    Attempted,
    Filter,
    attempted,
    by_dimension,
    by_topic,
    calibration,
    chosen,
    due,
    recurring,
)
from interviewer.planner import Wish
from interviewer.record import record_of
from interviewer.types import Mode
from interviewer.web.house import House
from interviewer.web.keeping import EVERYTHING, GOODBYE
from interviewer.web.replay import replay_html
from interviewer.web.shelf import shelf_html
from interviewer.web.texts import alert, status
from interviewer.web.trends import progress_html
from interviewer.web.tries import ABREAST, NO_TRY, Column, tries_html
from interviewer.web.waiting import Waiting
from interviewer.web.wiring import LATEST, QUIET
from interviewer.withheld import shown_card, shown_digests
from knowledge.types import STAGES

TITLE = '<h1 tabindex="-1">History</h1>'
PARTS = (
    ("Interviews", "interviews"), ("Progress", "progress"), ("Due again", "due"),
    ("Side by side", "attempts"), ("Your data", "keep"),
)  # fmt: skip
MODES = [("Any", ""), *((mode.capitalize(), mode) for mode in get_args(Mode))]
PLACES = [("Any", ""), *((STAGE_NAMES[stage].split()[0].capitalize(), stage) for stage in STAGES)]
STATES = [("Any", ""), ("Finished", "finished"), ("Open", "open")]
PAGE = 30
"""Interviews listed at first, and more with each press of the button."""

HERE = "() => location.search"
SEE = """(part, mode, stage, state, question) => {
  const query = new URLSearchParams({ view: 'history', part });
  for (const [key, value] of Object.entries({ mode, stage, state, question })) if (value) query.set(key, value);
  history.replaceState(null, '', '?' + query);
  return [part, mode, stage, state, question, '?' + query];
}"""
MORE = """() => {
  const query = new URLSearchParams(location.search);
  query.set('more', Number(query.get('more')) + 1);
  history.replaceState(null, '', '?' + query);
  return '?' + query;
}"""
SURE_ONE = "() => confirm('Delete this interview? It is removed from the disk and cannot be brought back.') ? location.search : ''"
SURE_ALL = "() => confirm('Delete ALL interviews? They are removed from the disk and cannot be brought back.') ? 'all' : ''"
TO_LIST = "(done) => { if (done) history.replaceState(null, '', '?view=history'); }"
LEAVE = "(id) => { if (id) location.assign('?s=' + encodeURIComponent(id)); }"


@dataclass(frozen=True)
class Address:
    """What an address names; whatever it does not know is as if it were not there."""

    part: str = "interviews"
    mode: str = ""
    stage: str = ""
    state: str = ""
    question: str = ""
    replay: str = ""
    more: int = 0

    @classmethod
    def read(cls, search: str) -> Address:
        """The address behind a query string."""
        given = dict(parse_qsl(search.removeprefix("?")))
        more = given.get("more", "")
        return cls(
            part=_known(given.get("part", ""), PARTS) or "interviews",
            mode=_known(given.get("mode", ""), MODES),
            stage=_known(given.get("stage", ""), PLACES),
            state=_known(given.get("state", ""), STATES),
            question=given.get("question", ""),
            replay=given.get("replay", ""),
            more=int(more) if more.isdecimal() and len(more) < 4 else 0,
        )

    @property
    def many(self) -> int:
        """How many interviews it lists at most."""
        return PAGE * (1 + self.more)

    @property
    def filter(self) -> Filter:
        """Which interviews it lists."""
        return Filter(self.mode, self.stage, self.state)  # type: ignore[arg-type]  # checked when it was read


@dataclass(frozen=True)
class HistoryView:
    """The parts of the view. `open` is pressed by the page's script; `address` and `done` carry its words."""

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
            made["part"] = gr.Radio(PARTS, value="interviews", label="What would you like to see?")
            made["notice"] = gr.HTML(elem_id="history-notice")
            with gr.Column(elem_id="filters") as made["listing"]:
                made["mode"] = gr.Radio(MODES, value="", label="Kind of interview")
                made["stage"] = gr.Radio(PLACES, value="", label="With the part")
                made["state"] = gr.Radio(STATES, value="", label="Come to its end?")
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

    def _all(self) -> list[Any]:
        own = [
            f.name for f in fields(self) if f.name not in ("waiting", "open", "address", "done", "delete_all")
        ]
        return [*(getattr(self, name) for name in own), *self.waiting.all()]


FOCUS = "() => document.querySelector('#history h1')?.focus()"


def _known(value: str, choices: Any) -> str:
    return value if value in {choice for _, choice in choices} else ""


def _seeing(house: House, view: HistoryView) -> Callable[..., Awaitable[dict[Any, Any]]]:
    async def see(*given: str) -> dict[Any, Any]:
        """The address comes last; the choices before it are in it already."""
        return await asyncio.to_thread(_shown, house, view, Address.read(given[-1]))

    return see


def _shown(house: House, view: HistoryView, at: Address) -> dict[Any, Any]:
    """What every part of the view shows for an address."""
    try:
        content = _replayed(house, view, at) if at.replay else _PARTS[at.part](house, view, at)
        notice = ""
    except InterviewError as error:
        content, notice = {}, alert(error.line)
    part = "" if at.replay else at.part
    return {
        view.view: gr.update(visible=True),
        view.notice: notice,
        view.part: at.part if part else None,
        view.listing: gr.update(visible=part == "interviews"),
        view.mode: at.mode,
        view.stage: at.stage,
        view.state: at.state,
        view.question: gr.update(visible=False),
        view.body: "",
        view.more: gr.update(visible=False),
        view.delete: gr.update(visible=False),
        view.keeping: gr.update(visible=part == "keep"),
        **view.waiting.updates(None, house.bank, 0.0),
        **content,
    }


# --- the parts ---------------------------------------------------------------------------------


def _listed(house: House, view: HistoryView, at: Address) -> dict[Any, Any]:
    shelf = house.archive.look()
    found = chosen(shown_digests(shelf.digests, house.standing), at.filter)
    return {
        view.body: shelf_html(found, at.many, len(shelf.digests), shelf.unreadable),
        view.more: gr.update(visible=len(found) > at.many),
    }


def _progress(house: House, view: HistoryView, _: Address) -> dict[Any, Any]:
    digests, bank = shown_digests(house.archive.look().digests, house.standing), house.bank
    lines = (by_dimension(digests, bank), by_topic(digests, bank))
    return {view.body: progress_html(*lines, recurring(digests, bank), calibration(digests, bank))}


def _due(house: House, view: HistoryView, _: Address) -> dict[Any, Any]:
    """When a question comes back rests on every grade; a grade that is withheld is not told."""
    digests = house.archive.look().digests
    held = {t.question for d in shown_digests(digests, house.standing) for t in d.tries if t.held_back}
    found = due(digests, house.bank)
    told = [replace(one, overall=None) if one.question in held else one for one in found]
    return view.waiting.updates(told, house.bank, time.time())


def _side_by_side(house: House, view: HistoryView, at: Address) -> dict[Any, Any]:
    found = attempted(house.archive.look().digests, house.bank)
    offered = {
        question: tried for question, tried in found.items() if len(tried) > 1 or question == at.question
    }
    if not offered:
        return {view.body: NO_TRY}
    question = at.question if at.question in offered else next(iter(offered))
    columns = tuple(c for one in offered[question][-ABREAST:] if (c := _column(house, one)))
    titles = [(f"{house.bank.question(id).title} ({len(tried)})", id) for id, tried in offered.items()]
    return {
        view.question: gr.update(choices=titles, value=question, visible=True),
        view.body: tries_html(house.bank.question(question), columns),
    }


def _column(house: House, one: Attempted) -> Column | None:
    session = house.store.load(one.session)
    tried = next((a for a in attempts(session) if a.id == one.tried.attempt), None) if session else None
    card = shown_card(session, tried, house.bank, house.standing) if session and tried else None
    return Column(one.session, one.tried.at, card) if card else None


def _kept(_: House, __: HistoryView, ___: Address) -> dict[Any, Any]:
    return {}


def _replayed(house: House, view: HistoryView, at: Address) -> dict[Any, Any]:
    session = house.store.load(at.replay)
    if session is None:
        raise Refused("This interview is not here; it may have been deleted.")
    return {
        view.body: replay_html(record_of(session, house.bank, house.standing), house.opens),
        view.delete: gr.update(visible=True),
    }


_PARTS: dict[str, Callable[[House, HistoryView, Address], dict[Any, Any]]] = {
    "interviews": _listed, "progress": _progress, "due": _due, "attempts": _side_by_side, "keep": _kept,
}  # fmt: skip


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
        shown = await asyncio.to_thread(_shown, house, view, Address())
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
