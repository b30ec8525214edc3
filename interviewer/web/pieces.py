"""The pieces of the interview view, and what each of them shows for a frame."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import gradio as gr

from interviewer.attempts import Attempt, attempts
from interviewer.bill import bill
from interviewer.comparison import compared
from interviewer.room import Frame
from interviewer.ungraded import due_for_grading
from interviewer.web import rating
from interviewer.web.bill import bill_html, spent_html
from interviewer.web.cards import card_html
from interviewer.web.chat import announcement, messages
from interviewer.web.compare import compared_html
from interviewer.web.debrief import debrief_html
from interviewer.web.examples import examples_html
from interviewer.web.house import House
from interviewer.web.look_again import LookAgain
from interviewer.web.own_grades import OwnGrades
from interviewer.web.screen import FINISH, Screen, progress_html, question_on_table, screen
from interviewer.web.second_look import SecondLook
from interviewer.web.study import Study, chosen
from interviewer.web.texts import alert, downloads, example_html, note, refusal
from interviewer.web.told import told
from interviewer.withheld import shown_card, shown_debriefs, withheld

LEFT_OUT = "You left this question without an answer, so there is nothing to grade. Try it again, or go on."
ASTRAY = (
    "What you said was not taken for an answer to this question, so there is nothing to grade. If it was one, try again and"
    " name what was asked; or go on."
)


@dataclass(frozen=True)
class Pieces:
    """Everything of the interview view that changes, in page order.

    What is refused is told where it was pressed: at the composer in `notice`, below the buttons to go on and to end in
    `told`, and with the rating, the second look and the study plan in places of their own. That another tab has answered is
    told in `elsewhere`, by the page's script.
    """

    view: gr.Column
    progress: gr.HTML
    chat: gr.Chatbot
    notice: gr.HTML
    elsewhere: gr.HTML
    answering: gr.Column
    hurry: gr.Button
    composer: gr.Textbox
    send: gr.Button
    hint: gr.Button
    skip: gr.Button
    own: OwnGrades
    rating: gr.Column
    ratings: tuple[gr.Button, ...]
    rating_told: gr.HTML
    card: gr.HTML
    second: SecondLook
    shown_example: gr.HTML
    attempt: gr.Textbox
    reviewing: gr.Row
    next: gr.Button
    retry: gr.Button
    example: gr.Button
    regrade: gr.Button
    without: gr.Button
    again: gr.Button
    told: gr.HTML
    debrief: gr.HTML
    look_again: LookAgain
    study: Study
    after: gr.HTML
    end: gr.Button
    announcer: gr.HTML

    def all(self) -> list[Any]:
        """Every piece, as the outputs of an event."""
        found: list[Any] = []
        for piece in (getattr(self, f.name) for f in fields(self)):
            found += piece.all() if isinstance(piece, Study | SecondLook | LookAgain | OwnGrades) else [piece]
        return [piece for piece in found if piece is not self.ratings]

    @classmethod
    def lay_out(cls) -> Pieces:
        """Lay the interview view out; hidden until a session is followed."""
        made: dict[str, Any] = {}
        with gr.Column(elem_id="interview", visible=False) as made["view"]:
            made["progress"] = gr.HTML(elem_id="progress")
            made["chat"] = gr.Chatbot(
                elem_id="chat", label="Interview", show_label=False, height="54vh", layout="bubble",
                sanitize_html=True, buttons=[], feedback_options=None, latex_delimiters=[], allow_tags=False,
            )  # fmt: skip
            made["notice"] = gr.HTML(elem_id="notice")
            made["elsewhere"] = told("elsewhere")
            made["debrief"] = gr.HTML(elem_id="debrief")
            made["look_again"] = LookAgain.lay_out()
            made["own"] = OwnGrades.lay_out()
            made["rating"], made["ratings"], made["rating_told"] = rating.lay_out()
            made["card"] = gr.HTML(elem_id="card")
            made["second"] = SecondLook.lay_out()
            made["shown_example"] = gr.HTML(elem_id="example")
            made["attempt"] = gr.Textbox(visible="hidden", label="Attempt")
            made |= cls._reviewing() | cls._answering()
            made["told"] = told("told")
            made["study"] = Study.lay_out()
            made["after"] = gr.HTML(elem_id="after")
            made["end"] = gr.Button("End the interview", size="sm", variant="secondary", elem_id="end")
            made["announcer"] = gr.HTML(elem_id="announcer")
        return cls(**made)

    @staticmethod
    def _reviewing() -> dict[str, Any]:
        with gr.Row(elem_id="reviewing", visible=False) as row:
            return {
                "reviewing": row,
                "next": gr.Button("Next question", variant="primary", elem_id="next"),
                "retry": gr.Button("Try again", elem_id="retry"),
                "example": gr.Button("Show example answer", elem_id="show-example"),
                "regrade": gr.Button("Grade again", elem_id="regrade"),
                "without": gr.Button("Grade without the model", elem_id="without"),
                "again": gr.Button("Try to go on", elem_id="again"),
            }

    @staticmethod
    def _answering() -> dict[str, Any]:
        with gr.Column(elem_id="answering", visible=False) as column:
            hurry = gr.Button("Go on without the model", size="sm", elem_id="hurry", visible=False)
            composer = gr.Textbox(
                label="Your answer", lines=1, max_lines=14, elem_id="composer", autofocus=True,
                placeholder="Enter sends, Shift+Enter makes a new line",
            )  # fmt: skip
            with gr.Row(elem_id="sending"):
                return {
                    "answering": column,
                    "hurry": hurry,
                    "composer": composer,
                    "send": gr.Button("Send", variant="primary", elem_id="send"),
                    "hint": gr.Button("Hint", elem_id="hint"),
                    "skip": gr.Button("Skip question", elem_id="skip"),
                }


def updates(pieces: Pieces, frame: Frame, house: House) -> dict[Any, Any]:
    """What every piece shows for a frame."""
    now, cost = screen(frame), bill(frame.session)
    talking = not now.finished and now.awaits != "next"
    asked = question_on_table(frame.session)
    hints = asked and frame.session.plan.hints
    return {
        pieces.view: gr.update(visible=True),
        pieces.progress: progress_html(frame) + spent_html(cost),
        pieces.chat: messages(frame, house.passage_text),
        pieces.notice: alert(frame.trouble) if frame.trouble and talking else "",
        pieces.told: refusal(frame.trouble) if frame.trouble and not talking else "",
        pieces.announcer: announcement(frame.session),
        pieces.answering: gr.update(visible=talking),
        pieces.hurry: gr.update(visible=frame.thinking and bool(house.engine.models)),
        pieces.send: gr.update(interactive=now.awaits in ("answer", "question")),
        pieces.hint: gr.update(visible=now.hints or (hints and not now.awaits), interactive=now.hints),
        pieces.skip: gr.update(visible=asked, interactive=now.awaits == "answer"),
        pieces.end: gr.update(visible=not now.finished and now.next != FINISH),
        pieces.after: bill_html(cost) + downloads(frame.session.id)
        if now.debrief or (now.finished and not now.rates)
        else "",
        **_debrief(pieces, now, frame, house),
        **_review(pieces, now, frame, house),
        **pieces.own.updates(now, house),
        **pieces.second.updates(now, frame, house),
        **pieces.look_again.updates(now, frame, house),
    }


def _review(pieces: Pieces, now: Screen, frame: Frame, house: House) -> dict[Any, Any]:
    """What is shown while the candidate reads: rating, card, example, the buttons to go on."""
    tried, ungraded = now.attempt, _ungraded(now, frame)
    model = any(a.grade and a.grade.maker.judge == "model" for a in ungraded)
    slow = now.waits and house.engine.judge != "embedded"
    open_grades = (*ungraded, *(due_for_grading(frame.session) if slow and now.debrief else ()))
    buttons = (now.next, now.card, now.example, ungraded, slow, frame.trouble)
    return {
        pieces.rating: gr.update(visible=bool(now.rates and tried)),
        pieces.card: _card(now, frame, house),
        pieces.shown_example: _example(tried, house),
        pieces.attempt: str(tried.id) if tried else ",".join(str(a.id) for a in open_grades),
        pieces.reviewing: gr.update(visible=any(buttons)),
        pieces.next: gr.update(visible=bool(now.next), value=now.next or "Next question"),
        pieces.retry: gr.update(visible=now.card or now.left_out),
        pieces.example: gr.update(visible=now.example and tried is not None and not tried.example_shown),
        pieces.regrade: gr.update(visible=bool(ungraded)),
        pieces.without: gr.update(visible=model or slow),
        pieces.again: gr.update(visible=bool(frame.trouble)),
    }


def _ungraded(now: Screen, frame: Frame) -> tuple[Attempt, ...]:
    """Answers on the table that could not be graded: the card's, or all of the stages whose debrief is shown."""
    tried = (now.attempt,) if now.attempt else attempts(frame.session)
    shown = [a for a in tried if (now.card if now.attempt else a.stage in now.debrief)]
    return tuple(a for a in shown if a.grade is not None and a.grade.overall is None)


