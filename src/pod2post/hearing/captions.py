"""Caption files as lines: WebVTT and SRT here, the JSON kinds in `feedtext`. Pure.

Tolerant of what people and programs really write, and bounded: whatever the bytes are, the
outcome is lines in the order of time, or `Unreadable`.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pod2post.hearing import feedtext
from pod2post.hearing.feedtext import (
    MOST_BYTES,
    MOST_LINES,
    MOST_MS,
    MOST_TEXT,
    SOUND,
    SUNG,
    UNSURE,
    Unreadable,
    plainly,
)
from pod2post.hearing.sentences import END
from pod2post.value import value
from pod2post.values import Caption, Word

__all__ = ["MOST_BYTES", "Unreadable", "read"]

STAMP = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
TIMES = re.compile(rf"\s*{STAMP}\s*-->\s*{STAMP}(?:\s.*)?")
INLINE = re.compile(rf"<{STAMP}>")
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]{1,200})>")
TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|\{\\[^{}]{0,80}\}")
ASIDE = re.compile(r"\s*[-–]?\s*[(（][^()（）]{0,80}[)）]\s*|\s*")  # a whole line: (applause)
TURN = re.compile(r"^\s*(?:>>+|[-–—](?=\s))\s*")
LABEL = re.compile(r"^([^\W\d_][\w.'’&\- ]{1,40}):\s+(?=\S)")


@value
class _Block:
    start_ms: int
    end_ms: int
    payload: tuple[str, ...]


def read(data: bytes) -> tuple[Caption, ...]:
    """The spoken lines of a caption file, whichever kind it is, in the order of time.

    Sounds in brackets and sung lines are left out; entities are decoded. Sources: WebVTT
    (W3C), SubRip as players read it, the Podcasting 2.0 transcript tag, YouTube's json3.

    Raises:
        Unreadable: too large, or no captions of a known kind.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"captions of more than {MOST_BYTES // 1_000_000} MB are not read")
    text = _decoded(data)
    in_json = text.lstrip()[:1] in ("{", "[")
    lines = feedtext.read(text) if in_json else _all_spoken(text)
    spoken = [line for line in lines[:MOST_LINES] if not ASIDE.fullmatch(line.text)]
    kept = [line for line in _labelled(spoken) if line.text]
    if not kept:
        raise Unreadable("there are no captions in it")
    return tuple(sorted(kept, key=lambda line: (line.start_ms, line.end_ms)))


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def _all_spoken(text: str) -> tuple[Caption, ...]:
    return tuple(line for block in _blocks(text) for line in _spoken(block))


def _blocks(text: str) -> Iterator[_Block]:
    """What stands below each line of times: in WebVTT up to an empty line, in SRT all of it.

    YouTube's files hold lines of one blank, which are not empty. The line right above the
    times may be a number: it counts the captions and is not spoken.
    """
    styled = text.lstrip().startswith("WEBVTT")
    times, payload, closed = None, list[str](), False
    for row in re.split(r"\r\n|\r|\n", text):
        found = TIMES.fullmatch(row) if "-->" in row and len(row) < 400 else None
        if found is None:
            closed = closed or (styled and not row)
            if not closed:
                payload.append(row)
            continue
        if payload and not closed and payload[-1].strip().isdecimal():
            payload.pop()
        if times:
            yield _block(times, payload)
        times, payload, closed = found, [], False
    if times:
        yield _block(times, payload)


def _block(times: re.Match[str], payload: list[str]) -> _Block:
    start, end = _ms(times.groups()[:4]), _ms(times.groups()[4:])
    return _Block(start_ms=start, end_ms=max(start, end), payload=tuple(payload))


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return min(MOST_MS, whole * 1000 + int((fraction or "").ljust(3, "0")))


def _spoken(block: _Block) -> Iterator[Caption]:
    """The lines of a block: one per voice, words timed where the file times them."""
    raw = "\n".join(row for row in block.payload if not SUNG.search(row))[:MOST_TEXT]
    raw = "\n".join(row for row in raw.split("\n") if not ASIDE.fullmatch(row))
    marks = list(VOICE.finditer(raw))
    edges = [0, *(mark.start() for mark in marks), len(raw)]
    voices = [None, *(plainly(html.unescape(mark[1]))[:80] or None for mark in marks)]
    parts = [(voice, raw[a:b]) for voice, (a, b) in zip(voices, pairwise(edges), strict=True)]
    whole = sum(len(_text(part)) for _, part in parts) or 1
    at, told = block.start_ms, 0
    for voice, part in parts:
        if not (text := _text(part)):
            continue
        told += len(text)
        end = block.start_ms + (block.end_ms - block.start_ms) * told // whole
        words = _timed(part, at, end) if INLINE.search(part) else ()
        yield Caption(start_ms=at, end_ms=end, text=text, speaker=voice, words=words)
        at = end


def _text(raw: str) -> str:
    """One line without markup, times and sounds."""
    bare = TAG.sub("", INLINE.sub("", raw))
    return plainly(html.unescape(SOUND.sub(" ", bare)))


def _timed(raw: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """Words with the times that stand between them; those before the first are not timed.

    What was carried up from the caption before has no times and no length.
    """
    pieces = INLINE.split(raw)  # text, hours, minutes, seconds, fraction, text, ...
    # On YouTube the first word of the new line stands before its first time.
    above, _, fresh = pieces[0].rpartition("\n")
    rows = [(start_ms, above), (start_ms, fresh)]
    for at in range(1, len(pieces), 5):
        moment = min(max(rows[-1][0], _ms(tuple(pieces[at : at + 4]))), end_ms)
        rows.append((moment, pieces[at + 4]))
    ends = [start_ms, *(moment for moment, _ in rows[2:]), end_ms]
    return tuple(
        Word(start_ms=begin, end_ms=max(begin, end), text=word, confidence=UNSURE)
        for at, ((begin, piece), end) in enumerate(zip(rows, ends, strict=True))
        for word in feedtext.split(
            _text(piece), glued=at > 1 and not TAG.sub("", piece)[:1].isspace()
        )
    )


# --- who speaks, where a label says so ------------------------------------------------


def _labelled(lines: Sequence[Caption]) -> Iterator[Caption]:
    """`NORA: text` and `>> Nora: text` as speakers.

    A label holds until the sentence ends; where the file marks turns (>>), until the next
    turn. One in ordinary letters counts when it begins at least two captions and each of its
    words has a capital: "Look: a crane" is no speaker.
    """
    found = [None if line.speaker else LABEL.match(TURN.sub("", line.text)) for line in lines]
    times = Counter(match[1].strip() for match in found if match)
    turns = any(line.text.startswith(">>") for line in lines)
    now: str | None = None
    for line, match in zip(lines, found, strict=True):
        text = TURN.sub("", line.text)
        if match and _is_label(match[1].strip(), times[match[1].strip()]):
            now, text = match[1].strip(), text[match.end() :]
        elif text != line.text:
            now = None
        words = line.words if text == line.text else ()
        yield replace(line, text=text, speaker=line.speaker or now, words=words)
        if not turns and END.search(text):
            now = None


def _is_label(name: str, times: int) -> bool:
    words = name.split()
    if len(words) > 4 or not all(word[0].isupper() for word in words):
        return False
    return times >= 2 or (name.isupper() and len(name) > 2)
