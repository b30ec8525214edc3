"""The event store on a real SQLite file: what is acknowledged stays, what is damaged is said and left alone."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from interviewer.aside import move_aside
from interviewer.cabinet import open_cabinet
from interviewer.errors import (
    Conflict,
    SessionUnreadable,
    SettingsError,
    StoreError,
    StoreReadOnly,
    StoreUnreadable,
)
from interviewer.events import Answered, Asked, Finished, Session, Started
from interviewer.store import Store, Tail, open_store
from interviewer.types import PlannedStage
from tests.unit.simulation import plan, question

PLAN = plan(PlannedStage("technical", 5.0, (question("q1"),)))
WRITER = """
import sys
from interviewer.events import Answered
from interviewer.store import open_store
store, n = open_store(sys.argv[1]), 1
while True:
    store.append("s", n, Answered(float(n), f"answer {n}"))
    print(n, flush=True)
    n += 1
"""

HOLDER = """
import sys
from interviewer.store import open_store
store = open_store(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "interviews.sqlite3"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{file}")
    opened.append("s", 0, Started(0.0, PLAN))
    yield opened
    opened.close()


def refusal(store: Store) -> str:
    """Why an answer is not taken."""
    with pytest.raises(StoreError) as told:
        store.append("s", 1, Answered(1.0, "once more"))
    return told.value.line


def test_a_session_comes_back_as_it_was_written(store: Store) -> None:
    store.append("s", 1, Answered(1.5, "emoji 🙂, NUL \0, right-to-left שלום, <script>"))

    loaded = store.load("s")

    assert loaded == Session(
        "s", (Started(0.0, PLAN), Answered(1.5, "emoji 🙂, NUL \0, right-to-left שלום, <script>"))
    )


def test_a_session_that_is_not_there_is_none(store: Store) -> None:
    assert store.load("unknown") is None


def test_of_fifty_submits_at_once_exactly_one_wins_and_every_loser_is_told(store: Store) -> None:
    def submit(n: int) -> str:
        try:
            store.append("s", 1, Answered(1.0, f"tab {n}"))
        except Conflict:
            return "told"
        return "won"

    with ThreadPoolExecutor(8) as tabs:
        outcomes = list(tabs.map(submit, range(50)))

    assert sorted(outcomes) == ["told"] * 49 + ["won"]


def test_an_event_cannot_skip_a_place(store: Store) -> None:
    with pytest.raises(Conflict):
        store.append("s", 5, Answered(1.0, "from the future"))


def test_sessions_are_listed_latest_first_with_what_was_asked(store: Store) -> None:
    store.append("t", 0, Started(5.0, PLAN))
    store.append("t", 1, Asked(6.0, "q1", "?"))
    store.append("t", 2, Finished(7.0, "bye"))

    listed = store.sessions()

    assert [(s.id, s.began, s.latest) for s in listed] == [("t", 5, 7), ("s", 0, 0)]
    assert store.asked() == {"q1"}


MARKER = "a sentence that nobody may find again"


def on_disk(folder: Path) -> bytes:
    """Everything that lies in a folder, byte by byte."""
    return b"".join(part.read_bytes() for part in sorted(folder.rglob("*")) if part.is_file())


def test_a_deleted_session_is_gone_from_every_file_and_the_others_stay(store: Store, file: Path) -> None:
    store.append("t", 0, Started(5.0, PLAN))
    store.append("t", 1, Answered(6.0, f"{MARKER} {'and more of it ' * 2000}"))
    store.append("s", 1, Answered(6.0, "kept"))
    assert MARKER.encode() in on_disk(file.parent)

    store.delete(["t"])

    assert MARKER.encode() not in on_disk(file.parent)
    assert store.load("t") is None
    kept = store.load("s")
    assert kept is not None
    assert kept.events[1] == Answered(6.0, "kept")


def test_after_everything_is_deleted_no_copy_that_was_moved_aside_is_left_either(
    store: Store, file: Path
) -> None:
    store.append("s", 1, Answered(6.0, MARKER))
    aside = file.with_name(f"{file.name}.damaged-20260101-000000")
    aside.write_bytes(MARKER.encode())

    store.delete()

    assert MARKER.encode() not in on_disk(file.parent)
    assert store.sessions() == ()
    store.append("new", 0, Started(0.0, PLAN))


def test_a_deletion_that_another_program_holds_up_is_told(store: Store, file: Path) -> None:
    store.append("s", 1, Answered(6.0, MARKER))
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchall()

    with pytest.raises(StoreError, match="delete once more"):
        store.delete()
    reader.close()
    store.delete()

    assert MARKER.encode() not in on_disk(file.parent)


def test_an_event_of_a_session_that_was_deleted_meanwhile_is_not_written(store: Store) -> None:
    store.delete(["s"])

    with pytest.raises(Conflict):
        store.append("s", 1, Answered(1.0, "too late"))
    assert store.sessions() == ()


def test_of_several_sessions_all_are_written_or_none(store: Store) -> None:
    whole = Tail("t", 0, (Started(5.0, PLAN), Answered(6.0, "said elsewhere")))

    with pytest.raises(Conflict):
        store.extend([whole, Tail("s", 0, (Started(0.0, PLAN),))])
    assert store.load("t") is None
    store.extend([whole])

    assert store.load("t") == Session("t", whole.events)


def test_what_was_acknowledged_survives_a_kill(store: Store, file: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, f"sqlite:///{file}"], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline() for _ in range(20)]
    writer.kill()
    writer.communicate()

    loaded = store.load("s")

    assert loaded is not None
    assert len(loaded.events) >= 1 + len(acknowledged)


