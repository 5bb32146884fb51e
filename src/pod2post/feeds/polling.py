"""One look at a followed show: what is new, what is not taken and why.

`poll` writes nothing. Who polls puts what is new where it is kept, then calls `remember`: a
kill in between gives the same entries again, and their keys say that they are the same. An
ETag that was kept before the entries were would hide them for good.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pod2post.backends import apple, feed_fetch, youtube_lists
from pod2post.errors import BadInput, TryLater
from pod2post.feeds import identity, memory, reading, selecting, shows, sourcing
from pod2post.feeds.document import Unreadable
from pod2post.feeds.entry import Entry, Feed, Memory, Polled, Skipped
from pod2post.feeds.masking import masked
from pod2post.feeds.shows import Followed
from pod2post.ports import Tell
from pod2post.settings import Settings
from pod2post.store import Store

LEAST_VIDEOS, ALL_VIDEOS = 100, 5000
MOVED_TO_PAGE = (
    "Open the address in a browser. If the show has moved: pod2post unfollow {key}, then "
    "pod2post follow with its new address."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Who is asked. Tests send the same to loopback."""

    feed: Callable[..., feed_fetch.Fetched] = feed_fetch.fetched
    newest: Callable[..., tuple[Entry, ...] | None] = youtube_lists.newest
    videos: Callable[..., tuple[Feed, str]] = youtube_lists.videos
    feed_of: Callable[..., str | None] = apple.feed_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the shows are kept and who is asked. `now` gives a time that knows its zone."""

    workspace: Path
    settings: Settings
    now: Callable[[], datetime]
    doors: Doors = field(default_factory=Doors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the other side listed; `entries` None: nothing new. `memory`: how to ask next time."""

    title: str
    entries: tuple[Entry, ...] | None
    memory: Memory
    notes: tuple[str, ...] = ()


def poll(show: Followed, desk: Desk, /, *, tell: Tell) -> Polled:
    """What is new in a followed show, oldest first, and why the rest is not taken.

    Raises:
        TryLater: no answer, rate limit, bot check; `after_s` where the other side says so.
        Refused: gone, for members, an address that must not be asked.
        BadInput: what lies there is no feed.
    """
    before = memory.read(desk.workspace, show.key)
    look = (
        _channel(show, before, desk, tell) if show.kind == "youtube" else _feed(show, before, desk)
    )
    return weighed(show, look, desk)


def weighed(show: Followed, look: Look, desk: Desk) -> Polled:
    """What is taken of a look, and why the rest is not. Asks nobody."""
    now = desk.now()
    entries = look.entries or ()
    own = [replace(entry, show=show.key) for entry in entries]
    laid = selecting.met(look.memory, own, show, now)
    seen = selecting.decided(laid.seen, show, _others(show, desk), now)
    pairs = list(zip(laid.seen, seen, strict=True))
    new = [made.entry for was, made in pairs if made.taken and not was.taken]
    before = len(look.memory.seen) if look.memory.polled else len(seen)
    skipped = [
        Skipped(entry=made.entry, why=made.why, fresh=at >= before)
        for at, made in enumerate(seen)
        if not made.taken
    ]
    return Polled(
        show=show.key,
        title=look.title or show.title,
        new=tuple(sorted(new, key=lambda entry: entry.published or "")),
        skipped=tuple(skipped),
        changed=tuple(
            made.entry
            for was, made in zip(look.memory.seen, seen, strict=False)
            if was.taken and was.entry.source != made.entry.source
        ),
        unchanged=look.entries is None,
        memory=replace(laid, seen=seen),
        notes=look.notes,
    )


def remember(desk: Desk, polled: Polled) -> None:
    """Keep what a poll saw, after its new entries are kept elsewhere.

    What the feed says of each new episode goes into the store, where its run finds it.
    """
    shelf = Store(desk.workspace / "store")
    for entry in (*polled.new, *polled.changed):
        sourcing.observe(entry, polled.title, shelf=shelf)
    memory.write(desk.workspace, polled.show, polled.memory)


