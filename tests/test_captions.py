"""Caption files of every kind, read: tolerant, bounded, each word once."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pod2post.hearing import captions, subtitles
from pod2post.hearing.captions import Unreadable, read
from pod2post.values import Caption, Coverage, Cue, Transcript

Row = tuple[int, int, str | None, str]


def rows(text: str | bytes) -> list[Row]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(line.start_ms, line.end_ms, line.speaker, line.text) for line in read(data)]


def timed(line: Caption) -> list[tuple[int, int, str]]:
    return [(word.start_ms, word.end_ms, word.text) for word in line.words]


VTT = """\ufeffWEBVTT - made by hand
Kind: captions
Language: en

STYLE
::cue(v[voice="Nora"]) { color: red }

NOTE this is
no caption

REGION
id:fred

intro
00:00.500 --> 00:02.000 align:start position:0%
<v.loud Nora Fable>Tea &amp; <i>cake</i>, <c.yellow>five</c> &lt; six

00:00:02.000 --> 00:00:04.250
<v Jasper>Yes.
<v Nora Fable>No, no.

1:00:05.000 --> 1:00:06.000
[Applause]

01:00:07.000 --> 01:00:08.000
♪ la la ♪
(laughter)
Back again.
"""


def test_webvtt_with_voices_styles_notes_and_settings() -> None:
    assert rows(VTT) == [
        (500, 2_000, "Nora Fable", "Tea & cake, five < six"),
        (2_000, 2_818, "Jasper", "Yes."),
        (2_818, 4_250, "Nora Fable", "No, no."),
        (3_607_000, 3_608_000, None, "Back again."),
    ]


SRT = (
    '1\r\n00:00:00,5 --> 00:00:02,000\r\n<font color="red">Hello</font> {\\an8}there\r\n'
    "and so on.\r\n\r\n2\r\n00:00:02 --> 00:00:03,1\r\nIt was in\r\n1984\r\n\r\n"
    "3\r\n00:00:04,000 --> 00:00:05,000\r\nThe end: 7"
)


def test_srt_with_tags_numbers_and_carriage_returns() -> None:
    assert rows(SRT) == [
        (500, 2_000, None, "Hello there and so on."),
        (2_000, 3_100, None, "It was in 1984"),
        (4_000, 5_000, None, "The end: 7"),
    ]


def test_srt_without_empty_lines_between() -> None:
    text = "1\n00:00:00,000 --> 00:00:01,000\nOne.\n2\n00:00:01,000 --> 00:00:02,000\nTwo.\n3"
    assert rows(text) == [(0, 1_000, None, "One."), (1_000, 2_000, None, "Two. 3")]


def test_an_empty_webvtt_cue_swallows_no_note() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n\nNOTE not spoken\n\n00:03.000 --> 00:04.000\nYes."
    assert rows(text) == [(3_000, 4_000, None, "Yes.")]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_unicode_and_captions_out_of_order(coding: str) -> None:
    text = "WEBVTT\n\n00:03.000 --> 00:04.000\n後面。\n\n00:01.000 --> 00:02.000\n前面。\n"
    assert rows(text.encode(coding)) == [
        (1_000, 2_000, None, "前面。"),
        (3_000, 4_000, None, "後面。"),
    ]


LABELLED = """\
1
00:00:00,000 --> 00:00:01,000
NORA: How long
2
00:00:01,000 --> 00:00:02,000
did it take?
3
00:00:02,000 --> 00:00:03,000
Look: a crane.
4
00:00:03,000 --> 00:00:04,000
- Jasper Thimble: Ten years.
5
00:00:04,000 --> 00:00:05,000
Jasper Thimble: Or more.
"""


def test_labels_name_a_speaker_until_the_sentence_ends() -> None:
    assert [(speaker, text) for _, _, speaker, text in rows(LABELLED)] == [
        ("NORA", "How long"),
        ("NORA", "did it take?"),
        (None, "Look: a crane."),
        ("Jasper Thimble", "Ten years."),
        ("Jasper Thimble", "Or more."),
    ]


def test_where_turns_are_marked_a_label_holds_until_the_next() -> None:
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{line}"
        for n, line in enumerate((">> NORA: Well.", "Go on.", "&gt;&gt; I will.", "Soon."))
    )
    assert [(speaker, line) for _, _, speaker, line in rows(text)] == [
        ("NORA", "Well."),
        ("NORA", "Go on."),
        (None, "I will."),
        (None, "Soon."),
    ]


def test_podcasting_2_and_what_recognisers_write() -> None:
    feed = {
        "version": "1.0.0",
        "segments": [
            {"speaker": "Nora Fable", "startTime": 0.5, "endTime": 2.0004, "body": "Hello  there."},
            {"speaker": 7, "startTime": "2", "endTime": "3.5", "body": "Hm."},
            {"startTime": None, "endTime": 4, "body": "no time"},
            {"startTime": 4, "endTime": 3, "body": "[music] late"},
            "nonsense",
        ],
    }
    assert rows(json.dumps(feed)) == [
        (500, 2_000, "Nora Fable", "Hello there."),
        (2_000, 3_500, None, "Hm."),
        (4_000, 4_000, None, "late"),
    ]
    whisper = {"text": " A. B.", "segments": [{"start": 0.0, "end": 1.0, "text": " A."}]}
    assert rows(json.dumps(whisper)) == [(0, 1_000, None, "A.")]


def test_json3_with_a_time_for_each_word() -> None:
    events = {
        "wireMagic": "pb3",
        "events": [
            {"tStartMs": 0, "dDurationMs": 9_000, "id": 1, "wpWinPosId": 1},
            {
                "tStartMs": 1_000,
                "dDurationMs": 3_000,
                "segs": [
                    {"utf8": "never", "acAsrConf": 255},
                    {"utf8": " again", "tOffsetMs": 500, "acAsrConf": 51},
                    {"utf8": " [Music]", "tOffsetMs": 900},
                ],
            },
            {"tStartMs": 4_000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
            {"tStartMs": 4_000, "dDurationMs": 500, "segs": [{"utf8": "我們", "tOffsetMs": 0}]},
        ],
    }
    first, second = read(json.dumps(events).encode())
    assert first.text == "never again"
    assert timed(first) == [(1_000, 1_500, " never"), (1_500, 1_900, " again")]
    assert [word.confidence for word in first.words] == [100, 20]
    assert timed(second) == [(4_000, 4_500, " 我"), (4_000, 4_500, "們")]


def test_times_inside_a_webvtt_line() -> None:
    text = (
        "WEBVTT\n\n00:00:02.000 --> 00:00:04.000 align:start\nhello there\n"
        "general<00:00:02.500><c> keno</c><00:00:03.000><c>bi</c>\n"
    )
    (line,) = read(text.encode())
    assert line.text == "hello there general kenobi"
    assert timed(line) == [
        (2_000, 2_000, " hello"),
        (2_000, 2_000, " there"),
        (2_000, 2_500, " general"),
        (2_500, 3_000, " keno"),
        (3_000, 4_000, "bi"),
    ]


# --- what is written is read ----------------------------------------------------------

WORDS = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="[]()（）【】♪♫♬>{")
)
TEXTS = st.lists(WORDS.filter(bool), min_size=1, max_size=6).map(
    lambda words: "x " + " ".join(words)
)
CUES = st.lists(
    st.tuples(st.integers(0, 10**7), st.integers(1, 9_999), TEXTS, st.sampled_from(["A B", None])),
    min_size=1,
    max_size=6,
)


def _made(told: list[tuple[int, int, str, str | None]]) -> Transcript:
    cues = tuple(
        Cue(id=f"c{n}", start_ms=at, end_ms=at + length, speaker=who, text=text, confidence=9)
        for n, (at, length, text, who) in enumerate(sorted(told, key=lambda row: row[:2]))
    )
    cover = Coverage(duration_ms=0, speech_ms=0, recognised_ms=0, failed=())
    return Transcript(language="en", cues=cues, made_by="test", coverage=cover)


@settings(max_examples=150, deadline=None, database=None)
@given(CUES)
def test_our_webvtt_comes_back(told: list[tuple[int, int, str, str | None]]) -> None:
    transcript = _made(told)
    back = read(subtitles.vtt(transcript).encode())
    assert [(line.start_ms, line.end_ms, line.speaker, line.text) for line in back] == [
        (cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in transcript.cues
    ]


# --- hostile --------------------------------------------------------------------------

PARTS = st.sampled_from(
    ["WEBVTT", "\n", "\n\n", " ", "00:00:01.000 --> 00:00:02.000", "9999:99:99,999", "-->", "<v ",
     "<v Nora>", ">", "</c>", "<c", "<00:00:01.000>", "&amp;", "&#xD800;", "&#0;", "[", "]", "{",
     '{"segments":[', '{"startTime":1e999,"body":"x"}', '{"events":[{"segs":[{"utf8":"\\ud800"}]}',
     "]}", ",", "1", "NORA: ", ">> ", "\x00", "說。", "♪", "\u2028", "\ud7ff", "NOTE", "(", ")"]
)  # fmt: skip
HOSTILE = st.one_of(
    st.binary(max_size=300), st.lists(PARTS, max_size=40).map(lambda parts: "".join(parts).encode())
)


@settings(max_examples=400, deadline=None, database=None)
@given(HOSTILE)
def test_whatever_the_bytes_are_the_outcome_is_lines_or_a_reason(data: bytes) -> None:
    try:
        lines = read(data)
    except Unreadable:
        return
    for line in lines:
        assert 0 <= line.start_ms <= line.end_ms
        assert line.text == " ".join(line.text.split()) != ""
        line.text.encode()
        assert all(word.text.strip() for word in line.words)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no captions"),
        (b"WEBVTT\n\n", "no captions"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no captions"),
        (b"[" * 200_000, "no valid JSON"),
        (b'{"a": 1}', "another kind"),
        (b'{"segments": 5}', "another kind"),
        (b'{"segments": [{"startTime": NaN, "endTime": 1, "body": "x"}]}', "no captions"),
        (b" " * (captions.MOST_BYTES + 1), "more than 16 MB"),
    ],
    ids=["nothing", "head only", "image", "depth", "other JSON", "no list", "NaN", "too large"],
)
def test_what_is_no_captions_says_so(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(data)


def test_times_beyond_a_hundred_hours_and_endless_lines_are_cut() -> None:
    text = "WEBVTT\n\n9999:00:00.000 --> 9999:00:01.000\n" + "word " * 10_000
    ((start, end, _, said),) = rows(text)
    assert (start, end) == (360_000_000, 360_000_000)
    assert len(said) <= 4_000


@pytest.mark.parametrize(
    "line",
    ["<" * 4_000, "<v " * 1_300, "[" * 4_000, "{\\" * 2_000, "A " * 2_000, "<00:" * 1_000],
    ids=["angles", "voices", "brackets", "braces", "labels", "times"],
)
def test_no_line_takes_long(line: str) -> None:
    """Two hundred of the worst lines, in far less than the time that a test may take."""
    block = f"00:01.000 --> 00:02.000\n{line}\n\n"
    with contextlib.suppress(Unreadable):
        read(("WEBVTT\n\n" + block * 200).encode())
