"""Measuring a model of one's own: what it will cost is said first, and asked; where its figures go.

    OPENAI_API_KEY=... python -m evals grading --judge model

The settings are those of the app (environment or settings file); the figures go to the data folder, where the page
finds them: it shows the agreement for exactly that model, those prompts and that version of the judge.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.gold_answers import GoldAnswer, bank_ids
from interviewer import forms, tokens
from interviewer.chat_models import chat_model
from interviewer.endpoint import check
from interviewer.errors import SettingsError
from interviewer.grading.judge import Judge
from interviewer.grading.model_judge import ModelJudge, judging
from interviewer.grading.sheet import Form
from interviewer.prices import price_of
from interviewer.settings import Settings, read_settings
from interviewer.types import Exchange, Judgement, Maker
from knowledge.types import Bank, Question

A_MARK = 32
"""Tokens of one mark in a reply: its id, verdict and a quote of up to twenty words."""
AGAIN = 0.15
"""The share by which second looks add to a prompt: measured below that, see the log."""
NO_MODEL = "There is no model to measure: set OPENAI_API_KEY, or OPENAI_BASE_URL and INTERVIEWER_MODEL, and try again."


@dataclass(frozen=True)
class Cost:
    """What grading some answers takes: tokens as they are counted here, dollars where a price list names the model."""

    answers: int
    prompt: int
    completion: int
    dollars: float | None
    priced: str

    @property
    def line(self) -> str:
        """The sentence that is asked about."""
        price = (
            f"about {self.dollars:.2f} US dollars by the list price of {self.priced}; check it"
            if self.dollars is not None
            else "no price list here names this model; look its price up"
        )
        return f"{self.answers} answers, about {self.prompt:,} prompt and {self.completion:,} completion tokens: {price}."


def settings() -> Settings:
    """The settings of this start. Raises SettingsError where they name no model."""
    found = read_settings(os.environ)
    if not found.grader_model:
        raise SettingsError(NO_MODEL)
    return found


def judge(bank: Bank) -> Judge:
    """The model judge behind the address that the settings name."""
    own = settings()
    chat = chat_model(
        model=own.grader_model, api_key=own.api_key, base_url=own.base_url or None, deadline=own.deadline
    )
    return Telling(ModelJudge(chat, {d.id for d in bank.dimensions if d.core}))


class Telling:
    """A judge that tells in the terminal how far it has come: a whole measurement takes minutes."""

    def __init__(self, judge: Judge) -> None:
        self._judge, self._done = judge, 0

    @property
    def maker(self) -> Maker:
        """The judge's own."""
        return self._judge.maker

    async def judge(self, question: Question, exchanges: Sequence[Exchange]) -> Judgement:
        """The judge's judgement."""
        judgement = await self._judge.judge(question, exchanges)
        self._done += 1
        why = f" (not graded: {judgement.ungraded})" if judgement.ungraded else ""
        print(f"\r{self._done} answers judged{why}", end="", file=sys.stderr, flush=True)
        return judgement


def cost(model: str, bank: Bank, answers: Sequence[GoldAnswer]) -> Cost:
    """What grading these answers with a model takes, before one of them is sent."""
    schema = tokens.count(forms.schema_text(Form))
    prompt, marks = 0, 0
    for answer in answers:
        question = bank.question(bank_ids()[answer.question_id])
        asked = judging(question, answer.exchanges(question), seed=answer.id)
        prompt += tokens.count(asked.system) + tokens.count(asked.user) + schema
        marks += len(question.points)
    prompt, completion = round(prompt * (1 + AGAIN)), marks * A_MARK
    price = price_of(model)
    dollars = (prompt * price.input + completion * price.output) / 1e6 if price else None
    return Cost(len(answers), prompt, completion, dollars, price.date if price else "")


def agreed(
    bank: Bank, answers: Sequence[GoldAnswer], *, yes: bool, ask: Callable[[str], str] = input
) -> bool:
    """Whether the model replies and its owner agrees to what it will cost; says why not, if not."""
    own = settings()
    if trouble := asyncio.run(check(own.grader_model, own.api_key, own.base_url or None)):
        print(trouble, file=sys.stderr)
        return False
    where = own.base_url or "api.openai.com"
    print(f"{own.grader_model} at {where}: {cost(own.grader_model, bank, answers).line}")
    if yes:
        return True
    try:
        return ask("Send them? [y/N] ").strip().lower() in {"y", "yes"}
    except EOFError:
        print("Nothing was sent; add --yes to go ahead without being asked.", file=sys.stderr)
        return False


def place(maker: Maker) -> Path:
    """The file of a model's own figures, in the data folder."""
    name = re.sub(r"[^\w.-]+", "-", f"{maker.model}-{maker.version}-{maker.prompts}").strip("-.")
    return settings().data_dir / "measured" / f"grading-{name[:150]}.json"
