"""The real recogniser on real speech, and its plan of windows."""

import json
import subprocess
import sys
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from conftest import SilentTell
from pod2post.backends import decoder, device, speech, whisper
from pod2post.errors import BadInput
from pod2post.media import pcm
from pod2post.settings import RecognizerSettings
from pod2post.values import Hotwords, Span, Windows
from wer import word_error_rate

SAMPLE = Path(__file__).parent.parent / "samples" / "interview.mp3"
TRUTH = SAMPLE.with_suffix(".truth.json")
ENGLISH = Hotwords(words=(), language="en")
RATE = speech.RATE


@pytest.fixture(scope="module")
def ear(whisper_weights: Path) -> whisper.Whisper:
    return whisper.Whisper("tiny.en", whisper_weights)


def recording(path: Path, samples: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
    return path


def plan(*talk: tuple[float, float], seconds: float, blocks: int = 1) -> Windows:
    """The plan for sound that is loud in `talk` (seconds), by a detector of loudness."""
    samples = np.zeros(int(seconds * RATE), "<i2")
    for begin, end in talk:
        tone = np.sin(np.arange(int((end - begin) * RATE)) * 0.4)
        samples[int(begin * RATE) : int(begin * RATE) + len(tone)] = tone * 20_000
    data = samples.tobytes()
    step = -(-len(data) // blocks // 2) * 2 or 2
    pieces = (data[at : at + step] for at in range(0, len(data), step))
    return speech.windows(pieces, lambda rows: np.float32(np.abs(rows[:, 64:]).mean(1) > 0.2))


PLANS = [  # speech (s), length (s), windows that must come of it (s, to a tenth)
    ([], 600, []),
    ([], 0, []),
    ([(1, 1.06)], 5, []),  # a click
    ([(1, 3)], 5, [(0.8, 3.2)]),
    ([(0, 5)], 5, [(0, 5)]),
    ([(1, 3), (5, 8)], 10, [(0.8, 8.2)]),  # a pause of 2 s stays inside
    ([(1, 3), (7, 9)], 10, [(0.8, 3.2), (6.8, 9.2)]),  # one of 4 s does not
    ([(1, 20), (21, 40)], 60, [(0.8, 20.2), (20.8, 40.2)]),  # together over 30 s
    ([(1, 20), (20.2, 40)], 60, [(0.8, 20.1), (20.1, 40.2)]),  # neighbours share the silence
]


@pytest.mark.parametrize(("talk", "seconds", "wanted"), PLANS)
def test_speech_is_packed_into_windows(talk, seconds, wanted) -> None:
    made = plan(*talk, seconds=seconds)
    assert made.duration_ms == seconds * 1000
    got = [(s.start_ms / 1000, s.end_ms / 1000) for s in made.spans]
    assert len(got) == len(wanted), got
    assert all(
        pair == pytest.approx(want, abs=0.05) for pair, want in zip(got, wanted, strict=True)
    )
    true_ms = sum(end - begin for begin, end in talk if end - begin > 0.1) * 1000
    assert made.speech_ms == pytest.approx(true_ms, abs=64 * max(1, len(talk)))


def test_speech_without_a_pause_is_cut_and_nothing_is_lost() -> None:
    made = plan((0, 130), seconds=130)
    assert all(s.end_ms - s.start_ms <= 30_000 for s in made.spans)
    assert (made.spans[0].start_ms, made.spans[-1].end_ms) == (0, 130_000)
    assert all(a.end_ms == b.start_ms for a, b in pairwise(made.spans))


def test_the_plan_does_not_depend_on_how_the_sound_arrives() -> None:
    talk = [(1, 3), (58, 63), (119.9, 121), (130, 155)]
    assert plan(*talk, seconds=200) == plan(*talk, seconds=200, blocks=977)


def test_blocks_carry_the_detectors_state(monkeypatch) -> None:
    """The whole in one block and in blocks of two seconds: the same, from the real network."""
    data = b"".join(pcm(SAMPLE, end_ms=40_000))
    whole = speech.windows([data], decoder.detector())
    monkeypatch.setattr(speech, "BLOCK", speech.FRAME * 63)
    assert speech.windows([data], decoder.detector()) == whole
    assert whole.speech_ms > 20_000


def test_rumble_is_taken_out_and_voices_stay() -> None:
    time = np.arange(4 * RATE) / RATE

    def left(hertz: float) -> float:
        wide = np.float32(np.sin(2 * np.pi * hertz * time))
        return float(np.std(speech.without_rumble(wide)) / np.std(wide))

    assert left(20) < 0.15
    assert left(40) < 0.4
    assert all(0.8 < left(hertz) < 1.25 for hertz in (120, 200, 1_000, 3_000))


def test_nobody_speaks_in_silence_noise_and_tones(ear, tmp_path, tell) -> None:
    draw = np.random.default_rng(1)
    time = np.arange(20 * RATE) / RATE
    sounds = {
        "silence": np.zeros(20 * RATE),
        "noise": draw.normal(0, 0.1, 20 * RATE),
        "chord": 0.2 * sum(np.sin(2 * np.pi * f * time) for f in (220, 277, 330)),
    }
    for name, samples in sounds.items():
        made = ear.windows(recording(tmp_path / f"{name}.wav", samples), tell=tell)
        assert (name, made.spans, made.duration_ms) == (name, (), 20_000)


@pytest.mark.weights
def test_the_real_ear_hears_the_sample(ear, tell) -> None:
    truth = json.loads(TRUTH.read_text(encoding="utf-8"))
    made = ear.windows(SAMPLE, tell=tell)
    assert made.speech_ms > 0.75 * made.duration_ms
    pieces = list(ear.hear(SAMPLE, made.spans[:1], ENGLISH))
    assert [p.span for p in pieces] == list(made.spans[:1])
    assert not any(p.failed for p in pieces)
    end = pieces[-1].span.end_ms
    for piece in pieces:
        assert piece.language == "en"
        assert all(a.start_ms <= b.start_ms for a, b in pairwise(piece.words))
        for word in piece.words:
            assert piece.span.start_ms <= word.start_ms <= word.end_ms <= piece.span.end_ms
            assert 0 <= word.confidence <= 100
    said = [line for turn in truth["turns"] for line in turn["sentences"]]
    wanted = " ".join(line["text"] for line in said if line["end_ms"] <= end)
    heard = "".join(word.text for piece in pieces for word in piece.words)
    rate = word_error_rate(wanted, heard)
    print(f"\nword error rate of tiny.en on the sample's first {end // 1000} s: {100 * rate:.1f} %")
    assert rate < 0.1
    first = pieces[0].words[0]
    assert first.start_ms == pytest.approx(said[0]["start_ms"], abs=400)


@pytest.mark.weights
def test_the_same_window_gives_the_same_words(ear) -> None:
    span = Span(start_ms=300, end_ms=4_900)
    one, two = (list(ear.hear(SAMPLE, [span], ENGLISH)) for _ in range(2))
    assert one == two
    assert one[0].words


@pytest.mark.weights
def test_an_english_model_is_never_told_another_language(ear) -> None:
    span = Span(start_ms=0, end_ms=5_000)
    for language in ("zh-TW", None):
        piece = next(ear.hear(SAMPLE, [span], Hotwords(words=(), language=language)))
        assert (piece.language, piece.failed) == ("en", None)


@pytest.mark.weights
def test_hotwords_mend_a_name(ear) -> None:
    span = Span(start_ms=4_900, end_ms=9_800)
    named = Hotwords(words=("Nora Fable", "Jasper Thimble", "Tidewell"), language="en")
    piece = next(ear.hear(SAMPLE, [span], named))
    assert "Nora Fable" in "".join(word.text for word in piece.words)


class Failing:
    """A decoder whose memory holds so many windows at a time, and that has a bad one."""

    def __init__(self, real, *, room: int, bad: int | None = None) -> None:
        self.real, self.room, self.bad = real, room, bad
        self.languages, self.workers, self.sizes = real.languages, real.workers, []

    def decode(self, sounds, asked):
        self.sizes.append(len(sounds))
        if len(sounds) > self.room:
            raise RuntimeError("CUDA out of memory\nat line 5")
        if any(len(sound) == self.bad for sound in sounds):
            raise IndexError("no such token")
        return self.real.decode(sounds, asked)


SHORT = [Span(start_ms=at, end_ms=at + 2_000 + at // 10) for at in (500, 5_000, 10_000, 15_000)]


def told(ear, spans=SHORT, words=ENGLISH) -> list:
    return sorted(ear.hear(SAMPLE, spans, words), key=lambda piece: piece.span.start_ms)


@pytest.mark.weights
def test_a_window_gives_the_same_alone_in_a_batch_and_without_memory(ear, monkeypatch) -> None:
    spans = list(ear.windows(SAMPLE, tell=SilentTell()).spans[:3]) + SHORT[-1:]
    spans[-1] = Span(start_ms=spans[2].end_ms, end_ms=spans[2].end_ms + 4_000)
    monkeypatch.setattr(device, "crew", lambda _: (1, 1))
    together = told(ear, spans)
    alone = [piece for span in spans for piece in told(ear, [span])]
    monkeypatch.setattr(device, "batch", lambda _: 3)
    assert together == alone == told(ear, spans)
    assert sum(len(piece.words) for piece in together) > 150


@pytest.mark.weights
def test_a_batch_that_is_too_large_is_halved_and_a_bad_window_is_a_hole(whisper_weights) -> None:
    ear = whisper.Whisper("tiny.en", whisper_weights)
    failing = Failing(ear._decoder, room=1, bad=SHORT[1].end_ms * 16 - SHORT[1].start_ms * 16)
    failing.workers = 1
    ear.__dict__["_decoder"] = failing
    pieces = told(ear)
    assert failing.sizes[:3] == [4, 2, 2]
    assert [p.failed for p in pieces] == [None, "IndexError: no such token", None, None]
    assert pieces[1].holes
    assert not pieces[1].words
    assert all(pieces[at].words for at in (0, 2, 3))


@pytest.mark.weights
def test_a_glance_at_noise_gives_no_words_and_one_at_speech_does(ear, tmp_path) -> None:
    draw = np.random.default_rng(2)
    noise = recording(tmp_path / "noise.wav", draw.normal(0, 0.1, 6 * RATE))
    names = Hotwords(words=("Nora Fable", "Tidewell"), language="en")
    (piece,) = ear.glance(noise, [Span(start_ms=0, end_ms=6_000)], names)
    assert (piece.words, piece.failed) == ((), None)
    (piece,) = ear.glance(SAMPLE, [Span(start_ms=0, end_ms=9_800)], names)
    assert len(piece.words) > 10


def test_what_sounds_outside_all_windows_is_listed() -> None:
    made = plan((1, 20), (30, 31), seconds=120)
    assert made.audible == ()
    samples = np.zeros(100 * RATE, "<i2")
    hum = (np.sin(np.arange(70 * RATE) * 0.4) * 6_000).astype("<i2")
    samples[: 10 * RATE] = hum[: 10 * RATE] * 3
    samples[25 * RATE : 95 * RATE] = hum
    made = speech.windows(
        [samples.tobytes()], lambda rows: np.float32(np.abs(rows[:, 64:]).mean(1) > 0.3)
    )
    (talk,) = made.spans
    assert (talk.start_ms, talk.end_ms) == (0, pytest.approx(10_200, abs=40))
    assert all(s.end_ms - s.start_ms <= 30_000 for s in made.audible)
    assert (made.audible[0].start_ms, made.audible[-1].end_ms) == (talk.end_ms, 100_000)


def test_the_quietest_place_is_found() -> None:
    sound = np.float32(np.sin(np.arange(20 * RATE) * 0.4))
    sound[int(11.9 * RATE) : int(12.4 * RATE)] *= 0.01
    assert speech.quietest(sound, 5_000, 15_000) == pytest.approx(12_150, abs=120)


def weights_like(folder: Path, model: bytes = b"no model") -> Path:
    folder.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_text("{}")
    (folder / "model.bin").write_bytes(model)
    return folder


def test_damaged_weights_are_found_at_the_first_window_not_before(tmp_path, tell) -> None:
    home = weights_like(tmp_path / "mine")
    ear = whisper.open_ear(RecognizerSettings(model=str(home)), tmp_path, wheels=False, tell=tell)
    with pytest.raises(BadInput, match="cannot be loaded") as caught:
        list(ear.hear(SAMPLE, [Span(start_ms=0, end_ms=1_000)], ENGLISH))
    assert "models verify" in caught.value.remedy


def test_identity_names_weights_and_compute_type_not_place_or_device(tmp_path) -> None:
    one, two = weights_like(tmp_path / "a"), weights_like(tmp_path / "b")
    other = weights_like(tmp_path / "c", b"another")
    first = whisper.Whisper("x", one)
    assert first.identity == whisper.Whisper("x", two, device="cuda").identity
    assert first.identity != whisper.Whisper("x", other).identity
    assert first.identity != whisper.Whisper("x", one, compute="float32").identity
    assert first.label == "faster-whisper x int8"


def test_opening_loads_no_heavy_library() -> None:
    code = (
        "import sys, pod2post.backends.whisper, pod2post.weights\n"
        "heavy = {'faster_whisper', 'ctranslate2', 'numpy', 'av', 'huggingface_hub', 'pydantic'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_the_trial_model_encodes_a_second_on_the_cpu() -> None:
    device.trial("cpu")


def test_without_a_gpu_auto_is_the_cpu_and_cuda_is_refused(tell) -> None:
    import ctranslate2

    if ctranslate2.get_cuda_device_count():
        pytest.skip("this machine has a GPU")
    assert device.pick("auto", tell=tell) == "cpu"
    assert tell.said == []
    with pytest.raises(BadInput, match="no CUDA device is seen"):
        device.pick("cuda", tell=tell)


def test_a_gpu_that_fails_its_trial_is_named_once(tell, monkeypatch) -> None:
    import ctranslate2

    if ctranslate2.get_cuda_device_count():
        pytest.skip("this machine has a GPU")
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 1)
    assert device.pick("auto", tell=tell) == "cpu"
    assert len(tell.said) == 1
    assert "failed its one-second trial" in tell.said[0]
    assert "CUDA" in tell.said[0]
    with pytest.raises(BadInput, match="device is cuda, but"):
        device.pick("cuda", tell=tell)


def test_a_compute_type_that_the_device_lacks_is_refused() -> None:
    assert device.compute_type("cpu", "auto") in device.BEST["cpu"]
    assert device.compute_type("cpu", "float32") == "float32"
    with pytest.raises(BadInput, match="float17") as caught:
        device.compute_type("cpu", "float17")
    assert "float32" in caught.value.remedy
