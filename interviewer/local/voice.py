"""The voice while a local model starts: written lines, until it can word them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from interviewer.cues import Cue
from interviewer.local.model import LocalModel
from interviewer.performer import Tokens, Trouble, Voice


@dataclass(frozen=True)
class LocalVoice:
    """`worded` speaks once the model has started; a model that has stopped is its business to tell."""

    model: LocalModel
    worded: Voice
    lines: Voice

    async def speak(self, cue: Cue) -> AsyncGenerator[str | Tokens | Trouble, None]:
        """The words for a cue."""
        voice = self.lines if self.model.state == "starting" else self.worded
        async with aclosing(voice.speak(cue)) as pieces:
            async for piece in pieces:
                if not isinstance(piece, Tokens):  # they cost nothing here, so there is no bill
                    yield piece
