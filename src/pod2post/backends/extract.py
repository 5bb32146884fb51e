"""The writer without a model: it copies sentences, gives their times, and says so.

It answers the same requests as a model, from `Request.material`. Whatever it says in
Chinese is scaffolding of its own; it never translates. It also stands in for a model
whose replies could not be used, so each of its sentences must be true there, too.
"""

import re
from collections.abc import Callable
from typing import Any

from pod2post import codec
from pod2post.backends.telling import evenly, telling
from pod2post.ports import Reply, Request, Shelf
from pod2post.writing.proofing import (
    Backtranslated,
    BacktranslationMaterial,
    BacktranslationReply,
    Compared,
    ComparisonMaterial,
    ComparisonReply,
    NamesMaterial,
    NamesReply,
)
from pod2post.writing.tasks import (
    MATERIALS,
    ChosenPart,
    Episode,
    HeadMaterial,
    HeadReply,
    ObservationMaterial,
    ObservationReply,
    PlanMaterial,
    PlannedOmission,
    PlannedSection,
    PlanReply,
    ProposedQuote,
    QuoteBrief,
    QuotesMaterial,
    QuotesReply,
    SectionMaterial,
    SectionReply,
    SegmentBrief,
    TopicsMaterial,
    TopicsReply,
    WrittenParagraph,
)

WORDS_PER_SECTION = 1800  # eleven minutes or so of talk
LEFT_OUT = {
    "advertisement": "廣告，不是談話的內容",
    "intro": "開場介紹",
    "small talk": "片尾或閒談",
}
COPIED = "這一節由程式從"
EXTRACTED = (
    "這一頁是摘錄：程式依談話順序選出原句，附上說出口的時間，沒有翻譯，也沒有經過語言模型，"
    "可以一邊讀、一邊聽原音。"
)
SUMMARISED = "這段摘要由程式整理，沒有經過語言模型。"
MOST_TAGS = 6
TITLES_IN_HEADING = 2
LONGEST_TITLE = 60


class Extract:
    """See `ports.Writer`. It needs nothing, costs nothing and always gives the same answer."""

    identity = "extract 1"
    label = "extract"
    composes = False

    def reply(self, request: Request, /, *, shelf: Shelf) -> Reply:  # noqa: ARG002
        material: Any = codec.decode(MATERIALS[request.task], request.material)
        text = codec.encode(TASKS[request.task](material)).decode()
        return Reply(text=text, finish="stop", usage=None, model=self.label)


# --- topics ---------------------------------------------------------------------------


def topics(material: TopicsMaterial) -> TopicsReply:
    """The program's own cut, without titles."""
    ours = (place.id for place in material.places if place.ours)
    return TopicsReply(parts=tuple(ChosenPart(start=id_, title="", kind="talk") for id_ in ours))


# --- plan -----------------------------------------------------------------------------


def plan(material: PlanMaterial) -> PlanReply:
    """Neighbouring segments of talk, grouped evenly by their words."""
    talk = [s for s in material.segments if s.kind == "talk"] or list(material.segments)
    words = sum(s.words for s in talk)
    count = min(material.most, max(material.least, round(words / WORDS_PER_SECTION)))
    groups = [[talk[n] for n in part] for part in evenly([s.words for s in talk], count)]
    return PlanReply(
        thesis="依談話順序摘錄各段的重點",
        titles=(_title(material.episode),),
        sections=tuple(
            PlannedSection(
                heading=_heading(group),
                angle="摘錄這一段最有代表性的原句",
                segments=tuple(s.id for s in group),
            )
            for group in groups
        ),
        left_out=tuple(
            PlannedOmission(segment=s.id, why=LEFT_OUT[s.kind])
            for s in material.segments
            if s not in talk
        ),
    )


def _heading(group: list[SegmentBrief]) -> str:
    titles = [_line(s.title) for s in group if s.title.strip()]
    shown = "／".join(dict.fromkeys(titles[:TITLES_IN_HEADING]))
    more = " 等" if len(titles) > TITLES_IN_HEADING else ""
    span = f"{group[0].at} 到 {group[-1].until}"
    return f"{span}：{shown}{more}" if shown else span


def _line(text: str) -> str:
    line = " ".join(_unmarked(text).split())
    return line if len(line) <= LONGEST_TITLE else line[:LONGEST_TITLE].rstrip() + "…"


def _unmarked(text: str) -> str:
    """Only a quotation of ours may look like a placeholder."""
    return text.replace("⟦", "〔").replace("⟧", "〕")


# --- quotes ---------------------------------------------------------------------------


