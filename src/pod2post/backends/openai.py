"""The writer over HTTP: the `openai` client on Chat Completions, at any base_url.

Each request on the wire is noted before it leaves, and what became of it afterwards; the
only retrier is the client's own. A call runs on an event loop of its own, because there a
deadline ends all of it: slow reads, waits between retries, and the connection, so that
the server stops working for nobody.
"""

import asyncio
import itertools
import json
import re
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from pod2post import codec
from pod2post.backends import chat
from pod2post.errors import BadInput, TryLater
from pod2post.ports import Reply, Request, Shelf
from pod2post.settings import WriterSettings

if TYPE_CHECKING:
    import httpx2
    from openai import APIConnectionError, AsyncOpenAI

T = TypeVar("T")

RETRIES = 2
CONNECT_S = 10.0
PROBE_S = 5


class OpenAIWriter:
    """A model behind an OpenAI-compatible endpoint."""

    composes = True

    def __init__(self, settings: WriterSettings, key: str | None) -> None:
        """Raises `BadInput` when address or key cannot be used as they are."""
        self._settings = settings
        self._end = chat.endpoint(settings, key)
        self._spoke = threading.Event()
        self.label = f"openai {settings.model}"
        heat = "default" if settings.temperature is None else f"{settings.temperature:g}"
        # Not the address: the same model behind another port or broker is the same writer,
        # and what was paid for stays paid when a local server starts on another port.
        self.identity = f"openai chat {settings.model} temperature={heat}"

    def reply(self, request: Request, /, *, shelf: Shelf) -> Reply:
        """See `ports.Writer`. The deadline is `timeout_s` for the call, retries included."""
        import openai

        seconds = self._settings.timeout_s
        wire = _Wire(request, shelf, self._end, time.monotonic() + seconds)
        try:
            text = _run(self._talk(request, wire))
        except TimeoutError as error:
            wire.settle("failed", {"why": f"no whole answer within {seconds} s"})
            raise TryLater(
                f"{self._end.name} gave no whole answer within {seconds} s",
                "Run the same command again; a slow model needs a higher [writer] timeout_s.",
            ) from error
        except openai.APIStatusError as error:
            back = error.response
            wait = chat.wait_of(back.headers)
            raise chat.failure(back.status_code, back.text, wait, self._end) from error
        except openai.APIConnectionError as error:
            wire.settle("failed", {"why": _why(error)})
            raise chat.unreachable(self._end, _why(error)) from error
        return self._heard(text, wire)

    async def _talk(self, request: Request, wire: "_Wire") -> str:
        seconds = self._settings.timeout_s
        hooks = {"request": [wire.sending], "response": [wire.answered]}
        async with asyncio.timeout(seconds), _client(self._end, seconds, hooks) as client:
            # The raw text: the client's own reading of it is lax, and fails in many ways.
            raw = await client.chat.completions.with_raw_response.create(**self._body(request))
            return str(raw.text)

    def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._settings.model,
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "response_format": self._response_format(request),
            self._settings.token_field: request.max_tokens,
        }
        if self._settings.temperature is not None:
            body["temperature"] = self._settings.temperature
        return body

    def _response_format(self, request: Request) -> dict[str, Any]:
        name = re.sub(r"[^A-Za-z0-9_-]", "_", request.task)[:64] or "reply"
        schema = {"name": name, "strict": True, "schema": json.loads(request.schema)}
        return {"type": "json_schema", "json_schema": schema}

    def _heard(self, text: str, wire: "_Wire") -> Reply:
        """The reply in a body that came with status 200.

        A web page means a wrong address as long as nothing else ever came from there: every
        later call would meet it too. After a good reply it is a gateway's passing trouble.
        """
        if text.lstrip().startswith("<") and not self._spoke.is_set():
            wire.settle("failed", {"status": 200, "why": "a web page"})
            raise chat.no_endpoint(self._end, "a web page came back")
        data = chat.parsed(text)
        if data.get("error") and not data.get("choices"):
            # Brokers of models wrap what went wrong behind them in a 200.
            code = chat.code_of(text)
            status = int(code) if re.fullmatch("[45][0-9][0-9]", code) else 502
            wire.settle("failed", {"status": status, "why": chat.told(text, self._end)})
            raise chat.failure(status, text, None, self._end)
        reply = chat.read(data)
        if reply.finish != "unreadable":
            self._spoke.set()
        used = reply.usage
        tokens = codec.plain(used) if used else {}
        facts = {"finish": reply.finish, "model": reply.model, "asked": self._settings.model}
        wire.settle("got", facts | tokens)
        return reply


