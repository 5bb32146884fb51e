"""The chapters of an episode: those that its source tells, else those beside the show's feed."""

from pod2post.errors import TryLater
from pod2post.linking.deadline import FEED_S, answer
from pod2post.ports import Tell
from pod2post.scene import Scene
from pod2post.stages.listed import Listed, listed
from pod2post.topics import priors
from pod2post.values import Chapter, Locator, Transcript


def sane(scene: Scene, transcript: Transcript, *, fetch: bool, beside: bool) -> tuple[Chapter, ...]:
    """The first of both that are sane, or none; it is said why not.

    `fetch`: may the feed be asked now? `beside`: may what stands there decide?
    """
    source, linked = scene.source, scene.linked
    told_ms = source.duration_ms
    if linked.instead and linked.episode:
        told_ms = linked.episode.duration_ms  # the audio is the feed's, and so are the chapters
    if _taken(scene, priors.read(source.chapters, transcript, told_ms), "the source"):
        return source.chapters
    found = _beside(scene, fetch=fetch) if beside and source.locator.kind == "enclosure" else ()
    known = priors.read(found, transcript, told_ms)
    return found if _taken(scene, known, "the show's feed") else ()


def _taken(scene: Scene, known: priors.Priors, where: str) -> bool:
    if known.why:
        scene.tell.say(f"the chapters of {where} are not taken: {known.why}")
    return bool(known.starts)


def _beside(scene: Scene, *, fetch: bool) -> tuple[Chapter, ...]:
    """What the show publishes beside its feed; a run does not wait long for it."""
    locator = scene.source.locator

    def ask() -> Listed:
        offline = Offline()
        made = scene.world.chapterer(locator, scene.show, scene.shelf) if fetch else offline
        fresh = fetch and scene.options.refresh
        return scene(listed, locator, library=made, fresh=fresh) if made else Listed(chapters=())

    found = answer(FEED_S, ask)
    if isinstance(found, Listed):
        return found.chapters
    if fetch:
        scene.tell.say(found.cause)
    return ()


class Offline:
    """A `ports.Chapterer` that asks nobody: only what was kept before is known."""

    def chapters(self, locator: Locator, /, *, tell: Tell) -> tuple[Chapter, ...]:  # noqa: ARG002
        raise TryLater("nothing is fetched now")
