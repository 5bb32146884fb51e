"""What a site's front matter says beyond the reference post, and the parts of a series."""

import re
from typing import Literal

from pod2post.value import require, value

ADDRESS = re.compile(r"https?://[^\s/?#\"'<>\\^`{|}\[\]()]+(?:[/?#][^\s\"<>\\^`{|}]*)?")
PATH = re.compile(r"/(?!/)[^\s\"<>\\^`{|}\[\]()]*")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_place(text: str) -> bool:
    """Is it an http or https address, or a path of the site's own?"""
    return bool(ADDRESS.fullmatch(text) or PATH.fullmatch(text))


@value
class Reference:
    """Something to read on. `title` may be "": then the address stands alone."""

    url: str
    title: str = ""

    def __post_init__(self) -> None:
        require(bool(ADDRESS.fullmatch(self.url)), f"{self.url[:80]!r} is no http or https address")


@value
class Entry:
    """A company or a person of the site's own list, by the slug of its page."""

    slug: str
    kind: Literal["company", "person"]
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        require(bool(SLUG.fullmatch(self.slug)), f"{self.slug[:80]!r} is no slug: a-z, 0-9 and -")
        require(all(name.strip() for name in self.names), f"a name of {self.slug} is empty")
        require(bool(self.names), f"{self.slug} has no names")


@value
class Wanted:
    """What the site's settings ask for.

    `mentions`: how often a post names whom it is related to, at the least. `image`: an address
    or a path with `{slug}` and `{date}` in it. `hosts`: whose pages may become references.
    `template`: that of the page, where it is a person's own.
    """

    entries: tuple[Entry, ...] = ()
    mentions: int = 2
    image: str | None = None
    hosts: tuple[str, ...] = ()
    template: str | None = None


@value
class FrontEdit:
    """An editor's choice for fields of the front matter. None: as the program finds it."""

    image: str | None = None
    related_companies: tuple[str, ...] | None = None
    related_people: tuple[str, ...] | None = None
    references: tuple[Reference, ...] | None = None

    def __post_init__(self) -> None:
        require(not self.image or is_place(self.image), f"{self.image!r} is no place of an image")


@value
class Series:
    """The part that a post is, from 1, and the titles of all parts in their order.

    `places`: where the parts stand on the site, in the same order; empty where nobody said.
    """

    name: str
    number: int
    titles: tuple[str, ...]
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require(1 <= self.number <= len(self.titles), f"part {self.number} of {len(self.titles)}")
        require(len(self.places) in (0, len(self.titles)), "a part of the series has no place")


@value
class Front:
    """What decides the front matter beside the draft itself."""

    site: Wanted = Wanted()
    edit: FrontEdit = FrontEdit()
    series: Series | None = None
