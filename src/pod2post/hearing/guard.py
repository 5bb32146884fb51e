"""The gate: is what was recognised in a window to be believed? Pure rules, no model.

A batch has no net of its own: Whisper's thresholds are inert in it, so they are asked here,
with others. Sources: Whisper's `transcribe.py` (compression 2.4, log probability -1, no speech
0.6); the measurements behind `docs/recognition.md` (words a second, uncovered speech). None
of the limits was fitted to a recording of ours.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pod2post.values import Span, Word

RULES = "gate 1"  # part of the recogniser's identity: change it with the rules

MOST_COMPRESSION = 2.4  # Whisper: text that zlib packs better repeats itself
LEAST_LOG_PROB = -1.0  # Whisper: the mean over the tokens
LEAST_UNSPOKEN = -0.8  # the same, where the detector heard no speech
NO_SPEECH = 0.6  # Whisper: above it and unsure, nothing was said
LEAST_PACE, MOST_PACE = 1.2, 8.0  # units a second of speech; hurried English has 5 words
LEAST_SPEECH_MS = 3_000  # the pace of less speech says nothing
UNCOVERED_MS = 2_000  # speech without words that is no hesitation any more
REACH_MS = 300  # word times are good to about this
WORD_MS = 2_000  # longer words were stretched over what was not recognised
TIMES = {1: 6, 2: 5, 3: 4}  # a run of so many words, said so often in a row, is a loop
LONGEST_RUN = 20

# What Whisper writes under music and silence: the last lines of captioned videos.
OUTROS = re.compile(
    r"(?:(?:thank you|thanks)(?: so much| very much)? for (?:watching|listening|viewing)"
    r"|(?:please |don't forget to )?(?:like and )?subscribe(?: to (?:my|our|the) channel)?"
    r"|see you (?:in the )?next (?:time|video)|subtitles by .{0,40}|(?:www\.)?amara\.org"
    r"|(?:謝謝|感謝|谢谢|感谢)(?:大家|您|你)?的?(?:觀看|收看|收聽|观看|收听)|請不吝點[讚赞].{0,30}"
    r"|请不吝点赞.{0,30}|(?:字幕|中文字幕).{0,12}(?:提供|志願者|志愿者|製作|制作)"
    r"|ご(?:視聴|清聴)(?:いただき)?ありがとうございま(?:した|す)|チャンネル登録.{0,20})",
    re.I,
)
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
LINE = re.compile(r"[^.?!。？！]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one decoding gave for a window: words in ms from its start, and how sure it was."""

    words: tuple[Word, ...]
    log_prob: float
    no_speech: float
    language: str = ""

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip()


def faults(told: Told, speech: Sequence[Span], names: Sequence[str] = ()) -> tuple[str, ...]:
    """What speaks against it, the worst first; empty when it may stand.

    `speech`: where in the window somebody speaks; `names`: what the decoder was told.
    """
    spoken_ms = sum(span.end_ms - span.start_ms for span in speech)
    if not told.words:
        return ("no words",) if spoken_ms > REACH_MS * 3 else ()
    pace = units(told.text) * 1000 / max(1, spoken_ms)
    checks = {
        "a loop": loops(told),
        "names recited": recited(told.text, names),
        "words over no speech": over_nothing(told.words, speech),
        "more words than can be said": pace > MOST_PACE and units(told.text) > 10,
        "unsure": told.log_prob < LEAST_LOG_PROB,
        "few words": spoken_ms > LEAST_SPEECH_MS and pace < LEAST_PACE,
        "speech without words": bool(uncovered(told.words, speech)),
    }
    return tuple(name for name, found in checks.items() if found)


def loops(told: Told) -> bool:
    return compression(told.text) > MOST_COMPRESSION or repeats(tokens(told.text)) is not None


def compression(text: str) -> float:
    """How many times smaller zlib makes the text."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def tokens(text: str) -> list[str]:
    """Words in small letters; each Han or kana character stands alone."""
    return TOKEN.findall(text.casefold())


def units(text: str) -> float:
    """Words, for scripts without spaces the characters that take as long as one."""
    found = tokens(text)
    wide = sum(1 for token in found if WIDE.match(token))
    return len(found) - 0.4 * wide


def repeats(said: Sequence[str]) -> tuple[int, int, int] | None:
    """The first run of tokens that is said too often in a row: where, how long, how often."""
    for size in range(1, min(LONGEST_RUN, len(said) // 3) + 1):
        at, times = 0, 1
        while at + (times + 1) * size <= len(said):
            if said[at : at + size] == said[at + times * size : at + (times + 1) * size]:
                times += 1
                continue
            if times >= TIMES.get(size, 4):
                return at, size, times
            at, times = at + 1, 1
        if times >= TIMES.get(size, 4):
            return at, size, times
    return None


def recited(text: str, names: Sequence[str]) -> bool:
    """Is there a line of nothing but what was whispered: two names or more, or one twice?"""
    known = {token for name in names for token in tokens(name)}
    for line in LINE.findall(text):
        said = tokens(line)
        called = sum(" ".join(said).count(" ".join(tokens(name))) for name in names)
        if said and set(said) <= known and called > 1:
            return True
    return False


def over_nothing(words: Sequence[Word], speech: Sequence[Span]) -> bool:
    """Three words or more, or a known last line, where nobody speaks."""
    outside = [word for word in words if not _near(word, speech)]
    text = "".join(word.text for word in outside)
    return len(tokens(text)) > 2 or bool(OUTROS.search(text))


def uncovered(words: Sequence[Word], speech: Sequence[Span]) -> list[Span]:
    """Stretches of speech that no word covers, longer than a hesitation."""
    covers = [
        (word.start_ms - REACH_MS, min(word.end_ms, word.start_ms + WORD_MS) + REACH_MS)
        for word in words
    ]
    bare = [part for span in speech for part in _without(span, covers)]
    return [span for span in bare if span.end_ms - span.start_ms > UNCOVERED_MS]


def unlooped(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with each loop said once: what comes after it is lost, and listed so."""
    kept = list(words)
    while found := repeats([_bare(word) for word in kept]):
        at, size, times = found
        del kept[at + size : at + size * times]
    return tuple(kept)


def believable(told: Told) -> bool:
    """May this stand, although the detector heard no speech? Strict: most of it is music."""
    return (
        told.no_speech < NO_SPEECH
        and told.log_prob > LEAST_UNSPOKEN
        and len(tokens(told.text)) > 1
        and not loops(told)
        and not OUTROS.search(told.text)
    )


def nothing_said(told: Told) -> bool:
    """Does the model itself say that there was no speech?"""
    return told.no_speech > NO_SPEECH and told.log_prob < LEAST_LOG_PROB


def _bare(word: Word) -> str:
    return "".join(tokens(word.text))


def _near(word: Word, speech: Iterable[Span]) -> bool:
    first, last = word.start_ms - REACH_MS, word.end_ms + REACH_MS
    return any(span.start_ms < last and first < span.end_ms for span in speech)


def _without(span: Span, covers: Sequence[tuple[int, int]]) -> list[Span]:
    left, at = [], span.start_ms
    for begin, end in sorted(covers):
        if at < begin < span.end_ms:
            left.append(Span(start_ms=at, end_ms=begin))
        at = max(at, end)
    if at < span.end_ms:
        left.append(Span(start_ms=at, end_ms=span.end_ms))
    return left
