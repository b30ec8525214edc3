"""Own facts: what a rewritten answer says that the candidate did not. Pure.

Strict on purpose: outside ‹unknown: ...?› every word of content must stand in the answer or the question, or be one
of the plain words that join sentences. So no number, name, tool, method or result can be slipped in. A number must
stay with what it counted, and what was denied must stay denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from interviewer.grading.embedded.lexicon import FUNCTION_WORDS, stem

PLAIN = Path(__file__).with_name("plain_words.txt")
NEAR, FAR = 3, 8
"""Words on either side of a number that say what it counts: in the rewrite, and in the answer."""
DENIED = 3
"""Words after a negation that it denies, to the end of the clause; at most two of content make a claim."""
UNKNOWN_WORDS = 15

_UNKNOWN = re.compile(r"‹\s*unknown\b:?([^‹›]*)\?\s*›", re.I)
_NEARLY = re.compile(r"[<\[{«‹]\s*unknown\s*:?\s*([^<>\[\]{}«»‹›]*?)\s*\??\s*[>\]}»›]", re.I)
_TOKEN = re.compile(r"[$€£]?\d(?:[\d.,]*\d)?[%\w]*|[^\W\d_]+(?:['’.&/_+-]?[^\W_]+)*(?:\+\+|\+|#)?")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+")
_CONTRACTED = re.compile(r"['’](?:s|d|ll|ve|re|m)$")
_NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # a list of words reads best as text
    )
} | {"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}  # fmt: skip
_NEGATIONS = frozenset("not no never without nobody none neither nor cannot nothing".split())  # noqa: SIM905
_UNITS = frozenset(
    stem(stem(word)) for word in ["percent", "per", "cent", "percentage", "million", "thousand", "billion"]
)
_PAIRS = {"instead": "of", "rather": "than"}
_CLAUSE = re.compile(r"[,;:–—()]")
_I = re.compile(r"I(?:['’](?:d|m|ve|ll))?$")


@dataclass(frozen=True)
class _Word:
    """A word where it stands. `value` is its stem, or its number; `first` in its sentence; `denies`: a negation."""

    text: str
    value: str
    number: bool
    first: bool
    denies: bool
    clause: int
    place: int


def marked(rewrite: str) -> str:
    """The rewrite with its gaps in our marks, however the model bracketed them: "‹unknown: which cost?›"."""
    return _NEARLY.sub(lambda found: f"‹unknown: {found[1].strip()}?›", rewrite)


def invented(rewrite: str, answer: str, asked: str = "") -> tuple[str, ...]:
    """What a rewrite claims that neither the answer nor the question holds; () for one that keeps to the facts.

    >>> invented("We split by time with Spark, which saved 40 hours.", "We split the data by time.")
    ('Spark', 'saved', '40', 'hours')
    """
    own = [_words(sentence) for sentence in _sentences(answer)]
    said = [*own, *(_words(sentence) for sentence in _sentences(asked))]
    told = [_words(sentence) for sentence in _sentences(_without_gaps(rewrite))]
    faults = [fault for sentence in told for fault in _faults(sentence, said)]
    return tuple(dict.fromkeys((*faults, *_turned_around(told, own))))


def _faults(sentence: Sequence[_Word], said: Sequence[Sequence[_Word]]) -> Iterator[str]:
    known = {word.value for other in said for word in other}
    for word in sentence:
        if word.value not in known:
            if not _is_plain(word):
                yield word.text
        elif word.number and not _counts_the_same(word, sentence, said):
            yield word.text


def _is_plain(word: _Word) -> bool:
    """Whether a word joins and claims nothing. A capital in mid sentence makes a name of the plainest word."""
    if word.number:
        return word.text.lower() == "one"
    if _I.match(word.text):
        return True
    lower = _CONTRACTED.sub("", word.text.lower().replace("’", "'"))
    capital = any(char.isupper() for char in word.text[0 if not word.first else 1 :])
    return not capital and (lower in FUNCTION_WORDS or lower.endswith("n't") or word.value in _plain())


def _counts_the_same(word: _Word, sentence: Sequence[_Word], said: Sequence[Sequence[_Word]]) -> bool:
    """Whether a number stands beside something that it stood beside in the answer."""
    here = _around(word, sentence, NEAR)
    there = [_around(w, other, FAR) for other in said for w in other if w.number and w.value == word.value]
    return not here or any(not around or here & around for around in there)


def _around(word: _Word, sentence: Sequence[_Word], reach: int) -> set[str]:
    near = sentence[max(word.place - reach, 0) : word.place + reach + 1]
    return {w.value for w in near if not w.number and not _is_plain(w) and w.value not in _UNITS}


def _turned_around(told: Sequence[Sequence[_Word]], own: Sequence[Sequence[_Word]]) -> Iterator[str]:
    """Claims that the one text denies and the other only affirms."""
    for denying, affirming, how in ((own, told, "was denied"), (told, own, "was not denied")):
        for claim in {claim for sentence in denying for claim in _denials(sentence)}:
            elsewhere = any(claim in _denials(sentence) for sentence in affirming)
            here = any(_affirms(sentence, claim) for sentence in denying)
            if not elsewhere and not here and any(_affirms(sentence, claim) for sentence in affirming):
                yield f"{' '.join(claim)} ({how})"


def _denials(sentence: Sequence[_Word]) -> Iterator[tuple[str, ...]]:
    """What is denied in a sentence: the first words of content after each negation, in its clause."""
    for word in sentence:
        if word.denies:
            after = [w for w in sentence[word.place + 1 : word.place + 1 + DENIED] if w.clause == word.clause]
            claim = [w.value for w in after if w.text.lower() not in FUNCTION_WORDS and not w.denies][:2]
            if claim and any(value not in _plain() for value in claim):
                yield tuple(claim)


def _affirms(sentence: Sequence[_Word], claim: tuple[str, ...]) -> bool:
    """Whether a clause holds all of a claim close together, and no negation before it."""
    for word in sentence:
        near = [w for w in sentence[word.place : word.place + DENIED + 1] if w.clause == word.clause]
        before = [w for w in sentence[max(word.place - DENIED, 0) : word.place] if w.clause == word.clause]
        values = [w.value for w in near]
        if word.value == claim[0] and set(claim) <= set(values):
            last = max(values.index(value) for value in claim)
            if not any(w.denies for w in (*before, *near[: last + 1])):
                return True
    return False


def _sentences(text: str) -> list[str]:
    return [piece for piece in _SENTENCE.split(text) if piece.strip()]


def _without_gaps(rewrite: str) -> str:
    """The rewrite without its ‹unknown: ...?›; anything else in such marks is a claim like any other."""

    def gap(found: re.Match[str]) -> str:
        asks = len(found[1].split()) <= UNKNOWN_WORDS and not any(char.isdigit() for char in found[1])
        return " , " if asks else found[0]

    return _UNKNOWN.sub(gap, rewrite)


def _words(sentence: str) -> tuple[_Word, ...]:
    found = list(_TOKEN.finditer(sentence))
    plain = [one[0].lower().replace("’", "'") for one in found]
    return tuple(
        _Word(
            one[0], *_value(plain[i]), i == 0, _denies(plain, i), len(_CLAUSE.findall(sentence[: one.start()])), i
        )
        for i, one in enumerate(found)
    )  # fmt: skip


def _denies(plain: Sequence[str], i: int) -> bool:
    """Whether a word is a negation; "instead" and "rather" are only before "of" and "than"."""
    if plain[i] in _PAIRS:
        return plain[i + 1 : i + 2] == [_PAIRS[plain[i]]]
    return plain[i] in _NEGATIONS or plain[i].endswith("n't")


def _value(word: str) -> tuple[str, bool]:
    """What a word is compared by, and whether it is a number: "40%", "$40" and "forty" are 40."""
    if word in _NUMBERS:
        return _NUMBERS[word], True
    if any(char.isdigit() for char in word):
        digits = re.sub(r"[$€£%,]", "", word)
        return digits, True
    return _stem(_CONTRACTED.sub("", word)), False


def _stem(word: str) -> str:
    """Twice, so that "mattered" is "matters"."""
    return stem(stem(word))


@cache
def _plain() -> frozenset[str]:
    return frozenset(_stem(word) for word in PLAIN.read_text("utf-8").split())
