"""The bill: what a session has cost in tokens and money, and where its ceiling is. From the events alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from interviewer.events import Graded, Session, Spent
from interviewer.prices import price_of

A_LINE = 500
"""Tokens that wording one line costs at most: a prompt of 350, and as much of a reply as is listened to."""
USED_UP = "The tokens allowed for this interview are used up; it goes on without the model."
"""What the candidate is told, once, when the ceiling is reached."""


@dataclass(frozen=True)
class Bill:
    """Tokens of a session. `dollars` is None where a model has no price list; `stopped`: the ceiling was reached."""

    prompt: int
    completion: int
    dollars: float | None
    stopped: bool

    @property
    def tokens(self) -> int:
        """Both together."""
        return self.prompt + self.completion


@dataclass(frozen=True)
class Purse:
    """What a session may spend: `ceiling` is in tokens, 0 for none."""

    ceiling: int = 0

    def allows(self, before: int, more: int) -> bool:
        """Whether `more` tokens may be spent at the worst, after so many."""
        return not self.ceiling or before + more <= self.ceiling


def bill(session: Session) -> Bill:
    """What a session has cost until now."""
    costs = tuple(_costs(session))
    priced = [(price_of(model), prompt, completion) for model, prompt, completion in costs]
    known = [price.dollars(prompt, completion) for price, prompt, completion in priced if price]
    return Bill(
        prompt=sum(prompt for _, prompt, _ in costs),
        completion=sum(completion for _, _, completion in costs),
        dollars=sum(known) if len(known) == len(priced) else None,
        stopped=is_stopped(session),
    )


def spent(session: Session) -> int:
    """All tokens of a session until now, asking and grading together."""
    return sum(prompt + completion for _, prompt, completion in _costs(session))


def is_stopped(session: Session) -> bool:
    """Whether the candidate was told that the tokens are used up."""
    return USED_UP in session.told


def _costs(session: Session) -> Iterator[tuple[str, int, int]]:
    """Model, tokens of prompts, tokens of replies: each line that was worded, each judgement."""
    for event in session.events:
        if isinstance(event, Spent):
            yield event.model, event.prompt_tokens, event.completion_tokens
        elif isinstance(event, Graded) and event.grade.tokens:
            made = event.grade
            yield made.maker.model, made.tokens - made.replies, made.replies
