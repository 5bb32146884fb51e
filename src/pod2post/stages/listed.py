"""The chapters that a show publishes apart from its episode: an observation."""

from pod2post.ports import Chapterer, Shelf, Tell
from pod2post.stage import stage
from pod2post.value import value
from pod2post.values import Chapter, Locator


@value
class Listed:
    """Chapters as they are published now. That there are none is not remembered."""

    chapters: tuple[Chapter, ...]

    @property
    def holes(self) -> tuple[str, ...]:
        return () if self.chapters else ("none are offered",)


@stage("listed", 1)
def listed(
    locator: Locator, /, *, library: Chapterer, shelf: Shelf, tell: Tell, fresh: bool = False
) -> Listed:
    """`fresh` is read by the stage memo.

    Raises:
        Refused, TryLater: they cannot be read now.
    """
    return Listed(chapters=library.chapters(locator, tell=tell))
