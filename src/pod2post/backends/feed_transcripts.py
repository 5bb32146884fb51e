"""The transcript that a show publishes in its feed (the Podcasting 2.0 tag), for one episode."""

from dataclasses import replace

from pod2post.backends import pinned
from pod2post.costs.limits import Limits
from pod2post.errors import TryLater
from pod2post.feeds import reading
from pod2post.feeds.document import MOST_FEED, Unreadable
from pod2post.feeds.entry import Offered
from pod2post.hearing import captions
from pod2post.hearing.captionfit import rolls, tongue
from pod2post.ports import Tell
from pod2post.values import Captions, Locator, Track

PATIENCE = pinned.Patience(connect_s=10.0, read_s=20.0)
KINDS = {"text/vtt": 0, "application/json": 1, "application/srt": 2, "application/x-subrip": 2}
NONE = "the show's feed offers no transcript of this episode in the language that is spoken"
RECOGNISE = "Recognise the speech instead: --captions never."


class FeedTranscripts:
    """A `Captioner` of episodes whose audio address stands in a feed."""

    def __init__(
        self, feed: str, limits: Limits, names: pinned.Names = pinned.system_names
    ) -> None:
        self.feed = feed
        self.limits = limits
        self.names = names

    def captions(self, locator: Locator, track: Track, /, *, tell: Tell) -> Captions:  # noqa: ARG002
        """The best that is offered in the track's language: WebVTT, JSON, then SRT.

        Nobody says who or what wrote it, so it is labelled as given.

        Raises:
            TryLater: no answer, no feed, no such episode in it, or no transcript of it.
            Refused: an address that must not be asked.
        """
        try:
            with pinned.pool(self.limits, self.names) as pool:
                text = pinned.read(pool, self.feed, PATIENCE, MOST_FEED)
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
    try:
        found = reading.read(feed, place)
    except Unreadable as error:
        raise pinned.Broken(str(error)) from error
    wanted = audio.partition("?")[0]
    return [
        replace(one, language=one.language or found.language)
        for entry in found.entries
        if entry.enclosure and entry.enclosure.url.partition("?")[0] == wanted
        for one in entry.transcripts
        if one.kind in KINDS
    ]
