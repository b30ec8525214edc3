"""Every way in which a model can fail, over real HTTP with the real SDK: one calm sentence, in time, no secrets."""

from __future__ import annotations

import asyncio
import socket
import time
import traceback
from collections.abc import Callable, Coroutine
from typing import TypeVar

import pytest
from pydantic import BaseModel

from evals.wire.endpoint import Endpoint
from evals.wire.replies import BreaksOff, Floods, Refuses, Reply, Says, Sends, Streams
from interviewer.chat_models import LangChainModel
from interviewer.deadline import Patience
from interviewer.errors import (
    KeyRefused,
    ModelBusy,
    ModelError,
    ModelTooSlow,
    ModelUnknown,
    ModelUnreachable,
    PromptTooLong,
    QuotaUsedUp,
    ReplyUnfit,
    ReplyUnusable,
    RequestRefused,
)
from interviewer.prompts import Prompt

KEY = "sk-secret-0123456789"
PATIENCE = Patience(total=2.5, first_token=0.7, minimum_rate=40.0, grace=0.4, largest=300_000)
SLACK = 1.5
PROMPT = Prompt("test", "Be brief.", "Say hello.", "00000000")


class Note(BaseModel):
    word: str


T = TypeVar("T")
Act = Callable[[LangChainModel], Coroutine[None, None, object]]


async def speak(model: LangChainModel) -> object:
    return "".join([piece async for piece in model.speak(PROMPT)])


async def fill(model: LangChainModel) -> object:
    return (await model.fill(PROMPT, Note)).value


def outcome(url: str, act: Callable[[LangChainModel], Coroutine[None, None, T]]) -> T:
    """What a call to a new model gives."""

    async def call() -> T:
        model = LangChainModel("scripted", KEY, url, PATIENCE)
        await model.ready()
        try:
            return await act(model)
        finally:
            await model.close()

    return asyncio.run(call())


def failure(url: str, act: Act) -> tuple[ModelError, float]:
    """What a call fails with, and how many seconds that took."""

    async def timed(model: LangChainModel) -> tuple[ModelError, float]:
        began = time.monotonic()
        with pytest.raises(ModelError) as caught:
            await act(model)
        return caught.value, time.monotonic() - began

    return outcome(url, timed)


def shown(error: ModelError) -> str:
    """Everything that a log could print of it."""
    return "".join(traceback.format_exception(error)) + repr(error) + error.line + error.advice


HTML = Sends("<html><body>Welcome to the proxy</body></html>", "text/html; charset=utf-8")
NO_CHOICES = '{"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": []}'
WORD = '{"choices": [{"index": 0, "delta": {"content": "Hel"}, "finish_reason": null}]}'

ALIKE = [
    pytest.param(Refuses(401, "invalid_api_key", f"Bad key {KEY}"), KeyRefused, id="401"),
    pytest.param(Refuses(403, None, f"{KEY} may not"), KeyRefused, id="403"),
    pytest.param(Refuses(404, "model_not_found"), ModelUnknown, id="404 model"),
    pytest.param(Refuses(400, "model_not_found"), ModelUnknown, id="400 wrong model name"),
    pytest.param(Refuses(429), ModelBusy, id="429"),
    pytest.param(Refuses(429, headers={"Retry-After": "0.1"}), ModelBusy, id="429 with Retry-After"),
    pytest.param(Refuses(429, headers={"Retry-After": "120"}), ModelBusy, id="429 for 120 seconds"),
    pytest.param(Refuses(429, "insufficient_quota"), QuotaUsedUp, id="quota used up"),
    pytest.param(Refuses(402), QuotaUsedUp, id="402"),
    pytest.param(Refuses(500), ModelBusy, id="500"),
    pytest.param(Refuses(503), ModelBusy, id="503"),
    pytest.param(Refuses(400, "context_length_exceeded"), PromptTooLong, id="context too long"),
    pytest.param(Refuses(400, "content_filter"), ReplyUnusable, id="prompt filtered"),
    pytest.param(Refuses(400), RequestRefused, id="400 whatever is asked"),
    pytest.param(
        Sends("", status=302, headers={"Location": "http://127.0.0.1:9/"}), ModelUnreachable, id="302"
    ),
    pytest.param(BreaksOff("", "reset"), ModelUnreachable, id="reset"),
    pytest.param(BreaksOff("", "stall"), ModelTooSlow, id="stall"),
    pytest.param(Says("Hello"[:0]), ReplyUnusable, id="empty content"),
    pytest.param(Says("Hello", finish="length"), ReplyUnusable, id="length"),
    pytest.param(Says("Hello", finish="content_filter"), ReplyUnusable, id="content filter"),
    pytest.param(Says("Hello", finish=None), ReplyUnusable, id="no finish reason"),
    pytest.param(HTML, ReplyUnusable, id="web page with status 200"),
    pytest.param(Sends("Hello", "text/plain"), ReplyUnusable, id="wrong content type"),
    pytest.param(Floods(20_000_000), ReplyUnusable, id="20 MB"),
]
SPOKEN = [
    pytest.param(BreaksOff("Hello there my", "reset"), ModelUnreachable, id="reset in mid stream"),
    pytest.param(BreaksOff("Hello there my", "stall"), ModelTooSlow, id="stall in mid stream"),
    pytest.param(BreaksOff("Hello there my", "cut"), ReplyUnusable, id="cut in mid stream"),
    pytest.param(Says("one " * 90, pause=0.2), ModelTooSlow, id="drip"),
    pytest.param(
        Streams((f"data: {WORD}\n\n", 'data: {"choices": [{"ind\n\n')), ReplyUnusable, id="truncated JSON"
    ),
    pytest.param(Streams((f"data: {NO_CHOICES}\n\n",)), ReplyUnusable, id="choices empty"),
    pytest.param(
        Streams(('data: {"error": {"message": "overloaded"}}\n\n',)), ModelBusy, id="error in stream"
    ),
    pytest.param(Sends(NO_CHOICES), ReplyUnusable, id="no stream at all"),
]
WRITTEN = [
    pytest.param(Sends('{"choices": [{"mess'), ReplyUnusable, id="truncated JSON"),
    pytest.param(Sends("[]"), ReplyUnusable, id="another JSON"),
    pytest.param(Sends('{"choices": null}'), ReplyUnusable, id="choices null"),
    pytest.param(Sends(NO_CHOICES), ReplyUnusable, id="choices empty"),
    pytest.param(Says("", refusal="I cannot do that."), ReplyUnusable, id="refusal"),
    pytest.param(Says('{"word": "Hel'), ReplyUnfit, id="truncated form"),
    pytest.param(Says({"world": "Hello"}), ReplyUnfit, id="another form"),
    pytest.param(Says("I would rather talk."), ReplyUnfit, id="no form"),
]


