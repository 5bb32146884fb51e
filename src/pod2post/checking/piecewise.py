"""The rules asked of a post again after a mend: what did not change is not asked twice.

The dear rules look at one passage at a time, against transcript and names. What each found in a
part is remembered by that part's own content; the other rules are asked anew. What comes out is
what `waiving.numbered` gives, in the same order.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from pod2post import zh
from pod2post.ports import Glossary
from pod2post.revision import waiving
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.rules import RULES, Rule, cited, fidelity, language, meaning, naming, rendering
from pod2post.rules.figures import figures, figures_in_prose, figures_in_quotes
from pod2post.rules.passages import quotes, sections
from pod2post.values import Draft, Finding, Head, Paragraph, Quotes, Section, Subject

MOST_RUNS, MOST_PIECES = 8, 1000
SLOW = frozenset({"turned", "meant", "cited"})  # where an encoder links words
NOTHING = Head(title="", description="", tags=(), lead=())
Piece = Callable[[Subject], Iterator[Finding]]
Key = tuple[str, Draft, tuple[Quotes, ...], str]


Found = OrderedDict[Key, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Memo:
    """What was found, by what surrounds a draft, then by rule and part. Bounded.

    Several threads may ask it at once; what two of them find out at the same time is the same.
    """

    runs: OrderedDict[int, tuple[Subject, Found]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def around(self, subject: Subject) -> Found:
        """What is known of drafts amid the same transcript, names and settings."""
        bare = replace(subject, draft=_only(subject.draft), quotes=(), verbatim=())
        with self.lock:
            for number, (known, found) in self.runs.items():
                if known == bare:
                    self.runs.move_to_end(number)
                    return found
            new: Found = OrderedDict()
            self.runs[1 + max(self.runs, default=0)] = (bare, new)
            while len(self.runs) > MOST_RUNS:
                self.runs.popitem(last=False)
            return new

    def recalled(self, kept: Found, key: Key) -> tuple[Finding, ...] | None:
        with self.lock:
            if key in kept:
                kept.move_to_end(key)
            return kept.get(key)

    def learnt(self, kept: Found, key: Key, found: tuple[Finding, ...]) -> None:
        with self.lock:
            kept[key] = found
            while len(kept) > MOST_PIECES:
                kept.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Haste:
    """Who waits for the findings, and will not wait for all of them.

    `until`: a moment of `clock` after which nothing new is asked; `slow`: are rules asked that
    take a second for a passage? `missed` gathers the names of rules that were not asked.
    """

    until: float
    slow: bool
    clock: Callable[[], float]
    missed: list[str] = field(default_factory=list)

    def passes(self, name: str) -> bool:
        """Is there no time for this one? Then it is noted."""
        late = (name in SLOW and not self.slow) or self.clock() > self.until
        if late:
            self.missed.append(name)
        return late


def numbered(
    run: Opened, glossary: Glossary | None, memo: Memo, haste: Haste | None = None
) -> tuple[Numbered, ...]:
    """As `waiving.numbered`; in haste what is known, and what is soon found out."""
    found = (*findings(run.shown, glossary, memo, haste), *run.amended.findings)
    return waiving.counted(found, run.edits)


def findings(
    subject: Subject, glossary: Glossary | None, memo: Memo, haste: Haste | None = None
) -> tuple[Finding, ...]:
    """As `rules.findings`; in haste as `numbered`."""
    kept = memo.around(subject)
    parts, said = tuple(_parts(subject)), tuple(_quotations(subject))
    lines = tuple(one for part in parts for one in (_bare(part), *_paragraphs(part)))
    shown = tuple(one for part in parts for one in _placed(part))
    whose = glossary.identity if glossary else ""

    def asked(name: str, rule: Piece, pieces: Iterable[Subject]) -> Iterator[Finding]:
        for piece in pieces:
            key = (name, piece.draft, piece.quotes, whose)
            found = memo.recalled(kept, key)
            if found is None and haste and haste.passes(name):
                continue
            if found is None:
                found = tuple(rule(piece))
                memo.learnt(kept, key, found)
            yield from found

    apart: dict[Rule, tuple[tuple[str, Piece, tuple[Subject, ...]], ...]] = {
        naming.exchanged: (
            ("exchanged in quotes", naming.exchanged_in_quotes, parts),
            ("exchanged in prose", naming.exchanged_in_prose, lines),
        ),
        fidelity.names: (
            ("names in prose", fidelity.names_in_prose, lines),
            ("names in quotes", fidelity.names_in_quotes, said),
        ),
        rendering.proportion: (("proportion", rendering.proportion, shown),),
        rendering.negation: (("negation", rendering.negation, shown),),
        rendering.opposite: (("opposite", rendering.opposite, lines),),
        figures: (
            ("figures in prose", figures_in_prose, lines),
            ("figures in quotes", figures_in_quotes, said),
        ),
        language.in_draft: (
            ("language in prose", language.in_prose, parts),
            ("language in quotes", language.in_quotes, said),
        ),
    }
    every: list[Finding] = []
    for rule in RULES:
        if rule in apart:
            every += (found for one in apart[rule] for found in asked(*one))
        else:
            every += rule(subject)
    every += asked("turned", partial(meaning.turned, glossary=glossary), shown)
    if glossary is None:
        every += meaning.unchecked(subject)
    else:
        rows = tuple(one for part in parts for one in _paragraphs(part))
        every += asked("meant", partial(meaning.meant, glossary=glossary), shown)
        every += asked("cited", partial(cited.prose_faults, glossary=glossary), rows)
    return tuple(dict.fromkeys(every))


def _only(draft: Draft, top: Head = NOTHING, *some: Section, opinion: bool = False) -> Draft:
    """A draft of these parts alone."""
    own = some[-1] if opinion else None
    return replace(draft, head=top, sections=some[:-1] if opinion else some, observation=own)


def _parts(subject: Subject) -> Iterator[Subject]:
    """The post part by part, each with the quotations that it places."""
    draft, top = subject.draft, subject.draft.head
    yield _with(subject, _only(draft, top), top.lead)
    for section in sections(subject):
        opinion = section is draft.observation
        yield _with(subject, _only(draft, NOTHING, section, opinion=opinion), section.paragraphs)


def _with(subject: Subject, draft: Draft, paragraphs: tuple[Paragraph, ...]) -> Subject:
    known = quotes(subject)
    names = dict.fromkeys(mark for row in paragraphs for mark in zh.marks(row.text))
    mine = tuple(known[name] for name in names if name in known)
    rows = tuple(Quotes(section=quote.section, quotes=(quote,), dropped=()) for quote in mine)
    return replace(subject, draft=draft, quotes=rows, verbatim=())


def _bare(part: Subject) -> Subject:
    """A part without its paragraphs: title, description and tags, or the heading."""
    draft = part.draft
    if not sections(part):
        return _with(part, _only(draft, replace(draft.head, lead=())), ())
    (section,) = sections(part)
    alone = replace(section, paragraphs=())
    return _with(part, _only(draft, NOTHING, alone, opinion=section is draft.observation), ())


def _paragraphs(part: Subject) -> Iterator[Subject]:
    """A part paragraph by paragraph, each with the quotations that it places."""
    draft = part.draft
    for row in draft.head.lead:
        top = replace(NOTHING, lead=(row,))
        yield _with(part, _only(draft, top), (row,))
    for section in sections(part):
        opinion = section is draft.observation
        for row in section.paragraphs:
            alone = replace(section, heading="", paragraphs=(row,))
            yield _with(part, _only(draft, NOTHING, alone, opinion=opinion), (row,))


def _placed(part: Subject) -> Iterator[Subject]:
    """The quotations that a part places, each alone in its part."""
    for row in part.quotes:
        mark = Paragraph(text=f"⟦q:{row.quotes[0].id}⟧", cues=())
        draft = part.draft
        if draft.head.lead:
            alone = _only(draft, replace(NOTHING, lead=(mark,)))
        else:
            (section,) = sections(part)
            opinion = section is draft.observation
            one = replace(section, paragraphs=(mark,))
            alone = _only(draft, NOTHING, one, opinion=opinion)
        yield replace(part, draft=alone, quotes=(row,))


def _quotations(subject: Subject) -> Iterator[Subject]:
    """The post quotation by quotation, each in a paragraph of its own where it is placed."""
    marks = {
        mark for part in _parts(subject) for row in part.quotes for mark in (row.quotes[0].id,)
    }
    for quote in quotes(subject).values():
        text = f"⟦q:{quote.id}⟧" if quote.id in marks else ""
        alone = Section(id=quote.section, heading="", paragraphs=(Paragraph(text=text, cues=()),))
        row = Quotes(section=quote.section, quotes=(quote,), dropped=())
        yield replace(
            subject, draft=_only(subject.draft, NOTHING, alone), quotes=(row,), verbatim=()
        )
