"""An interview to take away: as Markdown to read, as JSON to keep and to read back. Pure.

The JSON is one object; it stays readable as long as `schema_version` is the same:

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

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from interviewer.attempts import attempts
from interviewer.errors import Refused
from interviewer.events import (
    Answered,
    Asked,
    Challenged,
    Event,
    ExampleShown,
    Graded,
    Heard,
    Hinted,
    Invited,
    NumberWished,
    Probed,
    Rated,
    RegradeWished,
    Rejudged,
    Retried,
    RewriteWished,
    Rewritten,
    Session,
    StageClosed,
    StageOpened,
    Started,
    event_adapter,
)
from interviewer.record import Line, Record, graded_line, record_of, stage_name
from interviewer.types import Card, DimensionRow, HeardLine, PointMarked, StageDebrief
from interviewer.withheld import Stands, shown_card, shown_debriefs
from knowledge.types import Bank

SCHEMA_VERSION = 1
NOT_OURS = "This is not an interview that was exported here; choose the JSON file of an interview."
LATEST = 253402300799.0
"""The last second of the year 9999: no event is later."""
SCALE = range(1, 6)
NOT_SHOWN = "not shown"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MARKUP = re.compile(r"[\\`*_\[\]|~$#!]")
_AT_START = re.compile(r"^(?:(?=[-+=])|(\d+)(?=[.)](?:\s|$)))")
"""Where a line would become a list, a heading or a rule: "- ", "1. ", "===" ("#" is taken care of everywhere)."""

_cards: TypeAdapter[Card] = TypeAdapter(Card)
_debriefs: TypeAdapter[tuple[StageDebrief, ...]] = TypeAdapter(tuple[StageDebrief, ...])


# --- JSON --------------------------------------------------------------------------------------


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


def session_from_json(text: str | bytes) -> Session:
    """The interview of an export. Raises Refused for anything else, with nothing half-read."""
    sessions = sessions_from_json(text)
    if len(sessions) != 1:
        raise Refused(NOT_OURS)
    return sessions[0]


def sessions_from_json(text: str | bytes) -> tuple[Session, ...]:
    """The interviews of an export of one or of all. Raises Refused for anything else, with nothing half-read."""
    try:
        read = _exported.validate_json(text)
        json.dumps(_exported.dump_python(read, mode="json"), allow_nan=False)
    except ValueError as error:  # pydantic's, or a number that is none (NaN, 1e999)
        raise Refused(NOT_OURS) from error
    interviews = read.interviews if isinstance(read, _All) else (read,)
    if not all(_holds(interview.events) for interview in interviews):
        raise Refused(NOT_OURS)
    return tuple(Session(interview.id, interview.events) for interview in interviews)


def _holds(events: tuple[Event, ...]) -> bool:
    return bool(events) and all(_fits(event, seq, events) for seq, event in enumerate(events))


def _fits(event: Event, seq: int, events: tuple[Event, ...]) -> bool:
    """Whether an event can stand there: after its plan, within the scales, about what was asked before."""
    if not isinstance(events[0], Started) or not events[0].plan.stages or not 0 <= event.at <= LATEST:
        return False
    match event:
        case Started():
            return seq == 0
        case StageOpened() | StageClosed() | Invited():
            return event.stage in {s.stage for s in events[0].plan.stages}
        case Asked(question=question, retry_of=retried):
            opened = any(isinstance(e, StageOpened) for e in events[:seq])
            return opened and _planned(question, events) and (retried is None or _asked(retried, seq, events))
        case Probed(question=question) | Hinted(question=question):
            return _planned(question, events)
        case Heard():
            return any(isinstance(e, Answered) for e in reversed(events[:seq]))
        case Graded(attempt=attempt, grade=grade):
            graded = [level.level for level in grade.levels] + [grade.overall or 1]
            return _asked(attempt, seq, events) and all(number in SCALE for number in graded)
        case Rated(attempt=attempt, rating=rating):
            return _asked(attempt, seq, events) and (rating or 1) in SCALE
        case (
            ExampleShown() | RegradeWished() | Retried()
            | RewriteWished() | Rewritten() | Challenged() | Rejudged() | NumberWished()
        ):  # fmt: skip
            return _asked(event.attempt, seq, events)
        case _:
            return True


def _planned(question: str, events: tuple[Event, ...]) -> bool:
    return question in {q.id for q in Session("", events).plan.questions}


def _asked(attempt: int, seq: int, events: tuple[Event, ...]) -> bool:
    return 0 <= attempt < seq and isinstance(events[attempt], Asked)


# --- Markdown ----------------------------------------------------------------------------------


def as_markdown(session: Session, bank: Bank, stands: Stands) -> str:
    """The transcript with its times, the cards and the debriefs; whatever is not shown on the page is left out.

    What the candidate, a model or the guide wrote stands there as text: no markup in it has an effect.
    """
    record = record_of(session, bank, stands)
    parts = (
        _front(record),
        _transcript(record),
        ["## Feedback", ""] if record.cards else [],
        *(_card(card) for card in record.cards),
        *(_debrief(debrief) for debrief in record.debriefs),
        _passages(record),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def card_markdown(card: Card) -> str:
    """One card, as it stands in the whole."""
    return "\n".join(_card(card))


def debrief_markdown(debrief: StageDebrief) -> str:
    """One stage's debrief, as it stands in the whole."""
    return "\n".join(_debrief(debrief))


def _front(record: Record) -> Iterator[str]:
    began = datetime.fromtimestamp(record.began, UTC)
    yield "# Mock interview"
    yield ""
    yield f"- Began {began:%Y-%m-%d %H:%M} UTC; all times are UTC"
    yield f"- {record.mode.capitalize()}: {_plain(', '.join(record.stages))}"
    yield f"- For: {_plain(record.role)}"
    yield ""


