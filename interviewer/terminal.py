"""The interview in a terminal: the same rooms and the same store as the page, so either can go on with the other's."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from threading import Thread

from rich.console import Console
from rich.live import Live
from rich.markdown import Markdown
from rich.text import Text

from interviewer.attempts import Attempt, attempts
from interviewer.cues import STAGE_NAMES
from interviewer.errors import InterviewError, Refused
from interviewer.events import Answered, Event, NumberWished, Session, StageClosed, Stumbled
from interviewer.interview import Interviews
from interviewer.machine import current_stage, next_move
from interviewer.markdown import card_markdown, debrief_markdown
from interviewer.moves import Listen, Rest
from interviewer.own_grades import to_rate
from interviewer.planner import Length, Wish
from interviewer.room import Frame
from interviewer.types import Mode, Plan
from interviewer.ungraded import due_for_grading
from interviewer.withheld import Stands, shown_card, shown_debriefs
from knowledge.types import STAGES, Bank, StageId

MODES: dict[str, Mode] = {"Live interview": "live", "Practice": "practice", "Five-minute drill": "drill"}
LENGTHS: dict[str, Length] = {"Short": "short", "Full": "full"}
ANY = "Any topic"
COMMANDS = {
    "/hint": "Could I have a hint?",
    "/skip": "Skip this question, please.",
    "/repeat": "Please repeat the question.",
}
HELP = "Enter sends, a \\ at the end of a line goes on in the next. /hint, /repeat, /skip, /end (the interview), /quit (go on later)"


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _text(text: str, style: str = "") -> Text:
    """A text without control characters: what others wrote commands no terminal."""
    return Text(_CONTROL.sub("\ufffd", text), style=style)


class Left(Exception):
    """The candidate has left the terminal; the interview stays where it is."""


@dataclass
class Terminal:
    """One candidate at a terminal. `plan` makes the plan of a wish, `engine` says who speaks and grades.

    stands: how far a grader can be trusted, and so whether its overall is told without being asked for.
    """

    bank: Bank
    interviews: Interviews
    plan: Callable[[Wish], Awaitable[Plan]]
    engine: str
    stands: Stands
    console: Console = field(default_factory=lambda: Console(highlight=False))
    _told: int = 0

    async def hold(self, id: str = "") -> bool:
        """Hold the interview `id` from where it is, or a new one; returns when it is over or the candidate leaves.

        False where it could not be held, after saying why.
        """
        self.console.print(_text("Mock interview", style="bold"))
        self.console.print(_text(f"{self.engine}\n{HELP}\n", style="dim"))
        try:
            id = id or await self.interviews.begin(await self.plan(await self._wish()))
            while not await self._turn(id):
                pass
        except (Left, asyncio.CancelledError):
            self.console.print()
        except InterviewError as error:
            self.console.print(_text(error.line, style="bold red"))
            return False
        self.console.print(
            _text(f"It is saved. Go on, or read it again: python app.py --terminal={id}", style="dim")
            if id
            else ""
        )
        return True

    # --- the start -----------------------------------------------------------------------------

    async def _wish(self) -> Wish:
        mode = MODES[await self._choose("What would you like to do?", tuple(MODES))]
        names: dict[str, tuple[StageId, ...]] = {"All stages": STAGES}
        names |= {STAGE_NAMES[stage].capitalize(): (stage,) for stage in STAGES}
        stages = names[await self._choose("Which part?", tuple(names))]
        topics = {t.name: t.id for t in self.bank.topics if stages == (t.stage,)} if mode != "live" else {}
        topic = await self._choose("Which topic?", (ANY, *topics)) if len(topics) > 1 else ANY
        length: Length = "short"
        if mode != "drill":
            length = LENGTHS[await self._choose("How long?", tuple(LENGTHS))]
        return Wish(mode, stages, length, topic=topics.get(topic, ""))

    async def _choose(self, asked: str, options: Sequence[str]) -> str:
        """One of the options, by its number; Enter takes the first."""
        self.console.print(_text(asked, style="bold"))
        for number, option in enumerate(options, 1):
            self.console.print(f"  {number}  {option}", markup=False)
        while True:
            typed = (await self._read("1")).strip() or "1"
            if typed.isdecimal() and 1 <= int(typed) <= len(options):
                return options[int(typed) - 1]
            self.console.print(f"Type a number from 1 to {len(options)}.")

    # --- one turn ------------------------------------------------------------------------------

    async def _turn(self, id: str) -> bool:
        """Listen until it is the candidate's turn, and let her take it; returns whether the interview is over."""
        frame = await self._listen(id)
        if frame.trouble:
            self.console.print(_text(frame.trouble, style="bold red"))
            await self._read("Enter tries again")
            await self.interviews.resume(id)
            return False
        if due := to_rate(frame.session):
            await self._try(self._rate(id, due[0]))
            return False
        match next_move(frame.session):
            case Rest():
                self._show_debriefs(frame.session, tuple(s.stage for s in frame.session.plan.stages))
                return True
            case Listen(awaits="next"):
                await self._try(self._review(id, frame))
            case _:
                await self._try(self._say(id, frame))
        return False

    async def _listen(self, id: str) -> Frame:
        with Live(console=self.console, transient=True, refresh_per_second=8) as live:
            async for frame in self.interviews.follow(id):
                self._tell(frame.session.events)
                if frame.trouble or (not frame.thinking and _settled(frame.session)):
                    return frame
                live.update(_text(frame.speaking or "…", style="cyan"))
        raise AssertionError("following a session never ends by itself")

    def _tell(self, events: Sequence[Event]) -> None:
        """Print what has happened since the last look."""
        for event in events[self._told :]:
            match event:
                case Answered(text=text):
                    self.console.print(_text(f"You: {text}\n", style="dim"))
                case Stumbled(line=line):
                    self.console.print(_text(f"{line}\n", style="italic dim"))
                case _ if line := getattr(event, "line", ""):
                    self.console.print(_text(f"{line}\n", style="cyan"))
        self._told = len(events)

    async def _say(self, id: str, frame: Frame) -> None:
        text = await self._read("You")
        while text.endswith("\\"):
            text = f"{text[:-1]}\n{await self._read('...')}"
        if text.strip() == "/end":
            await self.interviews.stop(id, frame.turn)
            return
        self._told += 1  # what was typed stands there already
        try:
            await self.interviews.answer(id, COMMANDS.get(text.strip(), text), frame.turn)
        except InterviewError:
            self._told -= 1
            raise

    # --- her own grades, then card and debrief --------------------------------------------------------------

    async def _rate(self, id: str, tried: Attempt) -> None:
        title = self.bank.question(tried.question).title
        self.console.print(_text(f"Before you look: {title}", style="bold"))
        typed = (await self._read("Your own grade, 1-5 (Enter: none)")).strip()
        if typed not in ("", "1", "2", "3", "4", "5"):
            raise Refused("Type a number from 1 to 5, or just Enter.")
        await self.interviews.rate(id, tried.id, int(typed) if typed else None)

    async def _review(self, id: str, frame: Frame) -> None:
        session = frame.session
        closed = [e.stage for e in session.events if isinstance(e, StageClosed)]
        tried = attempts(session)[-1] if attempts(session) else None
        if session.plan.feedback == "stage" or tried is None or current_stage(session).stage in closed:
            self._show_debriefs(session, closed[-1:])
            await self._read("Enter goes on")
            await self.interviews.move_on(id, frame.turn)
        else:
            await self._read_card(id, frame, tried)

    async def _read_card(self, id: str, frame: Frame, tried: Attempt) -> None:
        card = shown_card(frame.session, tried, self.bank, self.stands)
        if card is not None:
            self.console.print(Markdown(card_markdown(card)))
        if tried.example_shown:
            example = self.bank.question(tried.question).best_exemplar.text
            self.console.print(_text(f"\nExample answer, written by us:\n{example}\n"))
        choices = "Enter: next · r: try again · e: example answer" if tried.exchanges else "Enter: next"
        choices += " · n: show the number anyway" if card is not None and card.held_back else ""
        match (await self._read(choices)).strip().lower():
            case "r":
                await self.interviews.retry(id, tried.id, frame.turn)
            case "e":
                await self.interviews.show_example(id, tried.id)
            case "n":
                await self.interviews.wish(id, lambda at: NumberWished(at, tried.id))
            case _:
                await self.interviews.move_on(id, frame.turn)

    def _show_debriefs(self, session: Session, stages: Sequence[str]) -> None:
        for debrief in shown_debriefs(session, self.bank, self.stands):
            if debrief.stage in stages:
                self.console.print(Markdown(debrief_markdown(debrief)))

    # --- reading -------------------------------------------------------------------------------

    async def _try(self, doing: Awaitable[None]) -> None:
        """What is refused is said in its sentence; nothing else changes."""
        try:
            await doing
        except InterviewError as error:
            self.console.print(_text(error.line, style="bold red"))

    async def _read(self, prompt: str) -> str:
        """A line that was typed. Raises Left at the end of the input, and wherever she says that she wants to leave."""
        loop = asyncio.get_running_loop()
        typed: asyncio.Future[str | None] = loop.create_future()
        Thread(target=self._type, args=(prompt, loop, typed), name="reading", daemon=True).start()
        line = await typed
        if line is None or line.strip() == "/quit":
            raise Left
        return line

    def _type(self, prompt: str, loop: asyncio.AbstractEventLoop, typed: asyncio.Future[str | None]) -> None:
        """In a thread that nobody waits for: Ctrl-C ends the interview's loop while this one still reads."""
        try:
            line: str | None = self.console.input(_text(f"{prompt}> ", style="bold"))
        except (EOFError, OSError):
            line = None
        loop.call_soon_threadsafe(lambda: None if typed.done() else typed.set_result(line))


def _settled(session: Session) -> bool:
    """Whether the candidate has the floor, with everything graded that is shown then."""
    move = next_move(session)
    if not isinstance(move, Listen | Rest):
        return False
    reads = isinstance(move, Rest) or move.awaits == "next"
    return not (reads and not to_rate(session) and due_for_grading(session))
