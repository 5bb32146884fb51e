"""The writer without a model, through the very stages that judge a model's replies."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from pod2post import codec
from pod2post.backends.extract import Extract, head, observation, plan, quotes, section
from pod2post.backends.telling import evenly, telling
from pod2post.ports import Request
from pod2post.stages import plan as planning
from pod2post.stages import quote as quoting
from pod2post.stages import write as writing
from pod2post.store import Store
from pod2post.values import Coverage, Cue, Outline, Segment, Segments, Transcript
from pod2post.writing import tasks
from pod2post.writing.asking import Pen
from pod2post.writing.brief import Brief, Story, Whole, section_text
from pod2post.writing.tasks import Episode, Line, NameLine, SegmentBrief

SAMPLE = json.loads(
    (Path(__file__).parents[1] / "samples" / "interview.truth.json").read_text(encoding="utf-8")
)
NAMES = (
    NameLine(canonical="Nora Fable", note="主持人"),
    NameLine(canonical="Halcyon Forge", note="公司"),
    NameLine(canonical="Nowhere Inc", note="公司"),
    NameLine(canonical="Jasper Thimble", note="來賓，中文作「辛博」"),
)
ABOUT = Episode(show="Lantern Hour", title="The teacup  that listens", description="", names=NAMES)
PEN = Pen(writer=Extract(), spare=Extract(), max_tokens=1000)


def transcript() -> Transcript:
    said = [(turn, row) for turn in SAMPLE["turns"] for row in turn["sentences"]]
    cues = tuple(
        Cue(
            id=f"c{number}",
            start_ms=row["start_ms"],
            end_ms=row["end_ms"],
            speaker=turn["name"],
            text=row["text"],
            confidence=90,
        )
        for number, (turn, row) in enumerate(said, start=1)
    )
    length = SAMPLE["duration_ms"]
    covered = Coverage(duration_ms=length, speech_ms=length, recognised_ms=length, failed=())
    return Transcript(language="en", cues=cues, made_by="test", coverage=covered)


def segments(heard: Transcript) -> Segments:
    """The sample's five chapters: an intro, four of talk."""
    starts = [
        next(n for n, cue in enumerate(heard.cues) if cue.start_ms >= chapter["start_ms"])
        for chapter in SAMPLE["chapters"]
    ]
    ends = [*starts[1:], len(heard.cues)]
    rows = zip(SAMPLE["chapters"], starts, ends, strict=True)
    return Segments(
        method="chapters",
        segments=tuple(
            Segment(
                id=f"g{number}",
                first=heard.cues[low].id,
                last=heard.cues[high - 1].id,
                title=chapter["title"],
                gist=(),
                kind="intro" if chapter["title"] == "Welcome" else "talk",
            )
            for number, (chapter, low, high) in enumerate(rows, start=1)
        ),
    )


def test_it_says_what_it_is() -> None:
    one = Extract()
    assert (one.identity, one.label, one.composes) == ("extract 1", "extract", False)


def test_the_whole_way_through_the_stages(shelf: Store, tell: SilentTell) -> None:
    heard = transcript()
    parts = segments(heard)
    room: Any = {"shelf": shelf, "tell": tell}
    made = planning.plan(heard, parts, ABOUT, PEN, **room)
    talk = [id_ for outline in made.sections for id_ in outline.segments]
    assert (len(made.sections), talk) == (3, [s.id for s in parts.segments[1:]])
    assert made.sections[0].heading.endswith("：" + parts.segments[1].title)
    assert [(row.segment, row.why) for row in made.left_out] == [("g1", "開場介紹")]
    story = Story(thesis=made.thesis, headings=tuple(o.heading for o in made.sections))
    texts = []
    for outline in made.sections:
        chosen = [s for s in parts.segments if s.id in outline.segments]
        low, high = (int(id_[1:]) for id_ in (chosen[0].first, chosen[-1].last))
        brief = Brief(outline=outline, cues=heard.cues[low - 1 : high], episode=ABOUT)
        found = quoting.quote(brief, PEN, **room)
        assert found.dropped == ()
        assert len(found.quotes) >= 3
        assert {q.grade for q in found.quotes} == {"exact"}
        assert {q.chinese for q in found.quotes} == {None}
        written = writing.write(brief, story, found, PEN, **room)
        marks = [mark for p in written.paragraphs for mark in writing.MARK.findall(p.text)]
        assert marks == [q.id for q in found.quotes]
        assert all(p.cues for p in written.paragraphs)
        texts.append(section_text(written, found.quotes))
    whole = Whole(episode=ABOUT, thesis=made.thesis, titles=made.titles, sections=tuple(texts))
    top = writing.head(whole, PEN, **room)
    assert top.title == "The teacup that listens"
    assert "沒有經過語言模型" in top.description
    assert top.tags == ("Jasper Thimble",)
    assert all(p.cues for p in top.lead)
    assert all(outline.heading in top.lead[0].text for outline in made.sections)
    notes = "第一點：水費。\n第二點：https://example.com\n\n第三點⟦q:s1q1⟧"
    own = writing.observe(whole, notes, PEN, **room)
    assert [p.text for p in own.paragraphs] == [
        "第一點：水費。",
        "第二點：https://example.com",
        "第三點〔q:s1q1〕",
    ]
    assert not any(value.holes for value in (made, top, own))
    assert not [row for row in shelf.calls() if row["event"] == "sent"]


