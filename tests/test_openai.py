"""The writer over HTTP against a server that does all that endpoints do wrong."""

import asyncio
import json
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

import scripted_openai as say
from pod2post.backends import refusals
from pod2post.backends.openai import OpenAIWriter, probe
from pod2post.errors import (
    BadInput,
    Blocked,
    NoForm,
    NoQuota,
    NotSetUp,
    Pod2postError,
    TooLong,
    TryLater,
)
from pod2post.ports import Message, Reply, Request, Usage
from pod2post.settings import WriterSettings
from pod2post.store import Store

SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "integer"}},
    "required": ["a"],
    "additionalProperties": False,
}
REQUEST = Request(
    task="section 1/x",
    material="{}",
    messages=(Message(role="system", content="你是編輯。"), Message(role="user", content="寫。")),
    schema=json.dumps(SCHEMA),
    max_tokens=300,
)


def writer(server: say.ScriptedOpenAI, key: str | None = "sk-secret", **more: Any) -> OpenAIWriter:
    settings = WriterSettings(base_url=server.base_url, model="m", temperature=0)
    return OpenAIWriter(replace(settings, **more), key)


def rows(shelf: Store) -> list[tuple[Any, ...]]:
    """(event, attempt, what came of it) of each line of the journal."""
    return [
        (row["event"], row["attempt"], row.get("finish", row.get("status", row.get("why"))))
        for row in shelf.calls()
    ]


# --- what is sent ---------------------------------------------------------------------


def test_the_request_is_plain_chat_completions(shelf: Store) -> None:
    with say.ScriptedOpenAI(say.ok('{"a": 1}')) as server:
        writer(server).reply(REQUEST, shelf=shelf)
    assert server.paths == ["/v1/chat/completions"]
    assert server.keys == ["sk-secret"]
    assert server.bodies == [
        {
            "model": "m",
            "messages": [
                {"role": "system", "content": "你是編輯。"},
                {"role": "user", "content": "寫。"},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "section_1_x", "strict": True, "schema": SCHEMA},
            },
            "max_completion_tokens": 300,
            "temperature": 0,
        }
    ]


def test_settings_name_the_token_field_and_leave_the_temperature_out(shelf: Store) -> None:
    with say.ScriptedOpenAI(say.ok("x")) as server:
        writer(server, temperature=None, token_field="max_tokens").reply(REQUEST, shelf=shelf)
    assert server.bodies[0]["max_tokens"] == 300
    assert not {"temperature", "max_completion_tokens"} & set(server.bodies[0])


def test_without_a_key_a_local_server_gets_a_placeholder(shelf: Store) -> None:
    with say.ScriptedOpenAI(say.ok("x")) as server:
        writer(server, key=None).reply(REQUEST, shelf=shelf)
    assert server.keys == ["none"]


