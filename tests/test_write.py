"""Plan, sections, head and 我的觀察: what the writer may answer, and what is refused."""

from typing import Any

import pytest

from conftest import SilentTell
from fakes_writer import FakeWriter, said
from pod2post.errors import WriterUnusable
from pod2post.stages.plan import NOT_PLACED, plan, section_counts
from pod2post.stages.write import head, observe, write
from pod2post.store import Store
from pod2post.values import (
    CheckResult,
    Paragraph,
    Quote,
    Quotes,
    Section,
)
from pod2post.writing.asking import Pen
from pod2post.writing.brief import Story, Whole, section_text
from talk import GUEST, about, brief, cue, segments, transcript

CUES = tuple(cue(n, f"Sentence number {n} says something of its own.") for n in range(1, 13))
TALK = transcript(CUES)
PARTS = segments(TALK, 3, 3, 3, 3)
STORY = Story(thesis="一句話", headings=("甲", "乙"))
SAID = Quote(
    id="s1q1",
    section="s1",
    cues=("c0002",),
    source="Sentence number 2",
    chinese="第二句話。",
    speaker=GUEST,
    start_ms=0,
    end_ms=1,
    grade="exact",
    tests=(CheckResult(name="verbatim", verdict="ok"),),
)
QUOTES = Quotes(section="s1", quotes=(SAID,), dropped=())


def pen(writer: FakeWriter, spare: FakeWriter | None = None) -> Pen:
    return Pen(writer=writer, spare=spare or FakeWriter({}, name="spare"), max_tokens=100)


def sections(*groups: list[str]) -> list[dict[str, Any]]:
    return [{"heading": f"第{n}節", "angle": "說", "segments": g} for n, g in enumerate(groups)]


def planned(*groups: list[str], **changes: Any) -> dict[str, Any]:
    reply = {"thesis": "一句話", "titles": ["甲", "乙", "丙"], "sections": sections(*groups)}
    return reply | {"left_out": []} | changes


def test_a_segment_that_the_plan_forgot_is_listed_as_left_out(
    shelf: Store, tell: SilentTell
) -> None:
    writer = FakeWriter({"plan": [planned(["g1"], ["g3"], ["g4"])]})
    made = plan(TALK, PARTS, about(), pen(writer), shelf=shelf, tell=tell)
    assert [o.id for o in made.sections] == ["s1", "s2", "s3"]
    assert [(row.segment, row.why) for row in made.left_out] == [("g2", NOT_PLACED)]


UNFIT_PLANS = [
    planned(["g1"], ["g2"], ["g9"]),
    planned(["g1"], ["g1"], ["g2"]),
    planned(["g1"], ["g2"]),
    planned(["g1"], ["g2"], []),
    planned(["g1"], ["g2"], ["g3"], thesis=" "),
    planned(["g1"], ["g2"], ["g3"], titles=[]),
    planned(["g1"], ["g2"], ["g3"], left_out=[{"segment": "g1", "why": "x"}]),
    "this is no JSON",
    '{"thesis": "cut',
]


@pytest.mark.parametrize("reply", UNFIT_PLANS)
def test_an_unfit_plan_is_repaired_once(reply: Any, shelf: Store, tell: SilentTell) -> None:
    writer = FakeWriter({"plan": [reply, planned(["g1"], ["g2"], ["g3"])]})
    made = plan(TALK, PARTS, about(), pen(writer), shelf=shelf, tell=tell)
    assert len(made.sections) == 3
    assert writer.count("plan") == 2


def test_without_a_usable_plan_nothing_more_is_paid_for(shelf: Store, tell: SilentTell) -> None:
    good = FakeWriter({"plan": [planned(["g1"], ["g2"], ["g3"])]}, name="spare")
    writer = FakeWriter({"plan": ["no", "no"]})
    with pytest.raises(WriterUnusable, match="no usable plan"):
        plan(TALK, PARTS, about(), pen(writer, good), shelf=shelf, tell=tell)
    assert writer.count("plan") == 2


def test_a_local_model_without_a_usable_plan_gets_one_from_the_segments(
    shelf: Store, tell: SilentTell
) -> None:
    """Its calls cost nothing; the plan is a hole, so the next run asks again."""
    good = FakeWriter({"plan": [planned(["g1"], ["g2"], ["g3"])]}, name="spare")
    writer = FakeWriter({"plan": ["no"]}, name="local toy (small: 1.0 billion parameters)")
    for times in (1, 2):
        made = plan(TALK, PARTS, about(), pen(writer, good), shelf=shelf, tell=tell)
        assert made.writer == "spare"
        assert len(made.sections) == 3
        assert made.holes
        assert writer.count("plan") == 2 * times
    assert "plan: made without the writer, from the segments and their titles" in tell.said


