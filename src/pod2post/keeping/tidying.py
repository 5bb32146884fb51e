"""`gc` as a whole: look, plan, do, and one line in the event log."""

from collections.abc import Iterator
from pathlib import Path

from pod2post.batch.events import Events
from pod2post.errors import Pod2postError
from pod2post.keeping import plan, survey, sweeping
from pod2post.keeping.plan import Plan, told
from pod2post.keeping.sweeping import Done
from pod2post.ports import Tell

GB = 10**9


def looked(workspace: Path, quota: int | None, now: int) -> Plan:
    """What would go; `quota` in bytes, None: leftovers only; `now` in ms since 1970."""
    return plan.planned(survey.survey(workspace, now), quota, now)


def done(workspace: Path, made: Plan, now: int) -> Iterator[Done]:
    """Do it, step by step; however it ends, what went is in the event log.

    Raises:
        LimitReached: no room for a listening copy.
    """
    freed, steps = 0, 0
    try:
        for row in sweeping.swept(workspace, made, now):
            freed, steps = freed + row.freed, steps + (not row.why)
            yield row
    finally:
        if steps:
            Events(workspace).note("gc", removed=steps, freed=freed, quota=made.quota)


def over(made: Plan, ended: tuple[Done, ...]) -> int:
    """Bytes above the quota that stay."""
    if made.quota is None:
        return 0
    left = made.before - sum(row.freed for row in ended)
    return max(0, left - made.quota)


def after_sync(workspace: Path, quota_gb: float | None, tell: Tell, now: int) -> None:
    """Keep the quota of the settings; that it cannot be kept is a warning, and ends no sync.

    `now` in ms since 1970.
    """
    if quota_gb is None or not (workspace / "store").is_dir():
        return
    try:
        made = looked(workspace, int(quota_gb * GB), now)
        ended = tuple(done(workspace, made, now))
    except Pod2postError as error:
        tell.say(f"warning: gc: {error.cause}")
        return
    if freed := sum(row.freed for row in ended):
        tell.say(f"gc: removed {told(freed)}")
    if above := over(made, ended):
        tell.say(f"warning: {told(above)} above [limits] quota_gb stay: `pod2post gc` says why")
