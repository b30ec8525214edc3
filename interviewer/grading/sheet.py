"""The sheet that travels to a model judge: our points under short ids, and the form read back, however it is worded.

What is read generously is the shape alone: a verdict is one of ours or a plain synonym, never a score, and each of
our points needs exactly one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from interviewer.loose_json import values
from interviewer.types import Mark, Raised, Verdict
from knowledge.types import Question

QUOTE = 300
"""Characters of a quote: a longer one is cut, and what is left must stand in the answer all the same."""
DEEPEST = 4

Quote = Annotated[str, Field(max_length=QUOTE)]

_KEYS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "point", "point_id", "pointid", "p", "item", "criterion"),
    "verdict": ("verdict", "status", "mark", "judgement", "judgment", "result", "label"),
    "quote": ("quote", "quotes", "evidence", "citation", "excerpt"),
}
_LISTS = ("marks", "points", "verdicts", "judgements", "judgments", "results", "evaluation", "items")
_VERDICTS: Mapping[str, str] = {
    **dict.fromkeys(("met", "fully_met", "is_met", "fulfilled", "satisfied", "fully"), "met"),
    **dict.fromkeys(("partly", "partial", "partially", "partly_met", "partially_met", "partlymet"), "partly"),
    **dict.fromkeys(("not_met", "notmet", "unmet", "wrong", "incorrect", "not_fulfilled"), "not_met"),
    **dict.fromkeys(
        ("no_evidence", "noevidence", "none", "absent", "missing", "not_addressed", "not_mentioned", "not_present"),
        "no_evidence",
    ),
    **dict.fromkeys(("raised", "flagged"), "raised"),
}  # fmt: skip
_ID = re.compile(r"\W*(?:(p|point|f|flag|red[ _-]?flag)[\s_#.:-]*)?0*(\d{1,2})(?![\d.])", re.I)


class Marked(BaseModel):
    """A point as the model marked it, or a red flag that it found "raised"."""

    id: str
    verdict: Literal["met", "partly", "not_met", "no_evidence", "raised"]
    quote: Quote

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, found: Any) -> Any:
        if not isinstance(found, dict):
            return found
        named = {str(key).strip().lower().replace(" ", "_"): value for key, value in found.items()}
        held = {
            ours: next((named[name] for name in names if name in named), None)
            for ours, names in _KEYS.items()
        }
        verdict = _verdict_of(held["verdict"])
        quoted = held["quote"] is not None or any(name in named for name in _KEYS["quote"])
        plain = {"id": _id_of(held["id"]), "verdict": verdict}
        return {**plain, "quote": _quote_of(held["quote"])} if quoted or verdict == "no_evidence" else plain


class Form(BaseModel):
    """The judge's reply: `{"marks": [{"id": "p1", "verdict": "met", "quote": "we split by time"}]}`."""

    model_config = ConfigDict(extra="ignore")
    marks: list[Marked]

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, found: Any) -> Any:
        marks = _marks_in(found, 0)
        return found if marks is None else {"marks": marks}


@dataclass(frozen=True)
class Sheet:
    """What one answer is judged by: our points and red flags under the short ids that travel."""

    points: dict[str, str]
    flags: dict[str, str]

    def misfit(self, form: Form) -> str:
        """What is wrong with a form's ids and verdicts, or "". Ids that are not ours say nothing, if all of ours are there."""
        said: dict[str, set[str]] = {}
        for mark in form.marks:
            said.setdefault(mark.id, set()).add(mark.verdict)
        missing = [id for id in self.points if id not in said]
        faults = {
            "missing": missing,
            "more than once": [id for id in self.points if len(said.get(id, ())) > 1],
            "unknown": [id for id in said if missing and id not in self.points and id not in self.flags],
            "a point cannot be raised": [id for id in self.points if "raised" in said.get(id, ())],
        }
        return "; ".join(f"{what}: {', '.join(ids[:9])}" for what, ids in faults.items() if ids)

    def marks(self, form: Form) -> tuple[Mark, ...]:
        """Our points in our order, as a fitting form marks them."""
        by_id = {mark.id: mark for mark in form.marks}
        return tuple(Mark(point, _ours(by_id[id]), by_id[id].quote) for id, point in self.points.items())

    def raised(self, form: Form) -> tuple[Raised, ...]:
        """Our red flags in our order, as a fitting form raises them."""
        quotes = {mark.id: mark.quote for mark in form.marks if mark.verdict == "raised"}
        return tuple(Raised(flag, quotes[id]) for id, flag in self.flags.items() if id in quotes)


def sheet_of(points: Iterable[str], flags: Iterable[str] = ()) -> Sheet:
    """A sheet of these points and flags: `{"p1": "trade-off", "p2": "control"}`."""
    return Sheet(_numbered("p", points), _numbered("f", flags))


def whole_sheet(question: Question) -> Sheet:
    """A sheet of all points and red flags of a question."""
    return sheet_of((p.id for p in question.points), (f.id for f in question.red_flags))


def _numbered(letter: str, ids: Iterable[str]) -> dict[str, str]:
    return {f"{letter}{number}": id for number, id in enumerate(ids, 1)}


def _ours(marked: Marked) -> Verdict:
    assert marked.verdict != "raised"  # such a form is a misfit
    return marked.verdict


# --- how else it may be worded -----------------------------------------------------------------


def _marks_in(found: Any, depth: int) -> list[Any] | None:
    """The list of marks in whatever was sent: under another name, by id, deeper down, or as text; None where there is none."""
    if depth > DEEPEST:
        return None
    if isinstance(found, str):
        return next((m for value in values(found) if (m := _marks_in(value, depth + 1)) is not None), None)
    if isinstance(found, list):
        return found if any(_is_mark(item) for item in found) else None
    if not isinstance(found, dict):
        return None
    if found and all(_ID.fullmatch(str(key)) for key in found):
        return [_by_id(str(key), value) for key, value in found.items()]
    named = {str(key).strip().lower(): value for key, value in found.items()}
    inner = [named[name] for name in _LISTS if name in named] + list(named.values())
    held = (_marks_in(value, depth + 1) for value in inner if isinstance(value, dict | list | str))
    return next((marks for marks in held if marks is not None), None)


def _is_mark(item: Any) -> bool:
    return isinstance(item, dict) and any(str(key).strip().lower() in _KEYS["verdict"] for key in item)


def _by_id(id: str, value: Any) -> Any:
    return {**value, "id": id} if isinstance(value, dict) else {"id": id, "verdict": value}


def _id_of(value: Any) -> Any:
    """ "p1" for "P1", "p01", "point 1", "p1 the trade-off", 1."""
    found = _ID.match(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if not found:
        return str(value)[:9]
    letter = "f" if (found[1] or "p").lower()[0] in "fr" else "p"
    return f"{letter}{int(found[2])}"


def _verdict_of(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = re.sub(r"[\W_]+", "_", value.lower()).strip("_")
    return _VERDICTS.get(word, value)


def _quote_of(value: Any) -> Any:
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str) and item.strip()), "")
    if value is None:
        return ""
    return re.sub(r"[\x00-\x08]", "", value)[:QUOTE] if isinstance(value, str) else value
