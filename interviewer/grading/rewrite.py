"""The rewrite of an answer with a model: the candidate's facts only, checked in code, repaired at most once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, Field

from interviewer import prompts
from interviewer.chat_models import ChatModel
from interviewer.errors import ModelError
from interviewer.grading.own_facts import invented, marked
from interviewer.prompts import Prompt
from interviewer.replies import Usage, failed
from interviewer.types import Exchange, Maker

VERSION = "1"
NONE = "There is no rewrite that keeps to your facts."
LONGEST = 260
"""Words; the model is asked for fewer, and no more are shown."""
SHOWN = 8
"""Invented words that a model is told of."""


class Rewrite(BaseModel):
    """The model's reply: `{"answer": "We split by time, because ‹unknown: which leak did you see?›"}`."""

    answer: Annotated[str, Field(max_length=2_000)]


@dataclass(frozen=True)
class Said:
    """A rewrite, or "" and why there is none; and what it cost."""

    text: str
    why: str
    usage: Usage


class Rewriter:
    """Rewrites answers with a language model. What it adds is not shown."""

    def __init__(self, chat: ChatModel) -> None:
        self._chat = chat
        fingerprints = (prompts.load(name).fingerprint for name in ("rewrite", "rewrite_repair"))
        self.maker = Maker("rewriter", VERSION, chat.name, "-".join(fingerprints))

    async def rewrite(self, exchanges: Sequence[Exchange], missing: Sequence[str]) -> Said:
        """The answer said better; `missing`: the facts that would make it stronger, as questions."""
        asked = rewriting(exchanges, missing)
        answer, questions = "\n".join(e.said for e in exchanges), "\n".join(e.asked for e in exchanges)
        prompt, spent = asked, Usage()
        for _ in range(2):
            try:
                filled = await self._chat.fill(prompt, Rewrite)
            except ModelError as error:
                return Said("", error.said + ".", spent + failed(error.tokens, prompt))
            spent, text = spent + filled.usage, marked(filled.value.answer.strip())
            added = invented(text, answer, questions)
            if text and not added and len(text.split()) <= LONGEST:
                return Said(text, "", spent)
            prompt = _repairing(asked, added)
        return Said("", NONE, spent)


def rewriting(exchanges: Sequence[Exchange], missing: Sequence[str], seed: object = None) -> Prompt:
    """The prompt for one answer."""
    spoken = "\n".join(f"INTERVIEWER: {e.asked}\nCANDIDATE: {e.said}" for e in exchanges)
    listed = "\n".join(f"- {fact}" for fact in missing) or "none"
    return prompts.fill("rewrite", missing=listed, interview=prompts.fence(spoken, prompts.nonce(seed)))


def _repairing(asked: Prompt, added: Sequence[str]) -> Prompt:
    """The same prompt with what was added at its end, fenced: a model's words are material too."""
    told = prompts.fence(", ".join(added[:SHOWN]) or "it was empty or far too long", prompts.nonce())
    repair = prompts.fill("rewrite_repair", invented=f"\n{told}")
    return replace(asked, user=f"{asked.user}\n\n{repair.user}")
