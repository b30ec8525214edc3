"""Example answers under a debrief: what a good answer would be, once the candidate has given her own. Pure."""

from __future__ import annotations

import html
from collections.abc import Collection

from interviewer.attempts import attempts
from interviewer.events import Session
from knowledge.types import Bank


def examples_html(session: Session, stages: Collection[str], bank: Bank) -> str:
    """An example for each question of these stages that has an own answer, closed until it is opened; "" without any."""
    answered = {a.question: None for a in attempts(session) if a.stage in stages and a.exchanges}
    asked = (bank.question(id) for id in answered)
    items = "".join(
        f'<details class="answer"><summary>{html.escape(question.title)}</summary>'
        f"<p>{html.escape(question.best_exemplar.text)}</p></details>"
        for question in asked
    )
    if not items:
        return ""
    return (
        '<section class="debrief examples" aria-label="Example answers"><h2>What would a good answer be?</h2>'
        '<p class="note">Written by us at the top grade, to your questions. One good way among others.</p>'
        f"{items}</section>"
    )
