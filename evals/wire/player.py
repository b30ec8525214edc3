"""How the endpoint replies without a script: as a plain interviewer, and as a judge that matches words."""

from __future__ import annotations

import re

from evals.wire.http import Request
from evals.wire.replies import Says

LEAD = "Thank you, I have noted that."
TIE = "Let us stay with that for a moment."
PAUSE = 0.01
"""Seconds between two words of a line."""

_SAID = re.compile(r"^CANDIDATE: (.*?)(?=\nINTERVIEWER: |\n\d+>>>)", re.MULTILINE | re.DOTALL)
_PASSAGE = re.compile(r"^PASSAGE: (.*?)(?=\nCANDIDATE: )", re.MULTILINE | re.DOTALL)
_FOLLOW_UP = re.compile(r"^<<<\d+\nQUESTION: .*\n\d+>>>\n[^\n]*?: (.+)", re.DOTALL)
_POINT = re.compile(r"^(p\d+) (.+)$", re.MULTILINE)
_REWRITE = "FACTS TO ADD\n"
_MARKED_WORDS = 14


def play(request: Request) -> Says:
    """A judge's form for a judge's prompt, the connection test's for that, the answer itself for a rewrite, else a line."""
    if "Fill in the form: ready" in request.user and request.mode in ("strict", "schema"):
        return Says({"ready": True})
    if request.user.startswith(_REWRITE):
        return Says({"answer": " ".join(_SAID.findall(request.user))})
    points = _POINT.findall(request.user)
    if not points:
        return Says(_line(request.user), pause=PAUSE)
    said = _SAID.findall(request.user)
    return Says({"marks": [_mark(id, text, said) for id, text in points]})


def _line(asked: str) -> str:
    """What the material calls for: an answer from a passage, a follow-up to a question, or else a transition."""
    if passage := _PASSAGE.search(asked):
        return _nearest(_sentences(passage[1]), " ".join(_SAID.findall(asked)))
    if follow_up := _FOLLOW_UP.search(asked):
        return f"{TIE} {follow_up[1]}"
    return LEAD


def _mark(id: str, point: str, said: list[str]) -> dict[str, str]:
    """Met by a sentence that shares two stems with the point, partly by one that shares one."""
    best = _nearest([sentence for text in said for sentence in _sentences(text)], point)
    shared = len(_stems(best) & _stems(point))
    verdict = ("no_evidence", "partly", "met")[min(shared, 2)]
    quote = " ".join(best.split(" ")[:_MARKED_WORDS]) if shared else ""
    return {"id": id, "verdict": verdict, "quote": quote}


def _nearest(sentences: list[str], text: str) -> str:
    """The sentence that shares most stems with a text."""
    return max(sentences, key=lambda sentence: len(_stems(sentence) & _stems(text)), default="")


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n+", text) if s.strip()]


def _stems(text: str) -> set[str]:
    return {word[:6].lower() for word in re.findall(r"[^\W\d_]{5,}", text)}
