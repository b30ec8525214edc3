"""Checks of an interview's course: it ends, in order, within its limits, and nobody is passed over. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evals.transcript import Reply, Violation, minutes_in_stage, replies, within
from interviewer.events import (
    Answered,
    AnsweredBack,
    Aside,
    Asked,
    Explained,
    Finished,
    Heard,
    Hinted,
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
from interviewer.machine import EXPLANATIONS, OWN_QUESTIONS
from interviewer.types import PlannedStage
from knowledge.types import Bank

MAY_FOLLOW: dict[type[Turn], tuple[type[Turn], ...]] = {
    Started: (StageOpened,),
    StageOpened: (Asked, StageClosed, Invited),
    Asked: (Answered, Stopped),
    Probed: (Answered, Stopped),
    Explained: (Answered, Stopped),
    Hinted: (Answered, Stopped),
    Redirected: (Answered, Stopped),
    Invited: (Answered, Stopped),
    AnsweredBack: (Answered, Stopped),
    Answered: (Heard,),
    Heard: (
        Asked, Probed, Explained, Hinted, Redirected, Invited, AnsweredBack, StageClosed, MovedOn, Retried, Stopped,
    ),
    MovedOn: (Asked, StageOpened, StageClosed, Invited, Finished),
    Retried: (Asked,),
    Stopped: (StageClosed, Finished),
    StageClosed: (MovedOn, Retried, Stopped, Finished),
    Finished: (),
}  # fmt: skip
"""Which turn may come after which."""

FITTING: dict[str, tuple[str, ...]] = {
    "repeat": ("repeat",),
    "rephrase": ("rephrase",),
    "clarify": ("clarify",),
    **{kind: (kind,) for kind in ("pause", "courtesy", "ask_away", "who", "standing", "course")},
    "example": ("example_later",),
    "hint": ("no_hints", "no_more_hints"),
}
"""How a wish about the open question may be explained."""


def dead_ends(session: Session, _: Bank) -> list[Violation]:
    """The interview came to its end."""
    turns = [e for e in session.events if not isinstance(e, Aside)]
    if isinstance(turns[-1], Finished):
        return []
    return [Violation("dead end", len(session.events) - 1, f"the last turn is {turns[-1].kind!r}")]


def repeated_questions(session: Session, _: Bank) -> list[Violation]:
    """A question is asked once, unless the candidate wished to try again; a probe once an attempt."""
    found: list[Violation] = []
    asked: set[str] = set()
    probed: set[tuple[str, str, str]] = set()
    before: Turn | None = None
    for seq, event in enumerate(session.events):
        match event:
            case Asked(question=question):
                if question in asked and not isinstance(before, Retried):
                    found.append(Violation("repeated question", seq, f"{question} was asked before"))
                asked.add(question)
                probed = set()
            case Probed(question=question, target=target, target_kind=kind):
                if (question, kind, target) in probed:
                    found.append(Violation("repeated question", seq, f"probe {target!r} was asked before"))
                probed.add((question, kind, target))
        before = before if isinstance(event, Aside) else event
    return found


def ignored_declines(session: Session, _: Bank) -> list[Violation]:
    """A question that was skipped, or declined before any probe, is not followed up."""
    found = []
    for reply in replies(session):
        if reply.heard is None or not isinstance(reply.then, Probed):
            continue
        probed = any(isinstance(e, Probed) for e in session.events[_begun(session, reply) : reply.seq])
        if reply.heard.intent == "skip" or (reply.heard.intent == "decline" and not probed):
            found.append(Violation("ignored decline", reply.seq, f"{reply.said.text[:60]!r} was probed"))
    return found


def wrong_order(session: Session, _: Bank) -> list[Violation]:
    """Turns, questions and stages come in the order of the plan, and a stage closes for the reason it gives."""
    turns = [(seq, e) for seq, e in enumerate(session.events) if not isinstance(e, Aside)]
    found = [
        Violation("wrong order", seq, f"{event.kind!r} after {before.kind!r}")
        for (_, before), (seq, event) in pairwise(turns)
        if type(event) not in MAY_FOLLOW[type(before)]
    ]
    opened = [e.stage for e in session.events if isinstance(e, StageOpened)]
    if opened != [s.stage for s in session.plan.stages][: len(opened)]:
        found.append(Violation("wrong order", 0, f"stages came as {opened}"))
    return found + [v for stage in session.plan.stages for v in _stage_order(session, stage)]


def _stage_order(session: Session, stage: PlannedStage) -> Iterator[Violation]:
    turns = list(within(session, stage.stage))
    asked = [e.question for _, e in turns if isinstance(e, Asked) and e.retry_of is None]
    planned = [q.id for q in stage.questions]
    if asked != planned[: len(asked)]:
        yield Violation("wrong order", turns[0][0], f"{stage.stage}: asked {asked}, planned {planned}")
    for seq, event in turns:
        if not isinstance(event, StageClosed):
            continue
        if event.stage != stage.stage:
            yield Violation("wrong order", seq, f"{event.stage} was closed within {stage.stage}")
        if event.reason == "done" and asked != planned:
            yield Violation("wrong order", seq, f"closed as done after {len(asked)} of {len(planned)}")
        if event.reason == "time" and minutes_in_stage(session, seq) <= (stage.minutes or float("inf")):
            yield Violation("wrong order", seq, "closed for time before the time was up")
        if event.reason == "done" and stage.invites and not any(isinstance(e, Invited) for _, e in turns):
            yield Violation("wrong order", seq, "closed without asking for the candidate's own questions")


def unanswered_questions(session: Session, _: Bank) -> list[Violation]:
    """Each question and wish of the candidate gets its own kind of reply, as long as her share lasts."""
    return [
        Violation("unanswered question", reply.seq, f"{reply.said.text[:80]!r} -> {_kind(reply.then)}")
        for reply in replies(session)
        if reply.heard and not _is_answered(session, reply, reply.heard.intent)
    ]


def _is_answered(session: Session, reply: Reply, intent: Intent) -> bool:
    before = session.events[_begun(session, reply) : reply.seq]
    if reply.invited:
        used_up = sum(isinstance(e, AnsweredBack) for e in before) >= OWN_QUESTIONS
        return intent not in ("question", "clarify") or used_up or isinstance(reply.then, AnsweredBack)
    used_up = sum(isinstance(e, Explained) for e in before) >= EXPLANATIONS
    return intent not in FITTING or used_up or _fits(intent, reply.then)


def _fits(intent: str, then: Turn | None) -> bool:
    if isinstance(then, Explained):
        return then.how in FITTING[intent]
    return intent == "hint" and isinstance(then, Hinted)


def _begun(session: Session, reply: Reply) -> int:
    """The seq of the question, or of the invitation, that a reply belongs to."""
    kind = Invited if reply.invited else Asked
    return max((i for i in range(reply.seq) if isinstance(session.events[i], kind)), default=0)


def _kind(turn: Turn | None) -> str:
    return turn.kind if turn else "nothing"
