"""Wording: what a model may put into words, and how much of what it says is fit to be heard."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from interviewer.conduct import MAX_WORDS, faults, questions
from interviewer.cues import Cue
from interviewer.grading.embedded.lexicon import stems
from interviewer.voice import LinesVoice

RUNAWAY = 500
"""Characters without the end of a sentence, after which a model is not listened to any more."""
RECALLING = stems("mentioned said described talked spoke told")
"""Words with which something is recalled."""
NEW_WORDS = 0.3
"""The share of an answer's words that may come from elsewhere than the passage and the question."""

_SENTENCE = re.compile(r"\s*(.*?[.?!…]+[\"'”’)\]]*)(?=\s)", re.S)


@dataclass(frozen=True)
class Job:
    """What a model is asked to word.

    prompt  a file of prompts/, whose task it is
    words   at most so many
    says    "lead": a statement, the core follows · "ask": one question instead of the core · "tell": an answer
    recalls a statement to the candidate that uses no word of substance but the candidate's own
    sees    characters of the candidate's last words that the model is shown: their end, so that the cost stays flat
    """

    prompt: str
    words: int
    says: Literal["lead", "ask", "tell"]
    recalls: bool = False
    sees: int = 1_500

    def fits(self, cue: Cue) -> bool:
        """Whether there is something to go on, and room for it beside the core."""
        room = MAX_WORDS - len(cue.core.split()) >= (self.words if self.says == "lead" else 0)
        return bool(cue.said.strip()) and room

    def material(self, cue: Cue, said: str) -> str:
        """What the model looks at: the candidate's last words, with the question or the passage they belong to."""
        candidate = f"CANDIDATE: {said}"
        match self.says:
            case "lead":
                return candidate
            case "ask":
                return f"QUESTION: {cue.asked}\n{candidate}"
            case "tell":
                return f"PASSAGE: {cue.core}\n{candidate}"


Jobs = Mapping[str, Job]

_LEAD = Job("speak_next", 20, "lead")
_PROBE = Job("speak_probe", 40, "ask")
_TELL = Job("speak_reply", 50, "tell")
_RECALL = Job("speak_recall", 20, "lead", recalls=True, sees=500)
JOBS: Jobs = {
    "ask.after_answer": _LEAD,
    "probe.point": _PROBE,
    "probe.part": _PROBE,
    "probe.twist": _LEAD,  # its facts must be said as they are
    "answer_back.found": _TELL,
}
"""By family of lines; every other line is a written one."""
SMALL_JOBS: Jobs = {
    "ask.after_answer": _RECALL,
    "probe.point": _RECALL,
    "probe.part": _RECALL,
    "probe.twist": _RECALL,
    "answer_back.found": _TELL,
}
"""What a small model is trusted with: it takes the candidate's part, explains and adds, so it only says again what
was said, and every probe is asked as it was planned."""


@dataclass
class Wording:
    """One line while a model words it: `raw` is all that was heard, `good` the sentences that may be shown."""

    cue: Cue
    job: Job
    forbidden: Sequence[str]
    raw: str = ""
    good: list[str] = field(default_factory=list)

    async def heard(self, pieces: AsyncIterator[str]) -> AsyncGenerator[str, None]:
        """The good sentences, until one is not or the line is complete."""
        rest = ""
        async for piece in pieces:
            self.raw += piece
            rest += piece
            while found := _SENTENCE.match(rest):
                rest = rest[found.end() :]
                if not self._takes(found[1]):
                    return
                yield self.good[-1]
                if self.asked:
                    return
            if len(rest) > RUNAWAY:
                return
        if rest.strip() and self._takes(_ended(rest)):
            yield self.good[-1]

    @property
    def asked(self) -> bool:
        """Whether the question is said."""
        return self.job.says == "ask" and questions(" ".join(self.good)) > 0

    def rest(self, written: LinesVoice) -> str:
        """What is still to be said: the core after a statement, the written line where nothing was good."""
        if not self.good:
            return written.words(self.cue)
        return "" if self.asked or self.job.says == "tell" else self.cue.core

    def _takes(self, sentence: str) -> bool:
        """Take a sentence into the line, if it may be said there."""
        plain = " ".join(sentence.split()).strip("\"“”'` ")
        line = " ".join((*self.good, plain))
        known = f"{self.cue.said} {self.cue.asked} {self.cue.core}"
        wrong = any(
            faults(text, core="", forbidden=self.forbidden, said=known) for text in (sentence, plain, line)
        )
        if line in self.cue.heard or wrong or len(line.split()) > self.job.words or not self._in_place(plain):
            return False
        self.good.append(plain)
        return True

    def _in_place(self, sentence: str) -> bool:
        """Whether a sentence is what the job asks for: no question but the one, and an answer from the passage."""
        if self.job.says == "ask":
            room = MAX_WORDS - len(self.cue.core.split())
            return questions(sentence) > 0 or len(" ".join((*self.good, sentence)).split()) <= room
        if questions(sentence):
            return False
        if self.job.says == "tell":
            return self._from_passage(sentence)
        return not self.job.recalls or self._recalls(sentence)

    def _recalls(self, sentence: str) -> bool:
        """Whether a statement speaks to the candidate and says nothing that the candidate did not say."""
        own = stems(self.cue.said) | RECALLING
        return sentence.startswith(("You ", "Your ")) and stems(sentence) <= own

    def _from_passage(self, sentence: str) -> bool:
        """Whether an answer says what the passage says: no new number or name, few new words."""
        known, said = f"{self.cue.core} {self.cue.said}", stems(sentence)
        marked = re.findall(r"(?<!^)\b[A-Z]\w+|\b\w*\d[\w%]*", sentence)
        if any(name.lower() not in known.lower() for name in marked):
            return False
        return len(said - stems(known)) <= NEW_WORDS * len(said)


def _ended(text: str) -> str:
    """A last sentence with its full stop."""
    text = text.strip()
    return text if text[-1] in ".?!…\"'”’)]" else f"{text}."
