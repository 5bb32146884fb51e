"""Clause by clause: what a rendering leaves out, what it adds; what prose tells with no reserve."""

from dataclasses import replace

import pytest

from drafts import SECTIONS, paragraph, subject
from pod2post.glossary import Glossary
from pod2post.ports import Aligner
from pod2post.rules import joined, rendered, rendering, reserved
from pod2post.rules.passages import prose
from pod2post.values import Cue, Subject

SAID = "We painted the boats in winter, and in spring the salt had eaten every one of them."
TRUE = [
    ("我們冬天給船上漆，到了春天，每一艘都被鹽啃光了。", SAID),
    ("You can't, you can't teach a horse to read.", "你沒辦法教馬讀書。"),
    ("By the way, my uncle never paid for the stove.", "我叔叔從來沒付過那個爐子的錢。"),
    ("Not the mill. The road.", "不是磨坊，是那條路。"),
    ("If the bell rings twice, everybody goes home.", "鐘響兩聲，大家就回家。"),
]
TRUE = [(one, other) if other.isascii() else (other, one) for one, other in TRUE]


@pytest.mark.parametrize(("chinese", "source"), TRUE)
def test_a_whole_rendering_has_every_clause(both: Glossary, chinese: str, source: str) -> None:
    assert both.aligner is not None
    assert rendered.lost(both.aligner, both, chinese, source) is None
    assert rendered.added(both.aligner, both, chinese, source) is None


LOST = [
    ("我們冬天給船上漆。", SAID, "in spring the salt"),
    (
        "屋頂修好了，牆也漆了。",
        "The roof was mended, the walls were painted, but nobody ever moved in.",
        "nobody",
    ),
]


@pytest.mark.parametrize(("chinese", "source", "clause"), LOST)
def test_the_clause_that_was_left_out_is_named(
    both: Glossary, chinese: str, source: str, clause: str
) -> None:
    assert both.aligner is not None
    found = rendered.lost(both.aligner, both, chinese, source)
    assert found is not None
    assert clause in found


ADDED = ["而且老闆到現在還欠她一個月的薪水", "鄰居都在背後笑她"]


@pytest.mark.parametrize("clause", ADDED)
def test_the_clause_that_nobody_said_is_named(both: Glossary, clause: str) -> None:
    assert both.aligner is not None
    source = "She left the keys on the kitchen table and just walked out."
    chinese = "她把鑰匙留在廚房的桌上，就這樣走了。"
    assert rendered.added(both.aligner, both, chinese, source) is None
    longer = chinese.replace("。", f"，{clause}。")
    assert rendered.added(both.aligner, both, longer, source) == clause


def test_a_clause_begun_anew_and_an_aside_are_none_of_their_own(both: Glossary) -> None:
    assert both.aligner is not None
    said = "We sold, we sold the horse, honestly, and the cart broke."
    found = rendered.said(both.aligner, both, "我們把馬賣了，馬車也壞了。", said)
    assert [one.text for one in found] == ["we sold the horse, honestly", "and the cart broke"]
    shown = rendered.shown(both.aligner, both, "老實說，我們把馬賣了，馬車也壞了。", said)
    assert [one.text for one in shown] == ["老實說，我們把馬賣了", "馬車也壞了"]
    alone = "You can't, you can't teach a horse to read."
    assert rendered.said(both.aligner, both, "你沒辦法教馬讀書。", alone) == ()


def test_texts_without_words_have_no_clauses(both: Glossary) -> None:
    assert both.aligner is not None
    for chinese, source in (("", ""), ("……", "We sold it."), ("賣了。", "— —"), ("", "A map.")):
        assert rendered.said(both.aligner, both, chinese, source) == ()
        assert rendered.shown(both.aligner, both, chinese, source) == ()


