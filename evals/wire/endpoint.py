"""A scripted OpenAI-compatible endpoint on loopback, over real HTTP: tests and evals replace the wire, never the code.

    with Endpoint([Says("Hello."), Refuses(503), Says("Hello again.")]) as endpoint:
        ...                       # base_url=endpoint.url
        endpoint.assert_complete()

A script is a sequence of replies, one a request, or a function of the request. Without one the endpoint plays
a sensible interviewer and judge: `python -m evals.wire.endpoint --port 8090`, then start the app against it.
"""

from __future__ import annotations

import argparse
import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType

from evals.wire.http import Request, Wire, read
from evals.wire.player import play
from evals.wire.replies import Lists, Refuses, Reply

Script = Sequence[Reply] | Callable[[Request], Reply]


@dataclass
class Endpoint:
    """A server on 127.0.0.1 that follows its script, keeps the requests, and knows the models it lists.

    key: the only key it accepts, or None for any. It can be taken away while the server runs.
    """

    script: Script | None = None
    models: tuple[str, ...] = ("scripted",)
    key: str | None = None
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    hangups: int = 0
    """How many connections the client closed before the reply was out."""
    closed: int = 0
    """How many connections the client closed between two requests."""

    def __post_init__(self) -> None:
        self._next = 0
        self._unscripted: list[str] = []
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="scripted endpoint", daemon=True)

    @property
    def url(self) -> str:
        """The base URL that a client is given."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def chats(self) -> list[Request]:
        """The requests for a reply, without those for the list of models."""
        return [request for request in self.requests if request.path.endswith("/chat/completions")]

    def assert_complete(self) -> None:
        """Every scripted reply was asked for, and nothing beyond them."""
        assert not self._unscripted, f"asked beyond the script: {self._unscripted}"
        planned = 0 if self.script is None or callable(self.script) else len(self.script)
        assert self._next == planned, f"{self._next} of {planned} scripted replies were asked for"

    def __enter__(self) -> Endpoint:
        self._thread.start()
        assert self._ready.wait(10), "the scripted endpoint did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await read(reader):
                self.requests.append(request)
                await self._reply(request).send(request, Wire(writer))
            self.closed += 1
        except ConnectionError:
            self.hangups += 1
        except asyncio.CancelledError:
            pass  # the endpoint is being closed
        finally:
            writer.close()

    def _reply(self, request: Request) -> Reply:
        if self.key is not None and request.headers.get("authorization") != f"Bearer {self.key}":
            return Refuses(
                401, "invalid_api_key", f"Incorrect API key: {request.headers.get('authorization')}"
            )
        if request.path.endswith("/models"):
            return Lists(self.models)
        return self._scripted(request)

    def _scripted(self, request: Request) -> Reply:
        if self.script is None:
            return play(request)
        if callable(self.script):
            return self.script(request)
        if self._next < len(self.script):
            self._next += 1
            return self.script[self._next - 1]
        self._unscripted.append(request.path)
        return Refuses(500, "unscripted", "This request stands in no script.")


def main() -> None:
    """Serve until Ctrl-C, playing interviewer and judge."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.wire.endpoint", description="a scripted chat endpoint"
    )
    parser.add_argument("--port", type=int, default=8090)
    with Endpoint(port=parser.parse_args().port) as endpoint:
        print(f"OPENAI_BASE_URL={endpoint.url} OPENAI_API_KEY=none INTERVIEWER_MODEL=scripted", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
