"""The post: Markdown for Hugo and the record of what each of its parts rests on. Pure."""

from functools import cache
from typing import Any

from pod2post import assets, codec, hugo, markdown, zh
from pod2post.ports import Shelf, Tell
from pod2post.quoting import REMOVED, shown, with_quotes
from pod2post.rules import fidelity
from pod2post.rules.passages import cues, quotes, sections
from pod2post.stage import stage
from pod2post.values import (
    CheckResult,
    Cue,
    Evidence,
    Grounding,
    Paragraph,
    Post,
    Quote,
    Section,
    Subject,
)

EXTRACT_BANNER = "這份草稿由程式從逐字稿摘錄原文而成，沒有任何語言模型參與撰寫；引文保留原文。"
UNNAMED = "（未命名）"


@stage("post", 1)
def render(subject: Subject, /, *, shelf: Shelf, tell: Tell) -> Post:
    """The page, always `draft: true`, read back before it is given.

    Raises:
        BadInput: the publication day or the site's zone is no moment.
        Pod2postError: the page would not read back as what was meant (our bug).
    """
    matter = front_matter(subject)
    top = hugo.header(header(subject))
    lead = _paragraphs(subject, subject.draft.head.lead)
    parts = [
        {
            "heading": _heading(subject, section),
            "paragraphs": _paragraphs(subject, section.paragraphs),
        }
        for section in sections(subject)
    ]
    page = _fill(
        {
            "front_matter": hugo.front_matter(matter),
            "header": top,
            "lead": lead,
            "sections": parts,
        }
    )
    meant = [*top, "---", *lead]
    for part in parts:
        meant += [f"## {part['heading']}", *part["paragraphs"]]
    hugo.refuse_difference(page, matter, tuple(meant))
    return Post(slug=subject.source.slug, markdown=page, grounding=grounding(subject))


def front_matter(subject: Subject) -> hugo.FrontMatter:
    """What the front matter says. A local file has no address that a reader could open."""
    source, house, top = subject.source, subject.house, subject.draft.head
    tags = dict.fromkeys(markdown.line(tag) for tag in top.tags)
    public = source.locator.kind != "file" and "@" not in source.locator.address
    return hugo.FrontMatter(
        title=markdown.line(top.title),
        date=hugo.moment(source.published or source.seen_at, house.timezone),
        description=markdown.line(top.description),
        tags=tuple(tag for tag in tags if tag),
        categories=(markdown.line(house.category),),
        source_url=markdown.line(source.locator.address) if public else None,
        source_name=markdown.line(house.source_name),
        draft=True,
    )


def header(subject: Subject) -> hugo.Header:
    """Attribution, notices and players. An episode without a date is attributed without one."""
    published = subject.source.published
    year, month = (int(part) for part in published.split("-")[:2]) if published else (None, None)
    extract = subject.draft.writer.startswith("extract")
    notices = (subject.house.notice, EXTRACT_BANNER if extract else None)
    return hugo.Header(
        source_name=markdown.line(subject.house.source_name),
        year=year,
        month=month,
        notices=tuple(line for line in notices if line),
        links=subject.source.links,
    )


def _heading(subject: Subject, section: Section) -> str:
    if section is subject.draft.observation:
        return zh.OBSERVATION
    return markdown.heading(section.heading) or UNNAMED


def _paragraphs(subject: Subject, paragraphs: tuple[Paragraph, ...]) -> list[str]:
    """The paragraphs as Markdown; one in which nothing is left is left out."""
    known = quotes(subject)
    made = (markdown.paragraph(with_quotes(paragraph.text, known)) for paragraph in paragraphs)
    return [text for text in made if text]


def _fill(context: dict[str, Any]) -> str:
    filled: str = _template().render(context)
    return filled.rstrip("\n") + "\n"


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined  # only who renders pays for it

    environment = Environment(  # noqa: S701 (Markdown; each part was made safe on its own)
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    return environment.from_string(assets.text("templates", "hugo.md.j2"))


# --- the record -----------------------------------------------------------------------


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
