"""The store: nothing half-written, nothing made twice, and a full disk says so."""

import contextlib
import errno
import json
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pod2post import codec
from pod2post.errors import BadInput, LimitReached
from pod2post.store import Store, write_atomically
from pod2post.values import Audio, Chapter, Piece, Span

CHAPTER = Chapter(start_ms=7, title="台灣")


def _never() -> Any:
    raise AssertionError("this had to come from the store")


def _recipes(store: Store) -> list[Path]:
    return sorted((store.root / "recipes").rglob("*.json"))


def _leftovers(store: Store) -> list[Path]:
    return [path for path in store.root.rglob(".writing-*") if path.is_file()]


# objects


def test_what_is_put_comes_back_under_its_digest(shelf: Store) -> None:
    digest = shelf.put(b"abc")
    assert digest == codec.digest_bytes(b"abc")
    assert shelf.get(digest) == b"abc"
    assert shelf.has(digest)
    assert shelf.path(digest).read_bytes() == b"abc"
    assert shelf.put(b"abc") == digest
    assert not _leftovers(shelf)


def test_an_absent_object_is_absent(shelf: Store) -> None:
    digest = codec.digest_bytes(b"never put")
    assert not shelf.has(digest)
    with pytest.raises(FileNotFoundError):
        shelf.get(digest)


def test_a_damaged_object_is_absent_until_it_is_put_again(shelf: Store) -> None:
    digest = shelf.put(b"abc")
    shelf.path(digest).write_bytes(b"abX")
    with pytest.raises(FileNotFoundError, match="damaged"):
        shelf.get(digest)
    shelf.put(b"abc")
    assert shelf.get(digest) == b"abc"


def test_a_finished_file_is_moved_in_not_copied(shelf: Store) -> None:
    unfinished = shelf.scratch() / "media"
    unfinished.write_bytes(b"sound")
    inode = unfinished.stat().st_ino
    digest = codec.digest_bytes(b"sound")
    shelf.adopt(unfinished, digest)
    assert not unfinished.exists()
    assert shelf.path(digest).stat().st_ino == inode
    assert shelf.get(digest) == b"sound"


# recipes


def test_a_recipe_brings_back_the_value_and_says_what_it_took(shelf: Store) -> None:
    digest = shelf.keep("chapter", "sha256:k", CHAPTER, 1.23456)
    assert shelf.recall("chapter", "sha256:k", Chapter) == CHAPTER
    recipe = json.loads(_recipes(shelf)[0].read_text())
    assert recipe["digest"] == digest
    assert recipe["seconds"] == 1.235
    assert recipe["made"].endswith("+00:00")


def test_kinds_do_not_share_their_keys(shelf: Store) -> None:
    shelf.keep("chapter", "sha256:k", CHAPTER)
    assert shelf.recall("other", "sha256:k", Chapter) is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"5",
        b"{}",
        b'{"digest": 5}',
        b'{"digest": null}',
        b'{"digest": ""}',
        b'{"digest": "sha256:"}',
        b'{"digest": "../../calls.jsonl"}',
        b'{"digest": "sha256:\\u0000"}',
        b"\xff\xfe\x00",
    ],
)
def test_an_undecodable_recipe_is_a_miss_and_is_mended(shelf: Store, text: bytes) -> None:
    shelf.memo("chapter", ["a"], Chapter, lambda: CHAPTER)
    _recipes(shelf)[0].write_bytes(text)
    made: list[int] = []

    def make() -> Chapter:
        made.append(1)
        return CHAPTER

    assert shelf.memo("chapter", ["a"], Chapter, make) == CHAPTER
    assert made == [1]
    assert shelf.memo("chapter", ["a"], Chapter, _never) == CHAPTER


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b'{"start_ms":8,"title":"x"}'], ids=["empty", "no value", "another"]
)
def test_a_damaged_value_is_a_miss_and_is_mended(shelf: Store, damage: bytes) -> None:
    shelf.memo("chapter", ["a"], Chapter, lambda: CHAPTER)
    shelf.path(codec.digest(CHAPTER)).write_bytes(damage)
    assert shelf.memo("chapter", ["a"], Chapter, lambda: CHAPTER) == CHAPTER
    assert shelf.memo("chapter", ["a"], Chapter, _never) == CHAPTER


def test_a_value_that_an_upgrade_cannot_decode_is_a_miss(shelf: Store) -> None:
    shelf.keep("chapter", "sha256:k", Span(start_ms=1, end_ms=2))
    assert shelf.recall("chapter", "sha256:k", Chapter) is None


def test_audio_without_its_bytes_is_a_miss(shelf: Store) -> None:
    digest = shelf.put(b"sound")
    audio = Audio(digest=digest, size=5, duration_ms=1, codec="mp3", channels=1, origin=None)
    shelf.keep("audio", "sha256:k", audio)
    assert shelf.recall("audio", "sha256:k", Audio) == audio
    shelf.path(digest).unlink()
    assert shelf.recall("audio", "sha256:k", Audio) is None


