"""Rules for any page: sound posts have no finding, each mutation has its own rule's."""

import re

import pytest

from benchmarks.language import pages as benchmark
from benchmarks.language.faults_of_pages import MUTATIONS
from benchmarks.language.rebuilding import rebuilt
from drafts import HEAD, subject
from pod2post.checking.fixing import fixed
from pod2post.page.sheet import sheet
from pod2post.page.site import Site
from pod2post.rules import pages
from pod2post.rules.locating import located
from pod2post.rules.voice import share, speech
from pod2post.stages.render import rendered
from pod2post.values import Finding, Names

NOBODY = Names(entries=())
SAMPLE = benchmark.mended(benchmark.SAMPLE.read_text(encoding="utf-8"))


def test_sound_posts_have_no_finding(reference_post: str) -> None:
    assert benchmark.findings(SAMPLE) == []
    assert benchmark.findings(reference_post) == []


def test_fix_changes_nothing_in_them(reference_post: str) -> None:
    assert fixed(SAMPLE, NOBODY, Site()) == SAMPLE
    assert fixed(reference_post, NOBODY, Site()) == reference_post


def test_they_are_rendered_again_byte_for_byte(reference_post: str) -> None:
    assert rebuilt(SAMPLE).encode() == SAMPLE.encode()
    assert rebuilt(reference_post).encode() == reference_post.encode()


def test_every_mutation_of_the_sample_is_seen_by_its_own_rule() -> None:
    assert len(MUTATIONS) >= 60
    assert len({(one.rule, one.name) for one in MUTATIONS}) == len(MUTATIONS)
    assert list(benchmark.missed(SAMPLE)) == []


def test_every_mutation_of_the_reference_post_is_seen(reference_post: str) -> None:
    assert list(benchmark.missed(reference_post)) == []


def test_a_rule_that_were_missing_would_be_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tuple(rule for rule in pages.PAGE_RULES if rule.__name__ != "unseen")
    monkeypatch.setattr(pages, "PAGE_RULES", rules)
    monkeypatch.setattr(
        benchmark, "MUTATIONS", [one for one in MUTATIONS if one.rule in ("unseen", "bold")]
    )
    assert len(list(benchmark.missed(SAMPLE))) == 5


def test_what_a_run_prints_has_no_fault_of_form() -> None:
    page = sheet(rendered(subject()).markdown)
    assert list(pages.bound(page, Site())) == []


def found(text: str, site: Site = Site()) -> list[Finding]:  # noqa: B008 - a value
    page = sheet(text)
    return [*pages.lone(page, site), *pages.worded(page, NOBODY, site)]


def test_every_finding_has_a_place_and_a_mend_and_stands_in_the_manual() -> None:
    manual = (benchmark.ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    told = dict[str, set[str]]()
    for rule, severities in re.findall(r"^\| `(\w+)` \| ([a-z, ]+) \|", manual, re.MULTILINE):
        told.setdefault(rule, set()).update(severities.split(", "))
    for one in MUTATIONS:
        text = one.change(SAMPLE)
        for row in found(text):
            assert row.start is not None, (one, row)
            assert row.end is not None, (one, row)
            assert 0 <= row.start <= row.end <= len(text), (one, row)
            assert row.mend, (one, row)
            assert row.severity in told[row.rule], (one, row)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("他們做的裝置叫 Drumfish", "他們做的裝置叫Drumfish", "叫D"),
        ("問題不在神經網路。", "問題不在神經網路 。", " 。"),
        ("我心想，這是聽力", "我心想，这是聽力", "这"),
        ("邊緣運算", "邊緣運算X", None),
    ],
)
def test_language_is_pointed_at_in_the_file(old: str, new: str, words: str | None) -> None:
    assert SAMPLE.count(old) == 1
    text = SAMPLE.replace(old, new)
    (row,) = [row for row in found(text) if row.severity != "note"]
    assert row.start is not None
    if words is None:
        assert row.where == "tags"
    else:
        assert text.index(words) in (row.start, row.start - 1)


