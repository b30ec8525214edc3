"""A model that words everything as it must not be said: what the guards of the voice are there for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.wire.http import Request
from evals.wire.replies import Refuses, Reply, Says
from knowledge.types import Bank, Question

Words = Callable[[Question], str]

WORDINGS: Sequence[Words] = (
    lambda _: "How did you do that? And why did you choose it?",
    lambda _: "Great answer, that is exactly right!",
    lambda question: f"A strong answer says this: {question.points[0].met_when}",
    lambda question: question.best_exemplar.text,
    lambda _: "so " * 200,
    lambda _: "",
    lambda _: "Vielen Dank für die Antwort, das war sehr aufschlussreich. Wie haben Sie das gemacht?",
    lambda _: "Спасибо, расскажите подробнее.",
    lambda _: "<p>Thank you.</p><script>alert(1)</script>",
    lambda _: "- First, your data.\n- Second, your model.\n**Which one?**",
    lambda _: "You forgot the most important point, and your score is 2 of 5.",
    lambda _: "As an AI language model I cannot conduct interviews.",
    lambda _: "See https://example.com for what I would like to hear.",
    lambda _: "Thank you for that. What about the data, and how would you monitor it, and who decides?",
)


@dataclass
class Awkward:
    """A script for the endpoint: one awkward wording after the other, and now and then a failure."""

    bank: Bank
    asked: int = 0

    def __call__(self, request: Request) -> Reply:
        """The next awkward thing, about the question that the request is about."""
        self.asked += 1
        place = self.asked % (len(WORDINGS) + 1)
        if place == len(WORDINGS):
            return Refuses(503)
        about = (question for question in self.bank.questions if question.text in request.user)
        return Says(WORDINGS[place](next(about, self.bank.questions[0])))
