"""Which captions are taken, each word once, and what becomes of them."""

from itertools import pairwise
from typing import Literal

import pytest

from conftest import SilentTell
from pod2post.hearing import captionfit
from pod2post.hearing.captionfit import choose, fault, rolls, spoken
from pod2post.hearing.captions import read
from pod2post.stages.captioned import captioned
from pod2post.store import Store
from pod2post.values import Audio, Caption, Captions, Track, Transcript

Told = tuple[int, int, str] | tuple[int, int, str, str | None]
MINUTE = 60_000


def made(
    *rows: Told, kind: Literal["human", "automatic"] = "human", language: str = "en"
) -> Captions:
    lines = tuple(
        Caption(start_ms=row[0], end_ms=row[1], text=row[2], speaker=row[3] if row[3:] else None)
        for row in rows
    )
    return Captions(language=language, kind=kind, origin="a test", lines=lines)


def texts(captions: Captions) -> list[str]:
    return ["".join(word.text for word in words).strip() for _, words in spoken(captions)]


def transcript(captions: Captions, shelf: Store, minutes: int = 10) -> Transcript:
    audio = Audio(
        digest="sha256:" + "a" * 64,
        size=9,
        duration_ms=minutes * MINUTE,
        codec="mp3",
        channels=1,
        origin=None,
    )
    return captioned(audio, captions, shelf=shelf, tell=SilentTell())


# --- which track ----------------------------------------------------------------------


def tracks(*told: str) -> list[Track]:
    return [
        Track(language=code.removesuffix("*"), kind="automatic" if "*" in code else "human")
        for code in told
    ]


@pytest.mark.parametrize(
    ("offered", "language", "fast", "taken"),
    [
        (["de", "en", "fr"], "en", False, "en"),
        (["de", "fr"], "en", False, None),  # a translation
        (["en-GB", "en-US"], "en-US", False, "en-US"),
        (["en-nP7x", "en-US"], "en", False, "en-US"),
        (["en*"], "en", False, None),
        (["en*"], "en", True, "en*"),
        (["en*", "en"], "en", True, "en"),
        (["en*", "de"], "en", True, "en*"),
        (["zh-Hans", "zh-Hant", "zh"], "zh", False, "zh-Hant"),
        (["zh-CN", "zh-TW"], "cmn", False, "zh-TW"),
        (["en", "zh"], None, True, None),  # nobody knows what is spoken
        ([], "en", True, None),
    ],
)
def test_only_the_spoken_language_is_taken(
    offered: list[str], language: str | None, fast: bool, taken: str | None
) -> None:
    wanted = None if taken is None else tracks(taken)[0]
    assert choose(tracks(*offered), language, fast=fast) == wanted


# --- complete or not ------------------------------------------------------------------


def talk(begin_s: int, end_s: int, words: int = 10) -> list[Told]:
    """A caption of `words` words for every four seconds."""
    return [
        (at * 1000, (at + 4) * 1000, " ".join(f"w{at}n{n}" for n in range(words)))
        for at in range(begin_s, end_s, 4)
    ]


@pytest.mark.parametrize(
    ("rows", "minutes", "why"),
    [
        (talk(0, 600), 10, None),
        (talk(90, 540), 10, None),  # a jingle before, music after
        ([*talk(0, 300), *talk(440, 600)], 10, None),  # an advertisement without captions
        (talk(0, 300), 10, "they end 300 s before the audio"),
        (talk(300, 600), 10, "they begin after 300 s"),
        (talk(0, 640), 10, "they go on after the audio ends: another cut"),
        ([*talk(0, 300), *talk(500, 900)], 15, "200 s in the middle have none"),
        ([row for at in range(0, 600, 20) for row in talk(at, at + 4)], 10, "they cover"),
        (talk(0, 600, 1), 10, "they hold 0.2 words per second"),
        (talk(0, 600, 40), 10, "they hold 10.0 words per second"),
        ([], 10, "there are no words in them"),
    ],
)
def test_what_is_not_complete_says_why(rows: list[Told], minutes: int, why: str | None) -> None:
    told = fault(made(*rows), minutes * MINUTE)
    assert told == why or (why and told and told.startswith(why))


def test_chinese_is_counted_by_characters() -> None:
    rows: list[Told] = [
        (at, at + 4_000, f"{at:08d}今天我們來談談港口的潮汐表吧") for at in range(0, 600_000, 4_000)
    ]
    assert fault(made(*rows, language="zh"), 10 * MINUTE) is None
    rows = [(at, end, f"{at}{text[8:] * 6}") for at, end, text, *_ in rows]
    assert "words per second" in str(fault(made(*rows, language="zh"), 10 * MINUTE))


# --- each word once -------------------------------------------------------------------

# As YouTube writes automatic captions into WebVTT: each line is shown as the new one, for
# ten milliseconds alone, then above the next. "No, no." is said twice.
ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000 align:start position:0%
 
the<00:00:00.500><c> tide</c><00:00:01.000><c> turns</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
the tide turns
 

00:00:02.010 --> 00:00:04.000 align:start position:0%
the tide turns
no<00:00:03.000><c> no</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
no no
 

00:00:04.010 --> 00:00:06.000 align:start position:0%
no no
no<00:00:05.000><c> no</c>

00:00:06.000 --> 00:00:06.010 align:start position:0%
no no
 

