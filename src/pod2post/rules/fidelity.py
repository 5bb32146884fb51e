"""Does the post say what was said, by whom it was said? Words, speakers, names, numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pod2post import verbatim, zh
from pod2post.rules import doubts, latin, numbers
from pod2post.rules.judged import JUDGE
from pod2post.rules.passages import Passage, cues, placed, prose, spoken
from pod2post.values import Cue, Finding, Subject, value

TERM_MOST = 6
_BARE = re.compile("「([^「」]*)」")
_SAID_BEFORE = re.compile(rf"(?:{zh.SAYING})(?:過|了|著|道)?[，：:]?$")
_SAID_AFTER = re.compile(rf"^[，。]?[^，。「」]{{0,8}}?(?:{zh.SAYING})")


@value
class Facts:
    """What passages are held against: known names, words by cue id, all words, metadata."""

    known: tuple[str, ...]
    words: dict[str, str]
    everything: str
    about: str
    notes: str = ""


def facts(subject: Subject) -> Facts:
    """The subject's facts, gathered once for all its passages."""
    source, house = subject.source, subject.house
    people = [person.name for person in source.people]
    about = [source.title, source.show, source.description, house.source_name, *people]
    about += [chapter.title for chapter in source.chapters]
    known = [form for name in subject.names.entries for form in (name.canonical, name.chinese)]
    host = [house.host or "", house.category, *house.tags]
    host += dict.fromkeys(cue.speaker or "" for cue in subject.transcript.cues)
    date = re.sub(r"-0?", " , ", source.published or "")
    return Facts(
        known=tuple(name for name in (*known, *people, *host) if name),
        words={cue.id: cue.text for cue in subject.transcript.cues},
        everything=" ".join(cue.text for cue in subject.transcript.cues),
        about=". ".join([*about, date, _length(subject)]),
        notes=subject.notes,
    )


def _length(subject: Subject) -> str:
    """The episode's length in minutes, which a lead may tell."""
    minutes = (subject.source.duration_ms or 0) // 60_000
    return f"{minutes} minutes, {minutes + 1} minutes"


def _about(held: Facts, passage: Passage) -> str:
    """The metadata; for the editor's opinion her notes, too."""
    return f"{held.about}. {held.notes}" if passage.own else held.about


def number_faults(held: Facts, text: str, cited: tuple[str, ...]) -> tuple[str, ...]:
    """Numbers of a passage that neither its cues nor the metadata carry, in words.

    Counts to ten in Han are the editor's own (三個理由) and are not asked for.
    """
    words = [held.words[identity] for identity in cited if identity in held.words]
    source = " . ".join(words) or held.everything
    return numbers.unsaid((source, held.about), zh.MARK.sub("", text), own_counts=True)


def name_faults(held: Facts, text: str) -> tuple[str, ...]:
    """Latin names of a passage that are neither on the sheet, nor spoken, nor in the metadata."""
    return tuple(
        f"{name}" + (f" (did you mean {near}?)" if near else "")
        for name, near in latin.strangers(
            zh.MARK.sub("", text), held.known, (held.everything, held.about)
        )
    )


def _error(rule: str, where: str, what: str, mend: str, excerpt: str = "") -> Finding:
    return Finding(rule=rule, severity="error", where=where, what=what, mend=mend, excerpt=excerpt)


def evidence(subject: Subject) -> Iterator[Finding]:
    """A quotation stands on words of the transcript, in one piece, with no failed test."""
    heard = cues(subject)
    for where, quote in placed(subject):
        missing = [identity for identity in quote.cues if identity not in heard]
        mend = "Take it out, say it as paraphrase, or choose the quotation anew."
        if not quote.cues or missing:
            what = f"the quotation {quote.id} rests on {missing or 'no cue'}, which was never heard"
            yield _error("evidence", where, what, mend, quote.source[:40])
            continue
        match = verbatim.locate(quote.source, [heard[identity] for identity in quote.cues])
        if quote.grade == "not found" or not verbatim.tokens(quote.source):
            what = f"the words of the quotation {quote.id} were not found in the transcript"
            yield _error("evidence", where, what, mend, quote.source[:40])
        elif match is None:
            what = f"the quotation {quote.id} is not what its cues say"
            yield _error("evidence", where, what, mend, quote.source[:40])
        elif "stitched" in (quote.grade, match.grade):
            what = f"the quotation {quote.id} joins words that were not spoken together"
            yield _error("evidence", where, what, mend, quote.source[:40])
        for test in quote.tests:
            if test.verdict == "failed" and test.name != JUDGE:  # that one is an opinion
                what = f"the quotation {quote.id} failed the test {test.name}: {test.note}"
                yield _error("evidence", where, what, mend, (quote.chinese or quote.source)[:40])


