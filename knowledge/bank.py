"""A guide's folder -> a validated `Bank`, or every mistake in it at once.

    guide.md · bank.yaml (topics) · dimensions.yaml (anchors) · questions/*.yaml (a question and its rubric)

`python -m knowledge.bank [folder]` says what a folder holds, or what is wrong with it.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from knowledge.errors import BankError, KnowledgeError
from knowledge.files import question_names
from knowledge.forms import (
    BankForm,
    BankMistakes,
    DimensionsForm,
    File,
    read_bank,
    read_dimensions,
    read_question,
)
from knowledge.guide import load_guide
from knowledge.proofread import Surroundings, proofread, repeated, version
from knowledge.types import Bank, Guide, Question, Topic

SHIPPED = Path(__file__).parent / "guides" / "fintech-ml-engineer"

T = TypeVar("T")


def load_bank(folder: Path) -> Bank:
    """The bank in a folder.

    Raises GuideError where the guide is no guide, BankError where the questions cannot be looked for, and BankMistakes
    (a BankError) that names every mistake of the other files with file, line, key and remedy.
    """
    guide = load_guide(folder / "guide.md")
    reading = _Reading(folder)
    heads = reading.read("bank.yaml", read_bank)
    grid = reading.read("dimensions.yaml", read_dimensions)
    questions = [reading.read(name, read_question) for name in question_names(folder)]
    if heads is None or grid is None or None in questions:
        raise BankMistakes(reading.mistakes)
    files = [file for file in questions if file is not None]
    mistakes = list(_cross_checked(guide, heads, grid, files))
    if mistakes:
        raise BankMistakes(mistakes)
    return Bank(
        id=heads.value.id,
        role=heads.value.role,
        guide=guide,
        topics=heads.value.topics,
        dimensions=grid.value.dimensions(),
        questions=_in_order([file.value for file in files], heads.value.topics),
        fingerprint=fingerprint(folder),
    )


def fingerprint(folder: Path) -> str:
    """The sha256 over the names and bytes of every file that `load_bank` reads there."""
    digest = hashlib.sha256()
    for name in ("guide.md", "bank.yaml", "dimensions.yaml", *question_names(folder)):
        content = (folder / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@dataclass
class _Reading:
    """A folder being read: files that fail leave their mistakes here, so that all are told together."""

    folder: Path
    mistakes: list[BankError] = field(default_factory=list)

    def read(self, name: str, reader: Callable[[Path, str], File[T]]) -> File[T] | None:
        try:
            return reader(self.folder / name, name)
        except BankMistakes as error:
            self.mistakes += error.mistakes
            return None


def _cross_checked(
    guide: Guide, heads: File[BankForm], grid: File[DimensionsForm], files: Sequence[File[Question]]
) -> Iterator[BankError]:
    """What one file alone cannot show: names in other files, sections of the guide, topics without a case."""
    citable = frozenset(passage.id.removeprefix("guide ") for passage in guide.passages)
    around = Surroundings(heads.value.topics, grid.value.dimensions(), citable)
    for file in files:
        stem = Path(file.name).stem
        yield from (file.mistake(*finding) for finding in proofread(file.value, stem, around))
    yield from _topics(heads, [file.value for file in files], {section.number for section in guide.sections})
    yield from (grid.mistake(*finding) for finding in version(grid.value.version))
    yield from _dimensions(grid)


def _topics(
    heads: File[BankForm], questions: Sequence[Question], numbers: Container[str]
) -> Iterator[BankError]:
    yield from (heads.mistake(*finding) for finding in repeated("topics", [t.id for t in heads.value.topics]))
    for i, topic in enumerate(heads.value.topics):
        kinds = {q.kind for q in questions if q.topic == topic.id}
        if topic.section not in numbers:
            what = f"the guide has no section {topic.section!r}"
            yield heads.mistake(("topics", i, "section"), what, "cite one that it has")
        if not kinds:
            yield heads.mistake(("topics", i), f"{topic.id!r} has no question", "write one in questions/")
        elif topic.stage == "technical" and "case" not in kinds:
            remedy = "give one of its questions kind: case, parts and twists"
            yield heads.mistake(("topics", i), f"{topic.id!r} has no case", remedy)


def _dimensions(grid: File[DimensionsForm]) -> Iterator[BankError]:
    seen: set[str] = set()
    for stage, forms in grid.value.by_stage():
        for i, form in enumerate(forms):
            if form.id in seen:
                yield grid.mistake((stage, i, "id"), f"{form.id!r} stands twice", "give each its own id")
            if sorted(form.anchors) != [1, 3, 5]:
                what = f"anchors at {sorted(form.anchors)}"
                yield grid.mistake((stage, i, "anchors"), what, "describe 1, 3 and 5")
            if form.steps and sorted(form.steps) != [3, 5]:
                what = f"steps to {sorted(form.steps)}"
                yield grid.mistake(
                    (stage, i, "steps"), what, "say what to do to reach 3 and 5, or leave them out"
                )
            seen.add(form.id)


def _in_order(questions: Sequence[Question], topics: Sequence[Topic]) -> tuple[Question, ...]:
    """By topic as the bank lists them, then by id with numbers in their order (3.5.9 before 3.5.10)."""
    rank = {topic.id: i for i, topic in enumerate(topics)}
    return tuple(sorted(questions, key=lambda q: (rank[q.topic], _natural(q.id))))


def _natural(id: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"\d+|\D+", id)]


def main(argv: Sequence[str]) -> int:
    """Print what a folder holds, or every mistake in it; the exit status says which."""
    folder = Path(argv[0]) if argv else SHIPPED
    try:
        bank = load_bank(folder)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    points = sum(len(q.points) for q in bank.questions)
    exemplars = sum(len(q.exemplars) for q in bank.questions)
    holds = f"{len(bank.questions)} questions, {points} points, {exemplars} exemplars"
    print(f"{bank.id}@{bank.fingerprint:.8}: {holds}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
