"""The conversation as chat messages, derived from events; everything that others wrote is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Literal, TypedDict

from interviewer.events import (
    Answered,
    AnsweredBack,
    Asked,
    Event,
    Explained,
    Finished,
    Hinted,
    Invited,
    Probed,
    Redirected,
    Session,
    StageClosed,
    StageOpened,
    Stumbled,
)
from interviewer.room import Frame

_FENCED = re.compile(r"(^```[^`\n]*\n.*?^ {0,3}`{3,}[ \t]*$)", re.DOTALL | re.MULTILINE)
"""A whole block of code: it ends no later than Markdown ends it, so nothing after it is taken for code."""
_ACTIVE = re.compile(r"([\\`]|(?<=!)\[)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_SPOKEN = (
    StageOpened, Asked, Probed, Explained, Hinted, Redirected, Invited, AnsweredBack, StageClosed, Finished, Stumbled,
)  # fmt: skip

PassageText = Callable[[str], str]
"""The text of a passage by its id, "" when the bank has none (any more)."""


class Message(TypedDict):
    """A message of the chat component."""

    role: Literal["user", "assistant"]
    content: str


def messages(frame: Frame, passage_text: PassageText) -> list[Message]:
    """What was said, in order, and what is being said."""
    said = [m for event in frame.session.events for m in _message(event, passage_text)]
    if frame.speaking:
        said.append(_interviewer(escape(frame.speaking)))
    elif frame.thinking:
        said.append(_interviewer('<span class="thinking">Thinking …</span>'))
    return said


def announcement(session: Session) -> str:
    """The interviewer's latest line, once and whole, for a live region: what streams would be read out in pieces."""
    spoken = [(seq, e.line) for seq, e in enumerate(session.events) if isinstance(e, _SPOKEN)]
    return f'<p data-seq="{spoken[-1][0]}">{html.escape(spoken[-1][1])}</p>' if spoken else ""


def escape(text: str) -> str:
    """Markdown that shows a text as it was typed: no HTML, no images; a whole block of code keeps its form."""
    pieces = _FENCED.split(_CONTROL.sub("�", text))
    return "".join(
        p if i % 2 else _ACTIVE.sub(r"\\\1", html.escape(p, quote=False)) for i, p in enumerate(pieces)
    )


def source(title: str, text: str) -> str:
    """A citation that opens the passage behind it."""
    return (
        f'<details class="source"><summary>{html.escape(title)}</summary><p>{html.escape(text)}</p></details>'
    )


def _message(event: Event, passage_text: PassageText) -> Iterator[Message]:
    match event:
        case Answered(text=text):
            yield {"role": "user", "content": escape(text)}
        case AnsweredBack(line=line, passage=passage):
            cited = source(passage, passage_text(passage)) if passage_text(passage) else ""
            yield _interviewer(f"{escape(line)}\n\n{cited}".strip())
        case Hinted(line=line, step=step):
            yield _interviewer(f"*Hint {step} of 3.* {escape(line)}")
        case Stumbled(line=line):
            yield _interviewer(f'<span class="aside">{html.escape(line)}</span>')
        case (
            StageOpened(line=line)
            | Asked(line=line)
            | Probed(line=line)
            | Explained(line=line)
            | Redirected(line=line)
            | Invited(line=line)
            | StageClosed(line=line)
            | Finished(line=line)
        ):
            yield _interviewer(escape(line))


def _interviewer(content: str) -> Message:
    return {"role": "assistant", "content": content}
