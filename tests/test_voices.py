"""Voices behind one door: networks of one's own, pyannote, nobody; where the voice changes."""

import itertools
import math
import struct
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from pod2post import settings
from pod2post.backends import diarize, embedding, fbank, onnx_parts, pyannote_voices, voices
from pod2post.backends.parting import filled
from pod2post.backends.pyannote_voices import Voiced, by_pyannote
from pod2post.errors import BadInput, TryLater
from pod2post.hearing.turns import Part, People, Turns
from pod2post.ports import Talk
from pod2post.settings import RecognizerSettings
from pod2post.values import Audio, Span
from pod2post.world import VOICES, World
from sound import encode

RATE = 16_000


def audio(media: Path, digest: str = "5") -> Audio:
    return Audio(
        digest="sha256:" + digest * 64,
        size=media.stat().st_size,
        duration_ms=1,
        codec="mp3",
        channels=1,
        origin=str(media),
    )


# --- Kaldi's filter banks -------------------------------------------------------------------


def test_one_frame_by_hand() -> None:
    """An impulse at sample 100: each step of Kaldi's recipe, band by band, in plain Python."""
    frame = [0.0] * 400
    frame[100] = 0.5
    scaled = [32_768 * one for one in frame]
    mean = sum(scaled) / 400
    level = [one - mean for one in scaled]
    shaped = [one - 0.97 * before for one, before in zip(level, [level[0], *level], strict=False)]
    window = [(0.5 - 0.5 * math.cos(math.tau * n / 399)) ** 0.85 for n in range(400)]
    rows = [one * w for one, w in zip(shaped, window, strict=True)]

    def power(k: int) -> float:
        re = sum(x * math.cos(math.tau * k * n / 512) for n, x in enumerate(rows))
        im = sum(x * math.sin(math.tau * k * n / 512) for n, x in enumerate(rows))
        return re * re + im * im

    def mel(hertz: float) -> float:
        return 1127 * math.log(1 + hertz / 700)

    step = (mel(8000) - mel(20)) / 81
    got = fbank.fbank(np.array(frame, np.float32))
    assert got.shape == (1, 80)
    for band in (0, 1, 20, 79):
        left = mel(20) + band * step
        total = 0.0
        for k in range(256):
            place = (mel(k * 31.25) - left) / step
            weight = max(0.0, min(place, 2 - place))
            total += weight * power(k) if weight else 0.0
        assert got[0, band] == pytest.approx(math.log(total), abs=2e-3)


def test_frames_are_whole_and_silence_is_the_floor() -> None:
    for samples, frames in ((0, 0), (399, 0), (400, 1), (559, 1), (560, 2), (16_000, 98)):
        assert fbank.fbank(np.zeros(samples, np.float32)).shape == (frames, 80)
    floor = math.log(np.finfo(np.float32).eps)
    assert np.allclose(fbank.fbank(np.zeros(800, np.float32)), floor)


def test_a_tone_is_loudest_in_its_own_band() -> None:
    time = np.arange(RATE, dtype=np.float32) / RATE
    step = (1127 * math.log(1 + 8000 / 700) - 1127 * math.log(1 + 20 / 700)) / 81
    for hertz in (300, 1000, 4000):
        bands = fbank.fbank(0.1 * np.sin(2 * np.pi * hertz * time))
        wanted = (1127 * math.log(1 + hertz / 700) - 1127 * math.log(1 + 20 / 700)) / step - 1
        assert abs(int(bands[50].argmax()) - wanted) <= 1


# --- a network of one's own -----------------------------------------------------------------


def network(*, size: int | str = 80, batch: int | str = "n", rank: int = 2) -> bytes:
    """Each band's mean over the frames, less the first band's: a graph of two nodes."""
    g = onnx_parts
    nodes = [
        g.node("ReduceMean", ["feats"], ["mean"], [g.numbers_of("axes", (1,)), *keep(rank)]),
        g.node("Sub", ["mean", "shift"], ["embs"]),
    ]
    shift = g.constant("shift", (1,), g.FLOAT, struct.pack("<f", 0.25))
    out = ("n", size) if rank == 2 else ("n", 1, size)
    edges = [g.edge(11, "feats", (batch, "frames", size)), g.edge(12, "embs", out)]
    return g.model("tiny", nodes, [shift], edges)


