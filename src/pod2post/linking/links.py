"""What was found of an episode elsewhere: `links.json` in the run's folder.

An observation with its time. What was found stays; that nothing was found is not believed
for long: the next run asks again. A link that a person pasted wins over everything.
"""

from dataclasses import replace
from typing import Literal

from pod2post import codec
from pod2post.linking.matching import Listed
from pod2post.runs import Run, finished
from pod2post.settings import Show
from pod2post.store import write_atomically
from pod2post.values import Links, Source, value

FILE = "links.json"
Platform = Literal["youtube", "spotify", "apple"]
PLATFORMS: tuple[Platform, ...] = ("youtube", "spotify", "apple")


@value
class Link:
    """`id` as the site's shortcode takes it; `score` of 100, None where a person pasted it."""

    platform: Platform
    id: str
    method: Literal["guid", "enclosure", "title and date", "title and length", "pasted"]
    score: int | None
    title: str
    seen_at: str


@value
class Candidate:
    """What may be the episode and was not taken, and why not."""

    platform: Platform
    id: str
    title: str
    score: int
    why: str


@value
class Linked:
    """`episode`: as the show's own feed lists it. `candidates`, `notes`: of the latest look.

    `instead`: why the feed's audio was heard in place of a video. `partial`: why this may be
    no more than a part of the episode. Both are "" where all is as it should be.
    """

    schema: Literal[1] = 1
    links: tuple[Link, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    notes: tuple[str, ...] = ()
    episode: Listed | None = None
    instead: str = ""
    partial: str = ""
    looked_at: str | None = None


def names(show: Show | None, seen: str) -> tuple[str, ...]:
    """What the show is called, anywhere."""
    own = (show.source_name, *show.aliases) if show else ()
    return tuple(filter(None, dict.fromkeys((*own, seen))))


def kept(run: Run) -> Linked:
    """What is known of a run's links; nothing where there is no such file.

    Raises:
        BadInput: the file is damaged.
    """
    return finished(run, Linked, FILE) if run.path(FILE).is_file() else Linked()


def keep(run: Run, linked: Linked) -> None:
    """Write `links.json`; a run of which nothing is known gets none."""
    if linked != Linked() or run.path(FILE).is_file():
        write_atomically(run.path(FILE), codec.readable(linked).encode())


def pasted(linked: Linked) -> tuple[Link, ...]:
    return tuple(link for link in linked.links if link.method == "pasted")


def is_page(source: Source, platform: Platform) -> bool:
    """Is the source's own address the episode's page on this platform?"""
    return platform == "youtube" and source.locator.kind == "youtube"


def inherited(run: Run, linked: Linked) -> Linked:
    """The links of an episode for a run that is a part of it: what was pasted there wins."""
    own = pasted(kept(run))
    places = {link.platform for link in own}
    rest = (link for link in linked.links if link.platform not in places)
    return replace(linked, links=(*rest, *own))


def laid_over(source: Source, linked: Linked) -> Source:
    """The source with the links to print: pasted, else found, else as its description says.

    A description may name another episode; a video is its own page.
    """
    own = source.links
    shown = {name: getattr(own, name) for name in PLATFORMS}
    for link in linked.links:
        if link.method == "pasted" or not is_page(source, link.platform):
            shown[link.platform] = link.id
    links = Links(**shown)
    return source if links == own else replace(source, links=links)


def sound(linked: Linked) -> tuple[str, ...]:
    """What an editor should know of where the audio came from, in lines."""
    return tuple(filter(None, (linked.instead, linked.partial)))
