"""A worker of the storm: the real stage `fetch` over rerouted names, then looks at what it made.

    python -m benchmarks.storm.worker FOLDER

It is a child of the night's own engine, and speaks as `pod2post.batch.child` does. What it works
on stands in FOLDER/at-work/PID-THREAD meanwhile, and a line in FOLDER/works.jsonl at its end.
"""

import json
import os
import resource
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.storm.weather import CAP, HOME, MOST_S
from pod2post import codec, runs, settings
from pod2post.backends import pinned
from pod2post.backends.enclosure import Enclosures
from pod2post.batch.child import serve
from pod2post.batch.engine import Done, Work
from pod2post.batch.stagework import Worker
from pod2post.ports import Library, Tell
from pod2post.store import appended, write_atomically
from pod2post.values import Audio, Locator
from pod2post.world import World

OUTSIDE = "93.184.216.34"  # what the storm's hosts claim to be
QUICK = pinned.Patience(connect_s=2.0, read_s=0.5, tries=2, longest_wait_s=2.0)
LIMITS: Any = SimpleNamespace(
    download_mb=CAP // 1_000_000, download_minutes=MOST_S / 60, private_addresses=False
)


def names(host: str, port: int) -> list[str]:
    """Names of the storm are outside, one is a private address, the rest are what they are."""
    if host.endswith(HOME):
        return [OUTSIDE]
    return ["10.0.0.7"] if host == "inside.example" else pinned.system_names(host, port)


class Rerouted(pinned.httpcore2.SyncBackend):
    """Connections to the outside go to this machine; there are no others."""

    def connect_tcp(self, host: str, *args: Any, **more: Any) -> Any:
        if host != OUTSIDE:
            raise AssertionError(f"a connection to {host}")
        return super().connect_tcp("127.0.0.1", *args, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stormy(World):
    def library(self, locator: Locator) -> Library:  # noqa: ARG002 - all are enclosures
        return Enclosures(LIMITS, QUICK, lambda s: time.sleep(min(s, 0.05)), names)


class Logged:
    """Does works and writes down what it did."""

    def __init__(self, folder: Path, tell: Tell) -> None:
        pinned.httpcore2.SyncBackend = Rerouted  # type: ignore[misc]
        # No file grows beyond the cap, whoever writes it: that would end in another failure.
        resource.setrlimit(resource.RLIMIT_FSIZE, (CAP, resource.RLIM_INFINITY))
        self.folder = folder
        self.worker = Worker(tell, Stormy(settings=settings.load(None), tell=tell))

    def perform(self, work: Work) -> Done:
        now = {"pid": os.getpid(), "episode": work.episode, "stage": work.stage}
        now |= {"fence": work.fence}
        at = self.folder / "at-work" / f"{os.getpid()}-{threading.get_ident()}"
        write_atomically(at, json.dumps(now).encode())
        looked = replace(work, options=replace(work.options, until="fetch"))
        done = self.worker.perform(looked)  # after `fetch` that is a look into the store
        if work.stage != "fetch" and done.outcome is None:
            self._look(work, done)
        at.unlink(missing_ok=True)
        status = Path("/proc/self/status").read_text("utf-8")
        rss = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        ended = {"ok": done.outcome is None, "rss": int(rss), "ended": time.time()}
        appended(self.folder / "works.jsonl", now | ended)
        return done

    def _look(self, work: Work, done: Done) -> None:
        run = runs.find_run(Path(work.options.workspace), str(done.key))
        audio = runs.finished(run, Audio, runs.FILES["fetch"])
        data = (Path(work.options.workspace) / "store").joinpath(
            "objects", audio.digest[7:9], audio.digest[7:]
        )
        if codec.digest_bytes(data.read_bytes()) != audio.digest:
            raise AssertionError(f"{work.episode} has other bytes in the store")


def main() -> None:
    folder = Path(sys.argv[1])
    serve(lambda events: Logged(folder, events).perform)


if __name__ == "__main__":
    main()
