"""In the place of the real xllamacpp: the same door over real HTTP, no model behind it.

A reply tells as JSON what the server was started with. The environment variable FAKE_LLAMA
says what goes wrong: `fail:WORDS` at the start, with WORDS on stderr as llama.cpp prints
them; `import:WORDS`; `signal:N` at the start; `die` and `overflow` at the first call. With
`sample` the replies are those of samples/replies.json.
"""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

FAULT, _, WORDS = os.environ.get("FAKE_LLAMA", "").partition(":")
if FAULT == "import":
    raise ImportError(WORDS)
if FAULT == "sample":
    from samples.writer import replier

    REPLIER = replier()


class CommonParams(SimpleNamespace):
    def __init__(self) -> None:
        super().__init__(
            model=SimpleNamespace(path=""),
            cpuparams=SimpleNamespace(n_threads=-1),
            cpuparams_batch=SimpleNamespace(n_threads=-1),
        )


class Server:
    def __init__(self, wanted: CommonParams) -> None:
        print("a line on stdout, which is not the events' own")
        if FAULT == "fail":
            print(f"0.00.001.000 I load: begin\n0.00.002.000 E {WORDS}", file=sys.stderr)
            print("0.00.003.000 E srv init: exiting due to model loading error", file=sys.stderr)
            sys.stderr.flush()
            raise RuntimeError("Failed to init server, please check the input params.")
        if FAULT == "signal":
            os.kill(os.getpid(), int(WORDS))
        handler = type("Handler", (_Handler,), {"wanted": wanted})
        self.http = ThreadingHTTPServer((wanted.hostnames[0], wanted.port), handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()
        self.listening_address = f"http://127.0.0.1:{self.http.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wanted: Any

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != f"Bearer {self.wanted.api_keys[0]}":
            self.give({"error": {"code": 401, "message": "Invalid API Key"}}, 401)
        elif FAULT == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif FAULT == "overflow":
            error = {"code": 400, "type": "exceed_context_size_error", "n_ctx": 8}
            words = "request (9 tokens) exceeds the available context size (8 tokens)"
            self.give({"error": error | {"message": words, "n_prompt_tokens": 9}}, 400)
        elif FAULT == "sample":
            self.give(json.loads(REPLIER(body).body) | {"model": body["model"]})
        else:
            self.give(self.completion(body))

    def completion(self, body: dict[str, Any]) -> dict[str, Any]:
        told = {
            "pid": os.getpid(),
            "path": self.wanted.model.path,
            "context": self.wanted.n_ctx,
            "fit": self.wanted.fit_params,
            "slots": self.wanted.n_parallel,
            "threads": [self.wanted.cpuparams.n_threads, self.wanted.cpuparams_batch.n_threads],
            "policy": os.environ.get("OMP_WAIT_POLICY"),
            "secrets": [name for name in os.environ if name.endswith("_API_KEY")],
            "asked": {name: item for name, item in body.items() if name != "messages"},
        }
        message = {"role": "assistant", "content": json.dumps(told)}
        return {
            "model": body["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
        }

    def give(self, data: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass
