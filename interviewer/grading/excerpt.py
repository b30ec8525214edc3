"""An excerpt: what was said, as short as a card needs it, always verbatim. Pure."""

from __future__ import annotations

import re

_HANGING = frozenset({
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "with", "from", "into", "per", "than", "as",
    "and", "or", "but", "not", "so", "if", "is", "are", "was", "were", "be", "that", "which", "who", "because",
    "when", "while", "i", "we", "you", "it", "they", "my", "our", "your", "its", "their", "this", "these",
    "those",
})  # fmt: skip
"""Words that no quote ends with where it is cut."""
_LOOSE = " ,;:\n\t–—"
_CLAUSE_END = re.compile(r"(?<=[.!?;:,])\s+|\s+(?=[–—-]\s)|\n+")


def excerpt(quote: str, words: int) -> str:
    """`quote`, or its longest run of whole clauses within `words`, else its first words; always verbatim, and without a
    comma at its end.
    """
    if len(quote.split()) <= words:
        return quote.strip(_LOOSE)
    ends = [
        found.start()
        for found in _CLAUSE_END.finditer(quote)
        if len(quote[: found.start()].split()) <= words and not quote[: found.start()].count('"') % 2
    ]
    whole = quote[: ends[-1]] if ends else ""
    return (whole if len(whole.split()) > 3 else first_words(quote, words)).strip(_LOOSE)


def first_words(text: str, words: int) -> str:
    """The first `words` words of `text`, or a few less, so that it does not break off after "of the"; verbatim."""
    found = list(re.finditer(r"\S+", text))
    if len(found) <= words:
        return text
    kept = found[:words]
    while len(kept) > 1 and kept[-1][0].lower() in _HANGING:
        kept.pop()
    return text[: kept[-1].end()]
