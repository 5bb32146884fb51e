"""Does the Chinese speak of what the source speaks of? By a dictionary, word by word. Pure.

The shares below were set on true renderings and on the same renderings exchanged
(tests/renderings.py): idiom scores as low as invention, so only an overlap of nearly
nothing in a long sentence is an error.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from pod2post import zh
from pod2post.ports import Glossary
from pod2post.rules import aligned, gloss
from pod2post.rules.passages import cues, placed, prose
from pod2post.rules.rendering import ratio
from pod2post.values import Cue, Finding, Quote, Subject, value

NOTHING = 0.08  # both shares' mean: an error in a rendering of some length
LITTLE, LITTLE_SHORT = 0.28, 0.2  # the same: a warning; in a rendering below ENOUGH
SENTENCE = 0.2  # share of the Chinese words of one sentence that the source must carry
COUNTERPART = 0.15  # share of the stems of one source sentence that the Chinese must carry
APART, FARTHER = 0.25, 0.3  # own share of a sentence of prose, and how much more others have
ALIEN = 0.08  # as SENTENCE, for one sentence of prose
PARAGRAPH = 0.15  # as SENTENCE, for prose against its cues
ENOUGH = 5  # stems and words from which a verdict may be an error
LEAST = 3  # stems and words below which there is none
RICH = 4  # words of two characters in a clause that is judged though it is shorter
CLAUSE = 6  # words of a sentence or clause of prose that is judged by itself
LONG = 10  # words of prose from which a paragraph is judged
BRIEF, AMPLE = 1.2, 1.6  # characters a word below and above which clauses are looked at
BETTER = 0.25  # by how much another cue must fit better to be offered
_ENDS = re.compile(r"(?<=[。？！；])")
_PARTS = re.compile("[，；：。？！]")
_CLAUSE = re.compile(
    r"[,;:.?!]\s+|\s(?:but|and|because|so|when|which|until|than|if|while|though)\s"
)
_SOURCE_ENDS = re.compile(r"(?<=[.?!;])\s+")


@value
class Fault:
    severity: Literal["error", "warning"]
    what: str


def comparable(source: str) -> bool:
    """Only English sources can be looked up: a dictionary of Chinese to English reads no other."""
    return bool(gloss.content(source)) and not zh.count(source)


def faults(glossary: Glossary, chinese: str, source: str) -> Iterator[Fault]:
    """What of a rendering has nothing to do with its source, and what of the source is missing."""
    whole = gloss.senses(glossary, chinese).met(source)
    if min(whole.words, whole.stems) < LEAST:
        if whole.stems and whole.words >= LEAST and not whole.both:
            yield Fault(severity="warning", what="the rendering shares no word with its source")
        return
    if whole.both < NOTHING and min(whole.words, whole.stems) >= ENOUGH:
        yield Fault(severity="error", what="the rendering shares no word with its source")
        return
    least = min(whole.words, whole.stems)
    if whole.both < (LITTLE if least >= ENOUGH else LITTLE_SHORT):
        yield Fault(severity="warning", what="the rendering shares hardly a word with its source")
        return
    found = tuple(_sentences(glossary, chinese, source))
    yield from found or _clauses(glossary, chinese, source)


def _sentences(glossary: Glossary, chinese: str, source: str) -> Iterator[Fault]:
    """Sentence by sentence, where there are several: one that was added, one that was left out."""
    parts = [part for part in _ENDS.split(chinese) if part.strip()]
    for part in parts if len(parts) > 1 else ():
        met = gloss.senses(glossary, part).met(source)
        if met.words >= LEAST and met.chinese < SENTENCE:
            sure = met.chinese == 0 and met.words >= ENOUGH
            what = f"a sentence that the source does not carry: {part.strip()}"
            yield Fault(severity="error" if sure else "warning", what=what)
    spoken = [part for part in _SOURCE_ENDS.split(source) if part.strip()]
    shown = gloss.senses(glossary, chinese)
    for part in spoken if len(spoken) > 1 else ():
        met = shown.met(part)
        if met.stems >= LEAST and met.english < COUNTERPART:
            yield Fault(severity="warning", what=f"a sentence without a counterpart: {part}")


def _clauses(glossary: Glossary, chinese: str, source: str) -> Iterator[Fault]:
    """In a rendering of unusual length: the clause that was left out, or the one added."""
    size, shown = ratio(source, chinese), gloss.senses(glossary, chinese)
    said = [part for part in _CLAUSE.split(source) if part.strip()]
    for part in said if len(said) > 1 and size < BRIEF else ():
        met = shown.met(part)
        if met.stems > 1 and met.english == 0:
            yield Fault(severity="warning", what=f"words without a counterpart: {part.strip()}")
            return
    parts = [part for part in re.split("[，；：。？！]", chinese) if part.strip()]
    for part in parts if len(parts) > 1 and size > AMPLE else ():
        met = gloss.senses(glossary, part).met(source)
        if met.words > LEAST and met.chinese <= NOTHING:
            yield Fault(severity="warning", what=f"words that the source does not carry: {part}")
            return


def renderings(subject: Subject, glossary: Glossary | None) -> Iterator[Finding]:
    """Each rendering, and each cited paragraph, against the words on which it rests."""
    heard = cues(subject)
    shown = [(where, quote) for where, quote in placed(subject) if _asked(quote)]
    if glossary is None:
        if shown:
            yield _unchecked(len(shown))
        return
    for where, quote in shown:
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
        if turned := aligned.turned(glossary, quote.chinese or "", said):
            yield _turned(where, f"{quote.id}: {turned}", (quote.chinese or "")[:40])
    yield from _prose(subject, glossary, heard)


def _turned(where: str, what: str, excerpt: str) -> Finding:
    return Finding(
        rule="negation",
        severity="warning",
        where=where,
        what=f"one denies what the other asserts: {what}",
        mend="Read both once more: is the meaning turned around, or is it an idiom?",
        excerpt=excerpt,
    )


def _said(quote: Quote, heard: dict[str, Cue]) -> str:
    """The source words; where their cues do not hold them, the cues' own words."""
    told = " ".join(heard[one].text for one in quote.cues if one in heard)
    return quote.source if not told or gloss.content(quote.source) <= gloss.content(told) else told


