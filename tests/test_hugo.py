"""Real Hugo takes what we write: whole posts without a warning, hostile text as it was meant."""

import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import hugosite
from drafts import HEAD, house, observation, paragraph, quote, section, subject
from hugosite import listed
from pod2post.page import hugo, markdown
from pod2post.stages.render import render
from test_frontmatter import HOSTILE, MATTER
from test_render import INJECTIONS, displayed, some_text

pytestmark = pytest.mark.hugo


def build(tmp_path: Path, posts: dict[str, str], *options: str) -> tuple[int, str, Path]:
    """Exit code, what Hugo said, and the folder of the built site."""
    if not hugosite.installed():
        pytest.skip("no Hugo in this environment: the dev requirements bring it")
    code, said = hugosite.build(tmp_path / "site", posts, *options)
    return code, said, tmp_path / "site" / "public"


def made(whole: Any) -> str:
    return render.__wrapped__(whole, shelf=None, tell=None).markdown  # type: ignore[attr-defined]


def test_a_whole_post_builds_without_a_warning(tmp_path: Path) -> None:
    opinion = observation("有一件事。", "**第一，維護才是產品。**", "完。")
    page = made(subject(opinion=opinion, house=house(notice="本集為虛構。")))
    code, said, public = build(tmp_path, {"map": page})
    assert (code, "WARN" in said) == (0, False), said
    row = listed(public)["map"]
    assert row["title"] == HEAD.title
    assert row["date"] == "2025-02-10T10:00:00+08:00"
    assert row["draft"] is True
    seen = hugosite.page(public, "map")
    assert seen.elements.count("iframe") == 3
    assert seen.elements.count("hr") == 1
    assert seen.elements.count("h2") == 4
    assert seen.elements.count("strong") == 1
    assert (
        "「地圖是一個承諾，而承諾每年春天都要兌現。」他說。在他看來，畫完只是開始。" in seen.texts
    )


def test_hostile_front_matter_reads_back_equal(tmp_path: Path) -> None:
    texts = [text for text in HOSTILE if text]
    posts = {}
    for number, text in enumerate(texts):
        matter = replace(MATTER, title=text, description=text, tags=(text, "b"), source_name=text)
        posts[f"p{number}"] = f"{hugo.front_matter(matter)}\n河口。\n"
    code, said, public = build(tmp_path, posts)
    assert code == 0, said
    rows = listed(public)
    for number, text in enumerate(texts):
        row = rows[f"p{number}"]
        assert (row["title"], row["description"], row["name"]) == (text, text, text)
        assert row["tags"] == [text, "b"]


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    """Seventy posts of random marks and the known injections: text in, the same text out."""
    rng = random.Random(3)
    meant: dict[str, list[str]] = {}
    posts = {}
    samples = [[text for text, _ in INJECTIONS]]
    samples += [[some_text(rng) for _ in range(8)] for _ in range(70)]
    for number, texts in enumerate(samples):
        parts = tuple(
            section(f"s{at}", some_text(rng, "口"), paragraph(text, "c1"))
            for at, text in enumerate(texts, 1)
        )
        posts[f"p{number}"] = made(subject(sections=parts))
        flat = [piece for p in parts for piece in (p.heading, p.paragraphs[0].text)]
        if number:
            meant[f"p{number}"] = flat
        else:  # what is stripped on purpose is compared with what the page says
            meant["p0"] = [
                piece
                for p in parts
                for piece in (p.heading, displayed(markdown.paragraph(p.paragraphs[0].text)))
            ]
    code, said, public = build(tmp_path, posts)
    assert code == 0, said
    for name, texts in meant.items():
        seen = hugosite.page(public, name)
        lead = seen.texts.index(HEAD.lead[0].text)
        assert seen.texts[lead + 1 :] == [text.replace("**", "") for text in texts]
        allowed = {"blockquote", "p", "iframe", "div", "hr", "h2", "strong"}
        assert set(seen.elements) <= allowed, name
        assert not {"onclick", "href"} & set(seen.attributes), name


def test_quotations_are_data_too(tmp_path: Path) -> None:
    evil = "</p><script>x</script> {{< param baseURL >}} [a](javascript:b) **c**"
    page = made(subject(quotes=(quote(chinese=evil),)))
    code, said, public = build(tmp_path, {"map": page})
    assert code == 0, said
    seen = hugosite.page(public, "map")
    assert "script" not in seen.elements
    assert any("{{< param baseURL >}}" in text for text in seen.texts)


@pytest.mark.parametrize(
    "line",
    [
        '{{< spotify "episode/../../evil" >}}',
        '{{< apple-podcast "tw/podcast/a/id1" >}}',
        "{{< nothing >}}",
    ],
)
def test_the_site_itself_refuses_a_bad_shortcode(tmp_path: Path, line: str) -> None:
    """Proof that the other tests could fail: this site is not one that takes anything."""
    page = made(subject())
    bad = re.sub(r"\{\{< youtube .*", line, page)
    code, said, _ = build(tmp_path, {"map": bad})
    assert code != 0
    assert "map.md" in said
