"""A quotation that an editor bound to other cues or reworded, proved anew. Pure."""

from dataclasses import replace

from pod2post import brief as views
from pod2post.brief import Brief
from pod2post.edits import QuoteEdit
from pod2post.ports import Glossary
from pod2post.stages.quote import verify
from pod2post.tasks import ProposedQuote
from pod2post.values import CheckResult, Outline, Quote, Subject

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
    note = CheckResult(name=REWORDED, verdict="not checked", note="由編輯改過，沒有和原話比對")
    if isinstance(held, Quote):
        tests = (*held.tests, *((note,) if chinese != quote.chinese else ()))
        return replace(held, id=quote.id, chinese=chinese, tests=tests)
    failed = CheckResult(name=held.rule.removeprefix("quote-"), verdict="failed", note=held.why)
    return replace(quote, source=source, chinese=chinese, tests=(failed, note))
