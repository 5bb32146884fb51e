"""The picture of an episode: what it shows, and that it stays small, escaped and the same."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest

from drafts import CUES
from pod2post.picture import timeline
from pod2post.picture.scale import Scale, path, ticks, tiers
from pod2post.picture.view import MOST_LANES, Mark, View, view
from pod2post.values import (
    Coverage,
    Cue,
    LeftOut,
    Outline,
    Plan,
    Segment,
    Segments,
    Span,
    Stretch,
    Transcript,
)

HOUR = 3_600_000
SVG = "{http://www.w3.org/2000/svg}"


def stretch(start: int, end: int, kind: str, why: str = "") -> Stretch:
    return Stretch(start_ms=start, end_ms=end, kind=kind, why=why)  # type: ignore[arg-type]


def transcript(
    *stretches: Stretch, cues: tuple[Cue, ...] = CUES, length: int = 45_000
) -> Transcript:
    covered = Coverage(
        duration_ms=length, speech_ms=0, recognised_ms=0, failed=(), stretches=stretches
    )
    return Transcript(language="en", cues=cues, made_by="tests", coverage=covered)


def segment(name: str, first: str, last: str, kind: str = "talk") -> Segment:
    made = {"id": name, "first": first, "last": last, "title": f"About {name}", "gist": ()}
    return Segment(**made, kind=kind)  # type: ignore[arg-type]


SEGMENTS = Segments(
    segments=(
        segment("g1", "c1", "c2", "intro"),
        segment("g2", "c3", "c5"),
        segment("g3", "c6", "c7"),
    ),
    method="chapters",
)
PLAN = Plan(
    thesis="",
    titles=("",),
    sections=(Outline(id="s1", heading="", angle="", segments=("g2",)),),
    left_out=(LeftOut(segment="g1", why="只是開場"),),
    writer="tests",
)
ACCOUNT = (
    stretch(0, 5_000, "silence"),
    stretch(5_000, 20_000, "speech"),
    stretch(20_000, 30_000, "lost", "no words found"),
    stretch(30_000, 40_000, "speech"),
    stretch(40_000, 45_000, "sound", "audible, no words"),
)


def mark(name: str, start: int, state: str = "verified", words: str = "地圖是一個承諾") -> Mark:
    return Mark(quote=name, start_ms=start, end_ms=start + 4000, state=state, words=words)  # type: ignore[arg-type]


def shown(*marks: Mark) -> View:
    return view(transcript(*ACCOUNT), SEGMENTS, PLAN, marks)


def drawn(seen: View) -> ET.Element:
    return ET.fromstring(timeline.document(seen))


def links(root: ET.Element) -> dict[str, ET.Element]:
    return {one.attrib["href"]: one for one in root.iter(f"{SVG}a")}


# --- what it shows ----------------------------------------------------------------------


def test_every_speaker_has_a_lane_with_a_share_and_whoever_is_unknown_comes_last() -> None:
    cues = (replace(CUES[0], speaker=None), *CUES[1:])
    lanes = view(transcript(*ACCOUNT, cues=cues), None, None).lanes
    assert [lane.speaker for lane in lanes] == ["Tom Ferrow", "Ida Quill", "說話者不明"]
    assert [lane.spoken_ms for lane in lanes] == [22_500, 4_500, 4_500]
    assert [lane.share for lane in lanes] == [71, 14, 14]


def test_a_crowd_shares_lanes_and_nobody_is_lost() -> None:
    cues = tuple(
        replace(CUES[0], id=f"c{n}", start_ms=n * 1000, end_ms=n * 1000 + 10 * n, speaker=f"P{n}")
        for n in range(1, 31)
    )
    lanes = view(transcript(cues=cues), None, None).lanes
    assert len(lanes) == MOST_LANES
    assert lanes[-1].speaker == "其他 23 位"
    assert sum(lane.spoken_ms for lane in lanes) == sum(10 * n for n in range(1, 31))
    assert "P30" in {lane.speaker for lane in lanes}


def test_segments_say_where_they_are_used_and_why_they_are_not() -> None:
    tips = [timeline.blocked(row) for row in shown().blocks]
    assert tips == [
        "1. About g1（開場）0:05–0:15，略過：只是開場",
        "2. About g2（談話）0:15–0:30，用於第 1 節",
        "3. About g3（談話）0:30–0:39，略過",
    ]


def test_what_was_passed_over_is_hatched_and_what_was_used_is_not() -> None:
    found = links(drawn(shown()))
    hatched = {name: "url(#tl-hatch)" in ET.tostring(one).decode() for name, one in found.items()}
    assert hatched == {"#segment-g1": True, "#segment-g2": False, "#segment-g3": True}


def test_an_advertisement_is_hatched_although_no_plan_is_known() -> None:
    some = Segments(segments=(segment("g1", "c1", "c3", "advertisement"),), method="chapters")
    (one,) = links(drawn(view(transcript(*ACCOUNT), some, None))).values()
    assert "url(#tl-hatch)" in ET.tostring(one).decode()


def test_a_segment_that_is_called_by_its_kind_says_so_once() -> None:
    called = replace(segment("g1", "c1", "c3", "advertisement"), title="廣告")
    some = Segments(segments=(called,), method="divisive")
    (row,) = view(transcript(*ACCOUNT), some, None).blocks
    assert timeline.blocked(row).startswith("1. 廣告 0:")


def test_the_account_has_every_part_and_only_gaps_are_laid_over_the_speech() -> None:
    root = drawn(shown())
    parts = [one for one in root.iter(f"{SVG}g") if one.get("class") == "tl-part"]
    tips = [one.findtext(f"{SVG}title") for one in parts]
    assert tips == [
        "靜默：0:00–0:05",
        "有人說話，沒有辨識出來：0:20–0:30（no words found）",
        "有聲音，沒有話語：0:40–0:45（audible, no words）",
    ]
    assert [one[1].attrib["x"] for one in parts] == ["0%", "44.444%", "88.888%"]


@pytest.mark.parametrize("length", [1000, 45_000, 5 * HOUR])
def test_a_second_that_was_lost_is_seen_however_long_the_episode(length: int) -> None:
    rows = (stretch(0, 400, "speech"), stretch(400, 900, "lost"), stretch(900, length, "speech"))
    root = drawn(view(transcript(*rows, length=length), None, None))
    lost = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "tl-lost"]
    width = float(lost[0].attrib["width"].rstrip("%"))
    assert width >= 0.15


def test_a_run_without_stretches_tells_speech_from_its_cues_and_holes_from_its_windows() -> None:
    covered = Coverage(
        duration_ms=60_000,
        speech_ms=0,
        recognised_ms=0,
        failed=(Span(start_ms=45_000, end_ms=50_000),),
    )
    seen = view(Transcript(language="en", cues=CUES, made_by="", coverage=covered), None, None)
    assert seen.parts[0].became == "unknown"
    assert seen.total("lost") == 5_000
    assert seen.total("speech") == 7 * 4_500
    assert sum(part.end_ms - part.start_ms for part in seen.parts) == 60_000


def test_a_part_of_a_series_is_shown_from_its_own_beginning() -> None:
    rows = (stretch(HOUR, HOUR + 1000, "speech"), stretch(HOUR + 1000, HOUR + 2000, "silence"))
    cues = (replace(CUES[0], start_ms=HOUR, end_ms=HOUR + 900),)
    seen = view(transcript(*rows, cues=cues, length=3 * HOUR), None, None)
    assert (seen.begin_ms, seen.end_ms) == (HOUR, HOUR + 2000)
    assert 'x="0%"' in timeline.document(seen)


def test_quotations_are_links_that_carry_their_moment_and_state() -> None:
    states = ("verified", "warning", "error", "unchecked")
    root = drawn(shown(*(mark(f"q{n}", 5000 * n, state) for n, state in enumerate(states, 1))))
    found = [one for one in links(root).values() if one.get("data-quote")]
    assert [one.attrib["data-state"] for one in found] == [*states]
    assert [one.attrib["data-start-ms"] for one in found] == ["5000", "10000", "15000", "20000"]
    shapes = [one[1].attrib["href"] for one in found]
    assert len(set(shapes)) == 4, "colour alone would tell them apart"
    assert found[2].attrib["aria-label"] == "引文（有錯）0:15–0:19：地圖是一個承諾"


def test_the_whole_is_told_in_words_too() -> None:
    told = timeline.told(shown(mark("a", 5000), mark("b", 6000, "error")))
    for words in ("Tom Ferrow 71%", "分成 3 段，略過 2 段", "引文 2 則（已查證 1、有錯 1）"):
        assert words in told
    assert "辨識 0:25，未辨識 0:10，其他聲響 0:05，靜默 0:05" in told
    root = drawn(shown())
    by = {one.get("id") for one in root}
    assert {root.attrib["aria-labelledby"], root.attrib["aria-describedby"]} <= by


# --- how it is drawn --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "first"),
    [(1, "0:00"), (59_000, "0:00"), (295_067, "0:00"), (HOUR, "0:00"), (30 * HOUR, "0:00")],
)
def test_ticks_are_round_few_and_fewer_on_a_phone(length: int, first: str) -> None:
    rows = ticks(Scale(begin_ms=0, end_ms=length))
    assert rows[0].label == first
    assert len(rows) <= 13
    assert len([row for row in rows if not row.wide]) <= 6


def test_an_hour_is_named_by_minutes_and_five_hours_by_hours() -> None:
    hour = [row.label for row in ticks(Scale(begin_ms=0, end_ms=HOUR))]
    assert hour[:3] == ["0:00", "5:00", "10:00"]
    five = [row.label for row in ticks(Scale(begin_ms=0, end_ms=5 * HOUR)) if not row.wide]
    assert five == ["0:00", "1:00:00", "2:00:00", "3:00:00", "4:00:00", "5:00:00"]


def test_marks_that_would_touch_stand_in_several_rows() -> None:
    assert tiers([0, 10, 20, 100], 50, 3) == (0, 1, 2, 0)
    assert tiers([0, 1, 2, 3], 50, 3) == (0, 1, 2, 0), "a fourth lies upon the farthest"


def test_sixty_quotations_in_bunches_lie_beside_each_other_on_a_phone() -> None:
    rows = tuple(mark(f"q{n}", n // 10 * HOUR // 2 + n % 10 * 20_000) for n in range(60))
    heard = transcript(stretch(0, 3 * HOUR, "speech"), length=3 * HOUR)
    root = drawn(view(heard, None, None, rows))
    places: dict[str, list[float]] = {}
    for one in links(root).values():
        if one.get("data-quote"):
            use = one[1].attrib
            places.setdefault(use["y"], []).append(float(use["x"].rstrip("%")))
    assert sum(map(len, places.values())) == 60
    phone = 344  # pixels of a picture on a phone of 360; the widest mark has 17 of them
    for row in places.values():
        between = [later - sooner for sooner, later in pairwise(sorted(row))]
        assert all(phone * share / 100 >= 17 for share in between)


def test_bars_that_touch_are_one_and_none_is_lost() -> None:
    scale = Scale(begin_ms=0, end_ms=20_000)
    spans = [
        Span(start_ms=0, end_ms=10),
        Span(start_ms=11, end_ms=20),
        Span(start_ms=90, end_ms=90),
    ]
    assert path(scale, spans, 12) == "M0 0h20v12H0zM90 0h1v12H90z"


def test_the_same_episode_gives_the_same_bytes() -> None:
    marks = (mark("a", 5000), mark("b", 5000, "error"), mark("c", 9000))
    assert timeline.svg(shown(*marks)) == timeline.svg(shown(*reversed(marks)))


def test_five_hours_with_two_thousand_cues_stay_small() -> None:
    length = 5 * HOUR
    cues = tuple(
        replace(CUES[0], id=f"c{n}", start_ms=9000 * n, end_ms=9000 * n + 8000, speaker=f"P{n % 5}")
        for n in range(2000)
    )
    some = Segments(
        segments=tuple(segment(f"g{n}", f"c{50 * n}", f"c{50 * n + 49}") for n in range(40)),
        method="divisive",
    )
    rows = tuple(
        stretch(9000 * n + at, 9000 * n + to, kind, "why")
        for n in range(2000)
        for at, to, kind in ((0, 8000, "lost"), (8000, 9000, "sound"))
    )
    marks = tuple(mark(f"q{n}", n * length // 60, words="很長的一句話" * 8) for n in range(60))
    seen = view(transcript(*rows[: 2 * 2000], cues=cues, length=length), some, PLAN, marks)
    size = len(timeline.document(seen).encode())
    print(f"{size} bytes")
    assert size < 300_000


def test_nothing_in_it_runs_asks_or_is_styled_but_by_classes() -> None:
    bad = "x\"><script>alert(1)</script>'&{{ 1 }}"
    cues = (replace(CUES[0], speaker=bad), *CUES[1:])
    some = Segments(
        segments=(replace(segment("g1", "c1", "c7"), title=bad, id='"><b'),), method="chapters"
    )
    seen = view(transcript(*ACCOUNT, cues=cues), some, PLAN, (mark('"><i', 5000, words=bad),))
    for text in (timeline.svg(seen), timeline.document(seen)):
        root = ET.fromstring(text)
        assert not [one for one in root.iter() if one.tag.rpartition("}")[2] == "script"]
        names = {name for one in root.iter() for name in one.attrib}
        assert not {name for name in names if name == "style" or name.startswith("on")}
        assert bad in "".join(root.itertext())
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


def test_an_episode_of_nothing_can_be_drawn() -> None:
    seen = view(transcript(cues=(), length=0), None, None)
    assert timeline.told(seen).startswith("0:00 到 0:00。說話者：沒有人說話。")
    assert drawn(seen).attrib["height"]


def test_a_missing_cue_takes_its_segment_and_no_more() -> None:
    some = Segments(
        segments=(segment("g1", "c1", "gone"), segment("g2", "c3", "c5")), method="chapters"
    )
    assert [row.id for row in view(transcript(*ACCOUNT), some, None).blocks] == ["g2"]
