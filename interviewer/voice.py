"""The interviewer's own voice: lines written beforehand, chosen by seed, none heard twice while any is left."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncGenerator, Mapping
from functools import cache
from pathlib import Path
from string import Template

import yaml

from interviewer.cues import Cue
from interviewer.errors import SettingsError
from interviewer.performer import Tokens, Trouble
from interviewer.prompts import FOLDER

LINES = FOLDER / "lines.yaml"
MAX_WORDS = 60
"""No turn of the interviewer is longer."""
ACKNOWLEDGEMENT_WORDS = 8
"""Before a question or a probe there are at most so many words."""

FRAME = frozenset({"minutes", "questions", "stage"})
SLOTS: Mapping[str, frozenset[str]] = {
    **{f"open.{who}": FRAME for who in ("recruiter", "technical", "behavioral", "practice", "drill")},
    **{f"close.{why}": frozenset({"stage"}) for why in ("done", "last", "time", "stopped", "practice")},
}
"""The slots that lines of a family may hold; other families have none."""

WITH_CORE = (
    "ask.first", "ask.after_answer", "ask.after_skip", "ask.after_stray", "ask.retry",
    "probe.point", "probe.anew", "probe.part", "probe.twist",
    "explain.repeat", "explain.rephrase", "explain.placed", "explain.clarify",
    "hint.1", "hint.2", "hint.3",
    "redirect.off_topic", "redirect.clarify", "redirect.abusive", "redirect.injecting", "redirect.empty",
    "answer_back.found",
)  # fmt: skip
WHOLE = (
    *SLOTS,
    "explain.unclear", "explain.pause", "explain.example_later", "explain.example_after_answer",
    "explain.courtesy", "explain.ask_away", "explain.who", "explain.standing", "explain.course",
    "explain.stopping",
    "explain.no_hints", "explain.no_more_hints", "invite", "answer_back.unknown", "finish",
)  # fmt: skip
ASKING = ("invite", "answer_back.unknown")
"""Families whose lines ask something themselves, each exactly one question."""

Lines = Mapping[str, tuple[str, ...]]


class LinesVoice:
    """Says a cue with a line of its family around the core. Implements `performer.Voice` without a model."""

    def __init__(self, lines: Lines | None = None) -> None:
        self._lines = _shipped() if lines is None else lines

    async def speak(self, cue: Cue) -> AsyncGenerator[str | Tokens | Trouble, None]:
        """The words for a cue, sentence by sentence."""
        for sentence in sentences(self.words(cue)):
            yield sentence

    def words(self, cue: Cue) -> str:
        """The whole line for a cue, at most 60 words unless its core alone has more."""
        whole = f"{self.around(cue)} {cue.core}".strip()
        return cue.core if cue.core and len(whole.split()) > MAX_WORDS else whole

    def around(self, cue: Cue) -> str:
        """What is said before the core; "" when every line of the family was heard."""
        pool = list(self._lines[cue.family])
        random.Random(f"{cue.seed} {cue.family}").shuffle(pool)
        if cue.core and cue.nth >= len(pool):
            return ""
        rounds, place = divmod(cue.nth, len(pool))
        line = pool[place] if not rounds else _joined(pool[place], pool[(place + rounds) % len(pool)])
        return Template(line).substitute(cue.slots)


def _joined(first: str, second: str) -> str:
    """The beginning of one line with the end of another: when all were heard whole, they are heard in new pairs."""
    return f"{sentences(first)[0].strip()} {sentences(second)[-1].strip()}"


def sentences(text: str) -> list[str]:
    """The text in pieces that end after a sentence and its space: joined they are the text."""
    return re.findall(r".+?(?:[.?!:]\s+|$)", text, re.S)


def load_lines(path: Path = LINES) -> Lines:
    """The lines by family. Raises SettingsError naming the file, the family and the line."""
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path.name!r} cannot be read as YAML; restore the file") from error
    if not isinstance(content, dict) or not all(isinstance(lines, list) for lines in content.values()):
        raise SettingsError(f"{path.name!r} must be families, each with a list of lines")
    families = {*WITH_CORE, *WHOLE}
    if wrong := sorted(families ^ {str(family) for family in content}):
        what = "lacks" if wrong[0] in families else "has the unknown"
        raise SettingsError(f"{path.name!r} {what} family {wrong[0]!r}; there are {sorted(families)!r}")
    _check_repeats(path.name, content)
    return {family: _checked(path.name, family, lines) for family, lines in content.items()}


@cache
def _shipped() -> Lines:
    """The lines that ship with the app, read once."""
    return load_lines()


def _checked(file: str, family: str, lines: list[object]) -> tuple[str, ...]:
    if not lines:
        raise SettingsError(f"{file!r} has no line in {family!r}; write one")
    for line in lines:
        if why := _mistake(family, line):
            raise SettingsError(f"{file!r}, {family}: {line!r} {why}")
    return tuple(str(line).strip() for line in lines)


def _mistake(family: str, line: object) -> str:
    """What is wrong with a line and how to mend it, or ""."""
    if not isinstance(line, str) or not line.strip():
        return "is no text; write a sentence, in quotation marks"
    template = Template(line)
    if not template.is_valid() or not SLOTS.get(family, frozenset()).issuperset(template.get_identifiers()):
        return (
            f"has a slot that nothing fills; use {sorted(SLOTS.get(family, ()))!r} and '$$' for a dollar sign"
        )
    limit = ACKNOWLEDGEMENT_WORDS if family.startswith(("ask.", "probe.")) else MAX_WORDS - len(FRAME)
    if len(line.split()) > limit:
        return f"has more than {limit} words; make it shorter"
    if line.count("?") != (family in ASKING):
        return (
            "must ask one question"
            if family in ASKING
            else "must not ask anything; a question comes after it"
        )
    return ""


def _check_repeats(file: str, content: Mapping[str, list[object]]) -> None:
    seen: dict[str, str] = {}
    for family, lines in content.items():
        for line in lines:
            key = " ".join(re.findall(r"\w+", str(line).lower()))
            if key in seen:
                raise SettingsError(f"{file!r}, {family}: {line!r} stands in {seen[key]!r} too; word it anew")
            seen[key] = family
