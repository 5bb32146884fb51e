"""The rules asked of a post again after a mend: what did not change is not asked twice.

Most rules look at one passage at a time, against transcript and names. What each found in a part
is remembered by that part's own content, and for a part that was mended by its paragraphs and
quotations; the few rules that weigh a post as a whole are asked anew. What comes out is what
`waiving.numbered` gives, in the same order.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any

from pod2post.checking import pieces
from pod2post.checking.pieces import Part
from pod2post.ports import Glossary
from pod2post.revision import waiving
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.rules import RULES, Rule, cited, fidelity, language, meaning, naming, rendering
from pod2post.rules.attribution import attribution
from pod2post.rules.figures import figures, figures_in_prose, figures_in_quotes
from pod2post.rules.formed import formed
from pod2post.values import Draft, Finding, Quotes, Subject

MOST_RUNS, MOST_PARTS, MOST_TEXTS = 8, 64, 4
ROOM = 16  # answers kept for a paragraph or a quotation: twice as many as rules look at one
SLOW = frozenset({"turned", "meant", "cited"})  # where an encoder links words
Piece = Callable[[Subject], Iterator[Finding]]
Grain = Callable[[Part], tuple[Subject, ...]]
Found = tuple[Finding, ...]
Text = tuple[Draft, tuple[Quotes, ...], str]  # a part or piece, and the glossary's identity

LINES: Grain = attrgetter("lines")
PARAGRAPHS: Grain = attrgetter("paragraphs")
PLACED: Grain = attrgetter("placed")
VERIFIED: Grain = attrgetter("verified")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one part: of its last texts by rule, and of their pieces. Bounded."""

    texts: OrderedDict[Text, dict[str, Found]] = field(default_factory=OrderedDict)
    pieces: OrderedDict[tuple[str, Text], Found] = field(default_factory=OrderedDict)


Around = OrderedDict[str, Known]  # by the names of parts


@dataclass(frozen=True, slots=True)
class Memo:
    """What was found, by what surrounds a draft, then by part. Bounded.

    Several threads may ask it at once; what two of them find out at the same time is the same.
    """

    runs: OrderedDict[int, tuple[Subject, Around]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def around(self, subject: Subject) -> Around:
        """What is known of drafts amid the same transcript, names and settings."""
        bare = pieces.bare(subject)
        with self.lock:
            for number, (known, found) in self.runs.items():
                if known == bare:
                    self.runs.move_to_end(number)
                    return found
            new: Around = OrderedDict()
            self.runs[1 + max(self.runs, default=0)] = (bare, new)
            _trim(self.runs, MOST_RUNS)
            return new

    def known(self, around: Around, name: str, text: Text) -> tuple[Known, dict[str, Found]]:
        """What is known of the part of this name, and of it as it is now by rule."""
        with self.lock:
            known = around.setdefault(name, Known())
            around.move_to_end(name)
            _trim(around, MOST_PARTS)
            now = known.texts.setdefault(text, {})
            known.texts.move_to_end(text)
            _trim(known.texts, MOST_TEXTS)
            return known, now

    def recalled(self, known: Known, key: tuple[str, Text]) -> Found | None:
        with self.lock:
            if key in known.pieces:
                known.pieces.move_to_end(key)
            return known.pieces.get(key)

    def learnt(self, known: Known, key: tuple[str, Text], found: Found, most: int) -> None:
        """Remember what was found in a piece, and no more than `most` pieces of its part."""
        with self.lock:
            known.pieces[key] = found
            _trim(known.pieces, most)


def _trim(rows: "OrderedDict[Any, Any]", most: int) -> None:
    while len(rows) > most:
        rows.popitem(last=False)


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
    whose, around = glossary.identity if glossary else "", memo.around(subject)
    parts = [_Asked(memo, around, part, whose) for part in pieces.parts(subject)]
    spoken = [_Asked(memo, around, part, whose) for part in pieces.spoken(subject)]

    def asked(name: str, rule: Piece, grain: Grain) -> Iterator[Finding]:
        for part in spoken if grain is VERIFIED else parts:
            yield from part.found(name, rule, grain, haste)

    apart, every = _apart(), list[Finding]()
    for rule in RULES:
        if rule in apart:
            every += (found for one in apart[rule] for found in asked(*one))
        else:
            every += rule(subject)
    every += asked("turned", partial(meaning.turned, glossary=glossary), PLACED)
    if glossary is None:
        every += meaning.unchecked(subject)
    else:
        every += asked("meant", partial(meaning.meant, glossary=glossary), PLACED)
        every += asked("cited", partial(cited.prose_faults, glossary=glossary), PARAGRAPHS)
    return tuple(dict.fromkeys(every))


def _apart() -> dict[Rule, Sequence[tuple[str, Piece, Grain]]]:
    """The rules that look at one passage at a time: under which names, and of which pieces."""
    return {
        fidelity.evidence: [("evidence", fidelity.evidence, PLACED)],
        attribution: [("attribution", attribution, LINES)],
        fidelity.bare_quotes: [("bare quotes", fidelity.bare_quotes, LINES)],
        fidelity.names: [
            ("names in prose", fidelity.names_in_prose, LINES),
            ("names in quotes", fidelity.names_in_quotes, VERIFIED),
        ],
        naming.exchanged: [
            ("exchanged in quotes", naming.exchanged_in_quotes, PLACED),
            ("exchanged in prose", naming.exchanged_in_prose, LINES),
        ],
        formed: [("formed", formed, LINES)],
        figures: [
            ("figures in prose", figures_in_prose, LINES),
            ("figures in quotes", figures_in_quotes, VERIFIED),
        ],
        rendering.proportion: [("proportion", rendering.proportion, PLACED)],
        rendering.negation: [("negation", rendering.negation, PLACED)],
        rendering.opposite: [("opposite", rendering.opposite, LINES)],
        fidelity.support: [("support", fidelity.support, LINES)],
        language.in_draft: [
            ("language in prose", language.in_prose, LINES),
            ("language in quotes", language.in_quotes, VERIFIED),
        ],
    }


class _Asked:
    """A part as it is now, with what is known of it."""

    def __init__(self, memo: Memo, around: Around, part: Part, whose: str) -> None:
        text = (part.whole.draft, part.whole.quotes, whose)
        self.memo, self.part, self.whose = memo, part, whose
        self.known, self.now = memo.known(around, part.name, text)

    def found(self, name: str, rule: Piece, grain: Grain, haste: Haste | None) -> Found:
        """What the rule finds in the part; in haste perhaps not all of it."""
        if name in self.now:
            return self.now[name]
        asked = [self._of(name, rule, piece, haste) for piece in grain(self.part)]
        made = tuple(found for one in asked for found in one or ())
        if None not in asked:
            self.now[name] = made
        return made

    def _of(self, name: str, rule: Piece, piece: Subject, haste: Haste | None) -> Found | None:
        """What it finds in one piece; None where there was no time to ask."""
        key = (name, (piece.draft, piece.quotes, self.whose))
        found = self.memo.recalled(self.known, key)
        if found is None and not (haste and haste.passes(name)):
            found = tuple(rule(piece))
            most = ROOM * (len(self.part.lines) + len(self.part.whole.quotes))
            self.memo.learnt(self.known, key, found, most)
        return found
