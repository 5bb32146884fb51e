"""A workspace with runs in every standing, made of files alone, for the tests of `gc`."""

import contextlib
import os
import time
import wave
from io import BytesIO
from pathlib import Path

from pod2post import codec
from pod2post.runs import Pin, Record, Run
from pod2post.store import Store
from pod2post.values import Audio, Cue, Locator, value

NOW = time.time_ns() // 1_000_000  # ms; a file is older than this by what a test says
DAY = 86_400_000
RATE = 16_000


@value
class Thing:
    """A remembered value that names nothing."""

    text: str


def clicks(seconds: float, every_ms: int = 700) -> bytes:
    """A WAV of silence with a click of 5 ms at each multiple of `every_ms`, stereo and large."""
    samples = bytearray(int(seconds * RATE) * 4)
    for start in range(every_ms, int(seconds * 1000) - 10, every_ms):
        for at in range(start * RATE // 1000, (start + 5) * RATE // 1000):
            level = (20_000 if at % 4 < 2 else -20_000).to_bytes(2, "little", signed=True)
            samples[at * 4 : at * 4 + 4] = level * 2
    made = BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(samples))
    return made.getvalue()


class Stockroom:
    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.store = Store(workspace / "store")
        self.store.root.mkdir(parents=True)

    def audio(self, name: str, seconds: float = 4) -> Audio:
        """Media in the store, with the recipe of its download; each name has other bytes."""
        data = clicks(seconds) + name.encode()
        digest = codec.digest_bytes(data)
        part = self.store.scratch() / f"{name}.part"
        part.write_bytes(data)
        self.store.adopt(part, digest)
        made = Audio(
            digest=digest, size=len(data), duration_ms=int(seconds * 1000), codec="pcm_s16le",
            channels=2, origin=None,
        )  # fmt: skip
        self.store.keep("audio", codec.digest(name), made)
        return made

    def run(self, name: str, audio: Audio, standing: str) -> Run:
        """A run that reaches this media: open, drafted or published."""
        locator = Locator(kind="enclosure", address=f"https://{name}.example/a.mp3")
        run = Run(self.workspace / "runs" / name, locator)
        finished = None if standing == "open" else "2026-11-20T00:00:00+00:00"
        run.write_record(
            Record(
                locator=locator,
                pins=(Pin(stage="fetch", digest=codec.digest(audio)),),
                finished=finished,
            )
        )
        run.path("2-audio.json").write_text(codec.readable(audio), "utf-8")
        if standing != "open":
            run.path("post.md").write_text(f"# {name}\n", "utf-8")
        if standing == "published":
            run.path("published.json").write_text('{"issues": [{"at": "x"}]}', "utf-8")
        return run

    def value(self, kind: str, text: str, run: str) -> str:
        """A remembered value that was made for a run; returns its recipe's place."""
        shelf = Store(self.store.root, run=run)
        key = codec.digest([kind, text])
        shelf.keep(kind, key, Thing(text=text))
        return f"{kind}/{key.removeprefix('sha256:')}.json"

    def cue(self, number: int) -> Cue:
        return Cue(id=f"c{number}", start_ms=0, end_ms=1, speaker=None, text="x", confidence=0)

    def aged(self, days: float = 3) -> "Stockroom":
        """Every file of the workspace but those being written was used last so long before NOW."""
        at = (NOW - int(days * DAY)) * 1_000_000
        for path in self.workspace.rglob("*"):
            if not path.name.startswith(".writing-") and path.parent.name != "unfinished":
                with contextlib.suppress(FileNotFoundError):
                    os.utime(path, ns=(at, at))
        return self

    def files(self) -> dict[str, int]:
        """What lies there, without locks."""
        return {
            str(path.relative_to(self.workspace)): path.stat().st_size
            for path in sorted(self.workspace.rglob("*"))
            if path.is_file() and "locks" not in path.parts
        }
