"""Channels to voices, voices to people."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from fakes_ear import FakeEar
from pod2post.backends.channels import ChannelVoices
from pod2post.backends.voices import by_ge2e
from pod2post.hearing.turns import Anchor, Hints, People, Turns, Voiceprint
from pod2post.settings import RecognizerSettings
from pod2post.stages.attribute import attribute, listen
from pod2post.stages.transcribe import transcribe
from pod2post.values import Audio, Coverage, Cue, Hotwords, Name, Names, Span, Transcript

SAMPLE = Path(__file__).parent.parent / "samples" / "interview.mp3"
TRUTH = SAMPLE.with_suffix(".truth.json")
RATE = 16_000
AUDIO = Audio(
    digest="sha256:" + "1" * 64,
    size=SAMPLE.stat().st_size,
    duration_ms=1,
    codec="mp3",
    channels=2,
    origin=str(SAMPLE),
)
NORA = Name(canonical="Nora Fable", kind="person", role="host")
JASPER = Name(canonical="Jasper Thimble", kind="person", role="guest")
CAST = Names(entries=(NORA, JASPER, Name(canonical="Tidewell", kind="company")))


def recording(path: Path, *parts: tuple[float, float], channels: int = 2) -> Path:
    """One second of noise for each (left, right) level."""
    draw = np.random.default_rng(3)
    rows = [draw.normal(0, 0.1, (RATE, 1)) * np.array([levels]) for levels in parts]
    sound = np.concatenate(rows)[:, :channels]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())
    return path


def seconds(count: int) -> list[Span]:
    return [Span(start_ms=at * 1000, end_ms=at * 1000 + 1000) for at in range(count)]


def sides(media: Path, spans: list[Span]) -> tuple[int | None, ...] | None:
    made = ChannelVoices().turns(media, spans)
    return made.voices if made else None


SIDES = [  # levels left and right per second, the turns that must come of it
    ([(1, 0.3), (0.3, 1), (1, 0.3)], (0, 1, 0)),
    ([(1, 0), (0, 1), (0, 0)], (0, 1, None)),
    ([(1, 0.3), (0.3, 1), (1, 0.9)], (0, 1, None)),  # both talk
    ([(1, 0.70), (1, 0.72), (0.3, 1)], (0, None, 1)),  # 3.1 dB, 2.9 dB
    ([(1, 1), (0.5, 0.5)], None),  # mono in two channels
    ([(1, 0.5), (1, 0.5), (1, 0.5)], None),  # one side is louder all the time
]


@pytest.mark.parametrize(("levels", "turns"), SIDES)
def test_the_louder_side_speaks(levels, turns, tmp_path) -> None:
    media = recording(tmp_path / "a.wav", *levels)
    assert sides(media, seconds(len(levels))) == turns


def test_mono_has_no_turns_and_times_beyond_the_end_do_no_harm(tmp_path) -> None:
    media = recording(tmp_path / "a.wav", (1, 0), (1, 0), channels=1)
    assert sides(media, seconds(2)) is None
    assert sides(media, []) is None
    stereo = recording(tmp_path / "b.wav", (1, 0), (0, 1))
    assert sides(stereo, seconds(4)) == (0, 1, None, None)


def test_the_sample_is_told_apart_turn_by_turn() -> None:
    turns = json.loads(TRUTH.read_text(encoding="utf-8"))["turns"]
    spans = [Span(start_ms=turn["start_ms"], end_ms=turn["end_ms"]) for turn in turns]
    wanted = tuple({"host": 0, "guest": 1}[turn["speaker"]] for turn in turns)
    assert sides(SAMPLE, spans) == wanted


CHANGES = [  # levels left and right per second; voices and bounds of one span over all of them
    ([(1, 0.3), (1, 0.3), (0.3, 1), (0.3, 1)], [(0, 0, 2000), (1, 2000, 4000)]),
    ([(1, 0.3), (0, 0), (0.3, 1)], [(0, 0, 1500), (1, 1500, 3000)]),  # a pause between
    ([(1, 0.3), (0.01, 0.03), (0.3, 1)], [(0, 0, 1500), (1, 1500, 3000)]),  # an echo in it
    ([(1, 0.3), (1, 0.9), (0.3, 1)], [(0, 0, 1500), (1, 1500, 3000)]),  # both at once between
    ([(1, 0.3), (0.3, 1), (1, 0.3)], [(0, 0, 1000), (1, 1000, 2000), (0, 2000, 3000)]),
    ([(1, 0.3), (1, 0.9)], []),
]


@pytest.mark.parametrize(("levels", "wanted"), CHANGES)
def test_a_change_of_sides_within_a_span_is_found(levels, wanted, tmp_path) -> None:
    media = recording(tmp_path / "a.wav", *levels, (1, 0), (0, 1))
    end = 1000 * len(levels)
    spans = [Span(start_ms=0, end_ms=end), *(s for s in seconds(len(levels) + 2)[-2:])]
    made = ChannelVoices().turns(media, spans)
    assert made is not None
    assert {part.span for part in made.parts} <= {0}
    assert len(made.parts) == len(wanted)
    for part, (voice, begin, stop) in zip(made.parts, wanted, strict=True):
        assert part.voice == voice
        assert part.start_ms == pytest.approx(begin, abs=60)
        assert part.end_ms == pytest.approx(stop, abs=60)


def test_an_instant_of_the_other_side_is_no_change(tmp_path) -> None:
    media = recording(tmp_path / "a.wav", (1, 0.3), (1, 0.3), (0, 1))
    with wave.open(str(media), "rb") as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).copy()
    sound[RATE : RATE + RATE // 5] = sound[RATE : RATE + RATE // 5, ::-1]  # a fifth of a second
    with wave.open(str(media), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    made = ChannelVoices().turns(media, [Span(start_ms=0, end_ms=2000), seconds(3)[2]])
    assert made is not None
    assert (made.voices, made.parts) == ((0, 1), ())


def told(*voices: int | None, margin: int = 30) -> Turns:
    return Turns(
        voices=voices, margins=tuple(None if voice is None else margin for voice in voices)
    )


def talk(*lines: str) -> Transcript:
    cues = tuple(
        Cue(
            id=f"c{at:04d}",
            start_ms=at * 1000,
            end_ms=at * 1000 + 900,
            speaker=None,
            text=text,
            confidence=90,
        )
        for at, text in enumerate(lines, 1)
    )
    cover = Coverage(duration_ms=1, speech_ms=1, recognised_ms=1, failed=())
    return Transcript(language="en", cues=cues, made_by="test", coverage=cover)


CASES = [  # what each voice says, who must have said it
    (
        [(0, "I'm Nora Fable, and my guest today is Jasper Thimble."), (1, "Hello, everyone.")],
        ["Nora Fable", "Jasper Thimble"],
    ),
    (
        [(1, "Welcome to the show."), (0, "Thank you, Nora."), (1, "So.")],
        ["Nora Fable", "Jasper Thimble", "Nora Fable"],
    ),
    (  # as recognised, not as spelt
        [(0, "I'm Norah Fabel."), (1, "I'm Jasper Thimbel, and a teacup is generous.")],
        ["Nora Fable", "Jasper Thimble"],
    ),
    (
        [(0, "So tell me."), (1, "Well."), (0, "Jasper Thimble of Tidewell, thank you.")],
        ["Nora Fable", "Jasper Thimble", "Nora Fable"],
    ),
    ([(0, "My name is Jasper Thimble."), (1, "Hm.")], ["Jasper Thimble", "Nora Fable"]),
    # The guest welcomes nobody, names fall only in passing: no guess.
    ([(1, "Nora told me once."), (0, "What did Jasper say?")], ["Speaker 1", "Speaker 2"]),
    ([(0, "I'm joined by a friend."), (1, "I'm not sure.")], ["Speaker 1", "Speaker 2"]),
    ([(0, "I'm Nora Fable."), (1, "I'm Nora Fable.")], ["Speaker 1", "Speaker 2"]),
    ([(None, "I'm Nora Fable."), (None, "Thanks, Nora.")], [None, None]),
    (
        [(0, "I'm Nora Fable."), (None, "Both at once."), (1, "Yes.")],
        ["Nora Fable", None, "Jasper Thimble"],
    ),
]


@pytest.mark.parametrize(("lines", "wanted"), CASES)
def test_voices_get_the_names_that_are_said(lines, wanted, shelf, tell) -> None:
    turns = told(*(voice for voice, _ in lines))
    said = talk(*(text for _, text in lines))
    made = attribute(said, turns, CAST, Hints(), shelf=shelf, tell=tell)
    assert [cue.speaker for cue in made.cues] == wanted
    assert [cue.text for cue in made.cues] == [cue.text for cue in said.cues]


def test_without_a_name_sheet_speakers_are_numbered_as_they_begin(shelf, tell) -> None:
    said = talk("I'm Nora Fable.", "Hello.", "Yes.")
    none = Names(entries=())
    made = attribute(said, told(1, 0, 1), none, Hints(), shelf=shelf, tell=tell)
    assert [cue.speaker for cue in made.cues] == ["Speaker 1", "Speaker 2", "Speaker 1"]


def test_a_shared_first_name_names_nobody(shelf, tell) -> None:
    twins = Names(
        entries=(NORA, Name(canonical="Nora Quill", kind="person", role="guest")),
    )
    said = talk("Thank you, Nora.", "Hm.")
    made = attribute(said, told(0, 1), twins, Hints(), shelf=shelf, tell=tell)
    assert [cue.speaker for cue in made.cues] == ["Speaker 1", "Speaker 2"]


def test_the_sample_with_true_words_gives_true_speakers(shelf, tell) -> None:
    turns = json.loads(TRUTH.read_text(encoding="utf-8"))["turns"]
    wanted = [turn["name"] for turn in turns for _ in turn["sentences"]]
    words = Hotwords(words=(), language="en")
    ear = FakeEar.of_truth(TRUTH)
    said = transcribe(AUDIO, words, ear, media=SAMPLE, shelf=shelf, tell=tell)
    spans = tuple(Span(start_ms=cue.start_ms, end_ms=cue.end_ms) for cue in said.cues)
    voices = by_ge2e(RecognizerSettings(), SAMPLE.parent / "no weights", wheels=False)
    turns = listen(AUDIO, spans, People(), voices, shelf=shelf, tell=tell)
    assert turns.how == "a person on each channel"
    made = attribute(said, turns, CAST, Hints(), shelf=shelf, tell=tell)
    assert [cue.speaker for cue in made.cues] == wanted


def test_a_margin_stands_on_each_cue_that_was_compared(shelf, tell) -> None:
    said = talk("I'm Nora Fable.", "Hm.", "Yes.")
    turns = Turns(voices=(0, None, 1), margins=(41, None, 3))
    made = attribute(said, turns, CAST, Hints(), shelf=shelf, tell=tell)
    assert [cue.margin for cue in made.cues] == [41, None, 3]


def pointed(at_ms: int, name: str) -> Hints:
    return Hints(anchors=(Anchor(at_ms=at_ms, name=name),))


def test_a_persons_word_outweighs_what_is_said(shelf, tell) -> None:
    said = talk("I'm Nora Fable.", "Hello.", "Thank you, Jasper.")
    hints = pointed(1500, "jasper thimble")  # in the first cue; spelt as the sheet has it
    made = attribute(said, told(0, 1, 0), CAST, hints, shelf=shelf, tell=tell)
    assert [cue.speaker for cue in made.cues] == [
        "Jasper Thimble",
        "Nora Fable",
        "Jasper Thimble",
    ]
    assert [cue.margin for cue in made.cues] == [None, 30, 30]


def test_a_person_may_be_pointed_at_who_is_on_no_sheet(shelf, tell) -> None:
    said = talk("So.", "Well.", "Hm.", "Yes.")
    hints = pointed(2_000, "Ada Example")
    made = attribute(said, told(0, 1, 0, 1), Names(entries=()), hints, shelf=shelf, tell=tell)
    assert [cue.speaker for cue in made.cues][:2] == ["Speaker 1", "Ada Example"]
    assert made.cues[3].speaker == "Ada Example"


def test_without_voices_a_persons_word_holds_for_its_cue_alone(shelf, tell) -> None:
    said = talk("So.", "Well.", "Hm.")
    hints = pointed(2_100, "Nora Fable")
    made = attribute(said, told(None, None, None), CAST, hints, shelf=shelf, tell=tell)
    assert [cue.speaker for cue in made.cues] == [None, "Nora Fable", None]


@pytest.mark.parametrize(("at_ms", "named"), [(3950, 3), (5_800, 3), (6_000, None), (0, 1)])
def test_a_time_beside_a_cue_means_the_cue(at_ms, named, shelf, tell) -> None:
    said = talk("So.", "Well.", "Hm.")
    hints = pointed(at_ms, "Nora Fable")
    made = attribute(said, told(None, None, None), CAST, hints, shelf=shelf, tell=tell)
    found = [at for at, cue in enumerate(made.cues, 1) if cue.speaker]
    assert found == ([named] if named else [])


def test_two_names_for_one_voice_name_only_their_cues(shelf, tell) -> None:
    said = talk("So.", "Well.", "Hm.", "Yes.")
    anchors = (Anchor(at_ms=1000, name="Nora Fable"), Anchor(at_ms=2000, name="Jasper Thimble"))
    hints = Hints(anchors=anchors)
    made = attribute(said, told(0, 0, 0, 0), CAST, hints, shelf=shelf, tell=tell)
    assert [cue.speaker for cue in made.cues] == [
        "Nora Fable",
        "Jasper Thimble",
        "Speaker 1",
        "Speaker 1",
    ]


VOICES = ((100, 0, 20), (0, 100, 20))
REMEMBERED = [  # what is remembered of Nora, whom it names
    ((90, 10, 25), "Nora Fable"),
    ((70, 70, 20), None),  # like both
    ((0, 0, 100), None),  # like none
    ((90, 10), None),  # of another encoder
]


@pytest.mark.parametrize(("vector", "name"), REMEMBERED)
def test_a_remembered_voice_names_the_one_that_is_like_it(vector, name, shelf, tell) -> None:
    said = talk("So.", "Well.")
    turns = Turns(voices=(0, 1), margins=(30, 30), prints=VOICES)
    known = Voiceprint(name="Nora Fable", audio="sha256:other", vector=vector)
    hints = Hints(remembered=(known,))
    made = attribute(said, turns, CAST, hints, shelf=shelf, tell=tell)
    assert made.cues[0].speaker == (name or "Speaker 1")
    assert made.cues[1].speaker == ("Jasper Thimble" if name else "Speaker 2")


def test_what_is_said_now_outweighs_a_memory(shelf, tell) -> None:
    said = talk("I'm Jasper Thimble.", "And I'm Nora Fable.")
    turns = Turns(voices=(0, 1), margins=(30, 30), prints=VOICES)
    known = Voiceprint(name="Nora Fable", audio="sha256:other", vector=VOICES[0])
    hints = Hints(remembered=(known, known))
    made = attribute(said, turns, CAST, hints, shelf=shelf, tell=tell)
    assert [cue.speaker for cue in made.cues] == ["Jasper Thimble", "Nora Fable"]
