"""One of several processes at one ledger, to be killed: `python tests/ledger_worker.py JOB`.

JOB is JSON: ledger, log, worker, fast (how much faster than the clock on the wall time runs).
The log gets a line for what the worker did, before and after: begin, done, failed, void, over
(a lane above its limit was seen).
"""

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

from pod2post.batch.ledger import Ledger
from pod2post.batch.orders import Failure, limit
from queueing import LIMITS


def main(job: dict[str, Any]) -> None:
    chance = random.Random(job["worker"])
    log = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def now() -> int:
        return round(time.time() * 1000 * job["fast"])

    def note(*row: object) -> None:
        os.write(log, (json.dumps([job["worker"], *row]) + "\n").encode())

    with Ledger(Path(job["ledger"]), LIMITS, ahead=8, chance=chance) as book:
        while True:
            claim = book.claim(None, job["worker"], now())
            if claim is None:
                left = "SELECT count(*) FROM job WHERE state NOT IN ('done', 'dead')"
                if not book.db.execute(left).fetchone()[0]:
                    return
                time.sleep(0.02)
                continue
            note("begin", claim.episode, claim.stage, claim.fence)
            for lane, count in book.db.execute(
                "SELECT lane, count(*) FROM job WHERE state = 'running' GROUP BY lane"
            ):
                if count > limit(lane, LIMITS):
                    note("over", lane, count)
            time.sleep(chance.uniform(0, 0.06))
            if chance.random() < 0.05:
                planted = Failure(kind="later", cause="planted", after_ms=0)
                good = book.fail(claim, planted, now())
                note("failed" if good else "void", claim.episode, claim.stage, claim.fence)
            elif book.finish(claim, f"run-{claim.episode}"):
                note("done", claim.episode, claim.stage, claim.fence)
            else:
                note("void", claim.episode, claim.stage, claim.fence)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
