"""Looking into and decoding media. PyAV is imported here and in excerpt.py.

Files are opened through Python's own descriptor and only with demuxers that hold sound
themselves: a playlist in disguise could otherwise make the decoder open other files.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pod2post.describe import clean, short_title
from pod2post.errors import BadInput
from pod2post.values import Chapter, value

if TYPE_CHECKING:
    import av
    import av.container
    import av.stream

FORMATS = (
    "mp3,aac,ac3,eac3,flac,ogg,wav,w64,aiff,caf,au,amr,ape,wv,tta,"
    "mov,mp4,m4a,3gp,matroska,webm,mpegts,mpeg,avi,asf,flv"
)
# Without an index their length is a guess from the first bit rate: packets are counted.
GUESSED = {"mp3", "aac"}
RATES = range(4_000, 768_001)
BLOCK = 64 * 1024
MOST_TAGS, TAG_MAX = 64, 20_000
REMEDY = "Give an audio or video file that a player can play (mp3, m4a, ogg, flac, wav, mp4, webm)."


@value
class Probe:
    """What a file holds. `rate` in Hz; tag names in lower case, in the order of the file."""

    duration_ms: int
    codec: str
    channels: int
    rate: int
    tags: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]

    def tag(self, *names: str) -> str:
        """The first of these tags that says something, else an empty string."""
        tags = dict(reversed(self.tags))
        return next((tags[name] for name in names if tags.get(name)), "")


def probe(path: Path) -> Probe:
    """What is in the file; one audio frame is decoded as a proof that it can be played.

    Raises:
        BadInput: missing, unreadable, empty, no media, no audio track, nothing to decode.
    """
    import av

    with opened(path) as (box, stream):
        known = round((box.duration or 0) * 1000 / av.time_base)
        guessed = GUESSED & set(box.format.name.split(",")) and not _counts_its_frames(path)
        sure = _credible(known, path) and not guessed
        counted = _counted_ms(box, stream, path, whole=not sure)
        seen = Probe(
            duration_ms=known if sure else counted,
            codec=stream.codec_context.codec.canonical_name,
            channels=stream.channels,
            rate=stream.rate,
            tags=_tags([box.metadata, stream.metadata]),
            chapters=_chapters(box.chapters()),
        )
    if sure or _credible(counted, path):
        return seen
    return replace(seen, duration_ms=sum(map(len, pcm(path))) // 32)


def _counts_its_frames(path: Path) -> bool:
    """Does an mp3 announce its length? The first frame of most holds a Xing or Info header.

    Such a length is what was once encoded: a file that was cut still tells of the whole.
    """
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3":
            size = 0
            for digit in head[6:10]:
                size = size << 7 | digit & 0x7F
            file.seek(10 + size)
            head = b""
        frame = head + file.read(190)
    return b"Xing" in frame or b"Info" in frame


def _credible(duration_ms: int, path: Path) -> bool:
    """Damaged headers tell of months: below 100 bits a second there is no sound."""
    return 0 < duration_ms < 7 * 24 * 3_600_000 and duration_ms <= path.stat().st_size * 80


def pcm(
    path: Path,
    *,
    rate: int = 16_000,
    channels: int = 1,
    start_ms: int = 0,
    end_ms: int | None = None,
) -> Iterator[bytes]:
    """Sound as interleaved signed 16-bit little-endian samples, in blocks of about 64 kB.

    `channels` is 1 or 2. Time is counted in samples from the first that the file gives,
    never taken from its stamps, so a part equals the same part of the whole, bit for
    bit; what lies before `start_ms` is decoded and dropped. What cannot be decoded is
    skipped, and a broken end ends the stream.

    Raises:
        BadInput: as `probe`, or not one sample in the whole file.
    """
    first = start_ms * rate // 1000 * 2 * channels
    last = None if end_ms is None else end_ms * rate // 1000 * 2 * channels
    at, waiting = 0, bytearray()
    with opened(path) as (box, stream):
        for piece in resampled(frames(box, stream), rate, channels):
            begin, at = at, at + len(piece)
            stop = len(piece) if last is None else max(0, last - begin)
            waiting += piece[max(0, first - begin) : stop]
            if len(waiting) >= BLOCK:
                yield bytes(waiting)
                waiting.clear()
            if last is not None and at >= last:
                break
    if waiting:
        yield bytes(waiting)
    if at == 0:
        raise BadInput(f"{path} holds no sound that can be decoded", REMEDY)


class _Forward:
    """A file that cannot go back: of a fragmented mp4 that was cut, the demuxer then takes
    what comes instead of refusing all for the sake of its torn last part."""

    def __init__(self, file: BinaryIO) -> None:
        self.read = file.read


def _container(file: BinaryIO | _Forward) -> Any:
    import av

    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    return av.open(file, metadata_errors="ignore", options=options)


@contextmanager
def opened(path: Path) -> "Iterator[tuple[av.container.InputContainer, av.AudioStream]]":
    """The file's container and its best audio track; raises as `probe`."""
    import av

    try:
        file = path.open("rb")
        empty = not file.read(1)
        file.seek(0)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}", REMEDY) from error
    with file:
        if empty:
            raise BadInput(f"{path} is empty", "Download or record it again.")
        box: Any
        try:
            box = _container(file)
        except (av.FFmpegError, ValueError) as error:
            try:
                file.seek(0)
                box = _container(_Forward(file))
            except (av.FFmpegError, ValueError):
                raise BadInput(f"{path} is not a media file, or it is damaged", REMEDY) from error
        with box:
            stream = box.streams.best("audio")
            if not isinstance(stream, av.AudioStream):
                raise BadInput(f"{path} holds no audio track", REMEDY)
            if stream.codec_context is None:
                raise BadInput(f"{path} holds sound in a form that is not known", REMEDY)
            if stream.rate not in RATES or not 0 < stream.channels <= 64:
                raise BadInput(f"{path} is damaged: its audio track has no usable form", REMEDY)
            yield box, stream


