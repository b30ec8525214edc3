"""The order of an interview: whether events can have happened as they stand, each after what it rests on. Pure."""

from __future__ import annotations

from interviewer.events import (
    Answered,
    Asked,
    Challenged,
    Event,
    ExampleShown,
    Graded,
    Heard,
    Hinted,
    Invited,
    NumberWished,
    Probed,
    Rated,
    RegradeWished,
    Rejudged,
    Retried,
    RewriteWished,
    Rewritten,
    Session,
    StageClosed,
    StageOpened,
    Started,
)

LATEST = 253402300799.0
"""The last second of the year 9999: no event is later."""
SCALE = range(1, 6)


def in_order(events: tuple[Event, ...]) -> bool:
    """Whether this can be an interview from its start on."""
    return bool(events) and all(_fits(event, seq, events) for seq, event in enumerate(events))


def _fits(event: Event, seq: int, events: tuple[Event, ...]) -> bool:
    """Whether an event can stand there: after its plan, within the scales, about what was asked before."""
    if not isinstance(events[0], Started) or not events[0].plan.stages or not 0 <= event.at <= LATEST:
        return False
    match event:
        case Started():
            return seq == 0
        case StageOpened() | StageClosed() | Invited():
            return event.stage in {s.stage for s in events[0].plan.stages}
        case Asked(question=question, retry_of=retried):
            opened = any(isinstance(e, StageOpened) for e in events[:seq])
            return opened and _planned(question, events) and (retried is None or _asked(retried, seq, events))
        case Probed(question=question) | Hinted(question=question):
            return _planned(question, events)
        case Heard():
            return any(isinstance(e, Answered) for e in reversed(events[:seq]))
        case Graded(attempt=attempt, grade=grade):
            graded = [level.level for level in grade.levels] + [grade.overall or 1]
            return _asked(attempt, seq, events) and all(number in SCALE for number in graded)
        case Rated(attempt=attempt, rating=rating):
            return _asked(attempt, seq, events) and (rating or 1) in SCALE
        case (
            ExampleShown() | RegradeWished() | Retried()
            | RewriteWished() | Rewritten() | Challenged() | Rejudged() | NumberWished()
        ):  # fmt: skip
            return _asked(event.attempt, seq, events)
        case _:
            return True


def _planned(question: str, events: tuple[Event, ...]) -> bool:
    return question in {q.id for q in Session("", events).plan.questions}


def _asked(attempt: int, seq: int, events: tuple[Event, ...]) -> bool:
    return 0 <= attempt < seq and isinstance(events[attempt], Asked)
