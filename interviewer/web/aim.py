"""Aiming an interview at a job: topics wished for, a pasted text, and what of it is read."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from interviewer.aim import LONGEST, Aim, quoted, topics_of
from interviewer.errors import Refused
from interviewer.planner import Wish
from interviewer.web.texts import alert, note
from interviewer.web.wiring import LATEST
from knowledge.types import Bank

KEPT_HERE = (
    "Contact data is taken out first. What is left is read on this machine to choose questions; none of it is sent to"
    " a model, and only the reasons below are kept with the interview."
)
MANY = {
    "e-mail": "e-mails",
    "phone": "phone numbers",
    "address": "addresses",
    "date of birth": "dates of birth",
}
TOLD = 5
"""Parts of a text that led to no question, as many as are told."""
ONE = {"phone": "phone number"}


@dataclass(frozen=True)
class Aiming:
    """The optional part of the start view."""

    topics: gr.CheckboxGroup
    pasted: gr.Textbox
    preview: gr.HTML

    @classmethod
    def lay_out(cls, bank: Bank) -> Aiming:
        """Lay it out, closed."""
        with gr.Accordion("Aim it at a job (optional)", open=False, elem_id="aim"):
            topics = gr.CheckboxGroup(
                [topic.name for topic in bank.topics],
                value=[],
                label="Topics you want first",
                elem_id="aim-topics",
            )
            pasted = gr.Textbox(
                "", label="Paste a job description or your resume", lines=5, max_lines=12, max_length=LONGEST,
                elem_id="aim-text", placeholder="Questions and follow-ups that fit it come first.",
            )  # fmt: skip
            preview = gr.HTML(note(KEPT_HERE), elem_id="aim-preview")
        return cls(topics, pasted, preview)

    @property
    def inputs(self) -> list[gr.components.Component]:
        """What the start needs of it."""
        return [self.topics, self.pasted]

    def wire(self, bank: Bank, read: Callable[[str], Aim]) -> None:
        """Show what is read of a text as soon as it stands there."""

        def look(pasted: str) -> str:
            try:
                return preview_html(read(pasted), bank) if pasted.strip() else note(KEPT_HERE)
            except Refused as error:
                return alert(error.line)

        self.pasted.change(look, self.pasted, self.preview, **LATEST)


def with_topics(wish: Wish, names: list[str], bank: Bank) -> Wish:
    """The wish with the topics that were ticked."""
    return replace(wish, topics=tuple(topic.id for topic in bank.topics if topic.name in names))


def preview_html(aim: Aim, bank: Bank) -> str:
    """What is read of a pasted text, what was taken out of it, and the topics that it leads to."""
    taken = ", ".join(_counted(kind, n) for kind, n in aim.removed)
    topics = "".join(
        f"<li><strong>{html.escape(name)}</strong>: {html.escape(reason)}</li>"
        for name, reason in topics_of(aim.focus, bank)
    )
    found = (
        f"<p>It leads to:</p><ul>{topics}</ul>"
        if topics
        else "<p>Nothing in it fits a question here; the usual mix comes.</p>"
    )
    return (
        f"{note(KEPT_HERE)}<p>{f'Taken out: {html.escape(taken)}.' if taken else 'No contact data was found in it.'}</p>"
        f"{found}{_unheard(aim.unheard) if topics else ''}<details><summary>Exactly what is read</summary>"
        f'<pre class="read" tabindex="0" aria-label="What is read">{html.escape(aim.text)}</pre></details>'
    )


def _unheard(lines: Sequence[str]) -> str:
    """What was read and leads to no question, in a sentence."""
    if not lines:
        return ""
    more = f" and {len(lines) - TOLD} more" if len(lines) > TOLD else ""
    return f"<p>No question here fits: {html.escape(', '.join(map(quoted, lines[:TOLD])))}{more}.</p>"


def _counted(kind: str, n: int) -> str:
    return f"{n} {ONE.get(kind, kind) if n == 1 else MANY.get(kind, f'{kind}s')}"
