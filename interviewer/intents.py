"""What a candidate wants, read from plain words: a wish, a question back, a refusal - or simply an answer. Pure.

A message is a wish only when every clause of it is one, and holds no word of substance but the question's own. "I don't
know the exact figure, but ..." is an answer, and so is all that is not plainly something else: an answer taken for a
wish would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from interviewer.events import Intent
from interviewer.grading.embedded import guards
from interviewer.grading.embedded.windows import sentences, words
from interviewer.phrases import (
    ASKING,
    NO,
    NOTHING,
    POLITE,
    SPELLINGS,
    VOCABULARY,
    WISHES,
    YES,
    alternatives,
    pattern,
    stem,
)

SHORT = 30
"""Words. A longer message is an answer, unless it only gives orders."""
ORDERS_REST = 8
"""A message that gives orders is an answer where more than this many words are left without them."""

BRIEF = 12
"""Words. A short question may begin in any way: "Classification or regression?"."""

KEYWORDS = 2
"""Words. So short a message names what it asks about ("remote work"); a longer one that asks nothing is a remark."""

_REQUEST = re.compile(
    r"^(?:tell|explain|describe|say|talk|give|what|which|how|who|whose|when|where|why|is|are|do|does|did|can|could|will|would|should|may|any)\b"
    r"|\b(?:like|love|want|curious|wonder|wondering|interested|wish|know|hear|learn|ask)\b"
)
"""How somebody asks without a question mark."""
_GRADE_ME = re.compile(
    r"\W*(?:please )?(?:give|rate|grade|score|mark) (?:this|my|me)\b.*\b(?:5|five|full|top|10|100)\b", re.I
)
_BACK = r"(?:(?:in|for|from|on|at|to|by|with|about|and|or|so) )?(?:what|which|how|who|whom|whose|when|where|why|do|does|did|is|are|am|can|could|should|shall|may|might|must|would|will|have|has|was|were|any|you mean|you want|meaning|like|as in)\b"
_BACK_PLAIN = r"(?:(?:should|can|could|may|am|do) i|do (?:we|you)|is (?:it|there|this|that|the)|are (?:there|we|they|the)|how (?:much|many|big|large|often|old|fast|long|detailed|rare)|what (?:data|kind|type|size|scale|budget|stack|tools|are the|about)|which (?:kind|type|data|model|part)) .+"
"""How questions back begin: with a question mark behind them, and without one."""
_OWN = r"(?:i'd|i'll|we'd|we|probably|maybe|i (?:believe|think|use|used|guess)|because|my|it)\b"
"""How a tentative answer begins, even where it ends with a question mark."""


def read(text: str, *, invited: bool, about: str = "") -> Intent:
    """What a message is. `invited`: the candidate's own questions are being taken; `about`: the words on the table."""
    if not any(char.isalnum() for char in text):
        return "empty"
    if _only_orders(text):
        return "injecting"
    wish = _wish(text, about)
    if invited:
        return _own_question(text, wish)
    return wish or "answer"


def agreed(text: str) -> Intent | None:
    """What the reply to "shall we stop here?" means: a yes ends the interview, a no leaves the question open.

    >>> agreed("Yes, please."), agreed("no, go on"), agreed("We stopped the batch at noon.")
    ('stop', 'courtesy', None)
    """
    bare = _bare(_plain(text))
    if _YES.fullmatch(bare):
        return "stop"
    return "courtesy" if _NO.fullmatch(bare) else None


def substance(text: str, about: str, vocabulary: Collection[str] = VOCABULARY) -> list[str]:
    """The words of a message that no wish needs, without those of the question on the table. `vocabulary`: stems.

    >>> substance("I quit my job last month.", "Why did you leave?")
    ['job', 'month']
    """
    asked = set(map(stem, plain_words(about)))
    return [w for w in plain_words(text) if stem(w) not in vocabulary and stem(w) not in asked]


def plain_words(text: str) -> list[str]:
    """The words of a text in one spelling."""
    return _plain(text).split()