def speaker(subject: Subject) -> Iterator[Finding]:
    """Words stand under the name of the one who spoke them."""
    heard = cues(subject)
    unknown = []
    for where, quote in placed(subject):
        if ("speaker", "not checked") in {(test.name, test.verdict) for test in quote.tests}:
            unknown.append(quote.id)
        said_by = {heard[i].speaker for i in quote.cues if i in heard} - {None}
        wrong = quote.speaker is not None and said_by and said_by != {quote.speaker}
        if wrong or len(said_by) > 1:
            named = " and ".join(sorted(str(name) for name in said_by))
            yield _error(
                "speaker",
                where,
                f"the quotation {quote.id} is given to {quote.speaker or 'nobody'}, "
                f"and spoken by {named}",
                f"Attribute it to {named}, or take it out.",
                (quote.chinese or quote.source)[:40],
            )
    if unknown:
        yield Finding(
            rule="speaker",
            severity="warning",
            where=", ".join(unknown),
            what=f"who spoke could not be told from the recording for {len(unknown)} quotations",
            mend="Listen to each and see that it stands under the right name.",
        )


def names(subject: Subject) -> Iterator[Finding]:
    """A name in Latin letters that nobody said is misspelt or invented."""
    held = facts(subject)
    for passage in (*prose(subject), *_shown(subject)):
        about = _about(held, passage)
        said: tuple[str, ...] = (held.everything,)
        if passage.kind == "quote":
            said = tuple(held.words.get(identity, "") for identity in passage.cues)
        text = zh.MARK.sub(" ", passage.text)
        for name, near in latin.strangers(text, held.known, (*said, about)):
            yield Finding(
                rule="names",
                severity="warning" if passage.own or passage.kind == "tag" else "error",
                where=passage.where,
                what=f"{name} is neither on the name sheet nor in the words it rests on",
                mend=f"Did you mean {near}?" if near else "Take it out, or add it to the names.",
                excerpt=_around(text, name),
            )
        if passage.cues and passage.kind == "paragraph" and not passage.own:
            yield from _names_from_elsewhere(held, passage, text)


def _names_from_elsewhere(held: Facts, passage: Passage, text: str) -> Iterator[Finding]:
    """Names that are on no sheet, and spoken in this episode but not in the cited cues."""
    said = [held.words.get(identity, "") for identity in passage.cues]
    nowhere = {name for name, _ in latin.strangers(text, held.known, (held.everything, held.about))}
    for name, _ in latin.strangers(text, held.known, (*said, held.about)):
        if name not in nowhere:
            yield Finding(
                rule="names",
                severity="warning",
                where=passage.where,
                what=f"{name} is spoken elsewhere in the episode, not in the cues that are cited",
                mend="Write the name that was said, or cite the cue that says it.",
                excerpt=_around(text, name),
            )


