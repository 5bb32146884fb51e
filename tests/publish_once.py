"""Publish a run once in a process of its own, to be killed: `python tests/publish_once.py JOB`.

JOB is JSON: workspace, site, at (ISO 8601), correction (or null) and kill_at: the n-th moment at
which the process dies; there are three to each file: before its bytes are on disk, before it has
its name, and after.
"""

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from pod2post import runs, settings
from pod2post.publishing import issuing
from pod2post.publishing.case import Wish
from pod2post.publishing.issuing import Outcome

ROOT = Path(__file__).parent.parent


def main(job: dict[str, Any]) -> int:
    count = 0

    def moment() -> None:
        nonlocal count
        count += 1
        if count == job["kill_at"]:
            os.kill(os.getpid(), signal.SIGKILL)

    fsync, replace = os.fsync, os.replace

    def synced(handle: int) -> None:
        moment()
        fsync(handle)

    def replaced(source: Any, target: Any, **more: Any) -> None:
        moment()
        replace(source, target, **more)
        moment()

    os.fsync, os.replace = synced, replaced
    known = settings.load(ROOT / "samples" / "pod2post.toml")
    run = runs.find_run(Path(job["workspace"]), "the-ear")
    wish = Wish(editor="Ada Example", folder=job["site"], correction=job["correction"])
    made = issuing.publish(run, known, wish, at=datetime.fromisoformat(job["at"]))
    print(made.did if isinstance(made, Outcome) else made)
    return 0 if isinstance(made, Outcome) else 1


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
