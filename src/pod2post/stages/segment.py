"""Cut a transcript by topic: the source's chapters, else a cut of our own (`topics.cut`).

Segments cover every cue, in order, without overlap. Ours are as many as the subjects seem to be,
and at least one for each six minutes: a plan groups segments and leaves some out, it cannot
divide one.
"""

from collections.abc import Sequence

from pod2post.ports import Embedder, Shelf, Tell
from pod2post.stage import stage
from pod2post.topics import choosing, embedded, priors
from pod2post.topics.cut import Evidence, divided, evidence
from pod2post.topics.marking import Aside, marked
from pod2post.topics.parts import Start, built
from pod2post.values import Chapter, Cue, Segments, Transcript

MS_PER_SEGMENT = 6 * 60_000
LEAST_SEGMENTS, MOST_SEGMENTS = 3, 14


@stage("segments", 4)
def segment(
    transcript: Transcript,
    chapters: tuple[Chapter, ...],
    asides: tuple[Aside, ...],
    encoder: Embedder | None,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Segments:
    """Segments of a transcript that has at least one cue.

    `chapters` that are no use are passed over. `asides`: what is no programme, each a segment of
    its own. `encoder`: by what subjects are compared; None: by
    the words that sentences share.
    """
    cues = transcript.cues
    if known := priors.read(chapters, transcript).starts:
        parts = marked(known, cues, asides)
        return built(cues, priors.named(known, parts, cues), "chapters")
    starts = proposed(evidence_of(transcript, encoder, shelf=shelf, tell=tell))
    parts = marked([Start(cue=at) for at in starts], cues, asides)
    return built(cues, parts, "divisive")


def evidence_of(
    transcript: Transcript, encoder: Embedder | None, /, *, shelf: Shelf, tell: Tell
) -> Evidence:
    """What speaks for a change of subject at each place; vectors come from the shelf."""
    texts = [cue.text for cue in transcript.cues]
    vectors = embedded.vectors(texts, encoder, shelf=shelf, tell=tell) if encoder else None
    return evidence(transcript.cues, vectors)


def proposed(known: Evidence) -> tuple[int, ...]:
    """The first cue of each part of the cut, 0 first."""
    parts = max(len(divided(known)), _count(known.cues))
    return divided(known, parts, choosing.longest(parts))


def _count(cues: Sequence[Cue]) -> int:
    length = cues[-1].end_ms - cues[0].start_ms
    wanted = round(length / MS_PER_SEGMENT)
    return max(1, min(max(LEAST_SEGMENTS, wanted), MOST_SEGMENTS, len(cues) // 4))
