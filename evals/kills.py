"""`python -m evals kills`: kill the real server at random moments of an interview; what was acknowledged must be there.

A candidate answers through the page's own API; the process gets SIGKILL somewhere in the next seconds and is
started again on the same data. Counted: answers acknowledged, lost or doubled; grades recorded twice; dead ends.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gradio_client import Client

from evals.server import Server
from interviewer.events import Aside

LONGEST = 4.0
"""Seconds within which the process is killed, counted from the first answer after a start."""
ASIDE = {kind.__dataclass_fields__["kind"].default for kind in Aside.__args__}
PATIENCE = 30.0


@dataclass
class Tally:
    """What was counted."""

    kills: int = 0
    interviews: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    graded_twice: int = 0
    dead_ends: int = 0


@dataclass
class Interview:
    """One interview that goes on over many servers; `said` holds the acknowledged answers."""

    id: str = ""
    said: list[str] = field(default_factory=list)


def main(argv: list[str]) -> int:
    """Kill `--n` times; exit status 1 if anything was lost, doubled or stuck."""
    parser = argparse.ArgumentParser(prog="python -m evals kills", description=__doc__)
    parser.add_argument("--n", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(argv)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        _run(Server(Path(folder)), tally, arguments.n, random.Random(arguments.seed))
    print(f"{tally}  (n={tally.kills} kills)")
    return int(bool(tally.lost or tally.doubled or tally.graded_twice or tally.dead_ends))


def _run(server: Server, tally: Tally, n: int, chance: random.Random) -> None:
    interview = Interview()
    """One after the other, so that each restart meets what the kill before it left."""
    for _ in range(n):
        server.start()
        try:
            client = Client(server.url, verbose=False)
            interview = _checked(server, client, interview, tally)
            killer = threading.Timer(chance.uniform(0, LONGEST), server.kill)
            killer.start()
            _answer_until_killed(server, client, interview, tally)
            killer.join()
            tally.kills += 1
            print(tally, flush=True)
        finally:
            server.kill()
    server.start()
    _checked(server, Client(server.url, verbose=False), interview, tally)
    server.stop()


def _checked(server: Server, client: Client, interview: Interview, tally: Tally) -> Interview:
    """The interview to go on with, after looking at what the last kill left of it."""
    if not interview.id:
        return _begun(client, tally)
    events = _settled(server, interview, tally)
    stored = Counter(e["text"] for e in events if e["kind"] == "answered")
    tally.lost += sum(stored[text] == 0 for text in interview.said)
    tally.doubled += sum(n > 1 for n in stored.values())
    graded = Counter(e["attempt"] for e in events if e["kind"] == "graded")
    tally.graded_twice += sum(n > 1 for n in graded.values())
    finished = any(e["kind"] == "finished" for e in events)
    return _begun(client, tally) if finished else interview


def _begun(client: Client, tally: Tally) -> Interview:
    id, _ = client.predict("Live interview", "All stages", "Any topic", "Short", api_name="/begin")
    tally.interviews += 1
    return Interview(id)


def _answer_until_killed(server: Server, client: Client, interview: Interview, tally: Tally) -> None:
    try:
        while True:
            turn, awaits = _turn(_events(server, interview.id))
            if awaits == "next":
                client.predict(interview.id, str(turn), api_name="/go_on")
            else:
                text = f"Answer {tally.acknowledged}: I measured it and told the team, {random.random()}."
                _, notice = client.predict(interview.id, str(turn), text, api_name="/answer")
                if not notice:
                    interview.said.append(text)
                    tally.acknowledged += 1
            time.sleep(0.05)
    except (
        Exception
    ):  # whatever breaks when the other side is killed; what counts is looked at after the restart
        return


def _settled(server: Server, interview: Interview, tally: Tally) -> list[dict[str, Any]]:
    """The events once it is the candidate's turn again; a dead end when that never comes."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        events = _events(server, interview.id)
        if _turn(events)[1]:
            return events
        time.sleep(0.05)
    tally.dead_ends += 1
    return _events(server, interview.id)


def _events(server: Server, id: str) -> list[dict[str, Any]]:
    return list(json.loads(server.read(f"/sessions/{id}.json"))["events"])


def _turn(events: list[dict[str, Any]]) -> tuple[int, str]:
    """The present turn and what the candidate can do: "say", "next", or "" while the interviewer is at it."""
    seq, last = [(i, e) for i, e in enumerate(events) if e["kind"] not in ASIDE][-1]
    if last["kind"] in ("asked", "probed", "explained", "hinted", "redirected", "invited", "answered_back"):
        return seq, "say"
    return seq, "next" if last["kind"] in ("stage_closed", "finished") else ""
