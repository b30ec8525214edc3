"""The ear: what a message is and what it is evidence for, made out without a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from interviewer.events import Intent
from interviewer.grading.embedded.guards import clean
from interviewer.grading.embedded.windows import words
from interviewer.intents import read
from interviewer.likeness import Likeness
from interviewer.types import Exchange
from knowledge.types import Question

STRAYS = 0.1
"""A first answer whose relevance is below this is off topic. Measured on tune, on which the judge was fit too: none
of 144 openings of two sentences is below; of 195 pairs of a question and a text about something else 92 % are."""
REPLY_STRAYS = 0.02
"""A reply to a probe may speak of a detail only: 0.4 % of 836 pairs of sentences torn from answers are below this,
and 81 % of the texts about something else."""
ANSWERS = 0.5
"""What is left of a message without its orders is an answer from this relevance on."""
LEAST_WORDS = 3
REPLY_LEAST_WORDS = 6
"""Shorter messages say too little to be off topic, such as "About two weeks."."""


class Listener(Protocol):
    """Who knows what a text speaks about, as the embedded judge does."""

    def prepare(self, question: Question) -> None:
        """Read what belongs to a question, so that no answer waits for it."""
        ...

    def relevance(self, question: Question, text: str) -> float:
        """How sure it is that the text speaks about the question, 0-1."""
        ...

    def evidence(self, question: Question, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
        """The ids of the points for which something was said."""
        ...


class EmbeddedEar:
    """Hears wishes by their words or their likeness, and answers by the embedded judge. Implements `performer.Ear`."""

    def __init__(self, judge: Listener, likeness: Likeness | None = None) -> None:
        self._judge, self._likeness = judge, likeness

    def prepare(self, question: Question) -> None:
        """Make ready for answers to a question."""
        self._judge.prepare(question)
        if self._likeness:
            self._likeness.prepare()

    def hear(
        self, text: str, question: Question | None, exchanges: Sequence[Exchange]
    ) -> tuple[Intent, tuple[str, ...]]:
        """The intent, and the points that the answer so far is evidence for."""
        about = f"{question.text} {exchanges[-1].asked}" if question is not None and exchanges else ""
        intent = read(text, invited=question is None, about=about)
        if question is not None and self._likeness:
            intent = self._likeness.read(text, intent, about)
        if question is None or not (intent == "answer" or self._answers_too(intent, text, question)):
            return intent, ()
        evidence = self._judge.evidence(question, exchanges)
        first_with_evidence = len(exchanges) == 1 and evidence
        if not first_with_evidence and self._strays(question, exchanges):
            # no answer is lost any more, so a wish in whatever words is the better reading
            return self._likeness.nearest(text, "off_topic") if self._likeness else "off_topic", ()
        return "answer", evidence

    def _answers_too(self, intent: Intent, text: str, question: Question) -> bool:
        """Whether a message that gives orders holds an answer besides."""
        rest = clean(text, frozenset()).text if intent == "injecting" else ""
        return len(words(rest)) >= LEAST_WORDS and self._judge.relevance(question, rest) >= ANSWERS

    def _strays(self, question: Question, exchanges: Sequence[Exchange]) -> bool:
        """Whether the last message speaks of something else altogether."""
        said, reply = exchanges[-1].said, len(exchanges) > 1
        if len(words(said)) < (REPLY_LEAST_WORDS if reply else LEAST_WORDS):
            return False
        return self._judge.relevance(question, said) < (REPLY_STRAYS if reply else STRAYS)
