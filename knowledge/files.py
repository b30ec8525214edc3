"""A guide's files, read with care: no pipe that never ends, no device, no folder, nothing far too large."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from knowledge.errors import BankError, KnowledgeError


def content(path: Path, largest: int, kind: type[KnowledgeError]) -> bytes:
    """The bytes of a file of at most `largest`. Raises `kind`, naming the whole path."""
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise kind(str(path), "is no file", "put a text file there")
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except (OSError, ValueError) as error:
        raise kind(str(path), _why(error), "check its path and rights") from error
    if len(raw) > largest:
        raise kind(str(path), f"is larger than {largest // 1024**2} MB", "keep only its text")
    return raw


def question_names(folder: Path) -> list[str]:
    """The files of questions in a guide's folder, by name. Raises BankError where they cannot be looked for.

    What a name hides that begins with a dot is an editor's or the system's.
    """
    questions = folder / "questions"
    try:
        found = sorted(path for path in questions.iterdir() if not path.name.startswith("."))
        _check_none_left_out(found)
    except OSError as error:
        remedy = "make it a folder that you may read, with a file for each question"
        raise BankError(str(questions), _why(error), remedy) from error
    return [f"questions/{path.name}" for path in found if path.name.endswith(".yaml")]


def _check_none_left_out(found: Iterable[Path]) -> None:
    """A question that is missing from the interview without a word would be looked for in vain."""
    for path in found:
        if path.name.lower().endswith((".yaml", ".yml")) and not path.name.endswith(".yaml"):
            remedy = "let its name end in .yaml"
            raise BankError(f"questions/{path.name}", "it would be left out", remedy)
        if path.is_dir():
            remedy = "move its questions into the folder above it"
            raise BankError(f"questions/{path.name}", "a folder in there would be left out", remedy)


def _why(error: Exception) -> str:
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"