def test_an_altered_event_is_found_by_its_hash(store: Store, file: Path) -> None:
    store.append("s", 1, Answered(1.0, "I said this"))
    with sqlite3.connect(file) as connection:
        connection.execute(
            "UPDATE events SET body = replace(body, 'I said this', 'I said that') WHERE seq = 1"
        )

    with pytest.raises(StoreUnreadable, match="event 1 is missing or was altered"):
        store.load("s")


def test_a_missing_event_is_found(store: Store, file: Path) -> None:
    store.append("s", 1, Answered(1.0, "one"))
    store.append("s", 2, Answered(2.0, "two"))
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM events WHERE seq = 1")

    with pytest.raises(StoreUnreadable, match="event 1"):
        store.load("s")


@pytest.mark.parametrize("left", [1, 2, 3])
def test_an_end_that_was_cut_off_is_found(store: Store, file: Path, left: int) -> None:
    store.extend([Tail("s", 1, tuple(Answered(float(n), f"answer {n}") for n in range(1, 4)))])
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM events WHERE seq >= ?", (left,))

    with pytest.raises(SessionUnreadable, match=f"its end is missing, from event {left} on"):
        store.load("s")


def test_what_was_cut_off_is_not_written_over(store: Store, file: Path) -> None:
    store.extend([Tail("s", 1, (Answered(1.0, "one"), Answered(2.0, "two")))])
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM events WHERE seq = 2")

    with pytest.raises(Conflict):
        store.append("s", 2, Answered(3.0, "another"))
    with pytest.raises(SessionUnreadable, match="its end is missing"):
        store.load("s")


def test_a_history_of_an_older_version_is_taken_as_it_is_and_its_ends_are_known_from_then_on(
    store: Store, file: Path
) -> None:
    store.append("s", 1, Answered(1.0, "one"))
    store.close()
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE ends")

    opened = open_store(f"sqlite:///{file}")
    assert len((opened.load("s") or Session("s", ())).events) == 2
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM events WHERE seq = 1")

    with pytest.raises(SessionUnreadable, match="its end is missing, from event 1 on"):
        opened.load("s")


def test_what_an_older_version_has_added_since_is_no_damage(store: Store, file: Path) -> None:
    store.append("s", 1, Answered(1.0, "one"))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE ends SET seq = 0, hash = (SELECT hash FROM events WHERE seq = 0)")

    store.append("s", 2, Answered(2.0, "two"))

    assert len((store.load("s") or Session("s", ())).events) == 3


def test_while_one_process_writes_another_never_takes_an_end_for_missing(store: Store, file: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, f"sqlite:///{file}"], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    writer.stdout.readline()

    lengths = [len((store.load("s") or Session("s", ())).events) for _ in range(100)]
    writer.kill()
    writer.communicate()

    assert lengths == sorted(lengths)
    assert lengths[-1] > lengths[0]


@pytest.mark.parametrize(
    "content", [b"", b"this is no database, but it is quite long enough to look at" * 50]
)
def test_a_damaged_file_is_refused_and_left_as_it_is(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)

    with pytest.raises(StoreUnreadable, match="--fresh-history"):
        open_store(f"sqlite:///{file}")

    assert file.read_bytes() == content


def test_a_damaged_file_is_kept_when_it_is_moved_aside(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"damaged")

    kept = move_aside(file)

    assert kept is not None
    assert kept.read_bytes() == b"damaged"
    assert open_store(f"sqlite:///{file}").sessions() == ()


