"""A recording in which a player finds its moments: which files need an index, and what they get."""

import random
from fractions import Fraction
from pathlib import Path

import av
import pytest

from pod2post import media
from pod2post.errors import BadInput
from pod2post.hearing import excerpt, seekable
from pod2post.store import Store
from sound import encode, frame, samples, wav

RATE = 24_000


def varying(path: Path, seconds: int, *, index: bool = False) -> Path:
    """An mp3 of changing bit rate: quiet tones and noise by turns; with a Xing index or without."""
    noise = random.Random(1)
    options = {} if index else {"write_xing": "0", "id3v2_version": "0"}
    with av.open(str(path), "w", options=options) as box:
        stream = box.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.codec_context.global_quality = 4 * 118
        stream.codec_context.flags |= av.codec.context.Flags.qscale
        for second in range(seconds):
            block = samples(1, RATE) if second % 2 else noise.randbytes(2 * RATE)
            box.mux(stream.encode(frame(block, RATE, second * RATE)))
        box.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recordings")
    varying(folder / "varying.mp3", 20)
    varying(folder / "indexed.mp3", 20, index=True)
    encode(folder / "constant.mp3", 20)
    encode(folder / "tagged.mp3", 20, tags={"title": "A talk", "album": "Lantern Hour"})
    encode(folder / "raw.aac", 5, codec="aac")
    encode(folder / "talk.m4a", 5, codec="aac")
    encode(folder / "talk.ogg", 5, codec="libopus")
    (folder / "talk.wav").write_bytes(wav(2))
    (folder / "empty.mp3").write_bytes(b"")
    (folder / "text.mp3").write_bytes(b"no sound in here " * 4000)
    return folder


@pytest.mark.parametrize(
    ("name", "guessed"),
    [
        ("varying.mp3", True),
        ("indexed.mp3", True),
        ("constant.mp3", False),
        ("tagged.mp3", False),
        ("raw.aac", True),
        ("talk.m4a", False),
        ("talk.ogg", False),
        ("talk.wav", False),
        ("empty.mp3", False),
        ("text.mp3", False),
    ],
)
def test_a_player_must_guess_where_bit_rates_change(
    recordings: Path, name: str, guessed: bool
) -> None:
    assert seekable.guessed(recordings / name) is guessed


@pytest.mark.parametrize("name", ["varying.mp3", "indexed.mp3", "raw.aac"])
def test_the_copy_holds_the_same_sound_at_the_same_times(
    recordings: Path, tmp_path: Path, name: str
) -> None:
    path = recordings / name
    made = seekable.seekable(path, "sha256:abc", tmp_path / "cache", Store(tmp_path / "store"))
    assert made == tmp_path / "cache" / "abc.mp4"
    before, after = (b"".join(media.pcm(one)) for one in (path, made))
    # An mp3 decoder drops the silence that the encoder says it put before the sound.
    assert abs(len(before) - len(after)) <= 2 * 2400
    with av.open(str(made)) as box:
        assert box.duration
        whole = Fraction(len(after), 2 * 16_000)
        assert abs(Fraction(box.duration, av.time_base) - whole) < Fraction(3, 20)


def test_what_needs_no_index_is_not_copied(recordings: Path, tmp_path: Path) -> None:
    path = recordings / "constant.mp3"
    store = Store(tmp_path / "store")
    assert seekable.seekable(path, "sha256:abc", tmp_path / "cache", store) == path
    assert not (tmp_path / "cache").exists()


def test_the_copy_is_made_once_and_again_when_it_was_removed(
    recordings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[Path] = []
    real = excerpt.indexed
    monkeypatch.setattr(excerpt, "indexed", lambda a, b: (packed.append(a), real(a, b))[1])
    store, path = Store(tmp_path / "store"), recordings / "varying.mp3"
    first = seekable.seekable(path, "sha256:abc", tmp_path / "cache", store)
    assert seekable.seekable(path, "sha256:abc", tmp_path / "cache", store) == first
    assert len(packed) == 1
    first.unlink()
    assert seekable.seekable(path, "sha256:abc", tmp_path / "cache", store) == first
    assert len(packed) == 2


def test_a_copy_that_cannot_be_made_leaves_the_recording_and_nothing_half(
    recordings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise BadInput("no index")

    monkeypatch.setattr(excerpt, "indexed", broken)
    path = recordings / "varying.mp3"
    assert seekable.seekable(path, "sha256:abc", tmp_path / "c", Store(tmp_path / "s")) == path
    assert list((tmp_path / "c").iterdir()) == []


def test_packets_that_fit_into_no_such_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.mp3"
    path.write_bytes(b"no sound in here " * 4000)
    with pytest.raises(BadInput):
        excerpt.indexed(path, tmp_path / "made.mp4")
