"""Transcripts in JSON: Podcasting 2.0, what recognisers write, YouTube's json3. Pure."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from pod2post.values import Caption, Word

MOST_BYTES = 16_000_000
MOST_LINES = 200_000
MOST_TEXT = 4_000  # characters of one line
MOST_MS = 100 * 3_600_000
UNSURE = 50  # where a platform does not say how sure it is, nobody is
HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
UNIT = re.compile(rf"\s*(?:[{HAN}][^\w\s]*|[^\s{HAN}]+)")
SOUND = re.compile(r"\[[^\[\]]{0,60}\]|【[^【】]{0,40}】")  # [Music]: seen, not spoken
SUNG = re.compile(r"[♪♫♬]")
BARE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\ufeff]")


class Unreadable(ValueError):
    """These bytes are no captions; the text says why."""


def plainly(text: str) -> str:
    """One line: no controls, no lone surrogates, single blanks."""
    return " ".join(BARE.sub("", text).split())


def split(text: str, *, glued: bool = False) -> list[str]:
    """Words, each with the blank before it; in scripts without blanks, single characters.

    The first has a blank, too, unless it is `glued` to what stands before.
    """
    units = UNIT.findall(text)
    lead = [] if not units else [units[0].lstrip() if glued else f" {units[0].strip()}"]
    return lead + [f" {unit.strip()}" if unit[0].isspace() else unit for unit in units[1:]]


def read(text: str) -> tuple[Caption, ...]:
    """The lines of a transcript in JSON.

    Raises:
        Unreadable: no JSON, or none of the kinds that are known.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("it is no valid JSON") from error
    if isinstance(told, dict) and isinstance(told.get("events"), list):
        return tuple(_events(told["events"][:MOST_LINES]))
    rows = told.get("segments") if isinstance(told, dict) else told
    if not isinstance(rows, list):
        raise Unreadable("it is JSON of another kind")
    return tuple(_segments(rows[:MOST_LINES]))


def by_program(data: bytes) -> bool:
    """Is this what a recogniser wrote? Whisper's programs put probabilities into their JSON."""
    return data.lstrip()[:1] == b"{" and b'"avg_logprob"' in data


def _segments(rows: list[Any]) -> Iterator[Caption]:
    """Podcasting 2.0: startTime and endTime in seconds, body, speaker.

    Whisper's programs say start, end and text instead.
    """
    for row in rows:
        if not isinstance(row, dict):
            continue
        start = _ms(row.get("startTime", row.get("start")), 1000)
        end = _ms(row.get("endTime", row.get("end")), 1000)
        body = row.get("body", row.get("text"))
        if start is None or not isinstance(body, str) or SUNG.search(body[:MOST_TEXT]):
            continue
        speaker = row.get("speaker")
        name = plainly(speaker)[:80] if isinstance(speaker, str) else ""
        yield Caption(
            start_ms=start,
            end_ms=max(start, start if end is None else end),
            text=plainly(SOUND.sub(" ", body[:MOST_TEXT])),
            speaker=name or None,
        )


def _events(rows: list[Any]) -> Iterator[Caption]:
    """json3: events in milliseconds, their words with offsets. `aAppend` only breaks a line."""
    for row in rows:
        segs = row.get("segs") if isinstance(row, dict) else None
        start = _ms(row.get("tStartMs", 0), 1) if isinstance(row, dict) else None
        if not isinstance(segs, list) or start is None:
            continue
        length = _ms(row.get("dDurationMs"), 1) or 0
        end = min(MOST_MS, start + length)
        segs = [seg for seg in segs[:MOST_TEXT] if isinstance(seg, dict)]
        whole = "".join(map(_utf8, segs))[:MOST_TEXT]
        if SUNG.search(whole):
            continue
        timed = any("tOffsetMs" in seg for seg in segs)
        yield Caption(
            start_ms=start,
            end_ms=end,
            text=plainly(SOUND.sub(" ", whole)),
            words=tuple(_words(segs, start, end)) if timed else (),
        )


def _words(segs: list[dict[str, Any]], start: int, end: int) -> Iterator[Word]:
    begins = [min(end, start + (_ms(seg.get("tOffsetMs", 0), 1) or 0)) for seg in segs]
    floor = start
    for at, seg in enumerate(segs):
        floor = max(floor, begins[at])
        until = max(floor, begins[at + 1] if at + 1 < len(segs) else end)
        sure = seg.get("acAsrConf")
        known = isinstance(sure, int) and 0 < sure <= 255
        text = SOUND.sub(" ", _utf8(seg)[:MOST_TEXT])
        for word in split(plainly(text), glued=at > 0 and not text[:1].isspace()):
            yield Word(
                start_ms=floor,
                end_ms=until,
                text=word,
                confidence=100 * sure // 255 if known else UNSURE,  # type: ignore[operator]
            )


def _utf8(seg: dict[str, Any]) -> str:
    text = seg.get("utf8")
    return text if isinstance(text, str) else ""


def _ms(told: Any, factor: int) -> int | None:
    """A number of seconds or milliseconds, also as text; None for what is none."""
    if isinstance(told, bool):
        return None
    try:
        number = float(told)
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(number) or number < 0:
        return None
    return round(min(number * factor, float(MOST_MS)))
