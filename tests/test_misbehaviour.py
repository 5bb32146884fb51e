"""Each way in which an endpoint misbehaves, one by one, over real HTTP, and what is due.

The table says beforehand: does a section come of it, by how many requests, or a hole, or
which error. A section is asked for as in a run, by `stages.write`, with `extract` to stand in.
"""

import json
import re
import tracemalloc
import zlib
from dataclasses import dataclass, replace
from typing import Any

import pytest

import scripted_openai as say
from conftest import SilentTell
from pod2post.backends.extract import Extract
from pod2post.backends.openai import OpenAIWriter
from pod2post.errors import BadInput, LimitReached, NoForm, Pod2postError, TooLong, TryLater
from pod2post.settings import Settings, WriterSettings
from pod2post.stages.write import write
from pod2post.store import Store
from pod2post.values import Quotes, Section
from pod2post.world import World
from pod2post.writing.asking import MOST_TOKENS, Pen
from pod2post.writing.brief import Story
from talk import brief, cue

WORDS = "The pipes under this street tell you where the water goes at night"
CUES = tuple(cue(n, f"{WORDS}, and nobody asks them.") for n in range(1, 61))
STORY = Story(thesis="一句話", headings=("甲", "乙"))
QUOTES = Quotes(section="s1", quotes=(), dropped=())
MOST = 400
READ = {"prompt_tokens": 9000, "completion_tokens": 60}

BOMB = say.bomb(64)

PARAGRAPH = {"text": "水管知道水往哪裡去。", "cues": ["c0001"]}
GOOD = json.dumps({"heading": "水管會說話", "paragraphs": [PARAGRAPH]}, ensure_ascii=False)


def good(content: str = GOOD, **more: Any) -> say.Answer:
    return say.ok(content, **({"usage": READ} | more))


def cut(tokens: int, **more: Any) -> say.Answer:
    return good(usage={"prompt_tokens": tokens, "completion_tokens": 60} | more)


@dataclass(frozen=True, kw_only=True)
class Due:
    """What must come of it: a section by so many requests, a hole, or an error; `words` in it."""

    requests: int
    hole: str | None = None
    error: type[Pod2postError] | None = None
    words: str = ""
    seconds: int = 20


WHOLE = Due(requests=1)
MENDED = Due(requests=2)
RETRIED = Due(requests=2)

