"""Sound that was decoded once, kept on disk while it is cut into windows.

Planning, hearing and the second look each need all of it; decoding and resampling three times
would be a twentieth of all work.
"""

import os
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from pod2post.backends import speech
from pod2post.media import pcm
from pod2post.values import Span

BYTES_PER_MS = 32  # 16 kHz, 16 bits, one channel
MOST_BYTES = 2 * 3_600_000 * BYTES_PER_MS  # two hours, 230 MB; longer sound is decoded again


class Tape:
    """The sound of one media file at a time."""

    def __init__(self) -> None:
        self._of: tuple[Path, int, int] | None = None
        self._file: BinaryIO | None = None

    def recorded(self, media: Path) -> Iterator[bytes]:
        """The blocks of `media`, kept as they pass; one that is not read to its end is not.

        Raises:
            BadInput: the media holds no sound that can be decoded.
        """
        self._of, self._file = None, None
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  it lives as long as the tape
        weakref.finalize(self, file.close)
        room = MOST_BYTES
        for block in pcm(media):
            yield block
            room = room - len(block) if _fits(block, file, room) else -1
        if room >= 0:
            self._of, self._file = _mark(media), file

    def cut(self, media: Path, spans: Sequence[Span]) -> Iterator[tuple[Span, Any]]:
        """Each span with its samples, from -1 to 1; `spans` in order, without overlap.

        Raises:
            BadInput: the media cannot be decoded.
        """
        if self._file is None or self._of != _mark(media):
            yield from _streamed(media, spans)
            return
        for span in spans:
            first, last = span.start_ms * BYTES_PER_MS, span.end_ms * BYTES_PER_MS
            yield span, speech.to_float(os.pread(self._file.fileno(), last - first, first))


def _fits(block: bytes, file: BinaryIO, room: int) -> bool:
    """Written down, where there is room on the tape and on the disk."""
    try:
        return len(block) <= room and file.write(block) == len(block)
    except OSError:
        return False


def _mark(media: Path) -> tuple[Path, int, int]:
    """What tells whether a file is still the one that was recorded."""
    seen = media.stat()
    return media, seen.st_size, seen.st_mtime_ns


def _streamed(media: Path, spans: Sequence[Span]) -> Iterator[tuple[Span, Any]]:
    """Each span's samples, from one pass over the media; no more than a window is held."""
    if not spans:
        return
    blocks = pcm(media, start_ms=spans[0].start_ms, end_ms=spans[-1].end_ms)
    held, at = bytearray(), spans[0].start_ms * BYTES_PER_MS
    for span in spans:
        first, last = span.start_ms * BYTES_PER_MS, span.end_ms * BYTES_PER_MS
        while True:
            gone = min(len(held), max(0, first - at))
            del held[:gone]
            at += gone
            if at + len(held) >= last or not (block := next(blocks, b"")):
                break
            held += block
        yield span, speech.to_float(held[: last - first])
