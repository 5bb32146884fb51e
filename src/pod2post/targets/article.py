"""What a post says, for whoever takes it elsewhere: `<slug>.plain.json`. Pure."""

from typing import Literal

from pod2post.extras import Reference
from pod2post.page import hugo
from pod2post.page.quoting import shown
from pod2post.rules.passages import quotes, sections
from pod2post.stages.render import front_matter, header
from pod2post.values import Quote, Subject, value
from pod2post.writing.tasks import clock
from pod2post.zh import marks

LANGUAGE = "zh-Hant-TW"
ADDRESSES = {
    "youtube": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "spotify": ("Spotify", "https://open.spotify.com/{}"),
    "apple": ("Apple Podcasts", "https://podcasts.apple.com/{}"),
}


@value
class Player:
    """Where to listen: a service by its name, and the episode's page there."""

    name: str
    url: str


@value
class Said:
    """A quotation on the page. `at`: the clock time at which it begins, as a person reads it."""

    id: str
    section: str
    text: str
    source: str
    speaker: str | None
    start_ms: int
    end_ms: int
    at: str


@value
class Article:
    """The front matter's values, and what an importer wants beside them.

    `attribution`: where it comes from. `speakers`: who is quoted, in the order of the page.
    """

    schema: Literal[1] = 1
    language: str = LANGUAGE
    slug: str
    title: str
    date: str
    description: str
    image: str | None
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    series: tuple[str, ...]
    related_companies: tuple[str, ...]
    related_people: tuple[str, ...]
    source_url: str | None
    source_name: str
    references: tuple[Reference, ...]
    draft: bool
    attribution: str
    notices: tuple[str, ...]
    players: tuple[Player, ...]
    speakers: tuple[str, ...]
    quotes: tuple[Said, ...]


def article(subject: Subject) -> Article:
    """All of a post but its prose."""
    matter, top = front_matter(subject), header(subject)
    said = tuple(_said(subject))
    return Article(
        slug=subject.source.slug,
        title=matter.title,
        date=matter.date,
        description=matter.description,
        image=matter.image,
        tags=matter.tags,
        categories=matter.categories,
        series=matter.series,
        related_companies=matter.related_companies,
        related_people=matter.related_people,
        source_url=matter.source_url,
        source_name=matter.source_name,
        references=matter.references,
        draft=matter.draft,
        attribution=hugo.attribution(top, top.source_name),
        notices=top.notices,
        players=players(subject),
        speakers=tuple(dict.fromkeys(row.speaker for row in said if row.speaker)),
        quotes=said,
    )


def players(subject: Subject) -> tuple[Player, ...]:
    """Links in place of players, for each id that is well formed."""
    links = subject.source.links
    return tuple(
        Player(name=name, url=address.format(getattr(links, key)))
        for key, (name, address) in ADDRESSES.items()
        if hugo.shortcode(key, getattr(links, key))
    )


def _said(subject: Subject) -> list[Said]:
    """The quotations in the order in which they stand, each once."""
    known = quotes(subject)
    placed = [("lead", row.text) for row in subject.draft.head.lead]
    placed += [(part.id, row.text) for part in sections(subject) for row in part.paragraphs]
    found = {name: where for where, text in reversed(placed) for name in reversed(marks(text))}
    rows = ((known[name], where) for name, where in reversed(found.items()) if name in known)
    return [_row(quote, where, words) for quote, where in rows if (words := shown(quote))]


def _row(quote: Quote, where: str, words: str) -> Said:
    return Said(
        id=quote.id,
        section=where,
        text=words,
        source=quote.source,
        speaker=quote.speaker,
        start_ms=quote.start_ms,
        end_ms=quote.end_ms,
        at=clock(quote.start_ms),
    )
