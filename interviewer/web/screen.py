"""What the page shows for a frame: which controls there are, what they are called, the progress line. Pure."""

from __future__ import annotations

import html
from dataclasses import dataclass

from interviewer.attempts import PAUSE, Attempt, attempts, minutes_spent
from interviewer.cues import STAGE_NAMES
from interviewer.errors import Conflict
from interviewer.events import Asked, Finished, Invited, Session, StageClosed
from interviewer.machine import HINT_STEPS, current_stage, hinted_point, next_move
from interviewer.moves import Listen, Rest
from interviewer.own_grades import to_rate
from interviewer.room import Frame
from interviewer.types import PlannedStage

FINISH = "Finish"
ELSEWHERE = html.escape(f"{Conflict.default} What you typed is kept.")


@dataclass(frozen=True)
class Screen:
    """The controls of the interview page.

    awaits    what the candidate can do now: "answer", "question", "next", or "" while the interviewer is at it
    next      label of the button that goes on, "" for none
    attempt   the attempt that card, retry and example are about, or None
    rates     the answers that the candidate is asked to grade herself before feedback on them is shown
    card      the card may be shown
    left_out  the question was left without an answer, so there will be no card
    waits     feedback or a debrief is due and being graded: show that it comes
    hints     a hint can be asked for
    example   the exemplar may be shown
    debrief   the stages whose debrief is shown
    finished  the interview is over
    """

    awaits: str
    next: str
    attempt: Attempt | None
    rates: tuple[Attempt, ...]
    card: bool
    left_out: bool
    waits: bool
    hints: bool
    example: bool
    debrief: tuple[str, ...]
    finished: bool


def screen(frame: Frame) -> Screen:
    """The controls for a frame."""
    session = frame.session
    move = next_move(session)
    awaits = move.awaits if isinstance(move, Listen) and not frame.thinking else ""
    done = _attempt_in_review(session, awaits)
    answered = done is not None and bool(done.exchanges)
    rates = () if frame.thinking else to_rate(session)
    closed = () if rates else _debriefed(session, over=isinstance(move, Rest))
    return Screen(
        awaits=awaits,
        next=_next_label(session) if awaits == "next" and not rates else "",
        attempt=done,
        rates=rates,
        card=answered and done is not None and done.revealed and done.grade is not None,
        left_out=done is not None and not answered,
        waits=_waits(frame, done, closed),
        hints=awaits == "answer" and session.plan.hints and _can_hint(session),
        example=done is not None and answered and done.revealed,
        debrief=closed,
        finished=isinstance(move, Rest) and not frame.thinking,
    )


def progress_html(frame: Frame) -> str:
    """The line above the chat: stages, question of how many, time spent against the time planned."""
    session = frame.session
    stage = current_stage(session)
    chips = "".join(_chip(s, stage, session) for s in session.plan.stages)
    asked = len({a.question for a in attempts(session) if a.stage == stage.stage})
    of = f"Question {max(asked, 1)} of {len(stage.questions)}"
    return (
        f'<h1 class="unseen">{html.escape(title(session))}</h1>'
        f'<div class="progress" data-phase="{phase(frame)}" data-events="{len(session.events)}" data-elsewhere="{ELSEWHERE}"><ol class="stages" aria-label="Stages">{chips}</ol>'
        f'<p class="where"><span>{of}</span> · {_clock(frame, stage)}</p></div>'
    )


def question_on_table(session: Session) -> bool:
    """Whether the interviewer's question is what the candidate is at: not her own questions, not a closed stage."""
    turns = [e for e in session.events if isinstance(e, Asked | Invited | StageClosed)]
    return bool(turns) and isinstance(turns[-1], Asked)


def phase(frame: Frame) -> str:
    """What the candidate is at, as one word and a number: when it changes, the page's script moves the focus there."""
    now = screen(frame)
    about = now.attempt.id if now.attempt else ""
    if now.rates and not now.attempt:
        return f"own {now.rates[-1].id}"
    if now.debrief:
        return "wait" if now.waits else f"debrief {'-'.join(now.debrief)}"
    if now.rates:
        return f"rate {about}"
    if now.card:
        return f"card {about}"
    return "wait" if now.waits else "next" if now.awaits == "next" else "answer"


def _attempt_in_review(session: Session, awaits: str) -> Attempt | None:
    """The attempt whose card is on the table: the last one, while the candidate is asked to go on."""
    tried = attempts(session)
    if session.plan.feedback != "each" or awaits != "next" or not tried:
        return None
    return tried[-1]


def _closed(session: Session) -> tuple[str, ...]:
    return tuple(e.stage for e in session.events if isinstance(e, StageClosed))


def _debriefed(session: Session, *, over: bool) -> tuple[str, ...]:
    """The stages whose debrief is on the table: while the candidate reads it between two stages, and at the end."""
    closed = _closed(session)
    between = session.plan.feedback == "stage" and current_stage(session).stage in closed
    return closed if between or over else ()


def _waits(frame: Frame, done: Attempt | None, closed: tuple[str, ...]) -> bool:
    if done is not None:
        return bool(done.exchanges) and done.revealed and done.grade is None
    return frame.grading and bool(closed)


def _next_label(session: Session) -> str:
    closed = _closed(session)
    left = [s.stage for s in session.plan.stages if s.stage not in closed]
    if not closed or current_stage(session).stage not in closed:
        asked = {a.question for a in attempts(session)}
        more = any(q.id not in asked for q in current_stage(session).questions)
        return "Next question" if more else FINISH
    return f"Go on to the {STAGE_NAMES[left[0]]}" if left else FINISH


def _can_hint(session: Session) -> bool:
    tried = attempts(session)
    point = hinted_point(session, tried[-1]) if tried else ""
    return bool(point) and tried[-1].deepest_hints.get(point, 0) < HINT_STEPS


def _chip(stage: PlannedStage, now: PlannedStage, session: Session) -> str:
    done = stage.stage in _closed(session)
    state = "done" if done else "now" if stage == now else "later"
    current = ' aria-current="step"' if state == "now" else ""
    mark = "✓ " if done else ""
    return f'<li class="{state}"{current}>{mark}{html.escape(STAGE_NAMES[stage.stage].capitalize())}</li>'


def _clock(frame: Frame, stage: PlannedStage) -> str:
    """Time spent in the stage; the page's script lets it run on while it counts. It informs, nothing is cut off."""
    session = frame.session
    planned = stage.minutes or sum(q.minutes for q in stage.questions)
    spent = int(minutes_spent(session, stage.stage) * 60)
    return (
        f'<span class="clock" data-spent="{spent}"{_running(frame, stage)} role="timer">{spent // 60}:{spent % 60:02d}</span>'
        f" of about {planned:.0f} min"
    )


def _running(frame: Frame, stage: PlannedStage) -> str:
    """Since when the clock runs on and for how long at most, for the page's script; "" where it stands still."""
    over = stage.stage in _closed(frame.session) or any(isinstance(e, Finished) for e in frame.session.events)
    reads = frame.session.plan.feedback == "each" and screen(frame).awaits not in ("answer", "question")
    if over or reads:
        return ""
    return f' data-since="{frame.session.events[-1].at:.0f}" data-most="{PAUSE:.0f}"'


def title(session: Session) -> str:
    """A session in the list of sessions: "Practice · technical interview · 3 questions"."""
    plan = session.plan
    names = ", ".join(STAGE_NAMES[s.stage] for s in plan.stages) if len(plan.stages) < 3 else "full loop"
    n = len(plan.questions)
    return f"{plan.mode.capitalize()} · {names} · {n} question{'s' if n > 1 else ''}"
