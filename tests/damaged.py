"""Media as it should not be: some 300 files made on the spot, each with its outcome named.

`cases()` always gives the same ones. A case names what has to come out before anything is
tried: a transcript of so many seconds, too little to hear, or a refusal in plain words.
"""

import io
import random
import struct
from collections.abc import Iterator
from pathlib import Path

import av

import sound
from damaged_bytes import (
    SECONDS,
    Case,
    Make,
    Sources,
    absurd_wav,
    honest_wav,
    lists,
    no_media,
    silent,
)

FRAGMENTS = {"movflags": "frag_keyframe+empty_moov", "frag_duration": "500000"}
BASES = {
    "a.mp3": ("libmp3lame", 24_000, {}),
    "a.m4a": ("aac", 24_000, {}),
    "front.m4a": ("aac", 24_000, {"movflags": "faststart"}),
    "parts.mp4": ("aac", 24_000, FRAGMENTS),
    "a.ogg": ("libopus", 48_000, {}),
    "a.flac": ("flac", 24_000, {}),
    "a.mka": ("aac", 24_000, {}),
    "a.webm": ("libopus", 48_000, {}),
    "a.aac": ("aac", 24_000, {}),
    "a.ts": ("aac", 24_000, {}),
    "a.wav": ("pcm_s16le", 24_000, {}),
}  # fmt: skip
STREAMED = ("a.mp3", "a.aac", "a.ts")  # a decoder finds its way into these anywhere
CUTTABLE = ("a.mp3", "a.aac", "a.ts", "a.ogg", "a.flac", "a.wav", "a.mka", "a.webm", "front.m4a")


