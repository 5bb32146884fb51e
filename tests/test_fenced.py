"""The answer in a reply, wherever a model puts it, and what is no answer."""

import json
import time

import pytest

from pod2post.writing import fenced

GOOD = '{"a": 1}'
FOUND = {
    "bare": (GOOD, [GOOD]),
    "white space and a mark": (f"\ufeff\n {GOOD}\n", [GOOD]),
    "fence": (f"```json\n{GOOD}\n```", [GOOD]),
    "fence in prose": (f"Here it is:\n\n```\n{GOOD}\n```\nEnjoy!", [GOOD]),
    "tildes": (f"~~~json\n{GOOD}\n~~~", [GOOD]),
    "two fences": (f"```\n{GOOD}\n```\nor\n```\n{{}}\n```", [GOOD, "{}"]),
    "farewell": (f"{GOOD}\nI hope this helps {{really}}.", [GOOD]),
    "after a thought": (f'<think>maybe {{"a": 2}}?</think>\n{GOOD}', [GOOD]),
    "after the end of a thought": (f'maybe {{"a": 2}}?\n</think>\n{GOOD}', [GOOD]),
    "other word for a thought": (f"<Reasoning>\nhm\n</Reasoning>{GOOD}", [GOOD]),
    "thought, then fence": (f"<think>x</think>```json\n{GOOD}\n```", [GOOD]),
    "a thought's mark in the words": (
        '{"a": "he typed </think> and {}"}',
        ['{"a": "he typed </think> and {}"}'],
    ),
    "a fence in the words": ('{"a": "```\\n{}\\n```"}', ['{"a": "```\\n{}\\n```"}']),
    "braces in the words": ('So: {"a": "}{"} done', ['{"a": "}{"}']),
    "two": ('{"a": 1} {"a": 2}', [GOOD, '{"a": 2}']),
    "the same twice": (f"{GOOD}\n{GOOD}", [GOOD]),
    "a brace before": (f"{{see below}} {GOOD}", [GOOD]),
    "inside a list": (f"[{GOOD}]", [GOOD]),
    "cut": ('{"a": {"b": 1', []),
    "cut in a fence": ('```json\n{"a": 1', []),
    "cut while thinking": (f"<think>perhaps {GOOD}", []),
    "prose": ("I cannot do that.", []),
    "nothing": ("", []),
    "a number": ("12", []),
}


@pytest.mark.parametrize(("text", "found"), FOUND.values(), ids=FOUND)
def test_where_the_answer_stands(text: str, found: list[str]) -> None:
    assert list(fenced.objects(text)) == found
    for one in found:
        assert isinstance(json.loads(one), dict)


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "a": 2}', '{"b": [{"a": 1, "a": 1}]}', 'x ```\n{"a": 1, "b": 0, "a": 3}\n```'],
)
def test_a_key_that_stands_twice_is_named(text: str) -> None:
    with pytest.raises(fenced.Twice, match="the key 'a' stands twice"):
        list(fenced.objects(text))


@pytest.mark.parametrize(
    "text", ["{" * 100_000, '{"a":' * 100_000, '{"a"' * 100_000, "[" * 100_000]
)
def test_a_hostile_reply_costs_no_minute(text: str) -> None:
    began = time.monotonic()
    assert list(fenced.objects(text)) == []
    assert time.monotonic() - began < 5
