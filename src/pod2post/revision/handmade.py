"""A post as a person's editor left it, read into parts. Pure but for reading the file.

Line ends, a byte order mark, blanks at line ends and soft line breaks are the editor
program's business and no change of hers. What is more than a plain paragraph (a list, a
table, code) stays one block as it was typed.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pod2post import describe, zh
from pod2post.errors import BadInput
from pod2post.page import hugo, markdown, paper

FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
SECTION = re.compile(r"^ {0,3}##[ \t]+(.*?)[ \t]*(?:[ \t]#+)?$")
RULE = re.compile(r"^(?:-{3,}|\*{3,}|_{3,})$")
SHAPED = re.compile(r"^(?: {4}|\t|#{1,6}\s|[-*+] |\d+[.)] |>|\||<|\{\{|!\[|```|~~~|\[[^\]]*\]:)")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
ENTITIES = (
    *(("&lt;", "<"), ("&gt;", ">"), ("&#123;", "{"), ("&#125;", "}")),
    *(("&#91;", "["), ("&#93;", "]"), ("&#92;", "\\"), ("&amp;", "&")),
)
MARKS = str.maketrans("“”｢｣", "「」「」")
NO_BLANK = re.compile(rf"(?<=[{zh.HAN}，。、；：？！」』）])\n(?=[{zh.HAN}「『（])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the page; `heading` is as it stands in the Markdown, None above the first."""

    heading: str | None
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`matter`: the fields of the front matter. `top`: the blocks above the rule."""

    matter: dict[str, Any]
    top: tuple[str, ...]
    parts: tuple[Part, ...]


def read(path: Path) -> tuple[bytes, Page]:
    """The file's bytes, and what they say.

    Raises:
        BadInput: as `paper.read`; or it has no front matter.
    """
    found = paper.read(path)
    return found.data, page(found.text, str(path))


def page(text: str, name: str) -> Page:
    """The parts of a page. `name` is what an error calls it.

    Raises:
        BadInput: it has no front matter that can be read.
    """
    lines = [line.rstrip() for line in describe.clean(text).strip("\n").split("\n")]
    matter, rest = _matter(lines, name)
    blocks = _blocks(rest)
    rules = [n for n, block in enumerate(blocks) if RULE.match(block)]
    heads = [n for n, block in enumerate(blocks) if SECTION.match(block)]
    first = heads[0] if heads else len(blocks)
    if rules and rules[0] < first:
        top, body = blocks[: rules[0]], blocks[rules[0] + 1 :]
    else:  # the rule was taken out: what is no header line begins the lead
        cut = next((n for n, b in enumerate(blocks) if not b.startswith((">", "{{<"))), len(blocks))
        top, body = blocks[:cut], blocks[cut:]
    return Page(matter=matter, top=tuple(top), parts=_parts(body))


def _matter(lines: list[str], name: str) -> tuple[dict[str, Any], list[str]]:
    ends = [n for n, line in enumerate(lines) if line == "---"]
    if len(ends) < 2 or ends[0] != 0:
        raise BadInput(
            f"{name} does not begin with front matter between two lines of ---",
            "A post of pod2post does. Is it the right file?",
        )
    return hugo.fields("\n".join(lines[1 : ends[1]]), name), lines[ends[1] + 1 :]


def _blocks(lines: list[str]) -> list[str]:
    """What stands between empty lines; a fence is one block, a section's heading another."""
    blocks: list[list[str]] = [[]]
    fence = ""
    for line in lines:
        mark = FENCE.match(line)
        if fence:
            blocks[-1].append(line)
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1][:3]
            blocks.append([line])
        elif SECTION.match(line):
            blocks += [[line], []]
        elif line:
            blocks[-1].append(line)
        else:
            blocks.append([])
    return ["\n".join(rows) for rows in blocks if any(rows)]


def _parts(blocks: list[str]) -> tuple[Part, ...]:
    rows: list[tuple[str | None, list[str]]] = [(None, [])]
    for block in blocks:
        found = SECTION.match(block)
        if found:
            rows.append((found[1], []))
        else:
            rows[-1][1].append(unwrapped(block))
    return tuple(Part(heading=heading, blocks=tuple(row)) for heading, row in rows)


def unwrapped(block: str) -> str:
    """A plain paragraph on one line; what has a shape of its own as it is."""
    if any(SHAPED.match(line) for line in block.split("\n")):
        return block
    return " ".join(NO_BLANK.sub("", block).split())


def alike(one: str, other: str) -> bool:
    """Are two blocks the same but for blanks and for which marks stand around quotations?"""
    return _levelled(one) == _levelled(other)


def _levelled(block: str) -> str:
    """Quotation marks in the house's form; those that open and close alike, in turn."""
    text = " ".join(block.split()).translate(MARKS)
    return re.sub('"([^"]*)"', r"「\1」", text)


def plain(block: str) -> str:
    """The text that a block shows, without what protects it from Markdown."""
    text = ESCAPED.sub(r"\1", block)
    for entity, letter in ENTITIES:
        text = text.replace(entity, letter)
    return text


def as_text(block: str) -> str | None:
    """The text that the program would print as this block; None where there is none."""
    for text in (block, plain(block)):
        if markdown.paragraph(text) == block:
            return text
    return None


def as_heading(heading: str) -> str:
    """The text that the program would print as this heading, as near as there is one."""
    text = plain(heading)
    return text if markdown.heading(text) == heading else heading
