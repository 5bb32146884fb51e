"""The writer on this machine: any GGUF model in llama.cpp's server, asked like any other.

The server is a process of its own, started at the first call that memory cannot answer; it
ends with this one. Its door is Chat Completions, so all that is known of replies and
failures stands in `backends/openai.py`.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import weakref
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

from pod2post import codec, weights
from pod2post.backends import narrowing
from pod2post.backends.openai import OpenAIWriter
from pod2post.errors import BadInput, Pod2postError, TryLater
from pod2post.ports import Reply, Request, Shelf, Tell
from pod2post.settings import WriterSettings
from pod2post.values import value
from pod2post.weights_table import ENTRIES
from pod2post.writing import gguf
from pod2post.writing.authorship import is_small, local_label
from pod2post.writing.gguf import Gguf

SMALL_REPLY = 1200  # tokens: twice a good reply; a small model that repeats itself fills any room
ANOTHER_HEAT = 0.7  # at temperature 0 another take would be the same words
DEADLINE_S = 1800  # one call, at the least: a slow CPU is not a broken server
TOLD = 300  # characters of llama.cpp's own words in an error
KEYS = ("POD2POST_API_KEY", "OPENAI_API_KEY", "POD2POST_SPOTIFY_SECRET")
INSTALL = "pip install 'pod2post[local]', in the environment of this Python."
NAMED = (
    "Set [writer] gguf, or --writer-model, to a GGUF file or to a name of `pod2post models list`."
)
SMALLER = "Set a smaller [writer] context_tokens, or take a smaller model."


@value
class Local:
    """A model on this machine and the room that it gets."""

    path: str
    model: Gguf
    context: int
    threads: int


def local(settings: WriterSettings, folder: Path) -> Local:
    """What the settings name, looked at but not loaded.

    Raises:
        BadInput: no model named, none there, not a whole one, the wheel missing, or a
            context that the model was not trained for.
    """
    path = _found(settings.gguf, folder)
    model = gguf.read(path)
    if importlib.util.find_spec("xllamacpp") is None:
        raise BadInput("the writer local needs llama.cpp, which is not installed", INSTALL)
    if model.context and settings.context > model.context:
        raise BadInput(
            f"[writer] context_tokens is {settings.context}; {model.name} was trained "
            f"for {model.context}",
            f"Set it to {model.context} or less, and max_tokens to a quarter of it.",
        )
    return Local(
        path=str(path.absolute()),
        model=model,
        context=settings.context,
        threads=settings.threads or _cores(),
    )


def probe(settings: WriterSettings, folder: Path) -> tuple[str, bool]:
    """(one line about the model, is it a small one?); nothing is loaded.

    Raises:
        BadInput: as `local`; or it cannot fit into the memory that is free.
    """
    found = local(settings, folder)
    _refuse_what_cannot_fit(found)
    label = local_label(found.model.name, found.model.parameters)
    version = importlib.metadata.version("xllamacpp")
    least = _least_memory(found) / 1e9
    what = f"{label}, over {least:.1f} GB of memory at {found.context} tokens of context"
    return f"{what}; xllamacpp {version}", is_small(label)


class LocalWriter:
    """A model in a llama.cpp server that this process starts and ends."""

    composes = True

    def __init__(self, settings: WriterSettings, folder: Path, *, tell: Tell | None = None) -> None:
        """Raises `BadInput` as `local` does."""
        self._settings = settings
        self._tell = tell
        self._local = local(settings, folder)
        self._turn = threading.Lock()
        self.label = local_label(self._local.model.name, self._local.model.parameters)
        most = SMALL_REPLY if is_small(self.label) else settings.max_tokens
        self.max_tokens = min(settings.max_tokens, most)

    @functools.cached_property
    def identity(self) -> str:
        """The weights, the sampling and the grammar; no port, and no room such as threads."""
        digest = _digest(Path(self._local.path))
        return f"local {digest} temperature={self._heat:g} grammar={narrowing.VERSION}"

    @property
    def _heat(self) -> float:
        return self._settings.temperature or 0

    def reply(self, request: Request, /, *, shelf: Shelf) -> Reply:
        """See `ports.Writer`. One call at a time: none spends its deadline on waiting.

        Raises:
            BadInput: too little memory, no model, or the server ended under way.
        """
        with self._turn:
            process = self._server[0]
            again = request.take > 1 and not self._heat
            writer = self._client(ANOTHER_HEAT) if again else self._steady
            try:
                return writer.reply(request, shelf=shelf)
            except TryLater as error:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    code = process.wait(1)  # a broken connection comes before its cause
                    raise _ended(code, self._local) from error
                raise

    @functools.cached_property
    def _server(self) -> tuple["subprocess.Popen[bytes]", str, str]:
        """(process, address, key) of the server, which is started at the first use."""
        _refuse_what_cannot_fit(self._local)
        key = secrets.token_hex(16)
        process, address = _started(self._local, key)
        weakref.finalize(self, _stop, process)
        return process, address, key

    @functools.cached_property
    def _steady(self) -> OpenAIWriter:
        return self._client(self._heat)

    def _client(self, heat: float) -> OpenAIWriter:
        _, address, key = self._server
        wanted = replace(
            self._settings,
            kind="local",  # so that the journal says that nothing was paid
            base_url=f"{address}/v1",
            model=self._local.model.name,
            temperature=heat,
            format="json_schema" if self._settings.format == "auto" else self._settings.format,
            token_field="max_tokens",
            timeout_s=max(self._settings.timeout_s, DEADLINE_S),
        )
        return OpenAIWriter(wanted, key, tell=self._tell, shaped=narrowing.narrowed)


def _found(named: str | None, folder: Path) -> Path:
    if not named:
        raise BadInput("the writer local has no model", NAMED)
    entry = ENTRIES.get(named)
    if entry is None:
        return Path(named).expanduser()
    if entry.kind != "writer":
        raise BadInput(f"{named} does not write", NAMED)
    path = folder / named / entry.wheels[0].name
    if not path.is_file():
        raise BadInput(f"{named} is not in {folder}", f"`pod2post models pull {named}` fetches it.")
    return path


def _digest(path: Path) -> str:
    """The file's SHA-256: as its lock file recorded it, else by reading it all."""
    with contextlib.suppress(OSError, codec.Undecodable):
        lock = codec.decode(weights.Lock, (path.parent / weights.LOCK).read_bytes())
        for file in lock.files:
            if (file.name, file.size) == (path.name, path.stat().st_size):
                return f"sha256:{file.sha256}"
    with path.open("rb") as file_:
        return f"sha256:{hashlib.file_digest(file_, 'sha256').hexdigest()}"


