"""A transcript from the show's feed, on loopback."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conftest import SilentTell
from faulthost import FaultHost
from pod2post.backends.feed_transcripts import FeedTranscripts, offers
from pod2post.backends.pinned import Broken
from pod2post.errors import Refused, TryLater
from pod2post.settings import Limits, Settings, Show
from pod2post.store import Store
from pod2post.values import Locator, Track
from pod2post.world import World

HOME = Limits(private_addresses=True)
AUDIO = "https://cdn.example/one.mp3"
HERE = Locator(kind="enclosure", address=AUDIO + "?from=feed")
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Nora>Hello.\n"


def feed(*tags: str, language: str = "en-us", audio: str = AUDIO) -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel><title>T</title><language>{language}</language>
<item><enclosure url="https://cdn.example/other.mp3" type="audio/mpeg" length="1"/>
<podcast:transcript url="https://cdn.example/other.vtt" type="text/vtt"/></item>
<item><enclosure url="{audio}?key=1&amp;x=2" type="audio/mpeg" length="1"/>{"".join(tags)}</item>
</channel></rss>""".encode()


def tag(path: str, kind: str, more: str = "") -> str:
    return f'<podcast:transcript url="{path}" type="{kind}" {more}/>'


@pytest.fixture
def host() -> Iterator[FaultHost]:
    with FaultHost(b"") as running:
        yield running


def serve(host: FaultHost, **bodies: bytes) -> None:
    for name, body in bodies.items():
        host.plays[f"/{name}"] = lambda x, _, body=body: x.say(200, body)


def test_the_best_transcript_of_that_very_episode(host: FaultHost, tell: SilentTell) -> None:
    tags = (
        tag(f"{host.base}/srt", "application/srt"),
        tag(f"{host.base}/html", "text/html"),
        tag(f"{host.base}/de", "text/vtt", 'language="de"'),
        tag("file:///etc/passwd", "text/vtt"),
        tag(f"{host.base}/vtt", "text/vtt; charset=utf-8", 'language="en"'),
    )
    serve(host, feed=feed(*tags), vtt=VTT)
    captioner = FeedTranscripts(f"{host.base}/feed", HOME)
    told = captioner.captions(HERE, Track(language="en", kind="human"), tell=tell)
    assert told.label == "captions en (given, the show's feed)"
    assert [(line.speaker, line.text) for line in told.lines] == [("Nora", "Hello.")]
    assert [asked.path for asked in host.asked] == ["/feed", "/vtt"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (feed(), "offers no transcript"),
        (feed(tag("https://cdn.example/x", "text/vtt"), language="de"), "offers no transcript"),
        (feed(tag("https://cdn.example/x", "text/vtt"), audio="https://x.example/a"), "offers no"),
        (b"<html><p>no feed", "a web page"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + feed(), "declares entities"),
        (feed().decode().replace("utf-8", "utf-16").encode("utf-16"), "offers no transcript"),
        (b"", "it is empty"),
    ],
)
def test_no_transcript_is_for_later(
    body: bytes, why: str, host: FaultHost, tell: SilentTell
) -> None:
    serve(host, feed=body)
    captioner = FeedTranscripts(f"{host.base}/feed", HOME)
    with pytest.raises(TryLater, match=why):
        captioner.captions(HERE, Track(language="en", kind="human"), tell=tell)
    assert len(host.asked) == 1


def test_what_is_no_transcript_is_for_later_too(host: FaultHost, tell: SilentTell) -> None:
    serve(host, feed=feed(tag(f"{host.base}/vtt", "text/vtt")), vtt=b"<html>")
    captioner = FeedTranscripts(f"{host.base}/feed", HOME)
    with pytest.raises(TryLater, match="no captions in it"):
        captioner.captions(HERE, Track(language="en", kind="human"), tell=tell)


def test_the_guard_stands_here_too(host: FaultHost, tell: SilentTell) -> None:
    captioner = FeedTranscripts(f"{host.base}/feed", Limits())
    with pytest.raises(Refused):
        captioner.captions(HERE, Track(language="en", kind="human"), tell=tell)
    assert host.asked == []


def test_an_empty_channel_and_other_namespaces() -> None:
    assert offers(b"<rss><channel/></rss>", AUDIO) == []
    plain = feed(tag("https://cdn.example/x.vtt", "text/vtt")).replace(
        b"https://podcastindex.org/namespace/1.0", b"https://elsewhere.example/podcast"
    )
    assert [one.language for one in offers(plain, AUDIO)] == ["en-us"]
    with pytest.raises(Broken):
        offers(b"\xff\xfe<", AUDIO)


def test_only_a_show_with_a_feed_is_asked(tell: SilentTell, shelf: Store) -> None:
    world = World(settings=Settings(), tell=tell)
    show = Show(source_name="T", feed="https://feeds.example/a.xml")
    assert isinstance(world.captioner(HERE, show, shelf), FeedTranscripts)
    assert world.captioner(HERE, None, shelf) is None
    assert world.captioner(HERE, replace(show, feed=None), shelf) is None
    assert world.captioner(Locator(kind="file", address="/a.mp3"), show, shelf) is None
