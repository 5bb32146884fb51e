"""Links that a person pastes: of the right form, and to an episode of that title."""

from collections.abc import Mapping
from dataclasses import replace

from pod2post import describe
from pod2post.errors import BadInput, Pod2postError, TryLater
from pod2post.linking import links, titles
from pod2post.linking.deadline import LISTING_S, answer
from pod2post.linking.links import Link, Linked, Platform, names
from pod2post.linking.matching import Page
from pod2post.page.hugo import shortcode
from pod2post.revision import reopening
from pod2post.runs import FILES, Run, finished
from pod2post.settings import Settings, Show
from pod2post.store import now
from pod2post.values import House, Source
from pod2post.world import World

FORMS: dict[Platform, str] = {
    "apple": "https://podcasts.apple.com/tw/podcast/NAME/idSHOW?i=EPISODE",
    "spotify": "https://open.spotify.com/episode/ID",
    "youtube": "https://www.youtube.com/watch?v=ID",
}
FORCE = "Look again; if it is the right one all the same: --force."


def pasted(
    run: Run, urls: Mapping[Platform, str], known: Settings, world: World, *, force: bool
) -> Linked:
    """The run's links with these in place of what was found; `links.json` is written.

    Raises:
        BadInput: an address of another form; a page that is not there, is another show's or
            bears another title, unless `force`; or a run without a source.
    """
    source, before = finished(run, Source, FILES["resolve"]), links.kept(run)
    show = _show(run, source, known)
    heads = [source.title, *([before.episode.title] if before.episode else [])]
    made = replace(before, notes=())
    for name, url in urls.items():
        identity = _identity(name, url)
        page = _page(name, identity, show or Show(source_name=source.show), world)
        if isinstance(page, Pod2postError):
            made = replace(made, notes=(*made.notes, f"{name}: not checked: {page.cause}"))
        elif not force:
            _refuse_other(name, page, heads, names(show, source.show))
        link = Link(
            platform=name,
            id=identity,
            method="pasted",
            score=None,
            title=page.title if isinstance(page, Page) else "",
            seen_at=now(),
        )
        made = replace(
            made,
            links=(*(row for row in made.links if row.platform != name), link),
            candidates=tuple(row for row in made.candidates if row.platform != name),
        )
    links.keep(run, made)
    return made


def _identity(name: Platform, url: str) -> str:
    found: str | None = getattr(describe.links(url), name)
    if found is None or shortcode(name, found) is None:
        raise BadInput(
            f"{url[:120]!r} is no address of an episode on {name.capitalize()}",
            f"Such an address looks like {FORMS[name]}.",
        )
    return found


def _show(run: Run, source: Source, known: Settings) -> Show | None:
    """The profile that the run was made with, as far as its files tell."""
    if run.path(reopening.ABOUT).is_file():
        house: House = finished(run, reopening.About, reopening.ABOUT).house
        return known.show_for(house.source_name)
    return known.show_for(source.show)


def _page(name: Platform, identity: str, show: Show, world: World) -> Page | Pod2postError | None:
    """What the platform calls the page; None where it has none; an error where it is silent."""
    if name == "apple":
        return _on_apple(identity, show, world)
    url = FORMS[name].removesuffix("ID") + identity.removeprefix("episode/")
    return answer(LISTING_S, lambda: world.page_of(name, url))


def _on_apple(identity: str, show: Show, world: World) -> Page | Pod2postError | None:
    """By the list of the show that the address names: Apple tells no title of one episode."""
    number = identity.partition("?")[0].rpartition("id")[2]
    if show.apple_id not in (None, number):
        return None
    places = world.directories(replace(show, apple_id=number))
    listing = answer(LISTING_S, places["apple"])
    if isinstance(listing, Pod2postError):
        return listing
    episode = identity.rpartition("=")[2]
    hits = [row for row in listing.listed if row.id.rpartition("=")[2] == episode]
    if hits:
        return Page(title=hits[0].title)
    return TryLater("it is not among the newest that Apple lists")


def _refuse_other(
    name: Platform, page: Page | None, heads: list[str], shows: tuple[str, ...]
) -> None:
    if page is None:
        raise BadInput(f"{name.capitalize()} has no such page of this show", FORCE)
    theirs = titles.read(page.title, shows)
    for head in heads:
        mine = titles.read(head, shows)
        fits = titles.likeness(mine, theirs) == 100 or titles.contained(mine, theirs)
        if fits and titles.against(mine, theirs) is None:
            return
    raise BadInput(f"{name.capitalize()} calls it {page.title!r}, the run {heads[0]!r}", FORCE)
