"""An interview to keep: as JSON that can be read back. Pure.

It is one object, which stays readable as long as `schema_version` is the same:

    schema_version  1
    id              the session's id
    bank            id of the bank it was held with
    events          everything that happened, in order: objects with "kind" and "at" (`events.py`)
    cards           [{"attempt": seq of its `Asked`, "card": `types.Card`}], derived from the events
    debriefs        [`types.StageDebrief`] of the stages that were opened, derived from the events

`cards` and `debriefs` withhold what the page withholds (`withheld.py`): an overall is null there, with "held_back" saying why.
`events` are complete, every grade with its number: they are what happened, and what another machine goes on from.
Only `id` and `events` are read back: the rest can be derived again. All interviews together are one object too:

    schema_version  1
    interviews      [{"id": ..., "bank": ..., "events": [...]}], as above
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from interviewer.attempts import attempts
from interviewer.errors import Refused
from interviewer.events import Event, Session, event_adapter
from interviewer.order import in_order
from interviewer.types import Card, StageDebrief
from interviewer.withheld import Stands, shown_card, shown_debriefs
from knowledge.types import Bank

SCHEMA_VERSION = 1
NOT_OURS = "This is not an interview that was exported here; choose the JSON file of an interview."

_cards: TypeAdapter[Card] = TypeAdapter(Card)
_debriefs: TypeAdapter[tuple[StageDebrief, ...]] = TypeAdapter(tuple[StageDebrief, ...])


@dataclass(frozen=True)
class _Interview:
    """What is read back of an interview."""

    id: Annotated[str, Field(pattern=r"^[\w-]{1,64}$")]
    events: tuple[Annotated[Event, Field(discriminator="kind")], ...]


@dataclass(frozen=True)
class _One(_Interview):
    """The export of one interview."""

    schema_version: Literal[1]


@dataclass(frozen=True)
class _All:
    """The export of all interviews."""

    schema_version: Literal[1]
    interviews: tuple[_Interview, ...]


_exported: TypeAdapter[_All | _One] = TypeAdapter(_All | _One)


def as_json(session: Session, bank: Bank, stands: Stands) -> str:
    """Everything about an interview, in the form that the module's docstring describes."""
    made = ((a.id, shown_card(session, a, bank, stands)) for a in attempts(session))
    cards = [
        {"attempt": id, "card": _cards.dump_python(_unnumbered(c), mode="json")}
        for id, c in made
        if c is not None
    ]
    debriefs = tuple(
        replace(d, cards=tuple(map(_unnumbered, d.cards))) for d in shown_debriefs(session, bank, stands)
    )
    whole = {
        "schema_version": SCHEMA_VERSION,
        "id": session.id,
        "bank": session.plan.bank,
        "events": [event_adapter.dump_python(e, mode="json") for e in session.events],
        "cards": cards,
        "debriefs": _debriefs.dump_python(debriefs, mode="json"),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _unnumbered(card: Card) -> Card:
    """The card; one that is held back without its number."""
    return replace(card, grade=replace(card.grade, overall=None)) if card.held_back else card


def all_as_json(sessions: Iterable[Session]) -> Iterator[str]:
    """Every interview as one JSON text, in pieces: only what happened, the rest can be derived again."""
    yield f'{{"schema_version": {SCHEMA_VERSION}, "interviews": ['
    for n, session in enumerate(sessions):
        events = [event_adapter.dump_python(e, mode="json") for e in session.events]
        one = {"id": session.id, "bank": session.plan.bank, "events": events}
        yield f"{',' if n else ''}\n{json.dumps(one, ensure_ascii=False)}"
    yield "\n]}\n"


def sessions_from_json(text: str | bytes) -> tuple[Session, ...]:
    """The interviews of an export of one or of all. Raises Refused for anything else, with nothing half-read."""
    try:
        read = _exported.validate_json(text)
        json.dumps(_exported.dump_python(read, mode="json"), allow_nan=False)
    except ValueError as error:  # pydantic's, or a number that is none (NaN, 1e999)
        raise Refused(NOT_OURS) from error
    interviews = read.interviews if isinstance(read, _All) else (read,)
    if not all(in_order(interview.events) for interview in interviews):
        raise Refused(NOT_OURS)
    return tuple(Session(interview.id, interview.events) for interview in interviews)
