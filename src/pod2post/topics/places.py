"""The places among which a model may choose, and what it is shown of each. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from pod2post.costs import sizes
from pod2post.topics.candidates import candidates
from pod2post.topics.choosing import Spot, counts, longest
from pod2post.topics.cut import Evidence
from pod2post.topics.marking import Aside
from pod2post.value import value
from pod2post.values import Cue, Segments, Transcript
from pod2post.writing import brief
from pod2post.writing.tasks import Episode, Line, Place, TopicsMaterial, clock

MOST = 48  # places in one request, those of the program's own cut and the likeliest others
TOKENS = 8_000  # of sentences in one request, whatever the length of the episode
LEAST_TOKENS = 1_500  # with less nobody could choose
BEFORE, AFTER = 2, 3  # sentences on either side of a place
LINE_TOKENS = 60  # of one sentence


@value
class Places:
    """The program's own cut and the places near it; `tokens`: of what is shown of them.

    `asides`: what is no programme; no place lies within.
    """

    cut: Segments
    spots: tuple[Spot, ...]
    tokens: int = TOKENS
    asides: tuple[Aside, ...] = ()


def places(
    known: Evidence, starts: Sequence[int], cut: Segments, asides: tuple[Aside, ...] = ()
) -> Places:
    """The beginning and the candidates, in the order of the episode.

    `starts`: where the parts of the cut begin.
    """
    found = [row for row in candidates(known, tuple(starts)) if row.cue not in starts]
    ranked = sorted(found, key=lambda row: (-row.score, row.cue))
    others = [row.cue for row in ranked[: max(0, MOST - len(starts))]]
    inside = {at for one in asides for at in range(one.first, one.last + 1)}
    ordered = sorted({0, *starts, *others} - inside | {0})
    spots = (Spot(id=f"p{n}", cue=at, ours=at in (0, *starts)) for n, at in enumerate(ordered))
    return Places(cut=cut, spots=tuple(spots), asides=asides)


def material(places: Places, transcript: Transcript, about: Episode) -> TopicsMaterial:
    """What the model is told: each place with the sentences around it, as long as there is room."""
    cues = transcript.cues
    least, most = counts(sum(spot.ours for spot in places.spots), len(places.spots))
    each = min(LINE_TOKENS, places.tokens // (len(places.spots) * (BEFORE + AFTER)))
    rows = []
    for spot in places.spots:
        before, after = cues[max(0, spot.cue - BEFORE) : spot.cue], cues[spot.cue :][:AFTER]
        rows.append(
            Place(
                id=spot.id,
                at=clock(cues[spot.cue].start_ms),
                ours=spot.ours,
                before=tuple(_line(cue, each, end=True) for cue in before),
                after=tuple(_line(cue, each) for cue in after),
            )
        )
    return TopicsMaterial(
        episode=about,
        places=tuple(rows),
        end=clock(cues[-1].end_ms),
        least=least,
        most=most,
        longest=round(100 * longest(most)),
    )


def _line(cue: Cue, tokens: int, *, end: bool = False) -> Line:
    """A cue as the model sees it, its end or its beginning where it is longer than that."""
    (line,) = brief.lines([cue])
    taken = sizes.tokens(f"  [{line.id}] {line.speaker or '？'}: {line.text}\n")
    if taken <= tokens:
        return line
    said = sizes.tokens(line.text)
    room = max(0, len(line.text) * (tokens - taken + said - 1) // max(1, said))
    short = f"…{line.text[len(line.text) - room :]}" if end else f"{line.text[:room]}…"
    return replace(line, text=short)
