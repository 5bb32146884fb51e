"""WebVTT as players read it."""

from pod2post.subtitles import vtt
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