def quotes(material: QuotesMaterial) -> QuotesReply:
    """The most telling sentences, each whole and in one speaker's turn; the host's weigh less."""
    refused = {row.source for row in material.rejected}
    lines = [line for line in material.lines if line.text not in refused]
    hosts = {n.canonical for n in material.episode.names if n.note.startswith("主持人")}
    lighter = {n for n, line in enumerate(lines) if line.speaker in hosts}
    chosen = telling([line.text for line in lines], material.wanted, lighter)
    return QuotesReply(
        quotes=tuple(
            ProposedQuote(
                cues=(lines[n].id,),
                source=lines[n].text,
                chinese=None,
                speaker=lines[n].speaker or "",
            )
            for n in chosen
        )
    )


# --- section --------------------------------------------------------------------------


def section(material: SectionMaterial) -> SectionReply:
    """One sentence on the span, then each quotation with its time and speaker."""
    lines = material.lines
    span = f"{lines[0].at} 到 {lines[-1].at}" if lines else "這一段"
    ends = tuple(dict.fromkeys((lines[0].id, lines[-1].id))) if lines else ()
    if not material.quotes:
        how = "沒有找到可以引用的句子，內容請聽原音。"
    elif any(quote.chinese for quote in material.quotes):
        how = "只列出引述，沒有改寫。"
    else:
        how = "句子照原文抄錄，沒有翻譯。"
    said = f"{COPIED} {span} 的談話摘錄，{how}"
    opening = WrittenParagraph(text=said, cues=ends)
    rows = (WrittenParagraph(text=_introduced(q), cues=()) for q in material.quotes)
    return SectionReply(heading=material.heading, paragraphs=(opening, *rows))


def _introduced(quote: QuoteBrief) -> str:
    who = f"{_unmarked(quote.speaker)} 說" if quote.speaker else "有人說"
    return f"{quote.at}，{who}：⟦q:{quote.id}⟧"


# --- head and observation -------------------------------------------------------------


def head(material: HeadMaterial) -> HeadReply:
    """The source's own title, and in Chinese what this page is."""
    about = material.episode
    show = _line(about.show) or "這個節目"
    copied = all(part.paragraphs[0].text.startswith(COPIED) for part in material.sections)
    headings = "；".join(_unmarked(part.heading) for part in material.sections)
    first = (part.paragraphs[0].cues[:1] for part in material.sections)
    cues = tuple(dict.fromkeys(id_ for ids in first for id_ in ids))
    lead = (
        f"這一集是 {show} 的 {_title(about)}。各節依序是：{headings}。",
        "標題沿用節目原本的標題，摘要和這段前言由程式整理，沒有經過語言模型。",
    )
    return HeadReply(
        title=_title(about),
        description=f"{show} 的一集談話。{EXTRACTED if copied else SUMMARISED}",
        tags=_tags(material),
        lead=tuple(WrittenParagraph(text=text, cues=cues) for text in lead),
    )


def _title(about: Episode) -> str:
    return " ".join(_unmarked(about.title or about.show).split()) or "節目摘錄"


def _tags(material: HeadMaterial) -> tuple[str, ...]:
    """Names from the sheet that the page or the source's title holds: guests, hosts, others."""
    about = material.episode
    told = [about.title, about.description]
    told += [row.text for part in material.sections for row in part.paragraphs]
    text = "\n".join(told)
    order = ("來賓", "主持人", "人名", "公司", "產品")
    rows = [
        (order.index(kind), row.canonical)
        for row in about.names
        if (kind := re.split("，", row.note)[0]) in order and row.canonical in text
    ]
    return tuple(name for _, name in sorted(rows, key=lambda row: row[0]))[:MOST_TAGS]


def observation(material: ObservationMaterial) -> ObservationReply:
    """The editor's notes as they stand, a paragraph for each of their lines."""
    lines = (re.sub(r"^\s*[-*•]\s+", "", row) for row in _unmarked(material.notes).splitlines())
    texts = [line.strip() for line in lines if line.strip()]
    return ObservationReply(paragraphs=tuple(WrittenParagraph(text=t, cues=()) for t in texts))


# --- what no code can do ---------------------------------------------------------------


def names(material: NamesMaterial) -> NamesReply:  # noqa: ARG001
    """None: whoever proposes a name knows of the world."""
    return NamesReply(names=())


def backtranslation(material: BacktranslationMaterial) -> BacktranslationReply:
    """It abstains from each."""
    rows = (Backtranslated(id=quote.id, english=None) for quote in material.quotes)
    return BacktranslationReply(translations=tuple(rows))


def comparison(material: ComparisonMaterial) -> ComparisonReply:
    """It cannot tell."""
    rows = (
        Compared(id=pair.id, verdict="cannot tell", difference="none", what="")
        for pair in material.pairs
    )
    return ComparisonReply(verdicts=tuple(rows))


TASKS: dict[str, Callable[[Any], Any]] = {
    "topics": topics,
    "plan": plan,
    "quotes": quotes,
    "section": section,
    "head": head,
    "observation": observation,
    "names": names,
    "backtranslation": backtranslation,
    "comparison": comparison,
}
