"""The candidate's own grades: which of her answers she is asked to grade before she sees what they got. Pure."""

from __future__ import annotations

from interviewer.attempts import Attempt, attempts
from interviewer.events import Session, StageClosed
from interviewer.machine import current_stage, next_move
from interviewer.moves import Listen, Rest


def to_rate(session: Session) -> tuple[Attempt, ...]:
    """The answers whose feedback is due now and that she has neither graded nor chosen not to.

    The last one where a card follows each answer; all of a stage before its debrief.
    """
    move = next_move(session)
    reads = isinstance(move, Rest) or (isinstance(move, Listen) and move.awaits == "next")
    return tuple(a for a in _due(session) if a.exchanges and not a.revealed) if reads else ()


def _due(session: Session) -> tuple[Attempt, ...]:
    tried, stage = attempts(session), current_stage(session).stage
    if any(isinstance(e, StageClosed) and e.stage == stage for e in session.events):
        return tuple(a for a in tried if a.stage == stage)
    return tried[-1:]
