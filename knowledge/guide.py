"""Any guide's text becomes a `Guide`: stages, questions with their advice, tips, FAQs, and passages to cite.

Plain text with numbered headings and Markdown with `#` headings are read (`reading/`); what a section is
follows from the words of the headings above it (`reading/roles.py`, where the rules stand). A guide is read
whole or not at all.

Each heading with text gives a passage: its title and its own text, as they stand in the guide. So a question
is found together with its advice. A question belongs to the behavioral or recruiter stage if a heading above
it says so ("Behavioral Questions"), else to the technical stage; its topic is the heading right above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from knowledge.errors import GuideError
from knowledge.files import content
from knowledge.reading.marks import plain_words
from knowledge.reading.outline import outline
from knowledge.reading.roles import Entry, entries
from knowledge.types import Faq, Guide, GuideQuestion, Passage, Stage, StageId, Tip

LARGEST = 5 * 1024 * 1024

_STAGES: dict[StageId, re.Pattern[str]] = {
    "recruiter": re.compile(r"\brecruiter\b|\bscreen(?:ing)?\b|\bmotivation\b", re.IGNORECASE),
    "technical": re.compile(r"\btechnical\b|\bcoding\b|\bcases?\b", re.IGNORECASE),
    "behavioral": re.compile(r"\bbehaviou?ral\b|\bsoft skills\b|\bculture\b", re.IGNORECASE),
}
_STEP_NAME = re.compile(r"(?:stage|round|step)[ \t]*[0-9]+[ \t]*[-:.–—]?[ \t]*(?=\S)", re.IGNORECASE)
_EXAMPLE = re.compile(r"^[ \t]*[*_]{0,3}example:", re.IGNORECASE | re.MULTILINE)
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


def load_guide(path: Path) -> Guide:
    """Reads a guide from a UTF-8 file. Raises GuideError with the file's name, the line and the remedy."""
    raw = content(path, LARGEST, GuideError)
    try:
        return read_guide(raw.decode("utf-8"), name=path.name)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"the byte {raw[error.start : error.start + 1]!r} is no UTF-8 text"
        raise GuideError(f"{path.name}, line {line}", what, "save the guide as UTF-8 text") from error


def read_guide(text: str, *, name: str = "guide") -> Guide:
    """Reads a guide from its text; Windows line ends and a byte order mark are taken out first.

    Offsets and the hash are those of `Guide.text`. Raises GuideError with the line and the remedy.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _check_text(text, name)
    contents = outline(text, name)
    found = entries(text, contents)
    _check_entries(found, name)
    return Guide(
        title=contents.title or name,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        sections=contents.sections,
        stages=tuple(Stage(e.number, _step_name(e.title), e.text) for e in _of("stage", found)),
        questions=tuple(map(_question, _of("question", found))),
        tips=tuple(Tip(e.number, e.title, e.text) for e in _of("tip", found)),
        faqs=tuple(Faq(e.number, e.title, e.text) for e in _of("faq", found)),
        passages=_passages(text, found),
    )


def _check_size(size: int, name: str) -> None:
    if size > LARGEST:
        what = f"the guide is larger than {LARGEST // 1024**2} MB"
        raise GuideError(f"{name}, line 1", what, "import the text of one guide, without images")


def _check_text(text: str, name: str) -> None:
    if not text.strip():
        raise GuideError(f"{name}, line 1", "the guide is empty", "give it numbered headings and text")
    if broken := re.search(r"[\x00\ud800-\udfff]", text):
        line = text.count("\n", 0, broken.start()) + 1
        what = f"the character {broken[0]!r} belongs to no text"
        raise GuideError(f"{name}, line {line}", what, "remove it, or save the guide as UTF-8 text again")
    _check_size(len(text.encode()), name)


def _check_entries(found: Sequence[Entry], name: str) -> None:
    if not any(_of("question", found)):
        remedy = 'put each under a heading of its own in a chapter named "Questions"'
        raise GuideError(f"{name}, line 1", "no sample questions were found", remedy)
    for entry in _of("faq", found):
        if not entry.text:
            what = f"the frequent question {entry.number} {entry.title!r} has no answer"
            raise GuideError(f"{name}, line {entry.line}", what, "write it under the question")


def _of(kind: str, found: Iterable[Entry]) -> Iterable[Entry]:
    return (entry for entry in found if entry.kind == kind)


def _step_name(title: str) -> str:
    """ "Stage 2: Recruiter Screen" is the "Recruiter Screen"."""
    return _STEP_NAME.sub("", title, count=1) if _STEP_NAME.match(title) else title


def _question(entry: Entry) -> GuideQuestion:
    advice, example = _without_example(entry.text)
    return GuideQuestion(entry.number, entry.above[0], entry.title, advice, example)


def _without_example(text: str) -> tuple[str, str | None]:
    """The advice, and the paragraph that begins with "Example:" apart from it, on one line."""
    begin = _EXAMPLE.search(text)
    if not begin:
        return text, None
    end = _EMPTY_LINE.search(text, begin.end())
    stop = end.start() if end else len(text)
    advice = f"{text[: begin.start()].rstrip()}\n\n{text[stop:].lstrip()}".strip()
    return advice, plain_words(" ".join(text[begin.end() : stop].split())) or None


def _passages(text: str, found: Sequence[Entry]) -> tuple[Passage, ...]:
    topics = {entry.group: _stage_of_question(entry) for entry in _of("question", found)}
    written = (entry for entry in found if entry.kind != "section" or entry.text)
    return tuple(_passage(text, entry, topics) for entry in written)


def _passage(text: str, entry: Entry, topics: dict[str, StageId]) -> Passage:
    stage, topic = "", ""
    if entry.kind == "question":
        stage, topic = _stage_of_question(entry), entry.above[0]
    elif entry.number in topics:
        stage, topic = topics[entry.number], entry.title
    elif entry.kind == "stage":
        stage = _stage_named(entry.title) or ""
    return Passage(
        id=f"guide {entry.number}",
        kind=entry.kind,
        section=entry.section,
        title=entry.title,
        text=text[entry.start : entry.end],
        source=f"guide {entry.number}",
        stage=stage,
        topic=topic,
        start=entry.start,
        end=entry.end,
    )


def _stage_named(title: str) -> StageId | None:
    """The stage that a title names, if it names exactly one."""
    named = [stage for stage, words in _STAGES.items() if words.search(title)]
    return named[0] if len(named) == 1 else None


def _stage_of_question(entry: Entry) -> StageId:
    return next((stage for title in entry.above if (stage := _stage_named(title))), "technical")
