"""One loopback server that plays the publisher of a model and a package index, with every way of failing."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
import threading
import time
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

PUBLISHED = "/model.gguf"


@dataclass
class Sources:
    """What stands on the server, how the publisher behaves, and what was asked.

    cuts: after how many bytes of each successive reply the publisher breaks off; ranges: whether it can begin in
    the middle; silent: it takes the request and says nothing.
    """

    published: bytes | None = None
    packages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    ranges: bool = True
    silent: float = 0.0
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        sources = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _serve(sources, self)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def index(self) -> str:
        """What pip is given as its index."""
        return f"{self.url}/simple"

    def __enter__(self) -> Sources:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add_wheel(self, name: str, files: dict[str, bytes]) -> str:
        """Put a wheel of version 1.0 on the index; returns its sha256."""
        module = name.replace("-", "_")
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as wheel:
            for path, content in files.items():
                wheel.writestr(f"{module}/{path}", content)
            info = f"{module}-1.0.dist-info"
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
        return self._add(name, f"{module}-1.0-py3-none-any.whl", made.getvalue())

    def add_sources(self, name: str, files: dict[str, bytes]) -> str:
        """Put a source package of version 1.0 on the index; returns its sha256."""
        backend = (
            b"import pathlib\n"
            b"def prepare_metadata_for_build_wheel(folder, settings=None):\n"
            b"    info = pathlib.Path(folder, '%s-1.0.dist-info'); info.mkdir()\n"
            b"    (info / 'METADATA').write_text('Metadata-Version: 2.1\\nName: %s\\nVersion: 1.0\\n')\n"
            b"    return info.name\n"
        ) % (name.replace("-", "_").encode(), name.encode())
        system = b'[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        whole = {**files, "pyproject.toml": system, "backend.py": backend,
                 "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode()}  # fmt: skip
        made = io.BytesIO()
        root = f"{name.replace('-', '_')}-1.0"
        with tarfile.open(fileobj=made, mode="w:gz") as archive:
            for path, content in whole.items():
                entry = tarfile.TarInfo(f"{root}/{path}")
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        return self._add(name, f"{root}.tar.gz", made.getvalue())

    def _add(self, name: str, file: str, content: bytes) -> str:
        self.packages[name] = (file, content)
        return hashlib.sha256(content).hexdigest()


def _serve(sources: Sources, request: BaseHTTPRequestHandler) -> None:
    wanted = request.headers.get("Range", "")
    sources.asked.append(f"{request.path} {wanted}".strip())
    if request.path == PUBLISHED:
        return _publish(sources, request, wanted)
    if found := re.fullmatch(r"/simple/([\w-]+)/", request.path):
        return _list(sources, request, found[1])
    files = dict(sources.packages.values())
    body = files.get(request.path.removeprefix("/files/"))
    return _send(request, 404, b"") if body is None else _send(request, 200, body)


def _publish(sources: Sources, request: BaseHTTPRequestHandler, wanted: str) -> None:
    time.sleep(sources.silent)
    if sources.published is None:
        return _send(request, 404, b"")
    start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and sources.ranges else 0
    body = sources.published[start:]
    request.send_response(206 if start else 200)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body[: sources.cuts.pop(0)] if sources.cuts else body)
    request.close_connection = True
    return None


def _list(sources: Sources, request: BaseHTTPRequestHandler, name: str) -> None:
    if name not in sources.packages:
        return _send(request, 404, b"")
    file, content = sources.packages[name]
    digest = hashlib.sha256(content).hexdigest()
    link = {"filename": file, "url": f"{sources.url}/files/{file}", "hashes": {"sha256": digest}}
    body = json.dumps({"meta": {"api-version": "1.0"}, "name": name, "files": [link]})
    return _send(request, 200, body.encode(), "application/vnd.pypi.simple.v1+json")


def _send(
    request: BaseHTTPRequestHandler, status: int, body: bytes, kind: str = "application/octet-stream"
) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
