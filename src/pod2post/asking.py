"""One question to the writer: rendered, asked once, validated, repaired once, remembered.

A reply that is empty, cut off or invalid is never stored. After one repair the spare
writer answers the same request from its material, and the answer is a hole.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pod2post import codec, tasks
from pod2post.errors import WriterUnusable
from pod2post.ports import Message, Reply, Request, Shelf, Tell, Writer
from pod2post.prompts import Prompts, ours

R = TypeVar("R")

Judge = Callable[[Any], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """The writer, and the one that stands in for it.

    A key holds the writer and the words of all prompts, so that a changed prompt is asked
    anew; the calls that it does not touch are then found one by one.
    """

    writer: Writer
    spare: Writer
    max_tokens: int
    prompts: Prompts = field(default_factory=ours)

    @property
    def identity(self) -> str:
        return codec.digest([self.writer.identity, self.prompts.fingerprint])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[R]):
    """`hole` says why the spare writer had to answer, None when the writer did."""

    reply: R
    hole: str | None


def ask(
    task: str, material: Any, judge: Judge, pen: Pen, /, *, shelf: Shelf, tell: Tell
) -> Answer[Any]:
    """The validated reply to one task.

    `judge` returns what is wrong with a decoded reply, or None. Raises what the writer
    raises, and `WriterUnusable` when even the spare writer's answer does not pass.
    """
    request = request_for(task, material, pen)
    complaint = ""
    for attempt in (request, None):
        asked = attempt or _repair(request, complaint, pen.prompts)
        answer, complaint = _once(task, asked, judge, pen.writer, shelf=shelf)
        if answer is not None:
            return Answer(reply=answer, hole=None)
        tell.say(f"{task}: the writer's reply was not usable ({complaint})")
    if pen.spare.identity == pen.writer.identity:
        raise WriterUnusable(f"{task}: {complaint}")
    answer, trouble = _once(task, request, judge, pen.spare, shelf=shelf)
    if answer is None:
        raise WriterUnusable(
            f"the writer's replies to the task {task!r} could not be used: {complaint}; {trouble}",
            "Choose another model with --writer-model, or --writer extract.",
        )
    return Answer(reply=answer, hole=f"{task}: {complaint}")


def request_for(task: str, material: Any, pen: Pen) -> Request:
    """The request as it is sent: prompt and schema of the task, rendered from its material."""
    return Request(
        task=task,
        material=codec.encode(material).decode(),
        messages=pen.prompts.messages(task, material),
        schema=json.dumps(tasks.schema(task), ensure_ascii=False, sort_keys=True),
        max_tokens=pen.max_tokens,
    )


def _repair(request: Request, complaint: str, words: Prompts) -> Request:
    again = Message(role="user", content=words.render("repair", {"complaint": complaint}))
    return Request(
        task=request.task,
        material=request.material,
        messages=(*request.messages, again),
        schema=request.schema,
        max_tokens=request.max_tokens,
    )


def _once(
    task: str, request: Request, judge: Judge, writer: Writer, /, *, shelf: Shelf
) -> tuple[Any, str]:
    """(decoded reply, "") or (None, what was wrong). Good replies are remembered, bad never."""
    key = codec.digest(["reply", writer.identity, request.identity])
    kept = shelf.recall("reply", key, Reply)
    if kept is not None:
        return _decoded(task, kept, judge)
    with shelf.lock(f"reply-{key.removeprefix('sha256:')}"):
        kept = shelf.recall("reply", key, Reply)
        reply = kept or writer.reply(request, shelf=shelf)
        answer, complaint = _decoded(task, reply, judge)
        if answer is None:
            shelf.note_call("rejected", request.identity, task=task, why=complaint)
        elif kept is None:
            shelf.keep("reply", key, reply)
            shelf.note_call("kept", request.identity, task=task)
    return answer, complaint


def _decoded(task: str, reply: Reply, judge: Judge) -> tuple[Any, str]:
    if reply.finish != "stop":
        return None, FINISHES.get(reply.finish, reply.finish)
    text = reply.text.strip()
    try:
        answer: Any = codec.decode(tasks.REPLIES[task], text)
    except (codec.Undecodable, UnicodeEncodeError) as error:
        return None, f"not what the schema asks for: {error}"
    complaint = judge(answer)
    return (None, complaint) if complaint else (answer, "")


FINISHES = {
    "length": "cut off at the limit of tokens",
    "filtered": "stopped by the provider's content filter",
    "refused": "refused by the model",
    "empty": "empty",
    "unreadable": "not readable",
}
