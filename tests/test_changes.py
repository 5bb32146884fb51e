"""Sentences divided at the word where the speaker changes."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import SilentTell
from fakes_ear import FakeEar
from pod2post.backends.channels import ChannelVoices
from pod2post.hearing import sentences
from pod2post.hearing.changes import divided, spoken
from pod2post.hearing.turns import Part, Turns
from pod2post.stages.transcribe import kept_words, transcribe
from pod2post.values import Audio, Coverage, Hotwords, Span, Transcript, Word

SAMPLE = Path(__file__).parent.parent / "samples" / "interview.mp3"
TRUTH = SAMPLE.with_suffix(".truth.json")
STEP_MS = 400
COVER = Coverage(duration_ms=1, speech_ms=1, recognised_ms=1, failed=())


def said(text: str, **pauses: int) -> list[Word]:
    """Words of 300 ms every 400 ms; a pause before a word is given by its letters."""
    at, words = 0, []
    for one in text.split():
        at += pauses.get(one.strip(",.?"), 0)
        words.append(Word(start_ms=at, end_ms=at + 300, text=f" {one}", confidence=90))
        at += STEP_MS
    return words


def told(words: list[Word]) -> Transcript:
    return Transcript(language="en", cues=sentences.cues(words), made_by="t", coverage=COVER)


def turns(count: int, *parts: tuple[int, int, int, int, int | None]) -> Turns:
    made = tuple(
        Part(span=at, start_ms=begin, end_ms=end, voice=voice, margin=margin)
        for at, begin, end, voice, margin in parts
    )
    return Turns(voices=(0,) * count, margins=(30,) * count, parts=made, how="by the test")


RUN_ON = said("So here it is. Is it ready yes it is now. Good.")
SECOND = (1600, 4300)  # begin and end of the second sentence
HALVES = turns(3, (1, 1600, 2800, 0, 25), (1, 2800, 4300, 1, 12))


def test_a_sentence_is_divided_at_the_word_and_the_others_stay() -> None:
    cues, told_ = divided(told(RUN_ON), HALVES, RUN_ON)
    assert [(cue.id, cue.text) for cue in cues.cues] == [
        ("c0001", "So here it is."),
        ("c0002a", "Is it ready"),
        ("c0002b", "yes it is now."),
        ("c0003", "Good."),
    ]
    assert [(cue.start_ms, cue.end_ms) for cue in cues.cues[1:3]] == [(1600, 2700), (2800, 4300)]
    assert told_.voices == (0, 0, 1, 0)
    assert told_.margins == (30, 25, 12, 30)
    assert told_.parts == ()
    assert told_.how == "by the test"
    assert divided(told(RUN_ON), HALVES, RUN_ON) == (cues, told_)


PLACES = [  # the words, where the voice is said to change, the first piece
    (said("is it ready yes it is"), 1200, "is it ready"),
    (said("is it ready yes it is"), 1500, "is it ready yes"),
    (said("is it ready, yes it is"), 1450, "is it ready,"),  # the comma draws
    (said("is it ready yes it is", yes=500), 2000, "is it ready"),  # as does the pause
    (said("is it ready, yes it is and it goes on"), 2900, "is it ready, yes it is and"),  # far
    (said("is it ready yes it is"), 9000, "is it ready yes it"),  # one word at least
    (said("is it ready yes it is"), 0, "is"),
]


@pytest.mark.parametrize(("words", "at_ms", "first"), PLACES)
def test_the_change_is_put_between_two_words(words, at_ms, first) -> None:
    end = words[-1].end_ms
    parted = turns(1, (0, 0, at_ms, 0, 20), (0, at_ms, max(at_ms, end), 1, 20))
    made, _ = divided(told(words), parted, words)
    assert [cue.id for cue in made.cues] == ["c0001a", "c0001b"]
    assert made.cues[0].text == first


def test_a_short_answer_in_the_middle_makes_three() -> None:
    words = said("and then he said hello yeah so he said", hello=100, yeah=300, so=300)
    at = [word.start_ms - 50 for word in words]
    parted = turns(
        1, (0, 0, at[5], 0, 30), (0, at[5], at[6], 1, 11), (0, at[6], words[-1].end_ms, 0, 28)
    )
    made, told_ = divided(told(words), parted, words)
    assert [cue.text for cue in made.cues] == ["and then he said hello", "yeah", "so he said"]
    assert told_.voices == (0, 1, 0)
    assert told_.margins == (30, 11, 28)


def test_a_part_that_holds_no_word_leaves_no_trace() -> None:
    words = said("is it ready yes")
    parted = turns(1, (0, 0, 1190, 0, 30), (0, 1190, 1200, 1, 30), (0, 1200, 1500, 0, 20))
    made, told_ = divided(told(words), parted, words)
    assert made == told(words)
    assert (told_.voices, told_.margins) == ((0,), (30,))


def test_without_the_words_nothing_is_divided() -> None:
    whole = told(RUN_ON)
    for words in ([], RUN_ON[4:], RUN_ON[:-1]):
        made, told_ = divided(whole, HALVES, words)
        assert made == whole
        assert told_ == replace(HALVES, parts=())
    assert divided(whole, replace(HALVES, parts=()), RUN_ON)[0] == whole


def test_a_sentence_whose_words_differ_stays_whole_and_others_do_not() -> None:
    later = [*RUN_ON[:-1], replace(RUN_ON[-1], end_ms=RUN_ON[-1].end_ms + 10)]
    known = spoken(told(RUN_ON), later)
    assert sorted(known) == ["c0001", "c0002"]


def test_scripts_without_blanks_are_divided_too() -> None:
    words = [
        Word(start_ms=400 * at, end_ms=400 * at + 300, text=text, confidence=90)
        for at, text in enumerate(["你好", "嗎", "很", "好"])
    ]
    made, _ = divided(told(words), turns(1, (0, 0, 800, 0, 20), (0, 800, 1500, 1, 20)), words)
    assert [cue.text for cue in made.cues] == ["你好嗎", "很好"]


# --- the words, from the store --------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", None])
def test_the_store_gives_the_words_again_without_hearing(language, shelf, tell) -> None:
    lines = [(40_000 * at, 40_000 * at + 9_000, f"Sentence {at} is here.") for at in range(5)]
    ear, words = FakeEar(lines), Hotwords(words=("Ada",), language=language)
    audio = Audio(digest="d", size=1, duration_ms=1, codec="c", channels=1, origin="x")
    assert kept_words(audio, words, ear, shelf=shelf) == []
    made = transcribe(audio, words, ear, media=Path("x"), shelf=shelf, tell=tell)
    heard = len(ear.heard)
    kept = kept_words(audio, words, ear, shelf=shelf)
    assert sentences.cues(kept) == made.cues
    assert len(ear.heard) == heard
    assert kept_words(audio, replace(words, words=()), ear, shelf=shelf) == []


# --- a recording with a person on each channel ----------------------------------------------


def test_the_sample_without_its_full_stops_is_told_apart_word_by_word() -> None:
    """The most that may be wrong are words next to a change."""
    turns_ = json.loads(TRUTH.read_text(encoding="utf-8"))["turns"]
    ear = FakeEar.of_truth(TRUTH)
    pieces = ear.hear(
        SAMPLE, ear.windows(SAMPLE, tell=SilentTell()).spans, Hotwords(words=(), language="en")
    )
    words = [
        replace(word, text=re.sub(r"[^\w\s']", "", word.text))
        for piece in pieces
        for word in piece.words
    ]
    whole = told(words)
    spans = [Span(start_ms=cue.start_ms, end_ms=cue.end_ms) for cue in whole.cues]
    made = ChannelVoices().turns(SAMPLE, spans)
    assert made is not None

    def right(cues: Transcript, voices: Turns) -> float:
        good = total = 0
        for word in words:
            at = (word.start_ms + word.end_ms) // 2
            who = next(t["speaker"] for t in turns_ if t["start_ms"] <= at <= t["end_ms"])
            rows = zip(cues.cues, voices.voices, strict=True)
            voice = next(
                v for c, v in rows if c.start_ms <= word.start_ms and word.end_ms <= c.end_ms
            )
            good, total = good + (voice == {"host": 0, "guest": 1}[who]), total + 1
        return good / total

    cut, parted = divided(whole, made, words)
    assert len(cut.cues) > len(whole.cues)
    assert right(whole, made) < 0.9
    assert right(cut, parted) > 0.99
