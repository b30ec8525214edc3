"""Conduct: the rules that every line of the interviewer keeps, whoever worded it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from interviewer.grading.embedded.language import ENGLISH, OTHERS
from interviewer.grading.embedded.lexicon import FUNCTION_WORDS, stem
from knowledge.types import Question

MAX_WORDS = 60
LEAK_WORDS = 5
"""A run of this many words that stands in a forbidden text gives it away; a shorter forbidden text must stand whole."""
CONTENT_WORDS = 2
"""Such a run tells nothing with fewer words of content in it."""
STRANGE = 4
"""Words from which a line without one common English word is not English."""
TERM, TERMS = 9, 12
"""Letters from which a word, or a few of them, is a term and not everybody's: "resampling", not "then"."""

Run = tuple[str, ...]

_GOOD = (
    r"great|excellent|good|nice|perfect|impressive|fantastic|wonderful|brilliant|awesome|superb|outstanding|strong|solid|"
    r"terrific|amazing|fascinating|thoughtful|insightful|clever|smart|interesting|lovely|remarkable|detailed|thorough|clear|"
    r"comprehensive|concise|helpful|valuable|fair|valid|bad|poor|weak|thin|vague|incomplete|insufficient|wrong|incorrect|correct"
)
_WORK = (
    r"answers?|points?|questions?|examples?|explanations?|job|work|responses?|insights?|thoughts?|observations?|stor(?:y|ies)|"
    r"details?|summary|overview|ideas?|approach|choices?|thinking|reasoning|start|move|catch|way to|stuff|effort|instincts?|"
    r"background|career|experience"
)
_PRAISE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b(?:{_GOOD})(?: \w+)? (?:{_WORK})\b",
        rf"^\W*(?:(?:that|this|it)(?:'s| is| was| sounds| seems)? |very |really |how |quite |so )*(?:{_GOOD}|exactly|absolutely|"
        r"precisely|indeed|congratulations|bravo|kudos|right|true|false|wow|love it|nope)\s*(?:[,.!;:—–-]|$)",
        rf"(?:^\W*|[,;:–—-]\s*|\b(?:and|but|so|yes|think) )(?:that|this|it)(?:'s| is| was| sounds| seems| isn't| is not| was not)(?: (?:a|an|the|very|really|quite|so|not|absolutely|"
        rf"exactly|exactly right|pretty|also|just))*(?: (?:{_GOOD}|right|true|false|spot on|on point|not it))\b",
        r"\b(?:well (?:done|said|put|explained|thought|described)|good job|nicely (?:done|put|said|explained)|spot on|on the right track|"
        r"(?:makes?|made) (?:\w+ )?sense|full marks|couldn't agree|keep it up|way to go|nailed it|hit the nail)\b",
        r"\byou(?:'re| are|'ve got it| were)(?: \w+)? (?:right|correct|wrong|mistaken|incorrect|missing|off|doing (?:great|well|fine))\b",
        r"\byou (?:clearly|really|obviously) (?:know|understand|have|get)\b|\byou(?:'ve| have)? (?:\w+ )?(?:missed|forgot|forgotten|failed|overlooked|"
        r"omitted|didn't mention|left out)\b|\byou(?:'ve| have)? (?:\w+ )?(?:nailed|handled|covered|explained|described|did|put|said)\b.{0,40}\b(?:well|nicely|great|"
        r"perfectly|correctly|clearly)\b",
        r"\b(?:i|we)(?: really| do| also| very much)? (?:like|love|admire|appreciate|agree|disagree|enjoyed|doubt)\b|\bi'm (?:\w+ )?(?:impressed|glad|happy|"
        r"delighted|pleased|disappointed|afraid (?:that|this)'s (?:not|wrong))\b|\bimpressive\b|\bnot quite(?: right| there)?[,.]|\bunfortunately\b|\bactually, (?:no|that)\b",
    )
)
_MARKUP = re.compile(
    r"<[a-z!/][^>]*>?|https?:|www\.|\[[^\]]*\]\(|[*_~]{2}|`|^\s{0,3}(?:#{1,6}|[-*+•>]|\d{1,2}[.)])(?:\s|$)|\n\s*\n|\|.*\||&[a-z]+;|\\[a-z]+\{",
    re.I | re.M,
)
_GRADER = re.compile(
    r"\b(?:rubric|grader|grading|exemplar|scorecard|marking scheme|model answer|answer key|system prompt|(?:my|these) instructions|(?:your|the) (?:grade|mark)s?\b"
    r"|your (?:rating|verdict)|your score (?:is|was|will|would)|as an? (?:ai|language model)|ai assistant|i(?:'m| am) (?:an ai|a bot|a language model)|i can(?:not|'t) (?:assist|help with|comply))\b"
    r"|<<<|>>>|^\s*(?:interviewer|candidate|assistant|user|system|transition|question)\s*:",
    re.I,
)
_ASKING = re.compile(
    r"^\W*(?:(?:please|now|so|and|then|also|next) )*(?:tell me|describe|explain|walk me|walk us|give me|talk me|share|take me|say (?:how|what|why|which)|name|list|outline|"
    r"compare|show me|help me understand)\b",
    re.I,
)
_ASKS = r"(?:how|what|why|which|who|whom|whose|when|where)"
_HELPS = r"(?:would|do|does|did|is|are|was|were|can|could|should|will|have|has)"
_JOINED = re.compile(
    rf"(?:,? \b(?:and|or|plus|but)(?: also| then| if so,?)? (?:{_ASKS}|{_HELPS})|[;,] {_ASKS} {_HELPS})\b",
    re.I,
)
_OPENED = re.compile(
    rf"\b(?:how|what|why|which|who|whom|whose)\b|\b(?:when|where) {_HELPS}\b|^\W*(?:(?:so|and|then|now|okay|but),? )?{_HELPS}\b",
    re.I,
)
"""What makes the part before a joint a question of its own."""
_COURTESIES = frozenset(
    ["danke", "gracias", "merci", "obrigado", "obrigada", "grazie", "bitte", "dank", "hola", "bonjour", "vielen", "bien", "gut", "sehr", "spasibo", "arigato", "kiitos", "tack"]
)  # fmt: skip
_ENGLISH = ENGLISH | FUNCTION_WORDS | {"go", "let", "let's", "us", "thank", "thanks", "fine", "here"}
_OTHERS = [common - _ENGLISH for common in OTHERS.values()]
_WORD = re.compile(r"[\w'%]+")


