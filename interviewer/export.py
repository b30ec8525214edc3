"""An interview to take away: as Markdown to read, as JSON to keep and to read back. Pure.

The JSON is one object; it stays readable as long as `schema_version` is the same:

    schema_version  1
    id              the session's id
    bank            id of the bank it was held with
    events          everything that happened, in order: objects with "kind" and "at" (`events.py`)
    cards           [{"attempt": seq of its `Asked`, "card": `types.Card`}], derived from the events
    debriefs        [`types.StageDebrief`] of the stages that were opened, derived from the events

Only `id` and `events` are read back: the rest can be derived again.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from interviewer.attempts import attempts
from interviewer.cues import STAGE_NAMES
from interviewer.debrief import card_of, loop_debrief
from interviewer.errors import Refused
from interviewer.events import (
    Answered,
    Asked,
    Event,
    ExampleShown,
    Graded,
    Heard,
    Hinted,
    Invited,
    MovedOn,
    Probed,
    Rated,
    RegradeWished,
    Retried,
    Session,
    Spent,
    StageClosed,
    StageOpened,
    Started,
    Stopped,
    Stumbled,
    event_adapter,
)
from interviewer.types import Card, DimensionRow, Grade, HeardLine, Mark, StageDebrief
from knowledge.types import Bank

SCHEMA_VERSION = 1
NOT_OURS = "This is not an interview that was exported here; choose the JSON file of an interview."
LATEST = 253402300799.0
"""The last second of the year 9999: no event is later."""
SCALE = range(1, 6)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MARKUP = re.compile(r"[\\`*_\[\]|~$#!]")
_AT_START = re.compile(r"^(?:(?=[-+=])|(\d+)(?=[.)](?:\s|$)))")
"""Where a line would become a list, a heading or a rule: "- ", "1. ", "===" ("#" is taken care of everywhere)."""

_cards: TypeAdapter[Card] = TypeAdapter(Card)
_debriefs: TypeAdapter[tuple[StageDebrief, ...]] = TypeAdapter(tuple[StageDebrief, ...])


# --- JSON --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Exported:
    """What is read back of an export."""

    schema_version: Literal[1]
    id: Annotated[str, Field(pattern=r"^[\w-]{1,64}$")]
    events: tuple[Annotated[Event, Field(discriminator="kind")], ...]


_exported: TypeAdapter[_Exported] = TypeAdapter(_Exported)


def as_json(session: Session, bank: Bank) -> str:
    """Everything about an interview, in the form that the module's docstring describes."""
    made = ((a.id, card_of(session, a, bank)) for a in attempts(session))
    cards = [{"attempt": id, "card": _cards.dump_python(c, mode="json")} for id, c in made if c is not None]
    whole = {
        "schema_version": SCHEMA_VERSION,
        "id": session.id,
        "bank": session.plan.bank,
        "events": [event_adapter.dump_python(e, mode="json") for e in session.events],
        "cards": cards,
        "debriefs": _debriefs.dump_python(loop_debrief(session, bank), mode="json"),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def session_from_json(text: str) -> Session:
    """The interview of an export. Raises Refused for anything else, with nothing half-read."""
    try:
        read = _exported.validate_json(text)
        json.dumps(_exported.dump_python(read, mode="json"), allow_nan=False)
    except ValueError as error:  # pydantic's, or a number that is none (NaN, 1e999)
        raise Refused(NOT_OURS) from error
    if not read.events or not all(_fits(event, seq, read.events) for seq, event in enumerate(read.events)):
        raise Refused(NOT_OURS)
    return Session(read.id, read.events)


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
        case ExampleShown() | RegradeWished() | Retried():
            return _asked(event.attempt, seq, events)
        case _:
            return True


def _planned(question: str, events: tuple[Event, ...]) -> bool:
    return question in {q.id for q in Session("", events).plan.questions}


def _asked(attempt: int, seq: int, events: tuple[Event, ...]) -> bool:
    return 0 <= attempt < seq and isinstance(events[attempt], Asked)


# --- Markdown ----------------------------------------------------------------------------------


def as_markdown(session: Session, bank: Bank) -> str:
    """The transcript with its times, the cards and the debriefs; whatever was not shown on the page yet is left out.

    What the candidate, a model or the guide wrote stands there as text: no markup in it has an effect.
    """
    closed = {e.stage for e in session.events if isinstance(e, StageClosed)}
    each = session.plan.feedback == "each"
    open_to_her = [a for a in attempts(session) if a.stage in closed or (each and a.revealed)]
    cards = [card for a in open_to_her if (card := card_of(session, a, bank)) is not None]
    debriefs = [d for d in loop_debrief(session, bank) if d.stage in closed]
    parts = (
        _front(session, bank),
        _transcript(session, {a.id for a in open_to_her}),
        ["## Feedback", ""] if cards else [],
        *(_card(card) for card in cards),
        *(_debrief(debrief) for debrief in debriefs),
        _passages(cards, debriefs, bank),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def card_markdown(card: Card) -> str:
    """One card, as it stands in the whole."""
    return "\n".join(_card(card))


def debrief_markdown(debrief: StageDebrief) -> str:
    """One stage's debrief, as it stands in the whole."""
    return "\n".join(_debrief(debrief))


def _front(session: Session, bank: Bank) -> Iterator[str]:
    began = datetime.fromtimestamp(session.events[0].at, UTC)
    stages = ", ".join(_stage_name(s.stage) for s in session.plan.stages)
    yield "# Mock interview"
    yield ""
    yield f"- Began {began:%Y-%m-%d %H:%M} UTC; all times are UTC"
    yield f"- {session.plan.mode.capitalize()}: {_plain(stages)}"
    yield f"- For: {_plain(bank.role)}"
    yield ""


def _transcript(session: Session, graded: set[int]) -> Iterator[str]:
    """`graded`: the attempts whose grade the candidate has seen."""
    yield "## Transcript"
    yield ""
    for event in session.events:
        if isinstance(event, StageOpened):
            yield f"### {_plain(_stage_name(event.stage))}"
            yield ""
        yield from _told(event, graded)


def _told(event: Event, graded: set[int]) -> Iterator[str]:
    match event:
        case Answered(text=text):
            yield from _said("You", event, text)
        case Hinted(line=line, step=step):
            yield from _said(f"Interviewer, hint {step} of 3", event, line)
        case Stumbled(line=line):
            yield from (f"*{_plain(line)}*", "")
        case Rated(rating=rating) if rating is not None:
            yield from (f"*You graded yourself {rating}.*", "")
        case ExampleShown():
            yield from ("*The example answer was shown.*", "")
        case Graded(attempt=attempt, grade=grade) if attempt in graded:
            yield from (f"*{_plain(_graded(grade))}.*", "")
        case (
            Started()
            | Heard()
            | MovedOn()
            | Retried()
            | Stopped()
            | Rated()
            | Graded()
            | RegradeWished()
            | Spent()
        ):
            return
        case _:
            yield from _said("Interviewer", event, event.line)


def _said(who: str, event: Event, text: str) -> Iterator[str]:
    yield f"**{who}** · {datetime.fromtimestamp(event.at, UTC):%H:%M:%S}"
    yield ""
    yield "  \n".join(f"> {_indent(line)}{_plain(line)}" for line in text.splitlines() or [""])
    yield ""


def _indent(line: str) -> str:
    """The spaces a line of code begins with, as Markdown keeps them."""
    return "\u00a0" * (len(line) - len(line.lstrip(" ")))


def _graded(grade: Grade) -> str:
    by = f"{grade.maker.judge} grader {grade.maker.version} {grade.maker.model}".strip()
    if grade.overall is None:
        return f"Not graded: {grade.ungraded or 'no reason given'}"
    return f"Graded {grade.overall} ({by}, rubric {grade.rubric})"


def _card(card: Card) -> Iterator[str]:
    time = f"{card.seconds / 60:.1f} of {card.minutes:.0f} min"
    rated = f"You said {card.rating}. " if card.rating is not None else ""
    counts = (
        f"probes: {card.probes}, hints: {card.hints}, evidence for {card.evidence} of {card.points} points"
    )
    yield from (f"### {_plain(card.title)}", "")
    yield f"- {rated}{_plain(_graded(card.grade))}. {_plain(card.grade.cap_reason)}".rstrip()
    yield f"- Time {time}, {counts}"
    yield from (f"- Heard: {_heard(line)}" for line in card.heard)
    yield from _items("Fix first", [card.fix_first])
    yield from _items("Why", [f"{card.why} ({card.why_source})" if card.why else ""])
    yield from _items("Keep", [_quoted(card.keep)])
    yield from _items("Missing", [f"{m.text} ({m.source})" for m in card.missing])
    yield from _items("A fact to add", card.facts_to_add)
    yield from ("", "| Point | Verdict | Your words |", "|---|---|---|")
    yield from (_point(mark) for mark in card.grade.marks)
    yield ""


def _heard(line: HeardLine) -> str:
    parts = (("met", line.met), ("partly", line.partly), ("not met", line.not_met), ("red flag", line.raised))
    counts = "; ".join(f"{word}: {', '.join(names)}" for word, names in parts if names)
    return _plain(f"{_quoted(line.quote)} ({counts})")


def _point(mark: Mark) -> str:
    words = f"{_quoted(mark.quote)} {mark.reason}".strip()
    return f"| {_plain(mark.point.replace('-', ' '))} | {mark.verdict.replace('_', ' ')} | {_plain(words)} |"


def _debrief(debrief: StageDebrief) -> Iterator[str]:
    covered = f"{debrief.graded} of {debrief.given} answers graded"
    mean = f"{debrief.mean:.1f}" if debrief.mean is not None else "none"
    yield from (f"## Debrief: {_plain(_stage_name(debrief.stage))}", "")
    yield f"- Verdict (not calibrated): {debrief.verdict}"
    yield f"- Mean: {mean}, {covered}"
    yield from _items("What would change the verdict", [debrief.flip])
    yield from _items("One thing for next time", [debrief.next_time])
    yield from _items("Not assessed", debrief.not_assessed)
    yield from _items(
        "Practise next", [f"{d.title}. {d.criterion} ({', '.join(d.passages)})" for d in debrief.drills]
    )
    gap = f"{debrief.rating_gap:+.1f}" if debrief.rating_gap is not None else "not given"
    yield f"- Your own grades against these: {gap}"
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


def _passages(cards: Iterable[Card], debriefs: Iterable[StageDebrief], bank: Bank) -> Iterator[str]:
    """The text of everything that is cited, so that it can be read without the program."""
    cited = {id for c in cards for id in (c.why_source, c.why_passage, *(m.passage for m in c.missing))}
    cited |= {id for d in debriefs for drill in d.drills for id in drill.passages}
    found = [p for p in bank.guide.passages if p.id in cited]
    yield from ["## Passages cited", ""] if found else []
    for passage in found:
        yield f"- **{_plain(passage.id)}** {_plain(passage.text)}"


def _items(name: str, texts: Iterable[str]) -> Iterator[str]:
    return (f"- {name}: {_plain(text)}" for text in texts if text)


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def _stage_name(stage: str) -> str:
    return STAGE_NAMES.get(stage, stage).capitalize()


def _plain(text: str) -> str:
    """One line of Markdown that shows `text` as it is: no HTML, no markup, no table, no list.

    >>> _plain("<b> and *this*")
    '&lt;b&gt; and \\\\*this\\\\*'
    """
    line = html.escape(_CONTROL.sub("\ufffd", " ".join(text.split())), quote=False)
    return _AT_START.sub(r"\g<1>\\", _MARKUP.sub(r"\\\g<0>", line))
