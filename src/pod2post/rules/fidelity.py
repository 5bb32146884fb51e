"""Does the post say what was said, by whom it was said? Words, speakers, names, numbers."""

import re
from collections.abc import Iterable, Iterator

from pod2post import verbatim, zh
from pod2post.rules import latin, numbers
from pod2post.rules.judged import JUDGE
from pod2post.rules.passages import Passage, cues, placed, prose, spoken
from pod2post.values import Cue, Finding, Subject, value

TERM_MOST = 6
_BARE = re.compile("「([^「」]*)」")
_SAID_BEFORE = re.compile(rf"(?:{zh.SAYING})(?:過|了|著|道)?[，：:]?$")
_SAID_AFTER = re.compile(rf"^[，。]?[^，。：「」]{{0,8}}?(?:{zh.SAYING})")


@value
class Facts:
    """What passages are held against: known names, words by cue id, all words, metadata.

    `length`: the episode's, in words.
    """

    known: tuple[str, ...]
    words: dict[str, str]
    everything: str
    about: str
    length: str = ""
    notes: str = ""
    date: str = ""


def facts(subject: Subject) -> Facts:
    """The subject's facts, gathered once for all its passages."""
    source, house = subject.source, subject.house
    people = [person.name for person in source.people]
    about = [source.title, source.show, source.description, house.source_name, *people]
    about += [chapter.title for chapter in source.chapters]
    known = [form for name in subject.names.entries for form in (name.canonical, name.chinese)]
    host = [house.host or "", house.category, *house.tags]
    host += dict.fromkeys(cue.speaker or "" for cue in subject.transcript.cues)
    return Facts(
        known=tuple(name for name in (*known, *people, *host) if name),
        words={cue.id: cue.text for cue in subject.transcript.cues},
        everything=" ".join(cue.text for cue in subject.transcript.cues),
        about=". ".join([*about, (source.published or "")[:4]]),
        length=_length(subject),
        date=source.published or "",
        notes=subject.notes,
    )


def _length(subject: Subject) -> str:
    """The episode's length in minutes, which a lead may tell."""
    minutes = (subject.source.duration_ms or 0) // 60_000
    return f"{minutes} minutes, {minutes + 1} minutes"


def _undated(held: Facts, text: str) -> str:
    """The text without the episode's own date: its month and day carry no other number."""
    parts = [int(part) for part in held.date[:10].split("-") if part.isdigit()]
    if len(parts) != 3:
        return text
    month, day = (f"(?<![0-9十])(?:0?{one}|{_han(one)})" for one in parts[1:])
    return re.sub(rf"{month} ?月(?: ?{day} ?[日號])?(?! ?[0-9一二三四五六七八九十])", "", text)


def _han(number: int) -> str:
    """A day of the month in Han: 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones]}".replace(
        " ", ""
    )


def about(held: Facts, passage: Passage) -> str:
    """The metadata; for the editor's opinion her notes, too."""
    return f"{held.about}. {held.notes}" if passage.own else held.about


def number_faults(held: Facts, text: str, cited: tuple[str, ...]) -> tuple[str, ...]:
    """Numbers of a passage that neither its cues nor the metadata carry, in words.

    Counts to ten in Han are the editor's own (三個理由) and are not asked for.
    """
    words = [held.words[identity] for identity in cited if identity in held.words]
    source = " . ".join(words) or held.everything
    text = _undated(held, zh.MARK.sub("", text))
    return numbers.unsaid((source, _metadata(held, text)), text, own_counts=True)


def invented_numbers(held: Facts, text: str) -> frozenset[str]:
    """Numbers of a passage that the whole episode does not carry, as they stand there."""
    text = _undated(held, zh.MARK.sub("", text))
    return numbers.carried_nowhere((held.everything, _metadata(held, text)), text)


def _metadata(held: Facts, text: str) -> str:
    """What is known of the episode; its length only for a text that tells a length."""
    timed = any(word in text for word in ("分鐘", "小時", "鐘頭"))
    return f"{held.about}. {held.length}" if timed else held.about


def name_faults(held: Facts, text: str) -> tuple[str, ...]:
    """Latin names of a passage that are neither on the sheet, nor spoken, nor in the metadata."""
    return tuple(
        f"{name}" + (f" (did you mean {near}?)" if near else "")
        for name, near in latin.strangers(
            zh.MARK.sub("", text), held.known, (held.everything, held.about)
        )
    )


def error(rule: str, where: str, what: str, mend: str, excerpt: str = "") -> Finding:
    """A finding that must not be published."""
    return Finding(rule=rule, severity="error", where=where, what=what, mend=mend, excerpt=excerpt)


def evidence(subject: Subject) -> Iterator[Finding]:
    """A quotation stands on words of the transcript, in one piece, with no failed test."""
    heard = cues(subject)
    for where, quote in placed(subject):
        missing = [identity for identity in quote.cues if identity not in heard]
        mend = "Take it out, say it as paraphrase, or choose the quotation anew."
        if not quote.cues or missing:
            what = f"the quotation {quote.id} rests on {missing or 'no cue'}, which was never heard"
            yield error("evidence", where, what, mend, quote.source[:40])
            continue
        match = verbatim.locate(quote.source, [heard[identity] for identity in quote.cues])
        if quote.grade == "not found" or not verbatim.tokens(quote.source):
            what = f"the words of the quotation {quote.id} were not found in the transcript"
            yield error("evidence", where, what, mend, quote.source[:40])
        elif match is None:
            what = f"the quotation {quote.id} is not what its cues say"
            yield error("evidence", where, what, mend, quote.source[:40])
        elif "stitched" in (quote.grade, match.grade):
            what = f"the quotation {quote.id} joins words that were not spoken together"
            yield error("evidence", where, what, mend, quote.source[:40])
        for test in quote.tests:
            if test.verdict == "failed" and test.name != JUDGE:  # that one is an opinion
                what = f"the quotation {quote.id} failed the test {test.name}: {test.note}"
                yield error("evidence", where, what, mend, (quote.chinese or quote.source)[:40])


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
            yield error(
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
    yield from names_in_prose(subject)
    yield from names_in_quotes(subject)


def names_in_prose(subject: Subject) -> Iterator[Finding]:
    """The same in what was written, quotations apart."""
    return _names(facts(subject), prose(subject))


def names_in_quotes(subject: Subject) -> Iterator[Finding]:
    """The same in the quotations that a reader sees."""
    return _names(facts(subject), shown(subject))


def _names(held: Facts, passages: Iterable[Passage]) -> Iterator[Finding]:
    for passage in passages:
        metadata = about(held, passage)
        said: tuple[str, ...] = (held.everything,)
        if passage.kind == "quote":
            said = tuple(held.words.get(identity, "") for identity in passage.cues)
        text = zh.MARK.sub(" ", passage.text)
        for name, near in latin.strangers(text, held.known, (*said, metadata)):
            yield Finding(
                rule="names",
                severity="warning" if passage.own or passage.kind == "tag" else "error",
                where=passage.where,
                what=f"{name} is neither on the name sheet nor in the words it rests on",
                mend=f"Did you mean {near}?" if near else "Take it out, or add it to the names.",
                excerpt=around(text, name),
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
                excerpt=around(text, name),
            )


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
            yield error(
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
            yield error("support", passage.where, what, "Cite cues that exist.", passage.text[:24])
        if not passage.cues and not passage.own and not zh.marks(passage.text):
            yield Finding(
                rule="support",
                severity="warning",
                where=passage.where,
                what="a paragraph that rests on no cue",
                mend="Cite what it is drawn from, or take it out.",
                excerpt=passage.text[:24],
            )


def shown(subject: Subject) -> Iterator[Passage]:
    """The Chinese of the quotations that a reader gets to see."""
    shown = {quote.id for _, quote in placed(subject)}
    for passage in spoken(subject):
        if passage.quote and passage.quote.id in shown:
            yield passage


def around(text: str, word: str) -> str:
    """The first place of a word with what stands about it; a mark is never cut."""
    plain = zh.without_marks(text)  # an excerpt must not cut a mark
    at = max(0, plain.find(word))
    return zh.excerpt(plain, at, at + len(word))
