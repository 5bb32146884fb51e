"""A page for Hugo by a template that is a person's own: read back before it is given. Pure.

What she adds is hers. What is ours must be there as it was meant, and nothing may stand there
that would stop the site: a front matter that no reader takes, a shortcode that is not closed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pod2post import filling
from pod2post.errors import BadInput
from pod2post.page import hugo
from pod2post.page.templates import HUGO, MEND

_OPENING = re.compile(r"\{\{[<%]")
_SHORTCODE = re.compile(r"\{\{<[^{}\n]*>\}\}|\{\{%[^{}\n]*%\}\}")


def filled(template: str, context: Mapping[str, Any]) -> str:
    """The page.

    Raises:
        BadInput: the template cannot be filled with this post.
    """
    try:
        return filling.fill_from(((HUGO, template),), HUGO, context).rstrip("\n") + "\n"
    except filling.Unfillable as error:
        raise BadInput(f"a template cannot be filled: {error}", MEND) from error


def refuse_broken(page: str, matter: hugo.FrontMatter, blocks: Sequence[str]) -> None:
    """Check a page against what it must hold; `blocks`: what it must say, in this order.

    Raises:
        BadInput: it would break the site, or does not say what was meant.
    """
    fence, _, rest = page.partition("---\n")
    raw, close, body = rest.partition("\n---\n")
    if fence or not close:
        raise _refused("does not begin with front matter between two lines of ---")
    _same_fields(raw, matter)
    at = 0
    for block in blocks:
        found = body.find(block, at)
        if found < 0:
            raise _refused(f"leaves out, or puts elsewhere: {block[:60]}")
        at = found + len(block)
    for mark in _OPENING.finditer(page):
        if not _SHORTCODE.match(page, mark.start()):
            line = page.count("\n", 0, mark.start()) + 1
            raise _refused(f"has a shortcode that is not closed in line {line} of the page")


def _same_fields(raw: str, matter: hugo.FrontMatter) -> None:
    """Each field that we have is there with its value; there may be others."""
    try:
        data = hugo.parsed(raw)
    except hugo.Unreadable as error:
        raise _refused(f"has front matter that is no YAML: {error}") from error
    if not isinstance(data, dict):
        raise _refused("has no fields in its front matter")
    for name in hugo.FIELDS:
        meant = getattr(matter, name)
        found = hugo.canonical(name, data[name]) if name in data else None
        if (meant or name in hugo.NEEDED) and found != hugo.written(name, meant):
            raise _refused(f"has another {name} in its front matter: {data.get(name)!r}")


def _refused(what: str) -> BadInput:
    return BadInput(f"the page that your template {HUGO} makes {what}", MEND)
