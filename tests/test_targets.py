"""The post for other places than Hugo: what is written, what stays text, templates of one's own."""

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import hostile
from drafts import HEAD, SECTIONS, house, observation, paragraph, quote, section, source, subject
from pod2post import settings
from pod2post.errors import BadInput
from pod2post.extras import Front, Wanted
from pod2post.page import templates, vocabulary
from pod2post.page.site import Site
from pod2post.stages.render import rendered
from pod2post.targets.files import files
from pod2post.values import Links, Subject

OURS = templates.effective(None)
LINKS = (
    "[YouTube](https://www.youtube.com/watch?v=AbCdEfGhIjK)、"
    "[Spotify](https://open.spotify.com/episode/0123456789abcdefABCDEF)、"
    "[Apple Podcasts](https://podcasts.apple.com/tw/podcast/keeping-the-map/"
    "id1000000001?i=1000000000001)"
)


def made(whole: Subject, *targets: str) -> dict[str, str]:
    return dict(files(whole, targets, OURS))  # type: ignore[arg-type]


def test_for_hugo_there_is_nothing_beside_the_post() -> None:
    assert files(subject(), ("hugo",), OURS) == ()


def test_plain_markdown_needs_no_hugo() -> None:
    whole = subject(opinion=observation("**第一，維護才是產品。**"), house=house(notice="虛構。"))
    text = made(whole, "markdown")[".plain.md"]
    assert text == (
        f"# {HEAD.title}\n\n"
        "> 本文整理自 Paper Harbor 於 2025 年 2 月播出的訪談。\n>\n> 虛構。\n\n"
        f"收聽：{LINKS}\n\n---\n\n{HEAD.lead[0].text}\n\n"
        "## 地圖也有保存期限\n\nTom Ferrow 在 1996 年和三十個人一起創辦 Mudlark。\n\n"
        "「地圖是一個承諾，而承諾每年春天都要兌現。」他說。在他看來，畫完只是開始。\n\n"
        f"## 河道搬家了，紙上沒有\n\n{SECTIONS[1].paragraphs[0].text}\n\n"
        f"## 第一個發現的是船長\n\n{SECTIONS[2].paragraphs[0].text}\n\n"
        "## 我的觀察\n\n**第一，維護才是產品。**\n"
    )


def test_the_data_beside_it_hold_what_an_importer_wants() -> None:
    lead = paragraph("⟦q:s1q2⟧他說。", "c4")
    whole = subject(
        head=replace(HEAD, lead=(lead,)),
        quotes=(quote(), quote("s1q2", chinese=None), quote("s1q3")),
    )
    data = json.loads(made(whole, "markdown")[".plain.json"])
    assert data["language"] == "zh-Hant-TW"
    assert (data["slug"], data["title"]) == ("keeping-the-map", HEAD.title)
    assert data["date"] == "2025-02-10T10:00:00+08:00"
    assert data["draft"] is True
    assert data["tags"] == ["Tom Ferrow", "Mudlark", "地圖", "Podcast"]
    assert data["attribution"] == "本文整理自 Paper Harbor 於 2025 年 2 月播出的訪談。"
    assert [row["name"] for row in data["players"]] == ["YouTube", "Spotify", "Apple Podcasts"]
    assert data["speakers"] == ["Tom Ferrow"]
    assert [(row["id"], row["section"], row["at"]) for row in data["quotes"]] == [
        ("s1q2", "lead", "0:15"),
        ("s1q1", "s1", "0:15"),
    ]
    assert data["quotes"][1]["text"] == "地圖是一個承諾，而承諾每年春天都要兌現。"
    assert data["quotes"][1]["source"] == quote().source