def test_loopback_ignores_proxies(shelf: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with say.ScriptedOpenAI(say.ok("x")) as server:
        assert writer(server).reply(REQUEST, shelf=shelf).text == "x"


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "foo:bar"])
def test_a_proxy_that_cannot_be_used_is_named(
    proxy: str, shelf: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    settings = WriterSettings(base_url="http://models.example/v1")
    with pytest.raises(BadInput, match="proxy"):
        OpenAIWriter(settings, "k").reply(REQUEST, shelf=shelf)


def test_the_identity_holds_what_decides_the_reply_and_no_secret() -> None:
    base = WriterSettings(base_url="https://models.example:8443/api/v1/", model="m", temperature=0)
    one = OpenAIWriter(base, "sk-secret")
    assert one.identity == "openai chat m temperature=0"
    assert (one.label, one.composes) == ("openai m", True)
    same = [
        (base, None),
        (replace(base, timeout_s=9, parallel=1, temperature=0.0), "other"),
        (replace(base, base_url="http://127.0.0.1:8080/v1", token_field="max_tokens"), "k"),
    ]
    assert {OpenAIWriter(s, key).identity for s, key in same} == {one.identity}
    others = [
        {"model": "n"},
        {"temperature": None},
        {"temperature": 0.7},
    ]
    assert len({OpenAIWriter(replace(base, **o), "k").identity for o in others}) == len(others)


@pytest.mark.parametrize(
    ("base_url", "key", "cause"),
    [
        (None, None, "neither a key nor an address"),
        ("", "k", "no address"),
        ("localhost:8080/v1", "k", "no address"),
        ("ftp://host/v1", "k", "no address"),
        ("http://", "k", "no address"),
        ("http://host:99999/v1", "k", "no address"),
        ("http://[::1/v1", "k", "no address"),
        ("http://me:hush@host/v1", "k", "no address"),
        ("http://host/v1?key=hush", "k", "no address"),
        (None, "sk-\nsecret", "line breaks"),
        (None, "金鑰", "letters that no key has"),
    ],
)
def test_what_cannot_work_is_said_before_the_first_request(
    base_url: str | None, key: str | None, cause: str
) -> None:
    with pytest.raises(BadInput, match=cause) as caught:
        OpenAIWriter(WriterSettings(base_url=base_url), key)
    assert caught.value.remedy
    assert "sk-" not in str(caught.value)


# --- replies --------------------------------------------------------------------------

USED = Usage(prompt=11, completion=7)
CACHED = {"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}}


def reply(finish: Any, text: str = "", usage: Usage | None = USED, **more: str) -> Reply:
    return Reply(**({"finish": finish, "text": text, "usage": usage, "model": "scripted"} | more))


NO_CHAT = "the body is no whole chat completion"
REPLIES = {
    "ok": (say.ok('{"a": 1}'), reply("stop", '{"a": 1}')),
    "finish unnamed": (say.ok("x", finish=None), reply("stop", "x")),
    "cut at the limit": (say.ok('{"a', finish="length"), reply("length", '{"a')),
    "refusal": (say.refusal("I won't."), reply("refused", detail="I won't.")),
    "filtered": (say.ok("so", finish="content_filter"), reply("filtered", "so")),
    "empty": (say.ok(""), reply("empty", detail="finish reason stop")),
    "white space": (say.ok(" \n"), reply("empty", detail="finish reason stop")),
    "null": (say.data(say.completion(None)), reply("empty", detail="finish reason stop")),
    "no choices": (
        say.ok("x", choices=[]),
        reply("empty", detail="the server sent no choices"),
    ),
    "no message": (say.ok("x", choices=[{}]), reply("unreadable", detail=NO_CHAT)),
    "other JSON": (say.data([1]), reply("unreadable", "", None, model="", detail=NO_CHAT)),
    "JSON cut": (say.cut_body(), reply("unreadable", "", None, model="", detail=NO_CHAT)),
    "nested": (
        say.Answer(body=b"[" * 200_000),
        reply("unreadable", "", None, model="", detail=NO_CHAT),
    ),
    "half a character": (
        say.ok("\ud83d"),
        reply("unreadable", "", None, model="", detail=NO_CHAT),
    ),
    "no usage": (say.ok("x", usage=None), reply("stop", "x", None)),
    "usage in part": (say.ok("x", usage={"prompt_tokens": 3}), reply("stop", "x", None)),
    "cached": (
        say.ok("x", usage=CACHED),
        reply("stop", "x", Usage(prompt=9, completion=2, cached=4)),
    ),
    "another model": (say.ok("x", model="cheap"), reply("stop", "x", model="cheap")),
}


@pytest.mark.parametrize(("answer", "expected"), REPLIES.values(), ids=REPLIES)
def test_a_reply_says_how_it_ended(answer: say.Answer, expected: Reply, shelf: Store) -> None:
    with say.ScriptedOpenAI(answer) as server:
        assert writer(server).reply(REQUEST, shelf=shelf) == expected
    assert rows(shelf) == [("sent", 1, None), ("got", 1, expected.finish)]


def test_the_journal_names_tokens_and_model(shelf: Store) -> None:
    with say.ScriptedOpenAI(say.ok("x")) as server:
        writer(server).reply(REQUEST, shelf=shelf)
    sent, got = shelf.calls()
    assert {sent["request"], got["request"]} == {REQUEST.identity}
    assert (sent["task"], got["task"]) == (REQUEST.task, REQUEST.task)
    assert (got["prompt"], got["completion"], got["model"]) == (11, 7, "scripted")
    assert "sk-secret" not in (shelf.root / "calls.jsonl").read_text()


def test_a_request_is_on_disk_before_it_leaves(shelf: Store) -> None:
    seen: list[int] = []

    def look(body: say.Json) -> say.Answer:
        seen.append(len([row for row in shelf.calls() if row["event"] == "sent"]))
        return say.down() if len(seen) < 3 else say.ok("x")

    with say.ScriptedOpenAI(look) as server:
        writer(server).reply(REQUEST, shelf=shelf)
    assert seen == [1, 2, 3]


# --- failures -------------------------------------------------------------------------

LONG = "This model's maximum context length is 8192 tokens. However, you sent 9030 tokens."
SENT = ("sent", 1, None)


def tries(outcome: Any, count: int = 3) -> list[tuple[Any, ...]]:
    return [row for n in range(1, count + 1) for row in (("sent", n, None), ("failed", n, outcome))]


# name: answer, error, words of its cause, journal
FAILURES: dict[str, tuple[Any, type[Pod2postError], str, list[tuple[Any, ...]]]] = {
    "web page": (say.page(), NotSetUp, "no OpenAI-compatible endpoint", tries(200, 1)),
    "overflow, OpenAI": (
        say.error(400, "context_length_exceeded", LONG),
        TooLong,
        "too long for m. .*8192 tokens",
        tries(400, 1),
    ),
    "overflow, llama.cpp": (
        say.error(
            400, None, "exceeds it", type="exceed_context_size_error", n_prompt_tokens=9, n_ctx=8
        ),
        TooLong,
        r"too long for m \(9 tokens sent, 8 fit\)",
        tries(400, 1),
    ),
    "overflow, size": (say.error(413), TooLong, "too long", tries(413, 1)),
    "no schema": (
        say.error(400, None, "unknown type", param="response_format"),
        NoForm,
        "does not take the form",
        [row for _ in range(3) for row in tries(400, 1)],
    ),
    "token field": (
        say.error(400, "unsupported_parameter", "Use another one.", param="max_completion_tokens"),
        BadInput,
        "another word for its limit",
        tries(400, 1),
    ),
    "temperature": (
        say.error(400, "unsupported_value", "only 1", param="temperature"),
        BadInput,
        "does not take this temperature",
        tries(400, 1),
    ),
    "FastAPI": (say.data({"detail": "bad body"}, 422), BadInput, "422: bad body", tries(422, 1)),
    "key": (say.error(401), NotSetUp, "refuses the key", tries(401, 1)),
    "key echoed": (say.error(403, message="sk-secret?"), NotSetUp, r": \*\*\*\?", tries(403, 1)),
    "model": (
        say.error(404, "model_not_found", "no such thing"),
        NotSetUp,
        "knows no model 'm'",
        tries(404, 1),
    ),
    "path": (say.Answer(body=b"not found", status=404), NotSetUp, "no OpenAI-", tries(404, 1)),
    "moved": (
        say.data({}, 307, location="http://127.0.0.1:9/"),
        NotSetUp,
        "no OpenAI-",
        tries(307, 1),
    ),
    "quota": (say.no_quota(), NoQuota, "no quota left", tries(429, 1)),
    "payment": (say.error(402), NoQuota, "no quota left", tries(402, 1)),
    "rate limit, long": (say.rate_limited(999), Blocked, "answered 429: slow down", tries(429, 1)),
    "down": (say.down(), TryLater, "answered 503: overloaded", tries(503)),
    "broker": (
        say.data({"error": {"code": 502, "message": "upstream"}}),
        TryLater,
        "answered 502: upstream",
        tries(502, 1),
    ),
}


@pytest.mark.parametrize(("answer", "kind", "cause", "journal"), FAILURES.values(), ids=FAILURES)
def test_a_failure_is_told_and_journaled(
    answer: say.Answer,
    kind: type[Pod2postError],
    cause: str,
    journal: list[tuple[Any, ...]],
    shelf: Store,
) -> None:
    with say.ScriptedOpenAI(answer) as server, pytest.raises(kind, match=cause) as caught:
        writer(server).reply(REQUEST, shelf=shelf)
    assert type(caught.value) is kind
    assert caught.value.remedy
    assert rows(shelf) == journal
    assert len(server.bodies) == len(journal) // 2
    assert "sk-secret" not in f"{caught.value}{shelf.calls()}"


def test_a_web_page_after_a_good_reply_is_passing_trouble(shelf: Store) -> None:
    with say.ScriptedOpenAI([say.ok("x"), say.page()]) as server:
        one = writer(server)
        finishes = [one.reply(REQUEST, shelf=shelf).finish for _ in range(2)]
    assert finishes == ["stop", "unreadable"]


def test_a_rate_limit_is_waited_for_as_asked(shelf: Store) -> None:
    with say.ScriptedOpenAI([say.rate_limited(1), say.ok("x")]) as server:
        assert writer(server).reply(REQUEST, shelf=shelf).text == "x"
    assert rows(shelf) == [*tries(429, 1), ("sent", 2, None), ("got", 2, "stop")]
    assert shelf.calls()[1]["retry_after_s"] == 1
    assert server.times[1] - server.times[0] >= 1


WAITS = {"7": {7}, "0.2": {1}, "-3": {0}, "nan": {None}, "inf": {None}, "soon": {None}, "": {None}}


@pytest.mark.parametrize(("said", "waits"), WAITS.items())
def test_retry_after_is_in_seconds(said: str, waits: set[int | None]) -> None:
    assert refusals.wait_of({"retry-after": said}) in waits
    assert refusals.wait_of({}) is None


def test_retry_after_may_be_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3590 <= (refusals.wait_of({"retry-after": soon}) or 0) <= 3600


def test_a_wait_beyond_the_deadline_is_handed_to_the_person(shelf: Store) -> None:
    with say.ScriptedOpenAI(say.rate_limited(90)) as server, pytest.raises(TryLater) as caught:
        writer(server, timeout_s=60).reply(REQUEST, shelf=shelf)
    assert caught.value.after_s == 90
    assert "in 90 s" in caught.value.remedy
    assert len(server.bodies) == 1


def test_a_rate_limit_without_a_time_is_retried(shelf: Store) -> None:
    with say.ScriptedOpenAI([say.rate_limited(), say.ok("x")]) as server:
        assert writer(server).reply(REQUEST, shelf=shelf).text == "x"
    assert rows(shelf) == [*tries(429, 1), ("sent", 2, None), ("got", 2, "stop")]


def test_a_dropped_connection_is_retried_then_told(shelf: Store) -> None:
    script = [say.dropped(), say.short_body(), say.dropped()]
    with say.ScriptedOpenAI(script) as server, pytest.raises(TryLater, match="cannot be reached"):
        writer(server).reply(REQUEST, shelf=shelf)
    events = [(row["event"], row["attempt"]) for row in shelf.calls()]
    assert events == [(event, n) for n in (1, 2, 3) for event in ("sent", "failed")]
    assert len(server.bodies) == 3


def test_a_dropped_connection_that_comes_back(shelf: Store) -> None:
    with say.ScriptedOpenAI([say.dropped(), say.ok("x")]) as server:
        assert writer(server).reply(REQUEST, shelf=shelf).text == "x"
    broke = "the connection broke"
    assert rows(shelf) == [*tries(broke, 1), ("sent", 2, None), ("got", 2, "stop")]


HANGS = {"silent": say.slow(30), "dripping": say.dripping(100, 0.1)}


@pytest.mark.parametrize("answer", HANGS.values(), ids=HANGS)
def test_the_deadline_holds_for_the_whole_call(answer: say.Answer, shelf: Store) -> None:
    with say.ScriptedOpenAI(answer) as server:
        began, threads = time.monotonic(), threading.active_count()
        with pytest.raises(TryLater, match="no whole answer within 1 s"):
            writer(server, timeout_s=1).reply(REQUEST, shelf=shelf)
        assert time.monotonic() - began < 2
        assert threading.active_count() <= threads + 1  # the server's own, for the connection
    assert rows(shelf) == tries("no whole answer within 1 s", 1)


def test_a_hang_does_not_block_the_exit(shelf: Store) -> None:
    """A process of its own that gave a call up ends at once."""
    code = (
        "import sys, pathlib, time; from test_openai import *\n"
        "shelf = Store(pathlib.Path(sys.argv[1]))\n"
        "settings = WriterSettings(base_url=sys.argv[2], timeout_s=1)\n"
        "try: OpenAIWriter(settings, None).reply(REQUEST, shelf=shelf)\n"
        "except TryLater: print(time.time())\n"
    )
    with say.ScriptedOpenAI(say.slow(30)) as server:
        command = [sys.executable, "-c", code, str(shelf.root), server.base_url]
        folder = str(__file__).rpartition("/")[0]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=25, check=True
        )
        assert time.time() - float(done.stdout) < 3


def test_it_works_inside_a_running_event_loop(shelf: Store) -> None:
    async def cell(one: OpenAIWriter) -> Reply:
        return one.reply(REQUEST, shelf=shelf)

    with say.ScriptedOpenAI(say.ok("x")) as server:
        assert asyncio.run(cell(writer(server))).text == "x"


def test_calls_run_side_by_side(shelf: Store) -> None:
    both = threading.Barrier(2, timeout=5)

    def meet(body: say.Json) -> say.Answer:
        both.wait()
        return say.ok("x")

    texts: list[str] = []
    with say.ScriptedOpenAI(meet) as server:
        one = writer(server, format="json_schema")
        calls = [
            threading.Thread(target=lambda: texts.append(one.reply(REQUEST, shelf=shelf).text))
            for _ in range(2)
        ]
        for call in calls:
            call.start()
        for call in calls:
            call.join()
    assert texts == ["x", "x"]


# --- doctor ---------------------------------------------------------------------------


def settings(server: say.ScriptedOpenAI, model: str = "scripted") -> WriterSettings:
    return WriterSettings(base_url=server.base_url, model=model)


def test_probe_says_what_answers_and_whether_it_has_the_model() -> None:
    with say.ScriptedOpenAI(say.ok("x")) as server:
        name = server.base_url.removeprefix("http://")
        assert probe(settings(server), None) == (
            f"{name} answers; scripted is among the models that it lists"
        )
        assert "m is not among" in probe(settings(server, "m"), None)
    assert server.bodies == []


PROBES = {
    "key": (say.error(401), BadInput, "refuses the key"),
    "page": (say.page(), BadInput, "no OpenAI-compatible endpoint"),
    "down": (say.down(), TryLater, "answered 503"),
}


@pytest.mark.parametrize(("models", "kind", "cause"), PROBES.values(), ids=PROBES)
def test_probe_fails_as_a_call_would(
    models: say.Answer, kind: type[Pod2postError], cause: str
) -> None:
    with (
        say.ScriptedOpenAI(say.ok("x"), models=models) as server,
        pytest.raises(kind, match=cause),
    ):
        probe(settings(server), "k")


def test_probe_forgives_an_endpoint_without_a_list() -> None:
    with say.ScriptedOpenAI(say.ok("x"), models=say.error(404)) as server:
        assert probe(settings(server), None).endswith("answers; it does not list its models")


def test_probe_of_nothing() -> None:
    with say.ScriptedOpenAI(say.ok("x")) as server:
        gone = settings(server)
    with pytest.raises(TryLater, match="cannot be reached"):
        probe(gone, None)
