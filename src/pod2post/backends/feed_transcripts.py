"""The transcript that a show publishes in its feed (the Podcasting 2.0 tag), for one episode."""

from dataclasses import replace

from pod2post.backends import pinned
from pod2post.backends.feed_items import PATIENCE, ShowFeed, items
from pod2post.errors import TryLater
from pod2post.feeds.entry import Offered
from pod2post.hearing import captions
from pod2post.hearing.captionfit import rolls, tongue
from pod2post.ports import Tell
from pod2post.values import Captions, Locator, Track

KINDS = {"text/vtt": 0, "application/json": 1, "application/srt": 2, "application/x-subrip": 2}
NONE = "the show's feed offers no transcript of this episode in the language that is spoken"
RECOGNISE = "Recognise the speech instead: --captions never."


class FeedTranscripts(ShowFeed):
    """A `Captioner` of episodes whose audio address stands in a feed."""

    def captions(self, locator: Locator, track: Track, /, *, tell: Tell) -> Captions:  # noqa: ARG002
        """The best that is offered in the track's language: WebVTT, JSON, then SRT.

        Nobody says who or what wrote it, so it is labelled as given.

        Raises:
            TryLater: no answer, no feed, no such episode in it, or no transcript of it.
            Refused: an address that must not be asked.
        """
        try:
            with self.opened() as (text, pool):
                offer = _best(offers(text, locator.address, self.feed), track.language)
                lines = captions.read(pinned.read(pool, offer.url, PATIENCE, captions.MOST_BYTES))
        except (pinned.Broken, captions.Unreadable) as error:
            cause = f"the transcript in the show's feed cannot be read: {error}"
            raise TryLater(cause, RECOGNISE) from error
        return Captions(
            language=offer.language or track.language,
            kind="automatic" if rolls(lines) else "given",
            origin="the show's feed",
            lines=lines,
        )


def _best(found: list[Offered], language: str) -> Offered:
    spoken = [one for one in found if tongue(one.language or language) == tongue(language)]
    if not spoken:
        raise TryLater(NONE, RECOGNISE)
    return min(spoken, key=lambda one: KINDS[one.kind])


def offers(feed: bytes, audio: str, place: str = "") -> list[Offered]:
    """The transcripts of the episode whose enclosure is `audio`, a query in it aside.

    `place`: the feed's address, against which others are resolved.

    Raises:
        Broken: it is no feed.
    """
    found, entries = items(feed, audio, place)
    return [
        replace(one, language=one.language or found.language)
        for entry in entries
        for one in entry.transcripts
        if one.kind in KINDS
    ]
