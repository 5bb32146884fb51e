"""The feeds that a web page names. Pure."""

from html.parser import HTMLParser

from pod2post.feeds import fields
from pod2post.feeds.reading import joined
from pod2post.value import value

KINDS = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml")
MOST_CHARACTERS = 2_000_000
COMMENTS = ("comment", "迴響", "留言")


@value
class Named:
    """A feed that a page names, and what the page calls it."""

    address: str
    title: str


def feeds(page: str, place: str) -> tuple[Named, ...]:
    """The feeds in `<link rel="alternate">`, each once; feeds of readers' comments left out."""
    parser = _Links()
    parser.feed(page[:MOST_CHARACTERS])
    found: dict[str, Named] = {}
    for href, title in parser.found:
        address = fields.web(joined(place, href))
        if address and not any(word in title.casefold() for word in COMMENTS):
            found.setdefault(address, Named(address=address, title=fields.title(title)))
    return tuple(found.values())


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: text or "" for name, text in attrs}
        kind = facts.get("type", "").partition(";")[0].strip().lower()
        if tag == "link" and "alternate" in facts.get("rel", "").lower().split() and kind in KINDS:
            self.found.append((facts.get("href", "").strip(), facts.get("title", "")))