def _others(show: Followed, desk: Desk) -> identity.Known:
    """What was taken in other lists of the same programme."""
    beside = [
        other
        for other in shows.read(desk.workspace)
        if other.key != show.key and other.programme == show.programme
    ]
    taken = (
        one.entry
        for other in beside
        for one in memory.read(desk.workspace, other.key).seen
        if one.taken
    )
    return identity.known(taken, _names(show, beside, desk.settings))


def _names(show: Followed, beside: Iterable[Followed], settings: Settings) -> tuple[str, ...]:
    profile = settings.shows.get(show.profile or "")
    own = (profile.source_name, *profile.aliases) if profile else ()
    return tuple(dict.fromkeys((show.title, *(other.title for other in beside), *own)))


# --- feeds ----------------------------------------------------------------------------


def _feed(show: Followed, before: Memory, desk: Desk) -> Look:
    same = before.asked == show.address and bool(before.address)
    known = before if same else replace(before, address=show.address, etag=None, modified=None)
    try:
        look = read_feed(known, desk)
    except Unreadable as error:
        raise BadInput(
            f"the feed of {show.title} cannot be read: {error} ({masked(known.address)})",
            MOVED_TO_PAGE.format(key=show.key),
        ) from error
    return replace(look, memory=replace(look.memory, asked=show.address))


def read_feed(known: Memory, desk: Desk) -> Look:
    """The feed at `known.address`, or at the address that it names as its new one.

    Raises:
        Unreadable: no feed lies there; and as `feed_fetch.fetched`.
    """
    look, feed = _read(known, desk)
    moved = feed.moved if feed else None
    if feed is None or moved is None or moved == known.address:
        return look
    try:
        there, new = _read(replace(known, address=moved, etag=None, modified=None), desk)
    except (Unreadable, TryLater, BadInput):
        new = None
    if new is None or not new.entries:
        note = f"the feed says that it moved to {masked(moved)}, where no feed can be read"
        return replace(look, notes=(*look.notes, note))
    note = f"the feed moved to {masked(moved)}, and is read there from now on"
    return replace(there, notes=(*there.notes, note))


def _read(known: Memory, desk: Desk) -> tuple[Look, Feed | None]:
    limits = desk.settings.limits
    found = desk.doors.feed(known.address, known.etag, known.modified, limits=limits)
    memory_ = replace(known, address=found.lasting, etag=found.etag, modified=found.modified)
    if found.data is None:
        return Look(title="", entries=None, memory=memory_), None
    made = reading.read(found.data, found.url, charset=found.charset)
    notes = made.notes
    if found.lasting != known.address:
        notes = (*notes, f"the feed moved to {masked(found.lasting)}")
    return Look(title=made.title, entries=made.entries, memory=memory_, notes=notes), made


# --- YouTube --------------------------------------------------------------------------


def _channel(show: Followed, before: Memory, desk: Desk, tell: Tell) -> Look:
    same = before.asked == show.address and bool(before.address)
    address = before.address if same else show.address
    known = replace(before, asked=show.address, address=address)
    days = newest(address, desk)
    ready = {one.entry.youtube for one in before.seen if not one.entry.pending}
    if days and {entry.youtube for entry in days} <= ready:
        return Look(title="", entries=None, memory=known)
    most = ALL_VIDEOS if show.back is None else max(LEAST_VIDEOS, 2 * show.back)
    try:
        told = desk.doors.videos(address, most, desk.settings, tell=tell)
    except (TryLater, BadInput) as error:
        if days is None:
            raise
        note = f"YouTube told the days of the newest videos only: {error.cause}"
        return Look(title="", entries=days, memory=known, notes=(note,))
    return of_channel(known, days, *told)


def of_channel(known: Memory, days: tuple[Entry, ...] | None, lengths: Feed, lasting: str) -> Look:
    """What both lists of a channel tell. `lasting`: the channel's address by its id."""
    made = youtube_lists.joined(days, lengths) if days else lengths
    return Look(title=made.title, entries=made.entries, memory=replace(known, address=lasting))


def newest(address: str, desk: Desk) -> tuple[Entry, ...] | None:
    """The newest videos with their days; None where YouTube does not tell them now."""
    try:
        return desk.doors.newest(address, desk.settings)
    except (TryLater, BadInput):
        return None
