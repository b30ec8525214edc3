"""Keeps a program only as long as somebody holds the other end of its standard input: run as a script.

The app starts the engine through this, so that the engine ends with the app in whatever way the app ends, a kill
included: the pipe closes, and the engine is told to go. A keeper that is told to go takes the engine with it.
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import threading
from types import FrameType

GRACE = 3.0
"""Seconds that a program gets to end by itself."""
PR_SET_PDEATHSIG = 1
"""Linux: the signal that a process gets when its parent has died (prctl.h)."""


def main(command: list[str]) -> int:
    """Run the command; its exit status."""
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=_dies_with_us)  # noqa: PLW1509  # no thread yet

    def let_go(_signal: int = 0, _frame: FrameType | None = None) -> None:
        program.terminate()
        try:
            program.wait(GRACE)
        except subprocess.TimeoutExpired:
            program.kill()

    def watch() -> None:
        sys.stdin.buffer.read()
        let_go()

    signal.signal(signal.SIGTERM, let_go)
    threading.Thread(target=watch, daemon=True).start()
    return program.wait()


def _dies_with_us() -> None:
    """Ask the kernel to end the program should this keeper be killed; other systems do without."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
