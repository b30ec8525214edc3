"""The page: start, chat, card and debrief, laid out and wired. A view: the truth stays on the server.

Every open page runs one `follow` generator; everything else only tells the server what the candidate did.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import gradio as gr

from interviewer.errors import InterviewError, Refused
from interviewer.planner import Wish
from interviewer.web.aim import with_topics
from interviewer.web.head import Head, leaves_html
from interviewer.web.history import HistoryView
from interviewer.web.house import House
from interviewer.web.pieces import Pieces, updates
from interviewer.web.rating import GRADES
from interviewer.web.settings import SettingsView
from interviewer.web.start import QUICK_DRILL, Start, wish_of
from interviewer.web.texts import alert, note, refusal
from interviewer.web.wiring import LATEST, QUIET, shown_number

SKIP = "Skip this question, please."
HINT = "Could I have a hint?"
GO_THERE = "(id) => { if (id) history.replaceState(null, '', '?s=' + encodeURIComponent(id)); return id; }"
LEAVE = "(id) => { if (id) location.assign('?s=' + encodeURIComponent(id)); }"
SURE = """(id, turn) => {
    const typed = document.querySelector('#composer textarea')?.value.trim();
    const lost = typed ? ' What you typed and did not send is not part of it.' : '';
    return [id, confirm('End the interview here? What you said stays saved.' + lost) ? turn : ''];
}"""
KEEP_FOCUS = "(...given) => { document.querySelector('#composer textarea')?.focus(); return given; }"
NOTHING_TOLD = "() => ['', '']"
REFOCUS = "() => document.querySelector('#composer textarea')?.focus()"


def build(house: House) -> gr.Blocks:
    """The page for a house. `gradio` is configured (no analytics, no queue limits) by whoever mounts it."""
    page = gr.Blocks(title="Mock interview", analytics_enabled=False, fill_width=True)
    with page:
        id = gr.Textbox(visible="hidden", elem_id="session", label="Session")
        turn = gr.Textbox(visible="hidden", elem_id="turn", label="Turn")
        head = Head.lay_out(house)
        settings = SettingsView.lay_out(house)
        start = Start.lay_out(house)
        pieces = Pieces.lay_out()
        history = HistoryView.lay_out()
        if not house.person:  # the engine of a server for several people is chosen by whoever runs it
            settings.wire(house, head.settings, start.engine, head.leaves)
        _wire_start(page, house, head, start, pieces, id, turn)
        _wire_interview(house, pieces, id, turn)
        history.wire(house)
    return page


def _wire_start(
    page: gr.Blocks, house: House, head: Head, start: Start, pieces: Pieces, id: gr.Textbox, turn: gr.Textbox
) -> None:
    follow = _follower(house, head, start, pieces, turn)
    shown = [head.leaves, start.view, start.arrival, turn, *pieces.all()]

    async def arrive(request: gr.Request) -> tuple[object, str, str, str]:
        engine = house.engine
        # A quick candidate may have begun an interview before this reply: its id must not be overwritten.
        session = request.query_params.get("s") or gr.skip()
        return session, await house.recent_html(), note(engine.line), leaves_html(engine)

    arrived = [id, start.recent, start.engine, head.leaves]
    page.load(arrive, None, arrived, **QUIET).then(follow, id, shown, **QUIET)
    head.look.click(
        lambda: (note(house.engine.line), leaves_html(house.engine)),
        None,
        [start.engine, head.leaves],
        **QUIET,
    )
    for started in _wire_beginnings(house, start, id):
        started.then(None, id, id, js=GO_THERE).then(follow, id, shown, **QUIET)


def _wire_beginnings(house: House, start: Start, id: gr.Textbox) -> tuple[Any, ...]:
    """Wire the choices and what begins an interview; gives the events after which one has begun."""

    async def begin(
        mode: str, stage: str, topic: str, length: str, wanted: list[str], pasted: str
    ) -> tuple[str, str]:
        try:
            wish = wish_of(house.bank, mode, stage, topic, length)
        except Refused as error:
            return "", alert(error.line)
        return await begun(with_topics(wish, wanted, house.bank), pasted or "")

    async def drill() -> tuple[str, str]:
        return await begun(QUICK_DRILL)

    async def begun(wish: Wish, pasted: str = "") -> tuple[str, str]:
        try:
            return await house.interviews.begin(await house.plan(wish, pasted)), ""
        except InterviewError as error:
            return "", alert(error.line)

    choices = [start.mode, start.stage, start.topic, start.length]
    gr.on(
        [choice.input for choice in choices], start.adapt(house.bank), choices,
        [start.topic, start.length, start.summary], queue=False, **LATEST,
    )  # fmt: skip
    quick = start.quick.click(drill, None, [id, start.notice], **QUIET)
    start.aiming.wire(house.bank, house.aim)
    chosen = start.begin.click(
        begin, [*choices, *start.aiming.inputs], [id, start.notice], show_progress="hidden", api_name="begin"
    )
    return quick, chosen


def _wire_interview(house: House, pieces: Pieces, id: gr.Textbox, turn: gr.Textbox) -> None:
    rooms = house.interviews
    on = [id, turn, pieces.attempt]

    async def send(id: str, turn: str, text: str) -> tuple[object, str]:
        try:
            await rooms.answer(id or "", text or "", shown_number(turn))  # a program may send null
        except InterviewError as error:
            return gr.skip(), alert(error.line)
        return "", ""

    for sent in (pieces.composer.submit, pieces.send.click):
        sent(send, [id, turn, pieces.composer], [pieces.composer, pieces.notice],
             show_progress="hidden", api_name="answer").then(None, js=REFOCUS)  # fmt: skip
    act = _actor(pieces.notice, alert)
    act(pieces.skip.click, lambda id, turn: rooms.answer(id, SKIP, shown_number(turn)), [id, turn], **QUIET)
    act(pieces.hint.click, lambda id, turn: rooms.answer(id, HINT, shown_number(turn)), [id, turn], **QUIET)
    act(pieces.hurry.click, lambda id, _: rooms.hurry(id), [id, turn], js=KEEP_FOCUS, **QUIET)
    act = _actor(pieces.told, refusal)
    act(pieces.next.click, lambda id, turn: rooms.move_on(id, shown_number(turn)), [id, turn],
        show_progress="hidden", api_name="go_on")  # fmt: skip
    act(pieces.again.click, lambda id, _: rooms.resume(id), [id, turn], **QUIET)
    act(pieces.end.click, lambda id, turn: _stop(house, id, turn), [id, turn], js=SURE, **QUIET)
    act(
        pieces.retry.click,
        lambda id, turn, a: rooms.retry(id, shown_number(a), shown_number(turn)),
        on,
        **QUIET,
    )
    act(pieces.example.click, lambda id, _, a: rooms.show_example(id, shown_number(a)), on, **QUIET)
    act(pieces.regrade.click, lambda id, _, a: _regrade(house, id, a, embedded=False), on, **QUIET)
    act(pieces.without.click, lambda id, _, a: _regrade(house, id, a, embedded=True), on, **QUIET)
    act = _actor(pieces.rating_told, refusal)
    for button, (_, own) in zip(pieces.ratings, GRADES, strict=True):
        act(button.click, lambda id, _, a, own=own: rooms.rate(id, shown_number(a), own), on, **QUIET)
    pieces.own.wire(rooms, id)
    pieces.second.wire(rooms, id, pieces.attempt)
    gr.on(
        [pieces.next.click, pieces.retry.click], None, None, pieces.second.places, js=NOTHING_TOLD, **QUIET
    )  # a new card comes
    pieces.look_again.wire(house, id)
    _wire_study(house, pieces, id)


def _wire_study(house: House, pieces: Pieces, id: gr.Textbox) -> None:
    """A drill of the debrief begins an interview of its own, at its own address."""
    begun = gr.Textbox(visible="hidden", label="Begun drill")

    def starter(n: int) -> Callable[[str], Awaitable[tuple[str, str]]]:
        async def start(id: str) -> tuple[str, str]:
            try:
                return await house.begin_drill(id, n), ""
            except InterviewError as error:
                return "", refusal(error.line)

        return start

    for n, button in enumerate(pieces.study.buttons):
        button.click(starter(n), id, [begun, pieces.study.told], **QUIET).then(None, begun, None, js=LEAVE)


async def _regrade(house: House, id: str, shown: str, *, embedded: bool) -> None:
    """Grade again whatever is on the table without a grade: a card's answer, or several of a debrief."""
    for attempt in shown.split(","):
        await house.interviews.regrade(id, shown_number(attempt), embedded=embedded)


