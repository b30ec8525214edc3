"""An interview on paper: records as PDF, set by Typst from `typesetting/interview.typ`. The only home of typst.

The template gets JSON and sets every string in it as text, so nothing that was typed acts as markup.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from interviewer.dimensions import explained
from interviewer.record import Record, stage_name

TEMPLATE = Path(__file__).parent / "typesetting" / "interview.typ"
UNBROKEN = 60
"""Characters after which a word without a space may be broken: paper ends where a page scrolls."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Also the marks that turn the direction of everything after them."""
_WORD = re.compile(rf"\S{{{UNBROKEN}}}(?=\S)")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]")
_JOINERS = re.compile("[\u200d\ufe0e\ufe0f]")

_records: TypeAdapter[tuple[Record, ...]] = TypeAdapter(tuple[Record, ...])


def as_pdf(records: Sequence[Record]) -> bytes:
    """One PDF of these interviews, each beginning on a new page; tagged, so that it can be read aloud."""
    import typst  # 80 MB that only a PDF needs

    dumped = _records.dump_python(tuple(records), mode="json")
    told = [_told(record, fields) for record, fields in zip(records, dumped, strict=True)]
    return bytes(
        typst.compile(TEMPLATE, sys_inputs={"records": json.dumps(told)}, font_paths=_typecase().fonts)
    )


def _told(record: Record, fields: dict[str, Any]) -> dict[str, Any]:
    """What the template gets: names and dates are said here, where there are words for them."""
    began = datetime.fromtimestamp(record.began, UTC)
    debriefs = [
        {**shown, "name": stage_name(d.stage), "explained": explained(d.rows)}
        for d, shown in zip(record.debriefs, fields["debriefs"], strict=True)
    ]
    told = {**fields, "debriefs": debriefs, "began_line": f"{began:%Y-%m-%d %H:%M}"}
    return {key: _printable(value) for key, value in told.items()}


def _printable(value: Any) -> Any:
    """The same with every string in it as paper can show it."""
    match value:
        case str():
            return _WORD.sub("\\g<0>\u200b", _spelt(_CONTROL.sub("\ufffd", value)))
        case list():
            return [_printable(item) for item in value]
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case _:
            return value


def _spelt(text: str) -> str:
    """Emoji by name where this machine has no font that draws them: "(slightly smiling face)"."""
    if _typecase().emoji or not _EMOJI.search(text):
        return text
    return _EMOJI.sub(
        lambda found: f"({unicodedata.name(found[0], 'emoji').lower()})", _JOINERS.sub("", text)
    )


@dataclass(frozen=True)
class _Typecase:
    """The fonts at hand: those that Typst brings along, then the machine's own for other scripts."""

    fonts: Any
    emoji: bool


@cache
def _typecase() -> _Typecase:
    import typst

    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
    return _Typecase(fonts, any("emoji" in family.lower() for family in fonts.families()))
