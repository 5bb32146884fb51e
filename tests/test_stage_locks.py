"""What each stage makes of inputs that never change, by digest.

A memo that outlives a changed stage serves stale results. So whoever changes what a stage
makes, or what it asks the writer, raises its version and writes the new digest here;
whoever only tidies up changes nothing.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import fixed
from fakes_ear import FakeEar
from fakes_writer import FakeWriter
from pod2post import codec
from pod2post.hearing.turns import Hints, People, Turns
from pod2post.naming import proposing
from pod2post.ports import Shelf, Talk, Tell
from pod2post.revision.edits import Edit, Edits
from pod2post.stages.amend import amend
from pod2post.stages.attribute import attribute, listen
from pod2post.stages.captioned import captioned, captions
from pod2post.stages.check import check
from pod2post.stages.confirm import confirm
from pod2post.stages.fetch import fetch
from pod2post.stages.judge import Claim, judge
from pod2post.stages.listed import listed
from pod2post.stages.plan import plan
from pod2post.stages.propose import propose
from pod2post.stages.quote import quote
from pod2post.stages.relisten import relisten
from pod2post.stages.render import render
from pod2post.stages.resolve import resolve
from pod2post.stages.segment import segment
from pod2post.stages.topics import places, topics
from pod2post.stages.transcribe import transcribe
from pod2post.stages.write import head, observe, write
from pod2post.store import Store
from pod2post.topics.choosing import Spot
from pod2post.topics.marking import Aside
from pod2post.topics.places import Places
from pod2post.values import (
    Audio,
    Caption,
    Captions,
    Chapter,
    Hotwords,
    Locator,
    Paragraph,
    Piece,
    Source,
    Span,
    Track,
    Windows,
    Word,
)
from pod2post.writing.asking import Pen
from tree import functions, modules

LOCKS: dict[str, tuple[int, str]] = {
    "amended": (2, "sha256:f3d53de7567f25ba1e086ad7089703ebe057e25ae82c9328bebdc1621257332f"),
    "attributed": (3, "sha256:6e331aef242b1e3b8ff1dfb16b21a5b83a0206d746dde18e39320b51a001e487"),
    "audio": (1, "sha256:8814e216f2441f9990695a8b4879d05079cb609ce3d0fecd246ea16857a64fbd"),
    "captioned": (1, "sha256:da04f157fd8f8765539833bc163d5e89880424ee4b6281a11e959b15c538d194"),
    "captions": (1, "sha256:2bda4cdc78efb00e57321690304704e3536edfbee0ffd23bb250ec7cca2e2526"),
    "checked": (5, "sha256:5e65ae515a7bebc2df0cab36952643a48a6c8ed43fc4ec7f529f07657ffdd338"),
    "confirmed": (1, "sha256:6a6724f22ec7d1513275d03e2d2f35fde6d2c415df67d0b41bcbe595fd4f5031"),
    "head": (1, "sha256:c22a43632e5d3afd70e8f04dc238b3901a35f06766fb398260636332070c7b56"),
    "judged": (1, "sha256:50b62bcd095281e52977f6a37a3b665e20e0229457db92b59cd3f781daee5643"),
    "observation": (1, "sha256:836f0913c059c22f42ada2aab215b36be260f3f4b4a786fadecb4a5c5a3c61df"),
    "plan": (1, "sha256:8ae26fbd1d2d92aee3f45894915759a513604cb21de38c2ec6b2c03cf0937ddc"),
    "post": (3, "sha256:7f1a055773f3fdf9179039a8609a9dd5347df91f8acb98d410c58a85a28956ae"),
    "proposed": (1, "sha256:a7cb907cd0e90f28f8e33a9b233e8cfa1af02a3f0f0e22de8cdb0e90f459dc29"),
    "quotes": (4, "sha256:5640b2ddd9276787146530a62974571245dd38f6f394fea585c84ab57af873d6"),
    "relistened": (1, "sha256:a5a543ce7bae1a9be471cd00b1e2368290aa6da681ed9230c01328228079e3fa"),
    "section": (1, "sha256:96a85ad2f5e4e7d840ef3abe3ce497b1439df52d8c002c75730e5ed8086fa108"),
    "segments": (4, "sha256:24e30a83a36eb6500b78ca9c1888e0164536535bf5b71688e3cad7fbce8f0b10"),
    "topics": (1, "sha256:1b02defd8e91122c9ba3ebcbcc9a8d179a65f569eee611fa7f753ccf472f6662"),
    "places": (1, "sha256:afccab88c7472f1290852749d26f774274d33705b4408e4875d95f5e4c80a66f"),
    "listed": (1, "sha256:850f4f7ed27e36a420d7e3a95b63188fc5dcae4406a6d23047581a91ffc8777f"),
    "source": (1, "sha256:01f0c7364020f724a19163392ac1122295a8dd562bc7c8fa7d0290da43565ed4"),
    "transcript": (2, "sha256:c5c814849a803d4e50d71cf62b015e6fa563add35659494311f6125df4d21e4a"),
    "turns": (2, "sha256:9acd463ffa45ad65097e73f90c15dd0e94db2bdef6e240aee2dad7f499553989"),
}


TURNS = Turns(
    voices=tuple(int(speaker == fixed.HOST) for speaker, _ in fixed.SAID),
    margins=tuple(20 + at for at in range(len(fixed.SAID))),
    prints=((1, 2), (3, 4)),
    how="fixed",
)


class Shelves:
    """A library, an ear and voices that always give the same."""

    identity = label = model = "fixed"

    def resolve(self, locator: Locator, /, *, tell: Tell) -> Source:
        return fixed.SOURCE

    def fetch(self, locator: Locator, /, *, shelf: Shelf, tell: Tell) -> Audio:
        return fixed.AUDIO

    def windows(self, media: Path, /, *, tell: Tell) -> Windows:
        spans = tuple(Span(start_ms=at, end_ms=at + 9000) for at in (0, 10_000, 20_000))
        return Windows(spans=spans, duration_ms=30_000, speech_ms=24_000)

    def hear(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        for span in spans:
            texts = fixed.SAID[span.start_ms // 10_000][1].split()
            said = tuple(
                Word(start_ms=at, end_ms=at + 300, text=f" {text}", confidence=80 + n)
                for n, text in enumerate(texts)
                for at in (span.start_ms + 400 * n,)
            )
            failed = "no result" if span.start_ms == 20_000 else None
            yield Piece(span=span, language="en", words=() if failed else said, failed=failed)

    def turns(self, talk: Talk, /, *, shelf: Shelf, tell: Tell) -> Turns:
        return TURNS


REPLIES: dict[str, list[Any]] = {
    "plan": [
        {
            "thesis": fixed.STORY.thesis,
            "titles": ["潮水與起重機"],
            "sections": [
                {"heading": "潮汐", "angle": "風", "segments": ["g1"]},
                {"heading": "起重機", "angle": "人", "segments": ["g2"]},
            ],
            "left_out": [],
        }
    ],
    "topics": [
        {
            "parts": [
                {"start": "p0", "title": "潮汐", "kind": "intro"},
                {"start": "p2", "title": "<b>起重機</b>", "kind": "talk"},
                {"start": "p3", "title": "船", "kind": "talk"},
            ]
        }
    ],
    "backtranslation": [
        {
            "translations": [
                {"id": "s1q1", "english": "The tide is a promise; the wind decides."},
                {"id": "s1q2", "english": None},
                {"id": "s1q3", "english": "The owners wait for the pilots."},
            ]
        }
    ],
    "comparison": [
        {
            "verdicts": [
                {"id": "s1q1", "verdict": "same", "difference": "none", "what": ""},
                {"id": "s1q3", "verdict": "differs", "difference": "roles exchanged", "what": "反"},
            ]
        }
    ],
    "names": [
        {
            "names": [
                {"canonical": "Harbor Talk", "kind": "show", "chinese": None, "heard": []},
                {"canonical": "Nobody Here", "kind": "person", "chinese": None, "heard": ["Mira"]},
            ]
        }
    ],
    "quotes": [
        {
            "quotes": [
                {
                    "cues": ["c0005"],
                    "source": fixed.QUOTE.source,
                    "chinese": fixed.QUOTE.chinese,
                    "speaker": fixed.GUEST,
                },
                {
                    "cues": ["c0001"],
                    "source": "The harbor never sleeps.",
                    "chinese": "港口從不睡覺。",
                    "speaker": fixed.GUEST,
                },
            ]
        }
    ],
    "section": [
        {
            "heading": "潮汐是一個承諾",
            "paragraphs": [{"text": "他說：⟦q:s1q1⟧", "cues": ["c0004"]}],
        }
    ],
    "head": [
        {
            "title": "潮水與起重機",
            "description": "港口的兩種時刻表。",
            "tags": ["港口", "podcast", "Podcast"],
            "lead": [{"text": "一座港口。", "cues": ["c0006"]}],
        }
    ],
    "observation": [{"paragraphs": [{"text": "我想到的是等待。", "cues": ["c0006"]}]}],
}
EDITS = Edits(
    edits=(
        Edit(
            section="s1",
            base=codec.digest(fixed.SECTION),
            heading="新的標題",
            paragraphs=(Paragraph(text="新的段落。", cues=("c0001",)),),
        ),
    )
)
WORLD = Shelves()
TOLD = Captions(
    language="en",
    kind="automatic",
    origin="a test",
    lines=(
        Caption(start_ms=0, end_ms=4_000, text="the tide is a promise the", speaker=fixed.GUEST),
        Caption(start_ms=4_000, end_ms=6_000, text="wind decides.", speaker=fixed.GUEST),
        Caption(start_ms=6_000, end_ms=8_000, text="潮汐是一個承諾。真的？", speaker=None),
    ),
)


ASIDE = Aside(first=5, last=6, kind="advertisement", why=("業配",))
SPOTS = Places(
    cut=fixed.SEGMENTS,
    spots=tuple(
        Spot(id=f"p{n}", cue=at, ours=at in (0, 4, 8)) for n, at in enumerate((0, 2, 4, 8, 10))
    ),
    asides=(ASIDE,),
)


class Beside:
    def chapters(self, locator: Locator, /, *, tell: Tell) -> tuple[Chapter, ...]:
        return fixed.CHAPTERS

    def captions(self, locator: Locator, track: Track, /, *, tell: Tell) -> Captions:
        return replace(TOLD, language=track.language)


AGAIN = FakeEar(
    [
        (300_000, 318_000, "So, the tide is a promise, the wind"),
        (319_000, 330_000, "decides whether it is kept."),
    ]
)
UNHEARD = replace(fixed.QUOTE, id="s1q2", source="Nobody said this.", start_ms=0, end_ms=9_000)
Call = Callable[[Pen, dict[str, Any]], Any]
CALLS: dict[str, tuple[Any, tuple[Call, ...]]] = {
    "source": (resolve, (lambda _, r: resolve(fixed.SOURCE.locator, library=WORLD, **r),)),
    "audio": (fetch, (lambda _, r: fetch(fixed.SOURCE.locator, library=WORLD, **r),)),
    "transcript": (
        transcribe,
        (lambda _, r: transcribe(fixed.AUDIO, fixed.WORDS, WORLD, media=fixed.MEDIA, **r),),
    ),
    "attributed": (
        attribute,
        (lambda _, r: attribute(fixed.transcript(named=False), TURNS, fixed.NAMES, Hints(), **r),),
    ),
    "turns": (
        listen,
        (
            lambda _, r: listen(
                replace(fixed.AUDIO, origin=__file__, size=Path(__file__).stat().st_size),
                (),
                People(),
                WORLD,
                **r,
            ),
        ),
    ),
    "relistened": (
        relisten,
        (
            lambda _, r: relisten(
                tuple(replace(cue, end_ms=cue.start_ms + 900) for cue in fixed.transcript().cues),
                replace(fixed.AUDIO, origin=__file__, size=Path(__file__).stat().st_size),
                fixed.WORDS,
                WORLD,
                **r,
            ),
        ),
    ),
    "segments": (
        segment,
        (
            lambda _, r: segment(fixed.transcript(), fixed.CHAPTERS, (), None, **r),
            lambda _, r: segment(fixed.transcript(), (), (), None, **r),
        ),
    ),
    "places": (
        places,
        (lambda _, r: places(fixed.transcript(), fixed.SEGMENTS, (ASIDE,), None, **r),),
    ),
    "topics": (
        topics,
        (lambda pen, r: topics(fixed.transcript(), SPOTS, fixed.EPISODE, pen, **r),),
    ),
    "listed": (listed, (lambda _, r: listed(fixed.SOURCE.locator, library=Beside(), **r),)),
    "plan": (
        plan,
        (lambda pen, r: plan(fixed.transcript(), fixed.SEGMENTS, fixed.EPISODE, pen, **r),),
    ),
    "proposed": (
        propose,
        (
            lambda pen, r: propose(
                proposing.material(fixed.SOURCE, fixed.NAMES, [text for _, text in fixed.SAID]),
                tuple(text for _, text in fixed.SAID),
                fixed.NAMES,
                pen,
                **r,
            ),
        ),
    ),
    "judged": (
        judge,
        (
            lambda pen, r: judge(
                tuple(
                    Claim(id=f"s1q{n}", spoken=fixed.QUOTE.source, chinese="潮水是一個承諾。")
                    for n in (1, 2, 3)
                ),
                ("Lumen（公司）",),
                pen,
                **r,
            ),
        ),
    ),
    "quotes": (quote, (lambda pen, r: quote(fixed.BRIEF, pen, **r),)),
    "section": (write, (lambda pen, r: write(fixed.BRIEF, fixed.STORY, fixed.QUOTES, pen, **r),)),
    "head": (head, (lambda pen, r: head(fixed.WHOLE, pen, **r),)),
    "observation": (observe, (lambda pen, r: observe(fixed.WHOLE, "等待也是工作", pen, **r),)),
    "amended": (amend, (lambda _, r: amend(fixed.SUBJECT, EDITS, **r),)),
    "captions": (
        captions,
        (
            lambda _, r: captions(
                fixed.SOURCE.locator, Track(language="en", kind="automatic"), library=Beside(), **r
            ),
        ),
    ),
    "captioned": (captioned, (lambda _, r: captioned(fixed.AUDIO, TOLD, **r),)),
    "confirmed": (
        confirm,
        (
            lambda _, r: confirm(
                (replace(fixed.QUOTES, quotes=(fixed.QUOTE, UNHEARD)),),
                replace(fixed.AUDIO, origin=__file__, size=Path(__file__).stat().st_size),
                fixed.WORDS,
                AGAIN,
                **r,
            ),
        ),
    ),
    "checked": (check, (lambda _, r: check(fixed.SUBJECT, **r),)),
    "post": (render, (lambda _, r: render(fixed.SUBJECT, **r),)),
}


def _digest(calls: Sequence[Call], shelf: Store, tell: Tell) -> tuple[str, list[Any]]:
    """The digest of what the calls made and of all that they asked the writer."""
    writer = FakeWriter(REPLIES, name="fixed writer")
    pen = Pen(writer=writer, spare=FakeWriter({}, name="spare"), max_tokens=4000)
    made = [call(pen, {"shelf": shelf, "tell": tell}) for call in calls]
    asked = [codec.identity(request) for request in writer.asked]
    return codec.digest([*made, asked]), made


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_stage_that_makes_something_else_has_another_version(
    name: str, shelf: Store, tell: Tell
) -> None:
    function, calls = CALLS[name]
    digest, made = _digest(calls, shelf, tell)
    version = function.stage[1]
    assert LOCKS.get(name) == (version, digest), (
        f"the stage {name!r} makes or asks something else than was locked. On purpose? Raise its "
        f"version, if that is not done, and lock it: now = ({version}, {digest!r}). Made: {made}"
    )


def test_every_stage_has_its_lock() -> None:
    named = {
        ast.literal_eval(mark.args[0])
        for module in modules()
        for function in functions(module)
        for mark in function.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "stage"
    }
    assert named == set(CALLS) == set(LOCKS)
    assert {name: call.stage[0] for name, (call, _) in CALLS.items()} == {n: n for n in named}


def test_what_is_locked_is_no_empty_shell(shelf: Store, tell: Tell) -> None:
    """The fixed inputs reach what the stages are for."""
    made = {name: _digest(calls, shelf, tell)[1] for name, (_, calls) in CALLS.items()}
    by_chapters, by_words = made["segments"]
    assert (by_chapters.method, by_words.method) == ("chapters", "divisive")
    assert len(by_words.segments) == 3
    (transcript,), (attributed,) = made["transcript"], made["attributed"]
    assert transcript.holes
    assert len(transcript.cues) == 2
    assert {cue.speaker for cue in attributed.cues} == {fixed.HOST, fixed.GUEST}
    (quotes,), (section,) = made["quotes"], made["section"]
    assert [q.grade for q in quotes.quotes] == ["exact"]
    assert [d.rule for d in quotes.dropped] == ["quote-not-found"]
    assert section.paragraphs[0].cues == ("c0004", "c0005")
    (checked,), (post,) = made["checked"], made["post"]
    assert len({finding.rule for finding in checked.findings}) >= 5
    assert fixed.QUOTE.chinese.rstrip("。") in post.markdown
    assert len(post.grounding.evidence) >= 3
