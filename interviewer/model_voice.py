"""The interviewer's voice with a model: it words what leads to a planned core, and nothing unchecked is shown.

The model's words are heard sentence by sentence. The first one that breaks a rule ends the model's part, and
the written lines take over.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace

from interviewer import tokens
from interviewer.bill import A_LINE, USED_UP, Purse
from interviewer.chat_models import ChatModel
from interviewer.conduct import secrets
from interviewer.cues import Cue
from interviewer.errors import ModelError
from interviewer.hurry import unless_hurried
from interviewer.performer import Tokens, Trouble
from interviewer.prompts import Prompt, fence, load, nonce
from interviewer.replies import Speech, failed
from interviewer.voice import LinesVoice, sentences
from interviewer.wording import JOBS, Job, Jobs, Wording
from knowledge.types import Bank

FAILURES = 2
"""After so many failures in a row the voice rests,"""
REST_CUES = 10
"""for so many lines"""
REST_SECONDS = 60.0
"""or so many seconds, whichever is over first."""


class Respite:
    """Keeps a failing model from being asked at every line."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._lines = 0
        self._until = 0.0

    def may_ask(self) -> bool:
        """Whether the model may be asked now; a line that it may not word counts towards the end of the rest."""
        if self._failures < FAILURES or self._lines <= 0 or self._clock() >= self._until:
            return True
        self._lines -= 1
        return False

    def failed(self) -> None:
        """The model failed; after the second time in a row, and each time after a rest, it rests."""
        self._failures += 1
        self._lines, self._until = REST_CUES, self._clock() + REST_SECONDS

    def spoke(self) -> None:
        """The model replied."""
        self._failures = 0


class ModelVoice:
    """Words transitions, probes and answers with a model. Implements `performer.Voice`."""

    def __init__(
        self,
        chat: ChatModel,
        fallback: LinesVoice,
        bank: Bank,
        *,
        clock: Callable[[], float] = time.monotonic,
        purse: Purse = Purse(),  # noqa: B008  # a value
        jobs: Jobs = JOBS,
    ) -> None:
        self._purse = purse
        self._chat = chat
        self._fallback = fallback
        self._secrets = {q.text: secrets(q) for q in bank.questions}
        self._respite = Respite(clock)
        self._jobs = jobs
        self._prompts = {name: load(name) for name in ("speak", *(job.prompt for job in jobs.values()))}

    async def speak(self, cue: Cue) -> AsyncGenerator[str | Tokens | Trouble, None]:
        """The words for a cue, each sentence checked before it is yielded."""
        job = self._jobs.get(cue.family)
        dry = job is not None and not self._purse.allows(cue.spent, A_LINE)
        if dry:
            yield Trouble(USED_UP)
        if job is None or dry or not job.fits(cue) or not self._respite.may_ask():
            async with aclosing(self._fallback.speak(cue)) as written:
                async for piece in written:
                    yield piece
            return
        wording = Wording(cue, job, self._secrets.get(cue.asked, ()))
        async with aclosing(self._worded(self._prompt(cue, job), wording)) as pieces:
            async for piece in pieces:
                yield piece

    async def _worded(self, prompt: Prompt, wording: Wording) -> AsyncGenerator[str | Tokens | Trouble, None]:
        """The model's sentences as far as they are good, then what is still to be said."""
        speech = self._chat.speak(prompt)
        spent: Tokens | None = None
        try:
            async with (
                aclosing(speech),
                aclosing(wording.heard(speech)) as heard,
                aclosing(unless_hurried(heard)) as good,
            ):
                async for sentence in good:
                    yield f"{sentence} "
            self._respite.spoke()
        except ModelError as error:
            self._respite.failed()
            cost = await asyncio.to_thread(failed, error.tokens, prompt)
            spent = Tokens(cost.prompt_tokens, cost.completion_tokens)
            yield Trouble(error.line)
        for rest in sentences(wording.rest(self._fallback)):
            yield rest
        if spent is None:
            spent = await asyncio.to_thread(_spent, speech, prompt, wording.raw)
        yield replace(spent, model=self._chat.name)

    def _prompt(self, cue: Cue, job: Job) -> Prompt:
        material = fence(job.material(cue, _end(cue.said, job.sees)), nonce())
        slots = {slot: cue.core for slot in self._prompts[job.prompt].slots}
        task = self._prompts[job.prompt].fill(**slots).user
        return self._prompts["speak"].fill(material=material, task=task)


def _end(said: str, sees: int) -> str:
    """The end of long words, from a word's beginning."""
    return said if len(said) <= sees else f"… {said[-sees:].partition(' ')[2]}"


def _spent(speech: Speech, prompt: Prompt, raw: str) -> Tokens:
    """What a reply has cost: as it was reported, or counted where listening ended early."""
    if speech.usage.tokens:
        return Tokens(speech.usage.prompt_tokens, speech.usage.completion_tokens)
    return Tokens(tokens.count(prompt.system) + tokens.count(prompt.user), tokens.count(raw))
