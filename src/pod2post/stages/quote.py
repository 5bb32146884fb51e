"""Quotations: proposed by the writer, verified here before any prose exists.

Each proposal is held against the cues: were the words spoken, by whom, do numbers and
names of the rendering agree. What fails gets one repair round; what fails again is
dropped and listed. Design: quotes are never invented, by construction.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pod2post import verbatim
from pod2post.hearing.turns import LEAST_MARGIN
from pod2post.ports import Glossary, Shelf, Tell
from pod2post.rules import latin, meaning, naming, numbers, overlap
from pod2post.stage import stage
from pod2post.values import CheckResult, Cue, Dropped, Grade, Name, Quote, Quotes
from pod2post.writing import brief as views
from pod2post.writing import portions
from pod2post.writing.asking import Pen, ask
from pod2post.writing.brief import Brief
from pod2post.writing.tasks import Line, ProposedQuote, QuotesMaterial, QuotesReply, Rejected

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LEAST_WANTED, MOST_WANTED = 3, 8
WORDS_PER_QUOTE = 110
LONGEST_SPAN = 8  # cues; a longer "quotation" is a paragraph of transcript
HAN_PER_WORD = (0.5, 4.0)  # measured on good renderings: 1.0 to 2.25, median 1.5
WRAPPED = {"「": "」", "『": "』", "“": "”", '"': '"', "'": "'"}


def bare(text: str) -> str:
    """A rendering without the marks that a writer put around the whole, or on one end of it."""
    text = text.strip()
    while text[:1] in WRAPPED or text[-1:] in WRAPPED.values():
        one, other = text[0], WRAPPED.get(text[0])
        inner = text[1:-1]
        if len(text) == 1:
            return ""
        if other == text[-1] and not {one, other} & set(inner):
            text = inner.strip()
        elif other and text.count(one) > text.count(other):
            text = text[1:].strip()
        elif _loose_end(text):
            text = text[:-1].strip()
        else:
            break
    return text


def _loose_end(text: str) -> bool:
    """Does it end with a mark that nothing opened?"""
    opening = next((a for a, b in WRAPPED.items() if b == text[-1]), None)
    return opening is not None and text.count(opening) < text.count(text[-1])


@stage("quotes", 4)
def quote(
    brief: Brief, pen: Pen, glossary: Glossary | None = None, /, *, shelf: Shelf, tell: Tell
) -> Quotes:
    """The verified quotations of one section, in the order of time, and what was dropped."""
    words = sum(len(cue.text.split()) for cue in brief.cues)
    wanted = max(LEAST_WANTED, min(MOST_WANTED, round(words / WORDS_PER_QUOTE)))
    material = _material(brief, wanted, ())
    answer = ask("quotes", material, _any, pen, shelf=shelf, tell=tell)
    if answer.hole:  # sentences in a foreign language would stand in the prose: rather none
        return Quotes(section=brief.outline.id, quotes=(), dropped=(), holes=(answer.hole,))
    composed, holes = pen.writer.composes, list[str]()
    good, bad = _sorted_out(answer.reply, brief, glossary, composed=composed)
    if bad:
        rejected = tuple(Rejected(source=d.source, why=d.why) for d in bad)
        near = portions.around(brief, _named(answer.reply, bad))
        material = _material(near, len(bad), rejected)
        again = ask("quotes", material, _any, pen, shelf=shelf, tell=tell)
        if again.hole:
            holes.append(again.hole)
        else:
            mended, still_bad = _sorted_out(again.reply, brief, glossary, composed=composed)
            good += mended
            bad += [d for d in still_bad if d not in bad]
    good = [q for n, q in enumerate(good) if not any(_overlap(q, other) for other in good[:n])]
    good.sort(key=lambda q: (q.start_ms, q.end_ms, q.source))
    return Quotes(
        section=brief.outline.id,
        quotes=tuple(_numbered(q, n) for n, q in enumerate(good, start=1)),
        dropped=tuple(bad),
        holes=tuple(holes),
    )


def _named(reply: QuotesReply, bad: Sequence[Dropped]) -> set[str]:
    """The cues that the proposals which did not hold had named."""
    sources = {row.source for row in bad}
    return {id_ for row in reply.quotes if row.source in sources for id_ in row.cues}


def _any(reply: QuotesReply) -> str | None:
    return None


def _material(brief: Brief, wanted: int, rejected: tuple[Rejected, ...]) -> QuotesMaterial:
    lines: tuple[Line, ...] = views.lines(brief.cues)
    return QuotesMaterial(
        episode=brief.episode,
        section=brief.outline.id,
        heading=brief.outline.heading,
        angle=brief.outline.angle,
        lines=lines,
        wanted=wanted,
        rejected=rejected,
    )


def _sorted_out(
    reply: QuotesReply, brief: Brief, glossary: Glossary | None, *, composed: bool
) -> tuple[list[Quote], list[Dropped]]:
    good: list[Quote] = []
    bad: list[Dropped] = []
    for proposal in reply.quotes:
        held = verify(proposal, brief, glossary, composed=composed)
        (good if isinstance(held, Quote) else bad).append(held)  # type: ignore[arg-type]
    return good, bad


def _overlap(one: Quote, other: Quote) -> bool:
    """The same words twice are one quotation."""
    first, second = (f" {' '.join(verbatim.tokens(q.source))} " for q in (one, other))
    return bool(set(one.cues) & set(other.cues)) and (first in second or second in first)


def _numbered(quote: Quote, number: int) -> Quote:
    return replace(quote, id=f"{quote.section}q{number}")


# --- one proposal ---------------------------------------------------------------------


def verify(
    proposal: ProposedQuote,
    brief: Brief,
    glossary: Glossary | None = None,
    *,
    composed: bool = True,
) -> Quote | Dropped:
    """A proposal as a verified quote without an id, or what is wrong with it.

    A writer that composes must render it in Chinese. Where the recording does not tell who
    speaks, the proposed speaker stands and the test says "not checked".
    """
    chinese = bare(proposal.chinese or "") or None

    def dropped(rule: str, why: str) -> Dropped:
        return Dropped(
            section=brief.outline.id,
            source=proposal.source,
            chinese=chinese,
            rule=rule,
            why=why,
        )

    found = _place(proposal, brief.cues)
    if found is None:
        return dropped("quote-not-found", "逐字稿裡沒有這段話")
    grade, place, moved = found
    if composed and chinese is None:
        return dropped("quote-untranslated", "沒有譯文")
    if grade == "stitched":
        return dropped("quote-stitched", "把不相鄰的話接成了一句")
    if len(place) > LONGEST_SPAN:
        return dropped("quote-too-long", f"跨了 {len(place)} 個 cue，太長")
    tests = [
        CheckResult(name="verbatim", verdict="ok", note=grade),
        CheckResult(name="cues", verdict="ok", note="corrected" if moved else ""),
    ]
    held = [check(proposal, place, brief) for check in CHECKS]
    for result in (*held, _gloss(proposal, glossary)):
        tests.append(result)
        if result.verdict == "failed":
            return dropped(f"quote-{result.name}", result.note)
    return Quote(
        id="",
        section=brief.outline.id,
        cues=tuple(cue.id for cue in place),
        source=proposal.source.strip(),
        chinese=chinese,
        speaker=place[0].speaker or _claimed(proposal.speaker, brief),
        start_ms=place[0].start_ms,
        end_ms=max(cue.end_ms for cue in place),
        grade=grade,
        tests=tuple(tests),
    )


def _place(
    proposal: ProposedQuote, cues: Sequence[Cue]
) -> tuple[Grade, Sequence[Cue], bool] | None:
    """(grade, cues that carry the words, were the named cues wrong?) or None.

    The named cues are tried first; a true quotation under a wrong id is found again.
    """
    at = [n for n, cue in enumerate(cues) if cue.id in proposal.cues]
    named = cues[at[0] : at[-1] + 1] if at else ()  # what lies between them was spoken, too
    for pool, moved in ((named, False), (cues, True)):
        match = verbatim.locate(proposal.source, pool)
        if match and match.grade != "stitched":
            return match.grade, pool[match.first : match.last + 1], moved
    match = verbatim.locate(proposal.source, cues)
    return (match.grade, cues[match.first : match.last + 1], True) if match else None


Check = Callable[[ProposedQuote, Sequence[Cue], Brief], CheckResult]


def _speaker(proposal: ProposedQuote, place: Sequence[Cue], brief: Brief) -> CheckResult:
    speakers = {cue.speaker for cue in place}
    if None in speakers:
        return CheckResult(name="speaker", verdict="not checked", note="說話者不明")
    least = min((cue.margin for cue in place if cue.margin is not None), default=None)
    if least is not None and least < LEAST_MARGIN:
        note = f"聲音分不清是誰（只領先 {least} 分）"
        return CheckResult(name="speaker", verdict="not checked", note=note)
    if len(speakers) > 1:
        note = "這段話是兩個人說的"
        return CheckResult(name="speaker", verdict="failed", note=note)
    (spoken,) = speakers
    if _same_person(proposal.speaker, spoken or ""):
        return CheckResult(name="speaker", verdict="ok")
    note = f"說這句話的是 {spoken}，不是 {proposal.speaker}"
    return CheckResult(name="speaker", verdict="failed", note=note)


def _claimed(speaker: str, brief: Brief) -> str | None:
    """The known person whom the writer named; nobody who is on no list."""
    names = (name.canonical for name in brief.episode.names)
    return next((name for name in names if _same_person(speaker, name)), None)


def _same_person(named: str, spoken: str) -> bool:
    """Full name or surname, letter case aside."""
    one, other = named.casefold().split(), spoken.casefold().split()
    return one == other or (len(one) == 1 and one[-1:] == other[-1:])


def _numbers(proposal: ProposedQuote, place: Sequence[Cue], brief: Brief) -> CheckResult:
    if proposal.chinese is None:
        return CheckResult(name="numbers", verdict="not checked", note="沒有譯文")
    wrong = numbers.disagreements(proposal.source, proposal.chinese)
    return CheckResult(name="numbers", verdict="failed" if wrong else "ok", note="；".join(wrong))


def _names(proposal: ProposedQuote, place: Sequence[Cue], brief: Brief) -> CheckResult:
    if proposal.chinese is None:
        return CheckResult(name="names", verdict="not checked", note="沒有譯文")
    sheet = tuple(
        Name(canonical=name.canonical, kind=name.kind, chinese=name.chinese)
        for name in brief.episode.names
    )
    said = [cue.text for cue in place]
    known = [form for name in sheet for form in (name.canonical, name.chinese) if form]
    strange = latin.strangers(proposal.chinese, known, said)
    notes = [f"原文沒有 {name}" + (f"，是不是 {near}？" if near else "") for name, near in strange]
    for found in naming.exchanges(proposal.chinese, said, sheet):
        if found.instead:  # a name in place of a pronoun is for the lint to warn of
            meant = "、".join(name.canonical for name in found.instead)
            notes.append(f"原文說的是 {meant}，不是 {found.name.canonical}")
    return CheckResult(name="names", verdict="failed" if notes else "ok", note="；".join(notes))


def _length(proposal: ProposedQuote, place: Sequence[Cue], brief: Brief) -> CheckResult:
    """A rendering far too short or too long was cut, or added to."""
    if proposal.chinese is None:
        return CheckResult(name="length", verdict="not checked", note="沒有譯文")
    words = len(verbatim.tokens(proposal.source))
    units = len(HAN.findall(proposal.chinese)) + 2 * len(
        re.findall(r"\w*[A-Za-z\d]\w*", proposal.chinese)
    )
    low, high = HAN_PER_WORD
    if low * words - 4 <= units <= high * words + 8:
        return CheckResult(name="length", verdict="ok")
    note = f"原文 {words} 個字，譯文 {units} 個字，長短不合"
    return CheckResult(name="length", verdict="failed", note=note)


def _gloss(proposal: ProposedQuote, glossary: Glossary | None) -> CheckResult:
    """Does the rendering speak of what the words speak of? Only a plain no is a failure."""
    chinese = proposal.chinese or ""
    why = "沒有譯文" if not chinese else "" if glossary else "沒有詞典"
    if glossary is None or why or not overlap.comparable(proposal.source):
        return CheckResult(name="gloss", verdict="not checked", note=why or "原文不是英文")
    found = tuple(meaning.faults(glossary, chinese, proposal.source))
    failed = any(fault.severity == "error" for fault in found)
    note = "；".join(fault.what for fault in found)
    return CheckResult(name="gloss", verdict="failed" if failed else "ok", note=note)


CHECKS: tuple[Check, ...] = (_speaker, _numbers, _names, _length)