class Reader(HTMLParser):
    """Elements with their attributes, and all that is shown."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen += [tag, *(f"{tag} {name}" for name, _ in attrs)]
        self.links += [said or "" for name, said in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


ALLOWED = {
    *("html", "html lang", "head", "meta", "meta charset", "meta name", "meta content", "title"),
    *("meta http-equiv", "style", "body", "article", "h1", "h2", "p", "blockquote", "a", "a href"),
    *("strong", "footer"),
}


def test_the_html_is_one_file_that_asks_for_nothing() -> None:
    page = made(subject(opinion=observation("**第一，維護才是產品。**")), "html")[".html"]
    seen = Reader(page)
    assert '<html lang="zh-Hant-TW">' in page
    assert f"<title>{HEAD.title}</title>" in page
    assert "<p><strong>第一，維護才是產品。</strong></p>" in page
    assert seen.seen.count("h2") == 4
    assert set(seen.seen) <= ALLOWED
    assert [link.split("/")[2] for link in seen.links] == [
        *("www.youtube.com", "open.spotify.com", "podcasts.apple.com")
    ]
    assert "url(" not in page
    assert "@import" not in page


def test_an_editors_own_markdown_is_html_without_pictures_and_scripts() -> None:
    own = (
        "- 一\n- [二](https://site.invalid)\n- ![三](https://site.invalid/a.png) <script>x</script>"
    )
    whole = subject(sections=(section("s1", "標題", paragraph(own)),), source=source(links=Links()))
    seen = Reader(made(replace(whole, verbatim=(own,)), "html")[".html"])
    assert seen.seen.count("li") == 3
    assert {"script", "img"} & set(seen.seen) == set()
    assert "<script>x</script>" in seen.text


def test_hostile_drafts_stay_text_everywhere() -> None:
    for whole in hostile.drafts(60, 9):
        written = made(whole, "markdown", "html")
        seen = Reader(written[".html"])
        assert set(seen.seen) <= ALLOWED
        places = ("https://www.youtube.com/", "https://open.spotify.com/", "/posts/")
        assert all(link.startswith((*places, "https://podcasts.apple.com/")) for link in seen.links)
        assert "{{" not in written[".plain.md"]
        assert json.loads(written[".plain.json"])["slug"] == whole.source.slug


# --- templates of one's own -------------------------------------------------------------


def folder(tmp_path: Path, **texts: str) -> str:
    for name, text in texts.items():
        file = {"hugo": templates.HUGO, "plain": templates.PLAIN, "html": templates.HTML}[name]
        (tmp_path / file).write_text(text, encoding="utf-8")
    return str(tmp_path)


def test_a_template_of_ones_own_takes_the_place_of_ours(tmp_path: Path) -> None:
    own = templates.effective(folder(tmp_path, html="<h1>{{ title }}</h1>{{ lead[0] }}"))
    whole = subject(head=replace(HEAD, title="A < B"))
    written = dict(files(whole, ("markdown", "html"), own))
    assert written[".html"] == f"<h1>A &lt; B</h1><p>{HEAD.lead[0].text}</p>\n"
    assert written[".plain.md"] == made(whole, "markdown")[".plain.md"]


BAD = [
    ("plain", "{% if %}", "plain.md.j2, line 1"),
    ("html", "ok\n{{ nothing }}", "article.html.j2, line 2"),
    ("hugo", "\n\n{{ lead.x.y }}", "hugo.md.j2, line 3"),
    ("plain", "{{ title.__class__.__mro__ }}", "plain.md.j2, line 1"),
]


@pytest.mark.parametrize(("name", "text", "place"), BAD)
def test_a_bad_template_is_named_with_its_line(
    tmp_path: Path, name: str, text: str, place: str
) -> None:
    with pytest.raises(BadInput) as refused:
        templates.effective(folder(tmp_path, **{name: text}))
    assert place in refused.value.cause
    assert refused.value.remedy == templates.MEND


def test_a_folder_that_is_not_there_and_a_name_that_means_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        templates.effective(str(tmp_path / "nowhere"))
    (tmp_path / "hugo.html.j2").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match=r"hugo\.html\.j2 takes the place of no template"):
        templates.effective(str(tmp_path))


OWN_PAGE = (
    "{{ front_matter | replace('draft:', 'layout: talk\\ndraft:') }}\n"
    "{{ header | join('\\n\\n') }}\n\n{{ '{{< subscribe >}}' }}\n\n---\n\n"
    "{% for text in lead %}{{ text }}\n\n{% endfor %}"
    "{% for part in sections %}## {{ part.heading }}\n\n"
    "{% for text in part.paragraphs %}{{ text }}\n\n{% endfor %}{% endfor %}"
)


def with_template(text: str) -> Subject:
    return subject(front=Front(site=Wanted(template=text)))


def test_a_page_by_ones_own_template(tmp_path: Path) -> None:
    site = Site(templates=folder(tmp_path, hugo=OWN_PAGE))
    page = rendered(subject(front=Front(site=vocabulary.wanted(site)))).markdown
    assert "layout: talk\ndraft: true\n---\n" in page
    assert "\n{{< subscribe >}}\n" in page


BROKEN = [
    ("x{{ front_matter }}", "does not begin with front matter"),
    (OWN_PAGE.replace("layout: talk", "layout: [talk"), "no YAML"),
    (OWN_PAGE.replace("'draft:', '", "'draft: true', 'draft: false\\n"), "draft"),
    (OWN_PAGE.replace("{{ text }}", ""), "leaves out"),
    (OWN_PAGE.replace("{{ header | join('\\n\\n') }}", ""), "leaves out"),
    (OWN_PAGE.replace("subscribe >}}", "subscribe >}"), "not closed in line"),
    ("{{ front_matter }}{{ lead[7] }}", "cannot be filled: hugo.md.j2, line 1"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_page_that_would_break_the_site_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        rendered(with_template(text))
    assert said in refused.value.cause


def test_the_folder_is_relative_to_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "pod2post.toml"
    file.write_text('[site]\ntarget = ["html", "hugo"]\ntemplates = "own"\n', encoding="utf-8")
    known = settings.load(file)
    assert known.site.target == ("html", "hugo")
    assert known.site.templates == str(tmp_path / "own")
    file.write_text('[site]\ntarget = ["pdf"]\n', encoding="utf-8")
    with pytest.raises(BadInput):
        settings.load(file)
