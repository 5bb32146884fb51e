"""Names: what the recogniser is told, the name sheet, and the overlay on a transcript.

The sheet grows and is mended after recognition. It never changes a transcript or a cue
id: `overlay` gives a transcript to read, with known mis-hearings spelt as they should be.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pod2post.hearing import rehearing
from pod2post.naming import mending
from pod2post.settings import Show
from pod2post.values import Cue, Heard, Hotwords, Mended, Name, Names, Person, Source, Transcript

MOST_HOTWORDS = 12  # a long list is recited instead of heard

# A capital inside a word or beside a digit marks a name anywhere, even first in a sentence.
MARKED = re.compile(
    r"\b(?:[A-Z][a-z]+[A-Z]\w*(?:-\d[\w.]*)?|[A-Z]{2,}[\w-]*\d\w*|[A-Za-z]+-\d[\w.]*)\b"
)
RUN = re.compile(r"(?<![.!?:]\s)(?<!^)(?<!\n)\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*", re.MULTILINE)
CLOCK = re.compile(r"[\W]*\d{1,2}:\d\d")
COMMON = frozenset(
    "A An And Are As At But By Chapter Chapters Episode Ep For From Guest He Her Here His Host How "
    "I If In Is It Its My No Not Of On Or Our Part Podcast She Show So Subscribe Thanks That The "
    "Then There These They This Today To Two We Welcome What When Where Which Who Why With You "
    "Your January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday AI CEO CTO YouTube Spotify Apple "
    "Twitter Instagram LinkedIn".split()
)


def in_metadata(text: str) -> tuple[str, ...]:
    """Likely names in a title or description, each once, in order of appearance."""
    seen: dict[str, None] = {}
    for line in text.splitlines():
        if CLOCK.match(line):
            continue  # a chapter: its first word is a capital and no name
        titled = _in_title_case(line)
        for match in (*MARKED.finditer(line), *RUN.finditer(line)):
            words = match.group().split()
            while words and words[0] in COMMON:
                words.pop(0)
            while words and words[-1] in COMMON:
                words.pop()
            name = " ".join(words).removesuffix("'s").removesuffix("’s")
            single = titled and " " not in name and not MARKED.fullmatch(name)
            if len(name) > 2 and not single:
                seen.setdefault(name)
    return tuple(seen)


def _in_title_case(line: str) -> bool:
    """In a title every word has a capital, so one word alone says nothing."""
    words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    return len(line) < 120 and 2 * sum(word[0].isupper() for word in words) > len(words)


def sheet(source: Source, show: Show | None) -> Names:
    """The name sheet: the profile's entries first, then people, then names in the metadata."""
    entries = {entry.canonical.casefold(): entry for entry in (show.names if show else ())}
    host = (Person(name=show.host, role="host"),) if show and show.host else ()
    for person in (*host, *source.people):
        known = entries.get(person.name.casefold())
        if known is None:
            entries[person.name.casefold()] = Name(
                canonical=person.name, kind="person", role=person.role
            )
        elif known.role is None:
            entries[person.name.casefold()] = replace(known, role=person.role)
    for text in (source.title, source.description[:4000]):
        for name in in_metadata(text):
            if not any(name.casefold() in known for known in entries):
                entries[name.casefold()] = Name(canonical=name, kind="term")
    return Names(entries=tuple(entries.values()))


def hotwords(source: Source, show: Show | None) -> Hotwords:
    """What the recogniser is told: a few names. People of this episode weigh most."""
    names = sheet(source, show)
    people = [n.canonical for n in names.entries if n.kind == "person"]
    others = [n.canonical for n in names.entries if n.kind != "person"]
    language = source.language or (show.language if show else None)
    words = tuple(dict.fromkeys((*people, *others)))[:MOST_HOTWORDS]
    return Hotwords(words=words, language=language)


def overlaid(
    transcript: Transcript, names: Names, again: Sequence[Heard] = ()
) -> tuple[Transcript, tuple[Mended, ...]]:
    """The transcript to read, check and quote from, and each spelling that differs in it.

    Same cues, same ids, same times: names are spelt as in the sheet, nothing else. `again`:
    what was listened to once more, which may have a name where the transcript has none.
    """
    second = _second(transcript, names, again)
    texts = [rehearing.shown(cue.text, second.get(cue.id, ())) for cue in transcript.cues]
    rows = mending.mended(texts, names.entries)
    cues = tuple(
        replace(cue, text=text) for cue, (text, _) in zip(transcript.cues, rows, strict=True)
    )
    changes = tuple(
        Mended(cue=cue.id, heard=heard, shown=shown, why=why)
        for cue, (_, some) in zip(transcript.cues, rows, strict=True)
        for heard, shown, why in (*_told(cue, second.get(cue.id, ())), *some)
    )
    return replace(transcript, cues=cues), changes


def _second(
    transcript: Transcript, names: Names, again: Sequence[Heard]
) -> dict[str, list[rehearing.Place]]:
    """By cue: the names that only the second hearing has, where the overlay alone has none."""
    if not again:
        return {}
    sure = [mending.mended([cue.text], names.entries)[0][1] for cue in transcript.cues]
    mended = {cue.id for cue, changes in zip(transcript.cues, sure, strict=True) if changes}
    found: dict[str, list[rehearing.Place]] = {}
    for heard in again:
        cues = [cue for cue in transcript.cues if rehearing.inside(cue, heard.span)]
        for place in rehearing.places(cues, heard, names.entries):
            if place.cue not in mended:
                found.setdefault(place.cue, []).append(place)
    return found


def _told(cue: Cue, here: Sequence[rehearing.Place]) -> Iterator[mending.Change]:
    for place in here:
        yield cue.text[place.begin : place.end], place.shown, "heard again"
