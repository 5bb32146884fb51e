"""Transcripts as other programs read them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pod2post import codec
from pod2post.hearing.captions import read
from pod2post.hearing.subtitles import files, srt, text, vtt
from pod2post.values import Coverage, Cue, Transcript


def made(*cues: Cue) -> Transcript:
    cover = Coverage(duration_ms=0, speech_ms=0, recognised_ms=0, failed=())
    return Transcript(language="en", cues=cues, made_by="test", coverage=cover)


def cue(start_ms: int, end_ms: int, text: str, speaker: str | None = None, at: int = 1) -> Cue:
    return Cue(
        id=f"c{at:04d}",
        start_ms=start_ms,
        end_ms=end_ms,
        speaker=speaker,
        text=text,
        confidence=90,
    )


def test_byte_for_byte() -> None:
    text = vtt(
        made(
            cue(500, 4_806, "Welcome to Lantern Hour.", "Nora Fable"),
            cue(3_723_004, 3_725_000, "No name here.", at=2),
        )
    )
    assert text == (
        "WEBVTT\n\n"
        "c0001\n00:00:00.500 --> 00:00:04.806\n<v Nora Fable>Welcome to Lantern Hour.\n\n"
        "c0002\n01:02:03.004 --> 01:02:05.000\nNo name here.\n"
    )


def test_markup_line_breaks_and_arrows_in_the_text_stay_text() -> None:
    text = vtt(made(cue(0, 1, "a < b & c --> d\n\ne", "R&D <x>\ny")))
    assert text.endswith("<v R&amp;D &lt;x&gt; y>a &lt; b &amp; c --&gt; d e\n")
    assert text.count("-->") == 1


def test_a_cue_without_length_still_ends_after_it_starts() -> None:
    assert "00:00:05.000 --> 00:00:05.001" in vtt(made(cue(5_000, 5_000, "x")))


def test_beyond_a_hundred_hours_and_nothing_at_all() -> None:
    assert "100:00:00.000 --> " in vtt(made(cue(360_000_000, 360_000_500, "late")))
    assert vtt(made()) == "WEBVTT\n"


NAMED = made(
    cue(500, 4_806, "Welcome to Lantern Hour.", "Nora Fable"),
    cue(4_900, 6_000, "It is late.", "Nora Fable", at=2),
    cue(3_723_004, 3_725_000, "Is it?", "Jasper", at=3),
    cue(3_726_000, 3_726_000, "No name.", at=4),
)


def test_subrip_byte_for_byte() -> None:
    assert srt(NAMED) == (
        "1\n00:00:00,500 --> 00:00:04,806\nNora Fable: Welcome to Lantern Hour.\n\n"
        "2\n00:00:04,900 --> 00:00:06,000\nNora Fable: It is late.\n\n"
        "3\n01:02:03,004 --> 01:02:05,000\nJasper: Is it?\n\n"
        "4\n01:02:06,000 --> 01:02:06,001\nNo name.\n"
    )


def test_plain_text_has_a_paragraph_for_each_turn() -> None:
    assert text(NAMED) == (
        "[00:00:00] Nora Fable: Welcome to Lantern Hour. It is late.\n\n"
        "[01:02:03] Jasper: Is it?\n\n"
        "[01:02:06] No name.\n"
    )


def test_a_long_turn_has_a_paragraph_a_minute() -> None:
    rows = [cue(at * 20_000, at * 20_000 + 9_000, f"{at}。", at=at) for at in range(5)]
    assert text(made(*rows)) == "[00:00:00] 0。1。2。\n\n[00:01:00] 3。4。\n"


def test_the_json_is_the_transcript_itself() -> None:
    told = files(NAMED)
    assert set(told) == {"transcript.json", "transcript.vtt", "transcript.srt", "transcript.txt"}
    assert codec.decode(Transcript, told["transcript.json"]) == NAMED


@pytest.mark.parametrize("write", [srt, text, vtt])
def test_no_speech_at_all_is_no_error(write: object) -> None:
    assert len(write(made())) < 10  # type: ignore[operator]


LINES = st.text(st.characters(categories=["L", "N"]), min_size=1).map(lambda word: f"x {word}")


@settings(max_examples=100, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 9_999), LINES), min_size=1))
def test_our_subrip_comes_back(rows: list[tuple[int, int, str]]) -> None:
    told = [cue(at, at + length, said, at=n) for n, (at, length, said) in enumerate(sorted(rows))]
    back = [(line.start_ms, line.end_ms, line.text) for line in read(srt(made(*told)).encode())]
    assert sorted(back) == sorted((one.start_ms, one.end_ms, one.text) for one in told)


# WebVTT, read by the rules of its specification (https://www.w3.org/TR/webvtt1/)

TIMES = re.compile(r"(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})")
PAYLOAD = re.compile(r"(?:<v ([^\n>]+)>)?([^<>]*)")


def by_the_rules(told: str) -> list[tuple[str, int, int, str | None, str]]:
    """(id, start, end, voice, text) of each cue; whatever the format forbids is an error."""
    assert "\r" not in told
    assert "\0" not in told
    head, *blocks = [block for block in re.split("\n\n+", told.rstrip("\n")) if block]
    assert head == "WEBVTT"
    rows = []
    for block in blocks:
        id_, times, *lines = block.split("\n")
        payload = "".join(lines)  # it may be empty
        assert len(lines) <= 1
        assert "-->" not in id_
        numbers = [int(part) for part in TIMES.fullmatch(times).groups()]  # type: ignore[union-attr]
        start, end = (
            ((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (numbers[:4], numbers[4:])
        )
        assert start < end
        assert not rows or rows[-1][1] <= start
        assert "-->" not in payload
        voice, said = PAYLOAD.fullmatch(payload).groups()  # type: ignore[union-attr]
        assert re.sub(r"&(?:amp|lt|gt);", "", payload).count("&") == 0
        assert voice is None or voice.strip()
        rows.append((id_, start, end, _plain(voice) if voice else None, _plain(said)))
    return rows


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


SPEAKERS = ("", " ", "R&D <x>", "<v Bob>", ".loud", "A\nB", "Ann --> Bob", "&amp;", "\u200b", "陳")
TEXTS = ("a --> b", "a\n\nb", "NOTE x", "STYLE", "&lt;", "<b>", "x\x00\x1b[2J", "\u2028", "c0002")


@pytest.mark.parametrize("speaker", SPEAKERS)
@pytest.mark.parametrize("said", TEXTS)
def test_odd_names_and_odd_words_stay_one_cue(speaker: str, said: str) -> None:
    told = made(cue(0, 900, said, speaker), cue(3_600_000_000, 3_600_000_000, said, at=2))
    first, second = by_the_rules(vtt(told))
    assert (first[0], second[0]) == ("c0001", "c0002")
    assert second[1:3] == (3_600_000_000, 3_600_000_001), "a thousand hours"
    words = " ".join(said.replace("\x00", " ").replace("\x1b", " ").split())
    assert first[4] == second[4] == words
    assert (first[3] or "").split() == speaker.split()


ANY = st.text(st.characters(), max_size=30)


@settings(max_examples=150, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 9_999), ANY, ANY), max_size=6))
def test_whatever_is_said_the_file_follows_the_rules(rows: list[tuple[int, int, str, str]]) -> None:
    told = [
        cue(at, at + length, said, who, at=n)
        for n, (at, length, said, who) in enumerate(sorted(rows))
    ]
    back = by_the_rules(vtt(made(*told)))
    assert [row[:2] for row in back] == [(one.id, one.start_ms) for one in told]
    vtt(made(*told)).encode()
