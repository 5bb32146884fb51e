"""An OpenAI-compatible server on loopback that answers, or misbehaves, as a script says.

    with ScriptedOpenAI([rate_limited(1), ok('{"a": 1}')]) as server:
        ...  # a client of server.base_url
    server.bodies, server.times, server.keys

An item of the script answers one request, the last one all that follow. An item may be a
function of the request's parsed body, so that a reply can depend on what was asked.
It says nothing about a real model. Standard library only.
"""

import gzip
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer. `delay_s` passes before it, `gap_s` after each of its `parts` of bytes.

    `missing` bytes are announced and not sent; `status` 0 closes the connection at once.
    """

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    delay_s: float = 0.0
    parts: int = 1
    gap_s: float = 0.0
    missing: int = 0


Item = Answer | Callable[[Json], Answer]


# --- answers --------------------------------------------------------------------------


def completion(content: Any, *, finish: str | None = "stop", **more: Any) -> Json:
    """The body of a chat completion, `more` laid over it."""
    message = {"role": "assistant", "content": content, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    } | more


def data(body: Any, status: int = 200, **headers: str) -> Answer:
    """`body` as JSON; a header's name is written with _ for -."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(body=json.dumps(body).encode(), status=status, headers=named)


def ok(content: str, **more: Any) -> Answer:
    return data(completion(content, **more))


def error(status: int, code: str | None = None, message: str = "boom", **more: Any) -> Answer:
    return data({"error": {"message": message, "type": None, "code": code, **more}}, status)


def rate_limited(after: int | str | None = None) -> Answer:
    body = {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}
    return data(body, 429) if after is None else data(body, 429, retry_after=str(after))


def no_quota() -> Answer:
    return error(429, "insufficient_quota", "You exceeded your current quota")


def down(status: int = 503) -> Answer:
    """A server error that asks for the retry right away, which keeps tests short."""
    return data({"error": {"message": "overloaded"}}, status, retry_after_ms="10")


def refusal(words: str, **more: Any) -> Answer:
    body = completion(None, **more)
    body["choices"][0]["message"]["refusal"] = words
    return data(body)


def page(text: str = "<!doctype html><title>Welcome</title>") -> Answer:
    return Answer(body=text.encode(), kind="text/html")


def cut_body() -> Answer:
    """HTTP is whole, the JSON in it ends in the middle."""
    return Answer(body=ok('{"a": 1}').body[:-40])


def short_body() -> Answer:
    """The connection ends before the bytes that were announced."""
    return Answer(body=ok('{"a": 1}').body, missing=40)


def dropped() -> Answer:
    return Answer(body=b"", status=0)


def packed(answer: Answer, coding: str = "gzip") -> Answer:
    """The same answer, compressed."""
    headers = answer.headers | {"Content-Encoding": coding}
    return replace(answer, body=gzip.compress(answer.body), headers=headers)


def bomb(megabytes: int) -> Answer:
    """A good reply, followed by so much white space that it packs a thousandfold."""
    whole = ok('{"a": 1}')
    return packed(replace(whole, body=whole.body + b" " * (megabytes << 20)))


def stream(content: str, *, whole: bool = True) -> Answer:
    """Server-sent events that nobody asked for; `whole` False breaks off in the middle."""
    rows = [
        {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": part}}]}
        for part in (content[:5], content[5:])
    ]
    events = "".join(f"data: {json.dumps(row)}\n\n" for row in rows)
    body = f"{events}data: [DONE]\n\n".encode() if whole else events.encode()[:-20]
    return Answer(body=body, kind="text/event-stream", missing=0 if whole else 20)


def no_form(kind: str) -> Answer:
    """A server that does not know this type of response_format."""
    return error(400, "invalid_value", f"unsupported type {kind}", param="response_format.type")


def slow(seconds: float) -> Answer:
    return Answer(body=ok("late").body, delay_s=seconds)


def dripping(parts: int, gap_s: float) -> Answer:
    """Some bytes every `gap_s`: each read is fast, the whole is not."""
    return Answer(body=ok("late").body, parts=parts, gap_s=gap_s)


# --- server ---------------------------------------------------------------------------


class ScriptedOpenAI:
    """The server as a context manager. GET lists one model named `scripted`, or `models`."""

    def __init__(self, script: Sequence[Item] | Item, *, models: Answer | None = None) -> None:
        self.bodies: list[Json] = []
        self.times: list[float] = []
        self.keys: list[str] = []
        self.paths: list[str] = []
        self.models = models or data({"object": "list", "data": [{"id": "scripted"}]})
        self.stopping = threading.Event()
        self._script = list(script) if isinstance(script, Sequence) else [script]
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def next(self, body: Json, path: str, key: str) -> Answer:
        with self._lock:
            item = self._script[min(len(self.bodies), len(self._script) - 1)]
            self.bodies.append(body)
            self.paths.append(path)
            self.keys.append(key)
            self.times.append(time.monotonic())
        return item if isinstance(item, Answer) else item(body)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()


def _handler(owner: ScriptedOpenAI) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

        def do_GET(self) -> None:
            self.give(owner.models)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            key = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self.give(owner.next(json.loads(sent), self.path, key))

        def give(self, answer: Answer) -> None:
            owner.stopping.wait(answer.delay_s)
            self.close_connection = answer.status == 0 or answer.missing > 0
            if answer.status == 0:
                return
            try:
                self.send(answer)
            except ConnectionError:  # the client did not wait for the end
                self.close_connection = True

        def send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            for name, text in answer.headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(answer.body) + answer.missing))
            self.end_headers()
            step = -(-len(answer.body) // answer.parts) or 1
            for start in range(0, len(answer.body), step):
                self.wfile.write(answer.body[start : start + step])
                self.wfile.flush()
                owner.stopping.wait(answer.gap_s)

    return Handler
