"""One case put into the true draft, and what the program says to it.

All that is asked of the program is asked in `held` and `findings`.
"""

import re
from collections import Counter
from dataclasses import replace

from benchmarks.faults import staging
from benchmarks.faults.book import FAULTS, Book, Case, ParagraphChange, Part, Told, place
from benchmarks.faults.proof import cues_of, paragraphs_at, whole_quote
from pod2post import rules, zh
from pod2post.ports import Glossary
from pod2post.stages.quote import verify
from pod2post.values import Dropped, Finding, Names, Outline, Paragraph, Quote, Subject, value
from pod2post.writing import brief as views
from pod2post.writing.brief import Brief
from pod2post.writing.tasks import ProposedQuote

# What these rules find is about form; it catches no fault.
LETTERS = frozenset(
    "simplified simplified_words variants foreign_scripts mainland_terms tai spacing punctuation "
    "pairs stops sensation".split()
)
SHAPE = frozenset(
    "sections headings paragraphs head tags points first_person full_names length speech links "
    "holes related references unheard partial".split()
)
FORM = LETTERS | SHAPE
MENDED = "quote-cues"  # shown as the rule where the program found the right cues by itself
UNCHECKED = "quotes"  # the place of the warning that there is no dictionary
CLIP = 12  # characters of an excerpt that are enough to know its place


@value
class Alarm:
    """What one rule said. `mended`: the program put the matter right by itself."""

    rule: str
    severity: str
    what: str
    mended: bool = False


@value
class Outcome:
    """The verdict on one case: the alarms that count for it."""

    book: str
    case: Case
    alarms: tuple[Alarm, ...]

    def any(self, severity: str) -> bool:
        return any(alarm.severity == severity for alarm in self.alarms)


@value
class Stand:
    """A book's draft, ready for cases, and what is said to it untouched."""

    name: str
    book: Book
    subject: Subject
    quotes: dict[str, Quote]
    before: frozenset[Finding]
    alarms: tuple[Alarm, ...]
    glossary: Glossary | None


def held(told: Told, part: Part, book: Book, glossary: Glossary | None) -> Quote | Dropped:
    """A proposed quotation as the program's own verification leaves it."""
    outline = Outline(id=part.id, heading=part.heading, angle="", segments=())
    about = views.episode(staging.source(book), Names(entries=book.names), book.house)
    brief = Brief(outline=outline, cues=cues_of(book, part), episode=about)
    proposal = ProposedQuote(
        cues=told.cues, source=told.source, chinese=told.chinese, speaker=told.speaker
    )
    verified = verify(proposal, brief, glossary)
    return replace(verified, id=told.id) if isinstance(verified, Quote) else verified


def findings(subject: Subject, glossary: Glossary | None) -> tuple[Finding, ...]:
    """Errors and warnings of all rules; what could not be checked at all is neither."""
    found = rules.findings(subject, glossary)
    return tuple(f for f in found if f.severity != "note" and f.where != UNCHECKED)


def stand(name: str, book: Book, glossary: Glossary | None = None) -> Stand:
    """The true draft, verified and judged before any case is put in."""
    quotes, alarms = dict[str, Quote](), list[Alarm]()
    for part in book.sections:
        for told in part.quotes:
            verdict = held(told, part, book, glossary)
            if isinstance(verdict, Quote):
                quotes[told.id] = verdict
            else:
                what = f"{told.id}: {verdict.why}"
                alarms.append(Alarm(rule=verdict.rule, severity="error", what=what))
    subject = staging.subject(book, quotes)
    before = findings(subject, glossary)
    alarms += map(_alarm, before)
    return Stand(
        name=name,
        book=book,
        subject=subject,
        quotes=quotes,
        before=frozenset(before),
        alarms=tuple(alarms),
        glossary=glossary,
    )


def judge(case: Case, on: Stand) -> Outcome:
    """The verdict on one case, put alone into the draft."""
    alarms = _quote(case, on) if case.quote else _paragraph(case, on)
    return Outcome(book=on.name, case=case, alarms=alarms)


def _quote(case: Case, on: Stand) -> tuple[Alarm, ...]:
    told = whole_quote(on.book, case)
    part = next(p for p in on.book.sections if case.at in (p.id, *(q.id for q in p.quotes)))
    verdict = held(told, part, on.book, on.glossary)
    if isinstance(verdict, Dropped):
        return (Alarm(rule=verdict.rule, severity="error", what=verdict.why),)
    subject = staging.subject(on.book, {**on.quotes, told.id: verdict})
    if case.at == part.id:  # it is new, and stands in a paragraph of its own
        alone = Paragraph(text=f"⟦q:{told.id}⟧", cues=verdict.cues)
        subject = staging.with_paragraphs(subject, part.id, lambda rows: (*rows, alone))
    words = (told.source, verdict.chinese or "")
    alarms = _new(case, on, subject, (part.id, told.id, words))
    if case.truth and verdict.cues == case.truth:
        found = Alarm(rule=MENDED, severity="error", what="the cues were found", mended=True)
        return (found, *alarms)
    return alarms


def _paragraph(case: Case, on: Stand) -> tuple[Alarm, ...]:
    section, number = place(case.at)
    change = case.paragraph or ParagraphChange()
    empty = Paragraph(text="", cues=())
    old = (paragraphs_at(on.book, section) or ())[number - 1] if number else empty
    new = Paragraph(
        text=old.text if change.text is None else change.text,
        cues=old.cues if change.cues is None else change.cues,
    )

    def altered(rows: staging.Rows) -> staging.Rows:
        return (*rows[: number - 1], new, *rows[number:]) if number else (*rows, new)

    subject = staging.with_paragraphs(on.subject, section, altered)
    return _new(case, on, subject, (section, "", (new.text,)))


def _new(
    case: Case, on: Stand, subject: Subject, where: tuple[str, str, tuple[str, ...]]
) -> tuple[Alarm, ...]:
    """Findings that the untouched draft has not; for a fault, those at its place alone.

    One that stood there before is not new because the words around it, its excerpt, are.
    """
    after = findings(subject, on.glossary)
    times, before = Counter(map(_said, after)), Counter(map(_said, on.before))
    new = [f for f in after if f not in on.before and times[_said(f)] > before[_said(f)]]
    if case.kind in FAULTS:
        new = [f for f in new if f.rule not in FORM and _at(f, *where)]
    return tuple(map(_alarm, new))


def _said(finding: Finding) -> tuple[str, ...]:
    return (finding.rule, finding.severity, finding.where, finding.what)


def _at(finding: Finding, section: str, quote: str, words: tuple[str, ...]) -> bool:
    """Does a finding speak of this quotation, or of these words of the section?"""
    places = finding.where.split(", ")
    if quote and (quote in places or re.search(rf"\b{re.escape(quote)}\b", finding.what)):
        return True
    clip = _bare(finding.excerpt)[:CLIP]
    return section in places and bool(clip) and any(clip in _bare(text) for text in words)


def _bare(text: str) -> str:
    """Without marks, blanks and brackets, in which an excerpt may differ from its text."""
    return re.sub(r"[\s「」…]+", "", zh.MARK.sub("", text))


def _alarm(finding: Finding) -> Alarm:
    what = f"{finding.where}: {finding.what}"
    return Alarm(rule=finding.rule, severity=finding.severity, what=what)