def _packets(
    box: "av.container.InputContainer", stream: "av.AudioStream"
) -> "Iterator[av.Packet[av.AudioStream]]":
    import av

    for _ in range(2):
        try:
            yield from box.demux(stream)
        except IndexError:
            # PyAV stumbles at the end of a file in which a track appeared on the way;
            # asked once more, it gives what is left in the decoder.
            continue
        except av.FFmpegError:
            pass
        return


def frames(
    box: "av.container.InputContainer", stream: "av.AudioStream"
) -> "Iterator[av.AudioFrame]":
    """What can be decoded from here on; what cannot is skipped."""
    import av

    for packet in _packets(box, stream):
        try:
            decoded = packet.decode()
        except av.FFmpegError:
            continue
        for frame in decoded:
            if frame.sample_rate in RATES and frame.samples:
                yield frame


def resampled(sound: "Iterable[av.AudioFrame]", rate: int, channels: int) -> Iterator[bytes]:
    """Samples in one form; a file may change its own: inserted advertisements are often mono."""
    import av

    layout = {1: "mono", 2: "stereo"}[channels]
    form: Any = None
    resampler: av.AudioResampler | None = None
    for frame in sound:
        frame.pts = None  # samples are counted; stamps of a damaged file are nonsense
        seen = (frame.format.name, frame.layout.name, frame.sample_rate)
        if resampler is None or seen != form:
            if resampler is not None:
                yield _converted(resampler, None, channels)
            form, resampler = seen, av.AudioResampler(format="s16", layout=layout, rate=rate)
        yield _converted(resampler, frame, channels)
    if resampler is not None:
        yield _converted(resampler, None, channels)


def _converted(
    resampler: "av.AudioResampler", frame: "av.AudioFrame | None", channels: int
) -> bytes:
    """What comes out for one frame; nothing for a frame whose form makes no sense."""
    import av

    try:
        parts = resampler.resample(frame)
    except (av.FFmpegError, ValueError):
        return b""
    return b"".join(bytes(part.planes[0])[: part.samples * 2 * channels] for part in parts)


def _counted_ms(
    box: "av.container.InputContainer", stream: "av.AudioStream", path: Path, *, whole: bool
) -> int:
    """The sum of the packets' durations, up to the first sound or of the whole file."""
    import av

    total, sound = 0, False
    for packet in _packets(box, stream):
        total += packet.duration or 0
        if not sound:
            try:
                sound = any(frame.samples for frame in packet.decode())
            except av.FFmpegError:
                continue
        if sound and not whole:
            break
    if not sound:
        raise BadInput(f"{path} holds no sound that can be decoded", REMEDY)
    return round(total * stream.time_base * 1000) if stream.time_base else 0


def _tags(sources: list[dict[str, str]]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for source in sources:
        for name, text in source.items():
            found.setdefault(clean(name).casefold(), clean(text).strip()[:TAG_MAX])
    return tuple(found.items())[:MOST_TAGS]


def _chapters(seen: list[Any]) -> tuple[Chapter, ...]:
    """Chapters of the container, in order of time; fewer than two say nothing."""
    found: dict[int, str] = {}
    for row in seen:
        start = round(row["start"] * row["time_base"] * 1000)
        title = short_title(row["metadata"].get("title", ""))
        found.setdefault(max(0, start), title)
    rows = tuple(Chapter(start_ms=start, title=found[start]) for start in sorted(found))
    return rows if len(rows) > 1 else ()