def test_the_same_request_gives_the_same_bytes(shelf: Store) -> None:
    material = tasks.ObservationMaterial(episode=ABOUT, thesis="t", sections=(), notes="a\n\nb")
    request = Request(
        task="observation",
        material=codec.encode(material).decode(),
        messages=(),
        schema="{}",
        max_tokens=1,
    )
    replies = {Extract().reply(request, shelf=shelf) for _ in range(2)}
    assert [(r.finish, r.usage, r.model) for r in replies] == [("stop", None, "extract")]


# --- plan -----------------------------------------------------------------------------


def segment(number: int, words: int = 900, kind: str = "talk", title: str = "Pipes") -> Any:
    return SegmentBrief(
        id=f"g{number}",
        at=f"{number}:00",
        until=f"{number + 1}:00",
        title=title,
        kind=kind,
        words=words,
        gist=(),
    )


# segments of so many words, least and most -> segments per section
PLANS = {
    "short": ([300, 300, 300], (3, 3), [1, 1, 1]),
    "even by words": ([900, 100, 100, 100, 800], (3, 3), [1, 3, 1]),
    "an hour": ([900] * 10, (4, 6), [2] * 5),
    "two hours": ([1500] * 12, (4, 6), [2] * 6),
    "twenty-five minutes": ([400] * 8, (4, 6), [2] * 4),
    "one segment": ([50], (1, 1), [1]),
}


@pytest.mark.parametrize(("words", "bounds", "sizes"), PLANS.values(), ids=PLANS)
def test_sections_are_even_and_within_the_bounds(
    words: list[int], bounds: tuple[int, int], sizes: list[int]
) -> None:
    rows = tuple(segment(n, count) for n, count in enumerate(words, start=1))
    material = tasks.PlanMaterial(episode=ABOUT, segments=rows, least=bounds[0], most=bounds[1])
    made = plan(material)
    assert sorted(len(s.segments) for s in made.sections) == sorted(sizes)
    assert [id_ for s in made.sections for id_ in s.segments] == [row.id for row in rows]


def test_what_is_no_talk_is_left_out_with_its_reason() -> None:
    rows = (segment(1, kind="advertisement"), segment(2), segment(3, kind="small talk"))
    made = plan(tasks.PlanMaterial(episode=ABOUT, segments=rows, least=1, most=1))
    assert [s.segments for s in made.sections] == [("g2",)]
    assert [(row.segment, row.why) for row in made.left_out] == [
        ("g1", "廣告，不是談話的內容"),
        ("g3", "片尾或閒談"),
    ]


def test_an_episode_of_nothing_but_an_intro_still_has_a_section() -> None:
    rows = (segment(1, kind="intro"), segment(2, kind="intro"))
    made = plan(tasks.PlanMaterial(episode=ABOUT, segments=rows, least=1, most=1))
    assert ([s.segments for s in made.sections], made.left_out) == ([("g1", "g2")], ())


HEADINGS = {
    "": "1:00 到 2:00",
    "a ⟦q:1⟧\nb": "1:00 到 2:00：a 〔q:1〕 b",
    "x" * 99: "1:00 到 2:00：" + "x" * 60 + "…",
}


@pytest.mark.parametrize(("title", "heading"), HEADINGS.items())
def test_a_heading_is_one_line_with_its_time(title: str, heading: str) -> None:
    rows = (segment(1, title=title),)
    made = plan(tasks.PlanMaterial(episode=ABOUT, segments=rows, least=1, most=1))
    assert made.sections[0].heading == heading


# --- quotes ---------------------------------------------------------------------------

TALK = (
    "Welcome back to the show about water pipes and sensors in the pipes.",
    "Yeah.",
    "The sensors in the water pipes listen for leaks all night long.",
    "And how do the sensors in the water pipes hear those leaks at night?",
    "Pipes and sensors are brought to you by our water sponsor tonight.",
    "Nine thousand homes lost their water when the sensors stayed silent.",
    "My sister plays the violin on Sundays in a church by the sea.",
)


def lines(texts: tuple[str, ...], speaker: str | None = None) -> tuple[Line, ...]:
    return tuple(
        Line(id=f"c{n}", at=f"0:{n:02d}", speaker=speaker, text=text)
        for n, text in enumerate(texts)
    )


def asked(texts: tuple[str, ...], wanted: int, **more: Any) -> list[str]:
    material = tasks.QuotesMaterial(
        episode=ABOUT,
        section="s1",
        heading="h",
        angle="a",
        lines=lines(texts),
        wanted=wanted,
        **more,
    )
    return [q.source for q in quotes(material).quotes]


def test_the_talk_itself_comes_before_questions_greetings_and_sponsors() -> None:
    assert asked(TALK, 2) == [TALK[2], TALK[5]]


