"""What people really pass to `pod2post run`, each with its outcome named beforehand.

Real decoding, voice detection and weights; no language model (`--writer extract`).
"""

import errno
import io
import os
import wave
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import av
import pytest

import sound
from pod2post.cli import main

OPTIONS = ("--model", "tiny.en", "--writer", "extract")
SAMPLE = Path(__file__).parent.parent / "samples" / "interview.mp3"


def outcome(source: str, workspace: Path) -> tuple[int, str]:
    """(exit code, everything that was printed)."""
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        try:
            code = main(["run", source, "--workspace", str(workspace), *OPTIONS])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 2
    return code, shown.getvalue()


def made(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def silence(folder: Path) -> str:
    path = folder / "silence.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(600 * 8000 * 2))
    return str(path)


def retitled(path: Path, title: str, seconds: int) -> Path:
    """The sample's first seconds under another title, not decoded."""
    with av.open(str(SAMPLE)) as old, av.open(str(path), "w") as new:
        (track,) = old.streams.audio
        copy = new.add_stream_from_template(track)
        new.metadata["title"] = title
        for packet in old.demux(track):
            if packet.dts is not None and packet.dts * packet.time_base < seconds:
                packet.stream = copy
                new.mux(packet)
    return path


REFUSED: list[tuple[str, Callable[[Path], str], int, str]] = [
    ("a missing file", lambda f: str(f / "gone.mp3"), 2, "no file"),
    ("a directory", str, 2, "is a folder"),
    ("a PDF", lambda f: made(f, "talk.pdf", b"%PDF-1.7\n" + b"1 0 obj\n" * 900), 2, "audio"),
    ("an empty file", lambda f: made(f, "empty.mp3", b""), 2, "is empty"),
    ("one second", lambda f: made(f, "second.wav", sound.wav(1.0)), 5, "seconds of speech"),
    ("ten minutes of silence", silence, 5, "0 seconds of speech in 10:00"),
    ("a search", lambda _: "ytsearch:x", 2, "ytsearch"),
    ("a file address", lambda _: "file:///etc/passwd", 2, "file:"),
    ("an option of another program", lambda _: "--exec=x", 2, "--exec=x"),
    ("a bare id", lambda _: "dQw4w9WgXcQ", 2, "watch?v="),
    ("words", lambda _: "the latest episode please", 2, "no file"),
]


@pytest.mark.weights
@pytest.mark.parametrize(
    ("source", "code", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_refused(
    source: Callable[[Path], str],
    code: int,
    words: str,
    tmp_path: Path,
    whisper_weights: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POD2POST_MODELS", str(whisper_weights.parent))
    got, shown = outcome(source(tmp_path), tmp_path / "workspace")
    assert got == code, shown
    assert words in shown
    assert "Traceback" not in shown
    assert "report" not in shown, "an expected failure is no bug report"


@pytest.mark.weights
def test_a_file_cut_in_half_gives_a_post_of_what_is_there(
    tmp_path: Path, whisper_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POD2POST_MODELS", str(whisper_weights.parent))
    data = SAMPLE.read_bytes()
    half = made(tmp_path, "half.mp3", data[: len(data) // 2])
    code, shown = outcome(half, tmp_path / "workspace")
    assert code in (0, 1), shown
    (post,) = (tmp_path / "workspace" / "runs").glob("*/post.md")
    text = post.read_text(encoding="utf-8")
    assert "Foundry Street" not in text, "that was said in the half that is gone"
    assert text.count("「") >= 6
    assert "the file announces 4:5" in shown
    assert "it is cut" in shown


@pytest.mark.weights
def test_a_title_of_5000_characters_gives_a_post_with_a_short_name(
    tmp_path: Path, whisper_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POD2POST_MODELS", str(whisper_weights.parent))
    title = 'A very long title: "{{< x >}}" ' * 180
    path = retitled(tmp_path / "long.mp3", title, seconds=75)
    code, shown = outcome(str(path), tmp_path / "workspace")
    assert code in (0, 1), shown
    (post,) = (tmp_path / "workspace" / "runs").glob("*/post.md")
    assert len(post.parent.name) <= 60 + len("2026-01-01-")
    assert max(map(len, post.read_text(encoding="utf-8").splitlines())) < 1000


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_is_named_and_what_was_done_is_kept(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    code, shown = outcome(str(SAMPLE), tmp_path / "workspace")
    assert code == 6, shown
    assert "no space left" in shown
    assert "Traceback" not in shown
    assert not list((tmp_path / "workspace").rglob(".writing-*"))
