"""A child whose stages do what the episode's title says: `python tests/stage_child.py`.

The titles: sleep:S, exit:CODE, kill, print:TEXT, say:TEXT, pid. What is no command ends at once.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

from pod2post.batch import child
from pod2post.batch.engine import Done, Work


def doing(events: child.Events) -> Callable[[Work], Done]:
    def perform(work: Work) -> Done:
        verb, _, rest = work.options.source.partition(":")
        key = work.episode
        if verb == "sleep":
            time.sleep(float(rest))
        elif verb == "exit":
            os._exit(int(rest))
        elif verb == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif verb == "print":
            print(rest)
            sys.stdout.flush()
        elif verb == "say":
            events.say(rest)
            events.step("listen", 1, 2, "min")
        elif verb == "pid":
            key = str(os.getpid())
        return Done(
            episode=work.episode, stage=work.stage, fence=work.fence, key=key, seconds=0.5, errors=2
        )

    return perform


if __name__ == "__main__":
    child.serve(doing)
