"""Prompts: Jinja files in `prompts/`, in the language of the post. jinja2 for them lives here."""

import dataclasses
from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from pod2post import assets
from pod2post.ports import Message


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 (plain text for a model, no markup)
        loader=FunctionLoader(lambda name: assets.text("prompts", name)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def render(name: str, context: dict[str, Any]) -> str:
    """One prompt as text, LF at no end. A variable that nobody gave is an error."""
    return _environment().get_template(f"{name}.md.j2").render(context).strip()


def messages(task: str, material: Any) -> tuple[Message, ...]:
    """The messages of a task: the house style, the same bytes for every call, then the task."""
    context = {f.name: getattr(material, f.name) for f in dataclasses.fields(material)}
    return (
        Message(role="system", content=render("house", {})),
        Message(role="user", content=render(task, context)),
    )
