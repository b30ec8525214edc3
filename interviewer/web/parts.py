"""The parts of the history: interviews, progress, what is due, attempts side by side, one interview to read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from interviewer.attempts import attempts
from interviewer.errors import Refused, SessionUnreadable
from interviewer.history import (
    Attempted,
    attempted,
    by_dimension,
    by_topic,
    calibration,
    chosen,
    due,
    recurring,
)
from interviewer.record import record_of
from interviewer.spacing import Due
from interviewer.web.address import Address
from interviewer.web.house import House
from interviewer.web.replay import replay_html
from interviewer.web.shelf import shelf_html
from interviewer.web.texts import alert
from interviewer.web.trends import progress_html
from interviewer.web.tries import ABREAST, NO_TRY, Column, tries_html
from interviewer.withheld import shown_card, shown_digests


@dataclass(frozen=True)
class Part:
    """What is there to see.

    listed     interviews are listed, so that it can be chosen among them
    more       there are more of them than are listed
    replayed   one interview is read, so that it can be deleted here
    questions  (title, id) of those that were tried; `question` is the one whose attempts are shown
    due        the questions that come back, the earliest first; None where that is not what is shown
    """

    body: str = ""
    listed: bool = False
    more: bool = False
    replayed: bool = False
    questions: tuple[tuple[str, str], ...] = ()
    question: str = ""
    due: tuple[Due, ...] | None = None


def part_at(house: House, at: Address) -> Part:
    """What an address names. Raises Refused for an interview that is not here."""
    return _replayed(house, at) if at.replay else _PARTS[at.part](house, at)


def _listed(house: House, at: Address) -> Part:
    shelf = house.archive.look()
    found = chosen(shown_digests(shelf.digests, house.standing), at.filter)
    body = shelf_html(found, at.many, len(shelf.digests), shelf.unreadable)
    return Part(body, listed=bool(shelf.digests), more=len(found) > at.many)


def _progress(house: House, _: Address) -> Part:
    digests, bank = shown_digests(house.archive.look().digests, house.standing), house.bank
    lines = (by_dimension(digests, bank), by_topic(digests, bank))
    return Part(progress_html(*lines, recurring(digests, bank), calibration(digests, bank)))


def _due(house: House, _: Address) -> Part:
    """When a question comes back rests on every grade; a grade that is withheld is not told."""
    digests = house.archive.look().digests
    held = {t.question for d in shown_digests(digests, house.standing) for t in d.tries if t.held_back}
    found = due(digests, house.bank)
    told = (replace(one, overall=None) if one.question in held else one for one in found)
    return Part(due=tuple(told))


def _side_by_side(house: House, at: Address) -> Part:
    found = attempted(house.archive.look().digests, house.bank)
    offered = {
        question: tried for question, tried in found.items() if len(tried) > 1 or question == at.question
    }
    if not offered:
        return Part(NO_TRY)
    question = at.question if at.question in offered else next(iter(offered))
    columns = tuple(c for one in offered[question][-ABREAST:] if (c := _column(house, one)))
    titles = ((f"{house.bank.question(id).title} ({len(tried)})", id) for id, tried in offered.items())
    return Part(
        tries_html(house.bank.question(question), columns), questions=tuple(titles), question=question
    )


def _column(house: House, one: Attempted) -> Column | None:
    try:
        session = house.store.load(one.session)
    except SessionUnreadable:
        return None  # its digest was kept from before; it hides no other
    tried = next((a for a in attempts(session) if a.id == one.tried.attempt), None) if session else None
    card = shown_card(session, tried, house.bank, house.standing) if session and tried else None
    return Column(one.session, one.tried.at, card) if card else None


def _kept(_: House, __: Address) -> Part:
    return Part()


def _replayed(house: House, at: Address) -> Part:
    try:
        session = house.store.load(at.replay)
    except SessionUnreadable as error:
        return Part(alert(error.line), replayed=True)  # it cannot be read, but be deleted
    if session is None:
        raise Refused("This interview is not here; it may have been deleted.")
    return Part(
        replay_html(record_of(session, house.bank, house.standing), house.passage_text), replayed=True
    )


_PARTS: dict[str, Callable[[House, Address], Part]] = {
    "interviews": _listed, "progress": _progress, "due": _due, "attempts": _side_by_side, "keep": _kept,
}  # fmt: skip
