"""Small values for tests of the stages. The people and things in them are invented."""

from collections.abc import Sequence

from pod2post.values import (
    Coverage,
    Cue,
    Links,
    Locator,
    Outline,
    Segment,
    Segments,
    Source,
    Transcript,
)
from pod2post.writing.brief import Brief
from pod2post.writing.tasks import Episode, NameLine

HOST, GUEST = "Nora Fable", "Jasper Thimble"


def cue(number: int, text: str, speaker: str | None = GUEST, at: int | None = None) -> Cue:
    start = 5000 * number if at is None else at
    return Cue(
        id=f"c{number:04d}",
        start_ms=start,
        end_ms=start + 4500,
        speaker=speaker,
        text=text,
        confidence=90,
    )


def transcript(cues: Sequence[Cue], minutes: int = 10) -> Transcript:
    length = minutes * 60_000
    covered = Coverage(duration_ms=length, speech_ms=length, recognised_ms=length, failed=())
    return Transcript(language="en", cues=tuple(cues), made_by="fake", coverage=covered)


def segments(transcript: Transcript, *sizes: int) -> Segments:
    """Segments g1, g2, ... of so many cues each."""
    made, at = [], 0
    for number, size in enumerate(sizes, start=1):
        part = transcript.cues[at : at + size]
        at += size
        made.append(
            Segment(
                id=f"g{number}",
                first=part[0].id,
                last=part[-1].id,
                title=f"Part {number}",
                gist=(part[0].text,),
                kind="talk",
            )
        )
    return Segments(segments=tuple(made), method="chapters")


def about(*names: str) -> Episode:
    rows = tuple(NameLine(canonical=name, note="") for name in (HOST, GUEST, *names))
    return Episode(show="Lantern Hour", title="A talk", description="", names=rows)


def brief(*cues: Cue, names: Sequence[str] = ()) -> Brief:
    outline = Outline(id="s1", heading="水管會說話", angle="為什麼要聽", segments=("g1",))
    return Brief(outline=outline, cues=cues, episode=about(*names))


def source(title: str = "A talk", description: str = "") -> Source:
    return Source(
        locator=Locator(kind="file", address="/talk.mp3", digest="sha256:" + "0" * 64),
        slug="a-talk",
        title=title,
        show="Lantern Hour",
        published="2026-10-05",
        duration_ms=600_000,
        description=description,
        chapters=(),
        people=(),
        links=Links(),
        captions=(),
        language="en",
        seen_at="2026-10-06T00:00:00+00:00",
    )
