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
AROUND = ((2, 3), (1, 2), (1, 1))  # sentences before and after a place; fewer for less room
LEAST_LINE, LINE_TOKENS = 25, 60  # of one sentence


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
    most_before, most_after, each = _room(places)
    rows = []
    for spot in places.spots:
        before = cues[max(0, spot.cue - most_before) : spot.cue]
        after = cues[spot.cue :][:most_after]
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


def _room(places: Places) -> tuple[int, int, int]:
    """How many sentences are shown before and after a place, and how many tokens of each."""
    rows = [
        (before, after, places.tokens // (len(places.spots) * (before + after)))
        for before, after in AROUND
    ]
    before, after, each = next((row for row in rows if row[2] >= LEAST_LINE), rows[-1])
    return before, after, min(LINE_TOKENS, each)


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
