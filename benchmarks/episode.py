"""A long episode as a finished run: 2,000 cues of three hours, 6 sections, 60 quotations.

People, show and sentences are made up; it is the same whenever it is made.
"""

import random
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]  # its files name each other as the tests do

from long_talk import GUEST, HOST, sentences  # noqa: E402
from pod2post.revision import reopening  # noqa: E402
from pod2post.runs import Ledger, Record, Run, open_run  # noqa: E402
from pod2post.settings import Settings  # noqa: E402
from pod2post.store import now  # noqa: E402
from pod2post.values import (  # noqa: E402
    Audio,
    Checked,
    Coverage,
    Cue,
    Draft,
    Head,
    House,
    Links,
    Locator,
    Names,
    Outline,
    Paragraph,
    Plan,
    Quote,
    Quotes,
    Section,
    Segment,
    Segments,
    Source,
    Subject,
    Transcript,
)

CUES, SECTIONS, QUOTES, RUNS = 2000, 6, 60, 300
LENGTH_MS = 3 * 3_600_000
PROSE = (
    "這件事從頭到尾都有人看著，卻沒有誰開口問過原因",
    "後來大家才慢慢明白，當時的選擇並不容易",
    "港口的冬天特別長，船都停在岸邊等風",
    "最先提出主意的人已經沒有誰記得，只記得結果很好",
    "每次的紀錄都留了下來，因為總有用得上的時候",
    "這樣的工作沒有捷徑，只能天天做，直到做完",
    "燈塔看守人的日記裡，寫的多半是天氣和來往的船",
    "磨坊的水輪修了又壞，村裡的人卻從來不抱怨",
)
# What is quoted, with its rendering.
SAID = (
    ("We kept every letter, because a letter is a promise.", "我們留著每封信，因為信就是承諾。"),
    ("The river moved, and nobody told the map.", "河搬走了，卻沒有人告訴地圖。"),
    ("My teacher never raised her voice, and we listened.", "我的老師從不大聲，而我們都聽。"),
    ("A lighthouse is only a lamp that refuses to leave.", "燈塔不過是不肯離開的燈。"),
    ("You cannot hurry bread, and you cannot hurry trust.", "麵包急不得，信任也急不得。"),
    ("The harbor was quiet, so we mended the nets.", "港口很安靜，所以我們補漁網。"),
    ("Nobody wanted the old mill, and so it became ours.", "沒有人要那座舊磨坊，它就成了我們的。"),
    ("When the wind changed, the captain smiled.", "風向變了，船長笑了。"),
    ("I would rather repair a clock than buy a new watch.", "我寧可修鐘，也不買新錶。"),
    ("The orchard remembers every winter we forgot.", "我們忘掉的冬天，果園都記得。"),
)


def talk() -> Transcript:
    """Two people in turns, a cue every 5.4 seconds."""
    said = sentences()
    step = LENGTH_MS // CUES
    quoted = {_cue(part, number): SAID[number][0] for part, number in _places()}
    cues = tuple(
        Cue(
            id=f"c{number + 1:04}",
            start_ms=number * step,
            end_ms=number * step + step - 400,
            speaker=HOST if number % 7 == 0 else GUEST,
            text=quoted.get(number) or next(said),
            confidence=93,
        )
        for number in range(CUES)
    )
    heard = Coverage(duration_ms=LENGTH_MS, speech_ms=LENGTH_MS, recognised_ms=LENGTH_MS, failed=())
    return Transcript(language="en", cues=cues, made_by="benchmark", coverage=heard)


