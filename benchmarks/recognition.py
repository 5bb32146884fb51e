"""Recognition beside faster-whisper's own two ways: same weights, same audio, rounds in turn.

    python -m benchmarks.recognition --json [--audio FILE --reference FILE] [--data DIR]
        [--model base] [--rounds N] [--long MINUTES] [--only NAME ...]

`ours` is the stage `transcribe` with a store of its own; `default` is faster-whisper with beam
5, window after window; `batched` its batched mode with batch 8. int8 on the CPU, language given.
Each run has a process of its own; seconds count from the opening of the model to the last
word, imports apart. The last line is one JSON object; `rows` holds medians per file. `--long`
makes a file of so many minutes from the interview (compared up to 90 minutes) and gives
`rss_ratio`, peak memory over that of ten minutes (`rss_ratio_5h` for 300 minutes), and where it
is compared `wall_ratio_long`. `speaker_words_right` is that of the interview. On a busy machine
compare `cpu_ratio`.
"""

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "audio"
FILES = ("real_speech.flac", "synth_interview.mp3", "guard.flac")
WAYS = ("ours", "default", "batched")
COMPARED_MINUTES = 90
Line = tuple[float, float, str]  # seconds, seconds, text


class Quiet:
    """A `ports.Tell` that shows nothing."""

    def say(self, text: str, /) -> None:
        pass

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        pass


def ours(media: Path, weights: Path) -> tuple[list[Line], dict[str, Any]]:
    """What the stage makes of it, and what it says of itself."""
    from pod2post import media as sounds
    from pod2post.backends.whisper import Whisper
    from pod2post.hearing import coverage
    from pod2post.stages.transcribe import transcribe
    from pod2post.store import Store
    from pod2post.values import Audio, Hotwords

    seen = sounds.probe(media)
    audio = Audio(
        digest="sha256:" + "0" * 64,
        size=media.stat().st_size,
        duration_ms=seen.duration_ms,
        codec=seen.codec,
        channels=seen.channels,
        origin=str(media),
    )
    english = Hotwords(words=(), language="en")
    with tempfile.TemporaryDirectory() as folder:
        store, ear = Store(Path(folder)), Whisper(weights.name, weights)
        made = transcribe(audio, english, ear, media=media, shelf=store, tell=Quiet())
    told = {"covered": coverage.summary(made.coverage), "gaps": [*coverage.gaps(made.coverage)]}
    return [(cue.start_ms / 1000, cue.end_ms / 1000, cue.text) for cue in made.cues], told


def theirs(media: Path, weights: Path, way: str) -> list[Line]:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    model: Any = WhisperModel(str(weights), device="cpu", compute_type="int8")
    extra: dict[str, Any] = {}
    if way == "batched":
        model, extra = BatchedInferencePipeline(model), {"batch_size": 8}
    segments, _ = model.transcribe(str(media), beam_size=5, language="en", **extra)
    return [(row.start, row.end, row.text) for row in segments]


def work(way: str, media: Path, weights: Path) -> dict[str, Any]:
    """One run, in this process."""
    import faster_whisper  # noqa: F401  its import is not what is measured

    began, used = time.perf_counter(), time.process_time()
    told: dict[str, Any] = {}
    if way == "ours":
        lines, told = ours(media, weights)
    else:
        lines = theirs(media, weights, way)
    return {
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time() - used,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "lines": lines,
        **told,
    }


