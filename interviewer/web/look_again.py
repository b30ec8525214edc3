"""The second look in a debrief: the candidate chooses one of her answers, and what a card offers stands below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import gradio as gr

from interviewer.attempts import Attempt, attempts
from interviewer.errors import InterviewError
from interviewer.events import Challenged, NumberWished, Rejudged, RewriteWished, Rewritten, Session
from interviewer.room import Frame
from interviewer.web.house import House
from interviewer.web.screen import Screen
from interviewer.web.second_look import SecondLook
from interviewer.web.texts import alert
from interviewer.web.wiring import LATEST
from knowledge.types import Bank


@dataclass(frozen=True)
class LookAgain:
    """`which` holds the attempt that was chosen: every open page its own. `stir` changes with what comes of a wish."""

    view: gr.Accordion
    which: gr.Radio
    notice: gr.HTML
    second: SecondLook
    stir: gr.Textbox

    def all(self) -> list[Any]:
        """What follows the session; the rest follows the choice."""
        return [self.view, self.which, self.stir]

    @classmethod
    def lay_out(cls) -> LookAgain:
        """Lay it out, closed; hidden until a debrief is shown."""
        stir = gr.Textbox(visible="hidden", label="Second looks")
        with gr.Accordion("Look at an answer again", open=False, visible=False, elem_id="look-again") as view:
            which = gr.Radio([], label="Which answer would you look at again?", elem_id="looked-at")
            notice = gr.HTML()
            second = SecondLook.lay_out("again-")
        return cls(view, which, notice, second, stir)

    def wire(self, house: House, id: gr.Textbox) -> None:
        """Show what can be done with the chosen answer, and do it."""

        async def choose(id: str, which: str | None) -> dict[Any, Any]:
            return await look(id, which, afresh=True)

        async def look(id: str, which: str | None, *, afresh: bool = False) -> dict[Any, Any]:
            try:
                session = await house.interviews.session(id)
            except InterviewError as error:
                return {self.notice: alert(error.line)}
            tried = next((a for a in attempts(session) if str(a.id) == which), None)
            quiet = dict.fromkeys([self.notice, *(self.second.places if afresh else ())], "")
            return {**quiet, **self.second.shown(tried, session, house, afresh=afresh)}

        shown = [self.notice, *self.second.all()]
        self.which.change(choose, [id, self.which], shown, **LATEST)
        self.stir.change(look, [id, self.which], shown, **LATEST)
        self.second.wire(house.interviews, id, self.which)

    def updates(self, now: Screen, frame: Frame, house: House) -> dict[Any, Any]:
        """The answers that can be chosen for a frame."""
        told = () if now.waits else now.debrief
        offered = choices(frame.session, told, house.bank)
        return {
            self.view: gr.update(visible=bool(offered)),
            self.which: gr.update(choices=offered),
            self.stir: str(_wishes(frame.session)),
        }


def choices(session: Session, stages: Collection[str], bank: Bank) -> list[tuple[str, str]]:
    """The graded answers of these stages by name, each with the id of its attempt."""
    titles, tries = {q.id: q.title for q in bank.questions}, Counter[str]()
    found = []
    for attempt in attempts(session):
        if attempt.stage in stages and attempt.exchanges and attempt.question in titles:
            tries[attempt.question] += 1
            again = f" (try {tries[attempt.question]})" if tries[attempt.question] > 1 else ""
            found += [(f"{titles[attempt.question]}{again}", str(attempt.id))] if _graded(attempt) else []
    return found


def _graded(attempt: Attempt) -> bool:
    return attempt.grade is not None and attempt.grade.overall is not None


def _wishes(session: Session) -> int:
    """How much was wished and came of it so far."""
    about = RewriteWished | Rewritten | Challenged | Rejudged | NumberWished
    return sum(isinstance(event, about) for event in session.events)
