"""The settings view: what the interview is held with (no model, a local one, an endpoint), tested and taken at once.

A key comes in and never goes out: no output of any handler holds it, and an empty field means the key in use, for
the address that it was given for and no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from interviewer.choice import Choice, Kind, checked, forget, is_remembered, remember
from interviewer.endpoint import check, check_form
from interviewer.errors import InterviewError
from interviewer.web.head import leaves_html
from interviewer.web.house import House
from interviewer.web.texts import alert, note, status
from interviewer.web.wiring import LATEST, QUIET

KINDS: dict[str, Kind] = {"No model": "none", "Local model": "local", "Endpoint": "endpoint"}
ABOUT: dict[Kind, str] = {
    "none": "Written lines and the embedded grader. Nothing leaves this machine.",
    "local": "A small language model on this machine words what leads to a follow-up and marks points with the"
    " embedded grader: feedback takes some seconds longer."
    " Nothing leaves this machine.",
    "endpoint": "Any OpenAI-compatible address. Your answers and questions go there, with the question, its rubric"
    " and passages of the guide.",
}
NO_LOCAL = "A local model is not set up on this machine; the command “make local-model” does it (1.2 GB)."
IN_USE = "In use from the interviewer's next line on."
KEY_IN_USE = "A key is in use; leave this empty to keep it"


@dataclass(frozen=True)
class SettingsView:
    """The parts of the settings view."""

    view: gr.Column
    kind: gr.Radio
    about: gr.HTML
    endpoint: gr.Column
    address: gr.Textbox
    key: gr.Textbox
    interviewer: gr.Textbox
    grader: gr.Textbox
    keep: gr.Checkbox
    test: gr.Button
    use: gr.Button
    close: gr.Button
    result: gr.HTML

    @classmethod
    def lay_out(cls, house: House) -> SettingsView:
        """Lay it out, closed."""
        offered = [name for name, kind in KINDS.items() if house.engines.offers(kind)]
        made: dict[str, Any] = {}
        with gr.Column(elem_id="settings", visible=False) as made["view"]:
            gr.HTML('<h2 tabindex="-1">Who interviews and grades you?</h2>')
            made["kind"] = gr.Radio(offered, value=offered[0], label="Interview me with")
            made["about"] = gr.HTML()
            with gr.Column(elem_id="endpoint", visible=False) as made["endpoint"]:
                made |= cls._fields()
            with gr.Row(elem_id="settling"):
                made["use"] = gr.Button("Use this", variant="primary", elem_id="use")
                made["test"] = gr.Button("Test connection", elem_id="test", visible=False)
                made["close"] = gr.Button("Close", elem_id="close-settings")
            made["result"] = gr.HTML(elem_id="settings-result")
        return cls(**made)

    @staticmethod
    def _fields() -> dict[str, Any]:
        return {
            "address": gr.Textbox(
                label="Address", placeholder="https://api.openai.com/v1", max_lines=1, elem_id="address",
                info="Leave it empty for api.openai.com. Ollama: http://127.0.0.1:11434/v1",
            ),
            "key": gr.Textbox(label="Key", type="password", max_lines=1, elem_id="key",
                              info="Kept in memory until the program ends; never stored with your interviews."),
            "interviewer": gr.Textbox(label="Model", placeholder="gpt-4.1-mini", max_lines=1, elem_id="model"),
            "grader": gr.Textbox(label="Model that grades", placeholder="the same", max_lines=1, elem_id="grader"),
            "keep": gr.Checkbox(label="Remember on this computer (the key in the system's keyring)", value=False),
        }  # fmt: skip

    def wire(self, house: House, opener: gr.Button, line: gr.HTML, leaves: gr.HTML) -> None:
        """`opener` opens the view; `line` and `leaves` say which engine is in use."""
        form = [self.kind, self.address, self.key, self.interviewer, self.grader]
        opened = [self.view, *form, self.keep, self.about, self.endpoint, self.test, self.result]
        opener.click(lambda: _opened(house), None, opened, **QUIET).then(None, js=FOCUS)
        self.close.click(lambda: gr.update(visible=False), None, self.view, **QUIET).then(None, js=BACK)
        self.kind.input(_adapted(house), self.kind, [self.about, self.endpoint, self.test, self.result],
                        queue=False, **LATEST)  # fmt: skip
        self.test.click(lambda: status("Asking the endpoint …"), None, self.result, **QUIET).then(
            _telling(house, _tested), form, self.result, **QUIET
        )
        self.use.click(_using(house), [*form, self.keep], [self.result, self.key, line, leaves], **QUIET)


FOCUS = "() => document.querySelector('#settings h2')?.focus()"
BACK = "() => document.querySelector('#open-settings')?.focus()"


def _opened(house: House) -> tuple[Any, ...]:
    """The view as it stands for the engine in use; the key's field is always empty."""
    choice = house.engine.choice
    name = next(name for name, kind in KINDS.items() if kind == choice.kind)
    key = gr.update(value="", placeholder=KEY_IN_USE if choice.api_key else "")
    return (
        gr.update(visible=True), name, choice.address, key, choice.interviewer, choice.grader,
        is_remembered(house.folder), *_adapted(house)(name),
    )  # fmt: skip


