"""The composition root: settings -> parts -> page -> serve. Run it with `python app.py`."""

from __future__ import annotations

import argparse
import asyncio
import errno
import logging
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import uvicorn

from interviewer.web.asgi import App
from interviewer.web.front import Front

if TYPE_CHECKING:
    from interviewer.settings import Settings

QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "ORT_DISABLE_TELEMETRY": "1",
}
"""No library phones home. Set before any of them is imported."""


def main() -> int:
    """Serve the page; returns the exit status."""
    arguments = _arguments()
    os.environ.update(QUIET)
    from interviewer.errors import InterviewError
    from interviewer.settings import read_settings

    try:
        settings = read_settings(os.environ)
        _move_aside(settings, wished=arguments.fresh_history)
        door = _door(settings) if arguments.terminal is None else None
    except InterviewError as error:
        print(error.line, file=sys.stderr)
        return 2
    try:
        if door is None:
            return asyncio.run(_in_terminal(settings, arguments.terminal))
        return asyncio.run(_serve(settings, door))
    except KeyboardInterrupt:
        return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A mock interviewer in the browser.")
    parser.add_argument(
        "--fresh-history", action="store_true",
        help="move the history aside (it is kept beside the new one) and begin a new one",
    )  # fmt: skip
    parser.add_argument(
        "--terminal", nargs="?", const="", metavar="ID",
        help="hold the interview in the terminal: a new one, or the one of that id",
    )  # fmt: skip
    return parser.parse_args()


async def _in_terminal(settings: Settings, id: str) -> int:
    from interviewer.errors import InterviewError
    from interviewer.terminal import Terminal
    from interviewer.web.furnish import furnish
    from knowledge.errors import KnowledgeError

    try:
        house = await asyncio.to_thread(furnish, settings)
    except (InterviewError, KnowledgeError) as error:
        print(error, file=sys.stderr)
        return 2
    settling = asyncio.create_task(house.settle_in())  # a local model takes a while to load
    terminal = Terminal(house.bank, house.interviews, house.plan, house.engine.line, house.standing)
    held = await terminal.hold(id.encode("utf-8", "replace").decode())  # an argument may hold any bytes
    settling.cancel()
    return 0 if held else 1


class _Server(uvicorn.Server):
    """Ends quietly: pages that are open then are cut off, which is no error to report."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, without tracebacks of pages that were still listening."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def _door(settings: Settings) -> socket.socket:
    """Where the page will be served. Raises SettingsError for an address that cannot be had."""
    from interviewer.errors import SettingsError

    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, address = found[0]
        # Of that protocol by name: without it asyncio would leave Nagle's algorithm on, and every reply would wait.
        door = socket.socket(family, kind, protocol)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen()
        return door
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"PORT={settings.port} is in use: end the program that has it, or choose another port with PORT."
            ) from error
        if error.errno == errno.EACCES:
            raise SettingsError(
                f"PORT={settings.port} is not yours to use; choose one above 1023 with PORT."
            ) from error
        raise SettingsError(
            f"HOST={settings.host!r} is no address of this machine; with 127.0.0.1 the page is served to you alone."
        ) from error


async def _serve(settings: Settings, door: socket.socket) -> int:
    front = Front(guarded=settings.signs_in)
    server = _Server(uvicorn.Config(front, log_level="warning", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve([door]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    if serving.done():
        return 1
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Mock interview: http://{host}:{door.getsockname()[1]}", flush=True)
    failed = await _furnish(front, settings)
    if failed:
        server.should_exit = True
    await serving
    return 2 if failed else 0


async def _furnish(front: Front, settings: Settings) -> bool:
    """Build the real application behind the splash; returns whether that failed, after saying why."""
    from interviewer.errors import InterviewError
    from knowledge.errors import KnowledgeError

    try:
        application, settle = await asyncio.to_thread(_application, settings)
        await front.open(application)
    except (InterviewError, KnowledgeError) as error:
        await _say_why(front, str(error))
        return True
    except Exception:
        await _say_why(front, "The program could not start; the terminal says more.")
        raise
    print("Ready.", flush=True)
    await settle()
    return False


async def _say_why(front: Front, why: str) -> None:
    """Tell it in the terminal and, for a second, on the page."""
    print(why, file=sys.stderr, flush=True)
    front.refuse(why)
    await asyncio.sleep(1)


def _application(settings: Settings) -> tuple[App, Callable[[], Awaitable[None]]]:
    """Everything the page needs, imported and put together while the splash is shown; and what can wait until then."""
    from interviewer.web.lean import import_gradio

    import_gradio()
    from interviewer.web.furnish import furnish
    from interviewer.web.serve import application, guarded

    if settings.signs_in:
        return guarded(settings)
    house = furnish(settings)
    return application(house), house.settle_in


def _move_aside(settings: Settings, *, wished: bool) -> None:
    if not wished:
        return
    from interviewer.aside import move_aside
    from interviewer.errors import SettingsError
    from interviewer.whereabouts import sqlite_file

    if settings.signs_in:
        raise SettingsError(
            "With accounts --fresh-history cannot know whose history is meant: rename that person's file in"
            f" {str(settings.data_dir / 'users')!r} while the program does not run."
        )
    path = sqlite_file(settings.database_url)
    if path is None:
        raise SettingsError("--fresh-history moves a SQLite file; this history is in another database.")
    if kept := move_aside(path):
        print(f"The old history was moved to {kept}.", flush=True)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(
        status
    )  # threads that still make something ready are not waited for; the store is on disk already
