"""The port of the grading room: whoever can say what stands in an answer is a judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from interviewer.types import Exchange, Judgement, Maker
from knowledge.types import Question


class Judge(Protocol):
    """Marks single points with the candidate's own words; counting and deciding is for `score.py`."""

    @property
    def maker(self) -> Maker:
        """What a judgement of this judge is signed with."""
        ...

    async def judge(self, question: Question, exchanges: Sequence[Exchange]) -> Judgement:
        """The marks of one attempt: the question as it was shown, its probes, and what was said to them."""
        ...