def sources(folder: Path) -> dict[str, bytes]:
    """The whole files, encoded anew."""
    made = {}
    for name, (codec, rate, options) in BASES.items():
        path = folder / f"whole-{name}"
        with av.open(str(path), "w", options=options) as box:
            stream = box.add_stream(codec, rate=rate, layout="mono")
            data = sound.samples(SECONDS, rate)
            for at in range(0, len(data) // 2, rate // 10):
                block = data[2 * at : 2 * (at + rate // 10)]
                box.mux(stream.encode(sound.frame(block, rate, at)))
            box.mux(stream.encode(None))
        made[name] = path.read_bytes()
    for ending in ("mkv", "mp4", "avi"):
        made[f"film.{ending}"] = _film(folder / f"film.{ending}", speaks=True)
        made[f"mute.{ending}"] = _film(folder / f"mute.{ending}", speaks=False)
    return made


def _film(path: Path, *, speaks: bool) -> bytes:
    with av.open(str(path), "w") as box:
        picture = box.add_stream("mpeg4", rate=5)
        picture.width = picture.height = 32
        picture.pix_fmt = "yuv420p"
        track = box.add_stream("libmp3lame", rate=24_000, layout="mono") if speaks else None
        for _ in range(5 * SECONDS):
            box.mux(picture.encode(av.VideoFrame(32, 32, "yuv420p")))
        box.mux(picture.encode(None))
        if track:
            box.mux(track.encode(sound.frame(sound.samples(SECONDS, 24_000), 24_000, 0)))
            box.mux(track.encode(None))
    return path.read_bytes()


def cases() -> list[Case]:
    """All of them, always the same."""
    kinds = (
        _flipped, _cut, _beheaded, _renamed, absurd_wav, honest_wav, no_media, _films,
        _holes, _stitched, _liars, lists, silent,
    )  # fmt: skip
    return [case for kind in kinds for case in kind(random.Random(kind.__name__))]


def _flips(name: str, seed: int, share: float, span: tuple[float, float]) -> Make:
    def make(known: Sources) -> bytes:
        dice, data = random.Random(seed), bytearray(known[name])
        low, high = (int(len(data) * part) for part in span)
        for _ in range(max(1, int(len(data) * share))):
            data[dice.randrange(low, high)] ^= 1 << dice.randrange(8)
        return bytes(data)

    return make


def _flipped(dice: random.Random) -> Iterator[Case]:
    """Bits of the sound, the headers whole: most of it can still be heard."""
    for name in BASES:
        # What a container cannot find its way through any more ends there; a stream goes on.
        least = 4.0 if name in (*STREAMED, "a.wav") else 1.0
        for turn, share in enumerate((0.0001, 0.0003, 0.001, 0.002, 0.003)):
            span = (0.3, 0.7) if name.endswith(("m4a", "mp4")) else (0.3, 0.95)
            make = _flips(name, dice.randrange(10**9), share, span)
            yield Case(f"flipped {name} {turn}", name, "transcript", make, (least, SECONDS + 1))


def _cut(dice: random.Random) -> Iterator[Case]:
    """The tail is gone: what is there is heard. With its index at the end, nothing is."""
    for name in CUTTABLE:
        for share in (0.35, 0.5, 0.65, 0.8, 0.95):
            make = _slice(name, 0.0, share)
            reach = SECONDS * share
            yield Case(
                f"cut {name} {share}",
                name,
                "transcript",
                make,
                (max(0.1, reach - 2.2), reach + 1.2),
            )
    for share in (0.2, 0.5, 0.8, 0.9):
        yield Case(f"cut a.m4a {share}", "a.m4a", "bad input", _slice("a.m4a", 0.0, share))
        yield Case(
            f"cut parts.mp4 {share}", "parts.mp4", "transcript", _slice("parts.mp4", 0.0, share),
            (max(0.4, SECONDS * share - 1.8), SECONDS * share + 1.5),
        )  # fmt: skip
    for name in ("a.mp3", "a.ogg", "a.flac", "a.wav"):
        size = dice.randrange(1, 4)
        yield Case(f"{size} bytes of {name}", name, "bad input", lambda k, n=name, s=size: k[n][:s])


def _slice(name: str, begin: float, end: float) -> Make:
    def make(known: Sources) -> bytes:
        data = known[name]
        return data[int(len(data) * begin) : int(len(data) * end)]

    return make


def _beheaded(dice: random.Random) -> Iterator[Case]:
    """The head is gone: a stream is heard from there on, a container is none any more."""
    for name in STREAMED:
        for share in (0.1, 0.3, 0.5, 0.7):
            least = SECONDS * (1 - share)
            make = _slice(name, share, 1.0)
            yield Case(f"no head {name} {share}", name, "transcript", make, (least - 1, least + 1))
    for name in ("a.wav", "a.ogg", "a.m4a", "a.mka", "a.webm"):
        for share in (0.2, 0.6):
            yield Case(f"no head {name} {share}", name, "bad input", _slice(name, share, 1.0))
    for name in STREAMED:
        for size in (300, 3_000, *(() if name == "a.ts" else (30_000,))):
            junk = bytes(dice.randrange(1, 128) for _ in range(size))
            yield Case(
                f"{size} bytes before {name}", name, "transcript",
                lambda k, n=name, j=junk: j + k[n], (SECONDS - 1, SECONDS + 1),
            )  # fmt: skip


def _renamed(_: random.Random) -> Iterator[Case]:
    """The ending lies; what is inside counts."""
    for name in BASES:
        for ending in ("mp3", "wav", "txt"):
            if not name.endswith(ending):
                yield Case(
                    f"{name} as .{ending}", f"other.{ending}", "transcript",
                    lambda k, n=name: k[n], (SECONDS - 1, SECONDS + 1),
                )  # fmt: skip


def _films(_: random.Random) -> Iterator[Case]:
    """Pictures alone are refused; with sound, the sound is heard."""
    for ending in ("mkv", "mp4", "avi"):
        for name in (f"mute.{ending}", "mute.mp3"):
            yield Case(
                f"mute.{ending} as {name}", name, "bad input", lambda k, e=ending: k[f"mute.{e}"]
            )
        yield Case(
            f"film.{ending}", f"film.{ending}", "transcript",
            lambda k, e=ending: k[f"film.{e}"], (SECONDS - 1, SECONDS + 1),
        )  # fmt: skip


def _holes(dice: random.Random) -> Iterator[Case]:
    """Stretches overwritten by zeros or noise, packets that are empty."""
    for name in (*STREAMED, "a.wav", "a.flac", "a.ogg", "a.mka"):
        for width in (0.02, 0.1, 0.3):
            for filler in ("zeros", "noise"):
                seed = dice.randrange(10**9)
                make = _hole(name, width, filler, seed)
                # A container is followed by its lengths: behind the hole it may be lost.
                least = 2.0 if name in ("a.ogg", "a.mka") else 5.0 * (1 - width)
                yield Case(
                    f"{filler} in {width} of {name}", name, "transcript", make,
                    (least, SECONDS + 1),
                )  # fmt: skip
    for every in (2, 5):
        yield Case(
            f"each {every}. packet empty", "empty.mka", "transcript", _empty_packets(every),
            (0.5, SECONDS + 1),
        )  # fmt: skip


def _hole(name: str, width: float, filler: str, seed: int) -> Make:
    def make(known: Sources) -> bytes:
        data = bytearray(known[name])
        begin, end = int(len(data) * 0.5), int(len(data) * (0.5 + width))
        junk = random.Random(seed).randbytes(end - begin)
        data[begin:end] = junk if filler == "noise" else bytes(end - begin)
        return bytes(data)

    return make


def _empty_packets(every: int) -> Make:
    def make(known: Sources) -> bytes:
        kept = io.BytesIO()
        with (
            av.open(io.BytesIO(known["a.mka"])) as whole,
            av.open(kept, "w", format="matroska") as box,
        ):
            (track,) = whole.streams.audio
            copy = box.add_stream_from_template(track)
            for at, packet in enumerate(whole.demux(track)):
                if packet.dts is None:
                    continue
                sent = packet
                if at % every == 0:
                    sent = av.Packet(b"")
                    sent.dts, sent.pts, sent.time_base = packet.dts, packet.pts, packet.time_base
                sent.stream = copy
                box.mux(sent)
        return kept.getvalue()

    return make


def _stitched(_: random.Random) -> Iterator[Case]:
    """One after the other, as hosts insert advertisements."""
    for one in STREAMED:
        twice = (2 * SECONDS - 2, 2 * SECONDS + 2)
        yield Case(f"{one} twice", one, "transcript", lambda k, n=one: k[n] + k[n], twice)
        yield Case(
            f"{one} twice, a tag between", one, "transcript",
            lambda k, n=one: k[n] + b"ID3\x04\0\0\0\0\x07\x76" + bytes(1_014) + k[n], twice,
        )  # fmt: skip
    yield Case("a.ogg twice", "a.ogg", "transcript", lambda k: k["a.ogg"] * 2, (5, 13))
    yield Case("a.wav twice", "a.wav", "transcript", lambda k: k["a.wav"] * 2, (5, 13))
    yield Case(
        "flac then text", "a.flac", "transcript", lambda k: k["a.flac"] + b"bye " * 99, (5, 7)
    )


def _liars(_: random.Random) -> Iterator[Case]:
    """Lengths that the file announces and does not have."""

    def xing(known: Sources, count: int) -> bytes:
        data = bytearray(known["a.mp3"])
        at = max(data.find(b"Xing"), data.find(b"Info"))
        data[at + 8 : at + 12] = struct.pack(">I", count)
        return bytes(data)

    def total(known: Sources, count: int) -> bytes:
        data = bytearray(known["a.flac"])
        data[21] = data[21] & 0xF0 | count >> 32
        data[22:26] = struct.pack(">I", count & 0xFFFFFFFF)
        return bytes(data)

    def moov(known: Sources, duration: int) -> bytes:
        data = bytearray(known["a.m4a"])
        for box, offset in ((b"mvhd", 20), (b"mdhd", 20)):
            at = data.find(box)
            data[at + offset : at + offset + 4] = struct.pack(">I", duration)
        return bytes(data)

    honest = (SECONDS - 1, SECONDS + 1)
    for number in (0, 1, 1_000, 2**31 - 1, 2**32 - 1):
        yield Case(
            f"mp3 of {number} frames", "a.mp3", "transcript",
            lambda k, n=number: xing(k, n), honest,
        )  # fmt: skip
        yield Case(
            f"flac of {number} samples", "a.flac", "transcript",
            lambda k, n=number: total(k, n), honest,
        )  # fmt: skip
        yield Case(
            f"m4a of {number} ticks", "a.m4a", "transcript", lambda k, n=number: moov(k, n), honest
        )