async def _stop(house: House, id: str, turn: str) -> None:
    if turn:
        await house.interviews.stop(id, shown_number(turn))


def _actor(place: gr.HTML, says: Callable[[str], str]) -> Callable[..., None]:
    """Wires a control to something the candidate does; what is refused is told at a place, in the words of `says`."""

    def act(
        listen: Callable[..., object], do: Callable[..., Awaitable[None]], inputs: list[Any], **kw: Any
    ) -> None:
        async def handle(*values: Any) -> str:
            try:
                await do(*values)
            except InterviewError as error:
                return says(error.line)
            return ""

        listen(handle, inputs, place, **kw)

    return act


def _follower(house: House, head: Head, start: Start, pieces: Pieces, turn: gr.Textbox) -> Callable[..., Any]:
    async def follow(id: str) -> AsyncIterator[dict[Any, Any]]:
        if not id:
            yield {turn: gr.skip()}
            return
        shown: dict[Any, Any] = {}
        try:
            async for frame in house.interviews.follow(id):
                now = {start.view: gr.update(visible=False), turn: str(frame.turn)}
                now[head.leaves] = leaves_html(house.engine)
                now |= updates(pieces, frame, house)
                changed = {piece: value for piece, value in now.items() if shown.get(piece) != value}
                shown |= changed
                # Without a change too: gradio lets go of a page that was closed when something is sent to it, and not before.
                yield changed or {turn: gr.skip()}
        except InterviewError as error:
            yield {
                start.view: gr.update(visible=True),
                start.arrival: alert(error.line),
                pieces.view: gr.update(visible=False),
            }

    return follow
