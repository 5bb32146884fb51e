"""Each rendering against the words on which it rests; `cited` does the same for prose. Pure."""

from collections.abc import Iterable, Iterator

from pod2post import zh
from pod2post.ports import Aligner, Glossary
from pod2post.rules import aligned, carried, cited, denied, gloss, overlap, polarity
from pod2post.rules.overlap import Fault, comparable
from pod2post.rules.passages import cues, placed
from pod2post.values import Cue, Finding, Quote, Subject

LEAST = 3  # stems of a cue that may be offered
BETTER = 0.25  # by how much it must fit better
READ = "Read both once more: is the meaning turned around, or is it an idiom?"


def faults(glossary: Glossary, chinese: str, source: str) -> Iterator[Fault]:
    """What of a rendering has nothing to do with its source, and what of the source is missing.

    Words that are linked tell more than a dictionary does; an error takes both.
    """
    known = overlap.faults(glossary, chinese, source)
    if glossary.aligner is None:
        yield from known
        return
    nothing = any(fault.severity == "error" for fault in known)
    for fault in carried.faults(glossary.aligner, glossary, chinese, source):
        yield fault if nothing else Fault(severity="warning", what=fault.what)


def renderings(subject: Subject, glossary: Glossary | None) -> Iterator[Finding]:
    """What all quotations and paragraphs say against what was spoken."""
    yield from turned(subject, glossary)
    if glossary is None:
        yield from unchecked(subject)
        return
    yield from meant(subject, glossary)
    yield from cited.prose_faults(subject, glossary)


def turned(subject: Subject, glossary: Glossary | None) -> Iterator[Finding]:
    """Quotations of which words and rendering do not both deny, or both assert."""
    heard = cues(subject)
    aligner = glossary.aligner if glossary else None
    for where, quote in _shown(subject):
        if found := _turned(glossary, aligner, quote, _said(quote, heard)):
            yield Finding(
                rule="negation",
                severity="warning",
                where=where,
                what=f"{quote.id}: {found}",
                mend=f"{READ} The source: “{quote.source[:80]}”",
                excerpt=(quote.chinese or "")[:40],
            )


def meant(subject: Subject, glossary: Glossary) -> Iterator[Finding]:
    """Quotations whose rendering does not mean what was spoken."""
    heard = cues(subject)
    for where, quote in _shown(subject):
        said = _said(quote, heard)
        for fault in faults(glossary, quote.chinese or "", said):
            near = _nearest(glossary, quote, said, subject.transcript.cues)
            mend = f"It reads like {near}. " if near else ""
            yield Finding(
                rule="meaning",
                severity=fault.severity,
                where=where,
                what=f"{quote.id}: {fault.what}",
                mend=f"{mend}Compare it with “{quote.source[:80]}”, and translate anew.",
                excerpt=(quote.chinese or "")[:40],
            )


def _shown(subject: Subject) -> list[tuple[str, Quote]]:
    return [(where, quote) for where, quote in placed(subject) if _asked(quote)]


def _turned(
    glossary: Glossary | None, aligner: Aligner | None, quote: Quote, said: str
) -> str | None:
    """What happened to a negation of a quotation, by the best means there is."""
    chinese = quote.chinese or ""
    if aligner is not None:
        return denied.flipped(aligner, quote.source, chinese)
    found = polarity.flipped(quote.source, chinese)
    if found or glossary is None:
        return found
    return aligned.turned(glossary, chinese, said)


def _said(quote: Quote, heard: dict[str, Cue]) -> str:
    """The source words; where their cues do not hold them, the cues' own words."""
    told = " ".join(heard[one].text for one in quote.cues if one in heard)
    return quote.source if not told or gloss.content(quote.source) <= gloss.content(told) else told


def _asked(quote: Quote) -> bool:
    return bool(quote.chinese and zh.count(quote.chinese)) and comparable(quote.source)


def unchecked(subject: Subject) -> Iterator[Finding]:
    """How many renderings nothing was compared with, where there is no dictionary."""
    if count := len(_shown(subject)):
        yield Finding(
            rule="meaning",
            severity="warning",
            where="quotes",
            what=f"{count} renderings were not compared with their source word by word: "
            "no dictionary",
            mend="`pod2post models pull cc-cedict` fetches it; then run again.",
        )


def _nearest(glossary: Glossary, quote: Quote, said: str, transcript: Iterable[Cue]) -> str | None:
    """The cue that fits a rendering far better than the words that it claims to render."""
    senses = gloss.senses(glossary, quote.chinese or "")
    most, found = senses.met(said).both + BETTER, None
    for cue in transcript:
        met = senses.met(cue.text)
        if cue.id not in quote.cues and met.stems >= LEAST and met.both > most:
            most, found = met.both, f"{cue.id}, “{cue.text[:60]}”"
    return found