def keep(rank: int) -> list[bytes]:
    return [onnx_parts.number_of("keepdims", int(rank == 3))]


@pytest.fixture
def mono(tmp_path: Path) -> Path:
    return encode(tmp_path / "a.mp3", 6.0)


SPANS = [Span(start_ms=at, end_ms=at + 2500) for at in (0, 2600)]


@pytest.mark.parametrize("batch", ["n", 1])
def test_the_names_of_a_network_are_read_from_it(batch, mono, tmp_path) -> None:
    model = tmp_path / "tiny.onnx"
    model.write_bytes(network(batch=batch))
    made = embedding.Encoder(model, fbank.FRONT).vectors(mono, SPANS, embedding.WHOLE)
    rows = np.concatenate(list(made))
    assert rows.shape == (len(embedding.windows(SPANS)), 80)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    # The mean of each window was taken out, so the graph's shift is all that is left.
    assert np.allclose(rows, -1 / math.sqrt(80), atol=1e-2)


UNFIT = [
    (b"", "cannot be used as a speaker network"),
    (b"no graph", "cannot be used as a speaker network"),
    (network(size=40), "it takes 40 bands, not 80"),
    (network(rank=3), "it gives 3 dimensions"),
]


@pytest.mark.parametrize(("data", "why"), UNFIT)
def test_what_is_no_speaker_network_is_refused(data, why, mono, tmp_path) -> None:
    model = tmp_path / "tiny.onnx"
    model.write_bytes(data)
    with pytest.raises(BadInput, match=why):
        list(embedding.Encoder(model, fbank.FRONT).vectors(mono, SPANS, embedding.WHOLE))


def test_a_network_of_ones_own_tells_voices_apart(mono, tmp_path, shelf, tell) -> None:
    model = tmp_path / "tiny.onnx"
    model.write_bytes(network())
    wanted = RecognizerSettings(voices="onnx", voices_model=str(model))
    made = voices.by_file(wanted, tmp_path, wheels=False)
    told = made.turns(
        Talk(audio=audio(mono), media=mono, spans=SPANS, people=People()), shelf=shelf, tell=tell
    )
    assert told.voices == (0, 0)
    assert len(told.prints[0]) == 80
    assert told.how == "1 voice told apart by sound, the number estimated"
    model.write_bytes(network(batch=1))
    assert voices.by_file(wanted, tmp_path, wheels=False).identity != made.identity


def test_what_decides_the_voices_is_in_the_identity(monkeypatch, tmp_path) -> None:
    seen = [voices.by_campplus(RecognizerSettings(), tmp_path, wheels=False).identity]
    for more in ({"scale": 0.5}, {"apart": 0.6}, {"name": "another"}):
        monkeypatch.setattr(fbank, "FRONT", replace(fbank.FRONT, **more))
        seen.append(voices.by_campplus(RecognizerSettings(), tmp_path, wheels=False).identity)
    assert len(set(seen)) == 4


def test_a_network_that_is_not_there_is_named_before_anything_is_heard(tmp_path) -> None:
    for model, cause in ((None, "needs a file"), ("~/gone.onnx", "there is no speaker network")):
        known = replace(
            settings.load(None),
            recognizer=RecognizerSettings(voices="onnx", voices_model=model),
        )
        with pytest.raises(BadInput, match=cause):
            World(settings=known, tell=None).voices()  # type: ignore[arg-type]


def test_every_kind_that_can_be_set_has_its_backend(tmp_path) -> None:
    kinds = RecognizerSettings.__annotations__["voices"].__args__
    assert set(kinds) == {"auto", *VOICES}
    model = tmp_path / "tiny.onnx"
    model.write_bytes(network())

    def identity(**wish: Any) -> str:
        known = replace(settings.load(None), recognizer=RecognizerSettings(**wish))
        return World(settings=known, tell=None).voices().identity  # type: ignore[arg-type]

    assert identity() == identity(voices="ge2e")
    assert identity(voices_model=str(model)) == identity(voices="onnx", voices_model=str(model))
    assert len({identity(), identity(voices_model=str(model)), identity(voices="none")}) == 3


