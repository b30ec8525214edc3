"""The rules of the interview: `next_move(session)` says what the interviewer does next, from the events alone.

Pure: no clock, model, file or network. Read top to bottom; the parts are in the order of an interview.
"""

from __future__ import annotations

from typing import assert_never

from interviewer.attempts import Attempt, attempt_of, attempts, minutes_spent
from interviewer.events import (
    Answered,
    AnsweredBack,
    Aside,
    Asked,
    Explained,
    Finished,
    Heard,
    Hinted,
    HowExplained,
    Intent,
    Invited,
    MovedOn,
    Probed,
    Redirected,
    Retried,
    Session,
    StageClosed,
    StageOpened,
    Started,
    Stopped,
    Turn,
)
from interviewer.moves import (
    AnswerBack,
    Ask,
    Close,
    Explain,
    Finish,
    Hear,
    Hint,
    Invite,
    Listen,
    Move,
    Open,
    Probe,
    Redirect,
    Rest,
)
from interviewer.types import PlannedQuestion, PlannedStage, Target

STRAYS = 1
"""Redirects a question gets; the next stray message ends it, and the interview goes on."""
EXPLANATIONS = 6
"""Replies of that kind that a question gets (repeats, clarifications, courtesies ...) before they count as straying."""
HINT_STEPS = 3
OWN_QUESTIONS = 5
"""Questions of her own that a candidate may ask at the end of a stage."""


def next_move(session: Session) -> Move:
    """What the interviewer does next."""
    event = last_turn(session)
    match event:
        case Started():
            return Open(session.plan.stages[0].stage)
        case StageOpened():
            return _ask_next(session)
        case Asked() | Probed() | Explained() | Hinted() | Redirected():
            return Listen("answer")
        case Invited() | AnsweredBack():
            return Listen("question")
        case Answered():
            return Hear(event.text, None if _invited(session) else attempts(session)[-1].id)
        case Heard():
            return _reply(session, event.intent)
        case MovedOn():
            return _go_on(session)
        case Retried():
            tried = attempt_of(session, event.attempt)
            return Ask(tried.stage, tried.question, retry_of=tried.id)
        case Stopped():
            return _stop(session)
        case StageClosed():
            return _after_stage(session, event)
        case Finished():
            return Rest()
        case _:
            assert_never(event)


def last_turn(session: Session) -> Turn:
    """The last event of the conversation itself."""
    return next(e for e in reversed(session.events) if not isinstance(e, Aside))


# --- asking ------------------------------------------------------------------------------------


def _ask_next(session: Session) -> Move:
    stage = current_stage(session)
    asked = {a.question for a in attempts(session)}
    left = [q for q in stage.questions if q.id not in asked]
    started = len(left) < len(stage.questions)
    if left and not (started and _overrun(session, stage)):
        return Ask(stage.stage, left[0].id)
    if left:
        return Close(stage.stage, "time")
    return Invite(stage.stage) if stage.invites else Close(stage.stage, "done")


def _overrun(session: Session, stage: PlannedStage) -> bool:
    return stage.minutes is not None and minutes_spent(session, stage.stage) > stage.minutes


def current_stage(session: Session) -> PlannedStage:
    """The stage that was opened last, or the first one."""
    opened = [e.stage for e in session.events if isinstance(e, StageOpened)]
    stages = session.plan.stages
    return next(s for s in stages if s.stage == opened[-1]) if opened else stages[0]


def _go_on(session: Session) -> Move:
    """After the candidate has read a card or a debrief."""
    closed = {e.stage for e in session.events if isinstance(e, StageClosed)}
    if current_stage(session).stage not in closed:
        return _ask_next(session)
    left = [s.stage for s in session.plan.stages if s.stage not in closed]
    return Open(left[0]) if left else Finish()


def _stop(session: Session) -> Move:
    stage = current_stage(session).stage
    closed = any(isinstance(e, StageClosed) and e.stage == stage for e in session.events)
    return Finish() if closed else Close(stage, "stopped")


def _after_stage(session: Session, event: StageClosed) -> Move:
    last = event.stage == session.plan.stages[-1].stage
    return Finish() if last or event.reason == "stopped" else Listen("next")


# --- replying to what was heard ----------------------------------------------------------------


