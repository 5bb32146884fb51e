"""The whole chain in a process of its own, to be killed: `python tests/drive.py JOB`.

JOB is JSON: workspace, media, config, heard (a file that gets one line per window heard),
lines (what the fake recogniser says), kill_in (a stage, or null) and kill_at (the n-th
moment in that stage; there are two to each replacement of a file, before and after it).
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from conftest import SilentTell
from fakes_ear import FakeEar
from fakes_world import Hearing
from pod2post import pipeline, settings
from pod2post.scene import Options
from pod2post.values import Span


def main(job: dict[str, Any]) -> None:
    real, done, count = os.replace, 0, 0

    def moment() -> None:
        nonlocal count
        stage = pipeline.STAGES[min(done, len(pipeline.STAGES) - 1)]
        count += stage == job["kill_in"]
        if stage == job["kill_in"] and count == job["kill_at"]:
            os.kill(os.getpid(), signal.SIGKILL)

    def replace(source: Any, target: Any, **more: Any) -> None:
        moment()
        real(source, target, **more)
        moment()

    os.replace = replace
    ear = FakeEar([tuple(line) for line in job["lines"]], duration_ms=job["duration_ms"])

    def before(span: Span) -> None:
        with Path(job["heard"]).open("a", encoding="utf-8") as log:
            log.write(f"{span.start_ms}\n")

    ear.before = before  # type: ignore[method-assign]
    known = settings.load(Path(job["config"]))
    tell = SilentTell()
    world = Hearing(settings=known, tell=tell, fake=ear)
    options = Options(source=job["media"], workspace=job["workspace"], notes=job["notes"])
    for _ in pipeline.episode(options, known, tell=tell, world=world):
        done += 1


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
