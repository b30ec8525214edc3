"""What is withheld: an overall whose grader is not to be relied on here, wherever it would be told. Pure.

Page, history, paper and terminal take their cards, debriefs and digests from here, so none of them tells what another
withholds. A candidate who asks for a number gets it, everywhere. The events hold every number: they are what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from interviewer.attempts import Attempt, attempts
from interviewer.debrief import loop_debrief
from interviewer.digest import Digest, Try
from interviewer.events import NumberWished, Session
from interviewer.grading.agreement import Standing
from interviewer.grading.feedback import hold_back
from interviewer.results import card_of
from interviewer.types import Card, Maker, StageDebrief
from knowledge.types import Bank

Stands = Callable[[Maker], Standing]
"""How far a grader can be trusted here."""


def unquestioned(_: Maker) -> Standing:
    """Nothing is withheld: for the evals, which look at what a grader made."""
    return Standing("")


def withheld(session: Session, attempt: Attempt, stands: Stands) -> str:
    """Why the overall of an attempt is not shown; "" where it is, or where there is none."""
    if attempt.grade is None or attempt.grade.overall is None:
        return ""
    wished = any(isinstance(e, NumberWished) and e.attempt == attempt.id for e in session.events)
    return "" if wished else stands(attempt.grade.maker).withheld


def shown_card(session: Session, attempt: Attempt, bank: Bank, stands: Stands) -> Card | None:
    """The card of an attempt as it may be told; None where there is none."""
    card, why = card_of(session, attempt, bank), withheld(session, attempt, stands)
    return hold_back(card, why) if card is not None and why else card


def shown_debriefs(session: Session, bank: Bank, stands: Stands) -> tuple[StageDebrief, ...]:
    """The debriefs of the stages that were opened, as they may be told."""
    return tuple(_shown(debrief, session, bank, stands) for debrief in loop_debrief(session, bank))


def _shown(debrief: StageDebrief, session: Session, bank: Bank, stands: Stands) -> StageDebrief:
    """A debrief without whatever is reckoned from overalls, as long as one of them is withheld."""
    tried = [a for a in attempts(session) if a.stage == debrief.stage]
    why = next(filter(None, (withheld(session, a, stands) for a in tried)), "")
    if not why:
        return debrief
    cards = tuple(card for a in tried if (card := shown_card(session, a, bank, stands)))
    return replace(
        debrief,
        cards=cards,
        mean=None,
        verdict="not enough evidence",
        flip="",
        rating_gap=None,
        held_back=why,
    )


def shown_digests(digests: Sequence[Digest], stands: Stands) -> tuple[Digest, ...]:
    """The digests as they may be told."""
    known = cache(stands)
    return tuple(replace(d, tries=tuple(_tries(d, known))) for d in digests)


def _tries(digest: Digest, stands: Stands) -> Iterator[Try]:
    for tried in digest.tries:
        hidden = tried.overall is not None and not tried.wished and stands(tried.maker).withheld
        yield replace(tried, overall=None, held_back=True) if hidden else tried
