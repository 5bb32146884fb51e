"""Which captions may stand for a transcript, and the words in them, each once. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from pod2post.hearing.feedtext import HAN, UNSURE, split
from pod2post.values import Caption, Captions, Track, Word

NEAR_MS = 200  # a line that is carried on stands without a pause
BRIDGE_MS = 5_000  # captions vanish while a speaker draws breath
LATE_MS, LONG_MS = 120_000, 180_000
LEAST_PERCENT, EDGE_PERCENT = 70, 10
SLOWEST, FASTEST = 0.8, 6.0  # words per second; fluent English has 2.3 to 3.5
HAN_PER_WORD = 1.5
MOST_SHOWN = 80  # words on a screen of rolling captions
PHRASE = 4  # characters of a line of Chinese subtitles: below that, lines are cut anywhere
SURE = 100  # a person wrote it down
SAME = {"cmn": "zh", "yue": "yue", "iw": "he", "in": "id"}
SCRIPTS = ("hant", "tw", "hk", "mo")
SPACELESS = re.compile(rf"[{HAN}]")
STOPPED = re.compile(r"[。？！，、；：」』）]$")
LETTERS = re.compile(r"[\W_]+")


def tongue(code: str | None) -> str:
    """The language of a code without region and script, "" for none: `zh-Hant-TW` is zh."""
    first = re.split(r"[-_]", (code or "").casefold())[0]
    return SAME.get(first, first)


def choose(tracks: Sequence[Track], language: str | None, *, fast: bool) -> Track | None:
    """The track in the spoken language: a human one, or with `fast` an automatic one.

    Where the spoken language is not known, or no track has it, there is none: a track in
    another language is a translation. Of Chinese ones, Traditional script comes first.
    """
    spoken = tongue(language)
    fit = [track for track in tracks if spoken and tongue(track.language) == spoken]

    def rank(track: Track) -> tuple[bool, bool, bool, int, str]:
        code = track.language.casefold()
        traditional = spoken == "zh" and any(part in SCRIPTS for part in re.split("[-_]", code))
        other = code != (language or "").casefold()
        return track.kind != "human", not traditional, other, len(code), code

    allowed = [track for track in fit if fast or track.kind == "human"]
    return min(allowed, key=rank, default=None)


def fault(captions: Captions, duration_ms: int) -> str | None:
    """Why these captions are no whole transcript of audio of this length, or None.

    They must begin and end with it, cover 70 % of it (pauses up to 5 s bridged) without a
    gap of three minutes, and hold as many words as a person can say in that time.
    """
    lines = captions.lines
    if not lines:
        return "there are no words in them"
    last = max(line.end_ms for line in lines)
    length = duration_ms or last
    slack = max(LATE_MS, length * EDGE_PERCENT // 100)
    covered, longest = _covered(lines)
    units = sum(_units(texts) for _, texts in fresh(lines))
    rate = units / (max(1, covered) / 1000)
    begin, early, percent = lines[0].start_ms, length - last, 100 * covered // max(1, length)
    faults = (
        (lines[-1].start_ms > length + BRIDGE_MS, "they go on after the audio ends: another cut"),
        (begin > slack, f"they begin after {begin // 1000} s"),
        (early > slack, f"they end {early // 1000} s before the audio"),
        (percent < LEAST_PERCENT, f"they cover {percent} % of the audio"),
        (longest > LONG_MS, f"{longest // 1000} s in the middle have none"),
        (not SLOWEST <= rate <= FASTEST, f"they hold {rate:.1f} words per second"),
    )
    return next((why for wrong, why in faults if wrong), None)


def _covered(lines: Sequence[Caption]) -> tuple[int, int]:
    """Milliseconds under captions, short pauses bridged, and the longest gap."""
    covered, longest, until = 0, 0, lines[0].start_ms
    for line in lines:
        gap = max(0, line.start_ms - until)
        longest = max(longest, gap)
        begin = until if gap <= BRIDGE_MS else line.start_ms
        covered += max(0, line.end_ms - begin)
        until = max(until, line.end_ms)
    return covered, longest


def _units(texts: Sequence[str]) -> float:
    return sum(1 / HAN_PER_WORD if SPACELESS.search(text) else 1.0 for text in texts)


# --- each word once -------------------------------------------------------------------


def rolls(lines: Sequence[Caption]) -> bool:
    """Does more than half of the captions begin with what the one before showed?

    Then lines move up the screen, as automatic captions do.
    """
    shown = [_plain(split(line.text)) for line in lines]
    carried = sum(_carried(a, b) >= min(3, len(a), len(b)) for a, b in pairwise(shown) if a and b)
    return len(lines) > 3 and 2 * carried > len(lines) - 1


def fresh(lines: Sequence[Caption]) -> Iterator[tuple[Caption, list[str]]]:
    """Each caption with the words that it brings.

    In rolling captions the words that were carried up from the one before are left out:
    as words, at the beginning, once. A line that was really said twice stands twice.
    """
    rolling = rolls(lines)
    shown: list[str] = []
    until = 0
    for line in lines:
        texts = [word.text for word in line.words] or split(line.text)
        plain = _plain(texts)
        near = bool(line.words) or line.start_ms - until <= NEAR_MS
        most = _untimed(line) if line.words else len(texts)
        carried = _carried(shown, plain, most) if rolling and near else 0
        yield line, texts[carried:]
        shown, until = plain, line.end_ms


def _untimed(line: Caption) -> int:
    """How many words at the beginning have no length: only those can be carried ones."""
    ends = [at for at, word in enumerate(line.words) if word.end_ms > word.start_ms]
    return ends[0] if ends else len(line.words)


def _carried(shown: Sequence[str], now: Sequence[str], most: int = MOST_SHOWN) -> int:
    """How many words at the end of `shown` stand again at the beginning of `now`."""
    for size in range(min(len(shown), len(now), most, MOST_SHOWN), 0, -1):
        if list(shown[-size:]) == list(now[:size]):
            return size
    return 0


def _plain(texts: Sequence[str]) -> list[str]:
    return [LETTERS.sub("", text.casefold()) or text.strip() for text in texts]


def spoken(captions: Captions) -> list[tuple[str | None, list[Word]]]:
    """The words in the order of time, in runs of one speaker. No word ends after the next begins.

    Where a file gives no times to words, a caption's time is shared out by their letters.
    """
    written = captions.kind != "automatic"
    lengths = [len(line.text) for line in captions.lines]
    phrases = written and sum(lengths) >= PHRASE * len(lengths)
    rows: list[tuple[str | None, Word]] = []
    for line, texts in fresh(captions.lines):
        timed = line.words[len(line.words) - len(texts) :] if line.words else _shared(line, texts)
        for at, word in enumerate(timed):
            glued = at == 0 and bool(rows) and _glued(rows[-1][1].text, word.text, phrases)
            start = max(word.start_ms, rows[-1][1].start_ms) if rows else word.start_ms
            sure = SURE if captions.kind == "human" else word.confidence
            text = word.text.lstrip() if glued else word.text
            rows.append((line.speaker, _word(start, max(start, word.end_ms), text, sure)))
    clamped = [
        (
            speaker,
            _word(word.start_ms, min(word.end_ms, after.start_ms), word.text, word.confidence),
        )
        for (speaker, word), (_, after) in pairwise(rows)
    ]
    runs = groupby([*clamped, *rows[-1:]], key=lambda row: row[0])
    return [(speaker, [word for _, word in run]) for speaker, run in runs]


def _shared(line: Caption, texts: Sequence[str]) -> list[Word]:
    whole = sum(map(len, texts)) or 1
    length, told, words = line.end_ms - line.start_ms, 0, []
    for text in texts:
        begin = line.start_ms + length * told // whole
        told += len(text)
        words.append(_word(begin, line.start_ms + length * told // whole, text, UNSURE))
    return words


def _word(start_ms: int, end_ms: int, text: str, confidence: int) -> Word:
    return Word(start_ms=start_ms, end_ms=end_ms, text=text, confidence=confidence)


def _glued(before: str, after: str, phrases: bool) -> bool:
    """Between two lines in a script without blanks: one only where the line break is a pause."""
    if STOPPED.search(before):
        return True
    return not phrases and bool(SPACELESS.search(before) and SPACELESS.match(after.lstrip()))
