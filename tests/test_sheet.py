"""A Markdown file read with places: what stands where, and the same bytes back."""

from pathlib import Path

import pytest

from pod2post.errors import BadInput
from pod2post.page import paper
from pod2post.page.blocks import blocks
from pod2post.page.sheet import Sheet, sheet

TEXT = """---
title: "地圖"
date: 2026-01-26T10:00:00+08:00
tags:
  - "a"
---

> 一行。

{{< youtube AbCdEfGhIjK >}}

---

導言。

## 小標題 ##

第一段。
還是第一段。

## 我的觀察

**第一，一點。**
"""


def part_names(page: Sheet) -> list[str]:
    return [part.id for part in page.parts]


def test_fields_blocks_and_parts_stand_where_they_are() -> None:
    page = sheet(TEXT)
    assert {f.name: TEXT[f.start : f.end] for f in page.fields} == {
        "title": '"地圖"',
        "date": "2026-01-26T10:00:00+08:00",
        "tags": '\n  - "a"',
    }
    assert [block.kind for block in page.top] == ["quote", "shortcode"]
    assert [page.of(block) for block in page.rules] == ["---"]
    assert part_names(page) == ["lead", "s1", "observation"]
    assert [page.title(part.heading) for part in page.parts if part.heading] == [
        "小標題",
        "我的觀察",
    ]
    assert page.of(page.parts[1].blocks[0]) == "第一段。\n還是第一段。"


@pytest.mark.parametrize(
    ("words", "place"), [("---", (1, 1)), ("地圖", (2, 9)), ("還是", (19, 1)), ("一點", (23, 6))]
)
def test_lines_and_columns_count_from_one_in_characters(words: str, place: tuple[int, int]) -> None:
    assert sheet(TEXT).place(TEXT.index(words)) == place


BROKEN = {
    "nothing": ("河口。\n", 0, "no front matter"),
    "empty": ("", 0, "no front matter"),
    "TOML": ('+++\ntitle = "x"\n+++\n', 0, "TOML"),
    "open": ('---\ntitle: "x"\n\n河口。\n', 0, "no line of ---"),
    "no fields": ("---\n- a\n---\n", 4, "without fields"),
    "no YAML": ('---\na: 1\ntitle: "x" "y"\nb: 2\n---\n', 9, "no YAML"),
    "a tab": ("---\na: 1\n\tb: 2\n---\n", 9, "no YAML"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_front_matter_that_nobody_can_read_is_named_with_its_line(case: str) -> None:
    text, at, why = BROKEN[case]
    broken = sheet(text).broken
    assert broken is not None
    assert broken[0] == at
    assert why in broken[1]


def test_without_a_rule_the_header_is_what_looks_like_one() -> None:
    page = sheet(TEXT.replace("---\n\n導言", "導言"))
    assert [block.kind for block in page.top] == ["quote", "shortcode"]
    assert [page.of(block) for block in page.parts[0].blocks] == ["導言。"]


KINDS = {
    "# 一": ("heading", 1, "#"),
    "一\n===": ("heading", 1, "="),
    "一\n---": ("heading", 2, "-"),
    "2026. 一": ("list", 0, "2026"),
    "- 一": ("list", 0, "-"),
    "    一": ("code", 0, ""),
    "```\n一\n```": ("code", 0, "```"),
    "> 一": ("quote", 0, ">"),
    "***": ("rule", 0, ""),
    "<div>": ("html", 0, ""),
    "{{< x >}}": ("shortcode", 0, ""),
    "{{< x >}} 一": ("paragraph", 0, ""),
    "| 一 |\n|---|\n| 二 |": ("table", 0, ""),
}


@pytest.mark.parametrize("text", KINDS)
def test_a_block_is_what_markdown_makes_of_it(text: str) -> None:
    (block,) = blocks(f"前\n\n{text}\n", 3)
    assert (block.kind, block.level, block.mark) == KINDS[text]
    assert (block.start, block.end) == (3, 3 + len(text))


def test_links_and_tags_are_found_however_they_are_written() -> None:
    text = "[a](https://x.invalid) ![b](data:x) <ftp://y> [c][1] <b>d</b>\n\n[1]: javascript:e\n"
    (block,) = blocks(text)
    assert block.links == ("https://x.invalid", "data:x", "ftp://y", "javascript:e")
    assert block.html == ("<b>", "</b>")


SAVED = {
    "as it is": lambda text: text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "several": lambda text: text.replace("\n", "\r\n", 3).encode(),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16 of the other kind": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("how", SAVED)
def test_what_is_read_is_written_back_byte_by_byte(how: str, tmp_path: Path) -> None:
    data = SAVED[how](TEXT)
    (tmp_path / "a.md").write_bytes(data)
    found = paper.read(tmp_path / "a.md")
    assert paper.written(found, found.text) == data
    assert found.text == (TEXT.rstrip("\n") if how == "no last line end" else TEXT if data else "")


def test_lines_are_never_added(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"a\r\nb")
    found = paper.read(tmp_path / "a.md")
    assert paper.written(found, "x\ny") == b"x\r\ny"
    with pytest.raises(ValueError, match="lines were added"):
        paper.written(found, "x\ny\nz")


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"\xff\xff\xff", "no UTF-8"), (b"a" * (paper.MOST_BYTES + 1), "which no post has")],
)
def test_what_is_no_post_is_refused(data: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(BadInput, match=why):
        paper.read(tmp_path / "a.md")
    with pytest.raises(BadInput, match="cannot be read"):
        paper.read(tmp_path / "none.md")
