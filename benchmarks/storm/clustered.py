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
OFFERED = "NET=2 GPU=1 LLM=2"
FIRST_KILL_S = 6.0


class Storming(Models):
    """The same plugin over the storm's world."""

    @staticmethod
    def worker(token: str) -> Any:
        return Logged(Path(token).parents[1], Quiet())


def clustered(scheduler: str, folder: Path) -> Engine:
    """The product's own engine, with the storm's worlds on its workers."""
    return Cluster(scheduler, folder / "workspace", None, Storming)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def cluster(folder: Path, kill_s: float = FIRST_KILL_S) -> Iterator[str]:
    """A scheduler and its workers; yields the address. One worker is killed on the way."""
    address, processes = f"tcp://127.0.0.1:{free_port()}", list[subprocess.Popen[bytes]]()
    quiet = ["--dashboard-address", "127.0.0.1:0"]  # --no-dashboard opens a port on all addresses
    paths = [str(ROOT), str(ROOT / "tests"), *filter(None, [os.environ.get("PYTHONPATH")])]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}

    def start(name: str, *args: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{name}", *args, *quiet]
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
        for process in processes:  # SIGTERM leaves some of them hanging for minutes
            process.kill()
            process.wait()


def _note(folder: Path, pid: int) -> None:
    """Which works were under way in the worker that is killed."""
    rows = []
    for path in (folder / "at-work").glob(f"{pid}*"):
        with contextlib.suppress(OSError, ValueError):
            rows.append(json.loads(path.read_bytes()))
    told = {"at": time.time(), "works": rows}
    (folder / "killed.json").write_text(json.dumps(told), "utf-8")