LONG = say.error(400, "context_length_exceeded", "maximum context length is 8192 tokens")
# Kept as it is: what it is wrapped in is no fault, and what the server leaves out is noted.
TAKEN: dict[str, say.Answer] = {
    "good": good(),
    "in a fence": good(f"Here:\n```json\n{GOOD}\n```"),
    "after a thought": good(f"<think>or {{}}?</think>{GOOD}"),
    "with a farewell": good(f"{GOOD}\nAnything else?"),
    "in parts": say.data(say.completion([{"type": "text", "text": GOOD}], usage=READ)),
    "packed": say.packed(good()),
    "packed, zlib's way": replace(
        good(), body=zlib.compress(good().body), headers={"Content-Encoding": "deflate"}
    ),
    "no usage": good(usage=None),
    "usage of nothing": cut(0),
    "usage without its cache": cut(200, prompt_tokens_details={"cached_tokens": 4000}),
    "another model": good(model="cheap"),
    "no finish reason": good(finish=None),
    "slow, but in time": replace(good(), delay_s=0.3),
}
# Not usable, and answered well when asked again.
SPOILT: dict[str, say.Answer] = {
    "no JSON": good("I would rather not."),
    "cut JSON": good(GOOD[:-5]),
    "other keys": good('{"a": 1}'),
    "a key twice": good(GOOD[:-1] + ', "heading": "x"}'),
    "half a character": good(GOOD.replace("水管會", "\\ud83d")),
    "two answers": good(GOOD + GOOD.replace("說話", "唱歌")),
    "only a thought": good(f"<think>{GOOD}"),
    "a cue that was not given": good(GOOD.replace("c0001", "c9999")),
    "empty": good(""),
    "null": say.data(say.completion(None, usage=READ)),
    "no choices": good(choices=[]),
    "no message": good(choices=[{}]),
    "refusal": say.refusal("I won't.", usage=READ),
    "content filter": good("", finish="content_filter"),
    "body cut": say.cut_body(),
    "body no UTF-8": say.Answer(body=b'{"choices": "\xff\xfe"}'),
    "half a character in the body": good("\ud83d"),
    "a list": say.data([1]),
    "nested": say.Answer(body=b"[" * 100_000),
    "a stream": say.stream(GOOD),
    "a bomb": BOMB,
    "packed in a strange way": replace(good(), headers={"Content-Encoding": "br"}),
    "packed twice": say.packed(good(), "gzip, gzip"),
    "packed and damaged": replace(good(), headers={"Content-Encoding": "gzip"}),
}
# Passing trouble: the client asks again by itself.
PASSING: dict[str, say.Answer] = {
    "busy": say.rate_limited(1),
    "down": say.down(503),
    "gateway": say.down(502),
    "dropped": say.dropped(),
    "broken in the middle": say.short_body(),
    "a stream, broken": say.stream(GOOD, whole=False),
}
CASES: dict[str, tuple[list[say.Item], Due]] = {
    **{name: ([answer], WHOLE) for name, answer in TAKEN.items()},
    **{name: ([answer, good()], MENDED) for name, answer in SPOILT.items()},
    **{f"{name}, then well": ([answer, good()], RETRIED) for name, answer in PASSING.items()},
    "a page after a reply": ([good("{}"), say.page()], Due(requests=2, hole="web page")),
    "length, then room": ([good(GOOD[:9], finish="length"), good()], MENDED),
    "length twice, then shorter": (
        [*[good(GOOD[:9], finish="length")] * 2, good()],
        Due(requests=3),
    ),
    "length always": ([good(GOOD[:9], finish="length")], Due(requests=3, hole="cut off")),
    "length, and no room for more": (
        [good(GOOD[:9], finish="length"), LONG, good()],
        Due(requests=3),
    ),
    "no JSON twice": ([good("no"), good("no")], Due(requests=2, hole="Invalid JSON")),
    "empty twice": ([good(""), good("")], Due(requests=2, hole="empty")),
    "refused twice": ([say.refusal("I won't.", usage=READ)], Due(requests=2, hole="I won't.")),
    "a bomb twice": ([BOMB], Due(requests=2, hole="over 8 MB")),
    "a stream twice": ([say.stream(GOOD)], Due(requests=2, hole="stream")),
    "no JSON, and its repair too long": (
        [good("no"), LONG],
        Due(requests=2, hole="cut off"),
    ),
    "a page first": ([say.page()], Due(requests=1, error=BadInput, words="no OpenAI-comp")),
    "cut in silence": ([cut(300)], Due(requests=1, error=BadInput, words="cut the request")),
    "too long": ([LONG], Due(requests=1, error=TooLong, words="too long for m")),
    "down for good": ([say.down()], Due(requests=3, error=TryLater, words="503")),
    "dropped for good": ([say.dropped()], Due(requests=3, error=TryLater, words="be reached")),
    "hanging": ([say.slow(30)], Due(requests=1, error=TryLater, words="within 1 s", seconds=1)),
    "dripping": (
        [say.dripping(100, 0.1)],
        Due(requests=1, error=TryLater, words="within 1 s", seconds=1),
    ),
    "busy for long": ([say.rate_limited(90)], Due(requests=1, error=TryLater, words="slow down")),
    "no quota": ([say.no_quota()], Due(requests=1, error=LimitReached, words="no quota left")),
    "key": ([say.error(401)], Due(requests=1, error=BadInput, words="refuses the key")),
    "no form at all": ([say.no_form("any")], Due(requests=3, error=NoForm, words="the form")),
    "length, and no reply is that long": (
        [
            good(GOOD[:9], finish="length"),
            say.error(400, None, "max_tokens is too large: 800", param="max_tokens"),
            good(),
        ],
        Due(requests=3),
    ),
    "too long, said with 500": (
        [say.error(500, None, "context size has been exceeded")],
        Due(requests=1, error=TooLong, words="too long for m"),
    ),
    "too long, in a 200": (
        [say.data({"error": {"code": "context_length_exceeded", "message": "no"}})],
        Due(requests=1, error=TooLong, words="too long for m"),
    ),
    "no quota, in a 200": (
        [say.data({"error": {"type": "insufficient_quota", "message": "no"}})],
        Due(requests=1, error=LimitReached, words="no quota left"),
    ),
    "too many tokens a minute, then well": (
        [say.error(429, "tokens", "too many tokens per minute"), good()],
        RETRIED,
    ),
    "error in a 200": (
        [say.data({"error": {"code": 502, "message": "upstream"}})],
        Due(requests=1, error=TryLater, words="upstream"),
    ),
}


