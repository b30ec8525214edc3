"""What goes over the wire to a model, kept and counted: requests, tokens, what a cache could save, prices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from os.path import commonprefix

from evals.wire.http import Request
from evals.wire.player import play
from evals.wire.replies import Says
from interviewer import tokens

A_MESSAGE = 4
"""Tokens that a provider adds to a message: who speaks, where it begins and ends. They are not on the wire."""


@dataclass(frozen=True)
class Sent:
    """One request: its text in the order in which a cache sees it, its tokens, and those of the reply.

    again: it is a second look at the points on which a grade hangs.
    """

    text: str
    prompt: int
    messages: int
    completion: int
    judging: bool
    again: bool = False


@dataclass
class Scribe:
    """A script for the endpoint: it plays interviewer and judge, and writes down what it was sent."""

    sent: list[Sent] = field(default_factory=list)

    def __call__(self, request: Request) -> Says:
        """The reply to a request, which is kept."""
        reply = play(request)
        said = reply.text if isinstance(reply.text, str) else json.dumps(reply.text)
        self.sent.append(_read(request, said))
        return reply


@dataclass(frozen=True)
class Spending:
    """What interviews of one size have sent.

    answers     graded ones, each with the follow-up that belongs to it
    lengths     mean tokens of a question, the answer to it, a follow-up, and the answer to that
    """

    size: int
    answers: int
    probes: int
    lengths: tuple[float, ...]
    interviews: tuple[tuple[Sent, ...], ...]

    @property
    def prompt(self) -> int:
        """All prompt tokens."""
        return sum(sent.prompt for sent in self._all)

    @property
    def judging(self) -> int:
        """Prompt tokens for grading."""
        return sum(sent.prompt for sent in self._all if sent.judging)

    @property
    def again(self) -> tuple[int, int]:
        """How many answers were judged a second time, and the prompt tokens of that."""
        second = [sent.prompt for sent in self._all if sent.again]
        return len(second), sum(second)

    @property
    def completion(self) -> int:
        """All tokens of replies."""
        return sum(sent.completion for sent in self._all)

    @property
    def framing(self) -> int:
        """Tokens that the provider adds around the messages."""
        return A_MESSAGE * sum(sent.messages for sent in self._all)

    @property
    def a_prompt(self) -> float:
        """Prompt tokens of an answer, asking and grading together."""
        return self.prompt / self.answers

    @property
    def repeated(self) -> float:
        """The share of the prompt that begins as an earlier request of the same interview began."""
        return sum(_repeated(sent) for sent in self.interviews) / self.prompt

    @property
    def _all(self) -> list[Sent]:
        return [sent for interview in self.interviews for sent in interview]


def _read(request: Request, reply: str) -> Sent:
    """Everything that counts as prompt: the form's schema and each message."""
    messages = [message["content"] for message in request.body["messages"]]
    form = request.body.get("response_format")
    # As it is written on the wire, without a space: counted with Python's own spaces it was 38 tokens more.
    schema = json.dumps(form, ensure_ascii=False, separators=(",", ":")) if form else ""
    return Sent(
        text="\n".join((schema, *messages)),
        prompt=tokens.count(schema) + sum(tokens.count(text) for text in messages),
        messages=len(messages),
        completion=tokens.count(reply),
        judging=bool(form),
        again=bool(form) and "\nFLAGS\n" not in messages[-1],
    )


def _repeated(sent: Sequence[Sent]) -> int:
    """Tokens of the longest beginning that each request shares with one before it."""
    shared = (
        max((commonprefix([earlier.text, one.text]) for earlier in sent[:place]), key=len, default="")  # noqa: RUF071  # texts, no paths
        for place, one in enumerate(sent)
    )
    return sum(tokens.count(text) for text in shared)
