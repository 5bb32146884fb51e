"""`gc` once in a process of its own, to be killed: `python tests/gc_once.py WORKSPACE MOMENT`.

It dies before the n-th change of a name on the disk: a rename, a removal, a new file.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pod2post.keeping import plan, survey, sweeping
from stockroom import NOW


def main(workspace: Path, moment: int) -> None:
    count = 0

    def deadly(deed: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return deed(*args, **more)

        return done

    made = plan.planned(survey.survey(workspace, NOW), 0, NOW)
    for name in ("rename", "unlink", "replace", "fsync", "utime"):
        setattr(os, name, deadly(getattr(os, name)))
    for _ in sweeping.swept(workspace, made, NOW):
        pass


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