def _wish(text: str, about: str) -> Intent | None:
    """The wish that a message is: the first in precedence of its sentences'; None where one is an answer."""
    if len(words(text)) > SHORT:
        return None
    found = [_sentence(sentence, about) for sentence in sentences(text) if _plain(sentence)]
    if "abusive" in found:
        return "abusive"
    return None if not found or None in found else _first(wish for wish in found if wish)


def _sentence(sentence: str, about: str) -> Intent | None:
    """What a sentence wishes: what its clauses do, where each of them is a wish; else what it asks back."""
    clauses = [_clause(clause, about) for clause in _CLAUSES.split(sentence) if _plain(clause)]
    if clauses and None not in clauses:
        return _first(wish for wish in clauses if wish)
    plain = _plain(sentence)
    asks = _asks_back(sentence, plain) or _asks_back(sentence, _bare(plain))
    return "clarify" if asks else None


def _clause(clause: str, about: str) -> Intent | None:
    if substance(clause, about):
        return None
    plain = _plain(clause)
    bare = _bare(plain)
    meant = next(
        (i for i, wording in _PATTERNS.items() if wording.fullmatch(bare) or wording.fullmatch(plain)), None
    )
    return meant if bare or meant else "courtesy"


def _first(wishes: Iterable[Intent]) -> Intent:
    """The first in precedence."""
    order: Sequence[Intent] = [*(i for i in _PATTERNS if i != "courtesy"), "clarify", "courtesy"]
    return min(wishes, key=order.index)


def _asks_back(sentence: str, plain: str) -> bool:
    """Whether a sentence asks the interviewer something: a question, not a claim with "?" behind it."""
    if re.match(_OWN, plain):
        return False
    asked = sentence.rstrip().endswith("?")
    if asked and re.match(_BACK, plain):
        return True
    short = len(plain.split()) <= BRIEF
    if asked and short and (" or " in plain or re.search(rf", {_BACK}", sentence, re.I)):
        return True
    return re.match(_BACK_PLAIN, plain) is not None


def _own_question(text: str, wish: Intent | None) -> Intent:
    """What a message is while the candidate's own questions are taken: anything unclear is a question."""
    if wish in ("stop", "abusive"):
        return wish
    if "?" in text:
        return "question"
    plain = _bare(_plain(text))
    nothing = wish in ("decline", "skip", "courtesy") or _NO_QUESTIONS.fullmatch(plain)
    remark = len(plain.split()) > KEYWORDS and not _REQUEST.search(plain)
    return "no_questions" if nothing or remark else "question"


def _only_orders(text: str) -> bool:
    """Whether a message is nothing but instructions to the interviewer or the grader."""
    cleaned = guards.clean(text, frozenset())
    if _GRADE_ME.match(text) and len(words(text)) <= ORDERS_REST:
        return True
    told = [order for order in cleaned.orders if re.match(r"\W*(?:i|we|my|our|at|in|when)\b", order, re.I)]
    return bool(cleaned.orders) and not told and len(words(cleaned.text)) <= ORDERS_REST


def _plain(text: str) -> str:
    """Lower case, one spelling, no punctuation."""
    plain = re.sub(r"[^\w'% ]+", " ", text.lower().replace("’", "'"))
    for spelling, one in SPELLINGS.items():
        plain = re.sub(spelling, one, plain)
    return " ".join(plain.split())


def _bare(plain: str) -> str:
    """A plain text without its courtesies and without "can we", "I'd like to" before the wish."""
    bare = " ".join(_COURTESY.sub(" ", plain).split())
    while (shorter := _LEAD.sub("", bare, count=1)) != bare:
        bare = shorter
    return bare


_CLAUSES = re.compile(r"[;:–—]|,\s| - ")
_COURTESY = re.compile(rf"\b(?:{alternatives(POLITE)})(?![\w'])")
_LEAD = re.compile(rf"^(?:{alternatives(ASKING)})(?:\s+|$)")
_PATTERNS = {intent: pattern(phrases) for intent, phrases in WISHES.items()}
_YES = pattern(YES)
_NO = pattern(NO)
_NO_QUESTIONS = pattern(NOTHING)
