"""The chapters that a show publishes apart from its episode: an observation."""

from pod2post.ports import Chapterer, Shelf, Tell
from pod2post.stage import stage
from pod2post.value import value
from pod2post.values import Chapter, Locator


@value
class Listed:
    """Chapters as they are published now; at least one."""

    chapters: tuple[Chapter, ...]


@stage("listed", 1)
def listed(
    locator: Locator, /, *, library: Chapterer, shelf: Shelf, tell: Tell, fresh: bool = False
) -> Listed:
    """`fresh` is read by the stage memo.

    Raises:
        Refused, TryLater: there are none, or they cannot be read now.
    """
    return Listed(chapters=library.chapters(locator, tell=tell))
