"""Where a refusal is told: at what was pressed, in a place that a screen reader listens to (see page.js)."""

from __future__ import annotations

import gradio as gr


def told(place: str) -> gr.HTML:
    """An empty place for it, laid out under the buttons that it belongs to."""
    return gr.HTML(elem_id=place, elem_classes=["told"])
