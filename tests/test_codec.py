"""Bytes are canonical, digests tagged, and nothing is decoded by guessing."""

import datetime
import hashlib
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pod2post import codec
from pod2post.ports import Message, Request
from pod2post.revision.edits import Edits
from pod2post.settings import WriterSettings
from pod2post.values import Chapter, Hotwords, Names, Span

SPAN = '{"start_ms":1,"end_ms":2}'
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("kind", "data", "fault"),
    [
        (Span, '{"start_ms":1,"end_ms":2,"x":1}', "x: Unexpected keyword argument"),
        (Span, '{"start_ms":1}', "end_ms: Field required"),
        (Span, '{"start_ms":"1","end_ms":2}', "start_ms: Input should be a valid integer"),
        (Span, '{"start_ms":1.0,"end_ms":2}', "start_ms: Input should be a valid integer"),
        (Span, '{"start_ms":true,"end_ms":2}', "start_ms: Input should be a valid integer"),
        (Span, '{"start_ms":NaN,"end_ms":2}', "start_ms: Input should be a valid integer"),
        (Span, '{"start_ms":null,"end_ms":2}', "start_ms: Input should be a valid integer"),
        (Span, "[1,2]", r"\(top\): Input should be an object"),
        (Span, "null", r"\(top\): Input should be an object"),
        (Span, SPAN[:-3], r"\(top\): Invalid JSON: EOF"),
        (Span, SPAN + "{}", r"\(top\): Invalid JSON: trailing characters"),
        (Span, "", r"\(top\): Invalid JSON: EOF"),
        (Span, "[" * 100_000, r"\(top\): Invalid JSON: recursion limit"),
        (Chapter, b'{"start_ms":0,"title":"\xff"}', r"\(top\): Invalid JSON"),
        (Chapter, '{"start_ms":0,"title":"\\ud800"}', r"\(top\): Invalid JSON"),
        (Chapter, '{"start_ms":0,"title":5}', "title: Input should be a valid string"),
        (Hotwords, '{"words":"ab","language":null}', "words: Input should be a valid array"),
        (Hotwords, '{"words":[1],"language":null}', r"words\.0: Input should be a valid string"),
        (Names, '{"entries":[{"canonical":"A","kind":"pet"}]}', r"entries\.0\.kind: Input should"),
        (Edits, '{"schema":5}', "schema: Input should be 4"),
        (WriterSettings, '{"temperature":NaN}', "temperature.float: Input should be a finite"),
        (WriterSettings, '{"temperature":1e400}', "temperature.float: Input should be a finite"),
        (WriterSettings, '{"temperature":true}', "temperature.float: Input should be a valid num"),
    ],
)
def test_what_is_not_exactly_the_value_is_refused(
    kind: type, data: str | bytes, fault: str
) -> None:
    with pytest.raises(codec.Undecodable, match="^.*" + fault):
        codec.decode(kind, data)


@settings(max_examples=60, deadline=None, database=None)
@given(JSON)
def test_foreign_json_is_refused_and_never_crashes(data: Any) -> None:
    with pytest.raises(codec.Undecodable):
        codec.decode(Request, json.dumps(data))


def test_at_most_three_faults_are_named() -> None:
    with pytest.raises(codec.Undecodable) as caught:
        codec.decode(Span, '{"a":1,"b":2,"c":3,"d":4}')
    assert str(caught.value).count(";") == 2


@settings(max_examples=60, deadline=None, database=None)
@given(st.dictionaries(st.text(), st.integers(), max_size=6))
def test_the_order_of_keys_does_not_reach_the_bytes(table: dict[str, int]) -> None:
    turned = dict(reversed(table.items()))
    assert codec.encode(table) == codec.encode(turned)
    assert json.loads(codec.encode(table)) == table


def test_bytes_are_one_line_of_utf_8() -> None:
    assert codec.encode(Chapter(start_ms=0, title="台灣\n")) == (
        '{"start_ms":0,"title":"台灣\\n"}'.encode()
    )


def test_readable_keeps_the_order_of_the_fields_and_ends_the_line() -> None:
    text = codec.readable(Chapter(start_ms=0, title="台灣"))
    assert text == '{\n "start_ms": 0,\n "title": "台灣"\n}\n'


def test_equal_numbers_give_equal_bytes() -> None:
    whole, broken = WriterSettings(temperature=1), WriterSettings(temperature=1.0)
    assert whole == broken
    assert codec.encode(whole) == codec.encode(broken)
    assert codec.encode(-0.0) == codec.encode(0)
    assert codec.encode(WriterSettings(temperature=0.7)) != codec.encode(whole)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_no_number_that_json_lacks_gets_into_bytes(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        codec.encode([number])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Chapter(start_ms=0, title="é"), Chapter(start_ms=0, title="e\u0301")),
        (Chapter(start_ms=0, title="a"), Chapter(start_ms=0, title="a ")),
        (Hotwords(words=("ab",), language=None), Hotwords(words=("a", "b"), language=None)),
        (Hotwords(words=(), language=None), Hotwords(words=(), language="")),
        (["1"], [1]),
        ([True], [1]),
        ([None], [""]),
    ],
)
def test_different_things_have_different_digests(one: Any, other: Any) -> None:
    assert codec.digest(one) != codec.digest(other)


def test_digests_are_tagged_and_are_those_of_sha256() -> None:
    assert codec.digest_bytes(b"abc") == "sha256:" + hashlib.sha256(b"abc").hexdigest()
    assert codec.digest([]) == codec.digest_bytes(b"[]")


def test_identity_is_the_own_one_where_there_is_one() -> None:
    class Ear:
        identity = "weights sha256:aa, beam 5"
        device = "cpu"

    class Odd:
        identity = 5

    span = Span(start_ms=1, end_ms=2)
    assert codec.identity(Ear()) == "weights sha256:aa, beam 5"
    assert codec.identity(span) == codec.digest(span)
    with pytest.raises(TypeError):
        codec.identity(Odd())


def test_the_identity_of_a_request_is_what_reaches_the_model() -> None:
    def request(task: str = "t", content: str = "c", take: int = 1) -> Request:
        said = (Message(role="user", content=content),)
        return Request(
            task=task, material="{}", messages=said, schema="{}", max_tokens=9, take=take
        )

    assert codec.identity(request()) == codec.identity(request(task="another name"))
    assert codec.identity(request()) != codec.identity(request(content="d"))
    assert codec.identity(request()) != codec.identity(request(take=2))


def test_build_takes_lists_for_tuples_and_refuses_dates() -> None:
    built = codec.build(Hotwords, {"words": ["a"], "language": None})
    assert built == Hotwords(words=("a",), language=None)
    day = datetime.date(2026, 1, 2)
    with pytest.raises(codec.Undecodable, match="2026-01-02: a date stands where text must"):
        codec.build(Hotwords, {"words": [], "language": day})


def test_the_schema_refuses_unknown_keys_too() -> None:
    schema = codec.schema(Span)
    assert schema["additionalProperties"] is False
    assert sorted(schema["required"]) == ["end_ms", "start_ms"]


def test_importing_the_spine_loads_no_pydantic() -> None:
    modules = "codec, errors, ports, settings, stage, store, values"
    code = f"import sys; from pod2post import {modules}; print('pydantic' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert run.stdout == "False\n"