def pen(server: say.ScriptedOpenAI, tell: SilentTell, **more: Any) -> Pen:
    known = WriterSettings(base_url=server.base_url, model="m", temperature=0, timeout_s=20)
    writer = OpenAIWriter(replace(known, **more), "sk-secret", tell=tell)
    return Pen(writer=writer, spare=Extract(), max_tokens=MOST)


def asked(own: Pen, shelf: Store, tell: SilentTell) -> Section:
    return write(brief(*CUES), STORY, QUOTES, own, shelf=shelf, tell=tell)


@pytest.mark.parametrize(("script", "due"), CASES.values(), ids=CASES)
def test_what_is_due(script: list[say.Item], due: Due, shelf: Store, tell: SilentTell) -> None:
    with say.ScriptedOpenAI(script) as server:
        own = pen(server, tell, timeout_s=due.seconds)
        if due.error:
            with pytest.raises(due.error, match=due.words) as caught:
                asked(own, shelf, tell)
            assert caught.value.remedy
        else:
            section = asked(own, shelf, tell)
            assert bool(section.holes) == bool(due.hole)
            assert (due.hole or "") in "".join(section.holes)
            by_hand = "由程式" in section.paragraphs[0].text
            assert by_hand == bool(due.hole), "the page says who wrote it"
        requests = len(server.bodies)
    assert requests == due.requests
    rows = shelf.calls()
    assert sum(row["event"] == "sent" for row in rows) == requests
    assert sum(row["event"] in ("got", "failed") for row in rows) == requests
    assert sum(row["event"] == "kept" for row in rows) == (not due.hole and not due.error)
    assert "sk-secret" not in str(rows)


KEPT = [name for name, (_, due) in CASES.items() if not due.hole and not due.error]


@pytest.mark.parametrize("name", KEPT)
def test_what_was_kept_is_never_paid_again(name: str, shelf: Store, tell: SilentTell) -> None:
    with say.ScriptedOpenAI(CASES[name][0]) as server:
        first = asked(pen(server, tell), shelf, tell)
        paid = len(server.bodies)
        for place in (shelf.root / "recipes" / "section").iterdir():
            place.unlink()  # the stage forgets: the reply beneath it is found
        assert asked(pen(server, tell), shelf, tell) == first
        assert len(server.bodies) == paid


def test_a_bad_reply_is_shown_with_what_is_wrong_with_it(shelf: Store, tell: SilentTell) -> None:
    strange = GOOD.replace("c0001", "c9999")
    with say.ScriptedOpenAI([good(strange), good()]) as server:
        asked(pen(server, tell), shelf, tell)
        first, second = (body["messages"] for body in server.bodies)
    assert second[: len(first)] == first, "the beginning stays the same bytes"
    assert [message["role"] for message in second] == ["system", "user", "assistant", "user"]
    assert second[2]["content"] == strange
    assert "there is no cue c9999" in second[3]["content"]
    assert any("c9999" in line for line in tell.said)


def test_the_faults_of_a_schema_are_named_with_their_place(shelf: Store, tell: SilentTell) -> None:
    wrong = json.dumps({"heading": 7, "paragraphs": [PARAGRAPH | {"when": "0:05"}]})
    with say.ScriptedOpenAI([good(wrong), good()]) as server:
        asked(pen(server, tell), shelf, tell)
        told = server.bodies[1]["messages"][-1]["content"]
    assert "heading: Input should be a valid string" in told
    assert "paragraphs.0.when: Unexpected keyword argument" in told


@pytest.mark.parametrize("name", ["empty", "refusal", "content filter"])
def test_without_a_reply_to_show_roles_still_alternate(
    name: str, shelf: Store, tell: SilentTell
) -> None:
    with say.ScriptedOpenAI([SPOILT[name], good()]) as server:
        asked(pen(server, tell), shelf, tell)
        first, second = (body["messages"] for body in server.bodies)
    assert [message["role"] for message in second] == ["system", "user"]
    assert second[1]["content"].startswith(first[1]["content"] + "\n\n")