def _card(now: Screen, frame: Frame, house: House) -> str:
    if now.waits and not now.debrief:
        return note("Your answer is being graded …")
    if now.left_out:
        astray = now.attempt is not None and now.attempt.strays and not now.attempt.given_up
        return note(ASTRAY if astray else LEFT_OUT)
    if now.attempt is None or not now.card:
        return ""
    card = shown_card(frame.session, now.attempt, house.bank, house.standing)
    if card is None:
        return ""
    before = _compared(now.attempt, frame, house)
    return f"{before}{card_html(card, house.passage_text, house.agreement(card.grade.maker))}"


def _compared(tried: Attempt, frame: Frame, house: House) -> str:
    """A retry beside the try before it."""
    before = next((a for a in attempts(frame.session) if a.id == tried.retry_of), None)
    if before is None or before.grade is None or tried.grade is None:
        return ""
    rows = compared(house.bank.question(tried.question), before.grade, tried.grade)
    held = any(withheld(frame.session, a, house.standing) for a in (before, tried))
    return compared_html(rows, before.grade, tried.grade, held_back=held)


def _example(tried: Attempt | None, house: House) -> str:
    if tried is None or not tried.example_shown:
        return ""
    return example_html(house.bank.question(tried.question).best_exemplar.text)


def _debrief(pieces: Pieces, now: Screen, frame: Frame, house: House) -> dict[Any, Any]:
    if not now.debrief or now.waits:
        waiting = (
            note("Your answers are being graded; the debrief comes in a moment …") if now.debrief else ""
        )
        return {pieces.debrief: waiting, **pieces.study.updates((), house.passage_text)}
    made = shown_debriefs(frame.session, house.bank, house.standing)
    debriefs = tuple(debrief for debrief in made if debrief.stage in now.debrief)
    agreement = house.agreement(house.interviews.maker)
    examples = examples_html(frame.session, now.debrief if now.finished else now.debrief[-1:], house.bank)
    return {
        pieces.debrief: debrief_html(debriefs, house.passage_text, agreement, over=now.finished) + examples,
        **pieces.study.updates(chosen(debriefs) if now.finished else (), house.passage_text),
    }
