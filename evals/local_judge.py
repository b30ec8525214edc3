"""The local judge for an eval: its model is started with the first answer, and ends with this program."""

from __future__ import annotations

import os
from collections.abc import Sequence

from interviewer.errors import SettingsError
from interviewer.grading.embedded_judge import EmbeddedJudge
from interviewer.grading.local_judge import LocalJudge
from interviewer.local.model import LocalModel
from interviewer.local.shelf import shelf_in
from interviewer.settings import read_settings
from interviewer.types import Exchange, Judgement, Maker
from knowledge.embeddings import MiniLM
from knowledge.types import Bank, Question

PATIENCE = 300.0


class Starting:
    """A `LocalJudge` that has its model started before it judges. Raises SettingsError where none is installed."""

    def __init__(self, bank: Bank) -> None:
        shelf = shelf_in(read_settings(os.environ).data_dir)
        if not shelf.complete:
            raise SettingsError("There is no local model here; `make local-model` obtains it.")
        self._model = LocalModel(shelf, deadline=PATIENCE)
        self._judge = LocalJudge(EmbeddedJudge(bank, MiniLM()), self._model)

    @property
    def maker(self) -> Maker:
        """The judge's own."""
        return self._judge.maker

    async def judge(self, question: Question, exchanges: Sequence[Exchange]) -> Judgement:
        """The judge's judgement."""
        await self._model.ready()
        return await self._judge.judge(question, exchanges)