@pytest.mark.parametrize(("reply", "meaning"), ALIKE + SPOKEN)
def test_a_model_that_fails_to_speak_says_so_in_time_and_keeps_secrets(
    reply: Reply, meaning: type[ModelError]
) -> None:
    with Endpoint(lambda request: reply) as endpoint:
        error, seconds = failure(endpoint.url, speak)

    assert type(error) is meaning
    assert error.line.endswith("; the interview goes on without it.")
    assert seconds < PATIENCE.total + SLACK
    assert KEY not in shown(error)


@pytest.mark.parametrize(("reply", "meaning"), ALIKE + WRITTEN)
def test_a_model_that_fails_to_fill_in_a_form_says_so_in_time_and_keeps_secrets(
    reply: Reply, meaning: type[ModelError]
) -> None:
    with Endpoint(lambda request: reply) as endpoint:
        error, seconds = failure(endpoint.url, fill)

    assert type(error) is meaning
    assert error.line.endswith("; the interview goes on without it.")
    assert seconds < PATIENCE.total + SLACK
    assert KEY not in shown(error)


@pytest.mark.parametrize("act", [speak, fill])
@pytest.mark.parametrize("host", ["127.0.0.1", "*"], ids=["one address", "several addresses"])
def test_a_refused_connection_is_a_model_that_cannot_be_reached(act: Act, host: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://ada:{KEY}@{host}:{closed.getsockname()[1]}/v1"

        error, seconds = failure(url, act)

    assert type(error) is ModelUnreachable
    assert seconds < PATIENCE.total + SLACK
    assert KEY not in shown(error)


@pytest.mark.parametrize(
    "first",
    [
        Refuses(429),
        Refuses(429, headers={"Retry-After": "0.2"}),
        Refuses(500),
        Refuses(503),
        BreaksOff("", "reset"),
    ],
)
@pytest.mark.parametrize(("act", "said"), [(speak, "Hello"), (fill, Note(word="Hello"))])
def test_a_passing_fault_is_retried_once(first: Reply, act: Act, said: object) -> None:
    with Endpoint([first, Says("Hello" if act is speak else {"word": "Hello"})]) as endpoint:
        assert outcome(endpoint.url, act) == said

        endpoint.assert_complete()


@pytest.mark.parametrize("lasting", [Refuses(401), Refuses(404), Refuses(429, "insufficient_quota")])
@pytest.mark.parametrize("act", [speak, fill])
def test_a_lasting_fault_is_not_retried(lasting: Reply, act: Act) -> None:
    with Endpoint([lasting]) as endpoint:
        failure(endpoint.url, act)

        endpoint.assert_complete()


@pytest.mark.parametrize("act", [speak, fill])
def test_a_wait_longer_than_the_deadline_is_not_begun(act: Act) -> None:
    with Endpoint([Refuses(429, headers={"Retry-After": "120"})]) as endpoint:
        _, seconds = failure(endpoint.url, act)

        endpoint.assert_complete()
    assert seconds < 1.0


def test_words_that_were_heard_are_not_asked_for_again() -> None:
    with Endpoint([BreaksOff("Hello there", "reset")]) as endpoint:
        failure(endpoint.url, speak)

        endpoint.assert_complete()


def test_a_key_removed_in_the_middle_is_told_and_its_return_too() -> None:
    with Endpoint(lambda request: Says("Hello"), key=KEY) as endpoint:

        async def lose_and_find(model: LangChainModel) -> object:
            first = await speak(model)
            endpoint.key = "another"
            with pytest.raises(KeyRefused) as caught:
                await speak(model)
            endpoint.key = KEY
            return first, KEY in shown(caught.value), await speak(model)

        assert outcome(endpoint.url, lose_and_find) == ("Hello", False, "Hello")


def test_the_event_loop_runs_on_while_a_model_stalls() -> None:
    async def longest_standstill(model: LangChainModel) -> float:
        call = asyncio.ensure_future(speak(model))
        longest, last = 0.0, time.monotonic()
        while not call.done():
            await asyncio.sleep(0.01)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
        call.exception()
        return longest

    with Endpoint([BreaksOff("Hello", "stall")]) as endpoint:
        assert outcome(endpoint.url, longest_standstill) < 0.35


def test_a_listener_who_leaves_lets_the_connection_go() -> None:
    async def leave(model: LangChainModel) -> None:
        speech = model.speak(PROMPT)
        await anext(speech)
        await speech.aclose()
        await asyncio.sleep(0.3)

    with Endpoint([Says("word " * 100, pause=0.02)]) as endpoint:
        outcome(endpoint.url, leave)

        assert endpoint.hangups == 1
