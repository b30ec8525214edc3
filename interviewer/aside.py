"""A history is moved aside, whole and under a name of its own, so that a new one can begin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from interviewer.errors import StoreError, StoreReadOnly

ASIDE = ".damaged-"
"""What a database is called that was moved aside: its name, this, and the time."""

_LOCKS, _LENGTH = 0x40000000, 512
"""The bytes that SQLite locks in a database while somebody has it open (PENDING_BYTE and those after it)."""


def move_aside(path: Path) -> Path | None:
    """Rename a database, damaged or not; returns where it is kept, None where there is nothing of it.

    Raises StoreError where another program has it open, StoreReadOnly where it may not be renamed: it stays then.
    """
    kept = path.with_name(f"{path.name}{ASIDE}{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")
    suffixes = [suffix for suffix in ("", "-wal", "-shm") if path.with_name(path.name + suffix).exists()]
    try:
        with _alone(path):
            for suffix in suffixes:
                path.with_name(path.name + suffix).rename(kept.with_name(kept.name + suffix))
    except OSError as error:
        raise StoreReadOnly(
            f"{str(path)!r} cannot be moved aside ({error.strerror}); make its folder writable."
        ) from error
    return kept if suffixes else None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """With the file for oneself, not a byte of it changed: another server would go on in a history that nobody finds."""
    import fcntl  # Windows has none, and needs none: it renames no file that is open

    if not path.exists():
        yield
        return
    if not path.is_file():
        raise StoreError(
            f"{str(path)!r} is not a file, so it is not moved aside; choose another folder with DATA_DIR."
        )
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LENGTH, _LOCKS)
        except BlockingIOError as error:
            raise StoreError(
                f"{str(path)!r} is open in another program, perhaps in this one in another window: end that, then start"
                " with --fresh-history again. Nothing was changed."
            ) from error
        yield
