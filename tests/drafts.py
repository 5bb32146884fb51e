"""Small valid subjects for tests. Show, people, company and numbers are fiction."""

from dataclasses import replace
from typing import Any

from pod2post.values import (
    Coverage,
    Cue,
    Draft,
    Head,
    House,
    Links,
    Locator,
    Name,
    Names,
    Paragraph,
    Person,
    Quote,
    Quotes,
    Section,
    Source,
    Subject,
    Transcript,
)

WORDS = (
    ("Ida Quill", "Welcome to Paper Harbor. My guest is Tom Ferrow, who founded Mudlark."),
    ("Tom Ferrow", "We started with thirty people in nineteen ninety-six."),
    ("Tom Ferrow", "A map is a promise, and a promise has to be kept every spring."),
    ("Tom Ferrow", "The river moved four hundred meters, and nobody told the map."),
    ("Tom Ferrow", "Half of our charts were wrong, and we printed them anyway."),
    ("Ida Quill", "Who noticed it first?"),
    ("Tom Ferrow", "A ferry captain. She wrote to us, and we sent her a new chart."),
)
CUES = tuple(
    Cue(
        id=f"c{number}",
        start_ms=number * 5000,
        end_ms=number * 5000 + 4500,
        speaker=who,
        text=text,
        confidence=95,
    )
    for number, (who, text) in enumerate(WORDS, 1)
)


def quote(identity: str = "s1q1", **changes: Any) -> Quote:
    """A sound quotation from the third cue, in the first section."""
    sound = Quote(
        id=identity,
        section="s1",
        cues=("c3",),
        source="A map is a promise, and a promise has to be kept every spring.",
        chinese="地圖是一個承諾，而承諾每年春天都要兌現。",
        speaker="Tom Ferrow",
        start_ms=15000,
        end_ms=19500,
        grade="exact",
        tests=(),
    )
    return replace(sound, **changes)


def paragraph(text: str, *cues: str) -> Paragraph:
    return Paragraph(text=text, cues=cues)


def section(identity: str, heading: str, *paragraphs: Paragraph) -> Section:
    return Section(id=identity, heading=heading, paragraphs=paragraphs)


SECTIONS = (
    section(
        "s1",
        "地圖也有保存期限",
        paragraph("Tom Ferrow 在 1996 年和三十個人一起創辦 Mudlark。", "c2"),
        paragraph("⟦q:s1q1⟧他說。在他看來，畫完只是開始。", "c3"),
    ),
    section("s2", "河道搬家了，紙上沒有", paragraph("河道移動了 400 公尺，地圖卻沒有跟上。", "c4")),
    section("s3", "第一個發現的是船長", paragraph("寫信來的是一位渡輪船長。", "c7")),
)
HEAD = Head(
    title="製圖公司創辦人談維護：畫完地圖，只是工作的開始",
    description="Tom Ferrow 用三十個人的團隊畫河口的地圖。他為什麼說地圖是一個承諾？這位虛構的"
    "創辦人怎麼看紙本與河道之間的落差，又怎麼面對已經印出去的錯誤？",
    tags=("Tom Ferrow", "Mudlark", "地圖", "Podcast"),
    lead=(paragraph("在 Paper Harbor 的這場訪談中，Tom Ferrow 談的不是地圖，而是維護。", "c1"),),
)


def observation(*texts: str) -> Section:
    return section("observation", "我的觀察", *(paragraph(text) for text in texts))


def source(**changes: Any) -> Source:
    """A YouTube episode with all three players."""
    seen = Source(
        locator=Locator(kind="youtube", address="https://www.youtube.com/watch?v=AbCdEfGhIjK"),
        slug="keeping-the-map",
        title="Keeping the map, with Tom Ferrow",
        show="Paper Harbor",
        published="2025-02-10",
        duration_ms=600_000,
        description="Fiction. Ida Quill talks with Tom Ferrow of Mudlark.",
        chapters=(),
        people=(Person(name="Ida Quill", role="host"), Person(name="Tom Ferrow", role="guest")),
        links=Links(
            youtube="AbCdEfGhIjK",
            spotify="episode/0123456789abcdefABCDEF",
            apple="tw/podcast/keeping-the-map/id1000000001?i=1000000000001",
        ),
        captions=(),
        language="en",
        seen_at="2025-03-01T08:00:00Z",
    )
    return replace(seen, **changes)


def house(**changes: Any) -> House:
    home = House(
        source_name="Paper Harbor",
        category="虛構訪談",
        tags=("Podcast",),
        host="Ida Quill",
        notice=None,
        timezone="Asia/Taipei",
    )
    return replace(home, **changes)


def transcript(speech_ms: int = 600_000) -> Transcript:
    heard = Coverage(duration_ms=600_000, speech_ms=speech_ms, recognised_ms=speech_ms, failed=())
    return Transcript(language="en", cues=CUES, made_by="hand", coverage=heard)


def subject(
    *,
    head: Head = HEAD,
    sections: tuple[Section, ...] = SECTIONS,
    opinion: Section | None = None,
    quotes: tuple[Quote, ...] | None = None,
    **changes: Any,
) -> Subject:
    """A subject in which no rule finds anything, unless the test changes a part."""
    chosen = (quote(),) if quotes is None else quotes
    whole = Subject(
        source=source(),
        audio="sha256:" + "0" * 64,
        transcript=transcript(),
        names=Names(entries=(Name(canonical="Mudlark", kind="company"),)),
        quotes=(Quotes(section="s1", quotes=chosen, dropped=()),),
        draft=Draft(head=head, sections=sections, observation=opinion, writer="by hand"),
        house=house(),
    )
    return replace(whole, **changes)


def with_text(text: str, *cues: str, **changes: Any) -> Subject:
    """The subject whose second section says `text` in place of its own, resting on `cues`."""
    changed = replace(SECTIONS[1], paragraphs=(paragraph(text, *(cues or ("c4",))),))
    return subject(sections=(SECTIONS[0], changed, SECTIONS[2]), **changes)


def with_quote(**changes: Any) -> Subject:
    """The subject whose only quotation is changed."""
    return subject(quotes=(quote(**changes),))
