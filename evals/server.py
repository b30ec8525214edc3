"""The real server in a process of its own: started, killed and started again by evals and tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = {
    "00000000",
    "0100007F",
    "0" * 32,
    "0000000000000000FFFF00000100007F",
    "00000000000000000000000001000000",
}
"""Nobody, 127.0.0.1 and ::1, as /proc writes them."""
PATIENCE = 60.0
"""Seconds: a busy machine of two cores may take a while to import everything."""


def interruptible() -> None:
    """For a process that is about to start: Ctrl-C reaches it, though whoever started the tests may ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass
class Server:
    """`python app.py` on a free port, with a data folder of its own."""

    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    _process: subprocess.Popen[str] | None = None

    def start(self) -> Server:
        """Start it and wait until the page is usable."""
        self.launch()
        self.wait_until_ready()
        return self

    def launch(self) -> None:
        """Start the process and wait until it listens."""
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "INTERVIEWER_", "GRADER_"))},
            "PORT": "0", "DATA_DIR": str(self.data), "XDG_CONFIG_HOME": str(self.data), **self.settings,
        }  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None  # a pipe was asked for
        self.url = self._process.stdout.readline().split()[-1]

    def read(self, path: str) -> str:
        """What stands at a path."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=PATIENCE) as reply:
            return str(reply.read().decode())

    def headers(self, path: str) -> dict[str, str]:
        """The headers of a reply, names in lower case."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=PATIENCE) as reply:
            return {name.lower(): value for name, value in reply.headers.items()}

    def wait_until_ready(self) -> None:
        """Wait until the page is usable. Raises TimeoutError."""
        until = time.monotonic() + PATIENCE
        while self.read("/ready") != "ready":
            if time.monotonic() > until:
                raise TimeoutError("the page did not become usable")
            time.sleep(0.02)

    @property
    def pid(self) -> int:
        """The process id, to look at its memory and its connections."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as Ctrl-C would."""
        self._end(signal.SIGINT)

    def remote_addresses(self) -> set[str]:
        """Addresses other than loopback that the process has a TCP connection to (Linux)."""
        inodes = {
            os.readlink(f) for f in Path(f"/proc/{self.pid}/fd").iterdir() if f.is_symlink() and f.exists()
        }
        tables = (Path(f"/proc/{self.pid}/net/tcp"), Path(f"/proc/{self.pid}/net/tcp6"))
        rows = [line.split() for table in tables for line in table.read_text().splitlines()[1:]]
        peers = {row[2].split(":")[0] for row in rows if f"socket:[{row[9]}]" in inodes}
        return {peer for peer in peers if peer not in LOOPBACK}

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(20)
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
