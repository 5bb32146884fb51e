"""The storm's works on a Dask cluster of this machine: a scheduler, four workers, one killed."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.recognition import ROOT, Quiet
from benchmarks.storm.worker import Logged
from pod2post.batch.engine import Engine
from pod2post.cluster import Cluster, Models

WORKERS = 4
END_S = 20
OFFERED = "NET=2 GPU=1 LLM=2"
FIRST_KILL_S = 6.0


class Storming(Models):
    """The same plugin over the storm's world. `config` is the storm's folder."""

    def worker(self) -> Any:
        return Logged(Path(str(self.token)).parents[1], Quiet())


def clustered(scheduler: str, folder: Path) -> Engine:
    """The product's own engine, with the storm's worlds on its workers."""
    return Cluster(scheduler, folder / "workspace", None, Storming)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def cluster(
    folder: Path, *, tls: Path | None = None, kill_s: float = FIRST_KILL_S
) -> Iterator[str]:
    """A scheduler and its workers; yields the address. One worker is killed on the way.

    `tls`: a folder with ca.pem, cert.pem and key.pem.
    """
    scheme = "tls" if tls else "tcp"
    address, processes = f"{scheme}://127.0.0.1:{free_port()}", []
    safe = [f"--tls-{name}={tls}/{file}.pem" for name, file in FILES.items()] if tls else []
    quiet = ["--dashboard-address", "127.0.0.1:0"]  # --no-dashboard opens a port on all addresses
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}

    def start(name: str, *args: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{name}", *args, *quiet, *safe]
        with (folder / f"{name}.log").open("ab") as log:
            made = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
        processes.append(made)
        return made

    def worker() -> subprocess.Popen[bytes]:
        where = ["--host", "127.0.0.1", "--no-nanny", "--nthreads", "5", "--death-timeout", "60"]
        return start("dask_worker", address, *where, "--resources", OFFERED)

    over = threading.Event()

    def one_killed(victim: subprocess.Popen[bytes]) -> None:
        while not over.wait(0.1):
            works = folder / "works.jsonl"
            if works.is_file() and not over.wait(kill_s):
                _note(folder, victim.pid)
                victim.send_signal(signal.SIGKILL)
                return

    try:
        start("dask_scheduler", "--host", address, "--port", address.rpartition(":")[2])
        mine = [worker() for _ in range(WORKERS)]
        killer = threading.Thread(target=one_killed, args=(mine[0],), daemon=True)
        killer.start()
        yield address
    finally:
        over.set()
        for process in processes:
            process.terminate()
        until = time.monotonic() + END_S
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
            if process.poll() is None:
                process.kill()
                process.wait()


FILES = {"ca-file": "ca", "cert": "cert", "key": "key"}


def _note(folder: Path, pid: int) -> None:
    """Which works were under way in the worker that is killed."""
    rows = []
    for path in (folder / "at-work").glob(f"{pid}*"):
        with contextlib.suppress(OSError, ValueError):
            rows.append(json.loads(path.read_bytes()))
    (folder / "killed.json").write_text(json.dumps(rows), "utf-8")
