"""Does prose say what the cues say that it cites? Sentence by sentence. Pure."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial

from pod2post import zh
from pod2post.ports import Aligner, Glossary
from pod2post.rules import aligned, borne, carried, credited, denied, gloss, joined, reserved
from pod2post.rules.overlap import comparable
from pod2post.rules.passages import Passage, cues, prose, quotes
from pod2post.values import Finding, Subject

APART, FARTHER = 0.25, 0.3  # own share of a sentence of prose, and how much more others have
HELD, FIRMER, MOST = 0.26, 0.18, 4  # the same by linked words, of so many that share most words
ALIEN = 0.08  # share of the words of one sentence of prose that its cues must carry
PARAGRAPH = 0.15  # the same of a paragraph
ENOUGH = 5  # stems of a paragraph's source
RICH = 4  # words of two characters in a clause that is judged though it is shorter
CLAUSE = 6  # words of a sentence or clause of prose that is judged by itself
LONG = 10  # words of prose from which a paragraph is judged
_ENDS = re.compile(r"(?<=[。？！；])")
_PARTS = re.compile("[，；：。？！]")


def prose_faults(subject: Subject, glossary: Glossary) -> Iterator[Finding]:
    """Sentences that the cues beneath them do not carry."""
    for passage in prose(subject):
        if passage.kind != "paragraph" or passage.own or not passage.cues:
            continue
        text, source = beneath(subject, passage.text, passage.cues)
        if comparable(source):
            yield from _against(subject, glossary, passage, text, source)


def beneath(subject: Subject, text: str, cited: Collection[str]) -> tuple[str, str]:
    """The words of a paragraph without its marks, and all that was said of what it rests on."""
    heard = cues(subject)
    known = {quote.id: quote for row in subject.quotes for quote in row.quotes}
    rows = [heard[one] for one in cited if one in heard]
    told = [part for cue in rows for part in (cue.text, cue.speaker or "")]
    told += [known[mark].source for mark in zh.marks(text) if mark in known]
    return zh.MARK.sub(" ", text), " ".join(told)


def _against(
    subject: Subject, glossary: Glossary, passage: Passage, text: str, source: str
) -> Iterator[Finding]:
    """One paragraph against its source: the first fault of the worst kind."""
    if turned := _denied(glossary, text, source):
        what = f"one denies what the other asserts: {turned[0]}"
        mend = "Read both once more: is the meaning turned around, or is it an idiom?"
        yield _found("negation", passage, what, mend, turned[1])
    if others := _elsewhere(glossary, text, source, passage.cues, subject):
        what = f"a sentence that {others} fit far better than the cues that are cited"
        yield _found("meaning", passage, what, "Cite the cues that it is drawn from.", text)
    elif apart := _apart(glossary, text, source):
        what = "a sentence that the cited cues do not carry"
        mend = "Cite the cues that it is drawn from, or take it out."
        yield _found("meaning", passage, what, mend, apart)
    if glossary.aligner is not None:
        yield from _unreserved(subject, glossary.aligner, passage, text)
        yield from credited.faults(subject, glossary.aligner, passage)
        yield from joined.faults(subject, glossary.aligner, passage)
    elif not (others or apart) and _foreign(glossary, text, source):
        what = "a paragraph that has hardly a word in common with the cues that it cites"
        mend = "Cite the cues that it is drawn from, or take it out."
        yield _found("meaning", passage, what, mend, text)


def _unreserved(
    subject: Subject, aligner: Aligner, passage: Passage, text: str
) -> Iterator[Finding]:
    """What was said with an if, a maybe, a promise, and is told as a fact."""
    heard, known = cues(subject), quotes(subject)
    said = " ".join(heard[one].text for one in passage.cues if one in heard)
    quoted = " ".join(known[mark].source for mark in zh.marks(passage.text) if mark in known)
    if lost := reserved.unreserved(aligner, text, said, quoted):
        what = f"“{lost[0]}” was said, and it is told without"
        yield _found("meaning", passage, what, "Tell the reservation, too.", lost[1])


def _found(rule: str, passage: Passage, what: str, mend: str, excerpt: str) -> Finding:
    return Finding(
        rule=rule,
        severity="warning",
        where=passage.where,
        what=what,
        mend=mend,
        excerpt=excerpt.strip()[:40],
    )


def _foreign(glossary: Glossary, text: str, source: str) -> bool:
    met = gloss.senses(glossary, text).met(source)
    return met.words >= LONG and met.stems >= ENOUGH and met.chinese < PARAGRAPH


def _elsewhere(
    glossary: Glossary, text: str, source: str, cited: Collection[str], subject: Subject
) -> str | None:
    """Cues that fit a sentence of prose far better than those that it cites, by first and last."""
    told = partial(_windows, subject, cited)  # few sentences need them
    if glossary.aligner is not None:
        return _firmer(glossary, glossary.aligner, text, source, told)
    for part in _ENDS.split(text):
        shown = gloss.senses(glossary, part)
        own = shown.met(source)
        if own.words < CLAUSE or own.chinese >= APART:
            continue
        for name, words in told().items():
            if shown.met(words).chinese >= own.chinese + FARTHER:
                return name
    return None


def _windows(subject: Subject, cited: Collection[str]) -> dict[str, str]:
    """As many neighbouring cues as are cited, none of these: "first to last", and their words."""
    rows, count = subject.transcript.cues, len(cited)
    every = (rows[at : at + count] for at in range(len(rows) - count + 1))
    return {
        f"{row[0].id} to {row[-1].id}": " ".join(cue.text for cue in row)
        for row in every
        if not {cue.id for cue in row} & set(cited)
    }


def _firmer(
    glossary: Glossary, aligner: Aligner, text: str, source: str, told: Callable[[], dict[str, str]]
) -> str | None:
    """As `_elsewhere`, by linked words; the dictionary says which windows are worth a look."""
    for part, strength in carried.sentences(aligner, text, source):
        if strength >= HELD:
            continue
        shown, windows = gloss.senses(glossary, part), told()
        near = sorted(windows, key=lambda name: -shown.met(windows[name]).chinese)
        for name in near[:MOST]:
            if carried.held(aligner, part, windows[name]) >= strength + FIRMER:
                return name
    return None


def _apart(glossary: Glossary, text: str, source: str) -> str | None:
    """The first sentence or clause of some length with nothing in common with the source."""
    if glossary.aligner is not None:
        return _loose(glossary, glossary.aligner, text, source)
    for pattern, least, most in ((_ENDS, CLAUSE, ALIEN), (_PARTS, CLAUSE, 0.0)):
        for part in pattern.split(text):
            met = gloss.senses(glossary, part).met(source)
            long = met.words >= least or gloss.rich(glossary, part) >= RICH
            if long and met.chinese <= (most if met.words >= least else 0.0):
                return part.strip()
    return None


def _loose(glossary: Glossary, aligner: Aligner, text: str, source: str) -> str | None:
    """The sentence with the clause that is borne least, where that is too little."""
    worst = borne.least(aligner, glossary, text, source)
    return worst[1].sentence if worst and worst[0] >= borne.DOUBTED else None


def _denied(glossary: Glossary, text: str, source: str) -> tuple[str, str] | None:
    """A negation that prose lost or gained against the words it tells, and where."""
    aligner = glossary.aligner
    if aligner is None:
        what = aligned.turned(glossary, text, source)
        return (what, what.split(" / ")[0]) if what else None
    return denied.turned(aligner, source, text)