def test_a_history_that_another_program_has_open_is_not_moved_aside(file: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, f"sqlite:///{file}"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"

    with pytest.raises(StoreError, match="is open in another program"):
        move_aside(file)
    assert file.exists()
    holder.kill()
    holder.communicate()
    kept = move_aside(file)

    assert open_store(f"sqlite:///{kept}").sessions() == ()
    assert not file.exists()


def test_two_histories_that_are_moved_aside_at_once_are_both_kept(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"first")
    first = move_aside(file)
    file.write_bytes(b"second")

    second = move_aside(file)

    assert first is not None
    assert second is not None
    assert (first.read_bytes(), second.read_bytes()) == (b"first", b"second")


def test_a_journal_whose_history_is_gone_is_neither_mixed_with_a_new_one_nor_lost(file: Path) -> None:
    file.parent.mkdir(parents=True)
    journal = file.with_name(f"{file.name}-wal")
    journal.write_bytes(b"the last answers")

    with pytest.raises(StoreUnreadable, match=r"only its journal 'interviews\.sqlite3-wal' is left"):
        open_store(f"sqlite:///{file}")
    assert [path.name for path in file.parent.iterdir()] == [journal.name]
    kept = move_aside(file)

    assert kept is not None
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"the last answers"
    assert open_store(f"sqlite:///{file}").sessions() == ()


def test_where_there_is_no_history_nothing_is_moved_aside(tmp_path: Path) -> None:
    assert move_aside(tmp_path / "interviews.sqlite3") is None


def test_what_is_no_file_is_not_moved_aside(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not a file, so it is not moved aside"):
        move_aside(tmp_path)

    assert tmp_path.exists()


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """A machine on which new files may be read by everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_folder_whose_name_is_no_text_keeps_a_history_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")

    open_store(f"sqlite:///{folder}/interviews.sqlite3").append("s", 0, Started(0.0, PLAN))

    assert open_store(f"sqlite:///{folder}/interviews.sqlite3").load("s") == Session(
        "s", (Started(0.0, PLAN),)
    )


def test_a_new_history_is_for_its_owner_only_and_so_is_its_folder(file: Path, open_to_all: None) -> None:
    store = open_store(f"sqlite:///{file}")
    store.append("s", 0, Started(0.0, PLAN))

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (file.parent, *file.parent.iterdir())}

    assert modes == {
        "data": 0o700,
        "interviews.sqlite3": 0o600,
        "interviews.sqlite3-shm": 0o600,
        "interviews.sqlite3-wal": 0o600,
    }


def test_a_folder_that_was_there_keeps_its_mode(file: Path, open_to_all: None) -> None:
    file.parent.mkdir(mode=0o755)

    open_store(f"sqlite:///{file}").close()

    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o755
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file stands where the folder should be")

    with pytest.raises(StoreReadOnly, match="DATA_DIR"):
        open_store(f"sqlite:///{blocked}/interviews.sqlite3")


def test_a_history_that_cannot_be_written_refuses_the_answer_and_takes_it_later(
    store: Store, file: Path
) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreError, match="another program holds it; try again"):
        store.append("s", 1, Answered(1.0, "kept in the composer"))
    other.execute("ROLLBACK")
    other.close()
    store.append("s", 1, Answered(1.0, "kept in the composer"))

    loaded = store.load("s")
    assert loaded is not None
    assert loaded.events[1] == Answered(1.0, "kept in the composer")


def hindered(file: Path, pragma: str) -> Store:
    """The store of a file whose database has been told to go so far and no further."""
    cabinet = open_cabinet(f"sqlite:///{file}")
    with cabinet.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    return Store(cabinet)


@pytest.mark.parametrize(
    ("pragma", "told"),
    [
        ("max_page_count=1", "the disk is full; free some space on it, then try again."),
        ("query_only=ON", "the file or its folder is read-only; give yourself the right to write both, then try again."),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_saved_is_told_with_its_own_remedy_and_nothing_is_half_kept(
    store: Store, file: Path, pragma: str, told: str
) -> None:
    other = hindered(file, pragma)

    with pytest.raises(StoreError) as refused:
        other.append("s", 1, Answered(1.0, "much was said " * 10_000))

    assert refused.value.line == f"{str(file)!r} could not be saved to: {told}"
    assert store.load("s") == Session("s", (Started(0.0, PLAN),))


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """A disk that takes nothing more, with an error that is not the usual one of a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_answer_that_the_disk_refuses_with_an_error_says_to_check_the_disk(store: Store) -> None:
    with (
        no_file_larger_than(100_000),
        pytest.raises(StoreError, match="the disk reports an error; check the disk") as refused,
    ):
        store.append("s", 1, Answered(1.0, "much was said " * 20_000))

    assert type(refused.value) is StoreError


def test_a_deletion_that_the_disk_refuses_is_not_said_to_be_held_up_by_a_program(
    store: Store, file: Path
) -> None:
    store.append("t", 0, Started(5.0, PLAN))
    store.append("s", 1, Answered(6.0, "kept " * 100_000))
    room_for_the_deletion_alone = file.with_name(f"{file.name}-wal").stat().st_size + 200_000

    with (
        no_file_larger_than(room_for_the_deletion_alone),
        pytest.raises(
            StoreError, match=r"traces may be left in .* check the disk, .*, then delete once more"
        ),
    ):
        store.delete(["t"])


def test_a_history_that_is_deleted_while_it_is_open_takes_no_more_answers_and_says_so(
    store: Store, file: Path
) -> None:
    for part in file.parent.glob(f"{file.name}*"):
        part.unlink()

    with pytest.raises(StoreError, match="was deleted or replaced"):
        store.append("s", 1, Answered(1.0, "kept in the composer"))
    with pytest.raises(StoreError, match="was deleted or replaced"):
        store.load("s")


def test_what_is_deleted_in_the_middle_of_an_answer_acknowledges_nothing_and_leaves_no_stub(
    store: Store, file: Path
) -> None:
    cabinet = open_cabinet(f"sqlite:///{file}")

    with pytest.raises(StoreError, match="was deleted or replaced"), cabinet.writing():
        for part in file.parent.glob(f"{file.name}*"):
            part.unlink()
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: refusal(store), range(8)))

    assert all("was deleted or replaced" in one for one in told)
    assert list(file.parent.iterdir()) == []