def faults(line: str, *, core: str, forbidden: Sequence[str], said: str = "") -> tuple[str, ...]:
    """What a line does that it must not; () for a good one.

    core       planned words that stand in it verbatim; they are the bank's and are not judged
    forbidden  texts that must not be given away (see `secrets`)
    said       the candidate's own words: what stands in them is no secret
    """
    own = line.replace(core, " ") if core else line
    return tuple(_faults(line, own, core, forbidden, said))


def secrets(question: Question) -> tuple[str, ...]:
    """What no line may give away about a question: its points, what meets them, its example answers."""
    points = [text for p in question.points for text in (p.text, p.met_when, p.fix, *p.aliases, *p.said)]
    flags = [flag.text for flag in question.red_flags]
    return (*points, *flags, *(exemplar.text for exemplar in question.exemplars))


def questions(text: str) -> int:
    """How many things a text asks: sentences with a question mark, parts joined by "and how", requests."""
    sentences = re.findall(r"[^.?!…]+[.?!…]*", text)
    asked = [s for s in sentences if "?" in s]
    joints = [(s, joint) for s in asked for joint in _JOINED.finditer(s)]
    joined = sum(bool(_OPENED.search(s[: joint.start()])) for s, joint in joints)
    requests = sum(1 for s in sentences if "?" not in s and _ASKING.match(s))
    return text.count("?") + joined + requests


def _faults(line: str, own: str, core: str, forbidden: Sequence[str], said: str) -> Iterator[str]:
    if not any(char.isalnum() for char in line):
        yield "empty"
        return
    if (n := len(line.split())) > MAX_WORDS:
        yield f"{n} words"
    asked = questions(own)
    if asked > 1 or (asked and core and core in line and questions(core)):
        yield "more than one question"
    if found := _praises(own):
        yield f"praise or verdict: {found!r}"
    if leak := next(_leaks(own, forbidden, f"{core} {said}"), ""):
        yield f"gives away {leak!r}"
    if _MARKUP.search(own) or any(unicodedata.category(char) == "So" for char in own):
        yield "markup"
    if speaks_other(own):
        yield "another language"
    if found_words := _GRADER.search(own):
        yield f"speaks of the machinery: {found_words[0]!r}"


def _praises(text: str) -> str:
    """The words that praise or judge, or ""."""
    sentences = re.findall(r"[^.?!…]+[.?!…]*", text.replace("’", "'"))
    found = (pattern.search(sentence) for sentence in sentences for pattern in _PRAISE)
    return next((match[0].strip() for match in found if match), "")


def _leaks(text: str, forbidden: Iterable[str], known: str) -> Iterator[str]:
    """Runs of words in the text that a forbidden text holds and nobody has said yet."""
    spoken = _runs(text) - _runs(known)
    yield from (" ".join(run) for secret in forbidden for run in sorted(_telling(secret) & spoken))


def _runs(text: str) -> frozenset[Run]:
    """Every run of one to five words, as stems."""
    said = _stem(_words(text))
    return frozenset(
        said[i:j] for i in range(len(said)) for j in range(i + 1, min(i + LEAK_WORDS, len(said)) + 1)
    )


@lru_cache(maxsize=8192)
def _telling(secret: str) -> frozenset[Run]:
    """The runs of a forbidden text that give it away: five words of it, or the whole of a short one."""
    said = _words(secret)
    size = min(LEAK_WORDS, len(said))
    runs = (said[i : i + size] for i in range(len(said) - size + 1))
    return frozenset(_stem(run) for run in runs if _tells(run, secret))


def _tells(run: Sequence[str], secret: str) -> bool:
    """Whether a run is a term or a statement; "next time" and "what I can tell you" are everybody's words."""
    content = [word for word in run if word not in FUNCTION_WORDS]
    if len(run) == LEAK_WORDS:
        return len(content) >= CONTENT_WORDS
    if any(char.isdigit() for char in secret) or any(
        word.isupper() for word in secret.split() if len(word) > 1
    ):
        return True
    return sum(map(len, content)) >= (TERM if len(content) == 1 else TERMS)


def _words(text: str) -> list[str]:
    return [word.strip("'") for word in _WORD.findall(text.lower().replace("’", "'"))]


def _stem(run: Sequence[str]) -> Run:
    return tuple(stem(word) for word in run)


def speaks_other(text: str) -> bool:
    """Whether a text is not in English, or not in Latin letters."""
    if any(not unicodedata.name(char, "LATIN").startswith("LATIN") for char in text if char.isalpha()):
        return True
    found = re.findall(r"[^\W\d_]+", text.lower())
    english = sum(word in _ENGLISH for word in found)
    other = max(sum(word in common for word in found) for common in _OTHERS)
    if english:
        return other > max(english, 1)
    return len(found) >= STRANGE or any(word in _COURTESIES or not word.isascii() for word in found)
