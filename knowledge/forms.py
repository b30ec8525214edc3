"""YAML files -> frozen values, each mistake with its file, line, key and remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import BankError
from knowledge.files import content
from knowledge.types import STAGES, Dimension, Flag, Question, StageId, Topic, Whole

T = TypeVar("T")
Loc = tuple[int | str, ...]
"""Where a value stands in a file: ("points", 2, "weight")."""

# PyYAML's own parser takes 26 ms for one question, libyaml's 3 ms; not every build has the second.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LARGEST = 1024 * 1024
"""Bytes of a file; ours have 27,000."""
DEEPEST = 20
"""Levels of a file; ours have 4. Thousands of them end the process inside libyaml, without a word."""


class _Loader(Loader):  # type: ignore[misc]  # which of the two it is, is known when it runs
    """Names the place of a value that is not what its tag says."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        try:
            return super().construct_object(node, deep)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            kind = node.tag.rpartition(":")[2]
            what = f"{str(node.value)[:40]!r} cannot be read as {kind}"
            raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from error


@dataclass(frozen=True)
class BankForm:
    """bank.yaml."""

    id: str
    role: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class DimensionForm:
    """One dimension in dimensions.yaml, where its stage is the key above it."""

    id: str
    name: str
    core: Flag
    anchors: dict[Whole, str]
    note: str = ""
    steps: dict[Whole, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DimensionsForm:
    """dimensions.yaml."""

    version: Whole
    recruiter: tuple[DimensionForm, ...] = ()
    technical: tuple[DimensionForm, ...] = ()
    behavioral: tuple[DimensionForm, ...] = ()

    def by_stage(self) -> tuple[tuple[StageId, tuple[DimensionForm, ...]], ...]:
        """The stages in the order of the loop, each with its dimensions."""
        return tuple(zip(STAGES, (self.recruiter, self.technical, self.behavioral), strict=True))

    def dimensions(self) -> tuple[Dimension, ...]:
        return tuple(
            Dimension(d.id, stage, d.name, d.anchors, d.core, d.note, d.steps)
            for stage, forms in self.by_stage()
            for d in forms
        )


@dataclass(frozen=True)
class File(Generic[T]):
    """A file that was read: its value, and where each key of it stands."""

    name: str
    value: T
    node: yaml.Node = field(repr=False, compare=False)

    def mistake(self, loc: Loc, what: str, remedy: str) -> BankError:
        return _mistake(self.name, self.node, loc, what, remedy)


TOLD = 20
"""Mistakes that are told at once; who has more mends these first."""


class BankMistakes(BankError):
    """Every mistake that was found in a bank, one a line."""

    def __init__(self, mistakes: Sequence[BankError]) -> None:
        super().__init__(mistakes[0].where, mistakes[0].what, mistakes[0].remedy)
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        told = [str(mistake) for mistake in self.mistakes[:TOLD]]
        more = len(self.mistakes) - TOLD
        return "\n".join([*told, f"... and {more:,} more."] if more > 0 else told)


def read_question(path: Path, name: str) -> File[Question]:
    """Raises BankMistakes, as the other two readers do."""
    return _read(path, name, _QUESTION.validate_python)


def read_bank(path: Path, name: str) -> File[BankForm]:
    return _read(path, name, _BANK.validate_python)


def read_dimensions(path: Path, name: str) -> File[DimensionsForm]:
    return _read(path, name, _DIMENSIONS.validate_python)


# The value travels in a 1-tuple: pydantic hands a configuration down to dataclasses only from a container.
_STRICT = ConfigDict(extra="forbid", str_min_length=1, str_strip_whitespace=True)
_QUESTION = TypeAdapter(tuple[Question], config=_STRICT)
_BANK = TypeAdapter(tuple[BankForm], config=_STRICT)
_DIMENSIONS = TypeAdapter(tuple[DimensionsForm], config=_STRICT)


def _read(path: Path, name: str, validate: Callable[[object], tuple[T]]) -> File[T]:
    node, raw = _parse(path, name)
    traps = [_mistake(name, node, *trap) for trap in _traps(node, set())]
    if traps:
        raise BankMistakes(traps)
    try:
        return File(name, validate((raw,))[0], node)
    except ValidationError as error:
        raise BankMistakes([_of_pydantic(name, node, e) for e in error.errors()]) from error


def _parse(path: Path, name: str) -> tuple[yaml.Node, object]:
    """The file as nodes (which know their lines) and as plain values."""
    try:
        text = content(path, LARGEST, BankError).decode("utf-8-sig")  # an editor may have marked it
        if (deep := _too_deep(text)) is not None:
            raise _alone(f"{name}, line {deep}", f"more than {DEEPEST} levels are nested", "write it flat")
        loader = _Loader(text)
        node = loader.get_single_node()
        raw = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _alone(f"{name}, line {line}", str(error.problem), "correct the YAML there") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise _alone(name, f"cannot be read ({error})", "put a YAML file in UTF-8 there") from error
    except BankError as error:
        raise BankMistakes([error]) from error
    if node is None:
        raise _alone(name, "the file is empty", "fill it in or remove it")
    return node, raw


def _too_deep(text: str) -> int | None:
    """The line at which a file is nested too deep, found without following it there."""
    depth = 0
    for event in yaml.parse(text, Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return event.start_mark.line + 1 if event.start_mark else 1
    return None


def _alone(where: str, what: str, remedy: str) -> BankMistakes:
    return BankMistakes([BankError(where, what, remedy)])


def _traps(node: yaml.Node, seen: set[int], loc: Loc = ()) -> Iterator[tuple[Loc, str, str]]:
    """What YAML allows and nobody wants here: the second of two equal keys wins; a value can hold itself."""
    if id(node) in seen:
        yield loc, "it refers to another place with '*'", "write it out"
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if str(key.value) in keys:
                yield (*loc, key.value), "the key stands twice", "remove one of the two"
            keys.add(str(key.value))
            yield from _traps(value, seen, (*loc, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            yield from _traps(item, seen, (*loc, i))
    elif "\0" in node.value:
        yield loc, "the character '\\x00' belongs to no text", "remove it"


def _of_pydantic(name: str, node: yaml.Node, error: ErrorDetails) -> BankError:
    loc = tuple(part for part in error["loc"][1:] if part != "[key]")
    shown = repr(error["input"]) if len(repr(error["input"])) <= 60 else f"{error['input']!r:.57}..."
    what, remedy = {
        "missing": ("it is missing", "add it"),
        "unexpected_keyword_argument": (
            f"the key is not known (its value is {shown})",
            "correct or remove it",
        ),
        "string_type": (f"{shown} is not text", "put it in quotes"),
        "string_too_short": ("the text is empty", "fill it in"),
        "int_type": (f"{shown} is no whole number", "write one such as 2, without quotes"),
        "float_type": (f"{shown} is no number", "write one such as 1.5, without quotes"),
        "bool_type": (f"{shown} is neither true nor false", "write one of the two, without quotes"),
        "tuple_type": (f"{shown} is no list", "write one, each entry on a line that begins with '- '"),
        "dict_type": (f"{shown} does not fit", "write keys with their values"),
        "dataclass_type": (f"{shown} does not fit", "write keys with their values"),
    }.get(error["type"], (f"{shown} does not fit", error["msg"].replace("Input should", "it should")))
    return _mistake(name, node, loc, what, remedy)


def _mistake(name: str, node: yaml.Node, loc: Loc, what: str, remedy: str) -> BankError:
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
    return BankError(f"{name}, line {_line(node, loc)}" + (f", {key}" if key else ""), what, remedy)


def _line(node: yaml.Node, loc: Loc) -> int:
    """The line of a key, counted from 1; where it is missing, of what it is missing from."""
    line = node.start_mark.line + 1
    for part in loc:
        found = _child(node, part)
        if found is None:
            return int(line)
        key, node = found
        line = key.start_mark.line + 1
    return int(line)


def _child(node: yaml.Node, part: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """The node of a key and of its value; the last of the two, where the key stands twice."""
    if isinstance(node, yaml.MappingNode):
        return _keys(node).get(str(part))
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


@lru_cache(maxsize=8)
def _keys(node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """The keys of a mapping; a file of nothing but mistakes asks for them once a mistake."""
    return {str(key.value): (key, value) for key, value in node.value}
