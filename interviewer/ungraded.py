"""Which attempts are over and still without a grade: what is due beside the conversation. Pure."""

from __future__ import annotations

from interviewer.attempts import Attempt, attempts
from interviewer.events import Asked, Invited, MovedOn, Retried, Session, StageClosed, Stopped
from interviewer.machine import next_move
from interviewer.moves import Listen


def due_for_grading(session: Session) -> tuple[Attempt, ...]:
    """Attempts that are over, hold an answer and have no grade yet, oldest first."""
    tried = attempts(session)
    waiting = [a for a in tried if a.exchanges and a.grade is None]
    return tuple(a for a in waiting if is_over(session, a, tried))


def is_over(session: Session, attempt: Attempt, tried: tuple[Attempt, ...] | None = None) -> bool:
    """Whether nothing more will be asked in this attempt."""
    last = (tried or attempts(session))[-1]
    if attempt.id != last.id:
        return True
    later = session.events[attempt.id + 1 :]
    ended = any(isinstance(e, Asked | Invited | StageClosed | MovedOn | Retried | Stopped) for e in later)
    return ended or next_move(session) == Listen("next")
