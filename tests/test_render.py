"""The page: what it looks like, what it never lets through, and that it reads back."""

import html
import json
import random
import re
from dataclasses import replace
from typing import Any

import pytest

from drafts import (
    HEAD,
    SECTIONS,
    house,
    observation,
    paragraph,
    quote,
    section,
    source,
    subject,
    with_text,
)
from pod2post import codec
from pod2post.page import hugo
from pod2post.page.quoting import REMOVED, with_quotes
from pod2post.stages.check import check
from pod2post.stages.render import EXTRACT_BANNER, render
from pod2post.store import Store
from pod2post.values import Links, Locator, Post, Subject


@pytest.fixture
def page(shelf: Store, tell: Any) -> Any:
    def made(whole: Subject) -> Post:
        return render(whole, shelf=shelf, tell=tell)

    return made


def body(post: Post) -> list[str]:
    return post.markdown.split("\n---\n", 2)[2].strip().split("\n\n")


def test_the_whole_page(page: Any) -> None:
    opinion = observation("有一件事。", "**第一，維護才是產品。**", "完。")
    whole = subject(opinion=opinion, house=house(notice="本集為虛構。"))
    assert page(whole).markdown == (
        f'---\ntitle: "{HEAD.title}"\n'
        "date: 2025-02-10T10:00:00+08:00\n"
        f'description: "{HEAD.description}"\n'
        'tags: ["Tom Ferrow", "Mudlark", "地圖", "Podcast"]\n'
        'categories: ["虛構訪談"]\n'
        'source_url: "https://www.youtube.com/watch?v=AbCdEfGhIjK"\n'
        'source_name: "Paper Harbor"\n'
        "draft: true\n---\n\n"
        "> 本文整理自 Paper Harbor 於 2025 年 2 月播出的訪談。\n>\n> 本集為虛構。\n\n"
        "{{< youtube AbCdEfGhIjK >}}\n\n"
        '{{< spotify "episode/0123456789abcdefABCDEF" >}}\n\n'
        '{{< apple-podcast "tw/podcast/keeping-the-map/id1000000001?i=1000000000001" >}}\n\n'
        f"---\n\n{HEAD.lead[0].text}\n\n"
        "## 地圖也有保存期限\n\nTom Ferrow 在 1996 年和三十個人一起創辦 Mudlark。\n\n"
        "「地圖是一個承諾，而承諾每年春天都要兌現。」他說。在他看來，畫完只是開始。\n\n"
        f"## 河道搬家了，紙上沒有\n\n{SECTIONS[1].paragraphs[0].text}\n\n"
        f"## 第一個發現的是船長\n\n{SECTIONS[2].paragraphs[0].text}\n\n"
        "## 我的觀察\n\n有一件事。\n\n**第一，維護才是產品。**\n\n完。\n"
    )


def test_a_local_file_without_date_or_players(page: Any) -> None:
    locator = Locator(kind="file", address="talk.mp3", digest="sha256:0")
    bare = source(locator=locator, links=Links(), published=None)
    markdown = page(subject(source=bare)).markdown
    assert "source_url" not in markdown
    assert "{{" not in markdown
    assert "date: 2025-03-01T10:00:00+08:00\n" in markdown
    assert "\n> 本文整理自 Paper Harbor 播出的訪談。\n" in markdown


ADDRESSES = [
    ("enclosure", "https://site.invalid/a.mp3?key=secret#t", "https://site.invalid/a.mp3"),
    ("enclosure", "https://me:secret@site.invalid/a.mp3", None),
    ("youtube", "https://www.youtube.com/watch?v=x", "https://www.youtube.com/watch?v=x"),
    ("youtube", "javascript:alert('secret')", None),
    ("enclosure", "data:text/html,secret", None),
]


@pytest.mark.parametrize(("kind", "address", "expected"), ADDRESSES)
def test_no_key_of_a_listener_is_published(
    page: Any, kind: Any, address: str, expected: str | None
) -> None:
    seen = source(locator=Locator(kind=kind, address=address))
    front = page(subject(source=seen)).markdown
    assert ("secret" in front, hugo.read_back(front)[0].source_url) == (False, expected)


