"""Local files through the two first stages, and what their tags make of them."""

from pathlib import Path

import pytest

import sound
from conftest import SilentTell
from pod2post.backends.files import Files, day
from pod2post.errors import BadInput
from pod2post.locate import locate
from pod2post.stages.fetch import fetch, where
from pod2post.stages.resolve import resolve
from pod2post.store import Store
from pod2post.values import Person, Source

TAGS = {
    "title": "The Long Pipe, with Jasper Thimble",
    "artist": "Nora Fable",
    "album": "Lantern Hour",
    "date": "2026-10-05",
    "comment": "Nora talks.\n0:00 Welcome\n0:01 The pipe\n\nhttps://youtu.be/VaCq4u5c78U",
}


def seen(path: Path, shelf: Store) -> Source:
    return resolve(locate(str(path)), library=Files(), shelf=shelf, tell=SilentTell())


def test_a_file_with_tags(tmp_path: Path, shelf: Store) -> None:
    source = seen(sound.encode(tmp_path / "x.mp3", 2, tags=TAGS), shelf)
    assert source.title == TAGS["title"]
    assert source.slug == "the-long-pipe-with-jasper-thimble"
    assert (source.show, source.published) == ("Lantern Hour", "2026-10-05")
    assert source.duration_ms is not None
    assert abs(source.duration_ms - 2_000) < 100
    assert [(c.start_ms, c.title) for c in source.chapters] == [(0, "Welcome"), (1_000, "The pipe")]
    assert source.links.youtube == "VaCq4u5c78U"
    assert source.people == (
        Person(name="Nora Fable", role="other"),
        Person(name="Jasper Thimble", role="guest"),
    )
    assert source.captions == ()
    assert source.description.startswith("Nora talks.")


def test_the_containers_chapters_come_before_the_descriptions(tmp_path: Path, shelf: Store) -> None:
    path = sound.encode(tmp_path / "x.mp3", 2, tags=TAGS, chapters=((0, "A"), (900, "B")))
    assert [chapter.title for chapter in seen(path, shelf).chapters] == ["A", "B"]


@pytest.mark.parametrize(
    ("name", "title", "slug"),
    [("My Walk.wav", "My Walk", "my-walk"), ("第一集.wav", "第一集", None), ("x.wav", "x", None)],
)
def test_a_file_without_tags(
    tmp_path: Path, shelf: Store, name: str, title: str, slug: str | None
) -> None:
    path = tmp_path / name
    path.write_bytes(sound.wav(1))
    source = seen(path, shelf)
    digest = locate(str(path)).digest
    assert digest is not None
    assert source.title == title
    assert source.slug == (slug or f"file-{digest.removeprefix('sha256:')[:8]}")
    assert (source.show, source.published, source.people) == ("", None, ())


def test_a_title_of_5000_characters_is_cut(tmp_path: Path, shelf: Store) -> None:
    source = seen(sound.encode(tmp_path / "x.mp3", 1, tags={"title": "pipe " * 1000}), shelf)
    assert len(source.title) == 300
    assert len(source.slug) <= 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-05", "2026-10-05"),
        ("20261005", "2026-10-05"),
        ("2026-10-05T10:00:00+08:00", "2026-10-05"),
        ("2026/10/05", "2026-10-05"),
        ("2026", None),
        ("2026-10", None),
        ("2026-13-05", None),
        ("2026-02-30", None),
        ("202610051", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_only_a_whole_day_is_a_date(text: str, expected: str | None) -> None:
    assert day(text) == expected


def test_the_audio_stays_where_it_lies(tmp_path: Path, shelf: Store, tell: SilentTell) -> None:
    path = sound.encode(tmp_path / "x.m4a", 2, codec="aac", channels=2)
    audio = fetch(locate(str(path)), library=Files(), shelf=shelf, tell=tell)
    assert audio.origin == str(path.resolve())
    assert (audio.size, audio.codec, audio.channels) == (path.stat().st_size, "aac", 2)
    assert audio.digest == locate(str(path)).digest
    assert where(audio, shelf) == path.resolve()
    assert not shelf.has(audio.digest)
    moved = path.rename(tmp_path / "y.m4a")
    with pytest.raises(BadInput, match="no longer"):
        where(audio, shelf)
    again = fetch(locate(str(moved)), library=Files(), shelf=shelf, tell=tell)
    assert again.identity == audio.identity
    path.write_bytes(b"something else")
    with pytest.raises(BadInput, match="not the file that was transcribed"):
        where(audio, shelf)


def test_a_file_that_changes_meanwhile_is_noticed(
    tmp_path: Path, shelf: Store, tell: SilentTell
) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(sound.wav(1))
    there = locate(str(path))
    path.write_bytes(sound.wav(1.5))
    with pytest.raises(BadInput, match="was changed"):
        fetch(there, library=Files(), shelf=shelf, tell=tell)


def test_what_is_no_media_is_refused_and_not_remembered(tmp_path: Path, shelf: Store) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(b"%PDF-1.7 nothing to hear")
    with pytest.raises(BadInput, match="not a media file"):
        seen(path, shelf)
    path.write_bytes(sound.wav(1))
    assert seen(path, shelf).title == "x"
