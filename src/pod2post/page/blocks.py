"""The blocks of a Markdown text with their places, as CommonMark divides it. Pure.

Shortcodes are Hugo's own and gone before Markdown is read, so they are blanked out first.
markdown-it-py is imported here and nowhere else.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Literal

from pod2post import zh
from pod2post.value import value

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Kind = Literal[
    "heading", "paragraph", "quote", "list", "code", "html", "table", "rule", "shortcode"
]
SHORTCODE = re.compile(r"\{\{(?:<|%).{0,4000}?(?:>|%)\}\}", re.DOTALL)
_KINDS: dict[str, Kind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "fence": "code",
    "code_block": "code",
    "html_block": "html",
    "table_open": "table",
    "hr": "rule",
}


@value
class Block:
    """A block from `start` to `end` of the text, its last line end left out.

    `level`: of a heading, else 0. `mark`: how it was made, such as `##`, `-` under a heading,
    the digits of an ordered list. `links`: all targets in it. `html`: the tags in it.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    mark: str = ""
    links: tuple[str, ...] = ()
    html: tuple[str, ...] = ()


def blocks(text: str, start: int = 0) -> tuple[Block, ...]:
    """The blocks of `text` from the offset `start`, where a line begins, in their order."""
    body = SHORTCODE.sub(lambda found: re.sub(r"[^\n]", "\ufffc", found[0]), text[start:])
    at = [start]
    for line in body.split("\n"):
        at.append(at[-1] + len(line) + 1)
    found: list[Block] = []
    tokens = _parser().parse(body)
    for number, token in enumerate(tokens):
        if token.level or token.type not in _KINDS or token.map is None:
            continue
        begin, after = at[token.map[0]], min(at[token.map[1]], len(text))
        whole = text[begin:after].rstrip("\n")
        held = list(_inside(tokens, number))
        found.append(
            Block(
                kind="shortcode" if not SHORTCODE.sub("", whole).strip() else _KINDS[token.type],
                start=begin,
                end=begin + len(whole),
                level=int(token.tag[1:]) if token.type == "heading_open" else 0,
                mark=_mark(token),
                links=tuple(_links(held)),
                html=tuple(one.content.strip() for one in held if one.type.startswith("html_")),
            )
        )
    return tuple(found)


def _mark(token: "Token") -> str:
    if token.type == "ordered_list_open":
        return str(token.attrs.get("start", 1))
    return "" if token.type == "hr" else token.markup


def _inside(tokens: "list[Token]", number: int) -> "Iterator[Token]":
    """The token, what follows down to its end, and the inline parts of them."""
    depth = 0
    for token in tokens[number:]:
        yield token
        yield from token.children or ()
        depth += token.nesting
        if depth <= 0:
            return


def _links(held: "Iterable[Token]") -> Iterator[str]:
    for token in held:
        target = token.attrs.get("href") or token.attrs.get("src")
        if target:
            yield str(target)


@cache
def _parser() -> "MarkdownIt":
    """CommonMark with the tables of GitHub; every link counts, also one that is refused."""
    from markdown_it import MarkdownIt  # only who reads pages pays for it

    made = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    made.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return made


def shown(text: str) -> str:
    """The text of the same length with shortcodes, code and what Markdown reads blanked out."""
    rest = SHORTCODE.sub(lambda found: zh.blank(found[0]), text)
    return _SIGNS.sub(lambda found: zh.blank(found[0]), rest)


_SIGNS = re.compile(
    r"`[^`\n]+`|\*\*|!?\[(?=[^\]\n]{0,400}\]\()|\]\([^()\n]{0,4000}\)|\\[!-/:-@\[-`{-~]|&#?\w+;"
)
