"""A quotation that an editor bound to other cues or reworded, proved anew. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pod2post.ports import Glossary
from pod2post.revision.edits import QuoteEdit
from pod2post.stages.quote import verify
from pod2post.values import CheckResult, Finding, Outline, Quote, Subject
from pod2post.writing import brief as views
from pod2post.writing.brief import Brief
from pod2post.writing.tasks import ProposedQuote

REWORDED = "rendering"


def requoted(
    subject: Subject, quote: Quote, change: QuoteEdit, glossary: Glossary | None = None
) -> Quote:
    """The quotation as changed. Whatever does not hold is a failed test and stays visible.

    New cues bring their own words. That a new wording means the same is nothing that code
    can tell: the test `rendering` says "not checked".
    """
    cues = tuple(cue for cue in subject.transcript.cues if cue.id in (change.cues or quote.cues))
    source = " ".join(cue.text for cue in cues) if change.cues is not None else quote.source
    chinese = quote.chinese if change.chinese is None else change.chinese
    outline = Outline(id=quote.section, heading="", angle="", segments=())
    about = views.episode(subject.source, subject.names, subject.house)
    wanted = ProposedQuote(
        cues=tuple(cue.id for cue in cues),
        source=source,
        chinese=chinese,
        speaker=(cues[0].speaker if cues else None) or quote.speaker or "",
    )
    brief = Brief(outline=outline, cues=subject.transcript.cues, episode=about)
    held = verify(wanted, brief, glossary, composed=False)
    moved = change.cues is not None
    notes = tuple(_notes(subject, quote, chinese, moved=moved))
    if not isinstance(held, Quote):
        failed = CheckResult(name=held.rule.removeprefix("quote-"), verdict="failed", note=held.why)
        return replace(quote, source=source, chinese=chinese, tests=(failed, *notes))
    done = {test.name for test in (*held.tests, *notes)}
    kept = () if moved else (test for test in quote.tests if test.name not in done)
    tests = (*held.tests, *kept, *notes)
    return replace(held, id=quote.id, chinese=chinese, tests=tests)


def _notes(
    subject: Subject, quote: Quote, chinese: str | None, *, moved: bool
) -> Iterator[CheckResult]:
    """What nothing has compared since the change; marks alone change no meaning."""
    if moved or _words(chinese) != _words(quote.chinese):
        note = "由編輯改過，沒有和原話比對"
        yield CheckResult(name=REWORDED, verdict="not checked", note=note)
    if moved and subject.transcript.automatic:
        note = "自動字幕的這幾句還沒有聽過"
        yield CheckResult(name="heard", verdict="not checked", note=note)


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w", text or "")


def uncompared(quote: Quote) -> Finding | None:
    """A warning where an editor changed what a quotation says; None where she did not."""
    if all(test.name != REWORDED for test in quote.tests):
        return None
    return Finding(
        rule="edits",
        severity="warning",
        where=quote.section,
        what=f"the quotation {quote.id} was changed by hand and not compared with what was said",
        mend=f"Compare it, then waive this. The words spoken: {quote.source}",
        excerpt=(quote.chinese or quote.source)[:40],
    )
