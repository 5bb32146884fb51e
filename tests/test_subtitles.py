"""Transcripts as other programs read them."""

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
