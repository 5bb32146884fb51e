"""Chapters for players (Podcasting 2.0 JSON) and for YouTube, read by rules of their own."""

import json
import re
import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pod2post.feeds import chapterjson
from pod2post.topics.chapterlist import Mark, as_json, as_lines, marks
from pod2post.topics.parts import Kind
from pod2post.values import Segment, Segments, Transcript
from talk import cue, transcript

LINE = re.compile(r"(?:(\d+):([0-5]\d)|(\d{1,2})):([0-5]\d) (\S.*)")


def read_json(text: str) -> list[dict[str, Any]]:
    """By the specification: version, startTime a number, in order; the rest may be there."""
    told = json.loads(text)
    assert set(told) == {"version", "chapters"}
    assert told["version"] == "1.2.0"
    starts = []
    for row in told["chapters"]:
        assert set(row) <= {"startTime", "title", "toc"}
        assert isinstance(row["startTime"], int | float)
        assert row.get("toc", False) is False
        assert row["title"].strip()
        kinds = {unicodedata.category(letter) for letter in row["title"]}
        assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
        assert not set(row["title"]) & set("<>\n\r\u200b")
        starts.append(row["startTime"])
    assert starts == sorted(starts)
    assert starts[:1] == [0]
    return list(told["chapters"])


def read_lines(text: str) -> list[tuple[int, str]]:
    """As YouTube reads a description: the first at 0:00, three at least, each ten seconds."""
    rows = []
    assert text.endswith("\n")
    for line in text.removesuffix("\n").split("\n"):
        found = LINE.fullmatch(line)
        assert found, line
        hours, minutes = int(found[1] or 0), int(found[2] or found[3])
        rows.append((3600 * hours + 60 * minutes + int(found[4]), found[5]))
    starts = [start for start, _ in rows]
    assert starts[0] == 0
    assert len(starts) >= 3
    assert all(other - one >= 10 for one, other in pairwise(starts))
    return rows


def talk(*starts_s: int, minutes: int = 120) -> Transcript:
    return transcript([cue(n, "Said.", at=1000 * s) for n, s in enumerate(starts_s)], minutes)


def segments(*rows: tuple[str, Kind]) -> Segments:
    """One segment for each cue of `talk`."""
    made = (
        Segment(id=f"g{n}", first=f"c{n:04d}", last=f"c{n:04d}", title=t, gist=("Said.",), kind=k)
        for n, (t, k) in enumerate(rows)
    )
    return Segments(segments=tuple(made), method="chosen")


FOUR = segments(
    ("開場", "intro"), ("水管會說話", "talk"), ("床墊", "advertisement"), ("海", "talk")
)
TIMES = talk(2, 65, 1500, 3723)


def test_byte_for_byte() -> None:
    rows = marks(FOUR, TIMES)
    assert as_json(rows) == (
        '{\n  "version": "1.2.0",\n  "chapters": [\n'
        '    {\n      "startTime": 0.0,\n      "title": "開場"\n    },\n'
        '    {\n      "startTime": 65.0,\n      "title": "水管會說話"\n    },\n'
        '    {\n      "startTime": 1500.0,\n      "title": "床墊",\n      "toc": false\n    },\n'
        '    {\n      "startTime": 3723.0,\n      "title": "海"\n    }\n  ]\n}\n'
    )
    assert as_lines(rows, 7_200_000) == "0:00 開場\n1:05 水管會說話\n1:02:03 海\n"


def test_both_are_what_their_readers_take() -> None:
    rows = marks(FOUR, TIMES)
    assert [row.get("toc") for row in read_json(as_json(rows))] == [None, None, False, None]
    assert read_lines(as_lines(rows, 7_200_000) or "") == [
        (0, "開場"),
        (65, "水管會說話"),
        (3723, "海"),
    ]


