"""The schema that a grammar is made of: ids that exist, lists that end, words as they were."""

import json
from typing import Any

import pytest

from pod2post.backends.narrowing import narrowed
from pod2post.ports import Message, Request
from pod2post.writing import tasks

MATERIALS: dict[str, dict[str, Any]] = {
    "plan": {"segments": [{"id": "g1"}, {"id": "g2"}], "least": 1, "most": 2},
    "quotes": {"lines": [{"id": "c1"}, {"id": "c2"}]},
    "section": {"lines": [{"id": "c1"}, {"id": "c2"}], "quotes": [{"id": "s1q1"}]},
    "head": {"sections": [{"heading": "x", "paragraphs": [{"text": "x", "cues": ["c2", "c2"]}]}]},
    "observation": {"sections": [], "notes": "x"},
}


def asked(task: str) -> Request:
    return Request(
        task=task,
        material=json.dumps(MATERIALS[task]),
        messages=(Message(role="user", content="x"),),
        schema=json.dumps(tasks.schema(task)),
        max_tokens=100,
    )


def lists(task: str) -> dict[str, dict[str, Any]]:
    """Every array and every enumeration of the narrowed schema, by the property's name."""
    schema = json.loads(narrowed(asked(task)).schema)
    nodes = [schema, *schema.get("$defs", {}).values()]
    rows = [pair for node in nodes for pair in node["properties"].items()]
    return {name: row for name, row in rows if row.get("type") == "array" or "enum" in row}


def limits(row: dict[str, Any]) -> tuple[int, int | None, list[str] | None]:
    return row["minItems"], row.get("maxItems"), row["items"].get("enum")


def test_a_plan_names_segments_that_exist_in_as_many_sections_as_are_wanted() -> None:
    found = lists("plan")
    assert limits(found["sections"])[:2] == (1, 2)
    assert limits(found["segments"]) == (1, 2, ["g1", "g2"])
    assert found["segment"] == {"type": "string", "enum": ["g1", "g2"]}
    assert limits(found["left_out"])[:2] == (0, 2)
    assert limits(found["titles"])[1] == 4


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("quotes", (1, 6, ["c1", "c2"])),
        ("section", (1, 6, ["c1", "c2"])),
        ("head", (0, 6, ["c2"])),
        ("observation", (0, 6, None)),  # an opinion rests on the editor's notes
    ],
)
def test_cues_are_those_that_were_shown(
    task: str, expected: tuple[int, int, list[str] | None]
) -> None:
    assert limits(lists(task)["cues"]) == expected


@pytest.mark.parametrize("task", MATERIALS)
def test_every_list_has_an_end_and_nothing_else_changes(task: str) -> None:
    before, after = asked(task), narrowed(asked(task))
    assert all("maxItems" in row for row in lists(task).values() if row.get("type") == "array")
    assert (after.messages, after.max_tokens, after.material) == (
        before.messages,
        before.max_tokens,
        before.material,
    )

    def plain(node: Any) -> Any:
        if isinstance(node, list):
            return [plain(item) for item in node]
        if not isinstance(node, dict):
            return node
        gone = ("minItems", "maxItems", "enum")
        return {name: plain(item) for name, item in node.items() if name not in gone}

    assert plain(json.loads(after.schema)) == plain(json.loads(before.schema))


@pytest.mark.parametrize("task", sorted(tasks.REPLIES.keys() - MATERIALS.keys()))
def test_other_tasks_are_sent_as_they_are_but_for_the_length_of_lists(task: str) -> None:
    request = Request(
        task=task,
        material="{}",
        messages=(),
        schema=json.dumps(tasks.schema(task)),
        max_tokens=100,
    )
    assert "enum" not in json.dumps(json.loads(narrowed(request).schema).get("properties"))
