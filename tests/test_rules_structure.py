"""Structure rules: each names one fault of one draft, and a sound draft has none."""

from dataclasses import replace

import pytest

from drafts import (
    HEAD,
    SECTIONS,
    observation,
    paragraph,
    quote,
    section,
    source,
    subject,
    transcript,
    with_text,
)
from pod2post.rules import RULES, drafted, structure
from pod2post.values import Finding, Links, Subject

STRUCTURE = [rule for rule in RULES if rule.__module__ in (structure.__name__, drafted.__name__)]
MINUTES = 60_000


def found(whole: Subject) -> list[Finding]:
    return [finding for rule in STRUCTURE for finding in rule(whole)]


def headed(heading: str) -> Subject:
    return subject(sections=(*SECTIONS[:2], replace(SECTIONS[2], heading=heading)))


def topped(**changes: object) -> Subject:
    return subject(head=replace(HEAD, **changes))


MANY = tuple(section(f"s{n}", f"第{n}個小標題", paragraph("河口。", "c1")) for n in range(1, 8))
CASES = {
    "two sections": (subject(sections=SECTIONS[:2]), "error", "sections", "2 sections"),
    "two, from three minutes of speech": (
        subject(sections=SECTIONS[:2], transcript=transcript(3 * MINUTES)),
        "warning",
        "sections",
        "2 sections",
    ),
    "seven sections": (subject(sections=MANY, quotes=()), "warning", "sections", "7 sections"),
    "empty heading": (headed(" "), "error", "s3", "heading is empty"),
    "short heading": (headed("船長"), "warning", "s3", "2 characters"),
    "long heading": (headed("河" * 25), "warning", "s3", "25 characters"),
    "final mark": (headed("第一個發現的人。"), "warning", "s3", "ends with 。"),
    "same heading": (headed(SECTIONS[0].heading), "error", "s3", "twice"),
    "empty section": (
        subject(sections=(*SECTIONS[:2], replace(SECTIONS[2], paragraphs=()))),
        "error",
        "s3",
        "section is empty",
    ),
    "empty paragraph": (with_text("  "), "error", "s2", "paragraph is empty"),
    "long paragraph": (with_text("河" * 181), "warning", "s2", "181"),
    "no lead": (topped(lead=()), "error", "lead", "no lead"),
    "unknown quote": (with_text("⟦q:nowhere⟧"), "error", "s2", "no verified quotation nowhere"),
    "repeated quote": (with_text("⟦q:s1q1⟧"), "error", "s2", "stands 2 times"),
    "unused quote": (subject(quotes=(quote(), quote("s1q2"))), "note", "s1", "s1q2 is not used"),
    "quote in the observation": (
        subject(opinion=observation("⟦q:s1q2⟧"), quotes=(quote(), quote("s1q2"))),
        "error",
        "observation",
        "direct quotation (s1q2)",
    ),
    "empty title": (topped(title=" "), "error", "title", "empty"),
    "short title": (topped(title="地圖"), "warning", "title", "2 characters"),
    "empty description": (topped(description=""), "error", "description", "empty"),
    "long description": (topped(description="河" * 181), "warning", "description", "181"),
    "no tags": (topped(tags=()), "error", "tags", "no tags"),
    "tags that merge": (topped(tags=("AI", "ai", "地圖")), "warning", "tags", "2 times"),
    "nine tags": (topped(tags=tuple("一二三四五六七八九")), "warning", "tags", "9 tags"),
    "short post of a long episode": (
        subject(transcript=transcript(20 * MINUTES)),
        "warning",
        "length",
        "20 minutes",
    ),
    "bad Spotify id": (
        subject(source=source(links=Links(spotify="episode/../../evil"))),
        "warning",
        "links",
        "spotify",
    ),
    "a hole": (
        subject(sections=(*SECTIONS[:2], replace(SECTIONS[2], holes=("no model wrote it",)))),
        "warning",
        "s3",
        "no model wrote it",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_fault_gives_one_finding(case: str) -> None:
    whole, severity, where, words = CASES[case]
    (only,) = found(whole)
    assert (only.severity, only.where) == (severity, where)
    assert words in only.what
    assert only.mend


def test_a_post_over_the_limit_is_a_warning() -> None:
    long = tuple(paragraph("河" * 150 + "。", "c4") for _ in range(24))
    whole = subject(sections=(SECTIONS[0], replace(SECTIONS[1], paragraphs=long), SECTIONS[2]))
    assert [(f.severity, f.where) for f in found(whole)] == [("warning", "length")]


def test_nineteen_minutes_may_give_a_short_post() -> None:
    assert found(subject(transcript=transcript(19 * MINUTES))) == []


def test_each_rule_stands_once_and_says_what_it_is_for() -> None:
    assert len(set(RULES)) == len(RULES)
    assert [rule for rule in RULES if len(rule.__doc__ or "") < 40] == []


def test_findings_come_in_the_same_order_each_time() -> None:
    whole = subject(sections=(), quotes=(quote(), quote("s1q2")), head=replace(HEAD, tags=()))
    assert found(whole) == found(whole)
    assert [f.where for f in found(whole)] == ["sections", "tags", "s1", "s1"]
