"""A night of scripted stages: is the recogniser ever idle, is anything done twice or lost?

    python -m benchmarks.batch --json [--episodes 20] [--hear 1.5] [--fetch 0.6] [--write 1.2]
                                      [--seed 1] [--gil]

The real ledger, the real loop and real child processes work on a queue of episodes; in place of
the pipeline each child sleeps for the scripted time of its stage (drawn within a fifth of what is
named, by the seed) and writes down when. The last line is one JSON object: `episodes` drafted;
`recogniser_idle`, the share of the time from the first recognition's begin to the last one's end
in which none was under way; `done_twice`, stages that ended well more than once; `lost`, episodes
that were not drafted; `wall_s`, from the first claim to the end of the night; `serial_s`, all
stages one after the other; `of_serial`, the one as a share of the other; `first_hear_s`, until the
recogniser had work.

With --gil a sentence of the sample is recognised (tiny.en) in a thread and in a child process,
while the parent wants to wake every 10 ms: `late_ms_thread`, `late_ms_child` are by how much the
latest of 95 % of the wakes was late (`alone`: nothing else under way), `longest_...` the worst.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.recognition import ROOT, Quiet
from pod2post.batch import child, lanes, ledger_desk, office
from pod2post.batch.bounds import Batch
from pod2post.batch.children import Children
from pod2post.batch.engine import Done, Work
from pod2post.batch.ledger import Ledger
from pod2post.batch.night import Night
from pod2post.batch.orders import Order
from pod2post.batch.purse import Purse
from pod2post.scene import Options
from pod2post.settings import Settings
from pod2post.store import Store

STAGES = ("fetch", "hear", "write")
SPREAD = 0.2


def orders(count: int) -> list[Order]:
    """Episodes of two feeds and a channel."""
    sources = ("https://pod.example/{}.mp3", "https://other.example/{}.mp3")
    video = "https://www.youtube.com/watch?v=aaaaaaaa{:03}"
    return [
        Order(
            id=f"made-up-{n:03}",
            keys=(f"guid:made-up:{n}",),
            source=(*sources, video)[n % 3].format(n),
            show="made-up",
            title=f"Episode {n}",
            lanes=lanes.of((*sources, video)[n % 3].format(n), Settings()),
            published=n,
        )
        for n in range(count)
    ]


def times(seed: int, count: int, seconds: dict[str, float]) -> dict[str, float]:
    """Of each episode and stage, drawn."""
    chance = random.Random(seed)
    return {
        f"made-up-{n:03} {stage}": seconds[stage] * chance.uniform(1 - SPREAD, 1 + SPREAD)
        for n in range(count)
        for stage in STAGES
    }


def serve(script: Path, log: Path) -> None:
    """The child: sleeps as the script says, and writes down when."""
    known = json.loads(script.read_text(encoding="utf-8"))

    def perform(work: Work) -> Done:
        began = time.monotonic()
        time.sleep(known[f"{work.episode} {work.stage}"])
        row = [work.episode, work.stage, began, time.monotonic()]
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        return Done(
            episode=work.episode,
            stage=work.stage,
            fence=work.fence,
            key=f"2026-11-22-{work.episode}",
            seconds=round(time.monotonic() - began, 3),
        )

    child.serve(lambda _events: perform)


def night(folder: Path, count: int, script: dict[str, float]) -> dict[str, Any]:
    """One night in a folder of its own, and what the children wrote down of it."""
    (folder / "script.json").write_text(json.dumps(script), encoding="utf-8")
    log = folder / "log.jsonl"
    command = [sys.executable, "-m", "benchmarks.batch", "--serve", str(folder), str(log)]
    known = Settings()
    with Ledger(folder / "ledger.sqlite", lanes.limits(Batch()), ahead=Batch().ahead) as ledger:
        ledger.enqueue(orders(count), office.clock())
        began = time.monotonic()
        Night(
            ledger=ledger,
            engine=Children(Quiet(), command),
            clock=office.clock,
            tell=Quiet(),
            purse=Purse(store=Store(folder / "store"), settings=known, budget=None),
            options=Options(source="", workspace=str(folder)),
            config=None,
            worker="benchmark",
            wait=0,
        ).work()
        wall = time.monotonic() - began
        counts = ledger_desk.counts(ledger_desk.episodes(ledger))
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return figures(rows, began, wall, counts.get("drafted", 0), count) | {
        "serial_s": round(sum(script.values()), 2),
        "of_serial": round(wall / sum(script.values()), 3),
    }


def figures(
    rows: list[tuple[str, str, float, float]], began: float, wall: float, drafted: int, count: int
) -> dict[str, Any]:
    """What is told of a night, from when each stage began and ended."""
    heard = sorted((start, end) for _, stage, start, end in rows if stage == "hear")
    busy, last = 0.0, heard[0][0]
    for start, end in heard:
        busy += max(0.0, end - max(start, last))
        last = max(last, end)
    ended = Counter((episode, stage) for episode, stage, _, _ in rows)
    return {
        "episodes": drafted,
        "recogniser_idle": round(1 - busy / (last - heard[0][0]), 4),
        "done_twice": sum(times_ - 1 for times_ in ended.values()),
        "lost": count - drafted,
        "wall_s": round(wall, 2),
        "first_hear_s": round(heard[0][0] - began, 2),
    }


# --- does recognition hold up the rest of the process? ------------------------------------


def lateness(meanwhile: Callable[[], None]) -> tuple[float, float]:
    """By how many ms a thread that wants to wake every 10 ms is late: of 95 %, and the worst."""
    late: list[float] = []
    over = threading.Event()

    def tick() -> None:
        while not over.is_set():
            wanted = time.perf_counter() + 0.01
            time.sleep(0.01)
            late.append((time.perf_counter() - wanted) * 1000)

    ticking = threading.Thread(target=tick)
    ticking.start()
    meanwhile()
    over.set()
    ticking.join()
    ordered = sorted(late)
    return round(ordered[int(0.95 * len(ordered))], 2), round(ordered[-1], 2)


def recognise() -> None:
    """The sample, by the small model."""
    from pod2post import settings
    from pod2post.backends.whisper import open_ear
    from pod2post.values import Hotwords

    known = settings.RecognizerSettings(model="tiny.en", device="cpu")
    ear = open_ear(known, ROOT / ".cache" / "models", wheels=False, tell=Quiet())
    media = ROOT / "samples" / "interview.mp3"
    plan = ear.windows(media, tell=Quiet())
    for _ in ear.hear(media, plan.spans[:4], Hotwords(words=(), language="en")):
        pass


def gil() -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.batch", "--recognise"]
    seconds = 10
    ways: dict[str, Callable[[], None]] = {
        "alone": lambda: time.sleep(seconds),
        "child": lambda: subprocess.run(command, check=True, cwd=ROOT, timeout=300) and None,
        "thread": recognise,
    }
    made: dict[str, Any] = {}
    for name, way in ways.items():
        made[f"late_ms_{name}"], made[f"longest_ms_{name}"] = lateness(way)
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--episodes", type=int, default=20)
    for stage, seconds in (("fetch", 0.6), ("hear", 1.5), ("write", 1.2)):
        parser.add_argument(f"--{stage}", type=float, default=seconds, help="seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gil", action="store_true")
    parser.add_argument("--json", action="store_true", help="as always")
    parser.add_argument("--serve", type=Path, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--recognise", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.serve:
        serve(wanted.serve[0] / "script.json", wanted.serve[1])
        return 0
    if wanted.recognise:
        recognise()
        return 0
    seconds = {stage: getattr(wanted, stage) for stage in STAGES}
    with tempfile.TemporaryDirectory() as folder:
        script = times(wanted.seed, wanted.episodes, seconds)
        made = night(Path(folder), wanted.episodes, script)
    print(json.dumps(made | (gil() if wanted.gil else {})))
    return 0


if __name__ == "__main__":
    sys.exit(main())