def test_a_history_that_another_program_holds_at_the_start_is_said_to_be_held(
    store: Store, file: Path
) -> None:
    store.close()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreError, match="another program holds it"):
        open_store(f"sqlite:///{file}")


def test_what_is_no_file_is_refused_at_once(file: Path) -> None:
    file.parent.mkdir()
    os.mkfifo(file)

    with pytest.raises(StoreError, match="is not a file, so no history can be in it: choose another folder"):
        open_store(f"sqlite:///{file}")


def test_a_history_that_was_taken_away_and_is_back_takes_answers_again(store: Store, file: Path) -> None:
    away = file.parent.rename(file.parent.with_name("away"))
    with pytest.raises(StoreError, match="put it back"):
        store.append("s", 1, Answered(1.0, "first"))
    away.rename(file.parent)

    store.append("s", 1, Answered(1.0, "again"))

    assert [e.at for e in (store.load("s") or Session("s", ())).events] == [0.0, 1.0]


@pytest.mark.parametrize("content", [b"x", b"SQLite", b"\0" * 4096, b"x" * 4096])
def test_what_is_no_database_is_refused_and_stays_as_it_is(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)

    with pytest.raises(StoreUnreadable, match="--fresh-history"):
        open_store(f"sqlite:///{file}")

    assert file.read_bytes() == content
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE foo (id)",
        "CREATE TABLE events (id INTEGER, name TEXT)",
        "CREATE TABLE digests (session, hash, body)",
    ],
)
def test_a_database_of_another_program_is_refused_and_stays_as_it_is(file: Path, made: str) -> None:
    file.parent.mkdir()
    other = sqlite3.connect(file)
    other.execute(made)
    other.commit()
    other.close()
    before = file.read_bytes()

    with pytest.raises(StoreUnreadable, match="another program"):
        open_store(f"sqlite:///{file}")

    assert file.read_bytes() == before


def test_a_history_without_its_cache_is_opened(store: Store, file: Path) -> None:
    store.close()
    old = sqlite3.connect(file)
    old.execute("DROP TABLE digests")
    old.commit()
    old.close()

    assert open_store(f"sqlite:///{file}").load("s") == Session("s", (Started(0.0, PLAN),))


def test_of_many_that_start_on_an_empty_folder_at_once_none_loses_what_it_wrote(file: Path) -> None:
    def begin(n: int) -> Store:
        opened = open_store(f"sqlite:///{file}")
        opened.append(f"s{n}", 0, Started(0.0, PLAN))
        return opened

    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(begin, range(8)))

    assert {s.id for s in stores[0].sessions()} == {f"s{n}" for n in range(8)}


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////tmp/x.db?timeout=3",
        "sqlite:///file:x?mode=ro&uri=true",
        "postgresql://user:secret@127.0.0.1/x",
        "nobody://x",
        "sqlite://user:secret@/",
        "sqlite+nosuch:////tmp/x.db",
        "sqlite:///~nobody-of-that-name/x.db",
        "sqlite:////tmp/a\0b",
        "postgresql://user:secret@[::1/x",
    ],
)
def test_an_address_that_names_no_file_to_keep_is_refused_and_no_password_is_told(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SettingsError, match="DATABASE_URL") as told:
        open_store(url)

    assert "secret" not in told.value.line
    assert list(tmp_path.iterdir()) == []


def test_the_driver_may_be_named_and_the_file_is_kept_as_carefully(file: Path) -> None:
    opened = open_store(f"sqlite+pysqlite:///{file}")
    opened.append("s", 0, Started(0.0, PLAN))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sqlite3.connect(file).execute("PRAGMA journal_mode").fetchone() == ("wal",)
