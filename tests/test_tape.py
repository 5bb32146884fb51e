"""Sound that is decoded once and cut many times: the same samples, taped or not."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from pod2post.backends import speech, tape
from pod2post.backends.tape import Tape
from pod2post.media import pcm
from pod2post.values import Span

SAMPLE = Path(__file__).parent.parent / "samples" / "interview.mp3"
EDGES = ((1_003, 9_500), (9_500, 30_001), (70_000, 71_000))
SPANS = [Span(start_ms=begin, end_ms=end) for begin, end in EDGES]


@pytest.fixture(scope="module")
def whole() -> bytes:
    return b"".join(pcm(SAMPLE, end_ms=75_000))


@pytest.fixture
def decoded(monkeypatch) -> list[Path]:
    """What was decoded, once for each time."""
    seen: list[Path] = []

    def counted(path: Path, **part: int) -> Iterator[bytes]:
        seen.append(path)
        return pcm(path, **part)

    monkeypatch.setattr(tape, "pcm", counted)
    return seen


def right(reel: Tape, media: Path, whole: bytes) -> bool:
    cut = list(reel.cut(media, SPANS))
    parts = [whole[s.start_ms * 32 : s.end_ms * 32] for s in SPANS]
    same = (
        np.array_equal(sound, speech.to_float(part))
        for (_, sound), part in zip(cut, parts, strict=True)
    )
    return [span for span, _ in cut] == SPANS and all(same)


def test_each_window_gets_exactly_its_own_samples(whole) -> None:
    assert right(Tape(), SAMPLE, whole)
    assert not right(Tape(), SAMPLE, whole[2:])


def test_what_was_recorded_is_not_decoded_again(whole, decoded) -> None:
    reel = Tape()
    assert b"".join(reel.recorded(SAMPLE)).startswith(whole)
    assert right(reel, SAMPLE, whole)
    assert right(reel, SAMPLE, whole)
    assert decoded == [SAMPLE]


def test_the_last_window_ends_where_the_sound_ends(decoded) -> None:
    reel = Tape()
    length = sum(map(len, reel.recorded(SAMPLE))) // 32
    (got,) = reel.cut(SAMPLE, [Span(start_ms=length - 500, end_ms=length + 4_000)])
    assert 8_000 <= len(got[1]) < 8_032


def full(**how: int) -> BinaryIO:
    return Path("/dev/full").open("wb", **how)


@pytest.mark.parametrize("trouble", ["unread", "too long", "disk full", "another file"])
def test_without_a_whole_tape_the_media_is_decoded(
    trouble, whole, decoded, monkeypatch, tmp_path
) -> None:
    media = tmp_path / "copy.mp3"
    media.write_bytes(SAMPLE.read_bytes())
    reel = Tape()
    if trouble == "too long":
        monkeypatch.setattr(tape, "MOST_BYTES", 3_000_000)
    if trouble == "disk full":
        monkeypatch.setattr(tape.tempfile, "TemporaryFile", full)
    blocks = reel.recorded(media)
    if trouble == "unread":
        next(blocks)
    else:
        assert b"".join(blocks).startswith(whole)
    if trouble == "another file":
        media.write_bytes(SAMPLE.read_bytes() + b" ")
    assert right(reel, media, whole)
    assert len(decoded) == 2
