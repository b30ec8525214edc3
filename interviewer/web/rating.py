"""The candidate's own grade before the reveal: buttons, so that no key or slip of a radio gives it away."""

from __future__ import annotations

import gradio as gr

from interviewer.web.told import told

SCALE = "1 nothing relevant · 3 some of it right, obvious gaps · 5 complete and concrete"
"""What a candidate's own grade means."""
ASK = (
    '<h2 id="rate-ask" tabindex="-1">Before you look: how good was your answer?</h2>'
    f'<p class="note">{SCALE}</p>'
)
GRADES: tuple[tuple[str, int | None], ...] = (
    ("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5", 5), ("Show me without rating", None),
)  # fmt: skip


def lay_out() -> tuple[gr.Column, tuple[gr.Button, ...], gr.HTML]:
    """The view, hidden, a button for each of `GRADES`, and where a refusal is told."""
    with gr.Column(elem_id="rating", visible=False) as view:
        gr.HTML(ASK)
        with gr.Row(elem_id="grades"):
            buttons = tuple(gr.Button(label, min_width=48) for label, _ in GRADES)
        refused = told("rating-told")
    return view, buttons, refused
