"""Transcripts as files that other programs read: WebVTT, SubRip, plain text, JSON."""

import re

from pod2post import codec
from pod2post.values import Cue, Transcript

MINUTE_MS = 60_000
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
SPACED = re.compile(r"(?<=[。？！…」』]) ")  # Chinese sentences stand side by side


def files(transcript: Transcript) -> dict[str, str]:
    """What lies in a run's folder for other programs, by the file's name."""
    return {
        "transcript.json": codec.readable(transcript),
        "transcript.vtt": vtt(transcript),
        "transcript.srt": srt(transcript),
        "transcript.txt": text(transcript),
    }


def vtt(transcript: Transcript) -> str:
    """WebVTT, UTF-8: cue ids, times with hours, `<v Name>` where the speaker is known."""
    return "\n".join(["WEBVTT", "", *(_block(cue) for cue in transcript.cues)])


def srt(transcript: Transcript) -> str:
    """SubRip: numbered from 1, a comma before the milliseconds, `Name: ` where known.

    The format has no entities: a sign that reads like markup is left as it was said.
    """
    rows = []
    for number, cue in enumerate(transcript.cues, 1):
        end = max(cue.end_ms, cue.start_ms + 1)
        times = f"{_clock(cue.start_ms)} --> {_clock(end)}".replace(".", ",")
        rows.append(f"{number}\n{times}\n{_named(cue.speaker, [cue])}\n")
    return "\n".join(rows)


def text(transcript: Transcript) -> str:
    """Plain text: a paragraph for each turn, with its time and the speaker where known.

    A long turn has a paragraph for every minute.
    """
    rows: list[list[Cue]] = []
    for cue in transcript.cues:
        first = rows[-1][0] if rows else None
        if first and first.speaker == cue.speaker and cue.start_ms - first.start_ms < MINUTE_MS:
            rows[-1].append(cue)
        else:
            rows.append([cue])
    return "\n".join(
        f"[{_clock(row[0].start_ms)[:-4]}] {_named(row[0].speaker, row)}\n" for row in rows
    )


def _named(speaker: str | None, cues: list[Cue]) -> str:
    said = SPACED.sub("", " ".join(" ".join(cue.text for cue in cues).split()))
    return f"{' '.join(speaker.split())}: {said}" if speaker else said


def _block(cue: Cue) -> str:
    end = max(cue.end_ms, cue.start_ms + 1)  # the format wants the end after the start
    who = _escaped(cue.speaker or "")  # the format wants a voice to have a name
    voice = f"<v {who}>" if who else ""
    times = f"{_clock(cue.start_ms)} --> {_clock(end)}"
    return f"{cue.id}\n{times}\n{voice}{_escaped(cue.text)}\n"


def _clock(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"


def _escaped(text: str) -> str:
    """One line, since an empty one would end the cue, without controls."""
    text = " ".join(CONTROLS.sub(" ", text).split())
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