def figures(subject: Subject) -> Iterator[Finding]:
    """A number in the Chinese that the words do not carry is invented, or wrong by ten."""
    held = facts(subject)
    for passage in prose(subject):
        known = replace(held, about=_about(held, passage))
        faults = number_faults(known, passage.text, passage.cues)
        nowhere = _subjects(number_faults(known, passage.text, ())) if faults else ()
        for fault in faults:
            number = _subjects((fault,))[0]
            said = [held.words.get(one, "") for one in passage.cues]
            computed = doubts.derived(number, said)
            elsewhere = bool(passage.cues) and number not in nowhere
            note = f"; it may follow from {computed}" if computed else ""
            note = "; it stands elsewhere in the episode" if elsewhere else note
            yield Finding(
                rule="figures",
                severity="warning" if elsewhere or computed or passage.own else "error",
                where=passage.where,
                what=fault + note,
                mend="Write the number that was said, or cite the cue that says it.",
                excerpt=_around(passage.text, number),
            )
        yield from _doubted(passage, " . ".join(held.words.get(one, "") for one in passage.cues))
        yield from _converted(passage, " . ".join(held.words.get(one, "") for one in passage.cues))
    for passage in _shown(subject):
        source = passage.quote.source if passage.quote else ""
        for fault in numbers.disagreements(source, passage.text):
            mend = "Translate the number that was said."
            yield _error("figures", passage.where, fault, mend, passage.text[:40])
        yield from _converted(passage, source)
        yield from _doubted(passage, source)


def _doubted(passage: Passage, source: str) -> Iterator[Finding]:
    found = doubts.doubts(source, zh.MARK.sub("", passage.text))
    order = doubts.swapped(source, passage.text) if passage.quote else None
    for what in (*found, *([order] if order else [])):
        yield Finding(
            rule="figures",
            severity="warning",
            where=passage.where,
            what=what,
            mend="Compare numbers and units with the words that were spoken.",
            excerpt=passage.text[:40],
        )


def _converted(passage: Passage, source: str) -> Iterator[Finding]:
    """A sum in another currency hangs on a rate that nobody said."""
    for what in numbers.converted((source,), zh.MARK.sub("", passage.text)):
        yield Finding(
            rule="figures",
            severity="warning",
            where=passage.where,
            what=what,
            mend="Give the sum that was said, and the conversion in the text as yours.",
            excerpt=passage.text[:40],
        )


def _subjects(faults: tuple[str, ...]) -> tuple[str, ...]:
    """The numbers that sentences of `number_faults` speak of, as they stand in the text."""
    return tuple(fault.split(" (")[0].split(" is ")[0] for fault in faults)


def bare_quotes(subject: Subject) -> Iterator[Finding]:
    """「…」 typed in prose claims that somebody said it, and nothing proves it.

    A term or a name of at most six Han, beside no verb of saying, is no such claim.
    """
    for passage in prose(subject):
        if passage.kind == "tag":
            continue
        for found in _BARE.finditer(passage.text):
            before, after = passage.text[: found.start()], passage.text[found.end() :]
            said = _SAID_BEFORE.search(before) or _SAID_AFTER.search(after)
            short = zh.count(found[1]) <= TERM_MOST and not re.search("[。？！，]", found[1])
            if short and not said:
                continue
            yield _error(
                "bare_quotes",
                passage.where,
                f"a quotation that was typed and not chosen: 「{found[1][:30]}」",
                "Place a verified quotation by its id, or paraphrase without 「」.",
                zh.excerpt(passage.text, *found.span()),
            )


def support(subject: Subject) -> Iterator[Finding]:
    """A paragraph rests on cues that exist; only the editor's own opinion may do without."""
    heard: dict[str, Cue] = cues(subject)
    for passage in prose(subject):
        if passage.kind != "paragraph":
            continue
        unknown = [identity for identity in passage.cues if identity not in heard]
        if unknown:
            what = f"a paragraph cites {', '.join(unknown)}, which the transcript lacks"
            yield _error("support", passage.where, what, "Cite cues that exist.", passage.text[:24])
        if not passage.cues and not passage.own and not zh.marks(passage.text):
            yield Finding(
                rule="support",
                severity="warning",
                where=passage.where,
                what="a paragraph that rests on no cue",
                mend="Cite what it is drawn from, or take it out.",
                excerpt=passage.text[:24],
            )


def _shown(subject: Subject) -> Iterator[Passage]:
    """The Chinese of the quotations that a reader gets to see."""
    shown = {quote.id for _, quote in placed(subject)}
    for passage in spoken(subject):
        if passage.quote and passage.quote.id in shown:
            yield passage


def _around(text: str, word: str) -> str:
    plain = zh.without_marks(text)  # an excerpt must not cut a mark
    at = max(0, plain.find(word))
    return zh.excerpt(plain, at, at + len(word))
