"""An engine for tests: a program that takes llama-server's arguments and plays the scripted endpoint.

It leans to yes on a claim with the word "split" and to no on any other, and dies where it reads CRASH.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from pathlib import Path

from evals.wire.endpoint import Endpoint
from evals.wire.http import Request
from evals.wire.player import play
from evals.wire.replies import Leans, Reply, Says, Sends

RECALLED = "You looked at accuracy every week."
ROOT = Path(__file__).resolve().parents[2]


def program(*, crashes: bool = False, loads: bool = True) -> bytes:
    """The engine as a file that can be run; one that `crashes` does so as where a processor lacks an instruction.

    One that never `loads` runs and never can be asked.
    """
    if not loads:
        return b"#!/bin/sh\nexec sleep 3600\n"
    if crashes:
        return b"#!/bin/sh\nkill -ILL $$\n"
    return (
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.integration.local_engine import main\nmain()\n"
    ).encode()


def reply(request: Request) -> Reply:
    """What the engine says to a request."""
    if request.path == "/health":
        return Sends('{"status": "ok"}')
    if "CRASH" in request.user:
        os._exit(1)
    if request.body.get("logprobs"):
        claim = request.user.rpartition("Claim:")[2].lower()
        return Leans(0.9 if "split" in claim else 0.1)
    if 'begins with "You"' in request.user:
        return Says(RECALLED)
    return play(request)


def main() -> None:
    """Serve until told to go."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", action="store_true")
    parser.add_argument("--model")
    parser.add_argument("--port", type=int, default=0)
    wish, _ = parser.parse_known_args()
    if wish.version:
        return
    if not wish.model or not Path(wish.model).is_file():
        sys.exit(1)
    with Endpoint(reply, port=wish.port, key=os.environ["LLAMA_API_KEY"]):
        threading.Event().wait()
