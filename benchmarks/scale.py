"""What a night on one machine holds, and 5,000 episodes on a cluster: arithmetic, inputs stated.

    python -m benchmarks.scale --json [--set NAME=NUMBER ...] [--measure]

Every input is a row of `INPUTS` with its source: measured (and where), or assumed. `--set` puts
another number in its place; `docs/scale.md` holds the tables for the numbers as they stand here.
`--measure` times the driver's own part on this machine: a ledger of 5,000 episodes, each of whose
stages is claimed and finished once (`driver_ms`, `ledger_mb`).
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NIGHT_H = 8
GPUS = (1, 4, 16)


@dataclass(frozen=True)
class Input:
    name: str
    number: float
    unit: str
    source: str


INPUTS = (
    Input("episodes", 5000, "episodes of one hour", "the question"),
    Input("cpu_s", 176, "s to recognise an hour, base int8, two cores", "measured: recognition.md"),
    Input("voices_s", 58, "CPU s to tell voices apart in an hour, ge2e", "measured: speakers.md"),
    Input("cores", 2, "cores that share the telling apart", "as measured"),
    Input("gpu_rtf", 0.05, "s to recognise a second on one GPU", "assumed: no GPU was measured"),
    Input("calls", 13, "calls of the writer for an hour", "measured: run --dry-run, one hour"),
    Input("read", 84_488, "tokens read for an hour", "measured: the same"),
    Input("written", 18_800, "tokens written for an hour", "measured: the same"),
    Input("write_s", 240, "s that a model takes for them, six calls at once", "assumed"),
    Input("writing", 2, "episodes written at once on one machine", "default of [batch] writing"),
    Input("cluster_writing", 24, "the same on a cluster", "assumed: the provider's rate limit"),
    Input("mb", 58, "MB of audio for an hour", "arithmetic: 128 kbit/s"),
    Input("mb_per_s", 5, "MB a second from one host, one download", "assumed"),
    Input("per_host", 2, "downloads at once from a host", "default of [batch] per_host"),
    Input("hosts", 3, "hosts that the shows' audio lies on", "assumed"),
    Input("youtube_per_h", 40, "videos an hour, no bot check", "assumed: nobody promises it"),
    Input("copy_mb", 14.4, "MB of an hour's listening copy", "arithmetic: 32 kbit/s"),
    Input("values_mb", 1.2, "MB beside the audio of an hour", "measured: sample run"),
    Input("driver_ms", 2, "ms of the driver for a stage: claim, finish", "measured: --measure"),
    Input("gpu_usd_h", 2, "USD for a GPU hour", "assumed: look yours up"),
    Input("read_usd", 0.25, "USD for a million tokens read", "assumed: look yours up"),
    Input("written_usd", 2, "USD for a million tokens written", "assumed: look yours up"),
)  # fmt: skip

Numbers = dict[str, float]


def numbers(changes: Numbers | None = None) -> Numbers:
    """The inputs by name, with changes laid over them.

    Raises:
        KeyError: a change names no input.
    """
    made = {row.name: row.number for row in INPUTS}
    for name, number in (changes or {}).items():
        made[name]  # an unknown name ends here
        made[name] = number
    return made


def night(n: Numbers) -> Numbers:
    """Episodes an hour of each lane on one machine without a GPU."""
    return {
        "youtube": n["youtube_per_h"],
        "feeds": n["hosts"] * n["per_host"] * n["mb_per_s"] * 3600 / n["mb"],
        "recognition": 3600 / (n["cpu_s"] + n["voices_s"] / n["cores"]),
        "writer": n["writing"] * 3600 / n["write_s"],
    }


def campaign(n: Numbers, gpus: int) -> Numbers:
    """Hours of each lane for all episodes on so many GPUs, from feeds and from YouTube."""
    many = n["episodes"]
    return {
        "youtube": many / n["youtube_per_h"],
        "feeds": many * n["mb"] / n["mb_per_s"] / (n["hosts"] * n["per_host"]) / 3600,
        "recognition": many * n["gpu_rtf"] / gpus,
        "writer": many * n["write_s"] / n["cluster_writing"] / 3600,
        "driver": many * 3 * n["driver_ms"] / 3_600_000,
    }


def slowest(lanes: Numbers, but: str = "") -> str:
    """The lane that bounds all others, since they overlap."""
    found = {name: hours for name, hours in lanes.items() if name != but}
    return max(found, key=lambda name: found[name])


def cost(n: Numbers) -> Numbers:
    """USD for all episodes: GPUs while they work, and the writer."""
    gpu = n["episodes"] * n["gpu_rtf"] * n["gpu_usd_h"]
    tokens = (n["read"] * n["read_usd"] + n["written"] * n["written_usd"]) / 1e6
    return {"gpu_usd": gpu, "writer_usd": n["episodes"] * tokens, "writer_usd_each": tokens}


def disk(n: Numbers) -> Numbers:
    """GB for all episodes: everything kept; a listening copy of each; no sound at all."""
    many = n["episodes"] / 1000
    values = many * n["values_mb"]
    return {
        "all_gb": many * n["mb"] + values,
        "copies_gb": many * n["copy_mb"] + values,
        "no_sound_gb": values,
    }


def tables() -> str:
    """The tables of docs/scale.md."""
    n = numbers()
    rows = ["| input | value | what it is | source |", "|---|---|---|---|"]
    rows += [f"| `{r.name}` | {r.number:,g} | {r.unit} | {r.source} |" for r in INPUTS]
    lanes = night(n)
    rows += ["", f"One machine, {NIGHT_H} hours:", ""]
    rows += ["| lane | episodes an hour | in a night |", "|---|---|---|"]
    rows += [f"| {k} | {v:,.0f} | {v * NIGHT_H:,.0f} |" for k, v in lanes.items()]
    rows += ["", f"{n['episodes']:,.0f} episodes, hours of each lane:", ""]
    rows += ["| GPUs | " + " | ".join(campaign(n, 1)) + " | bound, feeds only | bound, YouTube |"]
    rows += ["|---" * (3 + len(campaign(n, 1))) + "|"]
    for gpus in GPUS:
        hours = campaign(n, gpus)
        from_feeds, all_ = slowest(hours, "youtube"), slowest(hours)
        cells = " | ".join(f"{h:,.1f}" for h in hours.values())
        feeds = f"{from_feeds}, {hours[from_feeds]:,.0f} h"
        rows.append(f"| {gpus} | {cells} | {feeds} | {all_}, {hours[all_]:,.0f} h |")
    paid, room = cost(n), disk(n)
    rows += ["", "| what | number |", "|---|---|"]
    rows += [f"| GPU hours, whatever their number | {n['episodes'] * n['gpu_rtf']:,.0f} |"]
    rows += [f"| for them, USD | {paid['gpu_usd']:,.0f} |"]
    rows += [
        f"| for the writer, USD (each {paid['writer_usd_each']:.3f}) | {paid['writer_usd']:,.0f} |"
    ]
    rows += [f"| disk with all audio, GB | {room['all_gb']:,.0f} |"]
    rows += [f"| disk with listening copies, GB | {room['copies_gb']:,.0f} |"]
    rows += [f"| disk without sound, GB | {room['no_sound_gb']:,.0f} |"]
    return "\n".join([*rows, ""])


def measured(episodes: int = 5000) -> dict[str, Any]:
    """The driver's own part: every stage of so many episodes claimed and finished once."""
    from pod2post.batch.events import Events
    from pod2post.batch.ledger import Ledger
    from pod2post.batch.orders import Order

    def order(number: int) -> Order:
        host = f"h{number % 3}.example"
        return Order(
            id=f"lantern-{number:04d}",
            keys=(f"guid:lantern:{number}", f"audio:{host}/{number}.mp3"),
            source=f"https://{host}/{number}.mp3",
            show="lantern",
            title=f"Lantern Hour {number}",
            lanes=(f"feed:{host}", "recognition:cuda", "model:openai"),
        )

    with tempfile.TemporaryDirectory() as folder:
        place, limits = Path(folder), {"feed": 2, "recognition": 16, "model": 24}
        note = Events(place).note
        with Ledger(place / "ledger.sqlite", limits, ahead=64, note=note) as book:
            began = time.perf_counter()
            book.enqueue(map(order, range(episodes)), 1)
            queued, stages = time.perf_counter(), 0
            while claim := book.claim(None, "scale", 2):
                book.finish(claim, f"run-{claim.episode}")
                stages += 1
            ended = time.perf_counter()
        return {
            "enqueue_s": round(queued - began, 1),
            "stages": stages,
            "driver_ms": round(1000 * (ended - queued) / stages, 2),
            "ledger_mb": round((place / "ledger.sqlite").stat().st_size / 1e6, 1),
            "events_mb": round((place / "batch.jsonl").stat().st_size / 1e6, 1),
        }


def main() -> int:
    """One line of JSON; 2 where `--set` names no input."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--json", action="store_true", help="the only form there is")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER")
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    changes = {name: float(number) for name, _, number in (one.partition("=") for one in args.set)}
    try:
        n = numbers(changes)
    except KeyError as error:
        print(f"there is no input {error}; known: {', '.join(numbers())}", file=sys.stderr)
        return 2
    by_gpus = {str(gpus): campaign(n, gpus) for gpus in GPUS}
    made: dict[str, Any] = {
        "night": night(n),
        "campaign": by_gpus,
        "cost": cost(n),
        "disk": disk(n),
    }
    made |= measured() if args.measure else {}
    print(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
