"""The front matter beyond the reference post: found by code, or chosen by the editor."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drafts import HEAD, SECTIONS, paragraph, quote, source, subject, with_text
from pod2post import settings
from pod2post.errors import BadInput
from pod2post.extras import Entry, Front, FrontEdit, Reference, Series, Wanted
from pod2post.page import hugo, seriesbox, vocabulary
from pod2post.page.site import Site
from pod2post.rules import findings, mentions, references
from pod2post.stages.render import front_matter, rendered
from pod2post.values import Finding, Name, Names, Subject
from test_adopt import POST, ROOT, Desk
from test_frontmatter import MATTER

FULL = replace(
    MATTER,
    lastmod="2025-03-01T10:00:00+08:00",
    image="/images/posts/20250210-map.webp",
    series=("地圖三講",),
    related_companies=("mudlark",),
    related_people=("tom-ferrow", "ida-quill"),
    references=(
        Reference(url="https://charts.invalid/a?b=1", title='海圖 "1996": 修訂'),
        Reference(url="http://river.invalid/"),
    ),
)
LINES = """\
title: "地圖：不是畫完，是維護"
date: 2025-02-10T10:00:00+08:00
lastmod: 2025-03-01T10:00:00+08:00
description: "一句話。"
image: "/images/posts/20250210-map.webp"
tags: ["地圖", "Podcast"]
categories: ["虛構訪談"]
series: ["地圖三講"]
related_companies: ["mudlark"]
related_people: ["tom-ferrow", "ida-quill"]
source_url: "https://site.invalid/watch?v=1"
source_name: "Paper Harbor"
references: [{title: "海圖 \\"1996\\": 修訂", url: "https://charts.invalid/a?b=1"}, \
"http://river.invalid/"]
draft: true
"""


def test_every_field_stands_in_its_place_and_is_read_back() -> None:
    block = hugo.front_matter(FULL)
    assert block == f"---\n{LINES}---\n"
    assert hugo.read_back(f"{block}\nx\n")[0] == FULL
    assert list(hugo.FIELDS) == list(hugo.FrontMatter.__dataclass_fields__)


@pytest.mark.parametrize("field", ["lastmod", "image", "series", "references", "related_people"])
def test_a_field_with_nothing_to_say_is_not_written(field: str) -> None:
    empty: Any = () if isinstance(getattr(FULL, field), tuple) else None
    without = replace(FULL, **{field: empty})
    left = [line for line in LINES.splitlines() if not line.startswith(f"{field}:")]
    assert hugo.front_matter(without).splitlines()[1:-1] == left
    assert hugo.read_back(f"{hugo.front_matter(without)}\nx\n")[0] == without


# --- whom a post is about -------------------------------------------------------------

LIST = (
    Entry(slug="mudlark", kind="company", names=("Mudlark", "泥雀")),
    Entry(slug="apple", kind="company", names=("Apple",)),
    Entry(slug="tom-ferrow", kind="person", names=("Tom Ferrow",)),
    Entry(slug="ada-ferrow", kind="person", names=("Ada Ferrow",)),
    Entry(slug="nobody", kind="person", names=("No Body",)),
)


NOBODY = FrontEdit()


def asked(text: str, edit: FrontEdit = NOBODY) -> Subject:
    """A post whose only section says `text`, for a site with the list above."""
    front = Front(site=Wanted(entries=LIST, mentions=2), edit=edit)
    plain = replace(HEAD, title="標題", description="摘要", lead=(paragraph("前言。"),))
    one = (replace(SECTIONS[0], heading="小標", paragraphs=(paragraph(text),)),)
    return subject(head=plain, sections=one, front=front)


COMPANIES = {
    "Mudlark 和 Mudlark。": ("mudlark",),
    "Mudlark 一次。": (),
    "泥雀，又名 Mudlark。": ("mudlark",),
    "Mudlarking 不是 Mudlark，也不是 aMudlark。": (),
    "Apple Music、Apple Music、Apple 各一。": (),
    "Apple 與 Apple，Mudlark 與 Mudlark": ("apple", "mudlark"),
    "mudlark mudlark": (),
}
PEOPLE = {
    "Tom Ferrow 說完，Ferrow 走了。": ("tom-ferrow",),
    "Ferrow 說完，Ferrow 走了。": (),
    "Tom Ferrow 與 Ada Ferrow，後來 Ferrow、Ferrow。": (),
    "Ada Ferrow、Ada Ferrow、Tom Ferrow、Tom Ferrow": ("ada-ferrow", "tom-ferrow"),
}
SHEET = Names(entries=(Name(canonical="Apple Music", kind="product"),))


@pytest.mark.parametrize("text", COMPANIES)
def test_a_company_that_is_named_often_enough_is_related(text: str) -> None:
    assert mentions.companies(replace(asked(text), names=SHEET)) == COMPANIES[text]


@pytest.mark.parametrize("text", PEOPLE)
def test_a_surname_counts_for_whom_it_can_only_mean(text: str) -> None:
    assert mentions.people(asked(text)) == PEOPLE[text]


def test_the_sheet_gives_an_entry_its_other_name() -> None:
    both = asked("泰晤士與 Apple，一次。")
    sheet = Names(entries=(Name(canonical="Apple", kind="company", chinese="泰晤士"),))
    assert mentions.companies(both) == ()
    assert mentions.companies(replace(both, names=sheet)) == ("apple",)


def test_a_quotation_that_is_shown_names_too() -> None:
    told = asked("Mudlark 先說：⟦q:s1q1⟧")
    (row,) = told.quotes
    said = replace(told, quotes=(replace(row, quotes=(quote(chinese="Mudlark 是船。"),)),))
    assert (mentions.companies(told), mentions.companies(said)) == ((), ("mudlark",))


def by(rule: str, about: Subject) -> list[Finding]:
    return [row for row in findings(about) if row.rule == rule]


def test_who_is_in_no_list_is_noted_and_not_invented() -> None:
    sheet = Names(
        entries=(
            Name(canonical="Kelp Works", kind="company"),
            Name(canonical="River Thing", kind="product"),
        )
    )
    about = replace(asked("Kelp Works、Kelp Works、River Thing、River Thing。"), names=sheet)
    (note,) = by("related", about)
    assert (note.severity, "Kelp Works is named 2 times" in note.what) == ("note", True)
    assert mentions.companies(about) == ()
    assert by("related", replace(about, front=Front())) == []


def test_the_editor_has_the_last_word() -> None:
    edit = FrontEdit(related_companies=(), related_people=("tom-ferrow", "stranger"), image="")
    about = asked("Mudlark、Mudlark。", edit=edit)
    about = replace(about, front=replace(about.front, site=replace(about.front.site, image="/a")))
    matter = front_matter(about)
    assert (matter.related_companies, matter.image) == ((), None)
    assert matter.related_people == ("tom-ferrow", "stranger")
    (warned,) = by("related", about)
    assert (warned.severity, "stranger" in warned.what) == ("warning", True)


# --- the picture, and what to read on -------------------------------------------------


def test_the_picture_lies_where_the_settings_say() -> None:
    site = Wanted(image="/images/posts/{date}-{slug}.webp")
    page = rendered(subject(front=Front(site=site))).markdown
    assert '\nimage: "/images/posts/20250210-keeping-the-map.webp"\n' in page
    chosen = FrontEdit(image="https://pictures.invalid/b.webp")
    page = rendered(subject(front=Front(site=site, edit=chosen))).markdown
    assert '\nimage: "https://pictures.invalid/b.webp"\n' in page


@pytest.mark.parametrize(
    "bad", ["images/x.webp", "//x.invalid/y", "javascript:alert(1)", '/a"b', "/a b", "data:x,y"]
)
def test_a_picture_elsewhere_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="no place of an image"):
        FrontEdit(image=bad)
    with pytest.raises(ValueError, match="begins with /"):
        Site(image=bad + "{slug}")
    with pytest.raises(ValueError, match="begins with /"):
        Site(posts="/posts/")


DESCRIPTION = """\
The paper: https://papers.invalid/map.pdf.
Chapters https://a.charts.invalid/x?utm=1, https://evilcharts.invalid/
- Listen: https://open.spotify.com/episode/0123456789abcdefABCDEF
javascript:alert(1) ftp://papers.invalid/b <a href="https://charts.invalid/q">here</a>
again https://papers.invalid/map.pdf
"""


def test_links_of_the_description_are_references_where_the_settings_allow_it() -> None:
    found = source(description=DESCRIPTION)
    hosts = Wanted(hosts=("papers.invalid", "charts.invalid"))
    about = subject(source=found, front=Front(site=hosts))
    assert references.references(about) == (
        Reference(url="https://papers.invalid/map.pdf", title="The paper"),
        Reference(url="https://a.charts.invalid/x?utm=1"),
        Reference(url="https://charts.invalid/q", title=""),
    )
    (note,) = by("references", about)
    assert "https://evilcharts.invalid/" in note.what
    assert "spotify" not in note.what


def test_without_a_word_from_anybody_there_are_no_references() -> None:
    about = subject(source=source(description=DESCRIPTION))
    assert references.references(about) == ()
    assert "papers.invalid" in by("references", about)[0].what
    chosen = (Reference(url="https://own.invalid/", title="她自己的"),)
    edited = replace(about, front=Front(edit=FrontEdit(references=chosen)))
    assert '\nreferences: [{title: "她自己的", url: "https://own.invalid/"}]\n' in (
        rendered(edited).markdown
    )


@pytest.mark.parametrize("bad", ["https://arxiv.org", "arxiv.org/", "Arxiv.org", "", "a b.org"])
def test_a_host_is_a_host(bad: str) -> None:
    assert Site(references=("arxiv.org",)).references == ("arxiv.org",)
    with pytest.raises(ValueError, match="references are hosts"):
        Site(references=(bad,))


@pytest.mark.parametrize(
    "bad", ["javascript:x", "//a.invalid", "https://", "https://a b", 'http://a"b', "mailto:a@b"]
)
def test_a_reference_is_an_address_of_the_web(bad: str) -> None:
    with pytest.raises(ValueError, match="no http or https address"):
        Reference(url=bad)


# --- written into the post by hand ----------------------------------------------------

LINK = (Reference(url="https://a.invalid/"),)
MORE = 'image: "/a.webp"\ntags:', 'references: ["https://a.invalid/"]\ndraft:'


def test_what_an_editor_writes_into_the_front_matter_stays(tmp_path: Path) -> None:
    desk = Desk(tmp_path, settings.load(ROOT / "samples" / "pod2post.toml"))
    text = POST.replace("tags:", MORE[0], 1).replace("draft:", MORE[1], 1)
    made = desk.adopt(text)
    assert (made.changes, made.left) == (("image: changed", "references: changed"), ())
    assert desk.printed() == text
    taken_out = text.replace("image:", "images:", 1)
    made = desk.adopt(taken_out)
    assert made.changes == ("image: changed",)
    assert desk.run.edits().front == FrontEdit(image="", references=LINK)
    assert any("images" in line for line in made.left), "a field of no site is not taken over"
    odd = text.replace('"/a.webp"', "[1, 2]", 1).replace('["https://a.invalid/"]', "[x]", 1)
    made = desk.adopt(odd)
    assert made.changes == ()
    assert len(made.left) == 2


# --- the site's own list --------------------------------------------------------------


def test_the_list_is_read_from_toml_and_from_json(tmp_path: Path) -> None:
    rows = {"companies": {"mudlark": {"names": ["Mudlark"]}}, "people": {"t-f": {"names": ["T F"]}}}
    toml = '[companies.mudlark]\nnames = ["Mudlark"]\n[people.t-f]\nnames = ["T F"]\n'
    (tmp_path / "list.json").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "list.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "pod2post.toml").write_text('[site]\nvocabulary = "list.toml"\n', encoding="utf-8")
    known = settings.load(tmp_path / "pod2post.toml")
    wanted = (
        Entry(slug="mudlark", kind="company", names=("Mudlark",)),
        Entry(slug="t-f", kind="person", names=("T F",)),
    )
    assert vocabulary.wanted(known.site).entries == wanted
    assert vocabulary.read(tmp_path / "list.json") == wanted


WRONG = {
    "no TOML": "[companies",
    "another table": '[brands.a]\nnames = ["A"]\n',
    "no names": "[people.a]\nnames = []\n",
    "an empty name": '[people.a]\nnames = [" "]\n',
    "no slug": '[people."A B"]\nnames = ["A"]\n',
    "one name for two": '[people.a]\nnames = ["A"]\n[people.b]\nnames = ["A"]\n',
}


@pytest.mark.parametrize("case", WRONG)
def test_a_list_that_is_none_is_refused_by_name(case: str, tmp_path: Path) -> None:
    path = tmp_path / "list.toml"
    path.write_text(WRONG[case], encoding="utf-8")
    with pytest.raises(BadInput, match=r"list\.toml"):
        vocabulary.read(path)
    with pytest.raises(BadInput, match=r"gone\.toml"):
        vocabulary.read(tmp_path / "gone.toml")


# --- the box of a series --------------------------------------------------------------


def test_the_box_names_all_parts_and_this_one() -> None:
    series = Series(name="長談", number=2, titles=("起", "舊題", "[合](x)"))
    assert seriesbox.box(series, "承") == (
        "本系列共 3 篇：上篇〈起〉、中篇〈承〉（本篇）、下篇〈合〉。"
    )
    four = Series(name="長談", number=1, titles=("一", "二", "三", "四"))
    assert "第四篇〈四〉" in seriesbox.box(four, "一")
    placed = replace(series, places=("/posts/t-1/", "/posts/t-2/", "/posts/t-3/"))
    shown = seriesbox.box(placed, "承")
    assert "[上篇〈起〉](/posts/t-1/)" in shown
    assert "t-2" not in shown


def test_titles_that_are_alike_are_told_apart_on_the_page() -> None:
    series = Series(name="長談", number=1, titles=("舊題", "同一個標題", "同一個標題"))
    told = with_text("河道移動了 400 公尺，地圖卻沒有跟上。", front=Front(series=series))
    told = replace(told, draft=replace(told.draft, head=replace(HEAD, title="同一個標題")))
    page = rendered(told).markdown
    assert '\ntitle: "同一個標題（上）"\n' in page
    assert '\nseries: ["長談"]\n' in page
    assert "> 本文整理自 Paper Harbor 於 2025 年 2 月播出的訪談。\n>\n> 本系列共 3 篇：" in page
    own = replace(told, draft=replace(told.draft, head=replace(HEAD, title="另一個標題")))
    assert '\ntitle: "另一個標題"\n' in rendered(own).markdown
