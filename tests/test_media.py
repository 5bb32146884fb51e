"""Media as it comes: whole, cut, damaged, disguised. Damage never crashes and never hangs."""

import array
import random
import time
from pathlib import Path

import av
import pytest

import sound
from pod2post import media
from pod2post.errors import BadInput

KINDS = {
    "a.mp3": ("libmp3lame", "mp3"),
    "a.m4a": ("aac", "aac"),
    "a.ogg": ("libopus", "opus"),
    "a.flac": ("flac", "flac"),
    "a.mka": ("aac", "aac"),
    "a.aac": ("aac", "aac"),
    "a.ts": ("aac", "aac"),
}
RATES = {"libopus": 48_000}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two seconds in every kind of file."""
    folder = tmp_path_factory.mktemp("files")
    made = {
        name: sound.encode(folder / name, 2, codec=codec, rate=RATES.get(codec, 24_000))
        for name, (codec, _) in KINDS.items()
    }
    made["a.wav"] = folder / "a.wav"
    made["a.wav"].write_bytes(sound.wav(2))
    return made


@pytest.mark.parametrize("name", [*KINDS, "a.wav"])
def test_every_kind_is_probed_and_decoded(files: dict[str, Path], name: str) -> None:
    seen = media.probe(files[name])
    assert seen.codec == KINDS.get(name, ("", "pcm_s16le"))[1]
    assert seen.channels == 1
    assert abs(seen.duration_ms - 2000) < 100
    heard = b"".join(media.pcm(files[name]))
    assert abs(len(heard) - 2 * 2 * 16_000) < 3_200
    assert max(array.array("h", heard)) > 5_000


def test_samples_come_through_unchanged(files: dict[str, Path]) -> None:
    assert b"".join(media.pcm(files["a.wav"])) == sound.samples(2)


def test_rate_and_channels_are_what_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    path.write_bytes(sound.wav(1, rate=44_100, channels=2))
    stereo = array.array("h", b"".join(media.pcm(path, rate=8_000, channels=2)))
    assert abs(len(stereo) - 2 * 8_000) <= 32
    assert stereo[0::2] == stereo[1::2]
    assert max(stereo) > 5_000
    mono = b"".join(media.pcm(path, rate=8_000, channels=1))
    assert len(mono) == len(stereo)  # half the samples, two bytes each


@pytest.mark.parametrize(("start", "end"), [(0, 500), (733, 1_234), (1_500, None), (1_000, 9_000)])
@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.wav"])
def test_a_part_is_the_same_part_of_the_whole(
    files: dict[str, Path], name: str, start: int, end: int | None
) -> None:
    whole = b"".join(media.pcm(files[name]))
    part = b"".join(media.pcm(files[name], start_ms=start, end_ms=end))
    assert part == whole[start * 32 : None if end is None else end * 32]
    assert part


def test_beyond_the_end_is_nothing(files: dict[str, Path]) -> None:
    assert b"".join(media.pcm(files["a.wav"], start_ms=5_000)) == b""


def test_blocks_stay_small_however_long_the_file(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(sound.wav(20))
    sizes = [len(block) for block in media.pcm(path)]
    assert sum(sizes) == 20 * 32_000
    assert max(sizes) <= 2 * media.BLOCK


def test_tags_and_chapters(tmp_path: Path) -> None:
    path = sound.encode(
        tmp_path / "t.mp3",
        2,
        tags={"title": "T\u200b é\u0000", "album": "Show", "comment": "line\nline"},
        chapters=((0, "One"), (1_200, "  Two\n")),
    )
    seen = media.probe(path)
    assert (seen.tag("title"), seen.tag("album")) == ("T é", "Show")
    assert seen.tag("comment") == "line\nline"
    assert seen.tag("nothing", "album") == "Show"
    assert seen.tag("nothing") == ""
    assert [(c.start_ms, c.title) for c in seen.chapters] == [(0, "One"), (1_200, "Two")]


def test_an_mp3_that_was_cut_still_announces_the_whole(tmp_path: Path) -> None:
    """So that the loss can be told: the sound itself ends where it ends."""
    whole = sound.encode(tmp_path / "whole.mp3", 4)
    half = tmp_path / "half.mp3"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert abs(media.probe(half).duration_ms - 4_000) < 200
    assert abs(len(b"".join(media.pcm(half))) / 32 - 2_000) < 200


def test_the_length_of_an_mp3_without_an_announcement_is_counted(tmp_path: Path) -> None:
    whole = sound.encode(tmp_path / "whole.mp3", 4)
    plain = tmp_path / "plain.mp3"
    data = whole.read_bytes().replace(b"Xing", b"....").replace(b"Info", b"....")
    plain.write_bytes(data[: len(data) // 2])
    assert abs(media.probe(plain).duration_ms - 2_000) < 200


def test_a_file_may_change_its_form_on_the_way(tmp_path: Path) -> None:
    """Stereo of another rate after mono, as with an inserted advertisement."""
    one = sound.encode(tmp_path / "one.mp3", 1, rate=24_000).read_bytes()
    two = sound.encode(tmp_path / "two.mp3", 1, rate=44_100, channels=2).read_bytes()
    both = tmp_path / "both.mp3"
    both.write_bytes(one + two[two.find(b"\xff\xfb") :])
    assert abs(len(b"".join(media.pcm(both))) / 32 - 2_000) < 200


def test_a_track_that_appears_on_the_way_ends_nothing(tmp_path: Path) -> None:
    parts = []
    for tracks in (1, 2):
        path = tmp_path / f"{tracks}.ts"
        with av.open(str(path), "w") as box:
            streams = [box.add_stream("mp2", rate=16_000, layout="mono") for _ in range(tracks)]
            for stream in streams:
                for at in range(0, 32_000, 1_600):
                    box.mux(stream.encode(sound.frame(sound.samples(0.1), 16_000, at)))
                box.mux(stream.encode(None))
        parts.append(path.read_bytes())
    both = tmp_path / "both.ts"
    both.write_bytes(b"".join(parts))
    alone = sum(map(len, media.pcm(tmp_path / "1.ts")))
    assert sum(map(len, media.pcm(both))) > 1.9 * alone


def test_a_gap_in_the_stamps_adds_no_silence(tmp_path: Path) -> None:
    path, data = tmp_path / "gap.mka", sound.samples(2)
    with av.open(str(path), "w") as box:
        stream = box.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for i in range(20):
            late = 80_000 if i >= 10 else 0
            block = data[i * 3_200 : (i + 1) * 3_200]
            box.mux(stream.encode(sound.frame(block, 16_000, i * 1_600 + late)))
        box.mux(stream.encode(None))
    assert b"".join(media.pcm(path)) == data


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("empty.mp3", b"", "is empty"),
        ("paper.pdf", b"%PDF-1.7\n" + b"obj << /Type /Page >>\n" * 500, "not a media file"),
        ("text.mp3", b"This is no sound at all.\n" * 500, "not a media file"),
        ("page.mp3", b"<!doctype html><html><body>log in</body></html>" * 50, "not a media file"),
        ("zeros.mp3", bytes(50_000), "not a media file"),
        ("one-byte.mp3", b"I", "not a media file"),
        ("list.mp3", b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nREAL\n#EXT-X-ENDLIST\n",
         "not a media file"),
        ("concat.mp3", b"ffconcat version 1.0\nfile REAL\n", "not a media file"),
        ("words.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "not a media file"),
    ],
)  # fmt: skip
def test_what_is_no_media_is_named(
    files: dict[str, Path], name: str, content: bytes, cause: str
) -> None:
    """Playlists point at a real file beside them, which must not be opened through them."""
    path = files["a.wav"].parent / name
    path.write_bytes(content.replace(b"REAL", b"a.wav"))
    for reading in (media.probe, lambda path: list(media.pcm(path))):
        with pytest.raises(BadInput, match=cause) as seen:
            reading(path)
        assert seen.value.remedy


def test_missing_and_folder(tmp_path: Path) -> None:
    for path, cause in ((tmp_path / "no.mp3", "No such file"), (tmp_path, "directory")):
        with pytest.raises(BadInput, match=cause):
            media.probe(path)


def test_pictures_alone_are_no_audio(tmp_path: Path) -> None:
    path = tmp_path / "silent.mkv"
    with av.open(str(path), "w") as box:
        stream = box.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            box.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        box.mux(stream.encode(None))
    with pytest.raises(BadInput, match="no audio track"):
        media.probe(path)


@pytest.mark.parametrize("name", [*KINDS, "a.wav"])
def test_damaged_files_end_in_a_value_or_in_bad_input(
    files: dict[str, Path], tmp_path: Path, name: str
) -> None:
    whole = files[name].read_bytes()
    dice = random.Random(name)
    path = tmp_path / name
    began = time.monotonic()
    outcomes = set()
    for turn in range(24):
        data = bytearray(whole if turn % 3 else whole[: dice.randrange(1, len(whole))])
        reach = len(data) if turn % 2 else min(len(data), 1_000)
        for _ in range(dice.choice((0, 1, 10, 60))):
            data[dice.randrange(reach)] = dice.randrange(256)
        path.write_bytes(data)
        try:
            assert media.probe(path).duration_ms > 0
            assert sum(map(len, media.pcm(path))) < 10 * 32_000
            outcomes.add("value")
        except BadInput:
            outcomes.add("bad input")
    assert "value" in outcomes
    assert time.monotonic() - began < 20
