"""Evidence: a quote counts only where it stands, word for word, in what the candidate said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from interviewer.types import Exchange, Mark, Raised

NOT_SAID = "The quoted words are not in the answer."
NO_QUOTE = "No words of the answer were quoted for it."
ECHO = "The quoted words repeat the question."
ECHO_WORDS = 5
"""From this many words on, a quote that stands in the question as well is an echo, not evidence."""

PIECE_WORDS = 3
"""From this many words on, a piece of a quote that leaves words out ("we split ... by time") stands for itself."""

_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›′″"
_DASHES = "-‐‑‒–—―−"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_EDGE = f" .,;:!?…*{_QUOTES}{_DASHES}"


def find_quote(quote: str, text: str) -> str | None:
    """The verbatim span of `text` that `quote` stands for, or None.

    White space, case, quotation marks and dashes are folded; the span begins and ends at a word's edge.

    >>> find_quote("we split by  TIME", "First, we split by time.")
    'we split by time'
    """
    wanted = "".join(char for char, _ in _folded(quote)).strip(_EDGE)
    if not any(char.isalnum() for char in wanted):
        return None
    folded = _folded(text)
    plain = "".join(char for char, _ in folded)
    for found in re.finditer(re.escape(wanted), plain):
        if _whole(plain, found.start(), found.end()):
            return text[folded[found.start()][1] : folded[found.end() - 1][1] + 1]
    return None


def span_said(quote: str, exchanges: Sequence[Exchange]) -> str:
    """The verbatim span of what was said that a quote stands for, or ""."""
    spans = (find_quote(quote, exchange.said) for exchange in exchanges)
    return next((span for span in spans if span), "")


def verified(
    marks: Iterable[Mark], raised: Iterable[Raised], exchanges: Sequence[Exchange]
) -> tuple[tuple[Mark, ...], tuple[Raised, ...]]:
    """The marks and flags whose quotes hold; a mark without its quote becomes "no_evidence" and says why."""
    flags = (replace(r, quote=_said(r.quote, exchanges) or "") for r in raised)
    return tuple(_checked(mark, exchanges) for mark in marks), tuple(r for r in flags if r.quote)


def _checked(mark: Mark, exchanges: Sequence[Exchange]) -> Mark:
    if mark.verdict in {"no_evidence", "ungraded"}:
        return replace(mark, quote="")
    if not mark.quote.strip():
        return Mark(mark.point, "no_evidence", reason=NO_QUOTE)
    span = _said(mark.quote, exchanges)
    if span is None:
        return Mark(mark.point, "no_evidence", reason=NOT_SAID)
    if len(span.split()) >= ECHO_WORDS and any(find_quote(span, e.asked) for e in exchanges):
        return Mark(mark.point, "no_evidence", reason=ECHO)
    return replace(mark, quote=span)


def _said(quote: str, exchanges: Sequence[Exchange]) -> str | None:
    """The span that a quote stands for; of one with words left out in the middle, its longest piece that was said."""
    pieces = [quote, *sorted(_pieces(quote), key=len, reverse=True)]
    spans = (find_quote(piece, exchange.said) for piece in pieces for exchange in exchanges)
    return next((span for span in spans if span is not None), None)


def _pieces(quote: str) -> list[str]:
    pieces = re.split(r"\s*(?:\[?(?:…|\.{3,})\]?)\s*", quote)
    return [p for p in pieces if len(p.split()) >= PIECE_WORDS] if len(pieces) > 1 else []


def _folded(text: str) -> list[tuple[str, int]]:
    """The characters of `text` as they are compared, each with its place in `text`."""
    out: list[tuple[str, int]] = []
    for place, char in enumerate(text):
        for folded in _fold(char):
            if folded != " " or (out and out[-1][0] != " "):
                out.append((folded, place))
    return out


def _fold(char: str) -> str:
    if char in _INVISIBLE:
        return ""
    if char.isspace():
        return " "
    if char in _QUOTES:
        return '"'
    if char in _DASHES:
        return "-"
    return unicodedata.normalize("NFKC", char).casefold().strip() or " "


def _whole(plain: str, start: int, end: int) -> bool:
    before = start == 0 or not (plain[start - 1].isalnum() and plain[start].isalnum())
    after = end == len(plain) or not (plain[end].isalnum() and plain[end - 1].isalnum())
    return before and after