RESERVED = [
    (
        "The dam will be ready in May if the money comes.",
        "水壩五月就會完工。",
        "if the money comes",
    ),
    ("Unless it rains, we open the gates on Sunday.", "我們週日打開閘門。", "Unless it rains"),
    ("I'd probably sell the second boat.", "他會賣掉第二艘船。", "probably"),
    ("Some of the boats were stolen.", "船是被偷走的。", "Some of"),
    ("We promised the town a new bridge.", "鎮上會有一座新橋。", "promised"),
]


@pytest.mark.parametrize(("said", "told", "word"), RESERVED)
def test_a_reservation_that_prose_drops_is_named(
    aligner: Aligner, said: str, told: str, word: str
) -> None:
    assert reserved.unreserved(aligner, told, said, "") == (word, told)
    assert reserved.unreserved(aligner, told, said, said) is None  # the paragraph quotes it


KEPT = [
    (RESERVED[0][0], "錢要是到位，水壩五月就會完工。"),
    ("If the pump fails, the whole plant stops.", "水泵故障，整座工廠停擺。"),
    (RESERVED[2][0], "他可能會賣掉第二艘船。"),
    (RESERVED[3][0], "有些船是被偷走的。"),
    (RESERVED[4][0], "他們答應鎮上蓋一座新橋。"),
    ("I probably like cheese more than you do.", "他們有兩艘船。"),
    ("Did some of the boats sink?", "船沉了。"),
]


@pytest.mark.parametrize(("said", "told"), KEPT)
def test_prose_that_keeps_it_or_tells_another_thing_is_left_alone(
    aligner: Aligner, said: str, told: str
) -> None:
    assert reserved.unreserved(aligner, told, said, "") is None


FAR = (
    "The harbor froze in January.",
    *("Is that so?", "It is.", "And the boats?", "They stayed.", "All of them?"),
    "Our cook opened a school in the south.",
)


def _talk(text: str) -> tuple[Subject, str]:
    rows = tuple(
        Cue(
            id=f"c{n}",
            start_ms=n * 5000,
            end_ms=n * 5000 + 4000,
            speaker="Tom Ferrow",
            text=said,
            confidence=95,
        )
        for n, said in enumerate(FAR, 1)
    )
    whole = subject()
    section = replace(SECTIONS[0], paragraphs=(paragraph(text, "c1", "c7"),))
    draft = replace(whole.draft, sections=(section,))
    heard = replace(whole.transcript, cues=rows)
    return replace(whole, transcript=heard, draft=draft), text


CAUSES = [
    ("港口一月結冰，因此廚師去南方開了一所學校。", 1),
    ("港口一月結冰，廚師去南方開了一所學校。", 0),
    ("因為一月很冷，港口結冰了。", 0),
]


@pytest.mark.parametrize(("text", "count"), CAUSES)
def test_a_cause_of_two_places_far_apart_is_named(aligner: Aligner, text: str, count: int) -> None:
    whole, _ = _talk(text)
    (passage,) = (one for one in prose(whole) if one.text == text)
    found = list(joined.faults(whole, aligner, passage))
    assert [one.what for one in found] == [
        "a cause made of c1 and c7, which stand far apart"
    ] * count


BROKEN = [
    ("I didn't quit", "I didn't quit because the work was bad.", "because the work was bad"),
    (
        "We sail on Sunday",
        "Well, we sail on Sunday, unless the wind turns.",
        "unless the wind turns",
    ),
    ("We sail on Sunday.", "We sail on Sunday. If the wind turns, we wait.", None),
    ("We sold it", "We sold it because the roof leaked.", None),  # its reason may be left out
    ("We sold it", "They kept it.", None),
]


@pytest.mark.parametrize(("source", "heard", "rest"), BROKEN)
def test_a_quotation_ends_where_what_it_hangs_on_is_said(
    source: str, heard: str, rest: str | None
) -> None:
    found = rendering.goes_on(source, heard)
    assert found == (f"the sentence goes on: “{rest}”" if rest else None)