def _adapted(house: House) -> Callable[[str], tuple[Any, ...]]:
    def adapted(name: str) -> tuple[Any, ...]:
        kind = KINDS[name]
        wanting = "" if house.engines.offers("local") else NO_LOCAL
        stands = house.engine.stands() if house.engine.choice.kind == kind else ""
        about = status(" ".join(filter(None, (ABOUT[kind], stands, wanting))))
        with_endpoint = gr.update(visible=kind == "endpoint")
        return about, with_endpoint, with_endpoint, ""

    return adapted


def chosen(house: House, name: str, address: str, key: str, interviewer: str, grader: str) -> Choice:
    """The choice behind the form. Raises Refused for what cannot be meant."""
    now = house.engine.choice
    if not key.strip() and now.kind == "endpoint" and address.strip().rstrip("/") == now.address:
        key = now.api_key
    return checked(Choice(KINDS.get(name, "none"), address, interviewer, grader, key))


def _telling(house: House, do: Callable[[House, Choice], Awaitable[str]]) -> Callable[..., Awaitable[str]]:
    async def handle(*form: str) -> str:
        try:
            return await do(house, chosen(house, *form))
        except InterviewError as error:
            return alert(error.line)

    return handle


async def _tested(_: House, choice: Choice) -> str:
    """What the connection test says, each model named where there are two."""
    for model in dict.fromkeys((choice.interviewer, choice.marks)):
        if wrong := await check(model, choice.api_key, choice.address or None):
            return alert(wrong)
    weak = await check_form(choice.marks, choice.api_key, choice.address or None)
    return alert(weak) if weak else status(f"It works: {choice.host} replies, and fills in forms.")


def _using(house: House) -> Callable[..., Awaitable[tuple[Any, ...]]]:
    async def use(*values: Any) -> tuple[Any, ...]:
        *form, keep = values
        try:
            choice = chosen(house, *form)
            await house.use(choice)
        except InterviewError as error:
            return alert(error.line), gr.skip(), gr.skip(), gr.skip()
        said = await asyncio.to_thread(_kept, house, choice, bool(keep))
        engine = house.engine
        key = gr.update(value="", placeholder=KEY_IN_USE if choice.api_key else "")
        return said, key, note(engine.line), leaves_html(engine)

    return use


def _kept(house: House, choice: Choice, wished: bool) -> str:
    """Keep the choice or forget what was kept, and say what became of it."""
    if not wished:
        forget(house.folder)
        return status(IN_USE)
    try:
        remember(choice, house.folder)
    except InterviewError as error:
        return alert(f"{IN_USE} {error.line}")
    return status(f"{IN_USE} It is remembered on this computer.")
