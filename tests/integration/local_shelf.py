"""Shelves with an engine that plays, as tests and subprocesses of tests need them."""

from __future__ import annotations

from pathlib import Path

from interviewer.local.shelf import Recipe, Runtime, Shelf, Weights, shelf_in
from tests.integration.local_engine import program

TINY = Recipe(
    Weights("tiny", "Tiny", "MIT", "tiny.gguf", 4, "0" * 64, "http://127.0.0.1:9/", ()),
    Runtime("engine==1.0", "0" * 64, 1, "sources==1.0", "0" * 64),
)


def installed(data_dir: Path, engine: bytes | None = None) -> Shelf:
    """The model that ships, by its size only: a file without content, and an engine that plays."""
    shelf = shelf_in(data_dir)
    _stock(shelf, engine)
    with shelf.model.open("wb") as file:
        file.truncate(shelf.recipe.weights.size)
    return shelf


def stocked(data_dir: Path, engine: bytes | None = None) -> Shelf:
    """A shelf on which everything stands; `engine` instead of the one that plays."""
    shelf = Shelf(data_dir / "models", TINY)
    _stock(shelf, engine)
    shelf.model.write_bytes(b"GGUF")
    return shelf


def _stock(shelf: Shelf, engine: bytes | None) -> None:
    started = shelf.engines / "prebuilt" / "llama-server"
    started.parent.mkdir(parents=True)
    started.write_bytes(engine or program())
    started.chmod(0o755)
    shelf.use(started)
