"""Feeds as hosts write them: each is read as the shelf says, or refused for the reason named."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feed_shelf import PLACE, PLAIN, PODCAST, SHELF, Row, Shelved, audio, item, long, rss
from pod2post import codec
from pod2post.feeds import document, fields, opml, reading, webpage
from pod2post.feeds.document import Unreadable
from pod2post.feeds.entry import Entry, Feed, Offered
from pod2post.values import Person


def row(entry: Entry) -> Row:
    when = entry.published[:16] if entry.published else None
    seconds = entry.duration_ms // 1000 if entry.duration_ms else None
    return (entry.title, entry.guid, entry.source, when, seconds)


@pytest.mark.parametrize("shelved", SHELF, ids=lambda one: one.name)
def test_a_feed_is_read_as_the_shelf_says(shelved: Shelved) -> None:
    if shelved.kind:
        with pytest.raises(Unreadable, match=shelved.why) as seen:
            reading.read(shelved.data, PLACE)
        assert seen.value.kind == shelved.kind
        return
    made = reading.read(shelved.data, PLACE)
    assert tuple(map(row, made.entries)) == shelved.expected
    for entry in made.entries:
        assert codec.decode(Entry, codec.encode(entry)) == entry


def test_the_shelf_is_as_large_as_was_asked() -> None:
    assert len({shelved.name for shelved in SHELF}) == len(SHELF) >= 25
    assert sum(1 for shelved in SHELF if shelved.kind) >= 10


def test_two_thousand_items_are_read_with_both_transcripts_of_each() -> None:
    made = reading.read(long(), PLACE)
    assert len(made.entries) == 2000
    assert {len(entry.transcripts) for entry in made.entries} == {2}
    assert made.entries[7].duration_ms == 607_000


TAGS = """<podcast:transcript url="t.vtt" type="text/vtt; charset=utf-8" language="en"/>
<podcast:transcript url="https://cdn.example/t.srt" type="application/SRT"/>
<podcast:transcript url="file:///etc/passwd" type="text/vtt"/>
<podcast:chapters url="/c.json" type="application/json+chapters"/>
<podcast:person role="guest">Ada Example</podcast:person>
<podcast:person>Bo Sample</podcast:person><podcast:person role="editor">Cy Model</podcast:person>
<podcast:season>2</podcast:season><podcast:episode>7</podcast:episode>"""


def tagged(space: str = PODCAST, prefix: str = "podcast") -> Feed:
    tags = TAGS.replace("podcast:", f"{prefix}:")
    head = f"<language>en-gb</language><{prefix}:guid>917393e3</{prefix}:guid><link>/show</link>"
    return reading.read(rss(item("Fog", audio(), tags), head=head, spaces=space), PLACE)


@pytest.mark.parametrize(
    ("space", "prefix"),
    [
        (PODCAST, "podcast"),
        (PODCAST.replace("podcast=", "p="), "p"),
        ('xmlns:podcast="https://github.com/Podcastindex-org/podcast-namespace/1.0"', "podcast"),
    ],
)
def test_every_tag_of_podcasting_is_kept(space: str, prefix: str) -> None:
    made = tagged(space, prefix)
    (entry,) = made.entries
    assert entry.transcripts == (
        Offered(url="https://host.example/shows/t.vtt", kind="text/vtt", language="en"),
        Offered(url="https://cdn.example/t.srt", kind="application/srt"),
    )
    assert entry.chapters == "https://host.example/c.json"
    assert entry.people == (
        Person(name="Ada Example", role="guest"),
        Person(name="Bo Sample", role="host"),
        Person(name="Cy Model", role="other"),
    )
    assert (entry.season, entry.number) == (2, 7)
    assert (made.title, made.language, made.guid) == ("Harbour Lights", "en-gb", "917393e3")
    assert made.link == "https://host.example/show"


def test_a_live_item_lends_the_show_nothing() -> None:
    live = "<podcast:liveItem status='live'><title>Now</title><link>/live</link></podcast:liveItem>"
    made = reading.read(rss(item("Fog", audio()), head=live, spaces=PODCAST), PLACE)
    assert (made.title, made.link) == ("Harbour Lights", None)


def test_what_was_lost_in_a_damaged_feed_is_counted() -> None:
    data = rss(item("Fog", audio()), item("Rain", audio("2"), guid="g-2"))
    made = reading.read(data[:-60], PLACE)
    assert made.notes == ("it is no valid XML: 1 items could be saved, 1 could not",)
    assert reading.read(data, PLACE).notes == ()


def test_a_day_is_the_one_that_the_feed_writes() -> None:
    (entry,) = reading.read(
        rss(item("Fog", audio(), day="Mon, 26 Jan 2026 07:00:00 +0800")), PLACE
    ).entries
    assert entry.published == "2026-01-25T23:00:00+00:00"
    assert entry.listed.published == "2026-01-26T07:00:00+08:00"


@pytest.mark.parametrize(
    ("title", "text", "sign"),
    [
        ("[Free preview] Fog", "", "the title says"),
        ("Fog", "This is a free preview of a paid episode.", "the description says"),
        ("Fog", "The whole show, free.", ""),
    ],
)
def test_a_free_preview_is_told(title: str, text: str, sign: str) -> None:
    data = rss(item(title, audio(), f"<description>{text}</description>"))
    (entry,) = reading.read(data, PLACE).entries
    assert entry.preview.startswith(sign)
    assert bool(entry.preview) is bool(sign)


def test_where_a_feed_says_that_it_moved() -> None:
    head = "<itunes:new-feed-url>https://new.example/feed</itunes:new-feed-url>"
    space = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    made = reading.read(rss(item("Fog", audio()), head=head, spaces=space), PLACE)
    assert made.moved == "https://new.example/feed"


# --- whatever comes -------------------------------------------------------------------


def readable_or_refused(data: bytes, charset: str | None = None) -> None:
    try:
        made = reading.read(data, PLACE, charset=charset)
    except Unreadable:
        return
    for entry in made.entries:
        assert entry.source.startswith(("http://", "https://"))
        assert codec.decode(Entry, codec.encode(entry)) == entry


PIECES = st.sampled_from(
    "<rss> <channel> <item> </item> </channel> </rss> <title> </title> <![CDATA[ ]]> & &amp; &x; "
    '<!DOCTYPE <!ENTITY [ ]> <!-- --> <enclosure url="https://a.example/x"/> <entry> <feed> '
    '<?xml ?> xmlns:a="b" <a:b> \x00 \ud7ff 霧 <podcast:person> <pubDate> 2026 -1 <guid>'.split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40), st.sampled_from([None, "utf-8", "big5", "x", "utf-7"]))
def test_pieces_of_feeds_in_any_order_are_read_or_refused(
    pieces: list[str], charset: str | None
) -> None:
    readable_or_refused(" ".join(pieces).encode(), charset)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    readable_or_refused(data)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([shelved.data for shelved in SHELF if len(shelved.data) < 5000]),
    st.integers(0, 5000),
    st.binary(max_size=5),
    st.integers(0, 40),
)
def test_a_feed_with_a_hole_is_read_or_refused(
    data: bytes, place: int, put: bytes, taken: int
) -> None:
    at = place % (len(data) + 1)
    readable_or_refused(data[:at] + put + data[at + taken :])


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"\A[P0-9:.hmsHMST -]{0,20}\Z"))
def test_a_length_is_none_or_below_two_days(said: str) -> None:
    length = fields.length_ms(said)
    assert length is None or 0 < length <= 48 * 3_600_000


@settings(deadline=None)
@given(st.integers(0, 48 * 3600 - 1))
def test_a_length_is_the_same_in_every_form(seconds: int) -> None:
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    forms = (f"{seconds}", f"{hours}:{minutes:02}:{rest:02}", f"PT{hours}H{minutes}M{rest}S")
    assert {fields.length_ms(form) for form in forms} == {seconds * 1000 or None}


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_title_is_one_line_without_markup(said: str) -> None:
    made = fields.title(said)
    assert made == " ".join(made.split())
    assert len(made) <= 300
    assert "<b>" not in fields.title(f"{said}<b>x</b>")


@pytest.mark.parametrize(
    "data",
    [
        b"<rss>" + b"<![CDATA[" * 20_000,
        b"<rss>" + b"<item><title>" * 5_000,
        b"<rss>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</rss>",
        b"<rss " + b" ".join(b'a%d="1"' % n for n in range(20_000)) + b"/>",
        b"<rss><item>" + b"<enclosure " * 20_000,
        b"<rss>" + b"&" * 100_000,
        b"<!DOCTYPE rss " + b"[" * 50_000,
    ],
    ids=["cdata", "titles", "deep", "attributes", "enclosures", "ands", "brackets"],
)
def test_what_was_built_to_take_for_ever_ends(data: bytes) -> None:
    readable_or_refused(data)  # a reader that grows with the square would not come back


# --- lists and pages ------------------------------------------------------------------


def test_a_list_of_feeds_holds_each_address_once() -> None:
    data = b"""<opml version="2.0"><body><outline text="All">
    <outline type="rss" text="Fog &amp; co" xmlUrl="https://A.example/feed#x"/>
    <outline type="rss" title="Tides" XMLURL="https://b.example/f?key=1"/>
    <outline text="again" xmlUrl="https://a.example/feed"/>
    <outline text="no address"/><outline xmlUrl="file:///etc/passwd"/></outline></body></opml>"""
    assert opml.read(data) == (
        opml.Outline(address="https://a.example/feed", title="Fog & co"),
        opml.Outline(address="https://b.example/f?key=1", title="Tides"),
    )


@pytest.mark.parametrize("data", [b"", b"<rss/>", b"<opml><body>", b"<html>", b"{}"])
def test_what_is_no_list_of_feeds_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        opml.read(data)


def test_the_feeds_that_a_page_names() -> None:
    page = """<!doctype html><head><LINK REL="alternate" type="application/rss+xml; charset=utf-8"
    title="Show" href="/feed"><link rel=alternate type=application/atom+xml href="a.xml">
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/c"/>
    <link rel="alternate" type="application/json" href="/j"><link rel="stylesheet" href="/s">
    <link rel="alternate" type="application/rss+xml" href="https://site.example/feed">"""
    found = webpage.feeds(page, "https://site.example/shows/one")
    assert [named.address for named in found] == [
        "https://site.example/feed",
        "https://site.example/shows/a.xml",
    ]


def test_a_page_is_told_from_its_bytes() -> None:
    assert webpage.feeds(document.decoded(PLAIN), PLACE) == ()
    assert json.dumps(document.decoded(b"\xef\xbb\xbf\x00x")) == '"x"'
