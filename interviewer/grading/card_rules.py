"""The hard rules of the card, as code: what no feedback may break, whoever judged and whatever the bank says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interviewer.grading.evidence import find_quote
from interviewer.types import Card, Exchange

FIX_WORDS = 30
FOLD_WORDS = 170
VERBS = frozenset(
    """add admit answer apply argue ask back base begin bring build calculate change check choose cite claim clarify close combine
    compare compute connect consider count cover cut decide declare define describe draw drop end estimate explain finish follow
    frame give go hold include keep lead let limit link list log look make mark measure mention move name offer open order own pick
    place plan point prepare present price propose put quantify quote read record rehearse remove replace reserve rethink say
    separate set show sketch speak spell spend split start state stop take tell test tie trace turn use validate walk weigh write
    run""".split()  # noqa: SIM905  # a list of words reads best as text
)
"""What an instruction may begin with."""

_PERSON = re.compile(
    r"\b(?:your|the candidate(?:'|’)s|his|her) (?:\w+ )?(?:accent|voice|tone|nerves|nervousness|age|gender|sex|looks?|appearance|"
    r"personality|character|attitude|confidence|self-confidence|feelings?|emotions?|mood|body language|english|nationality|religion|"
    r"race|name|enthusiasm|energy|charisma|intelligence|talent)\b"
    r"|\byou (?:are|were|seem|seemed|sound|sounded|look|looked|feel|felt|come across as|appear) (?:\w+ )?(?:nervous|shy|anxious|insecure|"
    r"confident|arrogant|cold|boring|tired|stressed|unsure|young|old|clever|smart|stupid|lazy|likeable|charming|weak|strong|emotional)\b"
    r"|\byou(?:'re| are| rank| score)\b.{0,30}\bpercentile\b|\b(?:of|than) (?:\d+ ?% of )?(?:all |other |most )(?:candidates|applicants)\b",
    re.I,
)


def about_the_person(text: str) -> bool:
    """Whether a line of feedback speaks of the person instead of the answer, or ranks her among others."""
    return bool(_PERSON.search(text))


def instruction(fix: str) -> str:
    """A fix as one instruction: it begins with a verb, and has at most `FIX_WORDS` words."""
    first = re.match(r"\W*([\w'-]+)", fix)
    begins = first is not None and first[1].lower() in VERBS
    words = (fix if begins else f"Add this: {fix[:1].lower()}{fix[1:]}").split()
    return " ".join(words) if len(words) <= FIX_WORDS else " ".join(words[:FIX_WORDS]).rstrip(",;:–—-") + "…"


def words_above_fold(card: Card) -> int:
    """How many words the candidate reads before she scrolls: the whole card without its fixed labels."""
    lines = (" ".join((h.quote, *h.met, *h.partly, *h.not_met, *h.raised)) for h in card.heard)
    missing = (m.text for m in card.missing)
    texts = (
        card.title,
        card.grade.cap_reason,
        card.grade.ungraded,
        card.held_back,
        card.apart,
        card.fix_first,
        card.why,
        card.keep,
    )
    return sum(len(text.split()) for text in (*texts, *lines, *missing, *card.facts_to_add))


def broken(card: Card, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """The rules that a card breaks; () for every card that may be shown."""
    return tuple(_broken(card, exchanges))


def _broken(card: Card, exchanges: Sequence[Exchange]) -> Iterator[str]:
    quotes = [*(line.quote for line in card.heard), card.keep, *(m.quote for m in card.grade.marks)]
    for quote in filter(None, quotes):
        if not any(find_quote(quote, e.said) for e in exchanges):
            yield f"a quote that was not said: {quote!r}"
    for mark in card.grade.marks:
        if not mark.quote and mark.verdict not in {"no_evidence", "ungraded"}:
            yield f"a mark without a quote: {mark.point!r}"
    for missing in card.missing:
        if not (missing.source and missing.passage):
            yield f"a gap without a passage: {missing.point!r}"
    complete = all(m.verdict == "met" for m in card.grade.marks) and not card.grade.raised
    if card.grade.overall is not None and not complete and not card.fix_first:
        yield "nothing to fix first"
    if card.fix_first and instruction(card.fix_first) != card.fix_first:
        yield f"no instruction: {card.fix_first!r}"
    if (words := words_above_fold(card)) > FOLD_WORDS:
        yield f"{words} words above the fold"
    ours = (
        card.fix_first,
        card.why,
        *(m.text for m in card.missing),
        *card.facts_to_add,
        *(p.met_when for p in card.every),
    )
    for text in ours:
        if about_the_person(text):
            yield f"about the person: {text!r}"
