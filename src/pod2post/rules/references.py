"""What to read on: links of the episode's description that the settings allow. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pod2post.describe import clean
from pod2post.extras import ADDRESS, Reference
from pod2post.values import Finding, Subject

MOST = 10
SHOWN = 5
TITLE_MOST = 100
PLAYERS = ("youtube.com", "youtu.be", "open.spotify.com", "podcasts.apple.com")
_LINK = re.compile(r"https?://[^\s\"'<>\\^`{|}\[\]（）「」，。、；！]+")
_EDGES = " \t-–—:：•·*|#>.,()[]（）"


def references(subject: Subject) -> tuple[Reference, ...]:
    """Those that the editor chose, else the links to hosts that the settings name."""
    if subject.front.edit.references is not None:
        return subject.front.edit.references
    hosts = subject.front.site.hosts
    return tuple(row for row in offered(subject.source.description) if _of(row.url, hosts))[:MOST]


def candidates(subject: Subject) -> Iterator[Finding]:
    """One note for the editor: which links of the description no reference was made of."""
    taken = {row.url for row in references(subject)}
    rest = [row.url for row in offered(subject.source.description) if row.url not in taken]
    if rest:
        more = f" and {len(rest) - SHOWN} more" if len(rest) > SHOWN else ""
        yield Finding(
            rule="references",
            severity="note",
            where="front matter",
            what=f"the description links to {', '.join(rest[:SHOWN])}{more}",
            mend="Name a host in [site] references, or the links in edits.json.",
        )


def offered(description: str) -> tuple[Reference, ...]:
    """The well-formed links of a description, players apart, each once, with what is said of it."""
    found: dict[str, Reference] = {}
    for line in clean(description).split("\n"):
        links = [link.rstrip(".,;:!?)*_") for link in _LINK.findall(line)]
        title = _title(line) if len(links) == 1 else ""
        for link in links:
            if ADDRESS.fullmatch(link) and not _of(link, PLAYERS):
                found.setdefault(link, Reference(url=link, title=title))
    return tuple(found.values())


def _title(line: str) -> str:
    """What stands before the only link of a line."""
    said = " ".join(line.partition("http")[0].split()).strip(_EDGES)
    plain = len(said) <= TITLE_MOST and not re.search(r"[<>{}]|://", said)
    return said if plain else ""


def _of(url: str, hosts: tuple[str, ...]) -> bool:
    """Is it a page of one of these hosts, or of one below it?"""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return any(host == one or host.endswith(f".{one}") for one in hosts)