def test_nobody_tells_nothing(mono, shelf, tell) -> None:
    made = voices.by_nobody(RecognizerSettings(), mono, wheels=False)
    told = made.turns(
        Talk(audio=audio(mono), media=mono, spans=SPANS, people=People()), shelf=shelf, tell=tell
    )
    assert told == Turns(voices=(None, None), margins=(None, None))


# --- where inside a sentence the voice changes ------------------------------------------------


def likeness(*runs: tuple[int, float, float]) -> Any:
    return np.concatenate([np.tile([a, b], (count, 1)) for count, a, b in runs])


PATHS = [
    (likeness((10, 0.8, 0.5), (10, 0.5, 0.8)), [0] * 10 + [1] * 10),
    (likeness((10, 0.8, 0.5), (2, 0.6, 0.8), (10, 0.8, 0.5)), [0] * 22),  # not worth two changes
    (likeness((10, 0.8, 0.5), (5, 0.5, 0.8), (9, 0.8, 0.5)), [0] * 10 + [1] * 5 + [0] * 9),
    (likeness((1, 0.4, 0.6)), [1]),
]


@pytest.mark.parametrize(("rows", "wanted"), PATHS)
def test_a_change_must_be_worth_it(rows, wanted) -> None:
    assert diarize.path(rows) == wanted


def part(begin: int, end: int, voice: int, margin: int | None = 20) -> Part:
    return Part(span=7, start_ms=begin, end_ms=end, voice=voice, margin=margin)


def test_parts_that_are_sure_are_widened_until_they_meet() -> None:
    whole = Span(start_ms=0, end_ms=9000)
    made = filled(whole, [part(500, 2000, 0), part(3000, 4000, 0, 12), part(5000, 8000, 1, None)])
    assert made == [part(0, 4500, 0, 12), part(4500, 9000, 1, None)]
    assert filled(whole, [part(500, 2000, 0), part(3000, 4000, 0)]) == []
    assert filled(whole, []) == []


class Scripted:
    """An encoder whose vectors are those of who speaks in the middle of the window."""

    front = fbank.FRONT
    who: ClassVar[list[tuple[int, int]]] = []  # until when, who
    shared = 0.0  # what all voices have in common

    def __init__(self, file: Path, front: embedding.Front) -> None:
        pass

    def vectors(self, media, spans, cut, /) -> Iterator[Any]:
        draw = np.random.default_rng(cut.step)
        axes = np.eye(3, dtype=np.float32) + np.float32(self.shared)
        rows = []
        for _, begin, end in embedding.windows(spans, cut):
            shares = np.zeros(3, np.float32)
            for ms in range(begin, end, 10):
                shares += axes[next(who for until, who in self.who if ms < until)]
            rows.append(shares + draw.normal(0, 0.02 * shares.sum(), 3))
        yield diarize.unit(np.array(rows, np.float32))


def heard(spans, who, monkeypatch, mono, tmp_path, shelf, tell) -> Turns:
    monkeypatch.setattr(voices, "Encoder", Scripted)
    monkeypatch.setattr(Scripted, "who", who)
    model = tmp_path / "m.onnx"
    model.write_bytes(b"")
    wanted = RecognizerSettings(voices="onnx", voices_model=str(model))
    made = voices.by_file(wanted, tmp_path, wheels=False)
    return made.turns(
        Talk(audio=audio(mono), media=mono, spans=spans, people=People(least=2, most=2)),
        shelf=shelf,
        tell=tell,
    )


LONG = [Span(start_ms=at, end_ms=at + 5900) for at in range(0, 30_000, 6000)]


