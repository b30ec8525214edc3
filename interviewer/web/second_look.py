"""The second look on the page: "Say it better", "Challenge this mark", "Show the number anyway", below the card."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from html import escape
from typing import Any

import gradio as gr

from interviewer.attempts import Attempt
from interviewer.errors import InterviewError
from interviewer.events import Challenged, NumberWished, RewriteWished, Session
from interviewer.interview import Interviews
from interviewer.room import Frame
from interviewer.types import Mark
from interviewer.web.house import House
from interviewer.web.screen import Screen
from interviewer.web.signs import mark_html, quote_html
from interviewer.web.texts import note, refusal
from interviewer.web.told import told
from interviewer.web.wiring import QUIET, shown_number
from interviewer.wishes import LONGEST_ARGUMENT, REWRITES, Beside, Challenge, beside
from interviewer.withheld import withheld

FACTS_ONLY = "Your answer, said better with your facts only. ‹…› marks a fact that is missing."
STAYS = "The first mark stays; this is a second opinion."


@dataclass(frozen=True)
class SecondLook:
    """The controls below the card, in page order."""

    number: gr.Button
    rewrite: gr.Button
    told: gr.HTML
    rewritten: gr.HTML
    challenging: gr.Accordion
    point: gr.Radio
    argument: gr.Textbox
    challenge: gr.Button
    challenge_told: gr.HTML
    challenged: gr.HTML

    @property
    def places(self) -> list[gr.HTML]:
        """Where refusals are told, each at its buttons."""
        return [self.told, self.challenge_told]

    def all(self) -> list[Any]:
        """Every piece, as the outputs of an event."""
        return [getattr(self, f.name) for f in fields(self)]

    @classmethod
    def lay_out(cls, place: str = "") -> SecondLook:
        """Lay them out where the card ends; hidden until a card is shown. `place` begins their ids elsewhere."""
        number = gr.Button("Show the number anyway", size="sm", visible=False, elem_id=f"{place}number")
        rewrite = gr.Button("Say it better", visible=False, elem_id=f"{place}rewrite")
        told_above = told(f"{place}second-told")
        rewritten = gr.HTML(elem_id=f"{place}rewritten")
        with gr.Accordion(
            "Challenge a mark", open=False, visible=False, elem_id=f"{place}challenging"
        ) as challenging:
            point = gr.Radio([], label="Which point was marked wrongly?", elem_id=f"{place}challenged-point")
            argument = gr.Textbox(
                label="Why? The best argument is the place in your answer. The grade stays; the second look stands beside it.", lines=2, max_lines=6,
                max_length=LONGEST_ARGUMENT, elem_id=f"{place}argument",
            )  # fmt: skip
            challenge = gr.Button("Challenge this mark", elem_id=f"{place}challenge")
            challenge_told = told(f"{place}challenge-told")
        challenged = gr.HTML(elem_id=f"{place}challenged")
        return cls(
            number, rewrite, told_above, rewritten,
            challenging, point, argument, challenge, challenge_told, challenged,
        )  # fmt: skip

    def wire(self, rooms: Interviews, id: gr.Textbox, attempt: gr.Textbox | gr.Radio) -> None:
        """Tell the server what is wished; the page follows the session for what comes of it."""

        async def rewrite(id: str, shown: str) -> str:
            return await _wished(rooms, id, lambda at: RewriteWished(at, shown_number(shown)))

        async def number(id: str, shown: str) -> str:
            return await _wished(rooms, id, lambda at: NumberWished(at, shown_number(shown)))

        async def challenge(
            id: str, shown: str, point: str | None, argument: str
        ) -> tuple[str, object, object]:
            trouble = await _wished(
                rooms, id, lambda at: Challenged(at, shown_number(shown), point or "", argument)
            )
            return trouble, gr.skip() if trouble else "", gr.skip() if trouble else None

        self.rewrite.click(rewrite, [id, attempt], self.told, **QUIET)
        self.number.click(number, [id, attempt], self.told, **QUIET)
        self.challenge.click(
            challenge,
            [id, attempt, self.point, self.argument],
            [self.challenge_told, self.argument, self.point],
            **QUIET,
        )

    def updates(self, now: Screen, frame: Frame, house: House) -> dict[Any, Any]:
        """What each of them shows below the card of a frame."""
        return self.shown(now.attempt if now.card else None, frame.session, house, afresh=True)

    def shown(self, tried: Attempt | None, session: Session, house: House, *, afresh: bool) -> dict[Any, Any]:
        """What each of them shows for an attempt whose grade the candidate has seen.

        `afresh`: no point is chosen yet; else the one that she may just have chosen stays.
        """
        wished = beside(session, tried.id) if tried else Beside()
        graded = tried is not None and tried.grade is not None and tried.grade.overall is not None
        points = _open_points(tried, wished, house) if graded else []
        held = tried is not None and bool(withheld(session, tried, house.standing))
        return {
            self.number: gr.update(visible=held),
            self.rewrite: gr.update(
                visible=graded and bool(house.engine.models) and _may_rewrite(tried, wished, session)
            ),
            self.rewritten: _rewritten_html(wished),
            self.challenging: gr.update(visible=bool(points)),
            self.point: gr.update(choices=points, value=None) if afresh else gr.update(choices=points),
            self.challenged: _challenged_html(tried, wished, house) if tried else "",
        }


async def _wished(rooms: Interviews, id: str, make: Callable[[float], Any]) -> str:
    try:
        await rooms.wish(id, make)
    except InterviewError as error:
        return refusal(error.line)
    return ""


def _may_rewrite(tried: Attempt | None, wished: Beside, session: Session) -> bool:
    asked = [e for e in session.events if isinstance(e, RewriteWished) and tried and e.attempt == tried.id]
    done = wished.rewrite is not None and bool(wished.rewrite.text)
    return not wished.rewriting and not done and len(asked) < REWRITES


def _open_points(tried: Attempt | None, wished: Beside, house: House) -> list[tuple[str, str]]:
    """The marks that can still be challenged, by name."""
    if tried is None or tried.grade is None:
        return []
    over = {c.point for c in wished.challenges if c.outcome is None or c.outcome.mark.verdict != "ungraded"}
    texts = {p.id: p.text for p in house.bank.question(tried.question).points}
    marks = [
        m for m in tried.grade.marks if m.verdict != "ungraded" and m.point not in over and m.point in texts
    ]
    return [(f"{texts[m.point]} ({m.verdict.replace('_', ' ')})", m.point) for m in marks]


def _rewritten_html(wished: Beside) -> str:
    if wished.rewriting:
        return note("Your answer is being rewritten with your facts …")
    if wished.rewrite is None:
        return ""
    if not wished.rewrite.text:
        return f'<p class="note" role="status">{escape(wished.rewrite.why)}</p>'
    text = re.sub(r"‹[^‹›]*›", lambda gap: f"<mark>{gap[0]}</mark>", escape(wished.rewrite.text))
    paragraphs = "".join(f"<p>{piece}</p>" for piece in text.split("\n") if piece.strip())
    return (
        f'<section class="feedback say-it" aria-label="Say it"><h3>Say it</h3>{paragraphs}'
        f'<p class="note">{FACTS_ONLY} Made by {escape(wished.rewrite.maker.model)}, checked word by word against your answer.</p></section>'
    )


def _challenged_html(tried: Attempt, wished: Beside, house: House) -> str:
    if not wished.challenges or tried.grade is None:
        return ""
    first = {mark.point: mark for mark in tried.grade.marks}
    texts = {p.id: p.text for p in house.bank.question(tried.question).points}
    items = "".join(
        f"<li>{_challenge(c, first[c.point], texts.get(c.point, c.point))}</li>"
        for c in wished.challenges
        if c.point in first
    )
    return (
        f'<section class="feedback challenges" aria-label="Challenged marks"><h3>Challenged marks</h3><ul>{items}</ul>'
        f'<p class="note">{STAYS}</p></section>'
    )


def _challenge(challenge: Challenge, first: Mark, name: str) -> str:
    argued = f"<p><strong>{escape(name)}</strong></p><p>You argued: “{escape(challenge.argument)}”</p>"
    marked = f"<p>First: {mark_html(first.verdict)} {quote_html(first.quote)}</p>"
    if challenge.outcome is None:
        return f"{argued}{marked}{note('It is being looked at again …')}"
    found = challenge.outcome
    if found.mark.verdict == "ungraded":
        return (
            f"{argued}{marked}<p>Second look: not judged. {escape(found.mark.reason)} You can try again.</p>"
        )
    second = f"<p>Second look: {mark_html(found.mark.verdict)} {quote_html(found.mark.quote)}</p>"
    why = " ".join(filter(None, (found.note, found.mark.reason)))
    return f"{argued}{marked}{second}{note(why)}"
