"""llama.cpp's own server in a process of its own. The only file that imports xllamacpp.

    python -m pod2post.backends.local_server

One JSON job comes on the first line of stdin; one event goes out as a JSON line on stdout:

    {"event": "listening", "address": "http://127.0.0.1:PORT"}
    {"event": "failure", "kind": "library" | "start", "detail": "..."}

What llama.cpp says goes to stderr. The server lives until stdin closes, however the parent
ended. It answers on loopback, and only who has the job's key: any page in a browser on
this machine could reach the port.
"""

import json
import os
import signal
import sys
import threading
from typing import Any

from pod2post.values import value

HOST = "127.0.0.1"
WARNINGS = 2  # llama.cpp's levels: errors are 1; below, a failure would come without its cause


@value
class Job:
    """A model and its room: `context` in tokens, `threads` of the CPU."""

    gguf: str
    name: str
    context: int
    threads: int
    key: str


def serve(job: Job) -> Any:
    """The running server; it ends with the returned object.

    Raises:
        ImportError, OSError: the wheel is not there, or does not fit this machine.
        RuntimeError: llama.cpp could not start; why stands on stderr.
    """
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = job.gguf
    wanted.model_alias = {job.name}
    wanted.n_ctx = job.context
    wanted.fit_params = False  # else a context that does not fit becomes a smaller one unsaid
    wanted.n_parallel = 1  # on a CPU two at once gain little, and halve the context
    wanted.cpuparams.n_threads = job.threads
    wanted.cpuparams_batch.n_threads = job.threads
    wanted.hostnames = [HOST]
    wanted.port = 0
    wanted.api_keys = [job.key]
    wanted.use_jinja = True
    wanted.enable_reasoning = 0  # thinking aloud would eat the reply's room
    wanted.offline = True
    wanted.ui = False
    wanted.endpoint_slots = False  # it would show what is being written
    wanted.verbosity = WARNINGS
    return xllamacpp.Server(wanted)


def _end_with_parent() -> None:
    while os.read(0, 4096):  # not sys.stdin: its lock would abort an exit of our own
        pass
    os._exit(0)


def main() -> int:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints must not get between the events
    # Ctrl-C ends this process too: a call under way breaks off instead of being waited for.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    job = Job(**json.loads(sys.stdin.buffer.readline()))
    watching = threading.Thread(target=_end_with_parent, daemon=True)
    watching.start()
    event: dict[str, str]
    try:
        server = serve(job)
        event = {"event": "listening", "address": server.listening_address}
    except (ImportError, OSError, AttributeError) as error:
        event = {"event": "failure", "kind": "library", "detail": str(error)}
    except RuntimeError as error:
        event = {"event": "failure", "kind": "start", "detail": str(error)}
    out.write(json.dumps(event) + "\n")
    out.close()
    if event["event"] == "failure":
        return 1
    watching.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
