"""The episode on other platforms: asked for what is missing, all at once, and not for long."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pod2post.errors import Pod2postError
from pod2post.linking import links
from pod2post.linking.deadline import LISTING_S, VIDEO_S, answer, within
from pod2post.linking.links import Candidate, Link, Linked, Platform, names
from pod2post.linking.matching import Listed, Listing, Verdict, Wanted, matched
from pod2post.scene import Scene
from pod2post.store import now
from pod2post.values import Audio

NO_LENGTH = "how long the video is could not be asked"


def linked(scene: Scene, audio: Audio, before: Linked) -> Linked:
    """What was known `before` with the links that were missing and are found now.

    A platform that does not answer is one note, and said.
    """
    places = scene.world.directories(scene.show) if scene.show else {}
    have = {link.platform for link in before.links}
    missing = {
        name: ask
        for name, ask in places.items()
        if name not in have and not links.is_page(scene.source, name)
    }
    made = replace(before, candidates=())
    if missing:
        wanted = _wanted(scene, audio, made.episode)
        made = looked(made, missing, wanted, scene.world.length_of)
    for line in _told(made, before, scene.run.folder.name):
        scene.tell.say(line)
    return made


def looked(
    made: Linked,
    missing: Mapping[Platform, Callable[[], Listing]],
    wanted: Wanted,
    length_of: Callable[[str], int | None],
) -> Linked:
    """With what the places list, all asked at once. `length_of`: of a video, in milliseconds."""
    found, near, notes = list(made.links), list[Candidate](), list(made.notes)
    for name, listing in within(LISTING_S, missing).items():
        if isinstance(listing, Pod2postError):
            notes.append(f"{name}: {listing.cause}")
            continue
        verdict = matched(wanted, listing.listed)
        if name == "youtube":
            verdict = _measured(verdict, wanted, listing.listed, length_of)
        if hit := verdict.found:
            link = Link(
                platform=name,
                id=hit.listed.id,
                method=hit.method,
                score=hit.score,
                title=hit.listed.title,
                seen_at=now(),
            )
            found.append(link)
            notes += [listing.note] if listing.note else []
        near += (
            Candidate(platform=name, id=n.listed.id, title=n.listed.title, score=n.score, why=n.why)
            for n in verdict.near
        )
    return replace(
        made, links=tuple(found), candidates=tuple(near), notes=tuple(notes), looked_at=now()
    )


def _measured(
    verdict: Verdict,
    wanted: Wanted,
    listed: tuple[Listed, ...],
    length_of: Callable[[str], int | None],
) -> Verdict:
    """Matched again with the length of the video that fits: a clip may bear the same title."""
    hit = verdict.found
    if hit is None or hit.listed.duration_ms is not None:
        return verdict
    length = answer(VIDEO_S, lambda: length_of(hit.listed.id))
    if isinstance(length, Pod2postError) or not length:
        return hit.doubted(NO_LENGTH)
    known = replace(hit.listed, duration_ms=length)
    return matched(wanted, [known if row is hit.listed else row for row in listed])


def _wanted(scene: Scene, audio: Audio, episode: Listed | None) -> Wanted:
    source = scene.source
    own = source.locator.address if source.locator.kind == "enclosure" else None
    if episode is None:
        episode = Listed(id="", title=source.title, enclosure=own)
    return Wanted(
        title=episode.title,
        shows=names(scene.show, source.show),
        published=episode.published or source.published,
        duration_ms=episode.duration_ms or source.duration_ms or audio.duration_ms,
        guid=episode.guid,
        enclosure=episode.enclosure,
    )


def _told(made: Linked, before: Linked, run: str) -> list[str]:
    """What is new, what came near, and who did not answer."""
    new = [link for link in made.links if link not in before.links]
    rows = [
        f"link: {row.platform} by {row.method} ({row.score} of 100): {row.title}" for row in new
    ]
    if near := len(made.candidates):
        rows.append(f"links: {near} came near and were not taken; see pod2post links {run}")
    return [*rows, *(f"links: {note}" for note in made.notes)]
