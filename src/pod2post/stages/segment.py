"""Cut a transcript by topic: the source's chapters, else a cut of our own (`topics.cut`).

Segments cover every cue, in order, without overlap. Ours are as many as the subjects seem to be,
and at least one for each six minutes: a plan groups segments and leaves some out, it cannot
divide one.
"""

import re
from collections import Counter
from collections.abc import Sequence

from pod2post.ports import Embedder, Shelf, Tell
from pod2post.stage import stage
from pod2post.topics import embedded, lexical
from pod2post.topics.cut import divided, evidence
from pod2post.values import Chapter, Cue, Segment, Segments, Transcript

LEAST_CHAPTERS, MOST_CHAPTERS = 4, 20
MS_PER_SEGMENT = 6 * 60_000
LEAST_SEGMENTS, MOST_SEGMENTS = 3, 14
SNAP_MS = 1500  # a chapter mark may stand a little after the sentence it means
GIST = 4
LONGEST, EVEN = 0.35, 1.4  # the share of one part, and how far above an equal one it may be

WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
STOP = frozenset(
    "the and that this with for you was were are have has had not but they them their there what "
    "when where which who how why would could should can will just like about from into out then "
    "than because been being its it's i'm you're we're don't didn't that's there's he's she's i've "
    "one two very really think know going get got want kind sort mean yeah right okay well some "
    "all any our your his her him she more most much many lot thing things people say said make "
    "made even also only over after before still back way now".split()
)
KINDS: tuple[tuple[str, str], ...] = (
    ("advertisement", r"\b(?:sponsors?|ads?|advert\w*|promo)\b|廣告|贊助"),
    ("small talk", r"\b(?:outro|credits|housekeeping|goodbye|closing|wrap[- ]?up|thanks)\b|片尾"),
    ("intro", r"\b(?:intro|introduction|welcome|opening|cold open|trailer)\b|開場|片頭"),
)


@stage("segments", 2)
def segment(
    transcript: Transcript,
    chapters: tuple[Chapter, ...],
    encoder: Embedder | None,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Segments:
    """Segments of a transcript that has at least one cue.

    `encoder`: by what subjects are compared; None: by the words that sentences share.
    """
    cues = transcript.cues
    starts = by_chapters(cues, chapters)
    if starts is not None:
        titles = [title for _, title in starts]
        return _build(cues, [start for start, _ in starts], titles, "chapters")
    texts = [cue.text for cue in cues]
    vectors = embedded.vectors(texts, encoder, shelf=shelf, tell=tell) if encoder else None
    known = evidence(cues, vectors)
    parts = max(len(divided(known)), _count(cues))
    longest = max(LONGEST, EVEN / parts)
    return _build(cues, list(divided(known, parts, longest)), None, "divisive")


def by_chapters(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> list[tuple[int, str]] | None:
    """(index of the first cue, title) per chapter; None when chapters are no use."""
    if not LEAST_CHAPTERS <= len(chapters) <= MOST_CHAPTERS:
        return None
    starts: list[tuple[int, str]] = []
    for chapter in chapters:
        due = chapter.start_ms - SNAP_MS
        index = next((i for i, cue in enumerate(cues) if cue.start_ms >= due), len(cues))
        if index == len(cues) or (starts and index <= starts[-1][0]):
            continue  # a chapter in which nobody speaks
        starts.append((index, chapter.title))
    if len(starts) < LEAST_CHAPTERS:
        return None
    return [(0, starts[0][1]), *starts[1:]]


def _count(cues: Sequence[Cue]) -> int:
    length = cues[-1].end_ms - cues[0].start_ms
    wanted = round(length / MS_PER_SEGMENT)
    return max(1, min(max(LEAST_SEGMENTS, wanted), MOST_SEGMENTS, len(cues) // 4))


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(text.lower()) if word not in STOP]


def _build(
    cues: Sequence[Cue], starts: list[int], titles: list[str] | None, method: str
) -> Segments:
    ends = [*starts[1:], len(cues)]
    segments = []
    for number, (low, high) in enumerate(zip(starts, ends, strict=True), start=1):
        texts = [cue.text for cue in cues[low:high]]
        title = titles[number - 1] if titles else _key_words(texts)
        segments.append(
            Segment(
                id=f"g{number}",
                first=cues[low].id,
                last=cues[high - 1].id,
                title=title,
                gist=_gist(texts),
                kind=_kind(title) if titles else "talk",  # type: ignore[arg-type]
            )
        )
    return Segments(segments=tuple(segments), method=method)  # type: ignore[arg-type]


def _kind(title: str) -> str:
    hits = (kind for kind, pattern in KINDS if re.search(pattern, title, re.IGNORECASE))
    return next(hits, "talk")


def _key_words(texts: Sequence[str]) -> str:
    counted = Counter(word for text in texts for word in _words(text))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(word for word, _ in ordered[:4])


def _gist(texts: Sequence[str]) -> tuple[str, ...]:
    """The sentences nearest to the segment's centroid, in their own order."""
    vectors = lexical.vectors(texts)
    likeness = vectors @ vectors.mean(axis=0)
    fair = [i for i, text in enumerate(texts) if len(text.split()) >= 5] or list(range(len(texts)))
    best = sorted(fair, key=lambda i: (-round(float(likeness[i]), 9), i))[:GIST]
    return tuple(texts[i] for i in sorted(best))
