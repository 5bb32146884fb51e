"""The audio of an episode, and with it what the show's feed and other platforms say of it."""

from dataclasses import replace

from pod2post import describe
from pod2post.errors import Pod2postError, Refused, TryLater
from pod2post.linking import instead, links, previews
from pod2post.linking.deadline import FEED_S, answer
from pod2post.linking.instead import Closed, Stand
from pod2post.linking.links import Linked, names
from pod2post.linking.matching import Wanted, matched
from pod2post.linking.searching import linked
from pod2post.scene import Scene
from pod2post.stages.fetch import fetch
from pod2post.values import Audio


def fetched(scene: Scene) -> tuple[Scene, Audio]:
    """The audio; from the show's feed where YouTube refuses it and the same episode is there.

    The scene's source then says nothing that belongs to the video's times.

    Raises:
        Pod2postError: as the stage `fetch`; a refusal's remedy names what the feed has.
    """
    source = scene.source
    stand = instead.kept(source.locator, scene.shelf)
    if stand and scene.options.refresh and stand.seen_at != source.seen_at:
        stand = None  # it stood before this run, and YouTube has told of the video since
    if stand is None:
        try:
            library = scene.world.library(source.locator)
            audio = scene(fetch, source.locator, library=library)
        except (Refused, TryLater) as error:
            if source.locator.kind != "youtube":
                raise
            stand = _stand(scene, error)
        else:
            instead.forget(source.locator, scene.shelf)
            return scene, audio
    scene.tell.say(stand.line)
    audio = scene(fetch, stand.locator, library=scene.world.library(stand.locator))
    length = audio.duration_ms
    heard = replace(
        source,
        captions=(),
        chapters=describe.chapters(stand.episode.description, length),
        duration_ms=length,
    )
    told = Linked(episode=stand.episode, instead=stand.line)
    return replace(scene, source=heard, linked=told), audio


def _stand(scene: Scene, error: Refused | TryLater) -> Stand:
    source = scene.source
    closed = Closed(
        locator=source.locator,
        error=error,
        show=scene.show,
        world=scene.world,
        shelf=scene.shelf,
        tell=scene.tell,
    )
    wanted = Wanted(
        title=source.title,
        shows=names(scene.show, source.show),
        published=source.published,
        duration_ms=source.duration_ms,
    )
    return instead.stand(closed, wanted)


def known(scene: Scene, audio: Audio) -> Scene:
    """The scene with the links of its episode; `links.json` is written.

    Raises:
        NotFit: this is surely a part of the episode only, and --allow-preview was not given.
        BadInput: `links.json` is damaged.
    """
    made = linked(scene, audio, _before(scene))
    announced = max(scene.source.duration_ms or 0, scene.options.announced_ms or 0) or None
    source = replace(scene.source, duration_ms=announced)
    found = previews.signs(source, made.episode, audio.duration_ms)
    made = replace(made, partial=previews.line(found))
    links.keep(scene.run, made)
    if not scene.options.allow_preview:
        previews.refuse(found)
    if made.partial:
        scene.tell.say(made.partial)
    return replace(scene, source=links.laid_over(scene.source, made), linked=made)


def _before(scene: Scene) -> Linked:
    """What earlier runs know, with the episode as the show's feed lists it."""
    before = replace(links.kept(scene.run), notes=(), instead="", partial="")
    if scene.options.refresh:
        before = replace(before, links=links.pasted(before), episode=None)
    if line := scene.linked.instead:
        return replace(before, episode=scene.linked.episode, instead=line)
    source, show = scene.source, scene.show
    if before.episode or not show or source.locator.kind != "enclosure":
        return before
    listing = answer(FEED_S, lambda: scene.world.in_feed(show, scene.shelf))
    if isinstance(listing, Pod2postError):
        return replace(before, notes=(f"feed: {listing.cause}",))
    wanted = Wanted(
        title=source.title, shows=names(show, source.show), enclosure=source.locator.address
    )
    hit = matched(wanted, listing.listed).found
    return replace(before, episode=hit.listed) if hit else before
