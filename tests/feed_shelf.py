"""Feeds of our own writing that imitate the quirks of hosts, each with what is to be read in it.

All shows and people are invented. A row of `expected` is what an entry says:
(title, guid, what `run` would take, published in UTC without its seconds, seconds).
"""

import gzip
from dataclasses import dataclass

PLACE = "https://host.example/shows/feed.xml"
ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
PODCAST = 'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
DAY = "Mon, 26 Jan 2026 09:00:00 +0800"
UTC = "2026-01-26T01:00"
Row = tuple[str, str | None, str, str | None, int | None]


@dataclass(frozen=True)
class Shelved:
    """`why`: a part of the message where nothing can be read, else "". `kind`: of that."""

    name: str
    data: bytes
    expected: tuple[Row, ...] = ()
    kind: str = ""
    why: str = ""


def audio(name: str = "1", **more: str) -> str:
    facts = {"url": f"https://cdn.example/{name}.mp3", "type": "audio/mpeg", "length": "1"} | more
    return "<enclosure " + " ".join(f'{key}="{text}"' for key, text in facts.items()) + "/>"


def item(title: str, *tags: str, guid: str | None = "g-1", day: str | None = DAY) -> str:
    named = f'<guid isPermaLink="false">{guid}</guid>' if guid is not None else ""
    dated = f"<pubDate>{day}</pubDate>" if day is not None else ""
    return f"<item><title>{title}</title>{named}{dated}{''.join(tags)}</item>"


def rss(*items: str, head: str = "", spaces: str = "", declared: str = "utf-8") -> bytes:
    """A feed, encoded as UTF-8 whatever it declares."""
    top = f'<?xml version="1.0" encoding="{declared}"?>\n<rss version="2.0" {spaces}>'
    body = f"<channel><title>Harbour Lights</title>{head}{''.join(items)}</channel></rss>"
    return (top + body).encode()


def one(title: str = "Fog", seconds: int | None = None, **more: object) -> Row:
    """The entry of `item(title, audio())`, with what is different."""
    row = {"guid": "g-1", "source": "https://cdn.example/1.mp3", "when": UTC} | more
    return (title, row["guid"], row["source"], row["when"], seconds)  # type: ignore[return-value]


PLAIN = rss(item("Fog", audio()))
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))

IDENTITY = (
    Shelved("plain", PLAIN, (one(),)),
    Shelved("no guid", rss(item("Fog", audio(), guid=None)), (one(guid=None),)),
    Shelved("an empty guid", rss(item("Fog", audio(), guid=" ")), (one(guid=None),)),
    Shelved(
        "a guid that is said to be a permalink and is none",
        PLAIN.replace(b' isPermaLink="false"', b""),
        (one(),),
    ),
    Shelved(
        "one guid for all, the address of the show",
        rss(item("Fog", audio("1")), item("Rain", audio("2"))),
        (one(guid=None), one("Rain", guid=None, source="https://cdn.example/2.mp3")),
    ),
    Shelved(
        "items that stand there twice",
        rss(item("Fog", audio()), item("Fog", audio()), item("Fog", audio())),
        (one(),),
    ),
    Shelved(
        "items out of order",
        rss(
            item("Old", audio("1"), guid="a", day="Mon, 05 Jan 2026 01:00:00 GMT"),
            item("New", audio("2"), guid="b", day="Mon, 12 Jan 2026 01:00:00 GMT"),
            item("Oldest", audio("3"), guid="c", day="Thu, 01 Jan 2026 01:00:00 GMT"),
        ),
        (
            one("Old", guid="a", when="2026-01-05T01:00"),
            one("New", guid="b", when="2026-01-12T01:00", source="https://cdn.example/2.mp3"),
            one("Oldest", guid="c", when="2026-01-01T01:00", source="https://cdn.example/3.mp3"),
        ),
    ),
)

