"""A Markdown post with positions: where each field, block and passage stands in its text. Pure.

Offsets count characters of the text that `paper.read` gives. Unlike `revision.handmade`, which
asks what a page says, nothing is smoothed here: what is to be pointed at must be where it is.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from pod2post import zh
from pod2post.page import hugo
from pod2post.page.blocks import Block, blocks
from pod2post.value import value

_KEY = re.compile(r"^(?P<name>[^\s#:'\"\-][^:\n]*?)[ \t]*:[ \t]*", re.MULTILINE)


@value
class Field:
    """A field of the front matter: its name begins at `at`, its value is `start` to `end`."""

    name: str
    at: int
    start: int
    end: int


@value
class Part:
    """A section as it stands: `s1`, `s2` ... and `observation`; `lead` has no heading."""

    id: str
    heading: Block | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`lines`: where each begins. `data`: the fields as YAML reads them, {} where `broken`
    says (at, why) that it cannot. `top`: the blocks above the first rule, or, without one, the
    header's; `rules`: all `---`.
    """

    text: str
    lines: tuple[int, ...]
    fields: tuple[Field, ...]
    data: dict[str, Any]
    broken: tuple[int, str] | None
    body: int
    blocks: tuple[Block, ...]
    top: tuple[Block, ...]
    rules: tuple[Block, ...]
    parts: tuple[Part, ...]

    def of(self, block: Block) -> str:
        """The block as it stands."""
        return self.text[block.start : block.end]

    def title(self, block: Block) -> str:
        """The text of a heading, without its marks."""
        return heading_text(self.of(block))

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both from 1, columns in characters."""
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1


def heading_text(block: str) -> str:
    """`## 標題 ##`, or a line above `---`, as the words alone."""
    found = re.fullmatch(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*", block)
    return found[1] if found else block.split("\n", maxsplit=1)[0].strip()


def sheet(text: str) -> Sheet:
    """The post that `text` is. One that has no front matter is all body, and `broken`."""
    fields, data, broken, body = _matter(text)
    found = blocks(text, body)
    rules = tuple(block for block in found if block.kind == "rule")
    first = next((n for n, block in enumerate(found) if block.kind == "heading"), len(found))
    cut = next((n for n, block in enumerate(found) if block.kind == "rule" and n < first), None)
    if cut is None:
        top = next((n for n, b in enumerate(found) if b.kind not in ("quote", "shortcode")), first)
        rest = found[top:]
    else:
        top, rest = cut, found[cut + 1 :]
    return Sheet(
        text=text,
        lines=(0, *(found.end() for found in re.finditer("\n", text))),
        fields=fields,
        data=data,
        broken=broken,
        body=body,
        blocks=found,
        top=found[:top],
        rules=rules,
        parts=_parts(text, rest),
    )


_Matter = tuple[tuple[Field, ...], dict[str, Any], tuple[int, str] | None, int]


def _matter(text: str) -> _Matter:
    """Fields, data, what is wrong with them, and where the body begins."""
    opened = re.match(r"---[ \t]*\n", text)
    if not opened:
        toml = text.startswith("+++")
        return (), {}, (0, "front matter in TOML" if toml else "no front matter"), 0
    closed = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE).search(text, opened.end())
    if not closed:
        return (), {}, (0, "front matter that no line of --- ends"), opened.end()
    start, end = opened.end(), closed.start()
    fields = _fields(text, start, end)
    try:
        data = hugo.parsed(text[start:end])
    except hugo.Unreadable as error:
        lines = text[start:end].split("\n")[: error.line or 0]
        at = min(start + sum(len(line) + 1 for line in lines), end)
        return fields, {}, (at, f"front matter that is no YAML: {error}"), closed.end()
    if not isinstance(data, dict):
        return fields, {}, (start, "front matter without fields"), closed.end()
    return fields, {str(key): item for key, item in data.items()}, None, closed.end()


def _fields(text: str, start: int, end: int) -> tuple[Field, ...]:
    """The keys at the beginning of lines; a value reaches to the next of them."""
    keys = list(_KEY.finditer(text, start, end))
    ends = [*(key.start() for key in keys[1:]), end][: len(keys)]
    return tuple(
        Field(
            name=key["name"],
            at=key.start(),
            start=key.end(),
            end=key.end() + len(text[key.end() : stop].rstrip()),
        )
        for key, stop in zip(keys, ends, strict=True)
    )


def _parts(text: str, rest: tuple[Block, ...]) -> tuple[Part, ...]:
    """The lead, then what stands under each heading of the second level."""
    rows: list[tuple[Block | None, list[Block]]] = [(None, [])]
    for block in rest:
        if block.kind == "heading" and block.level == 2:
            rows.append((block, []))
        elif block.kind != "rule":
            rows[-1][1].append(block)
    parts: list[Part] = []
    for heading, held in rows:
        words = heading_text(text[heading.start : heading.end]) if heading else ""
        name = f"s{len(parts)}" if heading else "lead"
        name = "observation" if words == zh.OBSERVATION else name
        parts.append(Part(id=name, heading=heading, blocks=tuple(held)))
    return tuple(parts)
