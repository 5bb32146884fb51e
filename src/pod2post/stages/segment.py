"""Cut a transcript by topic: the source's chapters, else a cut of our own (`topics.cut`).

Segments cover every cue, in order, without overlap. Ours are as many as the subjects seem to be,
and at least one for each six minutes: a plan groups segments and leaves some out, it cannot
divide one.
"""

import re
from collections.abc import Sequence

from pod2post.ports import Embedder, Shelf, Tell
from pod2post.stage import stage
from pod2post.topics import embedded
from pod2post.topics.cut import divided, evidence
from pod2post.topics.parts import Kind, Start, built
from pod2post.values import Chapter, Cue, Segments, Transcript

LEAST_CHAPTERS, MOST_CHAPTERS = 4, 20
MS_PER_SEGMENT = 6 * 60_000
LEAST_SEGMENTS, MOST_SEGMENTS = 3, 14
SNAP_MS = 1500  # a chapter mark may stand a little after the sentence it means
LONGEST, EVEN = 0.35, 1.4  # the share of one part, and how far above an equal one it may be

KINDS: tuple[tuple[Kind, str], ...] = (
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
        rows = [Start(cue=at, title=title, kind=_kind(title)) for at, title in starts]
        return built(cues, rows, "chapters")
    texts = [cue.text for cue in cues]
    vectors = embedded.vectors(texts, encoder, shelf=shelf, tell=tell) if encoder else None
    known = evidence(cues, vectors)
    parts = max(len(divided(known)), _count(cues))
    longest = max(LONGEST, EVEN / parts)
    return built(cues, [Start(cue=at) for at in divided(known, parts, longest)], "divisive")


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


def _kind(title: str) -> Kind:
    hits = (kind for kind, pattern in KINDS if re.search(pattern, title, re.IGNORECASE))
    return next(hits, "talk")
