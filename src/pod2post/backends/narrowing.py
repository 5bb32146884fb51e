"""A reply's schema narrowed to what its material allows, for a server that enforces all of it.

Hosted endpoints understand little of JSON schema, so what all of them are sent is plain, and
ids and counts are checked afterwards. llama.cpp turns the schema into a grammar: with the ids of
the material in it, a model cannot name a cue or a segment that does not exist, and with counts
in it, cannot list without end.
"""

import json
from dataclasses import replace
from typing import Any

from pod2post.ports import Request

VERSION = 1  # part of the local writer's identity
BOUNDS = {
    "cues": (1, 6),
    "quotes": (0, 6),
    "paragraphs": (1, 6),
    "lead": (1, 3),
    "titles": (1, 4),
    "tags": (1, 6),
}


def narrowed(request: Request) -> Request:
    """The request with ids as enumerations and arrays with counts; its words stay the same."""
    given = json.loads(request.material)
    segments = [row["id"] for row in given.get("segments", ())]
    places = [row["id"] for row in given.get("places", ())]
    ids = {"cues": _cues(given), "segments": segments, "segment": segments, "start": places}
    bounds: dict[str, tuple[int, int]] = dict(BOUNDS)
    if segments:
        bounds |= {"segments": (1, len(segments)), "left_out": (0, len(segments))}
    if "least" in given:
        bounds |= dict.fromkeys(("sections", "parts"), (given["least"], given["most"]))
    if "lines" not in given:  # an opinion rests on the editor's notes
        bounds["cues"] = (0, bounds["cues"][1])
    schema = _narrow(json.loads(request.schema), ids, bounds)
    return replace(request, schema=json.dumps(schema, ensure_ascii=False, sort_keys=True))


def _cues(given: dict[str, Any]) -> list[str]:
    """The ids of the sentences that are shown, or of those that the finished sections cite."""
    lines = [row["id"] for row in given.get("lines", ())]
    sections = (row for row in given.get("sections", ()) if isinstance(row, dict))
    paragraphs = (p for section in sections for p in section.get("paragraphs", ()))
    return list(dict.fromkeys([*lines, *(cue for p in paragraphs for cue in p["cues"])]))


def _narrow(node: Any, ids: dict[str, list[str]], bounds: dict[str, tuple[int, int]]) -> Any:
    if isinstance(node, list):
        return [_narrow(item, ids, bounds) for item in node]
    if not isinstance(node, dict):
        return node
    made = {name: _narrow(item, ids, bounds) for name, item in node.items()}
    for name, child in made.get("properties", {}).items():
        known = ids.get(name)
        choice = {"type": "string", "enum": known}
        if child.get("type") == "string" and known:
            made["properties"][name] = choice
        elif child.get("type") == "array":
            least, most = bounds.get(name, (0, None))
            items = choice if known else child["items"]
            limit = {"minItems": least} | ({"maxItems": most} if most else {})
            made["properties"][name] = child | {"items": items} | limit
    return made
