"""The cabinet: the database that interviews are kept in, and what its faults are called in the candidate's words."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from interviewer.aside import ASIDE
from interviewer.database import hindrance, is_held, name_of, open_database
from interviewer.errors import Conflict, StoreError, StoreUnreadable
from interviewer.whereabouts import identity

_LEFT_OVER = "It was deleted, but traces may be left in {!r}: {}, then delete once more."
_HELD = "another program holds it; close that"


class Cabinet:
    """An open database. Make one with `open_cabinet`."""

    def __init__(self, engine: Engine, file: Path | None) -> None:
        self._engine, self._file = engine, file
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._opened = identity(file) if file else None
        self.name = name_of(engine, file)

    def rows(self, query: object) -> list[Row[tuple[object, ...]]]:
        """What a query finds. Raises StoreError while another program holds the database or it is gone, StoreUnreadable."""
        self._still_there()
        try:
            with self._engine.connect() as connection:
                return list(connection.execute(query))  # type: ignore[call-overload]  # any select of ours
        except DatabaseError as error:
            raise self._fault(error, "cannot be read right now") from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is on disk afterwards, or none. Raises Conflict, StoreError."""
        self._still_there()
        try:
            with self._engine.begin() as connection:
                if self._is_sqlite:
                    # the driver would begin at the first insert only: what was looked up before could be gone by then
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                self._still_there()  # before it is committed: nothing is acknowledged that nobody would find again
        except IntegrityError as error:
            raise Conflict("this was already answered") from error
        except DatabaseError as error:
            raise self._fault(error, "could not be saved to") from error

    def _still_there(self) -> None:
        """A process goes on writing into a file that was deleted, and nobody would find it again. Raises StoreError."""
        if self._file is not None and identity(self._file) != self._opened:
            raise StoreError(
                f"The history {self.name!r} was deleted or replaced while the program ran, so nothing can be saved: put it"
                " back, or start the program again."
            )

    def _fault(self, error: DatabaseError, what: str) -> StoreError:
        """What a fault of the database is called, and what to do about it."""
        if is_held(error) or (isinstance(error, OperationalError) and not self._is_sqlite):
            return StoreError(f"{self.name!r} {what}: another program holds it; try again.")
        if found := hindrance(error):
            kind, why = found
            return kind(f"{self.name!r} {what}: {why}, then try again.")
        return StoreUnreadable(self.name, "the database is damaged")

    def scrub(self) -> None:
        """Rewrite the file without what was deleted, and empty the write-ahead log, which still holds it.

        Raises StoreError when something may be left.
        """
        if not self._is_sqlite:
            return
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(
                    "PRAGMA temp_store=MEMORY"
                )  # else the old pages pass through a temporary file
                connection.exec_driver_sql("VACUUM")
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        except DatabaseError as error:
            _, why = hindrance(error) or (StoreError, _HELD)
            raise StoreError(_LEFT_OVER.format(self.name, why)) from error
        if busy:
            raise StoreError(_LEFT_OVER.format(self.name, _HELD))

    def drop_copies(self) -> None:
        """Delete the databases that were moved aside."""
        if self._file is not None:
            for copy in self._file.parent.glob(f"{glob.escape(self._file.name)}{ASIDE}*"):
                copy.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def open_cabinet(url: str) -> Cabinet:
    """The cabinet of the database at an SQLAlchemy URL. Raises as `open_database` does."""
    return Cabinet(*open_database(url))
