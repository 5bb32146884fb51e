"""An advertisement stands in no section that a writer planned; an editor may put it in."""

from dataclasses import replace

import pytest

from conftest import SilentTell
from fakes_writer import FakeWriter
from pod2post.stages.plan import completed, fault, plan
from pod2post.store import Store
from pod2post.topics.parts import Kind
from pod2post.values import Plan, Segments
from pod2post.writing.asking import Pen
from talk import about, cue, segments, transcript

TALK = transcript([cue(n, f"Sentence number {n} is about the tide.") for n in range(1, 21)], 30)
WHY = ("贊助用語", "念出網址")


def marked(**kinds: Kind) -> Segments:
    """Five segments of four cues, some of another kind."""
    made = segments(TALK, 4, 4, 4, 4, 4)
    rows = (
        replace(row, kind=kinds[row.id], why=WHY) if row.id in kinds else row
        for row in made.segments
    )
    return replace(made, segments=tuple(rows))


def planned(found: Segments, shelf: Store, *sections: tuple[str, ...]) -> Plan:
    rows = [
        {"heading": f"第 {n} 節", "angle": "潮", "segments": ids} for n, ids in enumerate(sections)
    ]
    reply = {"thesis": "潮水", "titles": ["潮"], "sections": rows, "left_out": []}
    pen = Pen(
        writer=FakeWriter({"plan": [reply]}), spare=FakeWriter({}, name="spare"), max_tokens=4000
    )
    return plan(TALK, found, about(), pen, shelf=shelf, tell=SilentTell())


def test_a_writer_that_uses_an_advertisement_is_not_followed(shelf: Store) -> None:
    found = marked(g2="advertisement")
    made = planned(found, shelf, ("g1", "g2"), ("g3",), ("g4",), ("g5",))
    assert [row.segments for row in made.sections] == [("g1",), ("g3",), ("g4",), ("g5",)]
    assert [(row.segment, row.why) for row in made.left_out] == [
        ("g2", "廣告（贊助用語、念出網址）")
    ]


def test_a_section_of_nothing_but_an_advertisement_is_none(shelf: Store) -> None:
    found = marked(g2="advertisement")
    made = planned(found, shelf, ("g1",), ("g2",), ("g3",), ("g4",), ("g5",))
    assert [(row.id, row.heading, row.segments) for row in made.sections] == [
        ("s1", "第 0 節", ("g1",)),
        ("s2", "第 2 節", ("g3",)),
        ("s3", "第 3 節", ("g4",)),
        ("s4", "第 4 節", ("g5",)),
    ]


def test_a_welcome_that_a_writer_uses_stays_where_it_is(shelf: Store) -> None:
    found = marked(g1="intro")
    made = planned(found, shelf, ("g1", "g2"), ("g3",), ("g4",), ("g5",))
    assert made.sections[0].segments == ("g1", "g2")
    assert made.left_out == ()


@pytest.mark.parametrize(
    ("kind", "said"), [("intro", "開場"), ("small talk", "閒聊"), ("advertisement", "廣告")]
)
def test_what_nobody_spoke_of_is_left_out_by_its_kind(kind: Kind, said: str, shelf: Store) -> None:
    made = planned(marked(g1=kind), shelf, ("g2",), ("g3",), ("g4",), ("g5",))
    assert [(row.segment, row.why) for row in made.left_out] == [
        ("g1", f"{said}（贊助用語、念出網址）")
    ]


def test_a_chapter_that_is_an_advertisement_says_no_more_than_that(shelf: Store) -> None:
    found = marked(g1="advertisement")
    first, *others = found.segments
    found = replace(found, segments=(replace(first, why=()), *others))
    made = planned(found, shelf, ("g2",), ("g3",), ("g4",), ("g5",))
    assert [row.why for row in made.left_out] == ["廣告"]


def test_a_plan_from_before_advertisements_were_looked_for_stays_as_it_was(shelf: Store) -> None:
    found = marked(g2="advertisement")
    found = replace(found, segments=tuple(replace(row, why=()) for row in found.segments))
    made = planned(found, shelf, ("g1", "g2"), ("g3",), ("g4",), ("g5",))
    assert made.sections[0].segments == ("g1", "g2")


def test_an_editor_brings_it_back_by_one_edit(shelf: Store) -> None:
    found = marked(g2="advertisement")
    made = planned(found, shelf, ("g1",), ("g3",), ("g4",), ("g5",))
    first, *others = made.sections
    hers = replace(made, sections=(replace(first, segments=("g1", "g2")), *others), left_out=())
    assert fault(hers, found, 4, 6) is None
    assert completed(hers, found) == hers


def test_where_all_is_advertisement_all_of_it_may_be_used(shelf: Store) -> None:
    kinds: dict[str, Kind] = {f"g{n}": "advertisement" for n in range(1, 6)}
    found = marked(**kinds)
    made = planned(found, shelf, ("g1", "g2", "g3", "g4", "g5"))
    assert made.sections[0].segments == ("g1", "g2", "g3", "g4", "g5")
