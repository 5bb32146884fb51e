"""Twenty windows built to make Whisper loop, invent or stop early, from the sample's own sound.

    python -m benchmarks.hard_windows --json [--model tiny.en]

Five each of: one phrase twelve times over; speech and then a held note; speech far too loud,
cut in the middle of a word; speech, applause, speech. `loops_left` counts windows whose text
repeats something in a row more often than it was said; `unlisted_s` is detected speech without
words that the piece does not list as lost. Both should be 0.
"""

import argparse
import json
import os
import sys
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pod2post.backends import decoder, speech
from pod2post.backends.whisper import Whisper
from pod2post.hearing import guard
from pod2post.media import pcm
from pod2post.values import Hotwords, Piece, Span

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "interview.mp3"
RATE = speech.RATE
PHRASE_S, TIMES = 2.3, 12
STARTS_S = (12.0, 47.0, 83.0, 121.0, 166.0)
Sound = NDArray[np.float32]


def built() -> Iterator[tuple[str, int, Sound]]:
    """Name, how often something may stand in a row, samples."""
    whole = speech.to_float(b"".join(pcm(SAMPLE)))
    draw = np.random.default_rng(3)
    for start in STARTS_S:
        at = int(start * RATE)
        talk = whole[at : at + 9 * RATE]
        yield "phrase over and over", TIMES + 1, np.tile(whole[at:][: int(PHRASE_S * RATE)], TIMES)
        time = np.arange(18 * RATE) / RATE
        note = sum(np.sin(2 * np.pi * 220 * n * time) / n for n in (1, 2, 3)) * 0.1
        yield "held note", 4, np.concatenate([talk, note]).astype(np.float32)
        loud = np.clip(whole[at : at + int(23.37 * RATE)] * 25, -1, 1)
        yield "too loud and cut", 4, loud.astype(np.float32)
        claps = draw.normal(0, 0.15, 9 * RATE) * (draw.random(9 * RATE) > 0.4)
        later = whole[at + 9 * RATE : at + 18 * RATE]
        yield "applause", 4, np.concatenate([talk, claps, later]).astype(np.float32)


def judged(piece: Piece, most: int, sound: Sound) -> dict[str, Any]:
    text = "".join(word.text for word in piece.words)
    found = guard.repeats(guard.tokens(text))
    bare = guard.uncovered(piece.words, speech.inside(sound, decoder.detector()))
    listed = [(row.start_ms - 500, row.end_ms + 500) for row in piece.lost]
    unlisted = sum(
        span.end_ms - span.start_ms
        for span in bare
        if not any(a <= span.start_ms and span.end_ms <= b for a, b in listed)
    )
    return {
        "words": len(text.split()),
        "doubt": piece.doubt,
        "sampled": piece.sampled,
        "lost_s": sum(row.end_ms - row.start_ms for row in piece.lost) / 1000,
        "loop": bool(found and found[2] > most),
        "unlisted_s": 0 if piece.failed else unlisted / 1000,
        "failed": piece.failed,
    }


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hard_windows")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--model", default="tiny.en")
    args = parser.parse_args(argv)
    models = Path(os.environ.get("POD2POST_MODELS") or ROOT / ".cache" / "models")
    ear = Whisper(args.model, models / args.model)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, most, sound in built():
            media = Path(folder) / "window.wav"
            with wave.open(str(media), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(RATE)
                file.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())
            span = Span(start_ms=0, end_ms=len(sound) * 1000 // RATE)
            (piece,) = ear.hear(media, [span], Hotwords(words=(), language="en"))
            rows.append({"window": name, **judged(piece, most, sound)})
    made = {
        "windows": len(rows),
        "loops_left": sum(row["loop"] for row in rows),
        "unlisted_s": sum(row["unlisted_s"] for row in rows),
        "heard_again": sum(bool(row["doubt"]) for row in rows),
        "sampled": sum(row["sampled"] for row in rows),
        "lost_s": round(sum(row["lost_s"] for row in rows), 1),
        "rows": rows,
    }
    print(json.dumps(made, indent=None if args.json else 1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
