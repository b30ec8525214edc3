"""Guards: what earns nothing in an answer - orders to the grader, copied text, word lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interviewer.grading.embedded.lexicon import function_share
from interviewer.grading.embedded.windows import sentences, without, words
from knowledge.types import Question

SHINGLE = 5
"""Copies are found by runs of this many words."""
COPIED_SENTENCE = 0.6
COPIED_EXAMPLE = 0.5
SAID_BEFORE = 0.8
"""A sentence with this share of its words in runs from earlier answers repeats them; fewer may add something."""
LIST_SHARE = 0.1
LIST_WORDS = 8
LIST_PIECES = 4
NAMED_SHARE = 0.7
MIN_WORDS = 3

_ADDRESS = (
    r"(?:grader|grading|evaluator|evaluation|assessor|assessment|scorer|scoring|judge|reviewer|rater|rubric|marker|"
    r"(?:ai|automatic|automated|language)[ -](?:model|assistant|grader|system)|llm|assistant|system prompt)"
)
_MARK = r"(?:scores?|grades?|marks?|points?|rating|verdict|credit|overall|result)"
_TOP = r"(?:5|five|full|top|highest|maximum|max|perfect|best possible|excellent|100 ?%|met|strong hire)"
_ORDERS = tuple(
    re.compile(pattern, re.I | re.S)
    for pattern in (
        r"\b(?:ignore|disregard|forget|override|bypass|skip|drop)\b.{0,40}\b(?:instructions?|prompts?|rules|rubric|"
        r"guidelines|criteria|directions|said above|told)\b",
        r"\b(?:ignore|disregard|forget) (?:all of |everything )?(?:the )?(?:above|previous)\W*$",
        rf"\b(?:output|return|print|report|respond with) (?:only |just )?(?:an? |the )?{_MARK} of (?:5|five|full|100)\b",
        r"\b(?:give|award|assign|grant|return|output|report|record|rate|score|grade|mark|set|enter|print|respond|answer|"
        rf"put|let|treat|consider|count|accept)\b.{{0,60}}\b{_TOP}\b.{{0,30}}\b{_MARK}\b",
        rf"\b(?:give|award|assign|grant|rate|score|grade|mark|set)\b.{{0,30}}\b{_MARK}\b.{{0,40}}\b{_TOP}\b",
        r"\b(?:rate|score|grade|mark) (?:this|me|it|my|the|all|every|each)\b(?: (?:answer|response|candidate|point|"
        rf"criterion|item|reply)s?)?(?: (?:as|at|a|with))*\s*\b{_TOP}\b",
        r"\b(?:note|message|instructions?|attention|dear|hello|hi|hey|memo|reminder|notice)\b[ ,:]*(?:to|for)?[ ,:]*"
        rf"(?:the |all |any )?{_ADDRESS}\b",
        rf"\bas (?:an?|the) {_ADDRESS}\b",
        rf"\byou are (?:now |no longer )?(?:an?|the|in|not)\b.{{0,40}}(?:{_ADDRESS}|mode|assistant|bot|examiner|interviewer)\b",
        r"\b(?:end|start|begin(?:ning)?) of (?:the )?(?:candidate'?s? )?(?:answer|transcript|input|response|text)\b",
        r"<\|?/?\s*(?:im_start|im_end|system|assistant|user|inst|endoftext|answer|candidate)[^>]*>|\[/?(?:inst|system|sys)\]",
        r"^\W*(?:system|assistant|developer|admin|root|sudo)\s*(?:prompt|message|note|override|:)",
        rf"^\W*\[[\w -]*(?:{_ADDRESS}|service|system|admin)[\w -]*\]",
        rf"[{{\"']\s*\"?(?:overall|{_MARK}|max_score|recommendation)\"?\s*[\"']?\s*[:=]",
        r"\b(?:all|every|each)(?: of the)? (?:rubric )?(?:points?|criteria|criterion|items?)\b.{0,40}\b(?:met|satisfied|"
        r"fulfilled|covered|passed|true)\b",
        r"\b(?:reveal|print|show|repeat|output|leak)\b.{0,30}\b(?:rubric|prompt|instructions|exemplar)\b",
        rf"\b(?:already|previously|been)\b.{{0,40}}\b(?:reviewed|verified|graded|approved|validated|pre-?checked)\b.{{0,60}}"
        rf"\b(?:{_TOP}|{_MARK}|interviewers?)\b",
        rf"\b(?:automatic|final|correct|expected|required|official) (?:result|{_MARK})\b.{{0,40}}\b(?:must|should|is|be|match)\b",
        r"\bdo not (?:mention|reveal|disclose|report|penali[sz]e|deduct|evaluate|grade)\b",
        r"\b(?:pretend|imagine|act as if|assume)\b.{0,40}\b(?:answer|candidate|response)\b.{0,40}\b(?:perfect|excellent|"
        r"correct|complete|ideal)\b",
        r"\bthis (?:answer|response|candidate) (?:deserves|earns|should (?:get|receive|be)|must (?:get|receive|be)|is worth)\b",
        r"\b(?:you will be|you'll be|i will|i'll) (?:rewarded|penali[sz]ed|fired|shut down|tip|tipped|paid|report you)\b",
    )
)


Shingles = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Cleaned:
    """What of an answer is judged, and what was left out: sentences that give orders, sentences that copy."""

    text: str
    orders: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


def clean(text: str, shown: Shingles) -> Cleaned:
    """`text` without orders to the grader and without copies of what was `shown` (shingles)."""
    orders, copies = [], []
    for sentence in sentences(text):
        if any(order.search(sentence) for order in _ORDERS):
            orders.append(sentence)
        elif copied(sentence, shown) >= COPIED_SENTENCE:
            copies.append(sentence)
    for sentence in (*orders, *copies):
        text = text.replace(sentence, "\n")
    return Cleaned(text, tuple(orders), tuple(copies))


def once(said: Sequence[str]) -> str:
    """The messages of an attempt in one text, without what was said before: repeating earns nothing and costs nothing.

    >>> once(["I split by time. It is fairer.", "I split by time. Random splits leak."])
    'I split by time. It is fairer.\\n\\n Random splits leak.'
    """
    earlier: Shingles = frozenset()
    seen: set[str] = set()
    kept = []
    for message in said:
        kept.append(_new(message, earlier, seen))
        earlier |= shingles(message)
    return "\n".join(kept)


def _new(message: str, earlier: Shingles, seen: set[str]) -> str:
    """`message` with a line break for each sentence that was `seen` or is copied from `earlier` messages."""

    def known(sentence: str) -> bool:
        key = " ".join(words(sentence))
        again = key in seen or copied(sentence, earlier) >= SAID_BEFORE
        seen.add(key)
        return again

    return without(message, known)


def shingles(text: str) -> Shingles:
    """The runs of SHINGLE words in `text`."""
    said = words(text)
    return frozenset(tuple(said[i : i + SHINGLE]) for i in range(len(said) - SHINGLE + 1))


def shown_texts(question: Question, advice: str, asked: Iterable[str]) -> Shingles:
    """The shingles of all that the interviewer, the guide and the rubric say about a question."""
    texts = [question.text, question.rephrased, advice, *asked]
    for point in question.points:
        texts += [point.text, point.met_when, point.probe, point.fix, *point.hints]
    texts += [part.text for part in question.parts] + [twist.text for twist in question.twists]
    return frozenset[tuple[str, ...]]().union(*map(shingles, texts))


def copied(text: str, shown: Shingles) -> float:
    """The share of the text's words that stand in runs copied from `shown`."""
    said = words(text)
    places = {
        place
        for i in range(len(said) - SHINGLE + 1)
        if tuple(said[i : i + SHINGLE]) in shown
        for place in range(i, i + SHINGLE)
    }
    return len(places) / len(said) if said else 0.0


def names_only(text: str, terms: Iterable[str]) -> bool:
    """Whether the text is hardly more than the rubric's own terms between commas and stops, said of nothing.

    >>> names_only("Point-in-time joins, offline store, online store; feature drift, skew.", ["offline store", "skew",
    ...     "online store", "point-in-time joins", "feature drift"])
    True
    """
    known = {" ".join(words(term)) for term in terms}
    pieces = [" ".join(words(piece)) for piece in re.split(r"[,;:.\n•]+", text)]
    said = [piece for piece in pieces if piece]
    named = sum(len(piece.split()) for piece in said if piece in known)
    return len(said) >= LIST_PIECES and named >= NAMED_SHARE * sum(len(piece.split()) for piece in said)


def word_list(text: str) -> bool:
    """Whether the text is terms in a row, not sentences."""
    return len(words(text)) >= LIST_WORDS and function_share(text) < LIST_SHARE
