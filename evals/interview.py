"""`python -m evals interview --runs 1000`: simulated candidates sit whole interviews, and code reads every transcript.

All personas, modes, lengths and stages. Without a model the lines are our own; with a model in the settings
(OPENAI_API_KEY, OPENAI_BASE_URL) it words them, and the same checks are made. Exit status 1 on any violation.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from app import QUIET
from evals.casting import WISHES, Run, runs
from evals.checks import CHECKS
from evals.repertoire import personas
from evals.simulation import Outcome, Parts, furnished, held
from evals.wire.awkward import Awkward
from evals.wire.endpoint import Endpoint
from interviewer.events import Spent, event_adapter
from interviewer.markdown import as_markdown
from interviewer.settings import Settings, read_settings
from interviewer.withheld import unquestioned
from knowledge.bank import load_bank
from knowledge.types import Bank

MEMORY_DISK = Path("/dev/shm")
"""Where the stores lie if there is such a place: synced writes are not what is measured here."""
TOGETHER = 10
"""Interviews that share a store, as a candidate's do."""
_parts: list[Parts] = []
"""This process's parts, made once."""


def main(argv: Sequence[str]) -> int:
    """Hold the interviews and print what was found."""
    arguments = _arguments(argv)
    os.environ.update(QUIET)
    settings = read_settings(os.environ)
    began = time.monotonic()
    planned = runs(arguments.runs, arguments.seed, arguments.persona, arguments.wish)
    outcomes = []
    for outcome in _outcomes(planned, settings, arguments.processes, awkward=arguments.awkward):
        outcomes.append(outcome)
        print(f"\r{len(outcomes)} of {len(planned)} interviews", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if arguments.keep is not None:
        _keep(outcomes, arguments.keep)
    if arguments.read is not None:
        _write(outcomes, arguments.read, load_bank(settings.guide))
    voice = "a model that words everything awkwardly" if arguments.awkward else settings.interviewer_model
    print(report(outcomes, voice, time.monotonic() - began))
    return int(any(outcome.violations for outcome in outcomes))


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals interview", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    names = [persona.name for persona in personas()]
    parser.add_argument(
        "--persona", default="", choices=names, metavar="NAME", help=f"only one of {', '.join(names)}"
    )
    parser.add_argument(
        "--wish", default="", choices=WISHES, metavar="NAME", help=f"only one of {', '.join(WISHES)}"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--awkward", action="store_true", help="with a scripted model whose words break every rule"
    )
    parser.add_argument("--keep", type=Path, help="a folder for the transcripts that break a rule, as JSON")
    parser.add_argument("--read", type=Path, help="a folder for every transcript, as Markdown")
    return parser.parse_args(argv)


def _outcomes(
    planned: Sequence[Run], settings: Settings, processes: int, *, awkward: bool
) -> Iterator[Outcome]:
    chunks = [planned[i : i + TOGETHER] for i in range(0, len(planned), TOGETHER)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _furnish, (settings, awkward)) as pool:
        for outcomes in pool.map(_hold, chunks):
            yield from outcomes


def _furnish(settings: Settings, awkward: bool) -> None:
    bank = load_bank(settings.guide)
    if awkward:
        endpoint = Endpoint(Awkward(bank)).__enter__()  # it serves as long as the process lives
        settings = replace(settings, interviewer_model="awkward", base_url=endpoint.url, api_key="none")
    _parts.append(furnished(settings, bank))


def _hold(chunk: Sequence[Run]) -> list[Outcome]:
    disk = MEMORY_DISK if MEMORY_DISK.is_dir() else None
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        url = f"sqlite:///{Path(folder) / 'interviews.sqlite3'}"
        return [held(run, _parts[0], url) for run in chunk]


def _keep(outcomes: Iterable[Outcome], folder: Path) -> None:
    """Write each transcript with violations as JSON, the violations first."""
    folder.mkdir(parents=True, exist_ok=True)
    for outcome in outcomes:
        if outcome.violations and outcome.session:
            found = [f"{v.check} at {v.seq}: {v.what}" for v in outcome.violations]
            events = [event_adapter.dump_python(event, mode="json") for event in outcome.session.events]
            kept = json.dumps({"violations": found, "events": events}, indent=1, ensure_ascii=False)
            (folder / f"{outcome.run.number:05d}-{outcome.run.persona.name}.json").write_text(kept, "utf-8")


def _write(outcomes: Iterable[Outcome], folder: Path, bank: Bank) -> None:
    """Write each transcript as the candidate could take it away."""
    folder.mkdir(parents=True, exist_ok=True)
    for outcome in outcomes:
        if outcome.session:
            text = as_markdown(outcome.session, bank, unquestioned)
            (folder / f"{outcome.run.number:05d}-{outcome.run.persona.name}.md").write_text(text, "utf-8")


def report(outcomes: Sequence[Outcome], voice: str, seconds: float) -> str:
    """The figures: violations by check with an example each, then by persona and by mode."""
    messages = sum(outcome.messages for outcome in outcomes)
    worded = sum(isinstance(e, Spent) for o in outcomes if o.session for e in o.session.events)
    head = f"{len(outcomes)} interviews, {messages} messages of candidates, {seconds:.0f} s, voice: {voice or 'our own lines'}"
    head += f" ({worded} lines asked of it)" if voice else ""
    return "\n".join(
        [
            head,
            "",
            *_by_check(outcomes),
            "",
            *_table("persona", [(o.run.persona.name, o) for o in outcomes]),
            "",
            *_table("mode", [(f"{o.run.wish.mode}, {o.run.wish.length}", o) for o in outcomes]),
        ]
    )


def _by_check(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield f"{'check':22} violations  interviews of {len(outcomes)}"
    for check in CHECKS:
        found = [(o, v) for o in outcomes for v in o.violations if v.check == check]
        yield f"{check:22} {len(found):10} {len({o.run.number for o, _ in found}):11}"
        if found:
            outcome, first = found[0]
            yield f"    e.g. interview {outcome.run.number} ({outcome.run.persona.name}), event {first.seq}: {first.what}"


def _table(what: str, rows: Sequence[tuple[str, Outcome]]) -> Iterator[str]:
    interviews = Counter(name for name, _ in rows)
    messages, found = Counter[str](), Counter[str]()
    for name, outcome in rows:
        messages[name] += outcome.messages
        found[name] += len(outcome.violations)
    yield f"{what:24} interviews  messages  violations"
    for name in sorted(interviews):
        yield f"{name:24} {interviews[name]:10} {messages[name]:9} {found[name]:11}"
