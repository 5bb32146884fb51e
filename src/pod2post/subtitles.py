"""Transcripts as WebVTT, with speakers as voices."""

from pod2post.values import Cue, Transcript


def vtt(transcript: Transcript) -> str:
    """WebVTT, UTF-8: cue ids, times with hours, `<v Name>` where the speaker is known."""
    return "\n".join(["WEBVTT", "", *(_block(cue) for cue in transcript.cues)])


def _block(cue: Cue) -> str:
    end = max(cue.end_ms, cue.start_ms + 1)  # the format wants the end after the start
    voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
    times = f"{_clock(cue.start_ms)} --> {_clock(end)}"
    return f"{cue.id}\n{times}\n{voice}{_escaped(cue.text)}\n"


def _clock(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"


def _escaped(text: str) -> str:
    """One line, since an empty one would end the cue."""
    text = " ".join(text.split())
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
