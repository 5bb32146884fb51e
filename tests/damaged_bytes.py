"""Files that are written byte by byte: headers that no recording has, and what is no media."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import sound

SECONDS = 6

Wanted = Literal["transcript", "nothing heard", "bad input"]
Sources = Mapping[str, bytes]
Make = Callable[[Sources], bytes]


@dataclass(frozen=True)
class Case:
    """`seconds`: the least and the most that a transcript may cover."""

    name: str
    file: str
    wanted: Wanted
    make: Make
    seconds: tuple[float, float] = (0.0, 0.0)


def _wav(
    *, rate: int, channels: int, bits: int, data: bytes, tag: int = 1, size: int = -1
) -> bytes:
    width = max(1, channels * bits // 8)
    head = struct.pack("<HHIIHH", tag, channels, rate, rate * width % 2**32, width % 2**16, bits)
    size = len(data) if size < 0 else size
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", (len(body) + size) % 2**32) + body + data


def absurd_wav(_: random.Random) -> Iterator[Case]:
    """Headers that no recording has."""
    forms = [(rate, 1, 16) for rate in (0, 1, 10, 999, 3_999, 768_002, 10**6, 2**31, 2**32 - 1)]
    forms += [(24_000, channels, 16) for channels in (0, 65, 255, 4_000, 65_535)]
    forms += [(24_000, 1, bits) for bits in (0, 77, 65_535)]
    for rate, channels, bits in forms:
        yield Case(
            f"wav of {rate} Hz, {channels} channels, {bits} bits", "odd.wav", "bad input",
            lambda _, r=rate, c=channels, b=bits: _wav(
                rate=r, channels=c, bits=b, data=sound.samples(SECONDS, 24_000)
            ),
        )  # fmt: skip


def honest_wav(_: random.Random) -> Iterator[Case]:
    """Rare, and right: many channels, many rates; lengths that lie."""
    for channels in (2, 3, 4, 6, 8, 16):
        yield Case(
            f"wav with {channels} channels", "many.wav", "transcript",
            lambda _, c=channels: _wav(
                rate=16_000, channels=c, bits=16, data=sound.samples(SECONDS, 16_000, c)
            ),
            (SECONDS - 1, SECONDS + 1),
        )  # fmt: skip
    for rate in (4_000, 8_000, 11_025, 22_050, 96_000, 192_000):
        yield Case(
            f"wav of {rate} Hz", "rate.wav", "transcript",
            lambda _, r=rate: _wav(rate=r, channels=1, bits=16, data=sound.samples(SECONDS, r)),
            (SECONDS - 1, SECONDS + 1),
        )  # fmt: skip
    for size in (0, 1, 1_000_000_000, 2**31, 2**32 - 1):
        least = 0.0 if size == 1 else SECONDS - 1
        wanted: Wanted = "bad input" if size == 1 else "transcript"
        yield Case(
            f"wav that announces {size} bytes", "long.wav", wanted,
            lambda _, s=size: _wav(
                rate=16_000, channels=1, bits=16, data=sound.samples(SECONDS), size=s
            ),
            (least, SECONDS + 1),
        )  # fmt: skip


def _zip(text: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as box:
        box.writestr("readme.txt", text)
    return kept.getvalue()


def no_media(dice: random.Random) -> Iterator[Case]:
    """Things that people mistake for sound."""
    things = {
        "nothing": b"",
        "one byte": b"I",
        "zeros": bytes(60_000),
        "text": b"This is no sound at all.\n" * 900,
        "a page": b"<!doctype html><html><body>Please log in.</body></html>" * 90,
        "json": b'{"error": "not found", "code": 404}' * 60,
        "a pdf": b"%PDF-1.7\n" + b"1 0 obj << /Type /Page >>\n" * 900,
        "a zip": _zip(b"no sound " * 900),
        "a program": b"\x7fELF\x02\x01\x01" + bytes(9) + bytes(range(256)) * 90,
        "a picture": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(range(256)) * 40,
        "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + bytes(range(256)) * 40,
        "a database": b"SQLite format 3\0" + bytes(20_000),
        "only an ID3 tag": b"ID3\x04\0\0\0\0\x07\x76" + bytes(1_014),
        "a huge ID3 tag": b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(5_000),
        "only ftyp": b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0",
        "only RIFF": b"RIFF\xff\xff\xff\xffWAVE",
        "only OggS": b"OggS" + bytes(23),
        "only fLaC": b"fLaC" + bytes(38),
    }
    for what, data in things.items():
        for ending in ("mp3", "m4a"):
            yield Case(f"{what} as .{ending}", f"no.{ending}", "bad input", lambda _, d=data: d)
    for turn in range(4):
        noise = dice.randbytes(3_000)
        data = bytes(byte & 0x7F for byte in noise)  # no sync word can stand in it
        yield Case(f"noise {turn}", "noise.mp3", "bad input", lambda _, d=data: d)


def lists(_: random.Random) -> Iterator[Case]:
    """Playlists would make the decoder open other files."""
    for what, text in {
        "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\na.wav\n#EXT-X-ENDLIST\n",
        "m3u": "#EXTM3U\n#EXTINF:9,One\na.wav\n",
        "pls": "[playlist]\nFile1=a.wav\nLength1=9\nNumberOfEntries=1\n",
        "concat": "ffconcat version 1.0\nfile a.wav\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=audio 9 RTP/AVP 0\n",
        "cue": 'FILE "a.wav" WAVE\n TRACK 01 AUDIO\n INDEX 01 00:00:00\n',
        "srt": "1\n00:00:01,000 --> 00:00:02,000\nHello\n",
        "mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    }.items():
        yield Case(f"a list, {what}", "list.mp3", "bad input", lambda _, t=text: t.encode())


def silent(_: random.Random) -> Iterator[Case]:
    """Sound without anything in it, or too short to hold a word."""
    for rate in (8_000, 16_000, 48_000):
        yield Case(
            f"silence of {rate} Hz", "still.wav", "nothing heard",
            lambda _, r=rate: _wav(rate=r, channels=1, bits=16, data=bytes(2 * r * SECONDS)),
        )  # fmt: skip
    for count in (1, 10, 160):
        yield Case(
            f"{count} samples", "short.wav", "nothing heard",
            lambda _, n=count: _wav(rate=16_000, channels=1, bits=16, data=bytes(2 * n)),
        )  # fmt: skip
    yield Case(
        "no samples", "none.wav", "bad input",
        lambda _: _wav(rate=16_000, channels=1, bits=16, data=b""),
    )  # fmt: skip
