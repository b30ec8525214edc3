"""Privacy: contact data is taken out of a text that a candidate pastes, before anything reads it. Pure.

What is taken out leaves a mark in its place ("[e-mail]"), so that the candidate sees what is gone. The rules lean
to taking out too much: a lost town is no loss, a telephone number that gets through is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HEADER_LINES = 4
"""A name stands alone in one of the first so many lines of a resume."""
NAME_WORDS = 4
MOST_NAMES = 60
"""Names, and parts of names, that are looked for in the whole of a text."""

_ROAD = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Sq|Terrace|Crescent|Close|Gardens"
    "|Highway|Hwy|Parkway|Pkwy|Mews|Quay|Way"
)
_LAND = (
    r"rue|avenue|boulevard|chemin|quai|calle|avenida|plaza|paseo|viale|piazza|corso|rua|travessa|ulica|ul\."
)
_SEGMENT = r"[^\n|•·;\t]*"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{0,63}"
# What a rule may try from one place is bounded (a mailbox has 64 characters, a label of a host 63): every rule's
# work grows with the text, not with its square, and no text holds up the process for long.

_EMAIL = re.compile(
    r"(?:mailto:)?[^\s<>()\[\],;|]{1,64}\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)*"
    r"|[\w.+%-]{1,64}\s*[\[({]\s*at\s*[\])}]\s*[\w-]+(?:\s*(?:\.|[\[({]\s*dot\s*[\])}])\s*[\w-]+)+"
    r"|[\w.+%-]{1,64} at [\w-]+(?: dot [\w-]+)+"
    r"|(?<!\w)@\w+",
    re.I,
)
_LINK = re.compile(
    r"\b(?:https?://|ftp://|www\.)\S+"
    r"|(?<![\w-])(?:[\w-]+\.){1,8}(?:com|org|net|io|dev|me|co|uk|de|fr|es|it|ch|at|nl|be|eu|se|pl|pt|br|in|us|ca|info|xyz|app|page|ai)\b(?<!\.NET)(?:/\S*)?",
    re.I,
)
_LABELLED = re.compile(
    r"^[ \t]*(?:(?P<name>(?:full |first |last |family )?names?|contact(?: person)?|recruiter|hiring manager|applicant|candidate|references?|referees?)"
    r"|(?P<address>(?:home |postal |mailing |street |permanent )?address|adresse|anschrift|residence|domicilio|direcci[oó]n)"
    r"|(?P<birth>date of birth|d\.?o\.?b\.?|born(?: on)?|birth ?(?:date|day|place)|geboren(?: am)?|geburtsdatum)"
    r"|(?P<identity>passport(?: no\.?| number)?|nationality|citizenship|marital status|national insurance(?: no\.?| number)?|social security(?: no\.?| number)?|ssn|iban|tax id))"
    rf"[ \t]*[:–-][ \t]*{_SEGMENT}",
    re.I | re.M,
)
_BORN = re.compile(rf"\bborn (?:on|in)\b{_SEGMENT}?(?=[,.;|•·\t\n]|$)", re.I)
_ADDRESS = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?(?:[-/]\d+)?,?\s(?:{_CAPITAL}\s){{1,4}}(?:{_ROAD})\b\.?{_SEGMENT}"
    rf"|\b\d{{1,4}}(?: ?(?:bis|ter))?,?\s(?i:{_LAND})\s{_SEGMENT}"
    rf"|\b(?:(?i:{_LAND})|Via)\s(?:[\w'’.-]+\s){{0,4}}{_CAPITAL},?\s(?:n\.?º?\s?)?\d{{1,4}}\b{_SEGMENT}"
    rf"|(?:\b{_CAPITAL}\s)?(?<![\w.-])[\w.-]*(?i:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee|damm|ufer|straat|laan|gracht)\s?\d{{1,4}}\s?[a-z]?\b{_SEGMENT}"
    rf"|\b(?i:p\.?\s?o\.?\s?box|postfach)\s\d+{_SEGMENT}"
    rf"|\b{_CAPITAL}(?:\s{_CAPITAL}){{0,5}},\s?[A-Z]{{2}},?\s\d{{5}}(?:-\d{{4}})?\b"
    rf"|\b(?:[A-Z]{{1,2}}-)\d{{4,6}}\s{_CAPITAL}"
    rf"|(?:^|[,|•·]\s?)\d{{5}},?\s{_CAPITAL}(?:\s{_CAPITAL})?(?=\s*(?:$|[,|•·]))"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b",
    re.M,
)
LABEL = 20
"""Characters before a number in which its label stands."""
_PHONE_LABEL = re.compile(
    r"\b(?:phone|telephone|tel|mobile|mob|cell|fon|handy|whatsapp|call|fax|m|t)\W{0,3}$", re.I
)
_NUMBER = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d[\d\s().\-–/]{4,}\d(?![\w]|,\d)")
_YEARS = r"(?:(?:\d{1,2}\s?[./-]\s?){0,2}(?:19|20)\d{2}|(?:19|20)\d{2}[./-]\d{1,2}(?:[./-]\d{1,2})?)"
_DATES = re.compile(
    rf"{_YEARS}(?:\s*[–/-]\s*(?:{_YEARS}|\d{{2}}))?(?:\s+{_YEARS})*|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}"
)
_AMOUNT = re.compile(r"\d{1,3}(?:[.\s]\d{3})*(?:\s*[–-]\s*\d{1,3}(?:[.\s]\d{3})*)?")
_GREETED = re.compile(
    rf"(?:\b(?:resume|cv|curriculum vitae) of\s+|\b(?:dear|attn\.?|attention)\s{{1,8}}(?:mr|mrs|ms|mx|dr|prof)?\.?\s{{0,8}}|(?:regards|sincerely|faithfully|best|cheers),?[ \t]*\n+[ \t]*)"
    rf"(?P<name>{_CAPITAL}(?:[ \t]{_CAPITAL}){{0,3}})",
    re.I,
)
_NO_NAMES = frozenset(re.findall(r"\w+", """
    a about academic ai analyst analytics and applied architect associate bank benefits bio career chief cloud co
    company contact cover cv curriculum data deep description developer digital director education engineer
    engineering experience expert finance financial fintech for freelance freelancer full gmbh head hiring inc
    intern job junior learning lead letter limited llc ltd machine manager master mid ml mlops nlp objective of
    officer ops our overview payments personal phd platform position principal product professional profile
    programmer projects python quantitative remote requirements research researcher responsibilities resume risk
    role scientist senior skills software specialist sql stack staff statement statistician summary team technical
    technology the title us vacancy vision vitae we what who work you your dear sir madam hello
