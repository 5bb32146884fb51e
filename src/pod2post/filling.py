"""Jinja templates, filled in. Markup is escaped in those of HTML and in no others."""

import traceback
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import Any

from pod2post import assets

FAILS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
Texts = tuple[tuple[str, str], ...]  # (file name, text) of each template in a set


class Unfillable(ValueError):
    """A template is no template, or asks for what is not there. `line` is 0 where unknown."""

    def __init__(self, name: str, line: int, why: str) -> None:
        super().__init__(f"{name}, line {line}: {why}" if line else f"{name}: {why}")
        self.name, self.line, self.why = name, line, why


def fill(folder: str, name: str, context: Mapping[str, Any]) -> str:
    """Our own template `folder/name` with its variables. One that nobody gave is an error."""
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


def page(folder: str, name: str, context: Mapping[str, Any]) -> str:
    """Our own template of a web page: whatever it is given is escaped as text."""
    filled: str = _pages(folder).get_template(name).render(context)
    return filled


def ready(folder: str) -> None:
    """Read and compile all pages of a folder, so that nobody waits for it later."""
    for name in assets.names(folder):
        if name.endswith(".j2"):
            _pages(folder).get_template(name)


@cache
def _pages(folder: str) -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(lambda name: assets.text(folder, name)),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill_from(texts: Texts, name: str, context: Mapping[str, Any]) -> str:
    """One template of a set that may be a person's own. It reaches its variables and no more.

    Raises:
        Unfillable: naming the file, the line and what is wrong there.
    """
    from jinja2 import TemplateError

    try:
        filled: str = _sandbox(texts).get_template(name).render(context)
    except (TemplateError, *FAILS) as error:
        raise _unfillable(name, error) from error
    return filled


def unknown(texts: Texts, name: str, known: Collection[str]) -> None:
    """Look through one template, branches that are seldom taken included.

    Raises:
        Unfillable: it is no template, or names a variable that nobody gives it.
    """
    from jinja2 import TemplateError, meta, nodes

    try:
        tree = _sandbox(texts).parse(dict(texts)[name], name)
        strange = meta.find_undeclared_variables(tree) - set(known)
    except (TemplateError, RecursionError) as error:
        raise _unfillable(name, error) from error
    places = [node.lineno for node in tree.find_all(nodes.Name) if node.name in strange]
    if strange:
        why = f"there is no variable {', '.join(sorted(strange))}; there are {_listed(known)}"
        raise Unfillable(name, min(places, default=0), why)


def _listed(known: Collection[str]) -> str:
    return ", ".join(sorted(known)) or "none"


def _unfillable(name: str, error: Exception) -> Unfillable:
    """What went wrong and where: jinja puts the lines of templates into the traceback."""
    if line := getattr(error, "lineno", None):
        place = str(getattr(error, "name", None))
        why = str(getattr(error, "message", error))
        return Unfillable(place if place.endswith(".j2") else name, line, why)
    frames = traceback.extract_tb(error.__traceback__)
    spots = [(f.filename, f.lineno or 0) for f in frames if f.filename.endswith(".j2")]
    place, line = spots[-1] if spots else (name, 0)
    return Unfillable(place, line, str(error) or type(error).__name__)


@lru_cache(maxsize=8)
def _sandbox(texts: Texts) -> Any:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    held = dict(texts)

    def load(name: str) -> tuple[str, str, None] | None:
        return (held[name], name, None) if name in held else None

    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
