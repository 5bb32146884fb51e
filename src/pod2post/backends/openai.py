"""The writer over HTTP: the `openai` client on Chat Completions, at any base_url.

Each request on the wire is noted before it leaves, and what became of it afterwards; the
only retrier is the client's own. A call runs on an event loop of its own, because there a
deadline ends all of it: slow reads, waits between retries, and the connection, so that
the server stops working for nobody.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from pod2post import codec
from pod2post.backends import chat, counted, ladder, refusals
from pod2post.backends.ladder import Form
from pod2post.backends.wire import RETRIES, Wire
from pod2post.errors import BadInput, TryLater
from pod2post.ports import Reply, Request, Shelf, Tell
from pod2post.settings import WriterSettings

if TYPE_CHECKING:
    from openai import APIConnectionError, AsyncOpenAI

    from pod2post.backends.bounded import Watcher

T = TypeVar("T")

CONNECT_S = 10.0
PROBE_S = 5


class Mute:
    """Nobody listens."""

    def say(self, text: str, /) -> None:
        pass

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        pass


class OpenAIWriter:
    """A model behind an OpenAI-compatible endpoint."""

    composes = True

    def __init__(
        self,
        settings: WriterSettings,
        key: str | None,
        *,
        tell: Tell | None = None,
        shaped: Callable[[Request], Request] = lambda request: request,
    ) -> None:
        """`shaped` may tighten a request's schema; journal and store know it as it was before.

        Raises:
            BadInput: address or key cannot be used as they are.
        """
        self._shaped = shaped
        self._settings = settings
        self._end = chat.endpoint(settings, key)
        self._tell = tell or Mute()
        self._spoke = threading.Event()
        self.label = f"openai {settings.model}"
        heat = "default" if settings.temperature is None else f"{settings.temperature:g}"
        # Not the address: the same model behind another port or broker is the same writer,
        # and what was paid for stays paid when a local server starts on another port.
        self.identity = f"openai chat {settings.model} temperature={heat}"

    def reply(self, request: Request, /, *, shelf: Shelf) -> Reply:
        """See `ports.Writer`. The deadline is `timeout_s` for the call, retries included.

        Raises:
            NoForm: the server takes no form of reply that the settings allow.
        """
        wish = self._settings.format
        if wish != "auto":
            return self._call(request, wish, shelf)
        place = f"{self._end.name} {self._end.model}"
        return ladder.climb(place, shelf, lambda form: self._call(request, form, shelf))

    def _call(self, request: Request, form: Form, shelf: Shelf) -> Reply:
        import openai

        seconds = self._settings.timeout_s
        until = time.monotonic() + seconds
        wire = Wire(request, form, until, self._end, shelf, self._tell)
        try:
            text = _run(
                self._talk(ladder.body(self._shaped(request), form), request.max_tokens, wire)
            )
        except TimeoutError as error:
            wire.settle("failed", {"why": f"no whole answer within {seconds} s"})
            raise TryLater(
                f"{self._end.name} gave no whole answer within {seconds} s",
                "Run the same command again; a slow model needs a higher [writer] timeout_s.",
            ) from error
        except openai.APIStatusError as error:
            back = error.response
            wait = refusals.wait_of(back.headers)
            raise refusals.failure(back.status_code, back.text, wait, self._end) from error
        except openai.APIConnectionError as error:
            wire.settle("failed", {"why": _why(error)})
            raise refusals.unreachable(self._end, _why(error)) from error
        reply = self._heard(text, wire)
        if self._settings.check_usage and counted.cut(request, reply.usage):
            wire.settle("got", self._facts(reply) | {"context": "cut"})
            raise refusals.cut_short(self._end, counted.least(request), reply.usage)
        wire.settle("got", self._facts(reply))
        return reply

    async def _talk(self, body: dict[str, Any], most: int, wire: Wire) -> str:
        seconds = self._settings.timeout_s
        body |= {"model": self._settings.model, self._settings.token_field: most}
        if self._settings.temperature is not None:
            body["temperature"] = self._settings.temperature
        async with asyncio.timeout(seconds), _client(self._end, seconds, wire) as client:
            # The raw text: the client's own reading of it is lax, and fails in many ways.
            raw = await client.chat.completions.with_raw_response.create(**body)
            return str(raw.text)

    def _heard(self, text: str, wire: Wire) -> Reply:
        """The reply in a body that came with status 200.

        A web page means a wrong address as long as nothing else ever came from there: every
        later call would meet it too. After a good reply it is a gateway's passing trouble.
        """
        if text.lstrip().startswith("<") and not self._spoke.is_set():
            wire.settle("failed", {"status": 200, "why": "a web page"})
            raise refusals.no_endpoint(self._end, "a web page came back")
        if wire.trouble:
            return chat.unreadable(wire.trouble[-1])
        data = chat.parsed(text)
        if data.get("error") and not data.get("choices"):
            status = refusals.wrapped(text)
            wire.settle("failed", {"status": status, "why": refusals.told(text, self._end)})
            raise refusals.failure(status, text, None, self._end)
        reply = chat.read(data) if data else chat.unreadable(chat.misfit(text))
        if reply.finish != "unreadable":
            self._spoke.set()
        return reply

    def _facts(self, reply: Reply) -> dict[str, Any]:
        """What the journal says of a reply that came."""
        tokens = codec.plain(reply.usage) if reply.usage else {}
        facts = {"finish": reply.finish, "model": reply.model, "asked": self._settings.model}
        local = {"local": True} if self._settings.kind == "local" else {}
        return facts | local | tokens


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
        raise refusals.unreachable(end, f"no answer within {PROBE_S} s") from error
    except openai.APIStatusError as error:
        if error.status_code in (404, 405, 501):
            return f"{end.name} answers; it does not list its models"
        back = error.response
        wait = refusals.wait_of(back.headers)
        raise refusals.failure(back.status_code, back.text, wait, end) from error
    except openai.APIConnectionError as error:
        raise refusals.unreachable(end, _why(error)) from error
    rows = chat.parsed(text).get("data")
    if not isinstance(rows, list):
        raise refusals.no_endpoint(end, "what came back is no list of models")
    names = [row.get("id") for row in rows if isinstance(row, dict)]
    known = "is" if settings.model in names else "is not"
    return f"{end.name} answers; {settings.model} {known} among the models that it lists"


async def _models(end: chat.Endpoint) -> str:
    import httpx2

    async with asyncio.timeout(PROBE_S), _client(end, PROBE_S, None, retries=0) as client:
        answer = await client.get("/models", cast_to=httpx2.Response)
        return answer.text


def _client(
    end: chat.Endpoint, seconds: float, watcher: "Watcher | None", retries: int = RETRIES
) -> "AsyncOpenAI":
    """A client for one call."""
    import httpx2
    import openai

    from pod2post.backends.bounded import BoundedClient

    limit = httpx2.Timeout(seconds, connect=min(CONNECT_S, seconds))
    try:
        http = BoundedClient(watcher, limit, proxies=not end.loopback)
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