def probe(settings: WriterSettings, key: str | None) -> str:
    """One line about the endpoint, from GET /models within 5 s; no model is asked.

    Raises:
        BadInput, TryLater, LimitReached: as `OpenAIWriter.reply` does.
    """
    import openai

    end = chat.endpoint(settings, key)
    try:
        text = _run(_models(end))
    except TimeoutError as error:
        raise chat.unreachable(end, f"no answer within {PROBE_S} s") from error
    except openai.APIStatusError as error:
        if error.status_code in (404, 405, 501):
            return f"{end.name} answers; it does not list its models"
        back = error.response
        wait = chat.wait_of(back.headers)
        raise chat.failure(back.status_code, back.text, wait, end) from error
    except openai.APIConnectionError as error:
        raise chat.unreachable(end, _why(error)) from error
    rows = chat.parsed(text).get("data")
    if not isinstance(rows, list):
        raise chat.no_endpoint(end, "what came back is no list of models")
    names = [row.get("id") for row in rows if isinstance(row, dict)]
    known = "is" if settings.model in names else "is not"
    return f"{end.name} answers; {settings.model} {known} among the models that it lists"


async def _models(end: chat.Endpoint) -> str:
    import httpx2

    async with asyncio.timeout(PROBE_S), _client(end, PROBE_S, {}, retries=0) as client:
        answer = await client.get("/models", cast_to=httpx2.Response)
        return answer.text


def _client(
    end: chat.Endpoint, seconds: float, hooks: dict[str, Any], retries: int = RETRIES
) -> "AsyncOpenAI":
    """A client for one call. Redirects are not followed: the key stays where it was meant for."""
    import httpx2
    import openai

    try:
        http = openai.DefaultAsyncHttpxClient(
            timeout=openai.Timeout(seconds, connect=min(CONNECT_S, seconds)),
            event_hooks=hooks,
            follow_redirects=False,
            trust_env=not end.loopback,
        )
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        raise BadInput(
            f"a proxy that the environment names cannot be used: {error}",
            "Correct http_proxy, https_proxy or all_proxy, or name the host in no_proxy.",
        ) from error
    return openai.AsyncOpenAI(
        api_key=end.key, base_url=end.address, max_retries=retries, http_client=http
    )


def _run(talk: Coroutine[Any, Any, T]) -> T:
    """Run `talk` to its end, also where this thread has an event loop already (a notebook)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(talk)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, talk).result()


def _why(error: "APIConnectionError") -> str:
    return str(error.__cause__ or error) or "the connection broke"


class _Wire:
    """The requests of one call as they pass: each `sent` gets one `got` or one `failed`."""

    def __init__(self, request: Request, shelf: Shelf, end: chat.Endpoint, until: float) -> None:
        self._request = request
        self._shelf = shelf
        self._end = end
        self._until = until
        self._numbers = itertools.count(1)
        self._open: list[int] = []

    async def sending(self, outgoing: "httpx2.Request") -> None:  # noqa: ARG002
        self.settle("failed", {"why": "the connection broke"})
        number = next(self._numbers)
        self._note("sent", {"attempt": number})
        self._open.append(number)

    async def answered(self, response: "httpx2.Response") -> None:
        """Note a refusal, and call the client's retry off where it would be in vain."""
        status = response.status_code
        if status < 300:
            return
        await response.aread()
        wait = chat.wait_of(response.headers)
        facts: dict[str, Any] = {"status": status, "why": chat.told(response.text, self._end)}
        if wait is not None:
            facts["retry_after_s"] = wait
        self.settle("failed", facts)
        late = wait is not None and time.monotonic() + wait > self._until
        if late or chat.out_of_quota(status, response.text):
            response.headers["x-should-retry"] = "false"

    def settle(self, event: str, facts: dict[str, Any]) -> None:
        """Write down what became of the request under way, if one is."""
        while self._open:
            self._note(event, {"attempt": self._open.pop()} | facts)

    def _note(self, event: str, facts: dict[str, Any]) -> None:
        identity, task = self._request.identity, self._request.task
        self._shelf.note_call(event, identity, task=task, **facts)
