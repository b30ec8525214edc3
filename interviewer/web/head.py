"""The head of every view: the way home, what leaves the machine, and the way to the settings."""

from __future__ import annotations

import html
from dataclasses import dataclass

import gradio as gr

from interviewer.engine import Engine
from interviewer.web.house import House


@dataclass(frozen=True)
class Head:
    """The parts of the head; `leaves` changes with the engine. `look` is pressed by the page's script when the page is
    come back to: another one may have taken another engine."""

    leaves: gr.HTML
    settings: gr.Button
    look: gr.Button

    @classmethod
    def lay_out(cls, house: House) -> Head:
        """Lay it out, the same on every view."""
        with gr.Row(elem_id="head"):
            gr.HTML('<a class="home" href="./">Mock interview</a>', elem_id="home")
            leaves = gr.HTML(leaves_html(house.engine), elem_id="leaves")
            if house.person:
                gr.HTML(
                    f'<a class="account" href="account">{html.escape(house.person)}</a>', elem_id="account"
                )
            settings = gr.Button(
                "Model settings", size="sm", elem_id="open-settings", visible=not house.person
            )
            look = gr.Button("Look at the engine", visible="hidden", elem_id="look-at-engine")
        return cls(leaves, settings, look)


def leaves_html(engine: Engine) -> str:
    """What leaves the machine, in a few words with a sign that is not colour alone."""
    sign, tone = ("⌂", "stays") if engine.choice.stays_here else ("↗", "away")
    return f'<p class="leaves {tone}"><span aria-hidden="true">{sign}</span> {html.escape(engine.leaves)}</p>'