def test_a_voice_that_begins_inside_a_sentence_is_placed(
    monkeypatch, mono, tmp_path, shelf, tell
) -> None:
    who = [(6000, 0), (12_000, 1), (15_000, 0), (24_000, 1), (27_400, 1), (28_900, 0), (99_000, 1)]
    told = heard(LONG, who, monkeypatch, mono, tmp_path, shelf, tell)
    assert [row.voice for row in told.parts if row.span == 2] == [0, 1]
    assert [row.voice for row in told.parts if row.span == 4] == [1, 0, 1]
    assert {row.span for row in told.parts} == {2, 4}
    starts = {(row.span, row.start_ms) for row in told.parts}
    for span, wanted in ((2, 15_000), (4, 27_400), (4, 28_900)):
        assert min(abs(at - wanted) for number, at in starts if number == span) <= 250
    for span in (2, 4):
        rows = [row for row in told.parts if row.span == span]
        assert (rows[0].start_ms, rows[-1].end_ms) == (LONG[span].start_ms, LONG[span].end_ms)
        assert all(one.end_ms == two.start_ms for one, two in itertools.pairwise(rows))
        assert min(row.margin or 0 for row in rows) >= 10


def test_an_instant_of_another_voice_divides_nothing(
    monkeypatch, mono, tmp_path, shelf, tell
) -> None:
    who = [(6000, 0), (12_000, 1), (14_000, 0), (14_250, 1), (18_000, 0), (99_000, 1)]
    assert heard(LONG, who, monkeypatch, mono, tmp_path, shelf, tell).parts == ()


@pytest.mark.parametrize(("shared", "divided"), [(0.2, {1}), (0.448, set())])  # alike: 0.34, 0.6
def test_between_voices_that_may_be_one_persons_nothing_is_divided(
    shared, divided, monkeypatch, mono, tmp_path, shelf, tell
) -> None:
    monkeypatch.setattr(Scripted, "shared", shared)
    told = heard(LONG, [(9000, 0), (99_000, 1)], monkeypatch, mono, tmp_path, shelf, tell)
    assert told.voices[0] != told.voices[2]
    assert {row.span for row in told.parts} == divided


# --- pyannote -------------------------------------------------------------------------------


@dataclass
class Segment:
    start: float
    end: float


class Annotation:
    def __init__(self, rows: list[tuple[float, float, str]]) -> None:
        self.rows = rows

    def itertracks(self, yield_label: bool = False) -> Iterator[Any]:
        for at, (start, end, label) in enumerate(self.rows):
            yield (Segment(start, end), at, label) if yield_label else (Segment(start, end), at)


class Pipeline:
    """pyannote.audio 4: the call, what it gives, and what it prints when the hub says no."""

    asked: ClassVar[list[dict[str, Any]]] = []
    rows: ClassVar[list[tuple[float, float, str]]] = []
    fault: ClassVar[Any] = None

    @classmethod
    def from_pretrained(cls, checkpoint: str, *, token: str | None = None) -> Any:
        cls.asked.append({"checkpoint": checkpoint, "token": token})
        if isinstance(cls.fault, Exception):
            raise cls.fault
        if cls.fault == "gated":
            print("Could not download Pipeline from", checkpoint)
            return None
        return cls()

    def __call__(self, file: dict[str, Any], **wanted: Any) -> Any:
        sound = file["waveform"]
        self.asked.append({"shape": sound.shape, "rate": file["sample_rate"], **wanted})
        exclusive = Annotation(self.rows)
        return types.SimpleNamespace(
            speaker_diarization=Annotation([]), exclusive_speaker_diarization=exclusive
        )