def test_our_own_reader_of_chapters_takes_them_back() -> None:
    found = chapterjson.read(as_json(marks(FOUR, TIMES)).encode())
    assert [(row.start_ms, row.title) for row in found] == [
        (0, "開場"),
        (65_000, "水管會說話"),
        (3_723_000, "海"),
    ]


def test_an_advertisement_that_the_post_tells_of_is_a_chapter_like_others() -> None:
    rows = marks(FOUR, TIMES, {"g2"})
    assert all(row.listed for row in rows)
    assert "25:00 床墊\n" in (as_lines(rows, 7_200_000) or "")


def test_an_advertisement_before_all_gives_its_time_to_the_first_chapter() -> None:
    parts = segments(("廣告", "advertisement"), ("一", "talk"), ("二", "talk"), ("三", "talk"))
    lines = as_lines(marks(parts, talk(0, 40, 400, 900)), 7_200_000)
    assert lines == "0:00 一\n6:40 二\n15:00 三\n"


def test_a_chapter_that_goes_on_behind_an_advertisement_is_listed_once() -> None:
    parts = segments(("一", "talk"), ("廣告", "advertisement"), ("一", "talk"), ("二", "talk"))
    rows = marks(parts, talk(0, 40, 100, 900))
    assert as_lines(rows, 7_200_000) is None, "two chapters are no list"
    assert len(read_json(as_json(rows))) == 4


LISTS: dict[str, tuple[tuple[int, ...], int, str | None]] = {
    "two": ((0, 60), 7200, None),
    "three, one of nine seconds": ((0, 60, 69), 7200, None),
    "a short one goes with the next": ((0, 60, 69, 300), 7200, "0:00 0\n1:00 2\n5:00 3\n"),
    "a short first, too": ((0, 5, 60, 300), 7200, "0:00 1\n1:00 2\n5:00 3\n"),
    "a short last goes with the one before": ((0, 60, 120, 595), 600, "0:00 0\n1:00 1\n2:00 2\n"),
    "ten seconds are enough": ((0, 10, 20), 30, "0:00 0\n0:10 1\n0:20 2\n"),
    "ten hours": ((0, 60, 36_000), 40_000, "0:00 0\n1:00 1\n10:00:00 2\n"),
}


@pytest.mark.parametrize("name", LISTS)
def test_what_youtube_takes(name: str) -> None:
    starts, end_s, due = LISTS[name]
    rows = [Mark(start_ms=1000 * start, title=str(n)) for n, start in enumerate(starts)]
    assert as_lines(rows, 1000 * end_s) == due


HOSTILE = ("<script>x</script>", "a\nb\n0:00 c", "水\u200b管\u202e", "", "⟦q:s1q1⟧", "-->", "  ")


def test_titles_are_harmless_and_an_empty_one_has_a_number() -> None:
    parts = segments(*((title, "talk") for title in HOSTILE))
    rows = marks(parts, talk(*range(0, 700, 100)))
    titles = [row["title"] for row in read_json(as_json(rows))]
    assert titles == ["x", "a b 0:00 c", "水管", "第 4 段", "〔q:s1q1〕", "第 6 段", "第 7 段"]
    assert len(read_lines(as_lines(rows, 7_200_000) or "")) == 7


KINDS = st.sampled_from(["talk", "advertisement", "intro", "small talk"])


@settings(max_examples=200, deadline=None, database=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 40_000_000), st.text(), KINDS), min_size=1, max_size=30)
)
def test_whatever_the_parts_both_follow_their_rules(rows: list[tuple[int, str, Kind]]) -> None:
    rows.sort(key=lambda row: row[0])
    told = transcript([cue(n, "Said.", at=at) for n, (at, _, _) in enumerate(rows)])
    made = marks(segments(*((title, kind) for _, title, kind in rows)), told)
    assert len(read_json(as_json(made))) == len(rows)
    lines = as_lines(made, rows[-1][0] + 5_000)
    assert lines is None or len(read_lines(lines)) <= len(rows)
