"""The engine with the local model: its voice, its judge, and what the page says about them."""

from __future__ import annotations

from collections.abc import Mapping

from interviewer.choice import Choice, Kind
from interviewer.engine import STAYS, Engine, Make
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.grading.local_judge import LocalJudge
from interviewer.local.model import LocalModel, State
from interviewer.local.shelf import shelf_in
from interviewer.local.voice import LocalVoice
from interviewer.model_voice import ModelVoice
from interviewer.performer import Voice
from interviewer.settings import Settings
from interviewer.voice import LinesVoice
from interviewer.wording import SMALL_JOBS
from knowledge.types import Bank

STANDS: Mapping[State, str] = {
    "starting": "It is starting; written lines until then.",
    "at work": "It is at work.",
    "stopped": "It has stopped; written lines go on. “Use this” starts it again.",
}


def with_local(bank: Bank, embedded: EmbeddedJudge, settings: Settings) -> Mapping[Kind, Make]:
    """The maker of the engine with the local model, where one is installed; one model serves every choice of it."""
    shelf = shelf_in(settings.data_dir)
    if not shelf.complete:
        return {}
    model = LocalModel(shelf, deadline=settings.deadline)

    def make(choice: Choice) -> Engine:
        return Engine(
            choice=choice,
            voice=local_voice(bank, model),
            judges={"embedded": embedded, "local": LocalJudge(embedded, model)},
            judge="local",
            line=f"A local model ({shelf.recipe.weights.title}) words what leads to a follow-up, and marks the points of an "
            "answer together with the embedded grader; until it has started, and if it stops, that one and written lines do "
            "alone. Nothing leaves this machine.",
            leaves=STAYS,
            models=(model,),
            stands=lambda: STANDS[model.state],
        )

    return {"local": make}


def local_voice(bank: Bank, model: LocalModel) -> Voice:
    """Written lines until the model has started, then what a small model is trusted with."""
    lines = LinesVoice()
    return LocalVoice(model, ModelVoice(model, lines, bank, jobs=SMALL_JOBS), lines)