def test_holes_are_returned_and_not_remembered(shelf: Store) -> None:
    span = Span(start_ms=0, end_ms=9)
    holed = Piece(span=span, language="en", words=(), failed="no result")
    whole = Piece(span=span, language="en", words=())
    assert shelf.memo("piece", ["a"], Piece, lambda: holed) == holed
    assert shelf.memo("piece", ["a"], Piece, lambda: whole) == whole
    assert shelf.memo("piece", ["a"], Piece, _never) == whole


def test_what_fails_is_not_remembered_and_leaves_the_lock(shelf: Store) -> None:
    def fail() -> Chapter:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        shelf.memo("chapter", ["a"], Chapter, fail)
    assert shelf.memo("chapter", ["a"], Chapter, lambda: CHAPTER) == CHAPTER


@pytest.mark.parametrize(("one", "other"), [(["a", "b"], ["ab"]), (["a"], ["a", ""]), ([], [""])])
def test_parts_are_kept_apart_in_the_key(shelf: Store, one: list[str], other: list[str]) -> None:
    shelf.memo("chapter", one, Chapter, lambda: CHAPTER)
    second = Chapter(start_ms=8, title="b")
    assert shelf.memo("chapter", other, Chapter, lambda: second) == second


def test_a_memo_within_a_memo_goes_through(shelf: Store) -> None:
    def outer() -> Chapter:
        return shelf.memo("call", ["a"], Chapter, lambda: CHAPTER)

    assert shelf.memo("stage", ["a"], Chapter, outer) == CHAPTER
    assert len(_recipes(shelf)) == 2


# calls.jsonl


def test_calls_come_back_in_order_with_their_facts(shelf: Store) -> None:
    assert shelf.calls() == []
    shelf.note_call("sent", "sha256:a", tokens=5)
    shelf.note_call("answered", "sha256:a", text="一\u2028二\u0085三\n四")
    rows = shelf.calls()
    assert [(row["event"], row["request"], row["run"]) for row in rows] == [
        ("sent", "sha256:a", "test"),
        ("answered", "sha256:a", "test"),
    ]
    assert rows[0]["tokens"] == 5
    assert rows[1]["text"] == "一\u2028二\u0085三\n四"


def test_a_last_line_cut_at_any_byte_costs_that_line_alone(shelf: Store) -> None:
    shelf.note_call("sent", "first")
    shelf.note_call("sent", "second", text="台灣")
    path = shelf.root / "calls.jsonl"
    whole = path.read_bytes()
    begin = whole.index(b"\n") + 1
    for cut in range(begin, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert [row["request"] for row in shelf.calls()] == ["first"]


def test_the_line_after_a_cut_one_stands_alone(shelf: Store) -> None:
    shelf.note_call("sent", "first")
    path = shelf.root / "calls.jsonl"
    path.write_bytes(path.read_bytes() + b'{"event": "se')
    shelf.note_call("sent", "third")
    assert [row["request"] for row in shelf.calls()] == ["first", "third"]


# a disk that is full, or not ours


@contextlib.contextmanager
def _small_files(most: int) -> Iterator[None]:
    """No file grows beyond `most` bytes: the kernel cuts the write short, then refuses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_an_object_that_does_not_fit_is_refused_by_name_and_leaves_nothing(shelf: Store) -> None:
    data = b"x" * 100_000
    with _small_files(20_000), pytest.raises(LimitReached) as caught:
        shelf.put(data)
    assert str(shelf.path(codec.digest_bytes(data)).parent) in caught.value.cause
    assert "--workspace" in caught.value.remedy
    assert not shelf.has(codec.digest_bytes(data))
    assert not _leftovers(shelf)
    assert shelf.get(shelf.put(data)) == data


def test_a_call_line_that_does_not_fit_is_refused_and_the_next_one_reads(shelf: Store) -> None:
    shelf.note_call("sent", "first")
    with _small_files(200), pytest.raises(LimitReached) as caught:
        shelf.note_call("sent", "second", text="x" * 1000)
    assert str(shelf.root) in caught.value.cause
    shelf.note_call("sent", "third")
    assert [row["request"] for row in shelf.calls()] == ["first", "third"]


def test_a_device_without_space_is_named(shelf: Store) -> None:
    shelf.scratch()
    (shelf.root / "calls.jsonl").symlink_to("/dev/full")
    with pytest.raises(LimitReached, match="no space left while writing to"):
        shelf.note_call("sent", "first")


@pytest.mark.parametrize("call", ["fsync", "replace", "write"])
def test_a_disk_that_fills_at_any_step_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "folder" / "file"
    write_atomically(path, b"old")

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "write":
        monkeypatch.setattr("pod2post.store.os.fdopen", full)
    else:
        monkeypatch.setattr(f"pod2post.store.os.{call}", full)
    with pytest.raises(LimitReached, match="folder"):
        write_atomically(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [child.name for child in path.parent.iterdir()] == ["file"]


def test_a_workspace_that_is_a_file_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("mine")
    store = Store(tmp_path / "store")
    for use in (lambda: store.put(b"x"), store.scratch, lambda: store.note_call("sent", "a")):
        with pytest.raises(BadInput, match="cannot be written to"):
            use()
    with pytest.raises(BadInput, match="cannot be written to"), store.lock("a"):
        pass
    assert (tmp_path / "store").read_text() == "mine"
