"""The doctor: each check against the real thing, in a good state and in a bad one."""

import json
import os
import shutil
import sysconfig
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pod2post import cli, doctor
from pod2post.settings import RecognizerSettings, Settings, WriterSettings
from pod2post.settings import Weights as WeightSettings

NAMES = (
    "python settings yt-dlp javascript cookies weights device writer workspace disk page".split()
)


class Models(BaseHTTPRequestHandler):
    """An endpoint that lists one model to who has the key `right`."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        right = self.headers.get("Authorization") == "Bearer right"
        body = json.dumps(
            {"object": "list", "data": [{"id": "small-writer", "object": "model"}]}
            if right
            else {"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}
        ).encode()
        self.send_response(200 if right else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Models) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
        thread.join()


def of(found: tuple[doctor.Check, ...], name: str) -> doctor.Check:
    return next(check for check in found if check.name == name)


def test_every_check_is_there_in_order(tmp_path: Path) -> None:
    assert [check.name for check in doctor.checks(None, tmp_path)] == NAMES


def test_whatever_is_not_well_has_a_remedy(tmp_path: Path) -> None:
    config = tmp_path / "bad.toml"
    config.write_text("[writer]\nmodle = 'x'\n", encoding="utf-8")
    found = doctor.checks(config, tmp_path / "missing" / "deep")
    assert of(found, "settings").status == "fail"
    assert "modle" in of(found, "settings").what
    for check in found:
        assert check.status == "ok" or check.remedy, check


@pytest.mark.parametrize(
    ("version", "status"), [((3, 10, 9), "fail"), ((3, 11, 0), "ok"), ((3, 14, 1), "ok")]
)
def test_python(version: tuple[int, int, int], status: str) -> None:
    assert doctor.python(version).status == status


@pytest.mark.parametrize(
    ("version", "status", "says"),
    [
        (None, "fail", "not installed"),
        ("2026.11.1", "ok", "20 days old"),
        ("2026.8.23", "ok", "90 days old"),
        ("2026.8.22", "warn", "91 days old"),
        ("2026.11.1.232813", "ok", "20 days old"),
        ("nightly", "warn", "unknown age"),
        ("2026.13.1", "warn", "unknown age"),
    ],
)
def test_the_age_of_ytdlp(version: str | None, status: str, says: str) -> None:
    check = doctor.ytdlp(version, date(2026, 11, 21))
    assert check.status == status
    assert says in check.what


def test_deno_beside_this_python_is_found_without_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    check = doctor.javascript()
    assert check.status == "ok", check
    assert check.what.startswith("deno 2.")


def script(folder: Path, text: str) -> None:
    path = folder / "deno"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("echo 'deno 2.3.0 (release, x86_64)'", "ok", "deno 2.3.0"),
        ("echo 'deno 2.2.9'", "fail", "too old"),
        ("echo 'deno 2.9.0-rc.1'", "ok", "deno 2.9.0-rc.1"),
        ("exit 3", "fail", "does not run"),
        ("echo hello", "fail", "does not run"),
    ],
)
def test_a_deno_on_the_path(
    text: str, status: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script(tmp_path, text)
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: str(tmp_path / "empty"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    check = doctor.javascript()
    assert (check.status, says in check.what) == (status, True), check


def test_no_deno_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert doctor.javascript().status == "fail"


@pytest.mark.parametrize(
    ("mode", "status"), [(None, "fail"), (0o600, "ok"), (0o640, "warn"), (0o604, "warn")]
)
def test_cookies(mode: int | None, status: str, tmp_path: Path) -> None:
    path = tmp_path / "cookies.txt"
    if mode is not None:
        path.touch()
        path.chmod(mode)
    assert doctor.cookies(str(path)).status == status
    assert doctor.cookies(None).status == "ok"


def test_weights_that_are_here_and_that_are_not(tmp_path: Path) -> None:
    def look(model: str) -> doctor.Check:
        ear, shelf = RecognizerSettings(model=model), WeightSettings(folder=str(tmp_path))
        return doctor.weights(Settings(recognizer=ear, weights=shelf))

    assert look("auto").status == "warn"
    (tmp_path / "ge2e").mkdir()
    (tmp_path / "ge2e" / "encoder.onnx").write_bytes(b"x")
    assert look("auto").status == "warn", "what tells voices apart recognises no words"
    (tmp_path / "base").mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / "base" / name).write_bytes(b"x")
    assert look("auto").status == "ok"
    assert "base" in look("auto").what
    assert look("base").status == "ok"
    assert look("small").status == "warn"
    assert "models pull small" in look("small").remedy
    assert look(str(tmp_path / "base")).status == "ok"


@pytest.mark.parametrize(
    ("key", "model", "status", "says"),
    [
        ("right", "small-writer", "ok", "is among"),
        ("right", "other", "warn", "is not among"),
        ("wrong", "small-writer", "fail", "key"),
    ],
)
def test_the_writer_is_asked(
    endpoint: str,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    model: str,
    status: str,
    says: str,
) -> None:
    monkeypatch.setenv("POD2POST_API_KEY", key)
    check = doctor.writer(Settings(writer=WriterSettings(base_url=endpoint, model=model)))
    assert check.status == status, check
    assert says in check.what
    assert key not in check.what + check.remedy or key == "right"


def test_a_writer_that_is_not_there() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Models) as closed_again:
        gone = f"http://127.0.0.1:{closed_again.server_port}/v1"
    check = doctor.writer(Settings(writer=WriterSettings(base_url=gone)))
    assert check.status == "fail"
    assert check.remedy


def test_no_writer_is_a_warning_unless_wanted() -> None:
    assert doctor.writer(Settings()).status == "warn"
    assert doctor.writer(Settings(writer=WriterSettings(kind="extract"))).status == "ok"


def test_a_workspace_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check = doctor.writable(tmp_path / "file" / "workspace")
    assert check.status == "fail"
    assert "--workspace" in check.remedy
    assert doctor.writable(tmp_path).status == "ok"
    assert not (tmp_path / "new").exists()
    assert doctor.writable(tmp_path / "new").status == "ok"
    assert not (tmp_path / "new").exists()  # looking makes nothing


@pytest.mark.parametrize(
    ("device", "compute", "status"),
    [("cpu", "auto", "ok"), ("cpu", "int8", "ok"), ("cpu", "int9", "fail")],
)
def test_the_device(device: Any, compute: str, status: str) -> None:
    check = doctor.device(Settings(recognizer=RecognizerSettings(device=device, compute=compute)))
    assert check.status == status, check
    assert ("CPU cores" in check.what) == (status == "ok")


@pytest.mark.parametrize(
    ("free_gb", "status"), [(0.4, "fail"), (0.6, "warn"), (2.9, "warn"), (3.1, "ok")]
)
def test_disk(free_gb: float, status: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    room = shutil.disk_usage(tmp_path)._replace(free=int(free_gb * 1e9))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: room)
    assert doctor.disk(tmp_path).status == status


def test_the_command_prints_each_check_and_its_code_follows_the_worst(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["doctor", "--workspace", str(tmp_path)]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert all(any(name in row for row in rows) for name in NAMES)
    config = tmp_path / "bad.toml"
    config.write_text("[[", encoding="utf-8")
    assert cli.main(["doctor", "--json", "--config", str(config), "--workspace", "w"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["code"] == 2
    assert [check["name"] for check in told["checks"]] == NAMES
    assert told["checks"][1]["status"] == "fail"
    assert not os.path.exists("w")
