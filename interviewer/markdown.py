"""An interview to read: its record, cards and debriefs set as Markdown. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from interviewer.dimensions import covered, explained, levels
from interviewer.events import Session
from interviewer.record import Line, Record, graded_line, record_of, stage_name
from interviewer.types import Card, DimensionRow, HeardLine, PointMarked, StageDebrief
from interviewer.withheld import Stands
from knowledge.types import Bank

NOT_SHOWN = "not shown"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MARKUP = re.compile(r"[\\`*_\[\]|~$#!]")
_AT_START = re.compile(r"^(?:(?=[-+=])|(\d+)(?=[.)](?:\s|$)))")
"""Where a line would become a list, a heading or a rule: "- ", "1. ", "===" ("#" is taken care of everywhere)."""


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
    yield f"- {rated}{_plain(graded)}. {_plain(card.held_back or card.grade.cap_reason or card.apart)}".rstrip()
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
    counts = "; ".join(f"{word}: {' · '.join(names)}" for word, names in parts if names)
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
    if debrief.flip or held:
        yield f"- Verdict (not calibrated): {NOT_SHOWN if held else debrief.verdict}"
    yield f"- Mean: {NOT_SHOWN if held else mean}, {covered}"
    yield from _items("Not shown, because", [debrief.held_back])
    yield from _items("What would change the verdict", [debrief.flip])
    yield from _items("One thing for next time", [debrief.next_time])
    yield from _items("Not assessed", debrief.not_assessed)
    yield from _items(
        "Practise next", [f"{d.title}. {d.criterion} ({', '.join(d.passages)})" for d in debrief.drills]
    )
    if debrief.rating_gap is not None:
        yield f"- Your own grades against these: {NOT_SHOWN if held else f'{debrief.rating_gap:+.1f}'}"
    if debrief.own_questions is not None:
        yield f"- Your own questions: {debrief.own_questions}"
    yield f"- Time {debrief.minutes:.0f} min, probes: {debrief.probes}, hints: {debrief.hints}, tokens: {debrief.tokens}"
    yield from _levels(debrief.rows)


def _levels(rows: Sequence[DimensionRow]) -> Iterator[str]:
    yield ""
    if assessed := levels(rows):
        yield "| Dimension (not calibrated) | Level | Your words | To reach the next level |"
        yield "|---|---|---|---|"
        yield from (_row(row) for row in assessed)
        yield ""
    if told := explained(rows):
        yield from (_plain(told), "")


def _row(row: DimensionRow) -> str:
    level = f"{row.level:.1f} of 5, {covered(row)}"
    quotes = " ".join(_quoted(quote) for quote in row.quotes)
    return f"| {_plain(f'{row.name}. {row.note}' if row.note else row.name)} | {level} | {_plain(quotes)} | {_plain(row.next_step)} |"


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
