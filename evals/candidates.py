"""Simulated candidates: what a persona does next in an interview. Seeded, and without a model."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from evals.repertoire import Persona, Shelf, remarks
from interviewer.attempts import attempts
from interviewer.events import Answered, AnsweredBack, Asked, Explained, Invited, Probed, Session
from interviewer.machine import last_turn, next_move, planned_question
from interviewer.moves import Listen
from knowledge.types import Bank

ABSENCE = 6 * 3600.0
"""Seconds of a long absence."""
YES = "Yes, please."
"""To "shall we stop here?": who asks to stop means it."""


@dataclass(frozen=True)
class Act:
    """What a candidate does next: say `text`, or go on ("next") or try `retry` again, after `seconds`.

    elsewhere: she comes back to a server that was started anew.
    """

    text: str
    seconds: float
    retry: int | None = None
    elsewhere: bool = False


class Candidate:
    """One persona in one interview; the same seed says the same."""

    def __init__(self, persona: Persona, bank: Bank, seed: int) -> None:
        self.persona, self.bank, self._random = persona, bank, Random(f"{persona.name} {seed}")

    def act(self, session: Session) -> Act:
        """What she does now that it is her turn."""
        move = next_move(session)
        assert isinstance(move, Listen)
        if move.awaits == "next":
            return Act("", 30.0, retry=self._retry(session))
        text = self._own_question(session) if move.awaits == "question" else self._says(session)
        away = self._random.random() < self.persona.away
        return Act(
            text=text,
            seconds=len(text.split()) * self.persona.pace + 3.0 + (ABSENCE if away else 0.0),
            elsewhere=away and self._random.random() < self.persona.new_process,
        )

    def _retry(self, session: Session) -> int | None:
        """The attempt to try again: only where a card has just been shown, and each question once."""
        last = attempts(session)[-1]
        wished = session.plan.feedback == "each" and last.retry_of is None and not last.given_up
        return last.id if wished and self._random.random() < self.persona.retries else None

    def _own_question(self, session: Session) -> str:
        """The next of her own questions, none twice in an interview; then that she has no more."""
        invited = max(i for i, e in enumerate(session.events) if isinstance(e, Invited))
        asked = sum(isinstance(e, AnsweredBack) for e in session.events[invited:])
        said = {e.text for e in session.events if isinstance(e, Answered)}
        left = [text for text in remarks().by_kind["question"] if text not in said]
        return (
            self._random.choice(left) if asked < self.persona.own and left else self._remark("no_questions")
        )

    def _says(self, session: Session) -> str:
        if isinstance(last := last_turn(session), Explained) and last.how == "stopping":
            return YES
        kinds, chances = list(self.persona.remarks), list(self.persona.remarks.values())
        kind = self._random.choices(["", *kinds], [1.0 - sum(chances), *chances])[0]
        return self._remark(kind) if kind else self._answer(session)

    def _remark(self, kind: str) -> str:
        return self._random.choice(remarks().by_kind[kind])

    def _answer(self, session: Session) -> str:
        attempt = attempts(session)[-1]
        shelf = Shelf(self.bank.question(attempt.question), self._random)
        way = self._random.choice(self.persona.answers)
        last = next(e for e in reversed(session.events) if isinstance(e, Asked | Probed))
        if isinstance(last, Asked):
            return shelf.answer(way)
        targets = planned_question(session, attempt.question).targets
        aim = next(t.points for t in targets if (t.kind, t.id) == (last.target_kind, last.target))
        return shelf.to_probe(way, aim)