ADDRESSES = (
    Shelved(
        "relative addresses",
        rss(item("Fog", audio(url="../media/fog%201.mp3?a=1&amp;b=2"))),
        (one(source="https://host.example/media/fog%201.mp3?a=1&b=2"),),
    ),
    Shelved(
        "relative to xml:base",
        rss(item("Fog", audio(url="fog.mp3")), spaces='xml:base="https://other.example/x/"'),
        (one(source="https://other.example/x/fog.mp3"),),
    ),
    Shelved(
        "no length, no type",
        rss(item("Fog", '<enclosure url="https://cdn.example/1.mp3"/>')),
        (one(),),
    ),
    Shelved(
        "video beside audio",
        rss(item("Fog", audio(url="https://cdn.example/1.mp4", type="video/mp4"), audio())),
        (one(),),
    ),
    Shelved(
        "video only",
        rss(item("Fog", audio(url="https://cdn.example/1.mp4", type="video/mp4"))),
        (one(source="https://cdn.example/1.mp4"),),
    ),
    Shelved(
        "a picture and a PDF are no episodes",
        rss(
            item("Map", audio(url="https://cdn.example/1.png", type="image/png")),
            item("Notes", audio(url="https://cdn.example/1.pdf", type="application/pdf")),
            item("News without audio"),
        ),
    ),
    Shelved(
        "addresses that must not be taken",
        rss(
            item("A", audio(url="file:///etc/passwd"), guid="a"),
            item("B", audio(url="https://me:secret@cdn.example/1.mp3"), guid="b"),
            item("C", audio(url="javascript:alert(1)"), guid="c"),
            item("Fog", audio()),
        ),
        (one(),),
    ),
)

DATES = (
    Shelved("no date", rss(item("Fog", audio(), day=None)), (one(when=None),)),
    *(
        Shelved(f"dated {said}", rss(item("Fog", audio(), day=said)), (one(when=when),))
        for said, when in (
            ("2026-01-26T09:00:00+08:00", UTC),
            ("2026-01-26 01:00:00", UTC),
            ("26 Jan 2026 01:00:00 GMT", UTC),
            ("Tue, 26 Jan 2026 01:00:00 GMT", UTC),  # it was a Monday
            ("Mon, 26 January 2026 01:00 GMT", UTC),
            ("Mon, 32 Jan 2026 09:00:00 GMT", None),
            ("0000-00-00 00:00:00", None),
            ("Thu, 01 Jan 1970 00:00:00 GMT", None),
            ("soon", None),
            ("", None),
        )
    ),
)

TEXT = (
    Shelved(
        "CDATA, entities and markup in titles",
        rss(item("<![CDATA[<b>Fog</b> &amp; rain]]> &#8211; &lt;i&gt;live&lt;/i&gt;", audio())),
        (one("Fog & rain – live"),),
    ),
    Shelved("escaped twice", rss(item("Fog &amp;amp; rain", audio())), (one("Fog & rain"),)),
    Shelved("a sign that is no markup", rss(item("Fog &lt; 5 km", audio())), (one("Fog < 5 km"),)),
    Shelved("no title", rss(item("", audio())), (one(""),)),
    *(
        Shelved(
            f"length {said}",
            rss(item("Fog", audio(), f"<itunes:duration>{said}</itunes:duration>"), spaces=ITUNES),
            (one(seconds=seconds),),
        )
        for said, seconds in (
            ("3725", 3725),
            ("62:05", 3725),
            ("1:02:05", 3725),
            ("01:02:05.4", 3725),
            ("3725.9", 3725),
            ("PT1H2M5S", 3725),
            ("1 h 2 min 5 s", 3725),
            ("0", None),
            ("-5", None),
            ("99999999", None),
            ("an hour", None),
        )
    ),
    Shelved(
        "a length in minutes, beside the size of the file",
        rss(
            item("Fog", audio(length="58000000"), "<itunes:duration>62</itunes:duration>"),
            spaces=ITUNES,
        ),
        (one(),),
    ),
    Shelved(
        "namespaces under odd prefixes",
        rss(
            item("Fog", audio(), "<i:duration>60</i:duration><i:episodeType>full</i:episodeType>"),
            spaces=ITUNES.replace("itunes=", "i="),
        ),
        (one(seconds=60),),
    ),
    Shelved(
        "a live item and a trailer of the channel are no episodes",
        rss(
            item("Fog", audio()),
            head="<podcast:liveItem status='live'><title>Now</title><guid>live</guid>"
            f"{audio('live')}</podcast:liveItem><podcast:trailer url='https://cdn.example/t.mp3' "
            "pubdate='x' type='audio/mpeg'>Soon</podcast:trailer>",
            spaces=PODCAST,
        ),
        (one(),),
    ),
)

