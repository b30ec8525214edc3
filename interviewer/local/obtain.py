"""Obtaining the model file: from the first source that yields the bytes we know, taking up what is there already.

A partial file is a beginning of the model, whoever sent it: a download that was cut goes on where it stopped, from
the same source or the next. The file gets its name only when its hash is right.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from interviewer.errors import ObtainError
from interviewer.local.shelf import Shelf

RESUMES = 5
"""A source that breaks off is taken up again so many times, as long as each time brings something."""
READ = 1 << 20
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class SourceFailed(Exception):
    """A source sent nothing, or not the right bytes; the message says what happened."""


class WrongBytes(SourceFailed):
    """All bytes came, and they are not the model's."""


class Source(Protocol):
    """Somebody who can send the model file."""

    @property
    def name(self) -> str:
        """As the progress names it ("the publisher")."""
        ...

    def pieces(self, start: int) -> Iterator[bytes]:
        """The file's bytes from `start` on. Raises SourceFailed; may end early."""
        ...


@dataclass(frozen=True)
class Progress:
    """Where a download stands. `fresh`: bytes of `done` that came in the last `seconds`."""

    done: int
    size: int
    fresh: int
    seconds: float
    source: str

    @property
    def line(self) -> str:
        """As the terminal shows it: "35 %  391 of 1117 MB from the publisher, about 40 s left"."""
        rate = self.fresh / self.seconds if self.seconds > 0 else 0.0
        left = (
            f", about {(self.size - self.done) / rate:.0f} s left" if rate and self.done < self.size else ""
        )
        return f"{100 * self.done // self.size:3d} %  {self.done // 10**6} of {self.size // 10**6} MB from {self.source}{left}"


Tell = Callable[[Progress], None]


def obtain(shelf: Shelf, sources: Sequence[Source], tell: Tell) -> None:
    """Put the model on the shelf. Raises ObtainError; what came by then is kept for the next time."""
    with _writing(shelf.folder):
        shelf.folder.mkdir(parents=True, exist_ok=True)
    faults = []
    for source in sources:
        try:
            return _from(source, shelf, tell)
        except SourceFailed as failed:
            faults.append(f"{source.name}: {failed}")
    raise ObtainError(
        f"The local model could not be obtained ({'; '.join(faults)}). Check the network and run it again: "
        "it goes on where it stopped."
    )


def _from(source: Source, shelf: Shelf, tell: Tell) -> None:
    """The whole file from one source, taken up again while it keeps bringing something."""
    for _ in range(RESUMES):
        before = _size(shelf.partial)
        try:
            return _receive(source, shelf, tell)
        except WrongBytes:
            shelf.partial.unlink()
            raise
        except SourceFailed:
            if _size(shelf.partial) <= before:
                raise
    raise SourceFailed("it kept breaking off")


def _receive(source: Source, shelf: Shelf, tell: Tell) -> None:
    """Add what the source sends to the partial file; whole and right, it becomes the model."""
    size = shelf.recipe.weights.size
    if _size(shelf.partial) > size:
        shelf.partial.unlink()
    digest, start = _digest(shelf.partial), _size(shelf.partial)
    done, began = start, time.monotonic()
    with _writing(shelf.folder), shelf.partial.open("ab") as file:
        for piece in source.pieces(start) if start < size else ():
            kept = piece[: size + 1 - done]
            file.write(kept)
            digest.update(kept)
            done += len(kept)
            tell(Progress(done, size, done - start, time.monotonic() - began, source.name))
            if done > size:
                break
        file.flush()
        os.fsync(file.fileno())
    if done < size:
        raise SourceFailed("it broke off")
    if digest.hexdigest() != shelf.recipe.weights.sha256:
        raise WrongBytes("what it sent is not the model that we know, so it was thrown away")
    os.replace(shelf.partial, shelf.model)


def _digest(path: Path) -> hashlib._Hash:
    digest = hashlib.sha256()
    if path.is_file():
        with path.open("rb") as file:
            while piece := file.read(READ):
                digest.update(piece)
    return digest


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


class _writing:
    """Whatever the disk refuses is told in one sentence that names the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise unwritable(self._folder, error) from error


def unwritable(folder: Path, error: OSError) -> ObtainError:
    """Why nothing can be written into a folder, and what to do."""
    if error.errno in FULL:
        return ObtainError(
            f"The disk is full: make room in {str(folder)!r} and run it again; it goes on where it stopped."
        )
    return ObtainError(
        f"{str(folder)!r} cannot be written ({error.strerror or error}): make it writable, or set DATA_DIR to another folder."
    )
