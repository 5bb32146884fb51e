"""A recording in which a player finds the moment that it is asked for.

An mp3 of changing bit rate has no index, or one of a hundred entries: a browser that seeks in
it guesses, and plays words from elsewhere while it shows the time that was asked for. Measured in
Chromium 156: without an index 16 seconds off after a minute, with a Xing index one second off
after eight. The same packets in MP4 are exact; packing ten minutes over takes a tenth of a second.
"""

import contextlib
import os
import tempfile
from pathlib import Path

from pod2post.errors import BadInput
from pod2post.hearing import excerpt
from pod2post.store import Store, full_disk_named

PLACES = 48  # of a file, at which its bit rate is looked at
BLOCK = 16_384  # bytes looked at in each
FRAMES = 4  # in a row make sure that they are frames
NEAR = 48  # bytes of a frame in which it says that it describes the file
ADTS = (b"\xff\xf1", b"\xff\xf9")
# In kbit/s by the index in a frame's header, for MPEG-1 and for MPEG-2 and 2.5, layer III.
RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def seekable(path: Path, digest: str, folder: Path, store: Store) -> Path:
    """The file itself where a player can seek in it, else a copy with an index in `folder`.

    The copy is made once and may be removed at any time. Where none can be made the file itself
    is given: it plays, though not always from where it should.
    """
    if not guessed(path):
        return path
    made = folder / f"{digest.removeprefix('sha256:')}.mp4"
    if made.is_file():
        return made
    try:
        with store.lock(f"listening-{made.stem[:16]}"), full_disk_named(folder):
            if not made.is_file():
                _pack(path, made)
    except BadInput:
        return path
    return made


def _pack(path: Path, target: Path) -> None:
    """The copy, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".writing-", suffix=".mp4", dir=target.parent)
    os.close(handle)
    try:
        excerpt.indexed(path, Path(name))
        with open(name, "rb") as file:
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def guessed(path: Path) -> bool:
    """Would a player have to guess where a moment lies? So with raw AAC, and mp3 that varies."""
    with path.open("rb") as file:
        begun = file.read(4)
        if begun[:2] in ADTS:
            return True
        if begun[:3] != b"ID3" and not _header(begun):
            return False
        size = path.stat().st_size
        found: set[int] = set()
        for number in range(PLACES):
            file.seek(size * number // PLACES)
            found |= _rates(file.read(BLOCK))
    return len(found) != 1


def _rates(block: bytes) -> set[int]:
    """The bit rates of the frames in a piece of an mp3; empty where it holds none."""
    for at in range(max(0, len(block) - 4)):
        if block[at] == 0xFF and block[at + 1] >= 0xE0:
            row = _row(block, at)
            if len(row) >= FRAMES:
                first = block[
                    at : at + NEAR
                ]  # a frame that describes the file has a rate of its own
                return set(row[1:] if b"Xing" in first or b"Info" in first else row)
    return set()


def _row(block: bytes, at: int) -> list[int]:
    """The bit rates of the frames that follow one another from here."""
    row = []
    while seen := _header(block[at : at + 4]):
        rate, length = seen
        row.append(rate)
        at += length
    return row


def _header(head: bytes) -> tuple[int, int] | None:
    """A frame's bit rate in kbit/s and its length in bytes; None for what is no header."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None  # layer III only
    version, rates = head[1] >> 3 & 3, RATES_1 if head[1] >> 3 & 3 == 3 else RATES_2
    rate, which = rates[head[2] >> 4], head[2] >> 2 & 3
    if not rate or which == 3 or version not in HERTZ:
        return None
    samples = 144 if version == 3 else 72
    return rate, samples * rate * 1000 // HERTZ[version][which] + (head[2] >> 1 & 1)
