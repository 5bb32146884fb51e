"""Is this an episode that was met before? By what it bears, then by the rules of linking. Pure.

What an entry bears (guid, audio address, video) is equal or not. Titles, days and lengths are
held against each other only where that can be no other item: in another place where the same
programme is published, or with an item that is gone from the list it stood in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pod2post import codec
from pod2post.feeds.entry import Entry
from pod2post.linking import addresses, titles
from pod2post.linking.matching import Wanted, contradicted, matched

SAME_MOMENT = timedelta(seconds=60)


def identity(entry: Entry) -> tuple[str, ...]:
    """What the entry bears. Two entries that share one of these are one episode."""
    keys = []
    if entry.guid:
        keys.append(f"guid:{entry.show}:{entry.guid}")
    if entry.youtube:
        keys.append(f"youtube:{entry.youtube}")
    if entry.enclosure:
        keys.append(f"audio:{addresses.key(entry.enclosure.url)}")
    return tuple(keys)


def episode_key(entry: Entry) -> str:
    """A short name for an episode: the show's key and eight hexadecimal digits."""
    mark = codec.digest(identity(entry)[0]).removeprefix("sha256:")[:8]
    return f"{entry.show}-{mark}" if entry.show else mark


@dataclass(frozen=True, slots=True)
class Known:
    """Entries that can be asked for one of them."""

    entries: tuple[Entry, ...]
    by_key: dict[str, int]
    by_words: dict[tuple[str, ...], list[int]]
    by_day: dict[int, list[int]]
    shows: tuple[str, ...]


def known(entries: Iterable[Entry], shows: tuple[str, ...]) -> Known:
    """An index of entries. `shows`: names of the programme, left out of titles."""
    made = Known(tuple(entries), {}, defaultdict(list), defaultdict(list), shows)
    for at, entry in enumerate(made.entries):
        for key in identity(entry):
            made.by_key.setdefault(key, at)
        made.by_words[_words(entry, shows)].append(at)
        if when := entry.when:
            made.by_day[when.toordinal()].append(at)
    return made


def bearing(entry: Entry, among: Known) -> int | None:
    """The place of the entry that bears the same; None where title and day speak against it."""
    for key in identity(entry):
        at = among.by_key.get(key)
        if at is None:
            continue
        other = among.entries[at]
        alone = key.startswith("guid:") and not _shared_audio(entry, other)
        if not alone or not contradicted(_wanted(entry, among.shows), other.listed):
            return at
    return None


def elsewhere(entry: Entry, among: Known) -> int | None:
    """The place of the same episode in another list of the programme.

    A guid means nothing there.
    """
    places = sorted(set(_candidates(entry, among)))
    rows = [_bare(among.entries[at]) for at in places]
    found = matched(_wanted(_bare(entry), among.shows), [row.listed for row in rows]).found
    if found is None:
        return None
    return next(at for at, row in zip(places, rows, strict=True) if row.listed == found.listed)


def reissued(entry: Entry, gone: Known, still: Sequence[Entry]) -> int | None:
    """The place of the item, gone from its list, in whose stead this one stands there.

    `still`: what stands in the list now. An item that is older than all of these has merely
    fallen out at the end; the next of a daily show may bear its very title.
    """
    at = elsewhere(entry, gone)
    if at is None:
        return None
    before = gone.entries[at].when
    if before is None or entry.when is None:
        return at if len(still) > 1 else None
    taken_out = any(other.when and other.when < before for other in still)
    return at if taken_out or _close(before, entry.when) else None


def _close(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= SAME_MOMENT


def _candidates(entry: Entry, among: Known) -> Iterator[int]:
    yield from among.by_words.get(_words(entry, among.shows), ())
    if when := entry.when:
        for day in range(when.toordinal() - 1, when.toordinal() + 2):
            yield from among.by_day.get(day, ())


def _words(entry: Entry, shows: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(titles.read(entry.title, shows).words))


def _bare(entry: Entry) -> Entry:
    return replace(entry, guid=None)


def _shared_audio(one: Entry, other: Entry) -> bool:
    if not one.enclosure or not other.enclosure:
        return False
    return addresses.same(one.enclosure.url, other.enclosure.url)


def _wanted(entry: Entry, shows: tuple[str, ...]) -> Wanted:
    return Wanted(
        title=entry.title,
        shows=shows,
        published=entry.published,
        duration_ms=entry.duration_ms,
        guid=entry.guid,
        enclosure=entry.enclosure.url if entry.enclosure else None,
    )
