"""Talks that people divided by topic: podcasts, conference talks, lectures, from a folder of ours.

    DIR/talks/bitcointranscripts/**/*.md      the repository of that name: podcasts, meetups, talks
    DIR/talks/axrp/_posts/*.md                axrp.github.io: a podcast of interviews
    DIR/talks/syntax/{shows,transcripts}/*    wesbos/Syntax: two hosts on making web pages
    DIR/talks/bayes-seg/data/lectures/...     MIT lectures (Malioutov and Barzilay 2006)

Each as it is checked out, none of it kept here. A part is what stands under one heading of the
first level that has three, or between two times of the notes of a show. Headings that are one
question of many, parts below LEAST words, and talks whose parts are no sections are left out.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.segmentation.corpora import MS_PER_WORD, SENTENCE, Document, _cue
from pod2post.values import Cue

LEAST = 80  # words of a part
MEAN = (150, 2250)  # words of the parts of one talk, on average: one to fifteen minutes
SHORTEST = 40  # sentences of a talk
EXCERPT = 360  # sentences that are read of a talk, from its beginning or that of a part

_FRONT = re.compile(r"^---(.*?)\n---\n", re.S)
_MARKUP = (
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"<[^>]+>|\{[^}]*\}|https?://\S+|\[[^\]]{0,40}\]"), " "),
    (re.compile(r"[*_`\\]+"), ""),
)
_HEADING = re.compile(r"(#+) (.*)")
_LISTED = re.compile(r"\s*(?:[-*|>]|\d+\.) ")
_QUESTIONS = re.compile(r"\bQ ?& ?A\b|^Questions|Discussion$", re.I)
_NAMED = re.compile(
    r"\**([A-Z][\w.' -]{0,30}?)\**\s*(?:\(?\d?\d:\d\d(?::\d\d)?\)?)?\s*:\**\s*"
    r"(?:\d\d:\d\d:\d\d)?\s*(.*)",
    re.S,
)
_BOLD = re.compile(r"\*\*([^*]{2,40}?):?\*\*\s*(?:\(\d+:\d\d(?::\d\d)?\))?:?\s*(.*)", re.S)
_NOTED = re.compile(r"^[\s*#-]*\**\[?(?:(\d+):)?(\d+):(\d\d)\]?\**\s*[-–—:]*\s*(.*)", re.M)
_SAID = re.compile(r"(\d+):(\d\d):(\d\d)[,.](\d+) --> (\d+):(\d\d):(\d\d)[,.](\d+)\s*\n(.*)", re.S)
_VOICE = re.compile(r"([A-Z][\w.' -]{1,28}):\s*(.*)")
_NOTES = ("core-dev-tech", "lightning-specification", "w3-block")  # written minutes, no speech
_TRANSLATED = re.compile(r"\.[a-z]{2}(-[a-z]+)?\.md$")
INTRO_MS = 20_000  # a show's own jingle
MANY, LONG_QUESTION = 4, 9  # turns of somebody who takes part; words of a heading that asks


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says at once; `span`: when, in milliseconds, where that is known."""

    who: str | None
    text: str
    span: tuple[float, float] | None = None


Speaker = Callable[[str], tuple[str, str] | None]


def talks(folder: Path) -> dict[str, list[Document]]:
    """Each collection that lies there, its talks whole, in an order by chance that never changes.

    `btcpod`: where several people speak; `btctalk`: where one does.
    """
    root = folder / "talks"
    found: dict[str, dict[str, Document]] = {
        "ai": {one.name: one for one in _lectures(root, "ai/manual")},
        "axrp": {one.name: one for one in _axrp(root / "axrp" / "_posts")},
        "btcpod": {},
        "btctalk": {},
        "physics": {one.name: one for one in _lectures(root, "physics/manual")},
        "syntax": {one.name: one for one in _syntax(root / "syntax")},
    }
    for several, one in _bitcoin(root / "bitcointranscripts"):
        found["btcpod" if several else "btctalk"][one.name] = one
    made = {}
    for name, rows in found.items():
        if rows:
            made[name] = sorted(rows.values(), key=lambda one: f"{one.name}.json")
            random.Random(name).shuffle(made[name])
    return made


def excerpt(document: Document, most: int = EXCERPT) -> Document:
    """No more sentences than so many, from the beginning or, as often, from that of some part."""
    size = len(document.cues)
    if size <= most:
        return document
    draw = random.Random(document.name)
    low = 0
    if draw.random() >= 0.5:
        low = max(0, min(draw.choice([0, *document.bounds, size]), size - most))
    bounds = tuple(one - low for one in document.bounds if low < one < low + most)
    return Document(name=document.name, cues=document.cues[low : low + most], bounds=bounds)


