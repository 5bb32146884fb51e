"""Is this the episode? What a platform lists, held against what is known of it. Pure.

By guid, by the address of the audio, by title and date, by title and length, in this order.
Unsure means none: what comes near is named with the reason, and a person decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from pod2post.linking import addresses, titles
from pod2post.linking.titles import Title
from pod2post.value import value

Method = Literal["guid", "enclosure", "title and date", "title and length"]
DAY_APART = 1  # one evening is two days in two zones
TWIN_DAYS = 3
LAG_DAYS = 6  # a week later it may be the next one of the same name
CLOSE_MS, CLOSE_PERCENT = 120_000, 3
ADS_MS, ADS_PERCENT, SHORTEST_PERCENT = 180_000, 20, 60
UNLIKE = 50
MOST_NEAR = 3


@value
class Listed:
    """An episode as a platform or a feed lists it. `published` begins with YYYY-MM-DD.

    `id` is of the form that the site's shortcode takes; in a feed it is the guid. `kind` is
    what a feed calls it: full, trailer or bonus.
    """

    id: str
    title: str
    published: str | None = None
    duration_ms: int | None = None
    guid: str | None = None
    enclosure: str | None = None
    kind: str = ""
    description: str = ""


@value
class Listing:
    """What a platform answered; `note` says what a person should know of it."""

    listed: tuple[Listed, ...]
    note: str = ""


@value
class Page:
    """What a page is called, and who put it there; "" where that is not told."""

    title: str
    author: str = ""


@value
class Wanted:
    """What is known of the episode that is looked for. `shows`: names of its show."""

    title: str
    shows: tuple[str, ...] = ()
    published: str | None = None
    duration_ms: int | None = None
    guid: str | None = None
    enclosure: str | None = None


@value
class Match:
    """`score`: of 100."""

    listed: Listed
    method: Method
    score: int

    def doubted(self, why: str) -> "Verdict":
        """The same as something that only came near."""
        return Verdict(near=(Near(listed=self.listed, score=self.score, why=why),))


@value
class Near:
    """What may be the episode and is not taken, and why not."""

    listed: Listed
    score: int
    why: str


@value
class Verdict:
    found: Match | None = None
    near: tuple[Near, ...] = ()


@value
class _Row:
    """One listed episode beside the wanted one. `days`: how far apart, None where unknown."""

    listed: Listed
    title: Title
    likeness: int
    days: int | None
    length: Literal["close", "ads", "apart", "unknown"]


def matched(wanted: Wanted, listed: Sequence[Listed]) -> Verdict:
    """The one that it is, or none and what came near."""
    mine = titles.read(wanted.title, wanted.shows)
    rows = [_row(wanted, mine, one) for one in listed]
    near: list[Near] = []
    same: tuple[tuple[Method, list[_Row]], ...] = (
        ("guid", [row for row in rows if _same_guid(wanted, row.listed)]),
        ("enclosure", [row for row in rows if _same_file(wanted, row.listed)]),
    )
    for method, hits in same:
        if len(hits) == 1 and not _contradicted(hits[0]):
            return Verdict(found=Match(listed=hits[0].listed, method=method, score=100))
        near += [
            replace(_near(row, f"the {method} is the same, and nothing else"), score=UNLIKE)
            for row in hits
        ]
    reasons = [(row, _refusal(wanted, mine, row)) for row in rows]
    sure = [row for row, why in reasons if why is None]
    doubt = _twin(mine, sure[0], rows) if len(sure) == 1 else f"{len(sure)} episodes fit"
    if doubt is None:
        return Verdict(found=_match(sure[0]))
    near += [_near(row, refusal or doubt) for row, refusal in reasons]
    return Verdict(near=tuple(_worth_naming(near)))


def contradicted(wanted: Wanted, listed: Listed) -> bool:
    """Do title and date, or title and length, say that a shared guid means nothing?"""
    return _contradicted(_row(wanted, titles.read(wanted.title, wanted.shows), listed))


# --- one listed episode ---------------------------------------------------------------


def _row(wanted: Wanted, mine: Title, listed: Listed) -> _Row:
    title = titles.read(listed.title, wanted.shows)
    return _Row(
        listed=listed,
        title=title,
        likeness=titles.likeness(mine, title),
        days=_days(wanted.published, listed.published),
        length=_length(wanted.duration_ms, listed.duration_ms),
    )


def _days(one: str | None, other: str | None) -> int | None:
    try:
        mine, theirs = (date.fromisoformat((text or "")[:10]) for text in (one, other))
    except ValueError:
        return None
    return abs((mine - theirs).days)


def _length(one: int | None, other: int | None) -> Literal["close", "ads", "apart", "unknown"]:
    if not one or not other:
        return "unknown"
    gap, longer = abs(one - other), max(one, other)
    if gap <= max(CLOSE_MS, longer * CLOSE_PERCENT // 100) and 100 * gap <= 40 * longer:
        return "close"
    whole = 100 * min(one, other) >= SHORTEST_PERCENT * longer
    return "ads" if whole and gap <= max(ADS_MS, longer * ADS_PERCENT // 100) else "apart"


def _same_guid(wanted: Wanted, listed: Listed) -> bool:
    return bool(wanted.guid) and wanted.guid == listed.guid


def _same_file(wanted: Wanted, listed: Listed) -> bool:
    mine, theirs = wanted.enclosure, listed.enclosure
    return bool(mine and theirs) and addresses.same(str(mine), str(theirs))


def _contradicted(row: _Row) -> bool:
    """Do title and date, or title and length, speak against a guid or an address?"""
    elsewhen = row.days is not None and row.days > TWIN_DAYS
    return row.likeness < UNLIKE and (elsewhen or row.length == "apart")


def _refusal(wanted: Wanted, mine: Title, row: _Row) -> str | None:
    """Why this is not surely the episode, by its title, its date and its length."""
    listed = row.listed
    if not (row.likeness == 100 or titles.contained(mine, row.title)):
        return "the titles differ"
    if why := titles.against(mine, row.title):
        return why
    if listed.kind == "trailer":
        return "the feed calls it a trailer"
    if wanted.guid and listed.guid and wanted.guid != listed.guid:
        return "in the feed it is another item"
    return _otherwise(mine, row)


def _otherwise(mine: Title, row: _Row) -> str | None:
    """Why day and length do not carry a title that fits."""
    if row.length == "apart":
        return "the lengths differ too much"
    if mine.generic and not (row.days == 0 and row.length == "close"):
        return "so short a title may come again"
    if row.days is not None and row.days <= DAY_APART:
        return None
    if row.likeness < 100 or row.length != "close":
        return "the day is another" if row.days else "neither day nor length tell"
    return None if row.days is None or row.days <= LAG_DAYS else f"it is {row.days} days apart"


def _twin(mine: Title, hit: _Row, rows: Sequence[_Row]) -> str | None:
    """Another listed episode of the same title, unless the date tells the two apart."""
    twins = [
        row
        for row in rows
        if row is not hit and row.likeness == 100 and not titles.against(mine, row.title)
    ]
    told = hit.days is not None and hit.days <= DAY_APART
    if all(told and row.days is not None and row.days > TWIN_DAYS for row in twins):
        return None
    return f"this title stands {len(twins) + 1} times in the list"


def _match(row: _Row) -> Match:
    by_day = row.days is not None and row.days <= DAY_APART
    doubts = (row.days != 0) + (row.length != "close")
    method: Method = "title and date" if by_day else "title and length"
    return Match(listed=row.listed, method=method, score=max(row.likeness - 5 * doubts, 1))


# --- what came near -------------------------------------------------------------------


def _near(row: _Row, why: str) -> Near:
    told = (row.days is not None and row.days <= DAY_APART) + (row.length == "close")
    return Near(listed=row.listed, score=(2 * row.likeness + 50 * told) // 3, why=why)


def _worth_naming(near: Sequence[Near]) -> Iterator[Near]:
    """The nearest, each once: half the title, or day and length without it."""
    seen: set[str] = set()
    for one in sorted(near, key=lambda one: -one.score):
        if one.score >= 33 and one.listed.id not in seen and len(seen) < MOST_NEAR:
            seen.add(one.listed.id)
            yield one
