"""Checks of what an interview may use up and must not lose: time, probes, messages, grades. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from evals.transcript import Violation, minutes_in_stage, replies, within
from interviewer.events import (
    Answered,
    Aside,
    Asked,
    Explained,
    Graded,
    Hinted,
    Probed,
    Redirected,
    RegradeWished,
    Session,
)
from interviewer.machine import EXPLANATIONS, HINT_STEPS, STRAYS
from interviewer.types import PlannedQuestion, PlannedStage
from knowledge.types import Bank


def overrun_budgets(session: Session, _: Bank) -> list[Violation]:
    """No new question after the time is up; no more probes, redirects, explanations and hints than planned."""
    questions = {q.id: q for q in session.plan.questions}
    found = [v for stage in session.plan.stages for v in _late_questions(session, stage)]
    starts = [seq for seq, e in enumerate(session.events) if isinstance(e, Asked)]
    for start, end in zip(starts, [*starts[1:], len(session.events)], strict=True):
        asked = session.events[start]
        assert isinstance(asked, Asked)
        found += _attempt_budget(session, start, end, questions[asked.question])
    return found


def _late_questions(session: Session, stage: PlannedStage) -> Iterator[Violation]:
    asked = [
        (seq, e) for seq, e in within(session, stage.stage) if isinstance(e, Asked) and e.retry_of is None
    ]
    for seq, event in asked[1:]:
        decided = max(i for i in range(seq) if not isinstance(session.events[i], Aside))
        if stage.minutes is not None and minutes_in_stage(session, decided) > stage.minutes:
            minutes = minutes_in_stage(session, decided)
            yield Violation(
                "overrun budget",
                seq,
                f"{event.question} asked at minute {minutes:.0f} of {stage.minutes:.0f}",
            )


def _attempt_budget(session: Session, start: int, end: int, planned: PlannedQuestion) -> Iterator[Violation]:
    within = session.events[start:end]
    probes = Counter(e.target_kind for e in within if isinstance(e, Probed))
    steps = [(e.point, e.step) for e in within if isinstance(e, Hinted)]
    counted = {
        **{f"{kind} probes": (n, getattr(planned.limits, kind)) for kind, n in probes.items()},
        "redirects": (sum(isinstance(e, Redirected) for e in within), STRAYS),
        "explanations": (sum(isinstance(e, Explained) for e in within), EXPLANATIONS),
        "hint steps": (max((step for _, step in steps), default=0), HINT_STEPS),
        "times the same hint": (max(Counter(steps).values(), default=0), 1),
    }
    for what, (n, most) in counted.items():
        if n > most:
            yield Violation("overrun budget", start, f"{planned.id}: {n} {what}, planned {most}")


def lost_events(session: Session, _: Bank) -> list[Violation]:
    """Every message was heard, every attempt with an answer has a grade, and the clock never ran back."""
    found = [
        Violation("lost event", r.seq, f"{r.said.text[:60]!r} was not heard")
        for r in replies(session)
        if r.heard is None
    ]
    grades = Counter(e.attempt for e in session.events if isinstance(e, Graded))
    wishes = Counter(e.attempt for e in session.events if isinstance(e, RegradeWished))
    for start, answered in _answered_attempts(session):
        if grades[start] != answered * (1 + wishes[start]):
            found.append(Violation("lost event", start, f"{grades[start]} grades for one attempt"))
    times = [e.at for e in session.events]
    if times != sorted(times):
        found.append(Violation("lost event", 0, "the events are not in the order of time"))
    return found


def unkept(session: Session, stored: Session | None, said: list[str]) -> list[Violation]:
    """What the store holds is what was shown, and every message that was taken is there once, in order.

    This is the one check that needs more than the transcript: the store's own copy, and the candidate's memory.
    """
    kept = [e.text for e in session.events if isinstance(e, Answered)]
    found = []
    if stored != session:
        found.append(Violation("lost event", 0, "the store and the memory differ"))
    if kept != said:
        found.append(Violation("lost event", 0, f"{len(said)} messages were taken, {len(kept)} are kept"))
    return found


def _answered_attempts(session: Session) -> Iterator[tuple[int, int]]:
    """(seq of Asked, 1 if anything was answered to it else 0) for each attempt."""
    asked = [seq for seq, e in enumerate(session.events) if isinstance(e, Asked)]
    heard = [r for r in replies(session) if r.heard and r.heard.intent == "answer" and not r.invited]
    answered = {max(seq for seq in asked if seq < r.seq) for r in heard}
    for seq in asked:
        yield seq, int(seq in answered)