def silent(document: Document) -> Document:
    """The same, where nobody's voice is known."""
    cues = tuple(
        _cue(n, one.start_ms, one.end_ms, None, one.text) for n, one in enumerate(document.cues)
    )
    return Document(name=document.name, cues=cues, bounds=document.bounds)


def _talk(name: str, said: Sequence[Said], starts: Sequence[int]) -> Document | None:
    """By sentences; None where its parts are no sections."""
    cues, bounds, clock, owed = list[Cue](), list[int](), 0.0, False
    for number, one in enumerate(said):
        owed = owed or number in starts
        pieces = [piece for piece in SENTENCE.split(one.text.strip()) if piece.strip()]
        passed, whole = 0, max(1, sum(map(len, pieces)))
        for piece in pieces:
            if owed and cues:
                bounds.append(len(cues))
            owed = False
            if one.span is not None:
                begin, end = one.span
                clock = begin + (end - begin) * passed / whole
            passed += len(piece)
            until = clock + MS_PER_WORD * len(piece.split())
            cues.append(_cue(len(cues), round(clock), round(until), one.who, piece))
            clock = clock if one.span is not None else until
    kept = _long_enough([len(one.text.split()) for one in cues], bounds)
    mean = sum(len(one.text.split()) for one in cues) / (len(kept) + 1)
    if len(kept) < 2 or len(cues) < SHORTEST or not MEAN[0] <= mean <= MEAN[1]:
        return None
    return Document(name=name, cues=tuple(cues), bounds=tuple(kept))


def _long_enough(words: Sequence[int], bounds: Sequence[int]) -> list[int]:
    """The boundaries without those that make a part too short, the shortest first."""
    kept = sorted(set(bounds))
    while kept:
        edges = [0, *kept, len(words)]
        sizes = [sum(words[low:high]) for low, high in pairwise(edges)]
        if min(sizes) >= LEAST:
            break
        at = sizes.index(min(sizes))
        kept.pop(min(at, len(kept) - 1))
    return kept


def _under_headings(text: str, speaker: Speaker, *, asked: bool) -> tuple[list[Said], list[int]]:
    """Paragraphs, and the first of each part. `asked`: a long heading may be a question."""
    levels = [len(one) for one in re.findall(r"^(#+) ", text, re.M)]
    level = min((one for one in set(levels) if levels.count(one) >= 3), default=0)
    said, starts, who = list[Said](), list[int](), None
    owed = questions = fenced = False
    for block in _blocks(text):
        heading = _HEADING.match(block)
        if heading and not fenced:
            title = _plain(heading[2])
            asks = title.endswith("?")
            if len(heading[1]) > level or (questions and asks):
                continue
            if _QUESTIONS.search(title):
                questions = owed = True
            elif asked or not asks or len(title.split()) <= LONG_QUESTION:
                questions, owed = False, True
            continue
        if block.startswith("```"):
            fenced = not fenced
            continue
        told = speaker(block)
        who, text_said = told or (who, block)
        if not fenced and (plain := _plain(text_said)):
            if owed and said:
                starts.append(len(said))
            owed = False
            said.append(Said(who, plain))
    return (said, starts) if level else ([], [])


def _blocks(text: str) -> Iterator[str]:
    """Headings and fences by themselves, and paragraphs on one line; no lists."""
    lines = list[str]()
    for line in [*text.splitlines(), ""]:
        alone = _HEADING.match(line) or line.startswith("```")
        if (alone or not line.strip()) and lines:
            yield " ".join(lines)
            lines = []
        if alone:
            yield line
        elif line.strip() and not _LISTED.match(line):
            lines.append(line.strip())


def _plain(text: str) -> str:
    for sign, instead in _MARKUP:
        text = sign.sub(instead, text)
    return " ".join(text.split())


def _named(text: str) -> tuple[str, str] | None:
    found = _NAMED.match(text)
    return (found[1].strip(), found[2]) if found and len(found[1].split()) <= 4 else None


def _bold(text: str) -> tuple[str, str] | None:
    found = _BOLD.match(text)
    return (found[1], found[2]) if found else None


