"""The record of what each part of a post rests on: `post.grounding.json`. Pure."""

from pod2post import codec, zh
from pod2post.page.quoting import REMOVED, shown, with_quotes
from pod2post.rules import fidelity
from pod2post.rules.passages import cues, quotes, sections
from pod2post.values import CheckResult, Cue, Evidence, Grounding, Paragraph, Quote, Subject


def grounding(subject: Subject) -> Grounding:
    """Each placed quotation and each cited paragraph with the words that it rests on."""
    rows: list[Evidence] = []
    facts = fidelity.facts(subject)
    places = [("lead", subject.draft.head.lead)]
    places += [(section.id, section.paragraphs) for section in sections(subject)]
    for where, paragraphs in places:
        for paragraph in paragraphs:
            rows += _evidence(subject, facts, where, paragraph)
    return Grounding(
        audio=subject.audio,
        transcript=codec.digest(subject.transcript),
        evidence=tuple(rows),
    )


def _evidence(
    subject: Subject, facts: fidelity.Facts, where: str, paragraph: Paragraph
) -> list[Evidence]:
    known, heard = quotes(subject), cues(subject)
    rows = [_quote_row(where, known[mark]) for mark in zh.marks(paragraph.text) if mark in known]
    cited = [heard[identity] for identity in paragraph.cues if identity in heard]
    if cited:
        rows.append(_paragraph_row(subject, facts, where, paragraph, cited))
    return rows


def _quote_row(where: str, quote: Quote) -> Evidence:
    return Evidence(
        where=where,
        kind="quote",
        quote=quote.id,
        text=shown(quote) or REMOVED,
        cues=quote.cues,
        start_ms=quote.start_ms,
        end_ms=quote.end_ms,
        source=quote.source,
        speaker=quote.speaker,
        tests=quote.tests,
    )


def _paragraph_row(
    subject: Subject, facts: fidelity.Facts, where: str, paragraph: Paragraph, cited: list[Cue]
) -> Evidence:
    speakers = {cue.speaker for cue in cited}
    return Evidence(
        where=where,
        kind="paragraph",
        quote=None,
        text=with_quotes(paragraph.text, quotes(subject)),
        cues=tuple(cue.id for cue in cited),
        start_ms=min(cue.start_ms for cue in cited),
        end_ms=max(cue.end_ms for cue in cited),
        source=" ".join(cue.text for cue in cited),
        speaker=speakers.pop() if len(speakers) == 1 else None,
        tests=_tests(facts, paragraph),
    )


def _tests(facts: fidelity.Facts, paragraph: Paragraph) -> tuple[CheckResult, ...]:
    """What code can say of a paraphrase; that it means the same is nothing that code can."""
    numbers = fidelity.number_faults(facts, paragraph.text, paragraph.cues)
    names = fidelity.name_faults(facts, paragraph.text)
    return (
        _result("numbers", numbers),
        _result("names", names),
        CheckResult(name="meaning", verdict="not checked", note="no person or model compared it"),
    )


def _result(name: str, faults: tuple[str, ...]) -> CheckResult:
    return CheckResult(name=name, verdict="failed" if faults else "ok", note="; ".join(faults))
