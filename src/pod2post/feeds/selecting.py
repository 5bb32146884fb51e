"""Which entries are taken, and why others are not. Pure.

Everything is decided from what is remembered, not from the order of polls: a filter that is
loosened later lets through what it held back before.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pod2post.feeds import identity
from pod2post.feeds.entry import Entry, Memory, Seen
from pod2post.feeds.identity import Known
from pod2post.feeds.shows import Filters, Followed
from pod2post.linking import titles

AHEAD = timedelta(days=2)  # a date later than this is no date
LATE = timedelta(days=14)  # hosts date episodes back; what turns up much older is an archive
SHORT_MS = 300_000  # what calls itself a trailer in its title alone
EARLIER = "it was out before the show was followed (back = {})"


def met(memory: Memory, entries: Sequence[Entry], show: Followed, now: datetime) -> Memory:
    """The memory with the entries of a poll laid over: those met before, and new ones at the end.

    An entry is the same where it bears the same guid, audio or video, or where it stands in the
    stead of an item that was taken out of the list.
    """
    seen, names = list(memory.seen), (show.title,)
    before = identity.known((one.entry for one in seen), names)
    places = [identity.bearing(entry, before) for entry in entries]
    present = {at for at in places if at is not None}
    absent = [at for at in range(len(seen)) if at not in present]
    gone = identity.known((seen[at].entry for at in absent), names)
    first = now.astimezone(UTC).isoformat(timespec="seconds")
    used: set[int] = set()
    below = _below(places, seen) if _newest_first(show) else len(entries)
    for place, (entry, at) in enumerate(zip(entries, places, strict=True)):
        if at is None and (near := identity.reissued(entry, gone, entries)) is not None:
            at = absent[near]  # noqa: PLW2901 - where it is to be written
        if at is not None and at not in used:
            used.add(at)
            seen[at] = replace(seen[at], entry=entry)
        elif at is None:
            early = not memory.polled or (place > below and entry.when is None)
            seen.append(Seen(entry=_alone(entry, before), first=first, early=early))
    return replace(memory, polled=first, seen=tuple(seen))


def _newest_first(show: Followed) -> bool:
    return show.kind == "youtube" and "/playlist?" not in show.address


def _below(places: Sequence[int | None], seen: Sequence[Seen]) -> int:
    """Where the first entry of the first poll stands: what follows it is older."""
    known = (place for place, at in enumerate(places) if at is not None and seen[at].early)
    return next(known, len(places))


def _alone(entry: Entry, before: Known) -> Entry:
    """A guid that belongs to another episode names this one no more."""
    taken = entry.guid and f"guid:{entry.show}:{entry.guid}" in before.by_key
    return replace(entry, guid=None) if taken else entry


def decided(seen: Sequence[Seen], show: Followed, others: Known, now: datetime) -> tuple[Seen, ...]:
    """Each with `taken` and `why`. What was taken before stays so.

    `others`: what was taken in other lists of the same programme.
    """
    fit = [one.taken or not _refusal(one.entry, show.filters) for one in seen]
    old = [at for at, one in enumerate(seen) if fit[at] and _was_out(one, show, now)]
    old.sort(key=lambda at: (seen[at].entry.published or "", -at), reverse=True)
    beyond = set() if show.back is None else set(old[show.back :])
    return tuple(
        one if one.taken else _one(one, show, others, beyond=at in beyond)
        for at, one in enumerate(seen)
    )


def _one(one: Seen, show: Followed, others: Known, *, beyond: bool) -> Seen:
    why = _refusal(one.entry, show.filters)
    why = why or (EARLIER.format(show.back) if beyond else "")
    why = why or _twin(one.entry, others)
    return replace(one, taken=not why, why=why)


def _was_out(one: Seen, show: Followed, now: datetime) -> bool:
    when = one.entry.when
    if when is None or when > now + AHEAD:
        return one.early
    followed = datetime.fromisoformat(show.followed)
    return when < (followed if one.early else followed - LATE)


def _refusal(entry: Entry, filters: Filters) -> str:
    """Why the entry itself is none to write about, whenever it came out; "" where it is."""
    if entry.pending:
        return entry.pending
    if entry.kind == "trailer" or _calls_itself_trailer(entry):
        return "it is a trailer"
    if entry.preview:
        return f"it is a part of a paid episode: {entry.preview}"
    return _filtered(entry, filters)


def _filtered(entry: Entry, filters: Filters) -> str:
    if filters.title and not re.search(filters.title, entry.title, re.IGNORECASE):
        return f"its title does not fit {filters.title!r}"
    least_ms = filters.least_minutes * 60_000
    if entry.duration_ms is not None and entry.duration_ms < least_ms:
        return f"it lasts {entry.duration_ms // 60_000} min, less than {filters.least_minutes}"
    if filters.since and entry.when and entry.when.date() < date.fromisoformat(filters.since):
        return f"it is of {entry.when.date()}, before {filters.since}"
    return ""


def _calls_itself_trailer(entry: Entry) -> bool:
    short = entry.duration_ms is not None and entry.duration_ms < SHORT_MS
    return short and bool({"trailer", "preview"} & titles.read(entry.title).marks)


def _twin(entry: Entry, others: Known) -> str:
    at = identity.bearing(entry, others)
    at = identity.elsewhere(entry, others) if at is None else at
    if at is None:
        return ""
    twin = others.entries[at]
    return f"it is the same episode as {twin.title[:80]!r} of {twin.show}"