def test_a_post_that_no_model_wrote_says_so(page: Any) -> None:
    whole = subject()
    assert EXTRACT_BANNER not in page(whole).markdown
    copied = replace(whole, draft=replace(whole.draft, writer="extract"))
    assert f">\n> {EXTRACT_BANNER}\n" in page(copied).markdown


PLACED = [
    ("⟦q:a⟧他說。", "地圖是承諾。", "「地圖是承諾。」他說。"),
    ("他說：⟦q:a⟧", "地圖是承諾。", "他說：「地圖是承諾。」"),
    ("他說：⟦q:a⟧", "地圖是承諾", "他說：「地圖是承諾。」"),
    ("他說：⟦q:a⟧。", "地圖是承諾", "他說：「地圖是承諾。」"),
    ("他說：⟦q:a⟧。", "地圖是承諾。", "他說：「地圖是承諾。」"),
    ("⟦q:a⟧，他說。", "地圖是承諾。", "「地圖是承諾。」他說。"),
    ("他問：⟦q:a⟧。", "地圖呢？", "他問：「地圖呢？」"),
    ("他把 ⟦q:a⟧ 當成工作。", "一個承諾", "他把「一個承諾」當成工作。"),
    ("他說：⟦q:a⟧", "「地圖是承諾。」", "他說：「地圖是承諾。」"),
    ("他說：⟦q:a⟧", "所謂「地圖」是承諾。", "他說：「所謂『地圖』是承諾。」"),
    ("他說：⟦q:a⟧", "地圖 ⟦q:a⟧ 是承諾。", "他說：「地圖 q:a 是承諾。」"),
    ("他說：⟦q:a⟧", None, "他說：「A map is a promise.」"),
    ("他說：⟦q:nowhere⟧", "地圖。", f"他說：{REMOVED}"),
    ("他說：⟦q:⟧", "地圖。", f"他說：{REMOVED}"),
]


@pytest.mark.parametrize(("text", "chinese", "expected"), PLACED)
def test_a_quotation_in_its_place(text: str, chinese: str | None, expected: str) -> None:
    known = {"a": quote("a", chinese=chinese, source="A map is a promise.")}
    assert with_quotes(text, known) == expected


def test_words_that_were_not_found_are_never_shown() -> None:
    known = {"a": quote("a", grade="not found")}
    assert with_quotes("⟦q:a⟧他說。", known) == f"{REMOVED}他說。"


