"""Words: which carry no topic, what a word's stem is, and what turns a claim around."""

from __future__ import annotations

import re

from interviewer.grading.embedded.windows import words

FUNCTION_WORDS = frozenset(
    """a an the and or of to in on for with is are was were be been it its it's this that that's these those i i'd
    i've i'm i'll you you'd he she they we we'd our my your their them me us as at by from so if then than there what
    which who how when where why do does did done have has had will would can could should may might not don't no but
    just also very more most some any all each one two into out up down about over under only own same such because
    since until while after before through between both other another much many""".split()  # noqa: SIM905 - a list of words reads best as text
)
_SUFFIXES = (
    "isation", "ization", "isations", "izations", "ational", "ations", "ation", "ingly", "ings", "ing", "edly",
    "ies", "ied", "ers", "er", "ed", "es", "ly", "s", "e",
)  # fmt: skip
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|nobody|none|neither|nor|cannot|instead of|rather than)\b|n['’]t\b", re.I
)


def stem(word: str) -> str:
    """A rough stem: "monitoring", "monitored" and "monitors" are one."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


def stems(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry a topic."""
    return frozenset(stem(w) for w in words(text) if w not in FUNCTION_WORDS and len(w) > 1)


def function_share(text: str) -> float:
    """How much of `text` is function words: prose has 0.35 to 0.6, terse notes 0.15, a word list 0."""
    said = words(text)
    return sum(word in FUNCTION_WORDS for word in said) / len(said) if said else 0.0


def negated(text: str) -> bool:
    """Whether `text` denies something, by an odd number of negations."""
    return len(_NEGATION.findall(text)) % 2 == 1
