"""The command line: what it refuses, how it ends, and what it must not import."""

import json
import os
import signal
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from pod2post import cli, crash
from pod2post.errors import (
    BadInput,
    LimitReached,
    NotFit,
    Pod2postError,
    Refused,
    TryLater,
    WriterUnusable,
)

HEAVY = (
    "yt_dlp",
    "faster_whisper",
    "ctranslate2",
    "openai",
    "numpy",
    "pydantic",
    "av",
    "rich",
    "jinja2",
    "httpx2",
    "filelock",
    "pydub",
    "onnxruntime",
)


def ending(monkeypatch: pytest.MonkeyPatch, end: Callable[[Namespace], int]) -> None:
    monkeypatch.setattr(cli, "dispatch", end)


def raising(error: BaseException) -> Callable[[Namespace], int]:
    def end(_args: Namespace) -> int:
        raise error

    return end


@pytest.mark.parametrize(
    "argv", [["--help"], ["run", "--help"], ["--version"], ["run", "--exec=x"]]
)
def test_a_quick_answer_imports_nothing_heavy(argv: list[str]) -> None:
    script = (
        "import sys\nfrom pod2post.cli import main\n"
        f"try:\n    main({argv!r})\nexcept SystemExit:\n    pass\n"
        "print('IMPORTED', *sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    imported = set(done.stderr.split("IMPORTED")[1].split())
    assert "pod2post.cli" in imported  # the list is one
    assert imported.isdisjoint(HEAVY)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == "pod2post 0.1.0\n"


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ([], "COMMAND"),
        (["fly"], "fly"),
        (["run"], "SOURCE is missing"),
        (["run", ""], "SOURCE is missing"),
        (["run", "--exec=x"], "'--exec=x'"),
        (["run", "--", "--exec=x"], "'--exec=x'"),
        (["run", "-x"], "'-x'"),
        (["run", "a.mp3", "b.mp3"], "'b.mp3'"),
        (["run", "a.mp3", "--writ", "extract"], "'--writ'"),
        (["run", "a.mp3", "--writer", "pen"], "--writer"),
        (["run", "a.mp3", "--until", "lunch"], "transcribe"),
        (["run", "a.mp3", "--show"], "--show"),
        (["models", "eat"], "eat"),
        (["doctor", "now"], "'now'"),
    ],
)
def test_a_wrong_call_is_named_and_ends_with_2(
    argv: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    first, remedy = err.splitlines()
    assert first.startswith("error: ")
    assert says in first
    assert remedy.startswith("  ")
    assert remedy.strip()


def test_a_wrong_call_with_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--json", "--exec=x"]) == 2
    row = json.loads(capsys.readouterr().out)
    assert row["event"] == "error"
    assert "'--exec=x'" in row["error"]
    assert row["remedy"]
    assert row["code"] == 2


def test_the_workspace_is_named_by_option_then_variable_then_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert cli.parse(["run", "a"]).workspace == "workspace"
    monkeypatch.setenv("POD2POST_WORKSPACE", "elsewhere")
    assert cli.parse(["run", "a"]).workspace == "elsewhere"
    assert cli.parse(["run", "a", "--workspace", "here"]).workspace == "here"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadInput("no such file", "look again"), 2),
        (Refused("private", "ask"), 2),
        (TryLater("busy", "wait"), 3),
        (WriterUnusable("nonsense", "another model"), 4),
        (NotFit("silence", "another episode"), 5),
        (LimitReached("full disk", "free some"), 6),
    ],
)
def test_each_expected_failure_has_its_code_and_no_traceback(
    error: Pod2postError,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ending(monkeypatch, raising(error))
    assert cli.main(["doctor"]) == code
    assert capsys.readouterr().err == f"error: {error.cause}\n  {error.remedy}\n"


@pytest.mark.parametrize("code", [0, 1])
def test_a_command_gives_its_own_code(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ending(monkeypatch, lambda _args: code)
    assert cli.main(["doctor"]) == code


def test_ctrl_c_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ending(monkeypatch, raising(KeyboardInterrupt()))
    assert cli.main(["doctor"]) == 130
    assert "goes on from here" in capsys.readouterr().err


def test_a_bug_ends_with_70_and_a_report_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("POD2POST_API_KEY", "mine-alone-12345")
    message = "mine-alone-12345 sk-abcdefgh1234 Bearer abc.def https://me:pw@host/a?sig=f00 plain"
    ending(monkeypatch, raising(ZeroDivisionError(message)))
    assert cli.main(["doctor", "--workspace", str(tmp_path)]) == 70
    err = capsys.readouterr().err
    (written,) = tmp_path.glob("pod2post-bug-*.txt")
    assert str(written) in err
    assert "Traceback" not in err
    text = written.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert "Traceback" in text
    assert "plain" in text
    for secret in ("mine-alone", "abcdefgh", "abc.def", "me:pw", "f00"):
        assert secret not in text
    assert written.stat().st_mode & 0o077 == 0


def test_a_report_finds_a_place_where_the_workspace_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(crash.tempfile, "gettempdir", lambda: str(tmp_path))
    path = crash.report(["run", "x", "--workspace=/dev/null/no"], ValueError("boo"))
    assert path.parent == tmp_path
    assert "boo" in path.read_text(encoding="utf-8")


ASLEEP = """
import signal, sys, time
from pod2post import cli
# A test run in the background of a shell hands down a SIGINT that is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
def sleep(args):
    try:
        print("ready", flush=True)
        time.sleep(20)
    finally:
        print("tidied", flush=True)
cli.dispatch = sleep
sys.exit(cli.main(["doctor"]))
"""


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_unwinds_and_ends_with_its_code(sent: signal.Signals, code: int) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", ASLEEP], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    began = time.monotonic()
    child.send_signal(sent)
    out, err = child.communicate(timeout=10)
    assert child.returncode == code
    assert time.monotonic() - began < 5
    assert out == "tidied\n"
    assert err == "error: stopped; the same command goes on from here\n"


TALKS = """
import sys
from pod2post import cli
def talk(args):
    for _ in range(100000):
        print("line")
    return 0
cli.dispatch = talk
sys.exit(cli.main(["doctor"]))
"""


def test_a_reader_that_leaves_is_met_in_silence() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", TALKS], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.readline()
    child.stdout.close()
    err = child.stderr.read()
    child.stderr.close()
    assert err == b""
    assert child.wait() == 141


def test_a_broken_pipe_elsewhere_is_a_bug_like_any_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ending(monkeypatch, raising(BrokenPipeError("a child's stdin")))
    assert cli.main(["doctor", "--workspace", str(tmp_path)]) == 70


def test_an_ascii_terminal_can_read_the_help() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "pod2post", "run", "--help"]
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    assert done.returncode == 0
    assert b"--notes" in done.stdout
    assert done.stderr == b""
