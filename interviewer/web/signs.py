"""The signs that cards and debriefs share: a verdict's symbol with its word, a quote, a citation, a list. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from interviewer.types import Verdict
from interviewer.web.chat import PassageText, source

VERDICTS: dict[Verdict, tuple[str, str]] = {
    "met": ("✓", "met"),
    "partly": ("◐", "partly"),
    "not_met": ("✗", "not met"),
    "no_evidence": ("○", "no evidence"),
    "ungraded": ("?", "not judged"),
}
"""Symbol and word of a verdict on a point: nothing is said by colour alone."""


def mark_html(verdict: Verdict) -> str:
    """A verdict with its sign."""
    return sign_html(*VERDICTS[verdict], tone=verdict)


def sign_html(symbol: str, word: str, tone: str) -> str:
    """A symbol for the eye beside the word that says the same; `tone` is its class."""
    return f'<span class="sign {tone}"><span aria-hidden="true">{symbol}</span> {escape(word)}</span>'


def quote_html(text: str) -> str:
    """Words of the candidate, or "" where there are none."""
    return f'<span class="quote">“{escape(text)}”</span>' if text else ""


def cited(what: str, passage: str, passage_text: PassageText) -> str:
    """A citation that opens the passage; its name alone where the passage is gone."""
    title = " · ".join(filter(None, (what, passage)))
    text = passage_text(passage)
    return source(title, text) if text else f'<p class="note">{escape(title)}</p>'


def list_html(items: Iterable[str]) -> str:
    """A list of what is HTML already, or "" where there is nothing."""
    inner = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{inner}</ul>" if inner else ""


def counted(n: int, noun: str) -> str:
    """A number with its noun: "1 probe", "2 probes"."""
    return f"{n} {noun}{'' if n == 1 else 's'}"
