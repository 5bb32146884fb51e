"""Jinja templates of our own, filled in. Markdown and prompts: no markup is escaped here."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pod2post import assets


def fill(folder: str, name: str, context: Mapping[str, Any]) -> str:
    """The template `folder/name` with its variables. One that nobody gave is an error."""
    filled: str = _environment(folder).get_template(name).render(context)
    return filled


@cache
def _environment(folder: str) -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # only who fills pays for it

    return Environment(  # noqa: S701 (each text is made safe for Markdown before it comes here)
        loader=FunctionLoader(lambda name: assets.text(folder, name)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
