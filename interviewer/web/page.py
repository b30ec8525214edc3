"""The page: start, chat, card and debrief, laid out and wired. A view: the truth stays on the server.

Every open page runs one `follow` generator; everything else only tells the server what the candidate did.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import gradio as gr

from interviewer.errors import InterviewError
from interviewer.web.aim import with_topics
from interviewer.web.house import House
from interviewer.web.pieces import Pieces, updates
from interviewer.web.start import Start, wish_of
from interviewer.web.texts import alert

SKIP = "Skip this question, please."
HINT = "Could I have a hint?"
GO_THERE = "(id) => { if (id) history.replaceState(null, '', '?s=' + encodeURIComponent(id)); return id; }"
SURE = "(id, turn) => [id, confirm('End the interview here? What you said stays saved.') ? turn : '']"
REFOCUS = "() => document.querySelector('#composer textarea')?.focus()"


def build(house: House) -> gr.Blocks:
    """The page for a house. `gradio` is configured (no analytics, no queue limits) by whoever mounts it."""
    page = gr.Blocks(title="Mock interview", analytics_enabled=False, fill_width=True)
    with page:
        id = gr.Textbox(visible="hidden", elem_id="session", label="Session")
        turn = gr.Textbox(visible="hidden", elem_id="turn", label="Turn")
        start = Start.lay_out(house)
        pieces = Pieces.lay_out(house.engine)
        _wire_start(page, house, start, pieces, id, turn)
        _wire_interview(house, pieces, id, turn)
    return page


def _wire_start(
    page: gr.Blocks, house: House, start: Start, pieces: Pieces, id: gr.Textbox, turn: gr.Textbox
) -> None:
    follow, shown = _follower(house, start, pieces, turn), [start.view, start.notice, turn, *pieces.all()]

    async def arrive(request: gr.Request) -> tuple[str, str]:
        return request.query_params.get("s", ""), await house.recent_html()

    async def begin(
        mode: str, stage: str, topic: str, length: str, wanted: list[str], pasted: str
    ) -> tuple[str, str]:
        try:
            wish = with_topics(wish_of(house.bank, mode, stage, topic, length), wanted, house.bank)
            plan = await house.plan(wish, pasted)
            return await house.interviews.begin(plan), ""
        except InterviewError as error:
            return "", alert(error.line)

    choices = [start.mode, start.stage, start.topic, start.length]
    for choice in choices:
        choice.input(
            start.adapt(house.bank), choices, [start.topic, start.length, start.summary],
            show_progress="hidden", queue=False, api_visibility="private",
        )  # fmt: skip
    page.load(arrive, None, [id, start.recent], show_progress="hidden", api_visibility="private").then(
        follow, id, shown, show_progress="hidden", api_visibility="private"
    )
    start.aiming.wire(house.bank, house.aim)
    start.begin.click(
        begin, [*choices, *start.aiming.inputs], [id, start.notice], show_progress="hidden", api_name="begin"
    ).then(None, id, id, js=GO_THERE).then(
        follow, id, shown, show_progress="hidden", api_visibility="private"
    )


def _wire_interview(house: House, pieces: Pieces, id: gr.Textbox, turn: gr.Textbox) -> None:
    rooms = house.interviews
    act = _actor(pieces)

    async def send(id: str, turn: str, text: str) -> tuple[object, str]:
        try:
            await rooms.answer(id, text, _turn(turn))
        except InterviewError as error:
            return gr.skip(), alert(error.line)
        return "", ""

    asking: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    for sent in (pieces.composer.submit, pieces.send.click):
        sent(send, [id, turn, pieces.composer], [pieces.composer, pieces.notice],
             show_progress="hidden", api_name="answer").then(None, js=REFOCUS)  # fmt: skip
    act(pieces.skip.click, lambda id, turn: rooms.answer(id, SKIP, _turn(turn)), [id, turn], **asking)
    act(pieces.hint.click, lambda id, turn: rooms.answer(id, HINT, _turn(turn)), [id, turn], **asking)
    act(pieces.next.click, lambda id, turn: rooms.move_on(id, _turn(turn)), [id, turn],
        show_progress="hidden", api_name="go_on")  # fmt: skip
    act(pieces.again.click, lambda id, _: rooms.resume(id), [id, turn], **asking)
    act(pieces.end.click, lambda id, turn: _stop(house, id, turn), [id, turn], js=SURE, **asking)
    on = [id, turn, pieces.attempt]
    act(pieces.retry.click, lambda id, turn, a: rooms.retry(id, _attempt(a), _turn(turn)), on, **asking)
    act(pieces.example.click, lambda id, _, a: rooms.show_example(id, _attempt(a)), on, **asking)
    act(pieces.regrade.click, lambda id, _, a: _regrade(house, id, a, embedded=False), on, **asking)
    act(pieces.without.click, lambda id, _, a: _regrade(house, id, a, embedded=True), on, **asking)
    act(pieces.rating.input, lambda id, _, a, n: rooms.rate(id, _attempt(a), n or None),
        [*on, pieces.rating], **asking)  # fmt: skip


async def _regrade(house: House, id: str, shown: str, *, embedded: bool) -> None:
    """Grade again whatever is on the table without a grade: a card's answer, or several of a debrief."""
    for attempt in shown.split(","):
        await house.interviews.regrade(id, _attempt(attempt), embedded=embedded)


async def _stop(house: House, id: str, turn: str) -> None:
    if turn:
        await house.interviews.stop(id, _turn(turn))


def _turn(shown: str) -> int:
    """The turn that the page showed; -1, which no session is at, for anything else."""
    return int(shown) if shown.isdecimal() else -1


def _attempt(shown: str) -> int:
    """The attempt whose card the page showed; -1, which no session holds, for anything else."""
    return int(shown) if shown.isdecimal() else -1


def _actor(pieces: Pieces) -> Callable[..., None]:
    """Wires a control to something the candidate does; what is refused is said in the notice."""

    def act(
        listen: Callable[..., object], do: Callable[..., Awaitable[None]], inputs: list[Any], **kw: Any
    ) -> None:
        async def handle(*values: Any) -> str:
            try:
                await do(*values)
            except InterviewError as error:
                return alert(error.line)
            return ""

        listen(handle, inputs, pieces.notice, **kw)

    return act


def _follower(house: House, start: Start, pieces: Pieces, turn: gr.Textbox) -> Callable[..., Any]:
    async def follow(id: str) -> AsyncIterator[dict[Any, Any]]:
        if not id:
            yield {start.view: gr.update(visible=True)}
            return
        shown: dict[Any, Any] = {}
        try:
            async for frame in house.interviews.follow(id):
                now = {start.view: gr.update(visible=False), turn: str(frame.turn)}
                now |= updates(pieces, frame, house)
                changed = {piece: value for piece, value in now.items() if shown.get(piece) != value}
                shown |= changed
                if changed:
                    yield changed
        except InterviewError as error:
            yield {start.view: gr.update(visible=True), start.notice: alert(error.line)}

    return follow