@pytest.fixture
def pyannote(monkeypatch: pytest.MonkeyPatch) -> type[Pipeline]:
    package, module = types.ModuleType("pyannote"), types.ModuleType("pyannote.audio")
    torch = types.ModuleType("torch")
    package.__path__ = []  # type: ignore[attr-defined]
    module.Pipeline = Pipeline  # type: ignore[attr-defined]
    module.__spec__ = types.SimpleNamespace(name="pyannote.audio")  # type: ignore[assignment]
    torch.from_numpy = lambda array: array  # type: ignore[attr-defined]
    named = {"pyannote": package, "pyannote.audio": module, "torch": torch}
    for name, one in named.items():
        monkeypatch.setitem(sys.modules, name, one)
    real = pyannote_voices.importlib.metadata.version
    monkeypatch.setattr(
        pyannote_voices.importlib.metadata,
        "version",
        lambda name: "4.0.7" if name == "pyannote.audio" else real(name),
    )
    monkeypatch.setenv("HF_TOKEN", "of the hub")
    for name in ("POD2POST_HF_TOKEN", "PYANNOTE_METRICS_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Pipeline, "asked", [])
    monkeypatch.setattr(Pipeline, "fault", None)
    rows = [(0.0, 1.4, "B"), (1.5, 2.4, "A"), (3.0, 5.2, "A")]
    monkeypatch.setattr(Pipeline, "rows", rows)
    return Pipeline


def listened(mono: Path, people: People, shelf: Any, tell: Any) -> Turns:
    made = by_pyannote(RecognizerSettings(), mono, wheels=False)
    return made.turns(
        Talk(audio=audio(mono), media=mono, spans=SPANS, people=people), shelf=shelf, tell=tell
    )


def test_pyannote_is_asked_with_the_sound_and_the_number(pyannote, mono, shelf, tell) -> None:
    told = listened(mono, People(least=2, most=2), shelf, tell)
    loaded, called = pyannote.asked
    assert loaded == {"checkpoint": pyannote_voices.MODEL, "token": "of the hub"}
    assert called["shape"] == (1, pytest.approx(6 * RATE, abs=2000))
    assert (called["rate"], called["num_speakers"]) == (RATE, 2)
    assert told.voices == (0, 1)  # B, who is heard first, then A
    assert told.margins == (21, 100)
    assert [(row.span, row.voice, row.start_ms, row.end_ms) for row in told.parts] == [
        (0, 0, 0, 1450),
        (0, 1, 1450, 2500),
    ]
    assert told.how == "2 voices told apart by pyannote"
    listened(mono, People(least=2, most=2), shelf, tell)
    assert len(pyannote.asked) == 2  # what was told lies in the store
    ranged = listened(mono, People(least=1, most=6), shelf, tell)
    assert (pyannote.asked[-1]["min_speakers"], pyannote.asked[-1]["max_speakers"]) == (1, 6)
    assert ranged.how.endswith("the number estimated")


def test_pyannote_is_told_to_send_nothing_and_our_token_comes_first(
    pyannote, mono, shelf, tell, monkeypatch
) -> None:
    monkeypatch.setenv("POD2POST_HF_TOKEN", "ours")
    listened(mono, People(), shelf, tell)
    assert pyannote_voices.os.environ["PYANNOTE_METRICS_ENABLED"] == "false"
    assert pyannote.asked[0]["token"] == "ours"


def test_a_gated_model_is_named_and_nothing_is_printed(
    pyannote, mono, shelf, tell, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(pyannote, "fault", "gated")
    with pytest.raises(BadInput, match="does not open") as caught:
        listened(mono, People(), shelf, tell)
    assert "Accept the conditions" in caught.value.remedy
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(pyannote, "fault", OSError("no route"))
    with pytest.raises(TryLater, match="no route"):
        listened(mono, People(), shelf, tell)


def test_pyannote_without_a_token_or_without_the_extra_is_refused(pyannote, monkeypatch) -> None:
    known = replace(settings.load(None), recognizer=RecognizerSettings(voices="pyannote"))
    world = World(settings=known, tell=None)  # type: ignore[arg-type]
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(BadInput, match="token") as caught:
        world.voices()
    assert "POD2POST_HF_TOKEN" in caught.value.remedy
    for name in ("pyannote", "pyannote.audio"):
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(BadInput, match="an extra that is not installed") as caught:
        world.voices()
    assert 'pip install "pod2post[pyannote]"' in caught.value.remedy


def test_a_span_in_which_pyannote_hears_nobody_has_no_voice() -> None:
    voiced = (Voiced(start_ms=0, end_ms=900, voice=0), Voiced(start_ms=5000, end_ms=6000, voice=1))
    share = pyannote_voices._share
    assert share(voiced, Span(start_ms=1000, end_ms=5000)) == (None, None)
    assert share(voiced, Span(start_ms=800, end_ms=5300)) == (1, 50)
    assert share((), Span(start_ms=0, end_ms=5000)) == (None, None)
