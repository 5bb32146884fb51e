"""Windows to sentences: cutting, language, holes, and what a kill may cost."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from fakes_ear import FakeEar
from pod2post import codec
from pod2post.hearing.sentences import cues
from pod2post.stages.transcribe import transcribe
from pod2post.store import Store
from pod2post.values import Audio, Hotwords, Piece, Span, Transcript, Word

AUDIO = Audio(
    digest="sha256:" + "0" * 64,
    size=1,
    duration_ms=120_000,
    codec="mp3",
    channels=2,
    origin="/a.mp3",
)
ENGLISH = Hotwords(words=("Nora Fable",), language="en")
MEDIA = Path("unused")
LINES = [(at * 10_000, at * 10_000 + 8_000, f"This is line {at}.") for at in range(12)]
TRUTH = Path(__file__).parent.parent / "samples" / "interview.truth.json"


def hear(ear: FakeEar, shelf: Store, tell, words: Hotwords = ENGLISH) -> Transcript:
    return transcribe(AUDIO, words, ear, media=MEDIA, shelf=shelf, tell=tell)


def spoken(text: str, *, pause_before: dict[int, int] | None = None, ms: int = 300) -> list[Word]:
    """Words of 300 ms each; `|` glues a word to the one before."""
    words, at = [], 0
    for index, part in enumerate(text.split()):
        at += (pause_before or {}).get(index, 0)
        glued = part.startswith("|")
        shown = part[1:] if glued else f" {part}"
        words.append(Word(start_ms=at, end_ms=at + ms, text=shown, confidence=80 + index % 2))
        at += ms
    return words


CUTS = [  # what is said, the sentences that must come of it
    ("Hello there. How are you? Fine!", ["Hello there.", "How are you?", "Fine!"]),
    ("It costs 3.5 million. Yes.", ["It costs 3.5 million.", "Yes."]),
    ("It costs 3. |5 million.", ["It costs 3.5 million."]),
    ("I saw Dr. Smith and Mr. J. Doe.", ["I saw Dr. Smith and Mr. J. Doe."]),
    ("In the U.S. Congress sat.", ["In the U.S. Congress sat."]),
    ("Up at 5 a.m. Then coffee.", ["Up at 5 a.m.", "Then coffee."]),
    ("So did I. Then we left.", ["So did I.", "Then we left."]),
    ("No. Not at all.", ["No.", "Not at all."]),
    ("Room No. 5 is free.", ["Room No. 5 is free."]),
    ("Pipes, valves, etc. are old. Really.", ["Pipes, valves, etc. are old.", "Really."]),
    ('She said "stop." Then left.', ['She said "stop."', "Then left."]),
    ("It was 5. Then 6.", ["It was 5.", "Then 6."]),
    ("no stop at all", ["no stop at all"]),
    ("Twenty |-one days. Done.", ["Twenty-one days.", "Done."]),
]


@pytest.mark.parametrize(("text", "wanted"), CUTS)
def test_sentences_end_where_they_end(text, wanted) -> None:
    assert [cue.text for cue in cues(spoken(text))] == wanted


def test_chinese_has_no_spaces_and_full_stops_of_its_own() -> None:
    words = [
        Word(start_ms=i * 100, end_ms=i * 100 + 90, text=c, confidence=90)
        for i, c in enumerate("你好。我很好！")
    ]
    assert [cue.text for cue in cues(words)] == ["你好。", "我很好！"]


def test_a_long_pause_ends_a_sentence() -> None:
    assert [c.text for c in cues(spoken("one two three", pause_before={2: 1_500}))] == [
        "one two",
        "three",
    ]
    assert len(cues(spoken("one two three", pause_before={2: 1_499}))) == 1


def test_an_endless_sentence_is_cut_at_the_best_comma() -> None:
    text = " ".join(["word"] * 30 + ["comma,"] + ["word"] * 40)
    made = cues(spoken(text, ms=200))
    assert [len(cue.text.split()) for cue in made] == [31, 40]
    made = cues(spoken(" ".join(["word"] * 150), ms=100))
    assert all(len(cue.text.split()) <= 60 for cue in made)
    assert sum(len(cue.text.split()) for cue in made) == 150
    slow = cues(spoken(" ".join(["word"] * 40), ms=1_000))
    assert all(cue.end_ms - cue.start_ms <= 30_000 for cue in slow)


def test_cues_carry_ids_times_and_mean_confidence() -> None:
    first, second = cues(spoken("Hello there you. Fine."))
    assert (first.id, first.start_ms, first.end_ms, first.confidence) == ("c0001", 0, 900, 80)
    assert (second.id, second.start_ms, second.confidence, second.speaker) == (
        "c0002",
        900,
        81,
        None,
    )
    assert cues([]) == ()


def test_a_sentence_goes_on_across_windows(shelf, tell) -> None:
    ear = FakeEar(
        [(0, 900, "Hi."), (25_000, 29_000, "We begin"), (29_500, 36_000, "and then we end.")]
    )
    made = hear(ear, shelf, tell)
    assert [cue.text for cue in made.cues] == ["Hi.", "We begin and then we end."]
    assert len(ear.heard) == 2


def test_the_sample_comes_back_sentence_by_sentence(shelf, tell) -> None:
    ear = FakeEar.of_truth(TRUTH)
    made = hear(ear, shelf, tell)
    assert [c.text for c in made.cues] == [
        text for *_, line in ear.lines for text in (" ".join(line.split()),)
    ]
    assert made.coverage.recognised_ms == made.coverage.speech_ms > 200_000
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(made.cues))
    assert made.made_by == "fake ear"


def test_progress_counts_windows_and_a_second_call_hears_nothing(shelf, tell) -> None:
    ear = FakeEar(LINES)
    first = hear(ear, shelf, tell)
    assert len(ear.heard) == 4
    assert tell.steps == [("recognise", n, 4, "window") for n in (1, 2, 3, 4)]
    assert hear(ear, shelf, tell) == first
    assert (len(ear.heard), ear.planned) == (4, 1)


def test_silence_is_an_empty_transcript_and_nothing_is_heard(shelf, tell) -> None:
    ear = FakeEar([], duration_ms=600_000)
    made = hear(ear, shelf, tell)
    assert (made.cues, made.language, ear.heard) == ((), "en", [])
    assert (made.coverage.duration_ms, made.coverage.speech_ms) == (600_000, 0)
    assert hear(ear, shelf, tell, Hotwords(words=(), language=None)).language == "und"


def test_the_language_is_heard_once_and_then_told(shelf, tell) -> None:
    ear = FakeEar(LINES, language="zh")
    made = hear(ear, shelf, tell, Hotwords(words=(), language=None))
    assert made.language == "zh"
    assert [words.language for words in ear.told] == [None, "zh", "zh", "zh"]
    assert [cue.id for cue in made.cues] == [f"c{n:04d}" for n in range(1, 13)]


def test_a_failed_window_is_a_hole_that_the_next_run_mends(shelf, tell) -> None:
    ear = FakeEar(LINES)
    ear.deaf = {30_000}
    made = hear(ear, shelf, tell)
    assert made.coverage.failed == (Span(start_ms=30_000, end_ms=58_000),)
    assert made.holes == ("window at 30000 ms",)
    assert made.coverage.recognised_ms < made.coverage.speech_ms
    assert len(made.cues) == 9
    ear.deaf, ear.heard[:] = set(), []
    whole = hear(ear, shelf, tell)
    assert [span.start_ms for span in ear.heard] == [30_000]
    assert (len(whole.cues), whole.holes) == (12, ())


def test_a_window_without_words_is_not_counted_as_recognised(shelf, tell) -> None:
    ear = FakeEar([(0, 10_000, "Words."), (40_000, 50_000, " ")])
    cover = hear(ear, shelf, tell).coverage
    assert (cover.speech_ms, cover.recognised_ms, cover.failed) == (20_000, 10_000, ())


def test_other_names_are_heard_anew_on_the_same_plan(shelf, tell) -> None:
    ear = FakeEar(LINES)
    hear(ear, shelf, tell)
    hear(ear, shelf, tell, Hotwords(words=("Tidewell",), language="en"))
    assert (len(ear.heard), ear.planned) == (8, 1)


class Glancing(FakeEar):
    """Hears a line in a stretch that the detector took for noise, and nothing in another."""

    def windows(self, media, /, *, tell):
        stray = (Span(start_ms=60_000, end_ms=70_000), Span(start_ms=70_000, end_ms=80_000))
        return replace(super().windows(media, tell=tell), audible=stray, duration_ms=90_000)

    def glance(self, media, spans, words, /):
        for span in reversed(spans):
            self.heard.append(span)
            self.told.append(words)
            said = Word(start_ms=61_000, end_ms=63_000, text=" Wind.", confidence=70)
            found = (said,) if span.start_ms == 60_000 else ()
            yield Piece(span=span, language=words.language or "", words=found)


def test_a_second_look_adds_words_is_told_no_names_and_is_kept(shelf, tell) -> None:
    ear = Glancing([(0, 10_000, "Words."), (80_000, 88_000, "The end.")])
    made = hear(ear, shelf, tell, Hotwords(words=("Nora Fable",), language=None))
    assert [cue.text for cue in made.cues] == ["Words.", "Wind.", "The end."]
    assert [(told.words, told.language) for told in ear.told[2:]] == [((), "en"), ((), "en")]
    rows = [(s.start_ms, s.end_ms, s.kind) for s in made.coverage.stretches]
    assert rows == [
        (0, 10_000, "speech"),
        (10_000, 60_000, "silence"),
        (60_000, 61_000, "sound"),
        (61_000, 63_000, "speech"),
        (63_000, 80_000, "sound"),
        (80_000, 88_000, "speech"),
        (88_000, 90_000, "silence"),
    ]
    assert tell.steps[-1] == ("recognise", 4, 4, "window")
    assert hear(ear, shelf, tell, Hotwords(words=("Nora Fable",), language=None)) == made
    assert len(ear.heard) == 4


class Hasty(FakeEar):
    """Gives the last window first, as batches may."""

    def hear(self, media, spans, words, /):
        return super().hear(media, tuple(reversed(spans)), words)


def test_windows_may_come_in_any_order(shelf, tell, tmp_path) -> None:
    other = Store(tmp_path / "other", run="test")
    assert hear(Hasty(LINES), other, tell) == hear(FakeEar(LINES), shelf, tell)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_transcribe import *

store, log, deadly = Store(Path(sys.argv[2])), Path(sys.argv[3]), int(sys.argv[4])

class Ear(FakeEar):
    def before(self, span):
        with log.open("a") as out:
            out.write(f"{span.start_ms}\\n")
        if span.start_ms == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

class Tell:
    def say(self, text): pass
    def step(self, *numbers): pass

print(codec.digest(hear(Ear(LINES), store, Tell())))
"""


@pytest.mark.parametrize("deadly", [0, 60_000, 90_000])
def test_kill_9_costs_only_the_window_in_flight(deadly, tmp_path, shelf, tell) -> None:
    log = tmp_path / "log"

    def run(when: int) -> subprocess.CompletedProcess[str]:
        argv = [str(Path(__file__).parent), str(tmp_path / "killed"), str(log), str(when)]
        return subprocess.run(
            [sys.executable, "-c", KILLED, *argv], capture_output=True, text=True, check=False
        )

    assert run(deadly).returncode == -signal.SIGKILL
    again = run(-1)
    assert again.stdout.strip() == codec.digest(hear(FakeEar(LINES), shelf, tell)), again.stderr
    starts = [int(line) for line in log.read_text().split()]
    assert sorted(starts) == sorted([0, 30_000, 60_000, 90_000, deadly])
    assert os.listdir(tmp_path / "killed" / "recipes" / "transcript")
