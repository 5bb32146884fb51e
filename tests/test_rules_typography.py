"""Spaces, marks and quotation marks: what is found, where, and what may be mended unseen."""

import pytest

from pod2post.rules.language import language
from pod2post.rules.passages import Passage
from pod2post.values import Finding, Names

NOBODY = Names(entries=())


def found(text: str, kind: str = "paragraph") -> list[Finding]:
    passage = Passage(where="s1", kind=kind, text=text)  # type: ignore[arg-type]
    return list(language((passage,), NOBODY))


def mended(text: str) -> str:
    """The text with every fix put in, the last place first."""
    places = [(one.start, one.end, one.fix) for one in found(text) if one.fix is not None]
    starts = [start for start, _, _ in places]
    assert len(starts) == len(set(starts)), "no order among the fixes is to be known"
    for start, end, fix in sorted(places, reverse=True):
        text = text[:start] + fix + text[end:]
    return text


MENDED = [
    ("他用AI畫了3張圖。", "他用 AI 畫了 3 張圖。", "spacing"),
    ("他寫C++程式。", "他寫 C++ 程式。", "spacing"),
    ("約有5%的人。", "約有 5% 的人。", "spacing"),
    ("他用  AI  畫圖。", "他用 AI 畫圖。", "spacing"),
    ("他畫地圖， 然後休息。", "他畫地圖，然後休息。", "spacing"),
    ("他畫地圖 （舊的）。", "他畫地圖（舊的）。", "spacing"),
    ("他畫地圖,然後休息.", "他畫地圖，然後休息。", "punctuation"),
    ("他畫地圖, OK 嗎?", "他畫地圖，OK 嗎？", "punctuation"),
    ("她問: 「好嗎」", "她問：「好嗎」", "punctuation"),
    ("他讀 Mudlark, 也讀信。", "他讀 Mudlark，也讀信。", "punctuation"),
    ("這張圖(舊的)很小。", "這張圖（舊的）很小。", "punctuation"),
    ("船長(Ferrow) 說好。", "船長（Ferrow）說好。", "punctuation"),
    ("用AI視頻上課。", "用 AI 影片上課。", "mainland_terms"),
    ("ＡＩ在２０２４年。", "AI 在 2024 年。", "punctuation"),
    ("他說“河口”很小。", "他說「河口」很小。", "punctuation"),
    ("他寫 “map” 這個字。", "他寫「map」這個字。", "punctuation"),
    ("他說「這是「河口」的圖」。", "他說「這是『河口』的圖」。", "pairs"),
    ("他畫『河口』的圖。", "他畫「河口」的圖。", "pairs"),
    ("他說：「好，明天見」。", "他說：「好，明天見。」", "stops"),
    ("他說：「好，明天見。」。", "他說：「好，明天見。」", "stops"),
]
LEFT = [
    ("他畫地圖!", "punctuation"),  # the full-width ！ is no house mark either
    ("他畫地圖……", "punctuation"),
    ("他畫地圖 --真的。", "punctuation"),
    ("他畫「“河口”」。", "punctuation"),
    ("他畫 (地圖。", "punctuation"),
    ('他畫"地圖"。', "punctuation"),
    ("他畫地 圖。", "spacing"),
    ("他畫「地圖。", "pairs"),
    ("他畫「地『圖」的』。", "pairs"),
    ("「河口很小，也很淺」船長說。", "stops"),
]
FINE = (
    "他說的「河口」很小。",
    "「河口，」他說，「很小。」",
    "「努力，再努力」是他的口號。",
    "她說那是「很小、很淺」的河口。",
    "他在 3:30 到，讀了 a.b.c 與 99.9% 的信。",
    "地圖（Chart No. 7）很小。",
    "他用 `a,b` 與 https://example.org/a,b 兩種寫法。",
    "{{< youtube AbCdEfGhIjK >}}",
    "他引了一句「Wait... what?」",
    "他說：「真的！我沒想到……」",
    "It's fine — she said so.",
    "他寄到 ida@example.org，沒有回音。",
)


@pytest.mark.parametrize(("text", "sound", "rule"), MENDED)
def test_what_is_safe_is_mended_at_its_place(text: str, sound: str, rule: str) -> None:
    assert rule in {one.rule for one in found(text)}
    assert mended(text) == sound


@pytest.mark.parametrize(("text", "sound", "rule"), MENDED)
def test_mending_twice_changes_nothing(text: str, sound: str, rule: str) -> None:
    assert mended(mended(text)) == sound
    assert [one for one in found(sound) if one.fix is not None] == []


@pytest.mark.parametrize(("text", "rule"), LEFT)
def test_what_needs_a_look_is_found_and_left(text: str, rule: str) -> None:
    assert {one.rule for one in found(text)} == {rule}
    assert mended(text) == text


@pytest.mark.parametrize("text", FINE)
def test_sound_typography_raises_nothing(text: str) -> None:
    assert found(text) == []


def test_a_speaker_may_raise_his_voice_and_the_writer_may_not() -> None:
    assert found("真的！", kind="quote") == []
    assert [one.rule for one in found("他說得對！")] == ["punctuation"]


def test_inside_a_rendering_the_outer_marks_are_the_renderers() -> None:
    assert found("他說『好』。", kind="quote") == []
    (opening, closing) = found("他說「好」。", kind="quote")
    assert (opening.fix, closing.fix) == ("『", "』")


SHOUTED = [
    ("這場震撼業界的發表會。", "震撼"),
    ("新模型碾壓對手。", "碾壓"),
    ("這篇重磅報告出爐了。", "重磅"),
    ("他是產業的王者。", "王者"),
]


@pytest.mark.parametrize(("text", "word"), SHOUTED)
def test_a_loud_word_is_warned_of(text: str, word: str) -> None:
    (only,) = found(text)
    assert (only.rule, only.severity) == ("sensation", "warning")
    assert text[only.start : only.end] == word
    assert only.fix is None


def test_a_loud_word_of_a_speakers_is_his() -> None:
    assert found("他說：「這真的很震撼。」") == []
    assert found("這真的很震撼。", kind="quote") == []


def test_a_loud_word_that_is_meant_as_it_stands_is_left() -> None:
    assert found("河水暴漲，輪胎炸裂，她在讀封神演義。") == []