def test_short_turns_are_taken_only_when_there_is_nothing_else() -> None:
    assert TALK[1] not in asked(TALK, 99)
    assert asked(("Yeah.", "Right, sure."), 1) != []
    assert asked((), 3) == []
    assert asked(("", " "), 3) == []


def test_what_was_rejected_is_not_proposed_again() -> None:
    rejected = (tasks.Rejected(source=TALK[2], why="x"),)
    assert TALK[2] not in asked(TALK, 3, rejected=rejected)


def test_the_host_weighs_less_than_a_guest() -> None:
    texts = ("The leaks in the pipes cost money every year.",) * 2
    rows = (lines(texts, "Nora Fable")[0], lines(texts, "Jasper Thimble")[1])
    material = tasks.QuotesMaterial(
        episode=ABOUT, section="s1", heading="h", angle="a", lines=rows, wanted=1
    )
    (chosen,) = quotes(material).quotes
    assert (chosen.speaker, chosen.cues, chosen.chinese) == ("Jasper Thimble", ("c1",), None)


def test_a_second_pick_says_something_else() -> None:
    row = "The sensors in the water pipes listen for leaks all night."
    other = "Leaks in old pipes waste a third of the water we clean."
    assert telling((row, row, other), 2) == (0, 2)


def test_groups_are_neighbours() -> None:
    assert evenly([5, 5, 5, 5], 2) == (range(2), range(2, 4))
    assert evenly([1, 1], 5) == (range(1), range(1, 2))
    assert evenly([], 3) == ()
    assert sorted(len(part) for part in evenly([1] * 20, 6)) == [3, 3, 3, 3, 4, 4]


# --- section and head -----------------------------------------------------------------


def section_about(*given: tasks.QuoteBrief, rows: tuple[Line, ...]) -> list[str]:
    outline = Outline(id="s1", heading="h", angle="a", segments=("g1",))
    material = tasks.SectionMaterial(
        episode=ABOUT,
        thesis="t",
        headings=("h",),
        section=outline.id,
        heading=outline.heading,
        angle=outline.angle,
        lines=rows,
        quotes=given,
    )
    made = section(material)
    assert made.heading == "h"
    assert made.paragraphs[0].cues == tuple(dict.fromkeys((rows[0].id, rows[-1].id)))
    return [row.text for row in made.paragraphs]


def test_a_section_names_time_and_speaker_of_each_quotation() -> None:
    one = tasks.QuoteBrief(id="s1q1", at="0:02", speaker="J T", source="x", chinese=None)
    two = tasks.QuoteBrief(id="s1q2", at="0:05", speaker=None, source="y", chinese=None)
    assert section_about(one, two, rows=lines(TALK)) == [
        "這一節由程式從 0:00 到 0:06 的談話摘錄，句子照原文抄錄，沒有翻譯。",
        "0:02，J T 說：⟦q:s1q1⟧",
        "0:05，有人說：⟦q:s1q2⟧",
    ]


def test_standing_in_for_a_model_it_does_not_call_a_translation_untranslated() -> None:
    one = tasks.QuoteBrief(id="s1q1", at="0:02", speaker="J T", source="x", chinese="譯")
    assert section_about(one, rows=lines(TALK[:1]))[0].endswith("只列出引述，沒有改寫。")


def test_a_section_without_quotations_says_so() -> None:
    (only,) = section_about(rows=lines(TALK))
    assert only.endswith("沒有找到可以引用的句子，內容請聽原音。")


def top(about: Episode, text: str) -> tasks.HeadReply:
    row = tasks.WrittenParagraph(text=text, cues=("c1",))
    part = tasks.SectionText(heading="h", paragraphs=(row,))
    return head(tasks.HeadMaterial(episode=about, thesis="t", titles=("t",), sections=(part,)))


def test_beside_a_models_prose_the_head_claims_no_extract() -> None:
    assert "摘錄" not in top(ABOUT, "一段模型寫的文字，談到 Halcyon Forge。").description
    assert "摘錄" in top(ABOUT, "這一節由程式從 0:00 到 0:06 的談話摘錄。").description
    assert top(ABOUT, "談到 Halcyon Forge。").tags == ("Halcyon Forge",)


def test_an_episode_without_a_name_still_has_a_title() -> None:
    nameless = Episode(show="", title=" ", description="", names=())
    assert (top(nameless, "x").title, top(nameless, "x").tags) == ("節目摘錄", ())


def test_no_notes_no_observation() -> None:
    material = tasks.ObservationMaterial(episode=ABOUT, thesis="t", sections=(), notes=" \n\n ")
    assert observation(material).paragraphs == ()


def test_its_own_words_are_chinese_and_name_no_number() -> None:
    """Nothing that a check of numbers could miss in the cues, times apart."""
    shown = top(Episode(show="S", title="T", description="", names=()), "這一節由程式從 x")
    text = shown.description + "".join(row.text for row in shown.lead)
    assert not re.search(r"[0-9一二兩三四五六七八九十百千萬億]", re.sub("一[集頁邊]", "", text))
