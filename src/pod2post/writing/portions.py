"""A section that is longer than what a request holds: in parts, no sentence left out. Pure.

Quotations are chosen in each part, so that every sentence reaches a prompt. The prose is told
from the sentences around the quotations and the weightiest ones, as many as there is room for.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from pod2post.costs import sizes
from pod2post.values import Cue, Quotes, Segments
from pod2post.writing import brief as views
from pod2post.writing.asking import Pen, request_for
from pod2post.writing.brief import Brief
from pod2post.writing.tasks import Episode, QuotesMaterial

AROUND = 12  # sentences on either side of one that is to be quoted again
SHORT = 120  # sentences; a section of no more is sent whole
QUOTES_TOKENS = 2_000  # for the plan and the verified quotations in a section's request
LEAST_TOKENS = 500
PROSE_TOKENS = 18_000  # of transcript for one section's prose: some 45 minutes of talk


def room(about: Episode, pen: Pen, context_tokens: int) -> int:
    """Tokens that are left for the transcript in one request, at least a few sentences' worth."""
    bare = QuotesMaterial(episode=about, section="s1", heading="", angle="", lines=(), wanted=0)
    taken = sizes.prompt(request_for("quotes", bare, pen)) + pen.max_tokens + QUOTES_TOKENS
    return max(LEAST_TOKENS, context_tokens - taken)


def tokens(cues: Iterable[Cue]) -> int:
    """About the tokens of cues as a prompt shows them, with id, time and speaker."""
    return sum(map(_weight, cues))


def _weight(cue: Cue) -> int:
    (line,) = views.lines([cue])
    return sizes.tokens(f"[{line.id}] {line.at} {line.speaker or '？'}: {line.text}\n")


def parts(brief: Brief, most: int) -> tuple[Brief, ...]:
    """The brief in as few parts of like size as have at most `most` tokens of transcript each.

    A sentence alone may be longer than that.
    """
    weights = [_weight(cue) for cue in brief.cues]
    if sum(weights) <= most:
        return (brief,)
    like = sum(weights) / -(-sum(weights) // most)
    starts, held = [0], 0
    for index, weight in enumerate(weights):
        if held >= like or held + weight > most:
            starts, held = [*starts, index] if held else starts, 0
        held += weight
    cuts = [*starts, len(weights)]
    return tuple(replace(brief, cues=brief.cues[a:b]) for a, b in pairwise(cuts))


def merged(rows: Sequence[Quotes]) -> Quotes:
    """The quotations of all parts of one section, numbered through in the order of time."""
    if len(rows) == 1:
        return rows[0]
    found = sorted((q for row in rows for q in row.quotes), key=lambda q: (q.start_ms, q.end_ms))
    named = (replace(q, id=f"{q.section}q{n}") for n, q in enumerate(found, start=1))
    return Quotes(
        section=rows[0].section,
        quotes=tuple(named),
        dropped=tuple(dropped for row in rows for dropped in row.dropped),
        holes=tuple(hole for row in rows for hole in row.holes),
    )


def told(brief: Brief, quotes: Quotes, segments: Segments, most: int) -> Brief:
    """The brief for the prose: whole, or the sentences nearest to what it is built on.

    That is: the quotations, each segment's weightiest sentences, its first and its last. A few
    hundred characters are written from them: beyond three quarters of an hour of talk, more is
    only dearer, even where there is room for it.
    """
    most = min(most, PROSE_TOKENS)
    if tokens(brief.cues) <= most:
        return brief
    anchors = {id_ for quote in quotes.quotes for id_ in quote.cues}
    for segment in segments.segments:
        anchors |= {segment.first, segment.last}
        anchors |= {cue.id for cue in brief.cues if cue.text in segment.gist}
    away, taken, kept = _distances(brief.cues, anchors), 0, set[int]()
    for index in sorted(range(len(away)), key=lambda index: (away[index], index)):
        taken += _weight(brief.cues[index])
        if taken > most:
            break
        kept.add(index)
    return replace(brief, cues=tuple(c for n, c in enumerate(brief.cues) if n in kept))


def around(brief: Brief, ids: Collection[str]) -> Brief:
    """The brief with the sentences near the named ones only; whole where it is short."""
    if len(brief.cues) <= SHORT or not {cue.id for cue in brief.cues} & set(ids):
        return brief
    near = zip(brief.cues, _distances(brief.cues, ids), strict=True)
    return replace(brief, cues=tuple(cue for cue, away in near if away <= AROUND))


def _distances(cues: Sequence[Cue], ids: Collection[str]) -> list[int]:
    """How many sentences each is away from the nearest of the named ones."""
    away = [0 if cue.id in ids else len(cues) for cue in cues]
    for order in (range(1, len(cues)), range(len(cues) - 2, -1, -1)):
        step = order.step
        for index in order:
            away[index] = min(away[index], away[index - step] + 1)
    return away


def notes(whole: Brief, pieces: Sequence[Brief], shown: Brief) -> tuple[str, ...]:
    """What an editor should know of a section that did not fit into one request."""
    if len(pieces) == 1 and len(shown.cues) == len(whole.cues):
        return ()
    line = (
        f"section {whole.outline.id} is long: quotations were chosen from all of its "
        f"{len(whole.cues)} sentences, in {len(pieces)} requests; the prose is told from "
        f"{len(shown.cues)} of them"
    )
    return (line,)
