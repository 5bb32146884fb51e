"""What can be seen about an episode. An observation: kept with its time until refreshed."""

from dataclasses import replace

from pod2post import codec
from pod2post.ports import Library, Shelf, Tell
from pod2post.stage import stage
from pod2post.values import Locator, Source


@stage("source", 1)
def resolve(
    locator: Locator,
    /,
    *,
    library: Library,
    shelf: Shelf,
    tell: Tell,
    fresh: bool = False,
) -> Source:
    """The episode as it is described now; a failure is raised and never kept.

    The slug names the post and the run's folder, so the one of the first sight stays when
    a refresh finds another title; so does the day of publication when it is named no more.
    `fresh` is read by the stage memo.
    """
    seen = library.resolve(locator, tell=tell)
    first = shelf.memo("first-sight", [codec.identity(locator)], Source, lambda: seen)
    return replace(seen, slug=first.slug, published=seen.published or first.published)
