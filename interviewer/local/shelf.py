"""What the local model consists of, where it stands on this disk, and what is there already. Reads `model.toml`."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
FILE = HERE / "model.toml"


@dataclass(frozen=True)
class Part:
    """A package that carries a stretch of the model file: `size` bytes, in the order of `model.toml`."""

    package: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Weights:
    """The model file: its name, the one hash that every source must meet, and the sources.

    publisher   where the publisher keeps the file; asked first
    parts       packages that carry the same bytes in stretches; the mirror
    """

    name: str
    title: str
    license: str
    file: str
    size: int
    sha256: str
    publisher: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Runtime:
    """What runs the model: a prebuilt package, or the package whose sources can be built."""

    prebuilt: str
    prebuilt_sha256: str
    prebuilt_size: int
    sources: str
    sources_sha256: str


@dataclass(frozen=True)
class Recipe:
    """All that `make local-model` obtains."""

    weights: Weights
    engine: Runtime


@cache
def recipe(file: Path = FILE) -> Recipe:
    """The shipped recipe. Plain dataclasses: it is read before the first paint, and pydantic takes 0.15 s to import."""
    found = tomllib.loads(file.read_text("utf-8"))
    parts = tuple(Part(**part) for part in found["weights"].pop("parts"))
    return Recipe(Weights(**found["weights"], parts=parts), Runtime(**found["engine"]))


@dataclass(frozen=True)
class Shelf:
    """The folder that holds the model and its engine, and nothing else of ours."""

    folder: Path
    recipe: Recipe

    @property
    def model(self) -> Path:
        """The whole, verified model file: it gets this name last."""
        return self.folder / self.recipe.weights.file

    @property
    def partial(self) -> Path:
        """A beginning of the model file, whoever sent it."""
        return self.folder / f"{self.recipe.weights.file}.partial"

    @property
    def engines(self) -> Path:
        """Holds an engine a folder: `prebuilt`, `built`."""
        return self.folder / "engine"

    @property
    def log(self) -> Path:
        """What the engine says while it runs; each start begins it anew."""
        return self.folder / "engine.log"

    @property
    def engine(self) -> Path | None:
        """The engine that was found to run here: the one that `use` names; None before."""
        named = self.engines / "in-use"
        if not named.is_file():
            return None
        program = self.engines / named.read_text("utf-8").strip()
        return program if program.is_file() else None

    def use(self, program: Path) -> None:
        """Remember the engine that runs here."""
        (self.engines / "in-use").write_text(program.relative_to(self.engines).as_posix(), "utf-8")

    @property
    def complete(self) -> bool:
        """Whether the model and an engine that ran are here."""
        weights = self.recipe.weights
        return self.model.is_file() and self.model.stat().st_size == weights.size and self.engine is not None

    def size(self) -> int:
        """Bytes that the folder takes."""
        files = (path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink())
        return sum(path.stat().st_size for path in files)

    def clear(self) -> int:
        """Remove everything; returns the bytes that were freed."""
        if not self.folder.is_dir():
            return 0
        freed = self.size()
        shutil.rmtree(self.folder)
        return freed


def shelf_in(data_dir: Path, wanted: Recipe | None = None) -> Shelf:
    """The shelf in a data folder, for the model that ships unless another is named."""
    return Shelf(data_dir / "models", wanted or recipe())
