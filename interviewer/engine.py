"""The engine: who words the interviewer's lines and who judges, made from a choice and swapped as one value."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from interviewer.bill import Purse
from interviewer.chat_models import ChatModel, chat_model
from interviewer.choice import Choice, Kind
from interviewer.errors import Refused
from interviewer.grading.judge import Judge
from interviewer.performer import Voice
from knowledge.types import Bank

MODEL_NAMES = 60
"""Characters of a model's name that the page shows."""


@dataclass(frozen=True)
class Engine:
    """`judges` by name, "embedded" always among them; `judge` names the one in use.

    line    who speaks and grades, and what leaves the machine, in a sentence or two
    leaves  the same in a few words, for the head of every view
    models  the language models behind it, none without one
    purse   what a session may spend on them
    stands  how the program behind it stands now, in a sentence; "" where there is none that could not be ready
    """

    choice: Choice
    voice: Voice
    judges: Mapping[str, Judge]
    judge: str
    line: str
    leaves: str
    models: tuple[ChatModel, ...] = ()
    purse: Purse = field(default_factory=Purse)
    stands: Callable[[], str] = lambda: ""

    @property
    def marker(self) -> ChatModel | None:
        """The language model that grades, or None without one."""
        return next((model for model in self.models if model.name == self.choice.marks), None)

    async def settle(self) -> None:
        """Load what the first calls would otherwise load; a model that cannot is told when it is asked."""
        await asyncio.gather(*(model.ready() for model in self.models), return_exceptions=True)


STAYS = "Nothing leaves this machine"

Make = Callable[[Choice], Engine]


class Engines:
    """The engine in use, and how another is made. A kind without a maker is not offered."""

    def __init__(self, makers: Mapping[Kind, Make], choice: Choice) -> None:
        self._makers = makers
        self.current = self._made(choice if choice.kind in makers else Choice())

    def offers(self, kind: Kind) -> bool:
        """Whether this machine has an engine of that kind."""
        return kind in self._makers

    async def use(self, choice: Choice) -> tuple[Engine, Engine]:
        """Make an engine and take it into use; returns it and the one before. Raises Refused for a kind that is not offered."""
        made = await asyncio.to_thread(self._made, choice)
        before, self.current = self.current, made
        return made, before

    def _made(self, choice: Choice) -> Engine:
        make = self._makers.get(choice.kind)
        if make is None:
            raise Refused("There is no local model on this machine; choose another engine.")
        return make(choice)


def without_model(bank: Bank, embedded: Judge) -> Make:
    """Makes the engine that needs no model: written lines and the embedded judge."""

    def make(choice: Choice) -> Engine:
        return Engine(
            choice=choice,
            voice=voice(bank, None),
            judges={"embedded": embedded},
            judge="embedded",
            line="The interviewer and the grader run on this machine. Nothing leaves it.",
            leaves=STAYS,
        )

    return make


def with_endpoint(bank: Bank, embedded: Judge, deadline: float, ceiling: int = 0) -> Make:
    """Makes engines of an OpenAI-compatible endpoint.

    deadline: seconds that a call may take; ceiling: tokens that a session may spend, 0 for no limit.
    """
    from interviewer.grading.model_judge import ModelJudge

    core = {d.id for d in bank.dimensions if d.core}

    def make(choice: Choice) -> Engine:
        models = {
            name: chat_model(
                model=name,
                api_key=choice.api_key,
                base_url=choice.address or None,
                deadline=deadline,
            )
            for name in {choice.interviewer, choice.marks}
        }
        purse = Purse(ceiling)
        return Engine(
            choice=choice,
            voice=voice(bank, models[choice.interviewer], purse),
            judges={"embedded": embedded, "model": ModelJudge(models[choice.marks], core)},
            judge="model",
            line=(
                f"{_short(choice.interviewer)} words the follow-ups and {_short(choice.marks)} grades, at {choice.host}:"
                " your answers and questions go there, with the question, its rubric and passages of the guide."
            ),
            leaves=f"Your answers go to {choice.host}{', on this machine' if choice.stays_here else ''}",
            models=tuple(models.values()),
            purse=purse,
        )

    return make


def voice(bank: Bank, model: ChatModel | None, purse: Purse | None = None) -> Voice:
    """The interviewer's voice: written lines, or a model's words around them."""
    from interviewer.model_voice import ModelVoice
    from interviewer.voice import LinesVoice

    lines = LinesVoice()
    return lines if model is None else ModelVoice(model, lines, bank, purse=purse or Purse())


def _short(name: str) -> str:
    return name if len(name) <= MODEL_NAMES else f"{name[:MODEL_NAMES]}…"
