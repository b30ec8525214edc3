"""A language model over real HTTP: it speaks, fills in forms, and is asked in the way that its server understands."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import pytest
from pydantic import BaseModel, Field

from evals.wire.endpoint import Endpoint
from evals.wire.http import Request
from evals.wire.replies import BreaksOff, Leans, Refuses, Reply, Says
from interviewer import tokens
from interviewer.chat_models import ChatModel, LangChainModel, chat_model
from interviewer.endpoint import check
from interviewer.errors import ReplyUnusable, RequestRefused
from interviewer.prompts import Prompt
from interviewer.replies import Usage

ROOT = Path(__file__).resolve().parents[2]
PROMPT = Prompt("test", "Be brief.", "Say hello.", "00000000")

T = TypeVar("T")


class Line(BaseModel):
    words: Annotated[str, Field(max_length=20)]
    tone: Literal["calm", "kind"]


class Letter(BaseModel):
    title: str
    lines: list[Line]


LETTER = {"title": "Hello", "lines": [{"words": "Good day.", "tone": "calm"}]}
FENCED = f"Here you are:\n```json\n{json.dumps(LETTER)}\n```"


def outcome(url: str, act: Callable[[LangChainModel], Coroutine[None, None, T]], key: str = "k") -> T:
    """What an act with a new model gives."""

    async def perform() -> T:
        model = chat_model(model="scripted", api_key=key, base_url=url, deadline=5.0)
        try:
            return await act(model)
        finally:
            await model.close()

    return asyncio.run(perform())


async def speak(model: ChatModel) -> tuple[list[str], Usage]:
    speech = model.speak(PROMPT)
    return [piece async for piece in speech], speech.usage


async def first_piece(model: ChatModel) -> str:
    speech = model.speak(PROMPT)
    try:
        return await anext(speech)
    finally:
        await speech.aclose()


async def fill(model: ChatModel) -> tuple[Letter, Usage]:
    filled = await model.fill(PROMPT, Letter)
    return filled.value, filled.usage


def understands(*modes: str) -> Callable[[Request], Reply]:
    """A server that takes a form to fill in only in these ways."""

    def reply(request: Request) -> Reply:
        return Says(FENCED) if request.mode in modes else Refuses(400)

    return reply


def test_words_are_passed_on_as_they_come() -> None:
    async def arrivals(model: ChatModel) -> list[float]:
        await model.ready()
        began = time.monotonic()
        return [time.monotonic() - began async for _ in model.speak(PROMPT)]

    with Endpoint([Says("one two three four", pause=0.15)]) as endpoint:
        first, *_, last = outcome(endpoint.url, arrivals)

    assert first < 0.15
    assert last >= 0.4


def test_the_prompt_travels_as_a_system_and_a_user_message_and_the_key_in_its_header() -> None:
    with Endpoint([Says("Hello.")]) as endpoint:
        outcome(endpoint.url, speak, key="k-1")

        [request] = endpoint.requests
    assert (request.system, request.user) == ("Be brief.", "Say hello.")
    assert request.headers["authorization"] == "Bearer k-1"


def test_the_endpoints_own_figures_are_the_usage() -> None:
    with Endpoint([Says("Hello to you."), Says(LETTER)]) as endpoint:
        _, spoken = outcome(endpoint.url, speak)
        _, written = outcome(endpoint.url, fill)

    assert spoken == Usage(100, 3)
    assert written.prompt_tokens == 100


def test_tokens_are_counted_here_where_the_endpoint_tells_none() -> None:
    with Endpoint([Says("Hello to you.", usage=False), Says(LETTER, usage=False)]) as endpoint:
        _, spoken = outcome(endpoint.url, speak)
        _, written = outcome(endpoint.url, fill)

    assert spoken == Usage(
        tokens.count("Be brief.") + tokens.count("Say hello."), tokens.count("Hello to you.")
    )
    assert written.prompt_tokens == spoken.prompt_tokens


def test_a_form_comes_back_filled_in() -> None:
    with Endpoint([Says(LETTER)]) as endpoint:
        letter, _ = outcome(endpoint.url, fill)

    assert letter == Letter(title="Hello", lines=[Line(words="Good day.", tone="calm")])


def test_the_schema_is_closed_small_and_bounds_its_strings() -> None:
    with Endpoint([Says(LETTER)]) as endpoint:
        outcome(endpoint.url, fill)

        sent = endpoint.requests[0].body["response_format"]["json_schema"]["schema"]
    line = {
        "type": "object",
        "properties": {
            "words": {"type": "string", "maxLength": 20},
            "tone": {"type": "string", "enum": ["calm", "kind"]},
        },
        "required": ["words", "tone"],
        "additionalProperties": False,
    }
    assert sent == {
        "type": "object",
        "properties": {"title": {"type": "string"}, "lines": {"type": "array", "items": line}},
        "required": ["title", "lines"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    ("modes", "asked"),
    [
        (("strict", "schema", "object", "text"), ["strict", "strict"]),
        (("schema", "object", "text"), ["strict", "schema", "schema"]),
        (("object", "text"), ["strict", "schema", "object", "object"]),
        (("text",), ["strict", "schema", "object", "text", "text"]),
    ],
)
def test_a_form_is_asked_for_in_the_strictest_way_that_the_server_takes_and_that_is_remembered(
    modes: tuple[str, ...], asked: list[str]
) -> None:
    async def fill_twice(model: ChatModel) -> tuple[Letter, Letter]:
        return (await fill(model))[0], (await fill(model))[0]

    with Endpoint(understands(*modes)) as endpoint:
        first, second = outcome(endpoint.url, fill_twice)

        assert [request.mode for request in endpoint.requests] == asked
    assert first == second == Letter.model_validate(LETTER)


def test_a_schema_that_cannot_be_given_is_told_in_words() -> None:
    with Endpoint(understands("object")) as endpoint:
        outcome(endpoint.url, fill)

        told = endpoint.requests[-1].system
    assert told.startswith("Be brief.")
    assert '"maxLength":20' in told


def test_a_temperature_that_the_model_refuses_is_left_out_and_the_form_stays_strict() -> None:
    def reply(request: Request) -> Reply:
        refused = Refuses(400, "unsupported_value", "Unsupported value: 'temperature'")
        return refused if "temperature" in request.body else Says(LETTER)

    with Endpoint(reply) as endpoint:
        outcome(endpoint.url, fill)

        assert [request.mode for request in endpoint.requests] == ["strict", "strict"]


def test_a_server_that_knows_no_stream_options_is_asked_without() -> None:
    def reply(request: Request) -> Reply:
        return Refuses(422) if "stream_options" in request.body else Says("Hello.")

    with Endpoint(reply) as endpoint:
        said, usage = outcome(endpoint.url, speak)

    assert "".join(said) == "Hello."
    assert usage.completion_tokens == tokens.count("Hello.")


def test_one_refusal_of_everything_changes_nothing_for_the_next_call() -> None:
    async def refused_then_filled(model: ChatModel) -> Letter:
        with pytest.raises(RequestRefused):
            await fill(model)
        endpoint.script = understands("strict")
        return (await fill(model))[0]

    with Endpoint(lambda request: Refuses(400)) as endpoint:
        assert outcome(endpoint.url, refused_then_filled) == Letter.model_validate(LETTER)

        assert endpoint.requests[-1].mode == "strict"


def test_a_model_that_thinks_aloud_before_its_form_is_understood() -> None:
    thoughts = '<think>Perhaps {"title": "no"}?</think>\n'
    with Endpoint([Says(thoughts + Letter.model_validate(LETTER).model_dump_json())]) as endpoint:
        letter, _ = outcome(endpoint.url, fill)

    assert letter.title == "Hello"


@pytest.mark.parametrize("typed", ["\ud800", "a\x00b", "😀" * 10, "שלום", "<script>", '"\\'])
def test_any_text_can_be_sent(typed: str) -> None:
    async def say(model: ChatModel) -> list[str]:
        return [piece async for piece in model.speak(Prompt("test", "", typed, "0"))]

    with Endpoint([Says("Hello.")]) as endpoint:
        assert "".join(outcome(endpoint.url, say)) == "Hello."


def test_twenty_calls_at_once_do_not_mix() -> None:
    async def echo_twenty(model: ChatModel) -> list[str]:
        async def echo(number: int) -> str:
            prompt = Prompt("test", "", f"number {number}", "0")
            return "".join([piece async for piece in model.speak(prompt)])

        return await asyncio.gather(*(echo(number) for number in range(20)))

    with Endpoint(lambda request: Says(request.user, pause=0.01)) as endpoint:
        assert outcome(endpoint.url, echo_twenty) == [f"number {number}" for number in range(20)]


def test_nothing_goes_anywhere_but_to_the_configured_endpoint_whatever_the_environment_says() -> None:
    act = (
        "import asyncio, sys\n"
        "from interviewer.chat_models import chat_model\n"
        "from interviewer.prompts import Prompt\n"
        "async def speak():\n"
        "    model = chat_model(model='scripted', api_key='k', base_url=sys.argv[1])\n"
        "    print(''.join([p async for p in model.speak(Prompt('t', '', 'Say hello.', '0'))]))\n"
        "    await model.close()\n"
        "asyncio.run(speak())\n"
    )
    with Endpoint([Says("Hello.")]) as meant, Endpoint(lambda request: Says("Caught.")) as other:
        elsewhere = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_ENDPOINT": other.url,
            "LANGSMITH_API_KEY": "k",
            "OPENAI_BASE_URL": other.url,
            "OPENAI_API_BASE": other.url,
            "OPENAI_PROXY": other.url,
        }
        said = subprocess.run(
            [sys.executable, "-c", act, meant.url],
            cwd=ROOT,
            env={**os.environ, **elsewhere},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout

    assert said == "Hello.\n"
    assert other.requests == []


def test_a_model_costs_nothing_until_it_is_asked() -> None:
    act = (
        "import sys\n"
        "from interviewer.chat_models import chat_model\n"
        "chat_model(model='m', api_key='k')\n"
        "print([name for name in ('openai', 'langchain', 'langchain_openai', 'tiktoken') if name in sys.modules])\n"
    )
    loaded = subprocess.run([sys.executable, "-c", act], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout == "[]\n"


# --- the connection test ------------------------------------------------------------------------


def checked(script: Callable[[Request], Reply], **endpoint: object) -> str:
    with Endpoint(script, **endpoint) as wire:  # type: ignore[arg-type]
        return asyncio.run(check("scripted", "k-secret", wire.url))


def test_a_connection_that_works_has_nothing_to_say() -> None:
    assert checked(lambda request: Says("ready")) == ""


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Refuses(401, None, "k-secret is wrong"), "does not accept the key: check the key"),
        (Refuses(404), "choose one of those that it lists, such as 'small', 'large'"),
        (Refuses(429, "insufficient_quota"), "credit behind the model's key is used up: add credit"),
        (Refuses(503), "too busy to reply right now: wait a minute"),
    ],
)
def test_a_connection_that_fails_says_why_and_what_to_do(reply: Reply, sentence: str) -> None:
    said = checked(lambda request: reply, models=("small", "large"))

    assert sentence in said
    assert "k-secret" not in said


def test_an_address_where_nobody_answers_is_said_to_be_unreachable() -> None:
    with Endpoint() as gone:
        url = gone.url

    assert "check the address" in asyncio.run(check("scripted", "k", url))


@pytest.mark.parametrize("chance", [0.02, 0.5, 0.97])
def test_a_claim_is_weighed_by_the_probabilities_of_one_token(chance: float) -> None:
    with Endpoint([Leans(chance, mass=0.6)]) as endpoint:
        weighed = outcome(endpoint.url, lambda model: model.weigh(PROMPT))

    asked = endpoint.chats[0].body
    assert weighed.chance == pytest.approx(chance)
    assert weighed.usage.tokens == 101
    assert (asked["logprobs"], asked.get("max_tokens", asked.get("max_completion_tokens"))) == (True, 1)


@pytest.mark.parametrize("reply", [Leans(0.5, mass=0.1), Says("Yes"), Says("")])
def test_a_reply_without_the_odds_of_yes_and_no_weighs_nothing(reply: Reply) -> None:
    with Endpoint([reply]) as endpoint, pytest.raises(ReplyUnusable, match="neither yes nor no"):
        outcome(endpoint.url, lambda model: model.weigh(PROMPT))


def test_a_reply_that_is_broken_off_leaves_nothing_open_behind_it() -> None:
    """What is left to the event loop's finalizer is closed by a task that nobody waits for, perhaps while it runs."""
    left: list[str] = []

    async def stop_early(model: LangChainModel) -> None:
        first, last = sys.get_asyncgen_hooks()
        assert last is not None
        finalize = last
        sys.set_asyncgen_hooks(
            first, lambda generator: (left.append(generator.__qualname__), finalize(generator))[0]
        )
        for _ in range(10):
            await first_piece(model)

    with Endpoint(lambda _: BreaksOff("How did you do that?", "stall")) as endpoint:
        outcome(endpoint.url, stop_early)

    assert left == []
