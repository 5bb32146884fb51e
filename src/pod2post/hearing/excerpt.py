"""A stretch of a long file, found by seeking, and samples back into a file of their own."""

import io
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pod2post.errors import BadInput
from pod2post.media import frames, opened, pcm, resampled

if TYPE_CHECKING:
    import av

ENDINGS = {".mp3": ("mp3", "libmp3lame"), ".m4a": ("ipod", "aac")}
RUN_UP_MS = 1_000  # decoders need to hear a little before what they give is right


def part(path: Path, start_ms: int, end_ms: int, *, rate: int, channels: int) -> bytes:
    """The same samples as `pcm` gives, found by seeking: quick in a long file.

    Only for files whose stamps agree with their sound: where the announced length is the
    decoded one. A file that cannot seek is read from its beginning.

    Raises:
        BadInput: as `probe`.
    """
    found = _sought(path, start_ms, end_ms) if start_ms > 2 * RUN_UP_MS else None
    if found is None:
        return b"".join(pcm(path, rate=rate, channels=channels, start_ms=start_ms, end_ms=end_ms))
    heard, begin = found
    sound = b"".join(resampled(heard, rate, channels))
    first, last = (2 * channels * round((ms / 1000 - begin) * rate) for ms in (start_ms, end_ms))
    return sound[first:last]


def _sought(path: Path, start_ms: int, end_ms: int) -> "tuple[list[av.AudioFrame], float] | None":
    """Frames from before the start to the end, and the first one's second; None: cannot seek."""
    import av

    with opened(path) as (box, stream):
        base = stream.time_base or Fraction(1, 1000)
        origin = next((frame.pts for frame in frames(box, stream)), None)
        if origin is None:
            return None
        try:
            target = origin + int((start_ms - RUN_UP_MS) / 1000 / base)
            box.seek(target, stream=stream, backward=True)
        except (av.FFmpegError, ValueError, OverflowError):
            return None
        chosen: list[av.AudioFrame] = []
        begin = None
        for frame in frames(box, stream):
            if frame.pts is None:
                return None
            at = float((frame.pts - origin) * base)
            begin = at if begin is None else begin
            if at * 1000 > end_ms + RUN_UP_MS or begin * 1000 > start_ms:
                break
            chosen.append(frame)
    return (chosen, begin) if begin is not None and begin * 1000 <= start_ms else None


def encode(
    samples: bytes, ending: str, *, rate: int, channels: int, tags: Mapping[str, str]
) -> bytes:
    """Samples as `pcm` gives them, as the bytes of an .mp3 or .m4a file."""
    import av

    container, codec = ENDINGS[ending]
    layout = {1: "mono", 2: "stereo"}[channels]
    made = io.BytesIO()
    second = rate * 2 * channels
    with av.open(made, "w", format=container) as box:
        box.metadata.update(tags)
        stream: Any = box.add_stream(codec, rate=rate, layout=layout)
        stream.bit_rate = 96_000 * channels
        blocks = (samples[at : at + second] for at in range(0, len(samples), second))
        _fill(box, stream, blocks, channels)
    return made.getvalue()


def indexed(path: Path, target: Path) -> None:
    """The same packets in an MP4 file, whose index tells where each moment lies.

    Raises:
        BadInput: as `probe`, or the packets fit into no such file.
    """
    import av

    with opened(path) as (box, stream):
        try:
            with av.open(str(target), "w", format="mp4") as made:
                track = made.add_stream_from_template(stream)
                for packet in box.demux(stream):
                    if packet.dts is not None:
                        packet.stream = track
                        made.mux(packet)
        except (av.FFmpegError, ValueError) as error:
            raise BadInput(f"{path} cannot be given an index: {error}") from error


def write(blocks: Iterable[bytes], path: Path, *, rate: int, bits_per_s: int) -> None:
    """One channel of samples, block by block, into an .m4a file; memory stays flat."""
    import av

    with av.open(str(path), "w", format="ipod", options={"movflags": "+faststart"}) as box:
        stream: Any = box.add_stream("aac", rate=rate, layout="mono")
        stream.bit_rate = bits_per_s
        _fill(box, stream, blocks, 1)


def _fill(box: Any, stream: Any, blocks: Iterable[bytes], channels: int) -> None:
    import av

    at, layout = 0, {1: "mono", 2: "stereo"}[channels]
    for block in blocks:
        count = len(block) // 2 // channels
        frame = av.AudioFrame(format="s16", layout=layout, samples=count)
        frame.planes[0].update(block.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts = stream.rate, at
        at += count
        box.mux(stream.encode(frame))
    box.mux(stream.encode(None))