00:00:06.010 --> 00:00:08.000 align:start position:0%
no no
it<00:00:07.000><c> stays</c>
"""  # noqa: W293


def rolling(text: str = ROLLING) -> Captions:
    return Captions(language="en", kind="automatic", origin="YouTube", lines=read(text.encode()))


def test_rolling_captions_give_each_word_once_and_keep_what_was_said_twice() -> None:
    assert rolls(rolling().lines)
    assert texts(rolling()) == ["the tide turns no no no no it stays"]
    ((_, words),) = spoken(rolling())
    assert [word.start_ms for word in words] == [
        0, 500, 1_000, 2_010, 3_000, 4_010, 5_000, 6_010, 7_000
    ]  # fmt: skip


def test_rolling_lines_without_times_of_words() -> None:
    """As sites that export captions write them: two lines, joined, moving up."""
    lines = ("a b c", "a b c d e f", "d e f d e f", "d e f g", "g h i j")
    rows = [(at * 2_000, at * 2_000 + 2_000, line) for at, line in enumerate(lines)]
    assert texts(made(*rows, kind="automatic")) == ["a b c d e f d e f g h i j"]


def test_three_hours_of_rolling_captions_lose_and_gain_no_word() -> None:
    said = [f"w{at}a w{at}b w{at % 7} w{at % 3}" for at in range(4_500)]
    rows: list[Told] = []
    for at, (above, line) in enumerate(zip(["", *said], said, strict=False)):
        rows += [(at * 2_400, at * 2_400 + 2_390, f"{above} {line}".strip())]
        rows += [(at * 2_400 + 2_390, at * 2_400 + 2_400, line)]
    assert texts(made(*rows, kind="automatic")) == [" ".join(said)]


def test_what_does_not_roll_is_left_as_it_is() -> None:
    rows = [(0, 900, "Thank you."), (1_000, 1_900, "Thank you."), (2_000, 3_000, "you. See you.")]
    assert not rolls(made(*rows).lines)
    assert texts(made(*rows, kind="automatic")) == ["Thank you. Thank you. you. See you."]


def test_after_a_pause_what_stands_again_was_said_again() -> None:
    lines = ("a b c", "a b c d e f", "d e f g h i", "g h i j k l")
    rows: list[Told] = [(at * 2_000, at * 2_000 + 2_000, line) for at, line in enumerate(lines)]
    rows += [(20_000, 22_000, "j k l m")]
    assert texts(made(*rows, kind="automatic")) == ["a b c d e f g h i j k l j k l m"]


# --- the transcript -------------------------------------------------------------------


def test_sentences_across_captions_with_the_speakers_as_told(shelf: Store) -> None:
    told = transcript(
        made(
            (0, 2_000, "The tide is a promise, the", "Nora"),
            (2_000, 3_000, "wind decides.", "Nora"),
            (2_900, 3_500, "Does it? It", "Jasper"),
            (3_500, 4_500, "does not", "Jasper"),
            (4_500, 5_000, "Well.", None),
        ),
        shelf,
    )
    assert [(cue.id, cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in told.cues] == [
        ("c0001", 0, 2_900, "Nora", "The tide is a promise, the wind decides."),
        ("c0002", 2_900, 3_350, "Jasper", "Does it?"),
        ("c0003", 3_350, 4_500, "Jasper", "It does not"),
        ("c0004", 4_500, 5_000, None, "Well."),
    ]
    assert told.made_by == "captions en (human, a test)"
    assert (told.language, told.holes) == ("en", ())
    covered = told.coverage
    assert (covered.duration_ms, covered.speech_ms) == (600_000, covered.recognised_ms)
    assert [(row.start_ms, row.end_ms, row.kind) for row in covered.stretches] == [
        (0, 5_000, "speech"),
        (5_000, 600_000, "sound"),
    ]


def test_words_of_overlapping_captions_never_go_back() -> None:
    rows = made((0, 5_000, "a b c d e"), (1_000, 2_000, "f g"), (1_500, 4_000, "h i"))
    ((_, words),) = spoken(rows)
    assert all(a.start_ms <= a.end_ms <= b.start_ms for a, b in pairwise(words))
    assert "".join(word.text for word in words) == " a b c d e f g h i"


def test_mandarin_and_mixed_lines_keep_their_script(shelf: Store) -> None:
    told = transcript(
        made(
            (0, 2_000, "歡迎收聽。今天的來賓用"),
            (2_000, 4_000, "Python 寫了一個 app，"),
            (4_000, 6_000, "叫做「潮汐」！真的嗎？"),
            (6_000, 8_000, "我們從十二年前"),
            (8_000, 10_000, "開始"),
            language="zh",
        ),
        shelf,
    )
    assert [cue.text for cue in told.cues] == [
        "歡迎收聽。",
        "今天的來賓用 Python 寫了一個 app，叫做「潮汐」！",
        "真的嗎？",
        "我們從十二年前 開始",  # the break of a human's line is a pause
    ]
    assert told.language == "zh"


def test_automatic_mandarin_is_not_broken_where_its_lines_are() -> None:
    rows = [(0, 1_000, "我們今"), (1_000, 2_000, "天去海邊"), (2_000, 3_000, "GPT 說")]
    assert texts(made(*rows, kind="automatic", language="zh")) == ["我們今天去海邊 GPT 說"]


def test_a_language_without_its_region() -> None:
    assert [captionfit.tongue(code) for code in ("en-US", "zh_Hant", "cmn-TW", "iw", None)] == [
        "en", "zh", "zh", "he", ""
    ]  # fmt: skip
