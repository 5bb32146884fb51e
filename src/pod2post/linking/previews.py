"""Is this the whole episode? Feeds of paid shows hold a part of it, under its title. Pure.

Nothing tells it surely: the words of title and description, what the feed calls the item,
and how much shorter the audio is than was announced.
"""

import re
from collections.abc import Iterator

from pod2post.errors import NotFit
from pod2post.linking.matching import Listed
from pod2post.values import Source, value

LEAST_PERCENT = 60
TOLD_PERCENT = 90  # below that an editor is warned: a host may have cut the file off
SHORTER_MS = 120_000  # advertisements alone may make such a difference
_A_PART = r"(?:free |episode )?(?:preview|teaser|trailer|sneak peek)"
_TITLE = re.compile(
    rf"^\W*{_A_PART}\s*[:|\])】–—-]|[(\[【|:–—-]\s*{_A_PART}\W*$|\bfree preview\b"
    r"|試聽|預告|搶先聽",
    re.IGNORECASE,
)
_PAYS = r"(?:paid|premium|subscribe\w*|subscription|members?|membership|patreon|supporters?)"
_WHOLE = r"(?:full|rest of the|whole|entire|complete) (?:episode|conversation|interview|show)"
_TEXT = re.compile(
    rf"\bfree preview of\b[^.]{{0,40}}\b(?:episode|conversation|interview|show)\b"
    rf"|\bpreview of (?:a|an|this|our|the)\b[^.]{{0,40}}\b{_PAYS}\b[^.]{{0,20}}\bepisode\b"
    rf"|\b{_PAYS}\b[^.]{{0,80}}\b{_WHOLE}\b|\b{_WHOLE}\b[^.]{{0,80}}\b{_PAYS}\b"
    r"|試聽版|本集為(?:免費)?試聽|付費[^。]{0,12}(?:完整|全集)|完整[^。]{0,12}付費",
    re.IGNORECASE,
)


@value
class Sign:
    """Why this may be a part. `sure`: so sure that no post is made of it unasked."""

    why: str
    sure: bool = True


def signs(source: Source, episode: Listed | None, decoded_ms: int) -> tuple[Sign, ...]:
    """What speaks against the whole episode; `episode` is what the feed says of it."""
    return tuple(_signs(source, episode, decoded_ms))


def _signs(source: Source, episode: Listed | None, decoded_ms: int) -> Iterator[Sign]:
    for head in (source.title, episode.title if episode else ""):
        if why := _in_title(head):
            yield Sign(why=why)
            break
    for text in (source.description, episode.description if episode else ""):
        if why := _in_text(text):
            yield Sign(why=why)
            break
    if episode and episode.kind in ("trailer", "bonus"):
        yield Sign(why=f"the feed calls it a {episode.kind}", sure=episode.kind == "trailer")
    said = max(source.duration_ms or 0, (episode.duration_ms if episode else None) or 0)
    if said - decoded_ms > SHORTER_MS and 100 * decoded_ms < TOLD_PERCENT * said:
        minutes = f"{said // 60_000} minutes are announced, {decoded_ms // 60_000} are there"
        yield Sign(why=minutes, sure=100 * decoded_ms < LEAST_PERCENT * said)


def line(found: tuple[Sign, ...]) -> str:
    """What stands in the record; "" where there is nothing to say."""
    whys = "; ".join(sign.why for sign in found)
    return f"this may be a part of the episode only: {whys}" if found else ""


def refuse(found: tuple[Sign, ...]) -> None:
    """Raise `NotFit` where it is surely a part."""
    if any(sign.sure for sign in found):
        raise NotFit(
            line(found),
            "Give the whole episode, as your subscription's feed or a file has it; or write "
            "about this part: --allow-preview.",
        )


def announced(title: str, description: str) -> str:
    """Why title or description announce a part of the episode, "" where neither does."""
    return _in_title(title) or _in_text(description)


def _in_title(title: str) -> str:
    found = _TITLE.search(title)
    return f"the title says {_shown(found)}" if found else ""


def _in_text(text: str) -> str:
    found = _TEXT.search(text)
    return f"the description says {_shown(found)}" if found else ""


def _shown(found: re.Match[str]) -> str:
    return repr(" ".join(found[0].split())[:80])
