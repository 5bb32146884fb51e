"""A writer that says what a test laid down for it, and counts what it was asked."""

import json
from collections.abc import Callable
from typing import Any

from pod2post.ports import Reply, Request, Shelf, Usage

Prepared = Any | Callable[[dict[str, Any]], Any]


class FakeWriter:
    """`script[task]` is a list: one item per request of that task, the last one repeats.

    Where it says nothing of topics, the program's own cut is chosen.
    An item is a `Reply`, text, data for JSON, an exception to raise, or a function of the
    request's material that returns one of these.
    """

    composes = True

    def __init__(self, script: dict[str, list[Prepared]], name: str = "fake writer") -> None:
        self.script = script
        self.identity = name
        self.label = name
        self.asked: list[Request] = []

    def reply(self, request: Request, /, *, shelf: Shelf) -> Reply:
        count = sum(1 for earlier in self.asked if earlier.task == request.task)
        self.asked.append(request)
        shelf.note_call("sent", request.identity, task=request.task, attempt=1)
        row = self.script.get(request.task, [_ours] if request.task == "topics" else None)
        if row is None:
            raise KeyError(request.task)
        item = row[min(count, len(row) - 1)]
        if callable(item):
            item = item(json.loads(request.material))
        if isinstance(item, Exception):
            raise item
        reply = item if isinstance(item, Reply) else said(item)
        shelf.note_call("got", request.identity, task=request.task, finish=reply.finish)
        return reply

    def count(self, task: str) -> int:
        return sum(1 for request in self.asked if request.task == task)


def _ours(material: dict[str, Any]) -> Any:
    rows = (place for place in material["places"] if place["ours"])
    return {"parts": [{"start": row["id"], "title": "", "kind": "talk"} for row in rows]}


def said(what: Any, finish: Any = "stop") -> Reply:
    text = what if isinstance(what, str) else json.dumps(what, ensure_ascii=False)
    return Reply(text=text, finish=finish, usage=Usage(prompt=1, completion=1), model="fake")