def _bitcoin(root: Path) -> Iterator[tuple[bool, Document]]:
    """Each with whether several people speak in it."""
    for path in sorted(root.rglob("*.md")):
        where = path.relative_to(root).as_posix()
        left = path.name.startswith("_") or _TRANSLATED.search(path.name)
        if left or any(one in where for one in _NOTES):
            continue
        text = path.read_text(encoding="utf-8")
        front = _FRONT.match(text)
        if front is None or "media:" not in front[1]:
            continue
        said, starts = _under_headings(text[front.end() :], _named, asked=False)
        who = [one.who for one in said]
        several = len({one for one in who if one and who.count(one) >= MANY}) > 1
        rows = said if several else [Said(None, one.text) for one in said]
        made = _talk(where.removesuffix(".md").replace("/", "_")[:90], rows, starts)
        if made is not None:
            yield several, made


def _axrp(root: Path) -> Iterator[Document]:
    for path in sorted(root.glob("*")):
        text = _FRONT.sub("", path.read_text(encoding="utf-8"))
        said, starts = _under_headings(text, _bold, asked=True)
        first = next((n for n, one in enumerate(said) if one.who), 0)  # what is before is no talk
        moved = [one - first for one in starts if one > first]
        made = _talk(path.stem[:60], said[first:], moved)
        if made is not None:
            yield made


def _syntax(root: Path) -> Iterator[Document]:
    notes = {_number(path.name): path for path in sorted((root / "shows").glob("[0-9]* - *"))}
    for path in sorted((root / "transcripts").glob("*.srt")):
        number = _number(path.stem)
        shows = notes.get(number)
        if shows is None:
            continue
        times = [
            ((int(hour or 0) * 60 + int(minute)) * 60 + int(second)) * 1000
            for hour, minute, second, _ in _NOTED.findall(shows.read_text(encoding="utf-8"))
        ]
        said = list(_captions(path.read_text(encoding="utf-8")))
        if len(times) < 3 or times != sorted(times) or not said or times[-1] > _ends(said[-1]):
            continue
        begun = [one.span[0] if one.span else 0.0 for one in said]
        starts = {_nearest(begun, time) for time in times if time > INTRO_MS}
        made = _talk(f"{number:03d}", said, sorted(starts - {0}))
        if made is not None:
            yield made


def _nearest(begun: Sequence[float], time: float) -> int:
    return min(range(len(begun)), key=lambda at: abs(begun[at] - time))


def _number(name: str) -> int:
    found = re.search(r"\d+", name)
    return int(found[0]) if found else -1


def _ends(one: Said) -> float:
    return one.span[1] if one.span else 0.0


def _captions(text: str) -> Iterator[Said]:
    """Sentences with their times, of captions that name a speaker where another begins."""
    who, turn = None, list[tuple[str, float, float]]()
    for block in [*re.split(r"\n\s*\n", text), ""]:
        found = _SAID.search(block)
        if found is None:
            continue
        h, m, s, ms, h2, m2, s2, ms2 = map(int, found.groups()[:8])
        begin, end = ((h * 60 + m) * 60 + s) * 1000 + ms, ((h2 * 60 + m2) * 60 + s2) * 1000 + ms2
        told = _VOICE.match(" ".join(found[9].split()))
        if told:
            yield from _spread(who, turn)
            who, turn = None if told[1] in ("Unknown", "Announcer") else told[1], []
        turn.append((told[2] if told else " ".join(found[9].split()), begin, end))
    yield from _spread(who, turn)


def _spread(who: str | None, turn: Sequence[tuple[str, float, float]]) -> Iterator[Said]:
    """The sentences of a turn, each with its time by its characters."""
    text, marks = "", list[tuple[int, int, float, float]]()
    for piece, begin, end in turn:
        marks.append((len(text), len(text) + len(piece), begin, end))
        text += f"{piece} "
    at = 0
    for sentence in SENTENCE.split(text.strip()):
        if sentence.strip():
            low = text.find(sentence, at)
            at = low + len(sentence)
            yield Said(who, sentence, (_time(marks, low), max(_time(marks, low), _time(marks, at))))


def _time(marks: Sequence[tuple[int, int, float, float]], at: int) -> float:
    low, high, begin, end = next((one for one in marks if at <= one[1]), marks[-1])
    return begin + (end - begin) * max(0, at - low) / max(1, high - low)


def _lectures(root: Path, kind: str) -> Iterator[Document]:
    for path in sorted((root / "bayes-seg" / "data" / "lectures" / kind).glob("*")):
        if path.suffix not in (".ref", ".dev"):
            continue
        said, starts, owed = list[Said](), list[int](), False
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            text = re.sub(r"\s+([.,?!']|n't)", r"\1", line.strip())
            if text.startswith("====="):
                owed = True
            elif text:
                if owed and said:
                    starts.append(len(said))
                owed = False
                said.append(Said(None, text))
        made = _talk(path.stem, said, starts)
        if made is not None:
            yield made
