"""Small fixed materials, one or more for each task: what `pod2post prompts show --sample` shows.

A person's own prompts are tried on all of them before anything is paid, so each branch of
ours has one that takes it. The show, the people and the companies are invented.
"""

from dataclasses import replace
from typing import Any

from pod2post.writing.proofing import (
    BacktranslationMaterial,
    ComparisonMaterial,
    Counted,
    NamesMaterial,
    Pair,
    Rendered,
)
from pod2post.writing.tasks import (
    Episode,
    HeadMaterial,
    Line,
    NameLine,
    ObservationMaterial,
    Place,
    PlanMaterial,
    QuoteBrief,
    QuotesMaterial,
    Rejected,
    SectionMaterial,
    SectionText,
    SegmentBrief,
    TopicsMaterial,
    WrittenParagraph,
)

EPISODE = Episode(
    show="Tidal Notes",
    title="Bram Hollis on buoys that lie",
    description="Bram Hollis of Saltmarsh Labs builds weather buoys. Why does he make them doubt?",
    names=(
        NameLine(canonical="Lena Pike", note="主持人"),
        NameLine(canonical="Bram Hollis", note="來賓"),
        NameLine(canonical="Saltmarsh Labs", note="公司"),
        NameLine(canonical="Cormorant", note="產品，中文作「鸕鶿」"),
        NameLine(canonical="Fathom", note=""),
    ),
)
BARE = Episode(show="Tidal Notes", title="Talk 12", description="", names=())
PART = replace(BARE, part=(2, 3))
LINES = (
    Line(id="c0004", at="2:10", speaker="Lena Pike", text="When did you stop trusting the buoy?"),
    Line(
        id="c0005",
        at="2:14",
        speaker="Bram Hollis",
        text="The night it reported a calm sea while, um, while we were holding on to the rail.",
    ),
    Line(id="c0006", at="2:21", speaker=None, text="It was wrong by 4 meters, and very sure."),
)
SEGMENTS = (
    SegmentBrief(
        id="g1",
        at="0:00",
        until="1:40",
        title="Welcome",
        kind="intro",
        words=210,
        gist=("Welcome to Tidal Notes.",),
    ),
    SegmentBrief(
        id="g2",
        at="1:40",
        until="9:05",
        title="The calm that was none",
        kind="talk",
        words=1120,
        gist=("When did you stop trusting the buoy?", "It was wrong by 4 meters, and very sure."),
    ),
)
PLACES = (
    Place(id="p0", at="0:00", ours=True, before=(), after=LINES[:1]),
    Place(id="p1", at="2:14", ours=False, before=LINES[:1], after=LINES[1:2]),
    Place(id="p2", at="2:21", ours=True, before=LINES[:2], after=LINES[2:]),
)
SECTIONS = (
    SectionText(
        heading="浮標說風平浪靜的那一夜",
        paragraphs=(
            WrittenParagraph(text="那一夜海浪比浮標說的高了四公尺。", cues=("c0005", "c0006")),
            WrittenParagraph(text="「它錯了，而且很有把握。」Hollis 說。", cues=("c0006",)),
        ),
    ),
)
THESIS = "儀器最危險的時候，不是壞掉，而是很有把握地說錯。"
QUOTES = QuotesMaterial(
    episode=EPISODE,
    section="s1",
    heading="浮標說風平浪靜的那一夜",
    angle="他為什麼不再相信自己的浮標；靠那一夜的誤差。",
    lines=LINES,
    wanted=3,
)
SAID = QuoteBrief(
    id="s1q1",
    at="2:14",
    speaker="Bram Hollis",
    source="we were holding on to the rail",
    chinese="我們正抓著欄杆不放。",
)
NOBODYS = QuoteBrief(
    id="s1q2",
    at="2:21",
    speaker=None,
    source="It was wrong by 4 meters, and very sure.",
    chinese="它差了四公尺，而且很有把握。",
)
SECTION = SectionMaterial(
    episode=EPISODE,
    thesis=THESIS,
    headings=("浮標說風平浪靜的那一夜", "教機器懷疑自己"),
    section="s1",
    heading=QUOTES.heading,
    angle=QUOTES.angle,
    lines=LINES,
    quotes=(SAID, NOBODYS),
)
NAMES = NamesMaterial(
    show="Tidal Notes",
    title=EPISODE.title,
    description=EPISODE.description,
    chapters=("Welcome", "The calm that was none"),
    known=("Bram Hollis（來賓）",),
    counted=(Counted(words="Salt Marsh Labs", times=3), Counted(words="Cormorant", times=2)),
)

SAMPLES: dict[str, tuple[Any, ...]] = {
    "topics": (
        TopicsMaterial(episode=EPISODE, places=PLACES, end="9:05", least=2, most=3, longest=47),
        TopicsMaterial(episode=BARE, places=PLACES[::2], end="9:05", least=2, most=2, longest=70),
    ),
    "plan": (
        PlanMaterial(episode=EPISODE, segments=SEGMENTS, least=1, most=2),
        PlanMaterial(episode=PART, segments=SEGMENTS, least=3, most=3),
    ),
    "quotes": (
        QuotesMaterial(
            episode=EPISODE,
            section="s1",
            heading=QUOTES.heading,
            angle=QUOTES.angle,
            lines=LINES,
            wanted=1,
            rejected=(Rejected(source="The sea was calm that night.", why="逐字稿裡沒有這段話"),),
        ),
        QUOTES,
    ),
    "section": (
        SECTION,
        SectionMaterial(
            episode=BARE,
            thesis=THESIS,
            headings=SECTION.headings,
            section="s1",
            heading=QUOTES.heading,
            angle=QUOTES.angle,
            lines=LINES,
            quotes=(),
        ),
    ),
    "head": (
        HeadMaterial(
            episode=EPISODE,
            thesis=THESIS,
            titles=("浮標說海很平，船上的人抓著欄杆", "他教浮標懷疑自己"),
            sections=SECTIONS,
        ),
    ),
    "observation": (
        ObservationMaterial(
            episode=EPISODE, thesis=THESIS, sections=SECTIONS, notes="想談感測器的校正。"
        ),
        ObservationMaterial(episode=BARE, thesis=THESIS, sections=SECTIONS, notes=""),
    ),
    "names": (
        NAMES,
        NamesMaterial(
            show="Tidal Notes", title="Talk 12", description="", chapters=(), known=(), counted=()
        ),
    ),
    "backtranslation": (
        BacktranslationMaterial(
            names=("Bram Hollis（來賓）",),
            quotes=(Rendered(id="s1q1", chinese="我們正抓著欄杆不放。"),),
        ),
        BacktranslationMaterial(names=(), quotes=()),
    ),
    "comparison": (
        ComparisonMaterial(
            pairs=(
                Pair(
                    id="s1q1",
                    spoken="we were holding on to the rail",
                    back="We were holding on to the railing and not letting go.",
                ),
            )
        ),
    ),
}