def measured(way: str, media: Path, weights: Path) -> dict[str, Any]:
    """One run, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.recognition", "--worker", way]
    command += ["--audio", str(media), "--weights", str(weights)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made


def row(
    media: Path,
    reference: str,
    weights: Path,
    rounds: int,
    ways: Sequence[str] = WAYS,
    until: float = math.inf,
) -> dict[str, Any]:
    """Medians of the rounds for one file, error beside speed.

    `until`: the second at which the reference ends; what is said later is not compared.
    """
    runs: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            runs[way].append(measured(way, media, weights))
            print(f"{media.name}: {way}: {runs[way][-1]['wall_s']:.1f} s", file=sys.stderr)
    made: dict[str, Any] = {"file": media.name, "rounds": rounds}
    for way, many in runs.items():
        made[way] = {
            name: round(statistics.median(run[name] for run in many), 2)
            for name in ("wall_s", "cpu_s", "rss_mb")
        }
        made[way]["same_words"] = len({json.dumps(run["lines"]) for run in many}) == 1
        made[way] |= {key: many[-1][key] for key in ("covered", "gaps") if key in many[-1]}
        if reference:
            lines = [line for line in many[-1]["lines"] if line[0] < until]
            made[way]["wer"] = error(reference, lines)
        if (regions := media.with_suffix(".json")).is_file() and media.stem == "guard":
            made[way] |= by_region(json.loads(regions.read_text("utf-8")), many[-1]["lines"])
    if "default" in made:
        for name in ("wall", "cpu"):
            made[f"{name}_ratio"] = round(
                made["ours"][f"{name}_s"] / made["default"][f"{name}_s"], 3
            )
    return made


def error(reference: str, lines: Sequence[Line]) -> float:
    """Word error rate in per cent."""
    from tests.wer import word_error_rate

    return round(100 * word_error_rate(reference, " ".join(text for *_, text in lines)), 2)


def by_region(guard: dict[str, Any], lines: Sequence[Line]) -> dict[str, int]:
    """Words where somebody speaks and where nobody does, spread evenly over their lines."""
    found = {"words_in_speech": 0, "words_in_non_speech": 0}
    for start, end, text in lines:
        words = text.split()
        for at in range(len(words)):
            when = start + (end - start) * (at + 0.5) / len(words)
            spoken = any(
                "speech" in r["kind"] and r["start"] - 0.3 <= when <= r["end"] + 0.3
                for r in guard["regions"]
            )
            found["words_in_speech" if spoken else "words_in_non_speech"] += 1
    return found


def lengthened(media: Path, minutes: float, target: Path) -> tuple[int, float]:
    """A WAV of so many minutes, the sound over and over; how often whole, and until when (s)."""
    from pod2post.media import pcm

    sound = b"".join(pcm(media))
    size = int(minutes * 60 * 32_000)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        for at in range(0, size, len(sound)):
            file.writeframesraw(sound[: size - at])
    whole = size // len(sound)
    return whole, whole * len(sound) / 32_000


def long_rows(data: Path, minutes: float, weights: Path, folder: Path) -> Iterator[dict[str, Any]]:
    source = data / "synth_interview.mp3"
    text = source.with_suffix(".txt").read_text("utf-8")
    for length in (10.0, minutes):
        target = folder / f"long_{length:g}min.wav"
        times, until = lengthened(source, length, target)
        ways = ("ours", "default") if 10 < length <= COMPARED_MINUTES else ("ours",)
        yield row(target, " ".join([text] * times), weights, 1, ways, until)


def speakers(data: Path, model: str, files: Sequence[Path]) -> dict[str, Any]:
    """Words of the interview with the right speaker, by `benchmarks.speakers`."""
    if data / "synth_interview.mp3" not in files:
        return {}
    command = [sys.executable, "-m", "benchmarks.speakers", "--json", "--data", str(data)]
    command += ["--model", model, "synth_interview"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return {key: told[key] for key in ("speaker_words_right", "speaker_words_right_found")}


def summed(rows: list[dict[str, Any]], skipped: list[str]) -> dict[str, Any]:
    """The head of the JSON: the first file's figures, and those that a file is made for."""
    made: dict[str, Any] = {}
    if rows and "default" in rows[0]:
        head = rows[0]
        made = {name: head[f"{name}"] for name in ("wall_ratio", "cpu_ratio")}
        made |= {"wer": head["ours"].get("wer"), "wer_default": head["default"].get("wer")}
        made["rss_mb"] = max(part["ours"]["rss_mb"] for part in rows)
    for part in rows:
        if "words_in_non_speech" in part["ours"]:
            made["words_in_non_speech"] = part["ours"]["words_in_non_speech"]
    long = [part for part in rows if part["file"].startswith("long_")]
    if len(long) == 2:
        name = "rss_ratio_5h" if long[1]["file"] == "long_300min.wav" else "rss_ratio"
        made[name] = round(long[1]["ours"]["rss_mb"] / long[0]["ours"]["rss_mb"], 3)
        if "wall_ratio" in long[1]:
            made["wall_ratio_long"] = long[1]["wall_ratio"]
    return made | {"cores": os.cpu_count(), "rows": rows, "skipped": skipped}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognition")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--audio", type=Path, help="a file of your own")
    parser.add_argument("--reference", type=Path, help="what is said in it, as text")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the test recordings")
    parser.add_argument("--only", nargs="*", help="names of the recordings to use")
    parser.add_argument("--model", default="base")
    parser.add_argument("--weights", type=Path, help="folder of the weights")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--long", type=float, metavar="MINUTES")
    parser.add_argument("--worker", choices=WAYS, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    models = Path(os.environ.get("POD2POST_MODELS") or ROOT / ".cache" / "models")
    weights = args.weights or models / args.model
    if not (weights / "model.bin").is_file():
        parser.error(f"no weights in {weights}: pod2post models pull {args.model}, or --weights")
    if args.worker:
        print(json.dumps(work(args.worker, args.audio, weights)))
        return 0
    wanted = FILES if args.only is None else args.only
    files = [args.audio] if args.audio else [args.data / name for name in wanted]
    skipped = [f"{file.name}: not on this machine" for file in files if not file.is_file()]
    rows = []
    for file in (file for file in files if file.is_file()):
        said = args.reference or file.with_suffix(".txt")
        text = said.read_text("utf-8") if said.is_file() else ""
        rows.append(row(file, text, weights, args.rounds))
    if args.long and (args.data / "synth_interview.mp3").is_file():
        with tempfile.TemporaryDirectory() as folder:
            rows += long_rows(args.data, args.long, weights, Path(folder))
    made = summed(rows, skipped) | speakers(args.data, args.model, files)
    print(json.dumps(made) if args.json else json.dumps(made, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
