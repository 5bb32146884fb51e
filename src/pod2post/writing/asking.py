"""One question to the writer: rendered, asked, validated, repaired once, remembered.

    a good reply        kept, under the first request
    cut at the limit    asked once more with room for twice as much, then for something shorter
    no reply to read    asked once more as it was
    anything else       shown to the writer once, with what is wrong with it
    bad again           the spare writer answers from the material, and that is a hole

A reply that is empty, cut off or invalid is never stored.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from pod2post import codec
from pod2post.errors import TooLong, WriterUnusable
from pod2post.ports import Message, Reply, Request, Shelf, Tell, Writer
from pod2post.writing import tasks
from pod2post.writing.prompts import Prompts, ours
from pod2post.writing.replies import Judge, decoded

R = TypeVar("R")

MOST_TOKENS = 32_000  # no reply is given more room than this, or than the settings say


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
    take: int = 1  # the n-th time that this part is asked for, because a person wanted another

    @property
    def identity(self) -> str:
        again = [self.take] if self.take > 1 else []
        return codec.digest([self.writer.identity, self.prompts.fingerprint, *again])


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
    first = request_for(task, material, pen)
    answer, complaint = _asked(first, judge, pen, shelf=shelf, tell=tell)
    if answer is not None:
        return Answer(reply=answer, hole=None)
    if pen.spare.identity == pen.writer.identity:
        raise WriterUnusable(f"{task}: {complaint}")
    answer, trouble = decoded(task, pen.spare.reply(first, shelf=shelf), judge)
    if answer is None:
        raise WriterUnusable(
            f"the writer's replies to the task {task!r} could not be used: {complaint}; {trouble}",
            "Choose another model with --writer-model, or --writer extract.",
        )
    return Answer(reply=answer, hole=f"{task}: {complaint}")


def request_for(task: str, material: Any, pen: Pen) -> Request:
    """The request as it is sent: prompt and schema of the task, rendered from its material."""
    schema = json.dumps(tasks.schema(task), ensure_ascii=False, sort_keys=True)
    return Request(
        task=task,
        material=codec.encode(material).decode(),
        messages=_told(pen.prompts.messages(task, material), pen),
        schema=schema,
        max_tokens=pen.max_tokens,
        shape=pen.prompts.render("schema", {"schema": schema}),
        take=pen.take,
    )


def _told(messages: tuple[Message, ...], pen: Pen) -> tuple[Message, ...]:
    """The messages; from the second take on they end in words that ask for another answer."""
    if pen.take == 1:
        return messages
    told = pen.prompts.render("take", {"take": pen.take})
    return (*messages[:-1], replace(messages[-1], content=f"{messages[-1].content}\n\n{told}"))


def _asked(
    first: Request, judge: Judge, pen: Pen, /, *, shelf: Shelf, tell: Tell
) -> tuple[Any, str]:
    """(decoded reply, "") or (None, what was wrong last). Good replies are kept, bad never.

    A repaired reply is kept under the first request too: it answers the same question, and
    the next run, which knows nothing of the bad one, must not pay for both again.
    """
    key = codec.digest(["reply", pen.writer.identity, first.identity])
    with shelf.lock(f"reply-{key.removeprefix('sha256:')}"):
        if kept := shelf.recall("reply", key, Reply):
            answer, complaint = decoded(first.task, kept, judge)
            if answer is not None:
                return answer, ""
        request, last = first, False
        while True:
            reply = _reply(request, first, pen.writer, shelf)
            answer, complaint = decoded(first.task, reply, judge)
            if answer is not None:
                shelf.keep("reply", key, reply)
                shelf.note_call("kept", request.identity, task=first.task)
                return answer, ""
            shelf.note_call("rejected", request.identity, task=first.task, why=complaint)
            tell.say(f"{first.task}: the writer's reply was not usable ({complaint})")
            if last:
                return None, complaint
            room = min(2 * first.max_tokens, max(MOST_TOKENS, first.max_tokens))
            if reply.finish == "length" and request.max_tokens < room:
                request = replace(first, max_tokens=room)
            else:
                request, last = _again(first, reply, complaint, pen.prompts), True


def _reply(request: Request, first: Request, writer: Writer, shelf: Shelf) -> Reply:
    """The writer's reply. What only the second try made too long is a reply that was cut off."""
    try:
        return writer.reply(request, shelf=shelf)
    except TooLong as error:
        if request is first:
            raise
        return Reply(text="", finish="length", usage=None, model="", detail=error.cause)


def _again(first: Request, reply: Reply, complaint: str, words: Prompts) -> Request:
    """The last request: the bad reply and what is wrong with it, or the same once more.

    Roles alternate: the templates of some local models take no two messages of one role in
    a row. What is not worth showing (nothing, or a part cut off) is told in the prompt's end.
    """
    if reply.finish == "unreadable":
        return replace(first)
    told = words.render("repair", {"complaint": complaint})
    if reply.finish == "stop":
        shown = Message(role="assistant", content=reply.text)
        return replace(first, messages=(*first.messages, shown, Message(role="user", content=told)))
    *before, question = first.messages
    return replace(
        first, messages=(*before, replace(question, content=f"{question.content}\n\n{told}"))
    )