KINDS = (
    Shelved(
        "Atom",
        f"""<feed {ATOM}><title>Harbour Lights</title><entry><title type="html">Fog &amp;amp; rain
        </title><id>tag:1</id><updated>2026-01-26T01:00:00Z</updated>
        <link rel="alternate" href="/fog"/><link rel="enclosure" type="audio/mpeg"
        href="/fog.mp3" length="5"/></entry></feed>""".encode(),
        (one("Fog & rain", guid="tag:1", source="https://host.example/fog.mp3"),),
    ),
    Shelved(
        "RSS 1.0",
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:enc="http://purl.oclc.org/net/rss_2.0/enc#">
        <channel rdf:about="https://host.example/"><title>Harbour Lights</title></channel>
        <item rdf:about="https://host.example/fog"><title>Fog</title>
        <dc:date>2026-01-26T01:00:00Z</dc:date>
        <enclosure url="https://cdn.example/1.mp3" type="audio/mpeg"/></item></rdf:RDF>""",
        (one(guid="https://host.example/fog"),),
    ),
    Shelved(
        "a channel of YouTube",
        f"""<feed {ATOM} xmlns:yt="http://www.youtube.com/xml/schemas/2015"><title>Harbour</title>
        <entry><id>yt:video:AbCdEfGhIjK</id><yt:videoId>AbCdEfGhIjK</yt:videoId><title>Fog</title>
        <link rel="alternate" href="https://www.youtube.com/watch?v=AbCdEfGhIjK"/>
        <published>2026-01-26T01:00:00+00:00</published></entry></feed>""".encode(),
        (
            one(
                guid="yt:video:AbCdEfGhIjK",
                source="https://www.youtube.com/watch?v=AbCdEfGhIjK",
            ),
        ),
    ),
    Shelved("nothing in it", rss()),
    Shelved(
        "JSON feed",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        kind="json",
        why="JSON feed",
    ),
    Shelved("other JSON", b"[1, 2]", kind="json", why="no feed"),
    Shelved(
        "a web page", b"<!DOCTYPE html><html><title>Hi</title></html>", kind="page", why="web page"
    ),
    Shelved("a page without a document type", b"\n <html><p>x", kind="page", why="web page"),
    Shelved("another document", b"<svg/>", kind="other", why="<svg>"),
    Shelved("a list of feeds", b"<opml><body/></opml>", kind="opml", why="OPML"),
    Shelved("empty", b" \n", kind="empty", why="empty"),
    Shelved("words", b"Not found", kind="other", why="neither a feed"),
    Shelved("audio", b"ID3\x04" + bytes(200), kind="audio", why="audio"),
    Shelved("audio without tags", b"\xff\xfb\x90" + bytes(200), kind="audio", why="audio"),
)

LETTERS = (
    Shelved("a mark at the beginning", b"\xef\xbb\xbf" + PLAIN, (one(),)),
    Shelved("blanks before the declaration", b"\n\n  " + PLAIN, (one(),)),
    Shelved("a warning of the program before it", b"Warning: x in y.php\n" + PLAIN, (one(),)),
    Shelved("UTF-16", PLAIN.decode().replace("utf-8", "utf-16").encode("utf-16"), (one(),)),
    Shelved(
        "Latin letters declared as UTF-8",
        rss(item("Caf\u00e9", audio())).replace("\u00e9".encode(), b"\xe9"),
        (one("Caf\u00e9"),),
    ),
    Shelved(
        "UTF-8 declared as Latin", rss(item("霧", audio()), declared="iso-8859-1"), (one("霧"),)
    ),
    Shelved(
        "Big5", rss(item("海港", audio()), declared="big5").decode().encode("big5"), (one("海港"),)
    ),
    Shelved(
        "an encoding that does not exist",
        rss(item("霧", audio()), declared="klingon-8"),
        (one("霧"),),
    ),
    Shelved(
        "an encoding that runs", rss(item("霧", audio()), declared="unicode_escape"), (one("霧"),)
    ),
    Shelved(
        "one broken letter",
        rss(item("霧霧霧霧霧霧霧霧霧霧霧 x", audio())).replace(b"x<", b"\xe9<"),
        (one("霧霧霧霧霧霧霧霧霧霧霧 \ufffd"),),
    ),
    Shelved("control characters", rss(item("Fo\x0bg\x00", audio())), (one(),)),
    Shelved("packed as a file", gzip.compress(PLAIN), (one(),)),
    Shelved("a bomb", gzip.compress(bytes(40_000_000)), kind="packed", why="larger than 30 MB"),
    Shelved(
        "packed and cut", gzip.compress(PLAIN)[:40] + b"\xff" * 40, kind="packed", why="damaged"
    ),
)

DAMAGE = (
    Shelved("a bare &", rss(item("Fog & rain", audio())), (one("Fog & rain"),)),
    Shelved("names of HTML", rss(item("Fog&nbsp;&eacute;&foo;", audio())), (one("Fog é&foo;"),)),
    Shelved(
        "tags that are not closed",
        rss(item("Fog", "<description>one<br>two<p>three</description>", audio())),
        (one(),),
    ),
    Shelved(
        "an item that is not closed",
        rss(item("Fog", audio()), item("Rain", audio("2"), guid="g-2").removesuffix("</item>")),
        (one(), one("Rain", guid="g-2", source="https://cdn.example/2.mp3")),
    ),
    Shelved("cut off in the middle", rss(item("Fog", audio()), item("Rain", audio("2")))[:-60],
            (one(),)),
    Shelved(
        "a prefix that nobody declared",
        rss(item("Fog", audio(), "<itunes:duration>60</itunes:duration>")),
        (one(seconds=60),),
    ),
    Shelved("an attribute without quotes", PLAIN.replace(b'length="1"', b"length=1"), (one(),)),
    Shelved("damage and no item", b"<rss><channel><title>x", kind="broken", why="no item"),
    Shelved("entity bomb", f"<!DOCTYPE rss [{BOMB}]>".encode() + PLAIN.partition(b"\n")[2],
            kind="entities", why="entities"),
    Shelved("external entity",
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + PLAIN.partition(b"\n")[2],
            kind="entities", why="entities"),
    Shelved("entities in UTF-16",
            f"<?xml version='1.0'?><!DOCTYPE r [{BOMB}]><rss/>".encode("utf-16"),
            kind="entities", why="entities"),
    Shelved("a document type without entities",
            b'<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//N//DTD" "https://n.example/r.dtd">'
            + PLAIN.partition(b"\n")[2], (one(),)),
    Shelved("show notes about entities",
            rss(item("Fog", audio(), "<description><![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]>"
                     "</description>")), (one(),)),
)  # fmt: skip

SHELF = (*IDENTITY, *ADDRESSES, *DATES, *TEXT, *KINDS, *LETTERS, *DAMAGE)


def long(count: int = 2000) -> bytes:
    """A daily show of many years."""
    return rss(
        *(
            item(
                f"Day {n}: fog and tides",
                f"<description><![CDATA[<p>{'An invented talk. ' * 20}</p>]]></description>",
                f"<itunes:duration>{600 + n}</itunes:duration>",
                f'<podcast:transcript url="https://cdn.example/{n}.vtt" type="text/vtt"/>',
                f'<podcast:transcript url="https://cdn.example/{n}.srt" type="application/srt"/>',
                audio(str(n)),
                guid=f"g-{n}",
            )
            for n in range(count)
        ),
        spaces=f"{ITUNES} {PODCAST}",
    )
