"""`pod2post review`: which names it answers to, whose token it takes, what it prints."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from desk import Desk
from desk_review import RUN, Visitor
from pod2post import cli
from pod2post.commands.review import hosts, token_of
from pod2post.errors import BadInput
from pod2post.review import serving
from pod2post.review.sessions import MOST, Sessions


@pytest.mark.parametrize(
    ("host", "port", "names"),
    [
        ("127.0.0.1", 8765, {"127.0.0.1:8765", "localhost:8765", "[::1]:8765"}),
        ("localhost", 1, {"127.0.0.1:1", "localhost:1", "[::1]:1"}),
        ("::1", 9, {"127.0.0.1:9", "localhost:9", "[::1]:9"}),
        ("Desk.example", 9, {"desk.example:9"}),
        ("192.0.2.7", 80, {"192.0.2.7:80", "192.0.2.7"}),
        ("2001:db8::7", 9, {"[2001:db8::7]:9"}),
    ],
)
def test_it_answers_to_its_own_names(host: str, port: int, names: set[str]) -> None:
    assert hosts(host, port) == names


def test_each_start_has_a_token_of_its_own() -> None:
    made = {token_of("127.0.0.1", None) for _ in range(50)}
    assert len(made) == 50
    assert all(len(token) >= 43 for token in made)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "desk.example", "::"])
def test_others_are_let_in_by_a_token_file_only(host: str) -> None:
    with pytest.raises(BadInput, match="no --token-file"):
        token_of(host, None)


def _file(folder: Path, text: str, mode: int = 0o600) -> str:
    path = folder / "token"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


def test_the_files_token_is_taken_without_its_line_end(tmp_path: Path) -> None:
    assert token_of("0.0.0.0", _file(tmp_path, "k" * 32 + "\n")) == "k" * 32


@pytest.mark.parametrize(
    ("text", "mode", "why"),
    [
        ("k" * 32, 0o640, "others"),
        ("k" * 32, 0o604, "others"),
        ("k" * 32, 0o620, "others"),
        ("k" * 31, 0o600, "no token"),
        ("", 0o600, "no token"),
        ("k" * 20 + " " + "k" * 20, 0o600, "no token"),
        ("鍵" * 40, 0o600, "cannot be read"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="no such modes there")
def test_a_file_that_is_no_secret_is_refused(
    tmp_path: Path, text: str, mode: int, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        token_of("127.0.0.1", _file(tmp_path, text, mode))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        token_of("127.0.0.1", str(tmp_path / "nowhere"))


def test_a_port_that_is_taken_is_an_error_with_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        words = ["review", "--port", str(port), "--no-browser", "--workspace", str(tmp_path)]
        assert cli.main(words) == 2
    told = capsys.readouterr().err
    assert f"127.0.0.1:{port} cannot be served" in told
    assert "--port" in told


@pytest.mark.parametrize(
    "words", [["--port", "99999"], ["--host", "nowhere.invalid"], ["no-such-run"]]
)
def test_what_cannot_be_served_is_bad_input(tmp_path: Path, words: list[str]) -> None:
    token = _file(tmp_path, "k" * 32)
    line = ["review", *words, "--token-file", token, "--no-browser", "--workspace", str(tmp_path)]
    assert cli.main(line) == 2


def test_a_browser_is_opened_unless_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    import webbrowser

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    serving.opens("http://127.0.0.1:1/?token=x")()
    assert opened == ["http://127.0.0.1:1/?token=x"]


def test_there_are_only_so_many_sessions_and_the_oldest_goes() -> None:
    sessions = Sessions("k" * 32)
    first = sessions.enter("k" * 32)
    assert first
    others = [sessions.enter("k" * 32) for _ in range(MOST)]
    assert sessions.of(first) is None
    assert all(other and sessions.of(other) for other in others)
    sessions.name("unknown", "Eve")
    assert sessions.enter("wrong") is None


def test_from_the_printed_address_to_the_end_by_ctrl_c(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    command = [sys.executable, "-m", "pod2post", "review", "the-ear", "--no-browser"]
    with subprocess.Popen(
        [*command, "--port", "0", "--workspace", str(desk.workspace), "--editor", "Bo Example"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            assert process.stderr
            address = process.stdout.readline().strip()
            found = re.fullmatch(rf"http://127\.0\.0\.1:(\d+)/runs/{RUN}\?token=(\S+)", address)
            assert found
            visitor = Visitor(int(found[1])).enter(found[2])
            assert visitor.get(f"/runs/{RUN}").code == 200
            assert "編輯：Bo Example" in visitor.get("/").text
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()


def test_machines_are_told_the_address_as_json(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pod2post", "review", "--json", "--no-browser", "--port", "0"]
    with subprocess.Popen(
        [*command, "--workspace", str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            row = json.loads(process.stdout.readline())
            assert row["event"] == "serving"
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=\S+", row["address"])
        finally:
            process.kill()
