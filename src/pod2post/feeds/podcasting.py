"""What the general reader loses: the tags of Podcasting 2.0, and the channel's own fields.

A second reading of a well-formed feed. The general reader keeps the last of several
transcripts, and takes what stands in a live item for the channel's.
"""

import xml.etree.ElementTree as ET
from typing import Any

from pod2post.feeds import fields
from pod2post.value import value
from pod2post.values import Person

ROLES = {"host": "host", "cohost": "host", "co-host": "host", "guest": "guest"}
ITUNES = "podcast-1.0.dtd"
MOST_ATTRIBUTES, MOST_ELEMENTS = 100, 1_000_000
MOST = 30  # of one tag in one item


@value
class Told:
    """What the tags of one item say; addresses as they stand there."""

    guid: str = ""
    transcripts: tuple[tuple[str, str, str], ...] = ()
    chapters: str = ""
    people: tuple[Person, ...] = ()
    season: int | None = None
    number: int | None = None


@value
class Channel:
    """The channel's fields and its items in the order of the document."""

    items: tuple[Told, ...]
    title: str = ""
    link: str = ""
    language: str = ""
    moved: str = ""
    guid: str = ""


def read(text: str) -> Channel | None:
    """The second reading; None where the text is not well-formed, or like no feed."""
    try:
        top = ET.fromstring(text)  # noqa: S314 - it declares no entities, see `document`
    except (ET.ParseError, ValueError):
        return None
    # The general reader takes a time that grows with the square of these.
    sizes = [len(one.attrib) for one in top.iter()]
    if max(sizes) > MOST_ATTRIBUTES or len(sizes) > MOST_ELEMENTS or text.count("xmlns") > 5000:
        return None
    place = next((one for one in top.iter() if _name(one) == "channel"), top)
    items = [one for one in top.iter() if _name(one) in ("item", "entry")]
    return Channel(
        items=tuple(map(_told, items)),
        title=_plain(place, "title"),
        link=_plain(place, "link"),
        language=_plain(place, "language"),
        moved=_own(place, "new-feed-url", ITUNES),
        guid=_own(place, "guid", "podcast"),
    )


def _told(item: Any) -> Told:
    made = [one for one in item if _of_podcasting(one)]
    named = {name: [one for one in made if _name(one) == name][:MOST] for name in map(_name, made)}
    first = {name: rows[0] for name, rows in named.items()}
    return Told(
        guid=_plain(item, "guid"),
        transcripts=tuple(
            (one.get("url", ""), one.get("type", ""), one.get("language", ""))
            for one in named.get("transcript", ())
        ),
        chapters=first["chapters"].get("url", "") if "chapters" in first else "",
        people=tuple(filter(None, map(_person, named.get("person", ())))),
        season=fields.number(first["season"].text) if "season" in first else None,
        number=fields.number(first["episode"].text) if "episode" in first else None,
    )


def _person(one: Any) -> Person | None:
    name = fields.title(one.text)
    role = ROLES.get(str(one.get("role", "host")).strip().lower(), "other")
    return Person(name=name, role=role) if name else None  # type: ignore[arg-type]


def _name(one: Any) -> str:
    return str(one.tag).rpartition("}")[2]


def _space(one: Any) -> str:
    return str(one.tag).rpartition("}")[0].lower()


def _of_podcasting(one: Any) -> bool:
    return "podcast" in _space(one) and ITUNES not in _space(one)


def _plain(place: Any, name: str) -> str:
    """The text of a child in no namespace, or in one of RSS and Atom themselves."""
    spaces = ("", "{http://www.w3.org/2005/atom", "{http://purl.org/rss/1.0/")
    rows = (one for one in place if _name(one) == name and _space(one) in spaces)
    return next((str(one.text).strip() for one in rows if one.text and one.text.strip()), "")


def _own(place: Any, name: str, space: str) -> str:
    rows = (one for one in place if _name(one) == name and space in _space(one))
    return next((str(one.text).strip() for one in rows if one.text), "")
