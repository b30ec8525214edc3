"""What each section of a guide is: a stage, a question, a tip, a frequent question, or just a section.

The first heading from the chapter down that says one of these words gives its role to all below it:
"FAQ", "frequently asked" | "tips", "prepare", "preparation" | "questions" | "process", "stages", "rounds".
If no heading says any, the guide's title does.

- Stages are the headings right under the process: those that begin with "Stage", "Round" or "Step", or else
  all but those about time ("timeline", "how long") and overviews.
- Questions, tips and FAQs are the headings with none below them. A heading with others below it is a group.
- A group may hold a list in place of headings: then its items are the questions or tips (for tips its
  paragraphs will do). That is a heading with none below it which is the chapter itself, stands beside
  groups, or says "questions" or "tips" itself ("4.1 Company tips"). Its second item is "4.1/2".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.reading.blocks import Block, list_items, paragraphs
from knowledge.reading.outline import Outline
from knowledge.types import PassageKind, Section

_WORDS: dict[PassageKind, re.Pattern[str]] = {
    "faq": re.compile(r"\bfaqs?\b|\bfrequently asked\b", re.IGNORECASE),
    "tip": re.compile(r"\btips\b|\bprepar(?:e|ing|ation)\b", re.IGNORECASE),
    "question": re.compile(r"\bquestions\b", re.IGNORECASE),
    "stage": re.compile(r"\bprocess\b|\bstages\b|\brounds\b", re.IGNORECASE),
}
_PLURAL: dict[PassageKind, re.Pattern[str]] = {
    "tip": re.compile(r"\btips\b", re.IGNORECASE),
    "question": re.compile(r"\bquestions\b(?!.*\?$)", re.IGNORECASE),
}
_STEP = re.compile(r"(?:stage|round|step)\b", re.IGNORECASE)
_NO_STEP = re.compile(r"\btimeline\b|\bhow long\b|\bduration\b|\boverview\b|\bintroduction\b", re.IGNORECASE)
_SENTENCE = re.compile(r"\S.*?[.!?](?=\s|$)")


@dataclass(frozen=True)
class Entry:
    """A section, or an item of one, with its role.

    `number` is "3.2.1", or "4.1/2" for an item; `section` is the heading it stands under or is ("4.1"),
    `group` the heading above it ("3.2", "" for a chapter), `above` are the titles over it, the nearest first.
    """

    kind: PassageKind
    number: str
    title: str
    text: str
    line: int
    start: int
    end: int
    section: str
    group: str
    above: tuple[str, ...]


def entries(text: str, outline: Outline) -> list[Entry]:
    """Every section, and every item that stands in for one, in reading order."""
    tree = _tree(outline)
    return [entry for section in outline.sections for entry in _entries_of(text, section, tree)]


@dataclass(frozen=True)
class _Tree:
    """How the sections stand to each other; "" is the top.

    `groups` have headings below them, `holders` have groups below them, `processes` have named steps, and
    `fallback` is the title where no heading says a role.
    """

    paths: dict[str, tuple[Section, ...]]
    groups: frozenset[str]
    holders: frozenset[str]
    processes: frozenset[str]
    title: str
    fallback: str

    def group(self, section: Section) -> str:
        """The number of the heading above a section."""
        return _group(self.paths[section.number])


def _tree(outline: Outline) -> _Tree:
    by_number = {section.number: section for section in outline.sections}
    paths = {section.number: _path(section, by_number) for section in outline.sections}
    groups = frozenset(_group(path) for path in paths.values()) - {""}
    says_role = any(_role(section.title) for section in outline.sections)
    return _Tree(
        paths=paths,
        groups=groups,
        holders=frozenset(_group(paths[number]) for number in groups),
        processes=frozenset(_group(path) for path in paths.values() if _STEP.match(path[-1].title)),
        title=outline.title,
        fallback="" if says_role else outline.title,
    )


def _path(section: Section, by_number: dict[str, Section]) -> tuple[Section, ...]:
    """The sections from the chapter down to this one."""
    parts = section.number.split(".")
    numbers = (".".join(parts[: n + 1]) for n in range(len(parts)))
    return tuple(by_number[number] for number in numbers if number in by_number)


def _group(path: Sequence[Section]) -> str:
    return path[-2].number if len(path) > 1 else ""


def _role(title: str) -> PassageKind | None:
    return next((role for role, words in _WORDS.items() if words.search(title)), None)


def _place(path: Sequence[Section], fallback: str) -> tuple[PassageKind, int]:
    """The role of a section, and how many headings it stands below the one that gives it."""
    titles = [fallback, *(section.title for section in path)]
    for depth, title in enumerate(titles):
        if role := _role(title):
            return role, len(path) - depth
    return "section", 0


def _entries_of(text: str, section: Section, tree: _Tree) -> Iterator[Entry]:
    role, depth = _place(tree.paths[section.number], tree.fallback)
    items = _items(text, section, role, depth, tree)
    titles = [part.title for part in reversed(tree.paths[section.number])]
    kind = "section" if items else _kind(section, role, depth, tree)
    yield _entry_of_section(section, kind, tree.group(section), (*titles[1:], tree.title))
    for n, item in enumerate(items, start=1):
        yield _entry_of_item(item, role, f"{section.number}/{n}", section.number, (*titles, tree.title))


def _kind(section: Section, role: PassageKind, depth: int, tree: _Tree) -> PassageKind:
    """What a section is that holds no items."""
    group = tree.group(section)
    if role == "stage":
        is_named = bool(_STEP.match(section.title))
        is_stage = is_named if group in tree.processes else not _NO_STEP.search(section.title)
        return "stage" if depth == 1 and is_stage else "section"
    is_entry = depth > 0 and section.number not in tree.groups and group not in tree.holders
    return role if is_entry else "section"


def _items(text: str, section: Section, role: PassageKind, depth: int, tree: _Tree) -> list[Block]:
    """The items of a section that holds a list of questions or tips in place of headings."""
    if role not in _PLURAL or section.number in tree.groups:
        return []
    if depth > 0 and tree.group(section) not in tree.holders and not _PLURAL[role].search(section.title):
        return []
    return list_items(text, section) or (paragraphs(text, section) if role == "tip" else [])


def _entry_of_section(section: Section, kind: PassageKind, group: str, above: tuple[str, ...]) -> Entry:
    return Entry(
        kind=kind,
        number=section.number,
        title=section.title,
        text=section.text,
        line=section.line,
        start=section.start,
        end=section.end,
        section=section.number,
        group=group,
        above=above,
    )


def _entry_of_item(
    item: Block, role: PassageKind, number: str, section: str, above: tuple[str, ...]
) -> Entry:
    """A question's title is the question, and its text the advice; a tip's title is its first sentence."""
    sentence = _SENTENCE.match(item.head)
    is_tip = role == "tip"
    return Entry(
        kind=role,
        number=number,
        title=sentence[0] if sentence and is_tip else item.head,
        text=item.text if is_tip else item.rest,
        line=item.line,
        start=item.start,
        end=item.end,
        section=section,
        group=section,
        above=above,
    )
