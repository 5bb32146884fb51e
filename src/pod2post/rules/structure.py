"""Is the post built as a post of this house is? Parts, length, placed quotations.

What can be said of the text alone, without a transcript, stands in `drafted`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from pod2post import zh
from pod2post.page.hugo import EMBEDS
from pod2post.rules.passages import prose, quotes, sections
from pod2post.values import Finding, Subject

SECTIONS = (3, 6)
HAN = (2000, 3500)
LONG_MS = 20 * 60_000  # an episode of which a full-length post may be asked
SHORT_MS = 5 * 60_000  # one of which three sections may not be

Severity = Literal["error", "warning", "note"]


def _found(
    severity: Severity, where: str, what: str, mend: str, rule: str = "sections", excerpt: str = ""
) -> Finding:
    return Finding(rule=rule, severity=severity, where=where, what=what, mend=mend, excerpt=excerpt)


def section_count(subject: Subject) -> Iterator[Finding]:
    """Three to six sections: fewer tell no story, more are a list."""
    count, (least, most) = len(subject.draft.sections), SECTIONS
    short = subject.transcript.coverage.speech_ms < SHORT_MS
    if count < least:
        severity: Severity = "warning" if short and count else "error"
        what = f"{count} sections, at least {least} are wanted"
        yield _found(severity, "sections", what, "Plan the post anew, or divide a section.")
    if count > most:
        what = f"{count} sections, at most {most} are wanted"
        yield _found("warning", "sections", what, "Join sections that tell one story.")


def placed_quotes(subject: Subject) -> Iterator[Finding]:
    """Each placed quotation is a verified one and stands once; each verified one is placed."""
    known = quotes(subject)
    placed = Counter(
        (mark, passage.where) for passage in prose(subject) for mark in zh.marks(passage.text)
    )
    total: Counter[str] = Counter()
    for (mark, where), times in placed.items():
        total[mark] += times
        if mark not in known:
            what = f"there is no verified quotation {mark or '(without an id)'}"
            yield _found("error", where, what, "Place one that was verified.", "quotes", mark)
        elif total[mark] > 1:
            what = f"the quotation {mark} stands {total[mark]} times"
            yield _found("error", where, what, "Place it once.", "quotes", mark)
    for passage in prose(subject):
        if passage.kind != "paragraph" and zh.marks(passage.text):
            what = f"a quotation in the {passage.kind}"
            yield _found("error", passage.where, what, "Quote in paragraphs only.", "quotes")
    for identity, quote in known.items():
        if not total[identity]:
            what = f"the verified quotation {identity} is not used"
            mend = "Place it, or leave it: nothing is wrong."
            yield _found("note", quote.section, what, mend, "quotes", quote.source[:40])


def observation(subject: Subject) -> Iterator[Finding]:
    """我的觀察 is the editor's own: nobody else's words stand in it."""
    section = subject.draft.observation
    for paragraph in section.paragraphs if section else ():
        if mark := zh.MARK.search(paragraph.text):
            yield _found(
                "error",
                section.id if section else "",
                f"a direct quotation ({mark[1]}) in {zh.OBSERVATION}",
                "Say it in the editor's words, or move it to a section.",
                "observation",
            )


def length(subject: Subject) -> Iterator[Finding]:
    """2,000 to 3,500 Han; fewer only when the episode is short."""
    known = quotes(subject)
    written = [passage.text for passage in prose(subject) if passage.kind == "paragraph"]
    shown = [
        known[mark].chinese or "" for text in written for mark in zh.marks(text) if mark in known
    ]
    han = sum(map(zh.count, [*(zh.MARK.sub("", text) for text in written), *shown]))
    if han < HAN[0] and subject.transcript.coverage.speech_ms >= LONG_MS:
        what = f"{han:,} Han of text from an episode of {LONG_MS // 60_000} minutes or more"
        yield _found("warning", "length", what, f"At least {HAN[0]:,} are wanted.", "length")
    if han > HAN[1]:
        what = f"{han:,} Han of text"
        yield _found("warning", "length", what, f"At most {HAN[1]:,}: cut what repeats.", "length")


def links(subject: Subject) -> Iterator[Finding]:
    """An id that the site's shortcode would refuse stops the build of the whole site."""
    for name, embed in EMBEDS.items():
        found = getattr(subject.source.links, name)
        if found is not None and not re.fullmatch(embed.pattern, found):
            what = f"the {name} id {found[:60]!r} is not of the form that players take"
            yield _found("warning", "links", what, "It is left out; correct it by hand.", "links")


def holes(subject: Subject) -> Iterator[Finding]:
    """A part that fell back because the writer's replies could not be used is named."""
    head_holes = [("head", hole) for hole in subject.draft.head.holes]
    rest = [(section.id, hole) for section in sections(subject) for hole in section.holes]
    quoting = [(row.section, hole) for row in subject.quotes for hole in row.holes]
    for where, hole in [*head_holes, *quoting, *rest]:
        yield _found("warning", where, hole, "Run again: only this part is made anew.", "holes")
