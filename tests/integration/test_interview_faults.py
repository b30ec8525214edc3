"""Every way in which a model can fail, in a whole interview over real HTTP: it goes on, nothing is lost, nothing secret is shown."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.simulation import Parts, furnished
from evals.wire.endpoint import Endpoint
from evals.wire.http import Request
from evals.wire.player import play
from evals.wire.replies import BreaksOff, Floods, Refuses, Reply, Says, Sends, Streams
from interviewer.chat_models import LangChainModel
from interviewer.deadline import Patience
from interviewer.engine import voice
from interviewer.events import Answered, Finished, Graded, Probed, Session, Stumbled, event_adapter
from interviewer.grading.judge import Judge
from interviewer.grading.model_judge import ModelJudge
from interviewer.interview import Interviews
from interviewer.machine import next_move
from interviewer.moves import Listen
from interviewer.performer import Performer
from interviewer.planner import Wish, make_plan
from interviewer.room import turn_of
from interviewer.settings import read_settings
from interviewer.store import open_store
from knowledge.bank import SHIPPED, load_bank

KEY = "sk-secret-0123456789"
BANK = load_bank(SHIPPED)
DRILL = make_plan(BANK, Wish("drill", ("recruiter",), question="R1"), seed=1)
SAID = ("I studied physics and then wrote scripts at a bank.", "Mostly Python, for two years.")
PATIENCE = Patience(total=2.0, first_token=0.6, minimum_rate=40.0, grace=0.4, largest=300_000)
SLACK = 8.0
"""A busy machine may be that much slower than the deadline; what the SDK alone would do takes minutes."""

NO_CHOICES = '{"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": []}'
WORD = '{"choices": [{"index": 0, "delta": {"content": "Hel"}, "finish_reason": null}]}'
REFUSED = '{"choices": [{"index": 0, "delta": {"refusal": "I cannot."}, "finish_reason": "stop"}]}'

Script = Callable[[Request], Reply]


def streamed_or(stream: Reply, whole: Reply) -> Script:
    """One fault as it shows itself in a stream, and in a whole reply."""
    return lambda request: stream if request.streaming else whole


def always(reply: Reply) -> Script:
    return lambda _: reply


FAULTS: dict[str, Script] = {
    "401": always(Refuses(401, "invalid_api_key", f"Incorrect API key provided: {KEY}")),
    "403": always(Refuses(403, None, f"{KEY} may not do that")),
    "404 model": always(Refuses(404, "model_not_found")),
    "wrong model name": always(Refuses(400, "model_not_found", f"no model, {KEY}")),
    "429 without Retry-After": always(Refuses(429)),
    "429 with Retry-After": always(Refuses(429, headers={"Retry-After": "0.1"})),
    "Retry-After of 120 s": always(Refuses(429, headers={"Retry-After": "120"})),
    "quota used up": always(Refuses(429, "insufficient_quota")),
    "500": always(Refuses(500)),
    "503": always(Refuses(503)),
    "reset": always(BreaksOff("", "reset")),
    "reset in mid stream": streamed_or(BreaksOff("Hello there my", "reset"), BreaksOff("", "reset")),
    "stall": always(BreaksOff("", "stall")),
    "stall in mid stream": streamed_or(BreaksOff("Hello there my", "stall"), BreaksOff("", "stall")),
    "one token a second": streamed_or(Says("one " * 90, pause=1.0), BreaksOff("", "stall")),
    "stream ended in the middle": streamed_or(BreaksOff("Hello there my", "cut"), Says("Hello", finish=None)),
    "truncated JSON": streamed_or(
        Streams((f"data: {WORD}\n\n", 'data: {"choices": [{"ind\n\n')), Sends('{"choices": [{"mess')
    ),
    "invalid JSON": streamed_or(Streams(("data: nonsense\n\n",)), Sends("nonsense")),
    "wrong content type": always(Sends("Hello", "text/plain")),
    "HTML with status 200": always(Sends(f"<html><body>{KEY}</body></html>", "text/html; charset=utf-8")),
    "empty content": always(Says("")),
    "refusal": streamed_or(
        Streams((f"data: {REFUSED}\n\n", "data: [DONE]\n\n")), Says("", refusal="I cannot.")
    ),
    "content filter": always(Says("Hello", finish="content_filter")),
    "prompt filtered": always(Refuses(400, "content_filter")),
    "length finish": always(Says("Hello", finish="length")),
    "context too long": always(Refuses(400, "context_length_exceeded")),
    "choices empty": streamed_or(Streams((f"data: {NO_CHOICES}\n\n",)), Sends(NO_CHOICES)),
}


@pytest.fixture(scope="module")
def parts() -> Parts:
    return furnished(read_settings({}), BANK)


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address at which every connection is refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def held(url: str, parts: Parts, folder: Path) -> tuple[Session, float]:
    """A drill with a model at that address, graded without it at last; and the longest turn in seconds."""

    async def hold() -> tuple[Session, float]:
        chat = LangChainModel("scripted", KEY, url, PATIENCE)
        await chat.ready()
        performer = Performer(BANK, voice(BANK, chat), parts.ear, parts.lookup, time.time)
        judges: dict[str, Judge] = {"embedded": parts.judge, "model": ModelJudge(chat)}
        store = open_store(f"sqlite:///{folder / 'interviews.sqlite3'}")
        interviews = Interviews(BANK, store, performer, judges, "model", time.time)
        id = await interviews.begin(DRILL)
        session, longest = await interviews.settle(id), 0.0
        for text in SAID:
            began = time.monotonic()
            await interviews.answer(id, text, turn_of(session))
            session = await interviews.settle(id)
            longest = max(longest, time.monotonic() - began)
        for event in [e for e in session.events if isinstance(e, Graded) and e.grade.overall is None]:
            await interviews.regrade(id, event.attempt, embedded=True)
        session = await interviews.settle(id)
        await interviews.move_on(id, turn_of(session))
        session = await interviews.settle(id)
        await chat.close()
        stored = store.load(id)
        assert stored == session
        return session, longest

    return asyncio.run(hold())


def shown(session: Session) -> str:
    """All that the events hold: what the page, the export and the history are made from."""
    return "".join(event_adapter.dump_json(event).decode() for event in session.events)


def is_whole(session: Session) -> bool:
    """Both answers are kept, the probe came, and the interview has ended."""
    said = tuple(e.text for e in session.events if isinstance(e, Answered))
    probed = [e for e in session.events if isinstance(e, Probed)]
    return said == SAID and len(probed) == 1 and isinstance(session.events[-1], Finished)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_costs_one_calm_sentence_and_the_interview_ends_with_a_grade(
    fault: str, parts: Parts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Endpoint(FAULTS[fault]) as endpoint:
        session, longest = held(endpoint.url, parts, tmp_path)

    assert is_whole(session)
    lines = [e.line for e in session.events if isinstance(e, Stumbled)]
    assert len(lines) == 1
    assert lines[0].endswith("; the interview goes on without it.")
    grades = [e.grade for e in session.events if isinstance(e, Graded)]
    assert [g.overall is None for g in grades] == [True, False]
    assert KEY not in shown(session) + caplog.text
    # One turn holds at most a line and a judgement, each within one deadline whatever the SDK does.
    assert longest < 2 * PATIENCE.total + SLACK


def test_a_reply_of_20_mb_is_listened_to_for_500_characters_and_not_judged(
    parts: Parts, tmp_path: Path
) -> None:
    with Endpoint(always(Floods(20_000_000))) as endpoint:
        session, longest = held(endpoint.url, parts, tmp_path)

    assert is_whole(session)
    assert "word word" not in shown(session)
    assert longest < 2 * PATIENCE.total + SLACK


def test_a_refused_connection_is_a_fault_like_any_other(deaf: str, parts: Parts, tmp_path: Path) -> None:
    session, _ = held(deaf, parts, tmp_path)

    assert is_whole(session)
    assert len([e for e in session.events if isinstance(e, Stumbled)]) == 1


def test_a_key_that_is_removed_in_the_middle_changes_nothing_but_the_words(
    parts: Parts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Endpoint(key=KEY) as endpoint:

        def then_locked(request: Request) -> Reply:
            endpoint.key = "another"
            return replace(play(request), pause=0.0)

        endpoint.script = then_locked
        session, _ = held(endpoint.url, parts, tmp_path)

    assert is_whole(session)
    assert KEY not in shown(session) + caplog.text
    grades = [e.grade for e in session.events if isinstance(e, Graded)]
    assert grades[0].ungraded == "The model's endpoint does not accept the key"
    assert grades[-1].overall is not None


def test_a_candidate_never_waits_for_the_model_longer_than_one_deadline_for_a_line(
    parts: Parts, tmp_path: Path
) -> None:
    slow = streamed_or(Says("Well. " * 90, pause=1.0), Says("", finish="length"))
    with Endpoint(slow) as endpoint:
        session, longest = held(endpoint.url, parts, tmp_path)

    assert is_whole(session)
    assert longest < PATIENCE.total + SLACK


def test_the_next_move_is_always_the_candidates_or_none(parts: Parts, tmp_path: Path) -> None:
    with Endpoint(always(Refuses(500))) as endpoint:
        session, _ = held(endpoint.url, parts, tmp_path)

    assert not isinstance(next_move(session), Listen)