INJECTIONS = [
    ("{{< param secret >}}", "&#123;&#123;&lt; param secret &gt;&#125;&#125;"),
    ("{\u200b{< x >}}", "&#123;&#123;&lt; x &gt;&#125;&#125;"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("&lt;script&gt;", "&amp;lt;script&amp;gt;"),
    ("河[口](javascript:alert)邊", "河口邊"),
    ("![圖](https://site.invalid/a.png)", "圖"),
    ("[[圖](a)](b)", "圖"),
    ("<https://site.invalid>", "https\\://site.invalid"),
    (
        "看 https://site.invalid 與 www.site.invalid",
        "看 https\\://site.invalid 與 www\\.site.invalid",
    ),
    ("[a]: https://site.invalid", "&#91;a&#93;: https\\://site.invalid"),
    ("# 標題", "\\# 標題"),
    ("> 引文", "&gt; 引文"),
    ("- 項目", "\\- 項目"),
    ("+ 項目", "\\+ 項目"),
    ("* 項目", "\\* 項目"),
    ("1. 項目", "1\\. 項目"),
    ("2026) 項目", "2026\\) 項目"),
    ("---", "\\---"),
    ("===", "\\=\\=\\="),
    ("    程式碼", "程式碼"),
    ("```\n程式碼\n```", "\\`\\`\\` 程式碼 \\`\\`\\`"),
    ("兩行\n\n---\n\n## 標題", "兩行 --- ## 標題"),
    ("他說**重點**這個", "他說重點這個"),
    ("**第一，地圖是承諾。**", "**第一，地圖是承諾。**"),
    ("**第一，地圖[是](x)承諾。**", "**第一，地圖是承諾。**"),
    ("河\u202e口\x00\x1b[31m", "河口&#91;31m"),
    ("e\u0301t\u00e9", "été"),
    ("a_b_c 與 *d*", "a\\_b\\_c 與 \\*d\\*"),
    ("| a | b |", "\\| a | b |"),
    ("C:\\new", "C:&#92;new"),
    # what a site may have switched on: mathematics, extras, emoji, attributes, task lists
    ("\\(x\\) \\[y\\] $z$", "&#92;(x&#92;) &#92;&#91;y&#92;&#93; \\$z\\$"),
    ("C++ 與 C++，a == b，2^8", "C\\+\\+ 與 C\\+\\+，a \\=\\= b，2\\^8"),
    ("在 10:30:45 :heart: :100:", "在 10:30:45 \\:heart: \\:100:"),
    ("{.dark onclick=x}", "\\{.dark onclick=x}"),
    ("- [x] 做完", "\\- &#91;x&#93; 做完"),
    ("[^1]: 註", "&#91;\\^1&#93;: 註"),
    (": 定義", "\\: 定義"),
    ("寄到 a-@site.invalid", "寄到 a-\\@site.invalid"),
    ("見http://site.invalid", "見http\\://site.invalid"),
    ("河\u3164\u115f\u034f口", "河口"),
]


@pytest.mark.parametrize(("text", "expected"), INJECTIONS)
def test_text_is_data(page: Any, text: str, expected: str) -> None:
    blocks = body(page(with_text(text)))
    assert blocks[blocks.index("## 河道搬家了，紙上沒有") + 1] == expected


HEADINGS = [
    ("標題 {#x onclick=alert(1)}", "## 標題"),
    ("標題 {style=x} 後面", "## 標題 &#123;style=x&#125; 後面"),
    ("兩行\n# 標題", "## 兩行 # 標題"),
    ("C#", "## C\\#"),
    ("  ", "## （未命名）"),
]


@pytest.mark.parametrize(("heading", "expected"), HEADINGS)
def test_a_heading_is_data(page: Any, heading: str, expected: str) -> None:
    whole = subject(sections=(section("s1", heading, paragraph("河口。", "c1")),))
    assert expected in body(page(whole))


TAGS = [
    ("C/C++", "C/C++"),
    ("../../posts/keeping-the-map", "posts/keeping-the-map"),
    (".'./posts/a", "posts/a"),
    ("a/²/..\\b", "a/b"),
    ("..", None),
    ("地" * 90, "地" * 60),
    ("河\u202e口\n", "河口"),
]


@pytest.mark.parametrize(("tag", "expected"), TAGS)
def test_a_tag_stays_in_the_folder_of_tags(page: Any, tag: str, expected: str | None) -> None:
    """Hugo makes a folder of each: `../` leaves it, and 256 bytes stop the build."""
    written = page(subject(head=replace(HEAD, tags=(tag,)))).markdown
    tags = hugo.read_back(written)[0].tags
    assert tags == ((expected, "Podcast") if expected else ("Podcast",))


def test_metadata_is_data_too(page: Any) -> None:
    home = house(source_name="{{< x >}} [a](b)\n# c", notice="{{< y >}}\n\n## d")
    markdown = page(subject(house=home, source=source(links=Links()))).markdown
    top = markdown.split("\n---\n")[1]
    assert top.strip().split("\n") == [
        "> 本文整理自 &#123;&#123;&lt; x &gt;&#125;&#125; a # c 於 2025 年 2 月播出的訪談。",
        ">",
        "> &#123;&#123;&lt; y &gt;&#125;&#125; ## d",
    ]


def test_an_empty_paragraph_leaves_no_hole_in_the_page(page: Any) -> None:
    assert "\n\n\n" not in page(with_text("\u200b")).markdown


def test_the_record_names_words_times_and_what_was_not_checked(page: Any) -> None:
    record = page(subject()).grounding
    assert record.audio == "sha256:" + "0" * 64
    quoted = [row for row in record.evidence if row.kind == "quote"]
    assert [(row.quote, row.cues, row.start_ms, row.speaker) for row in quoted] == [
        ("s1q1", ("c3",), 15000, "Tom Ferrow")
    ]
    cited = [row for row in record.evidence if row.kind == "paragraph"]
    assert [row.where for row in cited] == ["lead", "s1", "s1", "s2", "s3"]
    assert cited[1].source == "We started with thirty people in nineteen ninety-six."
    assert {t.name: t.verdict for t in cited[1].tests} == {
        "numbers": "ok",
        "names": "ok",
        "meaning": "not checked",
    }


def test_the_record_says_which_number_failed(page: Any) -> None:
    rows = page(with_text("河道移動了 4,000 公尺。")).grounding.evidence
    (test,) = [t for row in rows if row.where == "s2" for t in row.tests if t.name == "numbers"]
    assert test.verdict == "failed"
    assert "10 times too large" in test.note


def test_check_and_render_are_remembered(shelf: Store, tell: Any) -> None:
    whole = with_text("他寫軟件。")
    first = check(whole, shelf=shelf, tell=tell)
    assert [f.rule for f in first.findings] == ["mainland_terms", "meaning"]  # no dictionary
    assert codec.digest(check(whole, shelf=shelf, tell=tell)) == codec.digest(first)
    post = render(whole, shelf=shelf, tell=tell)
    assert render(whole, shelf=shelf, tell=tell) == post


# --- five hundred posts, read by another reader -----------------------------------------

PIECES = [
    *"地圖河口船長承諾，。：？",
    *"\"'\\#*_`~<>&{}[|+-=!@$%^;🎙",
    "{{<",
    ">}}",
    "{{%",
    "<b>",
    "&amp;",
    "1.",
    "---",
    "https://site.invalid/a",
    "Mudlark",
]


def some_text(rng: random.Random, last: str = "。") -> str:
    parts = [rng.choice(PIECES) + rng.choice("地圖河口 ") for _ in range(rng.randint(1, 12))]
    return " ".join("".join(parts).split()) + last


def read(markdown: str) -> dict[str, Any]:
    """An own reader of the page: no code of the product, no YAML library."""
    lines = markdown.split("\n")
    assert lines[0] == "---"
    assert lines[-1] == ""
    close = lines.index("---", 1)
    front = dict(line.split(": ", 1) for line in lines[1:close])
    blocks = "\n".join(lines[close + 2 : -1]).split("\n\n")
    rule = blocks.index("---")
    parts: list[list[str]] = [[]]
    for block in blocks[rule + 1 :]:
        assert "\n" not in block
        if block.startswith("## "):
            parts.append([block[3:]])
        else:
            parts[-1].append(block)
    shown = [[displayed(text) for text in part] for part in parts]
    return {"front": front, "header": blocks[:rule], "lead": shown[0], "sections": shown[1:]}


def displayed(markdown: str) -> str:
    """What a reader of CommonMark sees: escapes and entities resolved, once."""
    held = re.sub(r"\\([!-/:-@\[-`{-~])", lambda found: f"&#{ord(found[1])};", markdown)
    return html.unescape(held)


def unquoted(scalar: str) -> str:
    """A double-quoted scalar without a YAML library: the escapes that may stand there."""
    plain = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
    inner = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), scalar[1:-1])
    return re.sub(r"\\(.)", lambda found: plain.get(found[1], found[1]), inner)