@pytest.mark.parametrize("name", ["body cut", "a bomb", "a stream"])
def test_what_cannot_be_read_is_asked_again_as_it_was(
    name: str, shelf: Store, tell: SilentTell
) -> None:
    with say.ScriptedOpenAI([SPOILT[name], good()]) as server:
        asked(pen(server, tell), shelf, tell)
        assert server.bodies[0] == server.bodies[1]


def test_room_is_doubled_once_and_has_an_end(shelf: Store, tell: SilentTell) -> None:
    with say.ScriptedOpenAI(CASES["length always"][0]) as server:
        asked(pen(server, tell), shelf, tell)
        rooms = [body["max_completion_tokens"] for body in server.bodies]
        assert rooms == [MOST, 2 * MOST, MOST]
        assert "write less" in server.bodies[2]["messages"][-1]["content"]
    with say.ScriptedOpenAI(CASES["length always"][0]) as server:
        full = replace(pen(server, tell), max_tokens=MOST_TOKENS)
        asked(full, shelf, tell)
        assert [body["max_completion_tokens"] for body in server.bodies] == [MOST_TOKENS] * 2


def test_a_cut_context_is_an_error_that_names_both_counts(shelf: Store, tell: SilentTell) -> None:
    with say.ScriptedOpenAI(cut(300)) as server:
        with pytest.raises(BadInput) as caught:
            asked(pen(server, tell), shelf, tell)
        assert re.search("counts 300 tokens where at least [1-9],[0-9]{3} ", caught.value.cause)
        assert "num_ctx" in caught.value.remedy
        got = [row for row in shelf.calls() if row["event"] == "got"]
        assert [(row["prompt"], row["context"]) for row in got] == [(300, "cut")]
        trusting = pen(server, tell, check_usage=False)
        assert not asked(trusting, shelf, tell).holes


def test_waiting_is_said_when_it_begins_and_only_then(shelf: Store, tell: SilentTell) -> None:
    with say.ScriptedOpenAI([say.rate_limited(1), good()]) as server:
        asked(pen(server, tell), shelf, tell)
        name = server.base_url.removeprefix("http://")
        assert f"{name} is busy (429): waits 1 s as it asks" in tell.said
        assert server.times[1] - server.times[0] >= 1
    tell.said.clear()
    for answer in (say.rate_limited(90), say.no_quota()):
        with say.ScriptedOpenAI(answer) as server, pytest.raises(Pod2postError):
            asked(pen(server, tell), Store(shelf.root / "other"), tell)
    assert not [line for line in tell.said if "waits" in line]


def test_a_run_hears_of_the_waiting(shelf: Store, tell: SilentTell) -> None:
    with say.ScriptedOpenAI([say.rate_limited(1), good()]) as server:
        known = WriterSettings(kind="openai", base_url=server.base_url, model="m")
        own = World(settings=Settings(writer=known), tell=tell).pen()
        asked(own, shelf, tell)
    assert [line for line in tell.said if "waits 1 s as it asks" in line]


def test_a_small_body_is_read_to_its_last_byte_however_packed(
    shelf: Store, tell: SilentTell
) -> None:
    """Up to the limit a reply is whole, one byte more is none."""
    limit = 8 * 2**20
    for spare, requests in ((0, 1), (1, 2)):
        whole = good()
        big = replace(whole, body=whole.body + b" " * (limit - len(whole.body) + spare))
        for number, answer in enumerate((big, say.packed(big))):
            with say.ScriptedOpenAI([answer, good()]) as server:
                place = Store(shelf.root / f"{spare}{number}", run="test")
                assert not asked(pen(server, tell), place, tell).holes
                assert len(server.bodies) == requests


def test_a_bomb_does_not_go_off(shelf: Store, tell: SilentTell) -> None:
    with say.ScriptedOpenAI([BOMB, good()]) as server:
        own = pen(server, tell)
        tracemalloc.start()
        try:
            asked(own, shelf, tell)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 30 * 2**20, "64 MB lie in it"