def _asked(quote: Quote) -> bool:
    return bool(quote.chinese and zh.count(quote.chinese)) and comparable(quote.source)


def _unchecked(count: int) -> Finding:
    return Finding(
        rule="meaning",
        severity="warning",
        where="quotes",
        what=f"{count} renderings were not compared with their source word by word: no dictionary",
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


def _elsewhere(
    glossary: Glossary, text: str, source: str, cited: Collection[str], subject: Subject
) -> str | None:
    """Cues that fit a sentence of prose far better than those that it cites, by first and last."""
    rows, count = subject.transcript.cues, len(cited)
    for part in _ENDS.split(text):
        shown = gloss.senses(glossary, part)
        own = shown.met(source)
        if own.words < CLAUSE or own.chinese >= APART:
            continue
        for at in range(len(rows) - count + 1):
            window = rows[at : at + count]
            told = " ".join(cue.text for cue in window)
            apart = not {cue.id for cue in window} & set(cited)
            if apart and shown.met(told).chinese >= own.chinese + FARTHER:
                return f"{window[0].id} to {window[-1].id}"
    return None


def _apart(glossary: Glossary, text: str, source: str) -> str | None:
    """The first sentence or clause of some length with no word in common with the source."""
    for pattern, least, most in ((_ENDS, CLAUSE, ALIEN), (_PARTS, CLAUSE, 0.0)):
        for part in pattern.split(text):
            met = gloss.senses(glossary, part).met(source)
            long = met.words >= least or gloss.rich(glossary, part) >= RICH
            if long and met.chinese <= (most if met.words >= least else 0.0):
                return part.strip()
    return None


def _prose(subject: Subject, glossary: Glossary, heard: dict[str, Cue]) -> Iterator[Finding]:
    known = {quote.id: quote for row in subject.quotes for quote in row.quotes}
    for passage in prose(subject):
        if passage.kind != "paragraph" or passage.own or not passage.cues:
            continue
        beneath = [heard[one] for one in passage.cues if one in heard]
        told = [part for cue in beneath for part in (cue.text, cue.speaker or "")]
        told += [known[mark].source for mark in zh.marks(passage.text) if mark in known]
        source, text = " ".join(told), zh.MARK.sub(" ", passage.text)
        if not comparable(source):
            continue
        if turned := aligned.turned(glossary, text, " ".join(told)):
            yield _turned(passage.where, turned, turned.split(" / ")[0])
        met = gloss.senses(glossary, text).met(source)
        apart = _apart(glossary, text, source)
        others = _elsewhere(glossary, text, source, passage.cues, subject)
        if others:
            yield Finding(
                rule="meaning",
                severity="warning",
                where=passage.where,
                what=f"a sentence that {others} fit far better than the cues that are cited",
                mend="Cite the cues that it is drawn from.",
                excerpt=text.strip()[:40],
            )
        elif apart:
            yield Finding(
                rule="meaning",
                severity="warning",
                where=passage.where,
                what="a sentence that the cited cues do not carry",
                mend="Cite the cues that it is drawn from, or take it out.",
                excerpt=apart[:40],
            )
        elif met.words >= LONG and met.stems >= ENOUGH and met.chinese < PARAGRAPH:
            yield Finding(
                rule="meaning",
                severity="warning",
                where=passage.where,
                what="a paragraph that has hardly a word in common with the cues that it cites",
                mend="Cite the cues that it is drawn from, or take it out.",
                excerpt=text.strip()[:40],
            )
