"""Vectors kept on disk: texts are embedded once, and read back only if every byte is as it was written.

One file, `<label>-<key>.vectors`: a line of JSON that says what it holds, then the numbers. The key is a hash of the
embedder's name and of all texts, so another guide, another wording or another model is another file.

Chroma's own files would not do. Opening an index rewrites chroma.sqlite3 and a query rewrites length.bin, so no
hash of them holds until the next start, and a damaged header ends the process. Here the bytes that were checked
are the bytes that are used, and putting 500 vectors into Chroma in memory takes 0.2 s.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import IndexUnusable

Vectors = NDArray[np.float32]

log = logging.getLogger(__name__)

_REMEDY = "it is built anew"
_ABANDONED_S = 3600.0


class Manifest(BaseModel):
    """What a file holds: `count` vectors of `width` little-endian float32, whose bytes have that sha256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    count: int
    width: int
    sha256: str


def kept_vectors(
    folder: Path, label: str, embedder: str, texts: Sequence[str], embed: Callable[[], Vectors]
) -> Vectors:
    """The vectors of the texts, from the folder where it has them; else made by `embed` and kept there, if that can be."""
    key = hashlib.sha256(json.dumps([embedder, *texts]).encode()).hexdigest()
    path = folder / f"{label}-{key[:16]}.vectors"
    try:
        return _read(path, key, len(texts))
    except IndexUnusable:
        vectors = embed()
    try:
        _write(path, key, vectors)
        _remove_others(path, label)
    except OSError as error:
        log.warning(
            "What was computed could not be kept in %r (%s); every start computes it anew until that folder can be written.",
            str(folder),
            error.strerror,
        )
    return vectors


def _read(path: Path, key: str, count: int) -> Vectors:
    """Raises IndexUnusable for whatever is not exactly the file that `_write` made for this key."""
    try:
        head, _, numbers = path.read_bytes().partition(b"\n")
        manifest = Manifest.model_validate_json(head)
    except OSError as error:
        raise IndexUnusable(path.name, f"cannot be read ({error.strerror})", _REMEDY) from error
    except ValidationError as error:
        raise IndexUnusable(path.name, f"begins with {head[:40]!r}", _REMEDY) from error
    if (manifest.key, manifest.count, manifest.count * manifest.width * 4) != (key, count, len(numbers)):
        raise IndexUnusable(path.name, f"holds {manifest!r}", _REMEDY)
    if hashlib.sha256(numbers).hexdigest() != manifest.sha256:
        raise IndexUnusable(path.name, "its bytes have changed", _REMEDY)
    return np.frombuffer(numbers, "<f4").reshape(count, manifest.width).astype(np.float32)


def _write(path: Path, key: str, vectors: Vectors) -> None:
    """Under a name of its own, then moved: a kill leaves the old state or the new one, and two processes agree."""
    numbers = vectors.astype("<f4").tobytes()
    count, width = vectors.shape
    manifest = Manifest(key=key, count=count, width=width, sha256=hashlib.sha256(numbers).hexdigest())
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(manifest.model_dump_json().encode() + b"\n" + numbers)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        Path(part).unlink(missing_ok=True)


def _remove_others(path: Path, label: str) -> None:
    """Older files of the label, and parts that a killed process left an hour ago or more."""
    old = [other for other in path.parent.glob(f"{label}-*.vectors") if other != path]
    parts = path.parent.glob("*.part")
    for other in old + [part for part in parts if _age(part) > _ABANDONED_S]:
        with suppress(OSError):  # what stays costs space, nothing else
            other.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Seconds since a file was written; 0 for one that has just gone."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