def test_five_hundred_posts_read_back_as_they_were_meant() -> None:
    rng = random.Random(20)
    for _ in range(500):
        lead = tuple(paragraph(some_text(rng), "c1") for _ in range(rng.randint(1, 3)))
        sections = tuple(
            section(
                f"s{number}",
                some_text(rng, "口"),
                *(paragraph(some_text(rng), "c2") for _ in range(rng.randint(1, 3))),
            )
            for number in range(1, rng.randint(3, 6))
        )
        head = replace(
            HEAD,
            title=some_text(rng),
            description=some_text(rng),
            tags=("河" + re.sub(r"[/\\]", "#", some_text(rng))[:40].rstrip(),),
            lead=lead,
        )
        whole = subject(head=head, sections=sections)
        post = render.__wrapped__(whole, shelf=None, tell=None)  # type: ignore[attr-defined]
        seen = read(post.markdown)
        assert unquoted(seen["front"]["title"]) == head.title
        assert unquoted(seen["front"]["description"]) == head.description
        assert seen["front"]["tags"].startswith(f"[{json.dumps(head.tags[0], ensure_ascii=False)}")
        assert len(seen["header"]) == 4
        assert seen["lead"] == [p.text for p in lead]
        assert seen["sections"] == [[s.heading, *(p.text for p in s.paragraphs)] for s in sections]
