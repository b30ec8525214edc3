"""The language-model port (speak, fill in a form) and its LangChain adapter; home of langchain's chat models.

Time, retries and shape are ours: the SDK retries nothing, no call outlives its own deadline, and no reply is
believed that does not say why it ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import BaseModel

from interviewer import forms
from interviewer.deadline import Deadline, Patience
from interviewer.endpoint import address, bearer, http_client, secrets_of
from interviewer.errors import ModelTooSlow, RequestRefused
from interviewer.faults import fault, retry_pause, scrub
from interviewer.forms import Dialect
from interviewer.prompts import Prompt
from interviewer.replies import Filled, Listening, Speech, Usage, Weighed, filled, heard_out, weighed

if TYPE_CHECKING:
    import httpx2
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

ONE_TOKEN: dict[str, Any] = {"max_tokens": 1, "temperature": 0, "logprobs": True, "top_logprobs": 20}

F = TypeVar("F", bound=BaseModel)
T = TypeVar("T")


class ChatModel(Protocol):
    """A language model. Every failure is a ModelError, within the deadline it was made with."""

    @property
    def name(self) -> str:
        """The model's name, as its endpoint knows it."""
        ...

    async def ready(self) -> None:
        """Load what the first call would otherwise load, for a second or two."""
        ...

    def speak(self, prompt: Prompt) -> Speech:
        """Say something: pieces of text as they come."""
        ...

    async def fill(self, prompt: Prompt, form: type[F]) -> Filled[F]:
        """Fill in a form; ReplyUnfit when the reply does not fit it."""
        ...

    async def close(self) -> None:
        """Let the connections go. The model can be asked no more."""
        ...


class Weigher(Protocol):
    """A language model that can say how likely a yes is; needs an endpoint that gives logprobs."""

    @property
    def name(self) -> str:
        """The model's name, as its endpoint knows it."""
        ...

    async def weigh(self, prompt: Prompt) -> Weighed:
        """The chance that it says yes, by the probabilities of its first token. Raises ModelError."""
        ...


def chat_model(
    *,
    model: str,
    api_key: str,
    base_url: str | None = None,
    deadline: float = 45.0,
    first_token: float = 15.0,
    minimum_rate: float = 6.0,
) -> LangChainModel:
    """A model behind any OpenAI-compatible endpoint. Nothing is imported or connected before its first call.

    deadline: seconds for a whole call, retries included; first_token: seconds until the first spoken word;
    minimum_rate: characters a second that speech must keep up.
    """
    return LangChainModel(model, api_key, base_url, Patience(deadline, first_token, minimum_rate))


class LangChainModel:
    """A LangChain chat model, kept within our time and checked for shape."""

    def __init__(self, model: str, api_key: str, base_url: str | None, patience: Patience) -> None:
        self.name = model
        self._http = cache(lambda: http_client(patience))
        self._connect = lambda: _connect(model, api_key, base_url, patience, self._http())
        self._secrets = secrets_of(api_key, base_url)
        self._patience = patience
        self._dialect = Dialect()
        self._llm: BaseChatModel | None = None
        self._connecting = asyncio.Lock()

    async def ready(self) -> None:
        """Load the vendor's model, off the event loop."""
        await self._model()

    def speak(self, prompt: Prompt) -> Speech:
        """Say something: pieces of text as they come."""
        return Speech(self._speak(prompt))

    async def fill(self, prompt: Prompt, form: type[F]) -> Filled[F]:
        """Fill in a form, asked for in the strictest way that the endpoint understands."""
        llm = await self._model()
        deadline = Deadline(self._patience)

        def ask(dialect: Dialect) -> Awaitable[AIMessage]:
            asked, extras = forms.asked(prompt, form, dialect)
            return llm.ainvoke(_messages(asked), **extras)

        try:
            async with asyncio.timeout_at(deadline.end):
                reply = await self._persist(ask, deadline, filling=True)
        except TimeoutError as error:
            raise ModelTooSlow from error
        return await asyncio.to_thread(filled, reply, prompt, form)

    async def weigh(self, prompt: Prompt) -> Weighed:
        """The chance that it says yes: one token, of which only the probabilities are read."""
        llm = await self._model()
        deadline = Deadline(self._patience)

        def ask(_: Dialect) -> Awaitable[AIMessage]:
            return llm.ainvoke(_messages(prompt), **ONE_TOKEN)

        try:
            async with asyncio.timeout_at(deadline.end):
                return weighed(await self._persist(ask, deadline, filling=True), prompt)
        except TimeoutError as error:
            raise ModelTooSlow from error

    async def close(self) -> None:
        """Let the connections go."""
        if self._llm is not None:
            await self._http().aclose()

    async def _speak(self, prompt: Prompt) -> AsyncGenerator[str | Usage, None]:
        llm = await self._model()
        deadline = Deadline(self._patience)

        async def begin(dialect: Dialect) -> Listening:
            chunks = llm.astream(_messages(prompt), stream_usage=dialect.usage)
            listening = Listening(chunks, deadline)
            await listening.on()
            return listening

        listening = await self._persist(begin, deadline, filling=False)
        try:
            while listening.piece:
                yield listening.piece
                await self._go_on(listening)
        finally:
            await listening.stop()
        yield await asyncio.to_thread(heard_out, listening, prompt)

    async def _go_on(self, listening: Listening) -> None:
        """Hear the next piece; what was said cannot be taken back, so nothing is asked again."""
        try:
            await listening.on()
        except Exception as error:
            scrub(error, self._secrets)
            raise fault(error) from error

    async def _persist(
        self, ask: Callable[[Dialect], Awaitable[T]], deadline: Deadline, *, filling: bool
    ) -> T:
        """Ask; more plainly where that was refused; once more where a retry can help and the time allows."""
        dialect, retries = self._dialect, 1
        while True:
            try:
                reply = await ask(dialect)
            except Exception as error:
                scrub(error, self._secrets)
                meant, pause = fault(error), retry_pause(error)
                plainer = dialect.plainer(str(error), filling=filling)
                if isinstance(meant, RequestRefused) and plainer:
                    dialect = plainer
                    continue
                if pause is None or pause >= deadline.left or not retries:
                    raise meant from error
                retries -= 1
                await asyncio.sleep(pause)
            else:
                self._dialect = dialect
                return reply

    async def _model(self) -> BaseChatModel:
        """The vendor's model, made at the first call in a thread: its imports take a second."""
        async with self._connecting:
            if self._llm is None:
                self._llm = await asyncio.to_thread(self._connect)
            return self._llm


def _connect(
    model: str, api_key: str, base_url: str | None, patience: Patience, http: httpx2.AsyncClient
) -> BaseChatModel:
    import langsmith
    from langchain.chat_models import init_chat_model

    # A candidate's words go to the configured endpoint only, whatever LANGSMITH_TRACING says.
    langsmith.configure(enabled=False)
    return init_chat_model(
        model,
        model_provider="openai",
        api_key=bearer(api_key),
        base_url=address(base_url),
        openai_proxy=None,
        http_async_client=http,
        max_retries=0,
        timeout=patience.total,
        stream_chunk_timeout=None,
        use_responses_api=False,
    )


def _messages(prompt: Prompt) -> list[tuple[str, str]]:
    """The prompt as messages; a lone surrogate, which no wire can carry, becomes a question mark."""
    parts = (("system", prompt.system), ("human", prompt.user))
    return [(role, text.encode("utf-8", "replace").decode("utf-8")) for role, text in parts if text]
