"""Inputs that never change, for the locks of the stages. People and things are invented."""

from pathlib import Path

from pod2post.values import (
    Audio,
    Chapter,
    CheckResult,
    Coverage,
    Cue,
    Draft,
    Head,
    Hotwords,
    House,
    Links,
    Locator,
    Name,
    Names,
    Outline,
    Paragraph,
    Person,
    Quote,
    Quotes,
    Section,
    Segment,
    Segments,
    Source,
    Subject,
    Transcript,
)
from pod2post.writing.brief import Brief, Story, Whole
from pod2post.writing.tasks import Episode, NameLine, SectionText, WrittenParagraph

HOST, GUEST = "Mira Quill", "Tomas Reed"
SAID = (
    (HOST, "Welcome to Harbor Talk, today my guest is Tomas Reed."),
    (GUEST, "Thank you, Mira, the harbor has been my office for 12 years."),
    (GUEST, "Every morning the pilots read the tide tables before a ship moves."),
    (GUEST, "A tide table is wrong by twenty minutes when the wind turns."),
    (HOST, "So the pilots trust the tide less than their own eyes?"),
    (GUEST, "The tide is a promise, the wind decides whether it is kept."),
    (GUEST, "Pilots wait for the wind, then the ship goes with the tide."),
    (HOST, "And the ship owners accept the waiting?"),
    (GUEST, "Software changed the schedule of the cranes completely."),
    (GUEST, "We wrote the crane software with Lumen, a company of 5 people."),
    (HOST, "What does the software know that the crane driver does not?"),
    (GUEST, "The software knows which container is needed first, the driver sees the swing."),
    (GUEST, "A crane driver still stops the software about 3 times a day."),
    (HOST, "Does the software learn from the driver?"),
    (GUEST, "It writes each stop down, and the driver explains the stop at noon."),
    (HOST, "Tomas, thank you for the tide and for the cranes."),
)


def cues(named: bool = True) -> tuple[Cue, ...]:
    return tuple(
        Cue(
            id=f"c{n:04d}",
            start_ms=60_000 * n,
            end_ms=60_000 * n + 55_000,
            speaker=speaker if named else None,
            text=text,
            confidence=90,
        )
        for n, (speaker, text) in enumerate(SAID)
    )


def transcript(named: bool = True) -> Transcript:
    length = 60_000 * len(SAID)
    covered = Coverage(duration_ms=length, speech_ms=length, recognised_ms=length, failed=())
    return Transcript(language="en", cues=cues(named), made_by="fixed ear", coverage=covered)


AUDIO = Audio(
    digest="sha256:" + "a" * 64,
    size=9,
    duration_ms=60_000 * len(SAID),
    codec="mp3",
    channels=1,
    origin="/talks/harbor.mp3",
)
WORDS = Hotwords(words=("Tomas Reed", "Lumen"), language=None)
CHAPTERS = tuple(
    Chapter(start_ms=60_000 * at, title=title)
    for at, title in ((0, "Welcome"), (2, "Tides"), (8, "Cranes"), (15, "Goodbye"))
)
NAMES = Names(
    entries=(
        Name(canonical=HOST, kind="person", role="host"),
        Name(canonical=GUEST, kind="person", role="guest", heard=("Thomas Reed",)),
        Name(canonical="Lumen", kind="company", chinese="流明"),
    )
)
SOURCE = Source(
    locator=Locator(kind="youtube", address="https://www.youtube.com/watch?v=abcdefghijk"),
    slug="harbor-talk-tides",
    title="Tides and cranes",
    show="Harbor Talk",
    published="2026-03-04",
    duration_ms=AUDIO.duration_ms,
    description="Tomas Reed on tides and cranes.",
    chapters=CHAPTERS,
    people=(Person(name=GUEST, role="guest"),),
    links=Links(youtube="abcdefghijk"),
    captions=(),
    language="en",
    seen_at="2026-03-05T00:00:00+00:00",
)
SEGMENTS = Segments(
    segments=(
        Segment(
            id="g1", first="c0000", last="c0007", title="Tides", gist=(SAID[3][1],), kind="talk"
        ),
        Segment(
            id="g2", first="c0008", last="c0015", title="Cranes", gist=(SAID[8][1],), kind="talk"
        ),
    ),
    method="chapters",
)
EPISODE = Episode(
    show="Harbor Talk",
    title="Tides and cranes",
    description="",
    names=tuple(NameLine(canonical=name.canonical, note="") for name in NAMES.entries),
)
OUTLINE = Outline(id="s1", heading="潮汐是一個承諾", angle="為什麼還要看風", segments=("g1",))
BRIEF = Brief(outline=OUTLINE, cues=cues()[:8], episode=EPISODE)
STORY = Story(thesis="港口同時聽潮水和軟體的話", headings=("潮汐是一個承諾", "起重機學會等人"))
QUOTE = Quote(
    id="s1q1",
    section="s1",
    cues=("c0005",),
    source="The tide is a promise, the wind decides whether it is kept.",
    chinese="潮水是一個承諾，守不守得住，要看風。",
    speaker=GUEST,
    start_ms=300_000,
    end_ms=355_000,
    grade="exact",
    tests=(CheckResult(name="verbatim", verdict="ok", note="exact"),),
)
QUOTES = Quotes(section="s1", quotes=(QUOTE,), dropped=())
WHOLE = Whole(
    episode=EPISODE,
    thesis=STORY.thesis,
    titles=("潮水與起重機",),
    sections=(
        SectionText(
            heading=OUTLINE.heading,
            paragraphs=(WrittenParagraph(text="領港員先看風。", cues=("c0006",)),),
        ),
    ),
)
SECTION = Section(
    id="s1",
    heading=OUTLINE.heading,
    paragraphs=(
        Paragraph(text="Tomas Reed 在港口工作了 12 年，他說：⟦q:s1q1⟧", cues=("c0001", "c0005")),
        Paragraph(text="潮汐表會差二十分鐘，領港員因此先等風。", cues=("c0003", "c0006")),
    ),
)
FAULTY = Section(
    id="s2",
    heading="起重机學會等人",
    paragraphs=(
        Paragraph(text="他說「司機每天停下軟件 8 次。」,這是信息。", cues=("c0012",)),
        Paragraph(text="Lumon 只有 5 個人。", cues=()),
    ),
)
DRAFT = Draft(
    head=Head(
        title="潮水是一個承諾",
        description="港口怎麼同時聽潮水和軟體的話。",
        tags=("港口", "Podcast"),
        lead=(Paragraph(text="一座港口，兩種時刻表。", cues=("c0002",)),),
    ),
    sections=(SECTION, FAULTY),
    observation=Section(
        id="observation",
        heading="我的觀察",
        paragraphs=(Paragraph(text="我想到的是等待。", cues=()),),
    ),
    writer="fixed writer",
)
HOUSE = House(
    source_name="Harbor Talk",
    category="港口",
    tags=("Podcast",),
    host=HOST,
    notice=None,
    timezone="Asia/Taipei",
)
SUBJECT = Subject(
    source=SOURCE,
    audio=AUDIO.digest,
    transcript=transcript(),
    names=NAMES,
    quotes=(QUOTES,),
    draft=DRAFT,
    house=HOUSE,
)
MEDIA = Path("harbor.mp3")  # only its name is passed on