"""))  # fmt: skip


@dataclass(frozen=True)
class Redacted:
    """A text without contact data, and how much of each kind was taken out: (("e-mail", 1), ("phone", 2))."""

    text: str
    removed: tuple[tuple[str, int], ...]


def redacted(text: str) -> Redacted:
    """The text without names, e-mail addresses, telephone numbers, postal addresses, links and dates of birth.

    >>> redacted("Ada King\\nada@example.org, +44 20 7946 0018\\nI built OCR in Python.").text
    '[name]\\n[e-mail], [phone]\\nI built OCR in Python.'
    """
    found: Counter[str] = Counter()

    def out(kind: str) -> Callable[[re.Match[str]], str]:
        def mark(_: re.Match[str]) -> str:
            found[kind] += 1
            return f"[{kind}]"

        return mark

    def labelled(match: re.Match[str]) -> str:
        kind = {"birth": "date of birth", "identity": "personal detail"}.get(
            str(match.lastgroup), str(match.lastgroup)
        )
        found[kind] += 1
        return f"[{kind}]"

    plain = "\n".join(
        line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip()
    names = list(dict.fromkeys(_names(plain)))[:MOST_NAMES]
    plain = _EMAIL.sub(out("e-mail"), plain)
    plain = _LINK.sub(out("link"), plain)
    plain = _LABELLED.sub(labelled, plain)
    plain = _BORN.sub(out("date of birth"), plain)
    plain = _ADDRESS.sub(out("address"), plain)
    plain = _NUMBER.sub(lambda match: out("phone")(match) if _is_phone(match) else match[0], plain)
    for name in names:
        plain = re.sub(rf"(?<![\w\[]){re.escape(name)}(?![\w\]])", out("name"), plain, flags=re.I)
    return Redacted(plain, tuple(found.items()))


def _is_phone(match: re.Match[str]) -> bool:
    """Whether a run of digits is a telephone number: not dates, years, amounts."""
    number = match[0].strip()
    digits = sum(char.isdigit() for char in number)
    before = match.string[max(0, match.start() - LABEL) : match.start()]
    if _PHONE_LABEL.search(before.split("\n")[-1]):
        return digits >= 6
    if number.startswith(("+", "00", "(")):
        return 7 <= digits <= 15
    if _DATES.fullmatch(number) or _AMOUNT.fullmatch(number):
        return False
    apart = re.fullmatch(r"\d+", number) is None
    return 7 <= digits <= 15 and (
        apart or number.startswith("0") or re.fullmatch(r"[2-9]\d{9}", number) is not None
    )


def _names(text: str) -> Iterator[str]:
    """Names that stand in a header, in a greeting or under a letter, the whole ones first, then their parts."""
    whole = [*_header_names(text), *(match["name"] for match in _GREETED.finditer(text))]
    labelled = (
        re.split(r"[:–-]", match[0], maxsplit=1)[1] for match in _LABELLED.finditer(text) if match["name"]
    )
    whole += [name for said in labelled if _is_name(name := re.split(r"[,;(]", said)[0].strip())]
    names = [name.strip(" ,.") for name in whole if _is_name(name)]
    yield from names
    yield from (
        part for name in names for part in re.split(r"\s+", name) if len(part) > 2 and part[0].isupper()
    )


def _header_names(text: str) -> Iterator[str]:
    lines = [line for line in text.split("\n") if line.strip()][:HEADER_LINES]
    for line in lines:
        first = re.split(r"[|•·,;\t]|\s[–-]\s", line.strip(" #*"))[0].strip()
        if _is_name(first) and len(first.split()) > 1:
            yield first
            return


def _is_name(text: str) -> bool:
    """Whether a text could be a person's name: a few capitalised words, none of them a trade or a heading."""
    words = text.split()
    return (
        1 <= len(words) <= NAME_WORDS
        and all(
            re.fullmatch(r"[^\W\d_][\w'’.-]*", word) and (word[0].isupper() or word in _PARTICLES)
            for word in words
        )
        and not any(word.lower().strip(".,") in _NO_NAMES for word in words)
    )


_PARTICLES = frozenset(
    ("van", "von", "de", "der", "den", "da", "di", "del", "la", "le", "bin", "al", "dos", "du", "ter")
)
