"""What a failure means for the episode, and for the lane that it happened in. Pure."""

from dataclasses import replace

from pod2post.batch.lanes import FEED, MODEL, PAID, YOUTUBE
from pod2post.batch.orders import EVERYTHING, HOUR, SECOND, Failure, Kind
from pod2post.errors import (
    BadInput,
    Blocked,
    LimitReached,
    NoQuota,
    NoSpace,
    NotFit,
    NotOut,
    NotSetUp,
    Pod2postError,
    Refused,
    TryLater,
    WriterUnusable,
)

CLOSED = {"youtube": HOUR, "writer": 15 * 60 * SECOND}  # where nobody says for how long
QUOTA = 6 * HOUR
SETTING_UP = 24 * HOUR
LOOK_AGAIN = 6 * HOUR  # at what is not out yet
TWICE = 2  # what costs money or is our bug is not tried six times by itself
KILLED = 3
FOR_GOOD: tuple[tuple[type[Pod2postError], Kind, int], ...] = (
    (Refused, "refused", 1),
    (BadInput, "input", 1),
    (NotFit, "unfit", 1),
    (LimitReached, "limit", 1),
    (WriterUnusable, "unusable", TWICE),
    (Pod2postError, "bug", TWICE),
)


def verdict(error: Pod2postError, lane: str) -> Failure:
    """What follows from an error of `errors`; `lane` is that of the stage that failed.

    A lane that is closed as a whole, an episode that is not out, a full disk: none of them is
    the episode's fault, and no attempt is used up.
    """
    told = Failure(kind="later", cause=error.cause, remedy=error.remedy)
    if closed := _closed(error, lane):
        place, after_ms = closed
        return replace(told, kind="blocked", counts=False, park=place, after_ms=after_ms)
    if isinstance(error, NotOut):
        return replace(
            told, kind="not out", counts=False, after_ms=_ms(error.after_s) or LOOK_AGAIN
        )
    if isinstance(error, TryLater):
        return replace(told, after_ms=_ms(error.after_s), park=_asked_to_wait(error, lane))
    kind, most = next(row[1:] for row in FOR_GOOD if isinstance(error, row[0]))
    return replace(told, kind=kind, most=most)


def _closed(error: Pod2postError, lane: str) -> tuple[str, int] | None:
    """The lane that stops as a whole, and for how long in ms."""
    match error:
        case NoSpace():
            return EVERYTHING, HOUR
        case NoQuota():
            return _model(lane), QUOTA
        case NotSetUp():
            return _model(lane), SETTING_UP
        case Blocked():
            place = YOUTUBE if error.place == "youtube" else _model(lane)
            return place, _ms(error.after_s) or CLOSED.get(error.place, HOUR)
    return None


def _ms(after_s: int | None) -> int | None:
    return None if after_s is None else after_s * SECOND


def _model(lane: str) -> str:
    return lane if lane.startswith(MODEL) else PAID


def _asked_to_wait(error: TryLater, lane: str) -> str | None:
    """A host of feeds that says how long to wait means it for all of its files.

    The attempt still counts: it may be this one file that it says so of.
    """
    return lane if lane.startswith(FEED) and error.after_s else None


def bug(what: str, report: str) -> Failure:
    """An error of ours. `report`: where it is written down."""
    remedy = f"What happened is written in {report}; no key is in it."
    return Failure(kind="bug", cause=f"a bug in pod2post: {what}", remedy=remedy, most=TWICE)


def killed(how: str) -> Failure:
    """The process that worked on it is gone."""
    remedy = "Short memory is the usual reason: a smaller --model, or fewer [batch] writing."
    return Failure(kind="killed", cause=f"its process {how}", remedy=remedy, most=KILLED)


def stopped() -> Failure:
    """We were told to stop; the stage goes on from where it is, at once."""
    return Failure(kind="later", cause="the sync was stopped", counts=False, after_ms=0)