@pytest.mark.parametrize(
    ("minutes", "sizes", "counts"),
    [
        (10, (3, 3, 3, 3), (3, 3)),
        (60, (2,) * 6, (4, 6)),
        (60, (4, 4, 4), (3, 3)),
        (5, (12,), (1, 1)),
    ],
)
def test_how_many_sections(minutes: int, sizes: tuple[int, ...], counts: tuple[int, int]) -> None:
    talk = transcript(CUES, minutes=minutes)
    assert section_counts(talk, segments(talk, *sizes)) == counts


def written(text: str = "他說：⟦q:s1q1⟧", cues: Any = ("c0001",)) -> dict[str, Any]:
    return {"heading": "水管會說話", "paragraphs": [{"text": text, "cues": list(cues)}]}


def test_a_paragraph_rests_on_its_cues_and_on_those_of_its_quotations(
    shelf: Store, tell: SilentTell
) -> None:
    writer = FakeWriter({"section": [written()]})
    made = write(brief(*CUES[:3]), STORY, QUOTES, pen(writer), shelf=shelf, tell=tell)
    assert made.paragraphs[0].cues == ("c0001", "c0002")
    assert not made.holes


UNFIT_SECTIONS = [
    written("⟦q:s9q9⟧他說。"),
    written("⟦q:s1q1⟧他說，⟦q:s1q1⟧"),
    written(cues=["c0099"]),
    {"heading": "空的", "paragraphs": []},
    written() | {"extra": "key"},
]


@pytest.mark.parametrize("reply", UNFIT_SECTIONS)
def test_ids_that_were_never_offered_are_refused(
    reply: Any, shelf: Store, tell: SilentTell
) -> None:
    writer = FakeWriter({"section": [reply, written()]})
    made = write(brief(*CUES[:3]), STORY, QUOTES, pen(writer), shelf=shelf, tell=tell)
    assert writer.count("section") == 2
    assert made.paragraphs[0].cues == ("c0001", "c0002")
    complaint = writer.asked[1].messages[-1]
    assert complaint.role == "user"
    assert "上一次的回覆不能用" in complaint.content


def test_a_section_that_nobody_wrote_is_a_hole_and_mended_later(
    shelf: Store, tell: SilentTell
) -> None:
    spare = FakeWriter({"section": [written("照抄的一段。")]}, name="spare")
    bad = FakeWriter({"section": [said('{"heading"', finish="length")]})
    made = write(brief(*CUES[:3]), STORY, QUOTES, pen(bad, spare), shelf=shelf, tell=tell)
    assert "cut off" in made.holes[0]
    good = FakeWriter({"section": [written()]})
    again = write(brief(*CUES[:3]), STORY, QUOTES, pen(good, spare), shelf=shelf, tell=tell)
    assert not again.holes


def test_a_good_reply_is_asked_for_once(shelf: Store, tell: SilentTell) -> None:
    writer = FakeWriter({"section": [written()]})
    for _ in range(3):
        write(brief(*CUES[:3]), STORY, QUOTES, pen(writer), shelf=shelf, tell=tell)
    assert writer.count("section") == 1


SECTION = Section(
    id="s1", heading="水管會說話", paragraphs=(Paragraph(text="⟦q:s1q1⟧他說。", cues=("c0002",)),)
)
WHOLE = Whole(
    episode=about(), thesis="一句話", titles=("甲",), sections=(section_text(SECTION, [SAID]),)
)


def test_later_tasks_read_quotations_in_their_chinese() -> None:
    assert WHOLE.sections[0].paragraphs[0].text == "「第二句話。」他說。"


def test_the_head_cites_only_what_the_sections_cite(shelf: Store, tell: SilentTell) -> None:
    lead = {"text": "前言。", "cues": ["c0002"]}
    reply = {"title": "題", "description": "述", "tags": ["AI", "ai", " Tidewell "], "lead": [lead]}
    strange = reply | {"lead": [lead | {"cues": ["c0007"]}]}
    writer = FakeWriter({"head": [strange, reply]})
    made = head(WHOLE, pen(writer), shelf=shelf, tell=tell)
    assert made.lead == (Paragraph(text="前言。", cues=("c0002",)),)
    assert made.tags == ("AI", "Tidewell")
    assert writer.count("head") == 2


def test_an_observation_holds_no_quotation(shelf: Store, tell: SilentTell) -> None:
    quoting = {"paragraphs": [{"text": "他說：⟦q:s1q1⟧", "cues": []}]}
    plain = {"paragraphs": [{"text": "我想了很久。", "cues": []}]}
    writer = FakeWriter({"observation": [quoting, plain]})
    made = observe(WHOLE, "筆記", pen(writer), shelf=shelf, tell=tell)
    assert [p.text for p in made.paragraphs] == ["我想了很久。"]
    assert "筆記" in writer.asked[0].messages[-1].content