def _reply(session: Session, intent: Intent) -> Move:
    if _invited(session):
        return _answer_back(session, intent)
    attempt = attempts(session)[-1]
    match intent:
        case "answer" | "decline" | "skip" | "question" | "no_questions":
            return _follow_up(session, attempt)
        case (
            "repeat"
            | "rephrase"
            | "clarify"
            | "pause"
            | "courtesy"
            | "ask_away"
            | "who"
            | "standing"
            | "course"
        ):
            return _explain(session, attempt, intent)
        case "example":
            return _explain(session, attempt, "example_later")
        case "hint":
            return _hint(session, attempt)
        case "stop" if asked_whether_to_stop(session):
            return Close(attempt.stage, "stopped")
        case "stop":
            return Explain(attempt.question, "stopping", _last_said(session))
        case "empty" | "off_topic" | "abusive" | "injecting":
            return _stray(session, attempt, intent)
        case _:
            assert_never(intent)


def asked_whether_to_stop(session: Session) -> bool:
    """Whether the candidate's last message is the reply to "shall we stop here?": what ends an interview is said twice."""
    turns = [e for e in session.events if not isinstance(e, Aside)]
    said = max((i for i, e in enumerate(turns) if isinstance(e, Answered)), default=0)
    before = turns[said - 1] if said else None
    return isinstance(before, Explained) and before.how == "stopping"


def _follow_up(session: Session, attempt: Attempt) -> Move:
    target = next_target(session, attempt)
    if target is not None:
        return Probe(attempt.id, attempt.question, target)
    return _done(session)


def _done(session: Session) -> Move:
    return Listen("next") if session.plan.feedback == "each" else _ask_next(session)


def next_target(session: Session, attempt: Attempt) -> Target | None:
    """What to probe next: the first target of the plan that is within its limit, untried and without evidence."""
    planned = planned_question(session, attempt.question)
    if attempt.given_up or not attempt.exchanges:
        return None
    for target in planned.targets:
        used = sum(kind == target.kind for kind, _ in attempt.probed)
        covered = bool(target.points) and attempt.evidence.issuperset(target.points)
        tried = (target.kind, target.id) in attempt.probed
        if (
            not tried
            and used < getattr(planned.limits, target.kind)
            and (target.kind == "twist" or not covered)
        ):
            return target
    return None


def planned_question(session: Session, id: str) -> PlannedQuestion:
    """The plan's entry for a question. Raises KeyError."""
    return {q.id: q for q in session.plan.questions}[id]


def _explain(session: Session, attempt: Attempt, how: HowExplained) -> Move:
    if attempt.explained >= EXPLANATIONS:
        return _stray(session, attempt, "clarify")
    return Explain(attempt.question, how, _last_said(session))


def _stray(session: Session, attempt: Attempt, reason: Intent) -> Move:
    return Redirect(attempt.question, reason) if attempt.strays < STRAYS else _done(session)


def _hint(session: Session, attempt: Attempt) -> Move:
    if not session.plan.hints:
        return _explain(session, attempt, "no_hints")
    point = hinted_point(session, attempt)
    step = attempt.deepest_hints.get(point, 0) + 1
    if not point or step > HINT_STEPS:
        return _explain(session, attempt, "no_more_hints")
    return Hint(attempt.question, point, step)


def hinted_point(session: Session, attempt: Attempt) -> str:
    """The point a hint is for: the one now probed, else the heaviest without evidence; "" where there is none."""
    planned = planned_question(session, attempt.question)
    now = [p for t in planned.targets if attempt.probed[-1:] == ((t.kind, t.id),) for p in t.points]
    heaviest = [p for t in planned.targets if t.kind == "point" for p in t.points]
    return next((p for p in now + heaviest if p not in attempt.evidence), "")


# --- the candidate's own questions -------------------------------------------------------------


def _invited(session: Session) -> bool:
    """Whether the candidate's own questions are being taken."""
    phase = [e for e in session.events if isinstance(e, Asked | Invited | StageClosed)]
    return bool(phase) and isinstance(phase[-1], Invited)


def _answer_back(session: Session, intent: Intent) -> Move:
    stage = current_stage(session).stage
    answered = _answered_back(session)
    if intent in ("question", "clarify") and answered < OWN_QUESTIONS:
        return AnswerBack(stage, _last_said(session))
    return Close(stage, "done")


def _answered_back(session: Session) -> int:
    invited = max(i for i, e in enumerate(session.events) if isinstance(e, Invited))
    return sum(isinstance(e, AnsweredBack) for e in session.events[invited:])


def _last_said(session: Session) -> str:
    return next(e.text for e in reversed(session.events) if isinstance(e, Answered))