def _transcript(record: Record) -> Iterator[str]:
    yield "## Transcript"
    yield ""
    for line in record.lines:
        yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    match line.who:
        case "stage":
            yield from (f"### {_plain(line.text)}", "")
        case "aside":
            yield from (f"*{_plain(line.text)}*", "")
        case "you":
            yield from _said("You", line)
        case "interviewer":
            yield from _said(f"Interviewer, hint {line.hint} of 3" if line.hint else "Interviewer", line)


def _said(who: str, said: Line) -> Iterator[str]:
    yield f"**{who}** · {datetime.fromtimestamp(said.at, UTC):%H:%M:%S}"
    yield ""
    yield "  \n".join(f"> {_indent(line)}{_plain(line)}" for line in said.text.splitlines() or [""])
    yield ""


def _indent(line: str) -> str:
    """The spaces a line of code begins with, as Markdown keeps them."""
    return "\u00a0" * (len(line) - len(line.lstrip(" ")))


def _card(card: Card) -> Iterator[str]:
    time = f"{card.seconds / 60:.1f} of {card.minutes:.0f} min"
    rated = f"You said {card.rating}. " if card.rating is not None else ""
    counts = (
        f"probes: {card.probes}, hints: {card.hints}, evidence for {card.evidence} of {card.points} points"
    )
    yield from (f"### {_plain(card.title)}", "")
    graded = graded_line(card.grade, held_back=bool(card.held_back))
    yield f"- {rated}{_plain(graded)}. {_plain(card.held_back or card.grade.cap_reason)}".rstrip()
    yield f"- Time {time}, {counts}"
    yield from (f"- Heard: {_heard(line)}" for line in card.heard)
    yield from _items("Fix first", [card.fix_first])
    yield from _items("Why", [f"{card.why} ({card.why_source})" if card.why else ""])
    yield from _items("Keep", [_quoted(card.keep)])
    yield from _items("Missing", [f"{m.text} ({m.source})" for m in card.missing])
    yield from _items("A fact to add", card.facts_to_add)
    if card.every:
        yield from ("", "| Point | Mark | Your words, and what is missing |", "|---|---|---|")
        yield from (_point(point) for point in card.every)
    yield ""


def _heard(line: HeardLine) -> str:
    parts = (("met", line.met), ("partly", line.partly), ("not met", line.not_met), ("red flag", line.raised))
    counts = "; ".join(f"{word}: {', '.join(names)}" for word, names in parts if names)
    return _plain(f"{_quoted(line.quote)} ({counts})")


def _point(point: PointMarked) -> str:
    mark = point.mark
    name = f"{point.text} (core)" if point.core else point.text
    met_when = f"Met when: {_quoted(point.met_when)}" if point.met_when else ""
    words = " ".join(filter(None, (_quoted(mark.quote), mark.reason, met_when)))
    return f"| {_plain(name)} | {mark.verdict.replace('_', ' ')} | {_plain(words)} |"


def _debrief(debrief: StageDebrief) -> Iterator[str]:
    covered = f"{debrief.graded} of {debrief.given} answers graded"
    held = bool(debrief.held_back)
    mean = f"{debrief.mean:.1f}" if debrief.mean is not None else "none"
    yield from (f"## Debrief: {_plain(stage_name(debrief.stage))}", "")
    yield f"- Verdict (not calibrated): {NOT_SHOWN if held else debrief.verdict}"
    yield f"- Mean: {NOT_SHOWN if held else mean}, {covered}"
    yield from _items("Not shown, because", [debrief.held_back])
    yield from _items("What would change the verdict", [debrief.flip])
    yield from _items("One thing for next time", [debrief.next_time])
    yield from _items("Not assessed", debrief.not_assessed)
    yield from _items(
        "Practise next", [f"{d.title}. {d.criterion} ({', '.join(d.passages)})" for d in debrief.drills]
    )
    gap = f"{debrief.rating_gap:+.1f}" if debrief.rating_gap is not None else "not given"
    yield f"- Your own grades against these: {NOT_SHOWN if held else gap}"
    yield f"- Time {debrief.minutes:.0f} min, probes: {debrief.probes}, hints: {debrief.hints}, tokens: {debrief.tokens}"
    yield from (
        "",
        "| Dimension (not calibrated) | Level | Your words | To reach the next anchor |",
        "|---|---|---|---|",
    )
    yield from (_row(row) for row in debrief.rows)
    yield ""


def _row(row: DimensionRow) -> str:
    level = f"{row.level:.1f} of 5, answers: {row.answers}" if row.level is not None else "not assessed"
    quotes = " ".join(_quoted(quote) for quote in row.quotes)
    return f"| {_plain(row.name)} | {level} | {_plain(quotes)} | {_plain(row.next_anchor)} |"


def _passages(record: Record) -> Iterator[str]:
    """The text of everything that is cited, so that it can be read without the program."""
    yield from ["## Passages cited", ""] if record.passages else []
    for passage in record.passages:
        yield f"- **{_plain(passage.id)}** {_plain(passage.text)}"


def _items(name: str, texts: Iterable[str]) -> Iterator[str]:
    return (f"- {name}: {_plain(text)}" for text in texts if text)


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def _plain(text: str) -> str:
    """One line of Markdown that shows `text` as it is: no HTML, no markup, no table, no list.

    >>> _plain("<b> and *this*")
    '&lt;b&gt; and \\\\*this\\\\*'
    """
    line = html.escape(_CONTROL.sub("\ufffd", " ".join(text.split())), quote=False)
    return _AT_START.sub(r"\g<1>\\", _MARKUP.sub(r"\\\g<0>", line))