def _places() -> list[tuple[int, int]]:
    return [(part, number) for part in range(SECTIONS) for number in range(QUOTES // SECTIONS)]


def _cue(part: int, number: int) -> int:
    """Which cue is quoted: one by the guest, evenly over the section."""
    at = part * (CUES // SECTIONS) + number * (CUES // SECTIONS // 11)
    return at + (at % 7 == 0)


def written(heard: Transcript) -> tuple[tuple[Quotes, ...], Draft]:
    """Six sections of eleven paragraphs; ten quotations in each."""
    chance, quotes, sections = random.Random(6), [], []
    each = len(heard.cues) // SECTIONS
    for part in range(SECTIONS):
        name, cues = f"s{part + 1}", heard.cues[part * each : (part + 1) * each]
        mine, rows = [], []
        for number in range(QUOTES // SECTIONS):
            cue = heard.cues[_cue(part, number)]
            mine.append(_quote(f"{name}q{number + 1}", name, cue))
            text = f"{_prose(chance)}{GUEST} 說：⟦q:{name}q{number + 1}⟧{_prose(chance)}"
            rows.append(Paragraph(text=text, cues=(cue.id, heard.cues[_cue(part, number) + 1].id)))
        rows.append(Paragraph(text=_prose(chance) + _prose(chance), cues=(cues[-1].id,)))
        quotes.append(Quotes(section=name, quotes=tuple(mine), dropped=()))
        heading = f"{PROSE[part][-7:]}的故事"
        sections.append(Section(id=name, heading=heading, paragraphs=tuple(rows)))
    head = Head(
        title=f"{GUEST} 談三小時：留下來的，往往是沒有人問過的事",
        description=_prose(chance) + _prose(chance),
        tags=(GUEST, "Podcast", "訪談"),
        lead=(Paragraph(text=_prose(chance), cues=(heard.cues[0].id,)),),
    )
    own = Section(
        id="observation",
        heading="我的觀察",
        paragraphs=(Paragraph(text=_prose(chance), cues=()),),
    )
    return tuple(quotes), Draft(
        head=head, sections=tuple(sections), observation=own, writer="openai by hand"
    )


def _quote(name: str, section: str, cue: Cue) -> Quote:
    return Quote(
        id=name,
        section=section,
        cues=(cue.id,),
        source=cue.text,
        chinese=SAID[int(name.partition("q")[2]) - 1][1],
        speaker=cue.speaker,
        start_ms=cue.start_ms,
        end_ms=cue.end_ms,
        grade="exact",
        tests=(),
    )


def _prose(chance: random.Random) -> str:
    return "，".join(chance.sample(PROSE, 3)) + "。"


def kept(workspace: Path, number: int = 0) -> Run:
    """The episode as a finished run of the workspace."""
    heard = talk()
    quotes, draft = written(heard)
    source = Source(
        locator=Locator(kind="enclosure", address=f"https://example.org/{number}.mp3"),
        slug=f"three-hours-{number}",
        title=f"Three hours with {GUEST}",
        show="Nightfall Radio",
        published="2026-01-26",
        duration_ms=LENGTH_MS,
        description="Fiction.",
        chapters=(),
        people=(),
        links=Links(),
        captions=(),
        language="en",
        seen_at=now(),
    )
    run = open_run(workspace, source)
    audio = Audio(
        digest="sha256:" + "0" * 64,
        size=1,
        duration_ms=LENGTH_MS,
        codec="mp3",
        channels=1,
        origin=None,
    )
    house = House(
        source_name=source.show,
        category="Podcast",
        tags=("Podcast",),
        host=HOST,
        notice=None,
        timezone="Asia/Taipei",
    )
    subject = Subject(
        source=source,
        audio=audio.digest,
        transcript=heard,
        names=Names(entries=()),
        quotes=quotes,
        draft=draft,
        house=house,
    )
    segments, plan = planned(heard, draft)
    rows = (
        ("resolve", source),
        ("fetch", audio),
        ("attribute", heard),
        ("segment", segments),
        ("plan", plan),
        ("quote", quotes),
        ("write", draft),
    )
    for stage, made in rows:
        run.keep(stage, made)
    reopening.keep_about(run, subject)
    opened = reopening.opened(run, Settings())
    run.keep("amend", opened.amended)
    run.keep("check", Checked(draft=draft, findings=()))
    return run


def planned(heard: Transcript, draft: Draft) -> tuple[Segments, Plan]:
    """What the sections came from: a segment for each."""
    each = len(heard.cues) // SECTIONS
    rows = tuple(
        Segment(
            id=f"g{part + 1}",
            first=heard.cues[part * each].id,
            last=heard.cues[min((part + 1) * each, CUES) - 1 if part < SECTIONS - 1 else -1].id,
            title=f"Topic {part + 1}",
            gist=(heard.cues[part * each].text,),
            kind="talk",
        )
        for part in range(SECTIONS)
    )
    outlines = tuple(
        Outline(id=one.id, heading=one.heading, angle="留下來的事", segments=(f"g{part + 1}",))
        for part, one in enumerate(draft.sections)
    )
    plan = Plan(
        thesis="x",
        titles=(draft.head.title,),
        sections=outlines,
        left_out=(),
        writer="openai by hand",
    )
    return Segments(segments=rows, method="divisive"), plan


def many(workspace: Path) -> None:
    """300 runs: copies of one, each under its own name."""
    first = kept(workspace)
    record = first.record()
    first.write_record(Record(locator=record.locator, ledger=Ledger(usd=0.12)))
    for number in range(1, RUNS):
        shutil.copytree(first.folder, first.folder.with_name(f"{first.folder.name}-{number:03}"))
