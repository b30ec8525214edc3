"""A llama-server of our own: started on a free loopback port with a key of its own, watched, ended with us."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from interviewer.errors import EngineUnusable

KEEPER = Path(__file__).with_name("keeper.py")
LOADING = 120.0
"""Seconds until a model must be loaded; a cold disk and a busy machine need half of it."""
ASKING = 60.0
"""Seconds for one token, or for the word that all is well."""
LOOK = 0.1
"""Seconds between two looks at a server that is loading."""
CONTEXT = 8192
"""Tokens of context, shared by the slots: each has half of it."""
SLOTS = 2
"""One for the interviewer and one for the judge, so that neither throws away what the other has read."""


@dataclass(eq=False)
class Server:
    """A running llama-server. It is gone when the process that started it is."""

    base_url: str
    key: str = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def ended(self, within: float) -> bool:
        """Whether it ends by itself within so many seconds."""
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            return False
        return True

    def speaks(self) -> bool:
        """Whether it makes a token: an instruction that the processor lacks shows then."""
        ask = {"messages": [{"role": "user", "content": "Say yes."}], "max_tokens": 1}
        return _asked(self.base_url, "/v1/chat/completions", self.key, json.dumps(ask))

    def stop(self) -> None:
        """End it and wait until it is gone."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()


def start(program: Path, model: Path, log: Path, *, threads: int, loading: float = LOADING) -> Server:
    """Start an engine with a model and wait until it can be asked. Raises EngineUnusable."""
    port, key = _free_port(), secrets.token_urlsafe(24)
    command = [
        str(program), "--model", str(model), "--host", "127.0.0.1", "--port", str(port), "--offline", "--no-ui",
        "--threads", str(threads), "--parallel", str(SLOTS), "--ctx-size", str(CONTEXT),
    ]  # fmt: skip
    try:
        with log.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(KEEPER), *command],
                stdin=subprocess.PIPE, stdout=said, stderr=said, env=_surroundings(program, key),
                start_new_session=True,
            )  # fmt: skip
    except OSError as error:
        raise EngineUnusable from error
    server = Server(f"http://127.0.0.1:{port}/v1", key, process)
    until = time.monotonic() + loading
    while not _asked(server.base_url, "/health", key):
        if not server.alive or time.monotonic() > until:
            server.stop()
            raise EngineUnusable
        time.sleep(LOOK)
    return server


def _surroundings(program: Path, key: str) -> dict[str, str]:
    """What the engine sees of the environment: its own libraries and its key, which no list of processes shows."""
    return {"PATH": os.defpath, "LD_LIBRARY_PATH": str(program.parent), "LLAMA_API_KEY": key}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _asked(base_url: str, path: str, key: str, body: str | None = None) -> bool:
    """Whether the server answers a request well."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=ASKING)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    try:
        connection.request("POST" if body else "GET", path, body, headers)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
