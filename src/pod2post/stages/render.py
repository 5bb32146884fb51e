"""The post: Markdown for Hugo, read back before it is given. Pure."""

from dataclasses import replace

from pod2post import filling, zh
from pod2post.page import hugo, markdown, ownpage, seriesbox
from pod2post.page.grounding import grounding
from pod2post.page.quoting import shown, with_quotes
from pod2post.page.site import filled
from pod2post.ports import Shelf, Tell
from pod2post.rules import mentions, references
from pod2post.rules.passages import quotes, sections
from pod2post.stage import stage
from pod2post.values import Locator, Paragraph, Post, Quote, Section, Subject
from pod2post.writing.authorship import is_extract, is_small

EXTRACT_BANNER = "這份草稿由程式從逐字稿摘錄原文而成，沒有任何語言模型參與撰寫；引文保留原文。"
SMALL_BANNER = (
    "這份草稿由本機的小型語言模型寫成：數字、人名、語意常有錯，自動檢查無法全數找出，"
    "發表前請逐句對照錄音。"
)
EXTRACT_NOTICE = "本文由程式從逐字稿摘錄原文而成，沒有任何語言模型參與撰寫；引文保留原文。"
SMALL_NOTICE = "本文初稿由本機的小型語言模型寫成，經 {editor} 審閱後發表。"
UNNAMED = "（未命名）"


@stage("post", 3)
def render(subject: Subject, /, *, shelf: Shelf, tell: Tell) -> Post:
    """The page, always `draft: true`, read back before it is given. Raises as `rendered`."""
    return rendered(subject)


def rendered(subject: Subject, issued: hugo.Publication | None = None) -> Post:
    """As `render`, for whoever has no store; `issued`: as a published page, `draft: false`.

    Raises:
        BadInput: the publication day or the site's zone is no moment, or a person's own
            template makes a page that would break the site.
        Pod2postError: the page would not read back as what was meant (our bug).
    """
    matter = front_matter(subject, issued)
    top = hugo.header(header(subject, issued))
    lead = _paragraphs(subject, subject.draft.head.lead)
    parts = [
        {
            "heading": _heading(subject, section),
            "paragraphs": _paragraphs(subject, section.paragraphs),
        }
        for section in sections(subject)
    ]
    context = {
        "front_matter": hugo.front_matter(matter),
        "header": top,
        "lead": lead,
        "sections": parts,
    }
    body = list(lead)
    for part in parts:
        body += [f"## {part['heading']}", *part["paragraphs"]]
    template = subject.front.site.template
    if template is not None:
        page = ownpage.filled(template, context)
        ownpage.refuse_broken(page, matter, [*top, *body])
    else:
        page = filling.fill("templates", "hugo.md.j2", context).rstrip("\n") + "\n"
        own = [block for block in body if block in set(_own(subject).values())]
        hugo.refuse_difference(page, matter, _blocks([*top, "---", *body]), _blocks(own))
    return Post(slug=subject.source.slug, markdown=page, grounding=grounding(subject))


def front_matter(subject: Subject, issued: hugo.Publication | None = None) -> hugo.FrontMatter:
    """What the front matter says; without `source_url` where there is no public address."""
    source, house, top = subject.source, subject.house, subject.draft.head
    tags: dict[str, str] = {}
    for tag in (*top.tags, *house.tags):  # Hugo merges AI and ai
        tags.setdefault(markdown.term(tag).casefold(), markdown.term(tag))
    date = (
        issued.date if issued else hugo.moment(source.published or source.seen_at, house.timezone)
    )
    series = subject.front.series
    return hugo.FrontMatter(
        title=_title(subject),
        date=date,
        lastmod=issued.lastmod if issued else None,
        description=markdown.line(top.description),
        image=_image(subject, date),
        tags=tuple(tag for tag in tags.values() if tag),
        categories=tuple(filter(None, (markdown.term(house.category),))),
        series=(markdown.term(series.name),) if series else (),
        related_companies=mentions.companies(subject),
        related_people=mentions.people(subject),
        source_url=_address(source.locator),
        source_name=markdown.line(house.source_name),
        references=references.references(subject),
        draft=issued is None,
    )


def _title(subject: Subject) -> str:
    """The title; of a series in which two parts have the same, with the part that it is of."""
    title, series = subject.draft.head.title, subject.front.series
    return seriesbox.titles(series, title)[series.number - 1] if series else markdown.line(title)


def _image(subject: Subject, date: str) -> str | None:
    """The editor's picture, "" for none, else the place that the settings give it."""
    pattern, chosen = subject.front.site.image, subject.front.edit.image
    if chosen is not None:
        return chosen or None
    return filled(pattern, subject.source.slug, date) if pattern else None


def _address(locator: Locator) -> str | None:
    """The public address. A feed's may hold a listener's own key: no query, no user is shown."""
    address = markdown.line(locator.address)
    if not address.startswith(("https://", "http://")):
        return None
    if locator.kind == "youtube":
        return address
    bare = address.partition("?")[0].partition("#")[0]
    return bare if locator.kind == "enclosure" and "@" not in bare else None


def header(subject: Subject, issued: hugo.Publication | None = None) -> hugo.Header:
    """Attribution, notices and players. An episode without a date is attributed without one."""
    published = subject.source.published
    year, month = (int(part) for part in published.split("-")[:2]) if published else (None, None)
    writer, author = subject.draft.writer, None
    if is_extract(writer):
        author = EXTRACT_NOTICE if issued else EXTRACT_BANNER
    elif is_small(writer):
        author = SMALL_NOTICE.format(editor=issued.editor) if issued else SMALL_BANNER
    notices = (subject.house.notice, author, *(issued.notices if issued else ()))
    series = subject.front.series
    return hugo.Header(
        source_name=markdown.line(subject.house.source_name),
        series=seriesbox.box(series, subject.draft.head.title) if series else "",
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
    known, own = quotes(subject), _own(subject)
    made = (
        own.get(row.text) or markdown.paragraph(with_quotes(row.text, known)) for row in paragraphs
    )
    return [text for text in made if text]


def _own(subject: Subject) -> dict[str, str]:
    """What an editor wrote as Markdown, by its text: printed as it is, quotations made safe."""
    if not subject.verbatim:
        return {}
    safe = {name: _safe(quote) for name, quote in quotes(subject).items()}
    return {text: with_quotes(text, safe) for text in subject.verbatim}


def _safe(quote: Quote) -> Quote:
    words = shown(quote)
    return quote if words is None else replace(quote, chinese=markdown.inline(words))


def printed(
    subject: Subject,
) -> list[tuple[str, str | None, list[tuple[Paragraph, str]]]]:
    """By part: where it is ("lead" or an id), its heading, each paragraph with its Markdown."""

    def rows(paragraphs: tuple[Paragraph, ...]) -> list[tuple[Paragraph, str]]:
        made = ((row, "".join(_paragraphs(subject, (row,)))) for row in paragraphs)
        return [(row, block) for row, block in made if block]

    lead = rows(subject.draft.head.lead)
    parts = [(s.id, _heading(subject, s), rows(s.paragraphs)) for s in sections(subject)]
    return [("lead", None, lead), *parts]


def _blocks(texts: list[str]) -> tuple[str, ...]:
    """The blocks as a reader finds them; an editor's own may hold an empty line."""
    return tuple("\n\n".join(texts).split("\n\n")) if texts else ()
