"""Markdown of ours as HTML. Pure."""

from functools import cache
from typing import Any


class Html(str):
    """Text that is HTML already: a template that escapes prints it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def block(markdown: str) -> Html:
    """Blocks of Markdown. HTML in it is shown as text, an image as its link."""
    return Html(_reader().render(markdown).strip())


def inline(markdown: str) -> Html:
    """One line of Markdown, without an element around it."""
    return Html(_reader().renderInline(markdown))


@cache
def _reader() -> Any:
    from markdown_it import MarkdownIt  # only who prints HTML pays for it

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
