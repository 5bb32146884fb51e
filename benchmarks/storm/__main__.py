"""Runs the storm, see the package."""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.recognition import ROOT
from benchmarks.storm import account, weather
from benchmarks.storm.driver import Job
from benchmarks.storm.weather import CAP, FaultHost
from pod2post import codec
from pod2post.batch.events import Events

SPEED = 20


@dataclass
class Storm:
    """One storm under way. `kill_every` in seconds; a worker's first attempt is killed only."""

    folder: Path
    job: Job
    kill_every: float
    most_s: float
    chance: random.Random
    killed: list[dict[str, Any]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    drivers: list[int] = field(default_factory=list)
    largest: int = 0

    @property
    def workspace(self) -> Path:
        return Path(self.job.workspace)

    def driver(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "benchmarks.storm.driver", str(self.folder)]
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        env = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
        return subprocess.Popen(command, cwd=self.folder, env=env)

    def rage(self, kill_driver_after: int | None = None) -> float:
        """Until the driver ends; the seconds that it took.

        Raises:
            RuntimeError: the driver failed, or hangs.
        """
        began, driver = time.monotonic(), self.driver()
        due = self.kill_every
        try:
            while driver.poll() is None:
                time.sleep(0.03 if kill_driver_after is None else 0.3)
                self.largest = max(self.largest, self._largest())
                now = time.monotonic() - began
                if now > self.most_s:
                    raise RuntimeError(f"the storm is not over after {self.most_s} s")
                if now > due and self._kill_one():
                    due = now + self.kill_every
                if kill_driver_after is not None and self._finished() >= kill_driver_after:
                    kill_driver_after = None
                    self.killed += self._at_work()
                    self.moments.append(time.time())
                    driver.kill()
                    self.drivers.append(driver.wait())
                    driver = self.driver()
        finally:
            if driver.poll() is None:
                driver.kill()
                driver.wait()
        if driver.returncode:
            raise RuntimeError(f"the driver ended with {driver.returncode}")
        return time.monotonic() - began

    def _at_work(self) -> list[dict[str, Any]]:
        rows = []
        for path in (self.folder / "at-work").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError):
                row = json.loads(path.read_bytes())
                os.kill(row["pid"], 0)
                rows.append(row)
        return rows

    def _kill_one(self) -> bool:
        """A worker that is at a first or second attempt: the third kill gives an episode up."""
        fit = [row for row in self._at_work() if row["fence"] <= 2]
        if not fit:
            return False
        row = self.chance.choice(fit)
        self.killed.append(row)
        self.moments.append(time.time())
        with contextlib.suppress(ProcessLookupError):
            os.kill(row["pid"], signal.SIGKILL)
        return True

    def _largest(self) -> int:
        sizes = [0]
        for path in (self.workspace / "store" / "unfinished").glob("*.part"):
            with contextlib.suppress(OSError):
                sizes.append(path.stat().st_size)
        return max(sizes)

    def _finished(self) -> int:
        return sum(row["event"] == "finished" for row in Events(self.workspace).rows())


def storm(
    episodes: int,
    *,
    kill_every: float = 2.0,
    attempts: int = 6,
    seed: int = 1,
    most_s: float = 900,
    cases: Sequence[str] | None = None,
    cluster: Callable[[Path], Any] | None = None,
) -> dict[str, Any]:
    """A storm of so many episodes; what came of it, as the package says."""
    with tempfile.TemporaryDirectory() as name, FaultHost(b"") as host:
        folder = Path(name)
        (folder / "at-work").mkdir()
        expected = weather.stormy(host, episodes, cases or tuple(weather.CASES))
        with cluster(folder) if cluster else contextlib.nullcontext() as scheduler:
            job = Job(
                orders=tuple(one.order(host.port) for one in expected),
                workspace=str(folder / "workspace"),
                begun=time.time(),
                speed=SPEED,
                attempts=attempts,
                workers=weather.PLACES,
                scheduler=scheduler,
            )
            (folder / "job.json").write_bytes(codec.encode(job))
            every = float("inf") if cluster else kill_every
            run = Storm(folder, job, every, most_s, random.Random(seed))
            wall = run.rage(episodes * 3 // 4 if cluster else None)
        kills = 1 if cluster else len(run.killed)
        if cluster:
            victim = json.loads((folder / "killed.json").read_bytes())
            run.killed += victim["works"]
            run.moments.append(victim["at"])
        place = Path(job.workspace)
        return {
            **account.ended(place, expected),
            "cases": len(weather.CASES),
            "kills": kills,
            "driver_kills": len(run.drivers),
            **account.repeated(place, folder, run.killed, run.moments),
            "largest": run.largest,
            "cap": CAP,
            "inside": host.hits["/inside"],
            **account.memory(folder),
            "driver_rss": json.loads((folder / "driver.json").read_bytes())["rss"],
            "wall_s": round(wall, 1),
        }


def main() -> int:
    """Print what came of it as one line of JSON; 1 where anything is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storm")
    parser.add_argument("--json", action="store_true", help="the only form there is")
    parser.add_argument("--episodes", type=int, default=200)
    parser.add_argument("--engine", choices=("local", "dask"), default="local")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    cluster = None
    if args.engine == "dask":
        from benchmarks.storm.clustered import cluster
    made = storm(args.episodes, seed=args.seed, cluster=cluster)
    print(json.dumps({"engine": args.engine, **made}, ensure_ascii=False))
    good = not made["wrong"] and not made["lost"] and not made["done_twice"]
    return 0 if good and made["again"] <= made["explained"] and not made["inside"] else 1


if __name__ == "__main__":
    sys.exit(main())
