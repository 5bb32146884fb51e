"""Mandarin and mixed speech: sentences, quotations and script as they were spoken."""

import pytest

from conftest import SilentTell
from fakes_ear import FakeEar
from pod2post import verbatim
from pod2post.hearing import sentences
from pod2post.stages.transcribe import transcribe
from pod2post.store import Store
from pod2post.values import Audio, Cue, Hotwords, Word


def words(text: str, *, gap_at: int = 0, gap_ms: int = 0) -> list[Word]:
    """A word of 200 ms for each part between bars; a silence before the part `gap_at`."""
    at, made = 0, []
    for number, part in enumerate(text.split("|")):
        at += gap_ms if number == gap_at else 0
        made.append(Word(start_ms=at, end_ms=at + 200, text=part, confidence=80))
        at += 200
    return made


def texts(told: list[Word]) -> list[str]:
    return [cue.text for cue in sentences.cues(told)]


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("歡|迎|收聽|。|今|天|好|嗎|？|好|！", ["歡迎收聽。", "今天好嗎？", "好！"]),
        ("他|說|：「|走|吧|。」|然後|走|了|。", ["他說：「走吧。」", "然後走了。"]),
        ("我們|用| Python| 寫|了|一個| app。| It| works.| 真的|。",
         ["我們用 Python 寫了一個 app。", "It works.", "真的。"]),
        ("GPT|-5| 花|了| 3|.5| 億|，|是|嗎|?| 是|。", ["GPT-5 花了 3.5 億，是嗎?", "是。"]),
        ("那|……|我|想|想|……| 好|。", ["那……", "我想想……", "好。"]),
        (" So| we|叫|它|「潮汐」|。| OK.", ["So we叫它「潮汐」。", "OK."]),
        ("今日は|いい|天気|です|。|そう|ですね|。", ["今日はいい天気です。", "そうですね。"]),
    ],
)  # fmt: skip
def test_sentences_without_blanks_and_with_both(told: str, wanted: list[str]) -> None:
    assert texts(words(told)) == wanted


def test_without_any_mark_a_pause_or_the_length_ends_a_sentence() -> None:
    """Whisper often writes Mandarin without punctuation."""
    assert texts(words("今|天|很|好|我|們|走", gap_at=4, gap_ms=1_600)) == ["今天很好", "我們走"]
    long = words("|".join("潮" * 150))
    assert [len(text) for text in texts(long)] == [37, 38, 37, 38]
    assert "".join(texts(long)) == "潮" * 150


def test_a_long_sentence_is_cut_at_its_comma() -> None:
    told = "|".join("一" * 40) + "，|" + "|".join("二" * 40)
    assert texts(words(told)) == ["一" * 40 + "，", "二" * 40]


AUDIO = Audio(
    digest="sha256:" + "b" * 64, size=1, duration_ms=9_000, codec="mp3", channels=1, origin=None
)


@pytest.mark.parametrize("script", ["這是繁體中文，還有 Python。", "这是简体中文，还有 Python。"])
def test_the_script_stays_as_it_was_heard(script: str, shelf: Store, tell: SilentTell) -> None:
    ear = FakeEar([(0, 9_000, script)], language="zh")
    want = Hotwords(words=("Python",), language="zh-TW")
    made = transcribe(AUDIO, want, ear, media=None, shelf=shelf, tell=tell)  # type: ignore[arg-type]
    assert "".join(cue.text for cue in made.cues) == script
    assert [told.language for told in ear.told] == ["zh-TW"], "told, so not detected"


SAID = ("今天的來賓用 Python 寫了一個 app，", "叫做「潮汐」！真的嗎？")
SPOKEN = tuple(
    Cue(id=f"c{at}", start_ms=at, end_ms=at + 1, speaker=None, text=text, confidence=9)
    for at, text in enumerate(SAID)
)


@pytest.mark.parametrize(
    ("quoted", "grade"),
    [
        ("今天的來賓用Python寫了一個app", "exact"),
        ("寫了一個 App，叫做「潮汐」", "exact"),
        ("叫做潮汐", "exact"),
        ("今天的來賓寫了一個 app，真的嗎？", "stitched"),
        ("叫做海嘯", None),
        ("今天的来宾", None),  # another script is another text
    ],
)
def test_a_part_of_a_mandarin_sentence_can_be_quoted(quoted: str, grade: str | None) -> None:
    found = verbatim.locate(quoted, SPOKEN)
    assert (found.grade if found else None) == grade
