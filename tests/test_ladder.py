"""The forms in which replies are asked for: found once, remembered, forgotten when refused."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

import scripted_openai as say
from conftest import SilentTell
from pod2post.backends.ladder import FORMS, Form, body
from pod2post.backends.openai import OpenAIWriter
from pod2post.errors import NoForm, TryLater
from pod2post.ports import Message, Request
from pod2post.settings import WriterSettings
from pod2post.store import Store
from pod2post.writing import callbook

SCHEMA = json.dumps({"type": "object", "properties": {"a": {"type": "integer"}}})
REQUEST = Request(
    task="plan",
    material="{}",
    messages=(Message(role="system", content="你是編輯。"), Message(role="user", content="寫。")),
    schema=SCHEMA,
    max_tokens=300,
    shape=f"照這個 schema：{SCHEMA}",
)


def form_of(sent: say.Json) -> str:
    return str(sent.get("response_format", {}).get("type", "text"))


class Picky:
    """Takes these forms, refuses the others in words of its own; counts what it was asked."""

    def __init__(self, *takes: Form, refusal: Callable[[str], say.Answer] = say.no_form) -> None:
        self.takes: Sequence[str] = takes
        self.refusal = refusal
        self.asked: list[str] = []

    def __call__(self, sent: say.Json) -> say.Answer:
        form = form_of(sent)
        self.asked.append(form)
        return say.ok('{"a": 1}') if form in self.takes else self.refusal(form)


def writer(server: say.ScriptedOpenAI, **more: Any) -> OpenAIWriter:
    settings = WriterSettings(base_url=server.base_url, model="m", timeout_s=20)
    return OpenAIWriter(replace(settings, **more), None)


REFUSALS: dict[str, Callable[[str], say.Answer]] = {
    "OpenAI": say.no_form,
    "words alone": lambda form: say.error(400, None, f"'response_format' {form} is not supported"),
    "FastAPI": lambda form: say.data({"detail": [{"loc": ["body", "response_format"]}]}, 422),
    "a broker": lambda form: say.error(404, None, "No endpoints found that support json_schema"),
    "grammar, 500": lambda form: say.error(500, None, "failed to parse grammar"),
    "in a 200": lambda form: say.data({"error": {"code": 400, "message": f"no {form}"}}),
    "bare text": lambda form: say.Answer(body=b"structured output: unsupported", status=400),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("takes", FORMS)
def test_the_best_form_that_is_taken_is_found_once(
    takes: Form, refusal: Callable[[str], say.Answer], shelf: Store
) -> None:
    picky = Picky(takes, refusal=refusal)
    above = list(FORMS[: FORMS.index(takes) + 1])
    with say.ScriptedOpenAI(picky) as server:
        for _ in range(2):
            assert writer(server).reply(REQUEST, shelf=shelf).text == '{"a": 1}'
        assert writer(server).reply(replace(REQUEST, take=2), shelf=shelf).finish == "stop"
    assert picky.asked == [*above, takes, takes]
    sent = [row["form"] for row in shelf.calls() if row["event"] == "sent"]
    assert sent == picky.asked, "the journal tells the form of each request"


def test_what_is_sent_in_each_form() -> None:
    whole = [{"role": m.role, "content": m.content} for m in REQUEST.messages]
    assert body(REQUEST, "json_schema")["messages"] == whole
    told = [whole[0], {"role": "user", "content": f"寫。\n\n{REQUEST.shape}"}]
    assert body(REQUEST, "json_object") == {
        "messages": told,
        "response_format": {"type": "json_object"},
    }
    assert body(REQUEST, "text") == {"messages": told}
    bare = body(replace(REQUEST, shape=""), "text")
    assert SCHEMA in bare["messages"][1]["content"], "never without the schema"


def test_the_form_is_no_part_of_what_a_reply_is(shelf: Store) -> None:
    """A reply that was paid for in one form is not paid for again in another."""
    with say.ScriptedOpenAI(say.ok("x")) as server:
        assert len({writer(server, format=form).identity for form in (*FORMS, "auto")}) == 1
    assert replace(REQUEST, shape="other words").identity == REQUEST.identity


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_is_set_is_the_only_one(form: Form, shelf: Store) -> None:
    picky = Picky(form)
    with say.ScriptedOpenAI(picky) as server:
        writer(server, format=form).reply(REQUEST, shelf=shelf)
        assert picky.asked == [form]
        picky.takes = [other for other in FORMS if other != form]
        picky.refusal = lambda _: say.no_form("response_format")
        with pytest.raises(NoForm, match="does not take the form") as caught:
            writer(server, format=form).reply(REQUEST, shelf=shelf)
    assert picky.asked == [form, form]
    assert '[writer] format = "auto"' in caught.value.remedy


def test_a_form_that_stops_working_is_forgotten(shelf: Store) -> None:
    picky = Picky("json_object", "text")
    with say.ScriptedOpenAI(picky) as server:
        one = writer(server)
        one.reply(REQUEST, shelf=shelf)
        picky.takes = ("json_schema", "text")
        one.reply(REQUEST, shelf=shelf)
        one.reply(REQUEST, shelf=shelf)
    assert picky.asked == [
        *("json_schema", "json_object"),
        *("json_object", "json_schema", "json_schema"),
    ]


def test_where_none_is_taken_all_are_forgotten(shelf: Store) -> None:
    picky = Picky("json_object")
    with say.ScriptedOpenAI(picky) as server:
        one = writer(server)
        one.reply(REQUEST, shelf=shelf)
        picky.takes, picky.asked = (), []
        with pytest.raises(NoForm):
            one.reply(REQUEST, shelf=shelf)
        assert picky.asked == ["json_object", "json_schema", "text"]
        picky.takes, picky.asked = ("json_schema",), []
        one.reply(REQUEST, shelf=shelf)
        assert picky.asked == ["json_schema"]


def test_endpoints_and_models_are_remembered_apart(shelf: Store) -> None:
    picky, other = Picky("text"), Picky("json_schema")
    with say.ScriptedOpenAI(picky) as server, say.ScriptedOpenAI(other) as second:
        writer(server).reply(REQUEST, shelf=shelf)
        writer(second).reply(REQUEST, shelf=shelf)
        assert other.asked == ["json_schema"]
        writer(server, model="n").reply(REQUEST, shelf=shelf)
    assert picky.asked == [*FORMS, *FORMS]


def test_trouble_that_has_nothing_to_do_with_the_form_does_not_move_it(shelf: Store) -> None:
    with say.ScriptedOpenAI([*[say.down()] * 3, say.ok("x")]) as server:
        with pytest.raises(TryLater):
            writer(server).reply(REQUEST, shelf=shelf)
        writer(server).reply(REQUEST, shelf=shelf)
        assert {form_of(sent) for sent in server.bodies} == {"json_schema"}


def test_one_call_finds_out_for_all(shelf: Store) -> None:
    picky = Picky("text")
    with say.ScriptedOpenAI(picky) as server:
        one = writer(server)
        calls = [
            threading.Thread(
                target=one.reply, args=(replace(REQUEST, take=n),), kwargs={"shelf": shelf}
            )
            for n in range(1, 7)
        ]
        for call in calls:
            call.start()
        for call in calls:
            call.join()
    assert sorted(picky.asked) == sorted([*FORMS, *["text"] * 5])


def test_run_json_says_when_a_lower_form_was_used(shelf: Store, tell: SilentTell) -> None:
    with say.ScriptedOpenAI(Picky("json_object")) as server:
        writer(server).reply(REQUEST, shelf=shelf)
    lines = list(callbook.lines(shelf.calls()))
    assert [line for line in lines if "1 requests asked for JSON without a schema" in line]
    assert [line for line in lines if "asked for the model 'm', answered by 'scripted'" in line]


GOT = {"event": "got", "asked": "m"}
LINES: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "all well": ([GOT | {"model": "m", "prompt": 9}], []),
    "a dated edition": ([GOT | {"model": "vendor/m-2026-08-07", "prompt": 9}], []),
    "a file": ([GOT | {"model": "/models/M.gguf", "prompt": 9}], []),
    "a smaller one": ([GOT | {"model": "m-mini", "prompt": 9}] * 2, ["answered by 'm-mini' in 2"]),
    "no name": ([GOT | {"model": "", "prompt": 9}], []),
    "no count": (
        [
            GOT | {"model": "m"},
            GOT | {"model": "m", "prompt": 0},
            GOT | {"model": "m", "prompt": 9},
        ],
        ["not checked in 2 of 3 replies"],
    ),
    "an older journal": ([{"event": "got", "model": "x"}, {"event": "sent"}], []),
}


@pytest.mark.parametrize(("rows", "told"), LINES.values(), ids=LINES)
def test_what_the_journal_tells(rows: list[dict[str, Any]], told: list[str]) -> None:
    lines = list(callbook.lines(rows))
    assert len(lines) == len(told)
    assert all(words in line for words, line in zip(told, lines, strict=True))
