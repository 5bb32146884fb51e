"""A quotation's clip: the right second, faded, level, tagged; in bounded memory."""

import array
import json
import math
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sound
import talk
from pod2post import codec, media, runs
from pod2post.backends import clip
from pod2post.cli import main
from pod2post.errors import BadInput
from pod2post.hearing import clips, excerpt
from pod2post.values import Audio, CheckResult, Evidence, Grounding, Transcript

KINDS = {
    "a.mp3": "libmp3lame",
    "a.m4a": "aac",
    "a.ogg": "libopus",
    "a.flac": "flac",
    "a.mka": "aac",
    "a.ts": "aac",
    "a.webm": "libopus",
}
RATE = 24_000


def noise(seconds: float, rate: int = RATE, channels: int = 1, pitch: float = 220.0) -> bytes:
    """No two stretches of it are alike, and it is louder than it is quiet."""
    rows = np.random.default_rng(7).normal(0, 9_000, int(seconds * rate))
    rows = np.convolve(rows, np.ones(8) / 8, "same")
    return rows.clip(-30_000, 30_000).astype("<i2").repeat(channels).tobytes()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Half a minute of noise in every kind of file."""
    folder = tmp_path_factory.mktemp("noise")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sound, "samples", noise)
        made = {
            name: sound.encode(
                folder / name, 30, codec=codec, rate=48_000 if "opus" in codec else RATE
            )
            for name, codec in KINDS.items()
        }
        made["a.wav"] = folder / "a.wav"
        made["a.wav"].write_bytes(sound.wav(30, rate=RATE))
    return made


def lag_ms(one: bytes, two: bytes, rate: int) -> tuple[float, float]:
    """By how much `two` is late against `one`, and how alike they then are (0 to 1)."""
    a, b = (np.frombuffer(data, "<i2").astype(float) for data in (one, two))
    size = 1 << (len(a) + len(b) - 1).bit_length()
    product = np.fft.rfft(b, size) * np.conj(np.fft.rfft(a, size))
    found = np.fft.irfft(product, size)
    at = int(np.argmax(found))
    alike = float(found[at] / (np.linalg.norm(a) * np.linalg.norm(b)))
    return 1000 * (at - size if at > size // 2 else at) / rate, alike


# --- the stretch --------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end"), [(0, 3_000), (2_500, 4_000), (12_345, 15_000)])
@pytest.mark.parametrize("name", [*KINDS, "a.wav"])
def test_a_stretch_that_was_sought_is_the_one_that_is_read(
    files: dict[str, Path], name: str, start: int, end: int
) -> None:
    form = {"rate": 44_100, "channels": 1}
    read = b"".join(media.pcm(files[name], start_ms=start, end_ms=end, **form))
    sought = excerpt.part(files[name], start, end, **form)
    late, alike = lag_ms(read, sought, 44_100)
    assert abs(len(read) - len(sought)) <= 4
    assert abs(late) <= 1
    assert alike > 0.98


def test_the_end_and_beyond_it(files: dict[str, Path]) -> None:
    form = {"rate": RATE, "channels": 1}
    tail = excerpt.part(files["a.wav"], 29_000, 40_000, **form)
    assert abs(len(tail) - 2 * RATE) <= 4
    assert excerpt.part(files["a.wav"], 45_000, 46_000, **form) == b""


def test_only_the_stretch_is_decoded(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = 0
    real = excerpt.resampled

    def counting(frames, rate, channels):
        nonlocal decoded
        frames = list(frames)
        decoded += sum(frame.samples for frame in frames)
        return real(frames, rate, channels)

    monkeypatch.setattr(excerpt, "resampled", counting)
    excerpt.part(files["a.mp3"], 20_000, 22_000, rate=RATE, channels=1)
    assert decoded < 6 * RATE


# --- the shape ----------------------------------------------------------------------------


def tone(seconds: float, level: int, rate: int = 44_100) -> bytes:
    count = int(seconds * rate)
    rows = (int(level * math.sin(math.tau * 440 * i / rate)) for i in range(count))
    return array.array("h", rows).tobytes()


@pytest.mark.parametrize("level", [600, 3_000, 32_000])
def test_quiet_and_loud_come_out_alike_with_soft_ends(level: int) -> None:
    made = np.frombuffer(clip.shaped(tone(2, level), rate=44_100, channels=1), "<i2").astype(float)
    inner = made[44_100 // 2 : -44_100 // 2]
    assert abs(20 * math.log10(np.sqrt(np.mean(inner**2)) / 32_768) - clip.LOUDNESS_DBFS) < 0.5
    assert np.abs(made[:50]).max() < 60
    assert np.abs(made[-50:]).max() < 60
    assert len(made) == 2 * 44_100


def test_a_single_crack_is_not_clipped_and_silence_stays_silence() -> None:
    cracked = bytearray(tone(1, 200))
    cracked[44_100:44_102] = (32_767).to_bytes(2, "little", signed=True)
    made = np.frombuffer(clip.shaped(bytes(cracked), rate=44_100, channels=1), "<i2")
    assert np.abs(made.astype(int)).max() < 32_767
    assert clip.shaped(bytes(8_820), rate=44_100, channels=1) == bytes(8_820)
    assert clip.shaped(b"", rate=44_100, channels=2) == b""


# --- the command --------------------------------------------------------------------------


def a_run(folder: Path, source: Path, *, name: str = "2026-10-05-a-talk", cut_ms: int = 0) -> Path:
    """A finished run of this audio, with one quotation from 12.3 to 14.8 s."""
    seen = media.probe(source)
    digest = codec.digest_bytes(source.read_bytes())
    audio = Audio(
        digest=digest, size=source.stat().st_size, duration_ms=seen.duration_ms,
        codec=seen.codec, channels=seen.channels, origin=str(source),
    )  # fmt: skip
    row = Evidence(
        where="s1", kind="quote", quote="s1q1", text="「潮水會說話。」", cues=("c0001",),
        start_ms=12_300, end_ms=14_800, source="The tide talks.", speaker="Nora Fable",
        tests=(CheckResult(name="words", verdict="ok"),),
    )  # fmt: skip
    grounding = Grounding(audio=digest, transcript="sha256:" + "1" * 64, evidence=(row,))
    said = talk.transcript([talk.cue(1, "The tide talks.", at=12_300)])
    length = seen.duration_ms - cut_ms
    covered = codec.build(
        type(said.coverage), {**codec.plain(said.coverage), "duration_ms": length}
    )
    home = folder / "workspace" / "runs" / name
    home.mkdir(parents=True)
    parts = codec.plain(said) | {"coverage": codec.plain(covered)}
    record = runs.Record(locator=talk.source().locator)
    for file, made in (
        ("1-source.json", talk.source()),
        ("2-audio.json", audio),
        ("3-transcript.json", codec.build(Transcript, parts)),
        ("post.grounding.json", grounding),
        ("run.json", record),
    ):
        (home / file).write_text(codec.readable(made), encoding="utf-8")
    return home


@pytest.mark.parametrize("ending", [".mp3", ".m4a"])
@pytest.mark.parametrize("cut_ms", [0, 9_000], ids=["sought", "read"])
def test_a_clip_holds_the_words_and_a_second_of_air(
    files: dict[str, Path], tmp_path: Path, ending: str, cut_ms: int
) -> None:
    """A file whose stamps disagree with its sound (`cut_ms`) is read, not sought in."""
    home = a_run(tmp_path, files["a.mp3"], cut_ms=cut_ms)
    target = tmp_path / f"out{ending}"
    made = clips.cut(runs.find_run(tmp_path / "workspace", "a-t"), "s1q1", target)
    assert (made.start_ms, made.end_ms) == (11_300, 15_800)
    seen = media.probe(target)
    assert abs(seen.duration_ms - 4_500) < 150
    assert seen.tag("title") == "The tide talks."
    assert (seen.tag("album"), seen.tag("artist")) == ("Lantern Hour", "Nora Fable")
    assert "0:12 to 0:14" in seen.tag("comment")
    original = b"".join(media.pcm(files["a.mp3"], rate=RATE, start_ms=11_300, end_ms=15_800))
    late, alike = lag_ms(original, b"".join(media.pcm(target, rate=RATE)), RATE)
    assert abs(late) < 60, "what an encoder puts before the first sample is not more"
    assert alike > 0.8
    assert list(home.glob("clips/*")) == []


def test_stereo_stays_stereo(tmp_path: Path) -> None:
    source = tmp_path / "both.wav"
    source.write_bytes(sound.wav(20, channels=2))
    a_run(tmp_path, source)
    made = clips.cut(runs.find_run(tmp_path / "workspace", "a-talk"), "s1q1")
    assert media.probe(Path(made.path)).channels == 2
    assert made.path.endswith("clips/s1q1.mp3")


def cli(*words: str) -> int:
    return main(["clip", *words])


def test_the_command_says_where_and_when(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, workspace = a_run(tmp_path, files["a.m4a"]), str(tmp_path / "workspace")
    assert cli("2026-10", "s1q1", "--workspace", workspace) == 0
    assert "clips/s1q1.mp3 (0:11 to 0:15)" in capsys.readouterr().out
    assert cli(str(home), "s1q1", "--json") == 0, "an earlier clip is replaced"
    row = json.loads(capsys.readouterr().out)
    assert (row["code"], row["quote"], row["start_ms"]) == (0, "s1q1", 11_300)


def test_what_cannot_be_cut_is_named(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = shutil.copy(files["a.mp3"], tmp_path / "here.mp3")
    home = a_run(tmp_path, source)
    workspace = ("--workspace", str(tmp_path / "workspace"))
    mine = tmp_path / "mine.mp3"
    mine.write_text("my own notes", encoding="utf-8")
    for words, cause in [
        (("a-talk", "s9q9"), "no quotation 's9q9'"),
        (("b", "s1q1"), "no run 'b'"),
        (("a", "s1q1", "-o", str(tmp_path / "x.wav")), ".mp3 or .m4a"),
        (("a", "s1q1", "-o", str(mine)), "no clip of ours"),
        (("a", "s1q1", "-o", str(source)), "no clip of ours"),
        (("a", "s1q1", "-o", str(mine / "x.mp3")), "cannot be written"),
    ]:
        assert cli(*words, *workspace) == 2
        assert cause in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == "my own notes"
    (home / "post.grounding.json").unlink()
    assert cli("a", "s1q1", *workspace) == 2
    assert "has no post.grounding.json" in capsys.readouterr().err


def test_media_that_is_gone_or_another_is_named(files: dict[str, Path], tmp_path: Path) -> None:
    source = shutil.copy(files["a.mp3"], tmp_path / "here.mp3")
    home = a_run(tmp_path, source)
    run = runs.find_run(tmp_path, str(home))
    grounding = json.loads((home / "post.grounding.json").read_text(encoding="utf-8"))
    grounding["audio"] = "sha256:" + "2" * 64
    (home / "post.grounding.json").write_text(json.dumps(grounding), encoding="utf-8")
    with pytest.raises(BadInput, match="made from other audio"):
        clips.cut(run, "s1q1")
    source.unlink()
    (home / "post.grounding.json").unlink()
    with pytest.raises(BadInput, match=r"no post\.grounding"):
        clips.cut(run, "s1q1")


def test_a_run_is_found_by_the_beginning_of_its_name(
    files: dict[str, Path], tmp_path: Path
) -> None:
    for name in ("2026-10-05-a-talk", "2026-10-06-a-talk-again", "2026-11-01-tides"):
        a_run(tmp_path, files["a.wav"], name=name)
    workspace = tmp_path / "workspace"
    assert runs.find_run(workspace, "a-talk").folder.name == "2026-10-05-a-talk", "a whole slug"
    assert runs.find_run(workspace, "tid").folder.name == "2026-11-01-tides"
    assert runs.find_run(workspace, "2026-11").folder.name == "2026-11-01-tides"
    with pytest.raises(BadInput, match="any of 2 runs") as seen:
        runs.find_run(workspace, "a-")
    assert "2026-10-06-a-talk-again" in seen.value.remedy
    for text in ("x", "A-TALK", "../runs/zzz"):
        with pytest.raises(BadInput, match="there is no run") as seen:
            runs.find_run(workspace, text)
    assert "2026-11-01-tides" in seen.value.remedy
    with pytest.raises(BadInput, match="there is no run"):
        runs.find_run(tmp_path / "nowhere", "a")


def test_three_hours_take_the_memory_of_three_minutes(tmp_path: Path) -> None:
    """Each in a process of its own; the long one is 25 minutes of wav, 72 MB, never all read."""
    dice = random.Random(3)
    block = bytes(dice.randrange(256) for _ in range(48_000))
    peaks = []
    for name, seconds in (("short.wav", 60), ("long.wav", 1_500)):
        path = tmp_path / name
        head = sound.wav(0.5, rate=RATE)[:44]
        size = seconds * 48_000
        with path.open("wb") as out:
            out.write(head[:4] + (size + 36).to_bytes(4, "little") + head[8:40])
            out.write(size.to_bytes(4, "little"))
            for _ in range(seconds):
                out.write(block)
        code = (
            "import resource, sys\nfrom pathlib import Path\nfrom pod2post.hearing import excerpt\n"
            "path, at = Path(sys.argv[1]), int(sys.argv[2])\n"
            "assert len(excerpt.part(path, at, at + 5000, rate=44100, channels=1)) > 400_000\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
        )
        call = [sys.executable, "-c", code, str(path), str(seconds * 900)]
        here = {**os.environ, "PYTHONPATH": str(Path(clips.__file__).parents[1])}
        run = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=True, env=here)
        peaks.append(int(run.stdout))
    assert peaks[1] < 1.2 * peaks[0] + 8_000