PROTECTED = (
    "`a,b地圖`",
    "[地圖](https://site.invalid/a,b)",
    "https://site.invalid/地圖,河",
    "{{< youtube AbCdEfGhIjK >}}",
    r"\*地圖\*",
    "&lt;地圖&gt;",
)


@pytest.mark.parametrize("words", PROTECTED)
def test_code_links_and_shortcodes_are_no_prose(words: str) -> None:
    text = SAMPLE.replace("問題不在神經網路。", f"問題不在 {words} 。")
    rules = {row.rule for row in found(text)} - {"players"}
    assert rules <= {"spacing"}, "the blank before 。 alone"


SITES = {
    "none": (Site(observation="none"), "own_opinion"),
    "five sections": (Site(least_sections=5), "sections"),
    "two sections": (Site(least_sections=1, most_sections=2), "sections"),
}


@pytest.mark.parametrize("case", SITES)
def test_a_site_sets_its_own_bounds(case: str) -> None:
    site, rule = SITES[case]
    assert {row.rule for row in found(SAMPLE, site)} == {rule}


def test_a_site_that_wants_an_opinion_misses_it() -> None:
    bare = SAMPLE[: SAMPLE.index("## 我的觀察")]
    assert found(bare) == []
    assert {row.rule for row in found(bare, Site(observation="required"))} == {"own_opinion"}


def test_only_the_last_part_of_a_series_needs_an_opinion() -> None:
    bare, wanted = SAMPLE[: SAMPLE.index("## 我的觀察")], Site(observation="required")
    line = re.search(r"^> .+$", bare, re.MULTILINE)
    assert line is not None
    for box, rules in (
        ("上篇〈甲〉（本篇）、下篇〈乙〉。", set()),
        ("上篇〈甲〉、下篇〈乙〉（本篇）。", {"own_opinion"}),
    ):
        part = bare.replace(line[0], f"{line[0]}\n>\n> 本系列共 2 篇：{box}")
        assert {row.rule for row in found(part, wanted)} == rules


def test_a_shortcode_of_the_sites_own_is_allowed() -> None:
    text = SAMPLE.replace("問題不在", '{{< box title="x" >}}\n\n問題不在')
    assert {row.rule for row in found(text)} == {"shortcodes"}
    assert found(text, Site(shortcodes=("youtube", "box"))) == []


def test_optional_fields_stand_in_their_place() -> None:
    image, series = '\nimage: "/a.webp"', '\nseries: ["b"]'
    text = SAMPLE.replace("\ntags:", f"{image}\ntags:").replace("\nsource_", f"{series}\nsource_")
    assert found(text) == []
    behind = SAMPLE.replace("\nsource_", f"{image}\nsource_")
    assert [(row.rule, row.where) for row in found(behind)] == [("fields", "image")]


def test_direct_speech_is_told_from_a_phrase_in_marks() -> None:
    assert share(["「我走了。」他說，「沒人『敢』做。」", "一台「耳朵」。"]) == (11, 25)
    assert list(speech(subject())) == [], "of so little text no share is told"


def test_a_finding_of_a_draft_is_found_on_its_page() -> None:
    page = sheet(SAMPLE)
    at = SAMPLE.index("借來的車庫裡做了")
    known = Finding(
        rule="x",
        severity="error",
        where="s2",
        what="",
        mend="",
        excerpt="…借來的車庫裡做了 18 個月…",
    )
    assert located(page, known).start == at
    elsewhere = Finding(rule="x", severity="error", where="s2", what="", mend="", excerpt="no word")
    heading = page.parts[2].heading
    assert heading is not None
    assert located(page, elsewhere).start == heading.start
    nowhere = Finding(rule="x", severity="error", where="s9", what="", mend="")
    assert located(page, nowhere).start == page.body


def test_the_draft_of_a_page_is_what_the_page_says() -> None:
    draft = pages.read(sheet(rendered(subject()).markdown))
    assert draft.head.title == HEAD.title
    assert [section.heading for section in draft.sections] == [
        section.heading for section in subject().draft.sections
    ]
    assert draft.observation is None
