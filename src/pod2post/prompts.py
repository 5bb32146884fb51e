"""Prompts: Jinja files in `prompts/`, in the language of the post."""

import dataclasses
from functools import cache
from typing import Any

from pod2post import assets, codec, tasks
from pod2post.filling import fill
from pod2post.ports import Message

NAMES = ("house", "_episode", *tasks.REPLIES, "repair")


def render(name: str, context: dict[str, Any]) -> str:
    """One prompt as text, without a line feed at its end."""
    return fill("prompts", f"{name}.md.j2", context).strip()


@cache
def fingerprint() -> str:
    """The digest of all prompts and of the replies' schemas."""
    texts = [assets.text("prompts", f"{name}.md.j2") for name in NAMES]
    return codec.digest([texts, [tasks.schema(task) for task in tasks.REPLIES]])


def messages(task: str, material: Any) -> tuple[Message, ...]:
    """The messages of a task: the house style, the same bytes for every call, then the task."""
    context = {f.name: getattr(material, f.name) for f in dataclasses.fields(material)}
    return (
        Message(role="system", content=render("house", {})),
        Message(role="user", content=render(task, context)),
    )
