"""Sound made on the spot, so that no test needs a recording."""

import array
import io
import math
import wave
from fractions import Fraction
from pathlib import Path

import av


def samples(seconds: float, rate: int = 16_000, channels: int = 1, pitch: float = 220.0) -> bytes:
    """A slowly swelling tone as signed 16-bit samples: no two seconds are alike."""
    count = int(seconds * rate)
    one = array.array("h")
    for i in range(count):
        level = 3_000 + 8_000 * i / max(1, count)
        one.extend([int(level * math.sin(math.tau * pitch * i / rate))] * channels)
    return one.tobytes()


def wav(seconds: float, rate: int = 16_000, channels: int = 1) -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples(seconds, rate, channels))
    return kept.getvalue()


def frame(block: bytes, rate: int, at: int, channels: int = 1) -> av.AudioFrame:
    """Samples as PyAV takes them; `at` is the number of the first."""
    layout = "mono" if channels == 1 else "stereo"
    made = av.AudioFrame(format="s16", layout=layout, samples=len(block) // 2 // channels)
    made.planes[0].update(block.ljust(made.planes[0].buffer_size, b"\0"))
    made.sample_rate, made.pts = rate, at
    return made


def encode(
    path: Path,
    seconds: float,
    *,
    codec: str = "libmp3lame",
    rate: int = 24_000,
    channels: int = 1,
    tags: dict[str, str] | None = None,
    chapters: tuple[tuple[int, str], ...] = (),
) -> Path:
    """A compressed file; the container follows the file's ending. Chapters begin at ms."""
    layout = "mono" if channels == 1 else "stereo"
    with av.open(str(path), "w") as box:
        box.metadata.update(tags or {})
        stream = box.add_stream(codec, rate=rate, layout=layout)
        ends = [start for start, _ in chapters[1:]] + [int(seconds * 1000)]
        box.set_chapters(
            [
                {
                    "id": i,
                    "start": start,
                    "end": end,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": title},
                }
                for i, ((start, title), end) in enumerate(zip(chapters, ends, strict=True))
            ]
            if chapters
            else []
        )
        data, step = samples(seconds, rate, channels), rate // 10
        width = 2 * channels
        for at in range(0, len(data) // width, step):
            block = data[at * width : (at + step) * width]
            box.mux(stream.encode(frame(block, rate, at, channels)))
        box.mux(stream.encode(None))
    return path