def _cores() -> int:
    """How many CPUs this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _least_memory(found: Local) -> int:
    """Bytes of weights and context. llama.cpp takes some hundred megabytes more."""
    return found.model.size + found.context * found.model.token_bytes


def free_memory() -> int | None:
    """Bytes that can be had without swapping; None where the system does not say (not Linux)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _refuse_what_cannot_fit(found: Local) -> None:
    free, least = free_memory(), _least_memory(found)
    if free is not None and least > free:
        raise BadInput(
            f"{found.model.name} takes over {least / 1e9:.1f} GB of memory at {found.context} "
            f"tokens of context, and {free / 1e9:.1f} GB are free",
            SMALLER,
        )


def _started(found: Local, key: str) -> tuple["subprocess.Popen[bytes]", str]:
    """The server's process, and its address."""
    env = {name: text for name, text in os.environ.items() if name not in KEYS}
    # With OpenMP's busy waiting a model beside other work is about ten times slower.
    env["OMP_WAIT_POLICY"] = "passive"
    job = {
        "gguf": found.path,
        "name": found.model.name,
        "context": found.context,
        "threads": found.threads,
        "key": key,
    }
    with tempfile.TemporaryFile() as noise:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pod2post.backends.local_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=noise,
            env=env,
        )
        try:
            event = _first_event(process, job)
        except BaseException:
            _stop(process)
            raise
        if event["event"] == "listening":
            return process, event["address"]
        code = process.wait()
        _stop(process)
        raise _failed(event, code, noise, found)


def _first_event(process: "subprocess.Popen[bytes]", job: dict[str, Any]) -> dict[str, str]:
    """What the process says of its start; the event `ended` where it says nothing."""
    with contextlib.suppress(BrokenPipeError):  # its end tells more
        os.write(cast("IO[bytes]", process.stdin).fileno(), json.dumps(job).encode() + b"\n")
    with cast("IO[bytes]", process.stdout) as told:
        line = told.readline()
    if not line.endswith(b"\n"):
        return {"event": "ended"}
    event: dict[str, str] = json.loads(line)
    return event


def _stop(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(OSError):
        cast("IO[bytes]", process.stdin).close()
    process.kill()
    process.wait()


def _failed(event: dict[str, str], code: int, noise: IO[bytes], found: Local) -> Pod2postError:
    """What a start that came to nothing means."""
    if event["event"] == "ended":
        return _ended(code, found)
    if event["kind"] == "library":
        return BadInput(f"llama.cpp cannot be loaded: {event['detail']}", INSTALL)
    noise.seek(0)
    words = noise.read().decode(errors="replace")
    errors = [line.partition(" E ")[2] for line in words.splitlines() if " E " in line]
    cause = " ".join((errors or [event["detail"]])[0].split())[:TOLD]
    remedy = "Fetch the file anew, or take another model; a newer xllamacpp knows more of them."
    if "context" in cause or "alloc" in cause:
        remedy = SMALLER
    return BadInput(f"llama.cpp cannot start {found.model.name}: {cause}", remedy)


def _ended(code: int, found: Local) -> BadInput:
    """The process is gone, with this code."""
    if code == -9:
        why, remedy = "was killed, as a system short of memory does", SMALLER
    elif code == -4:
        why = "ended at an instruction that this CPU does not have"
        remedy = "The wheel needs AVX2. Run a server built for this machine: [writer] base_url."
    else:
        why, remedy = f"ended with {code}", "Run it again; finished calls are kept."
    return BadInput(f"the process that runs {found.model.name} {why}", remedy)
