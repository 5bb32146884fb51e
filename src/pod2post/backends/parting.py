"""The parts of a span by voices, from those that are sure to a cover of the whole. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pod2post.hearing.turns import Part
from pod2post.values import Span


def filled(span: Span, sure: Sequence[Part]) -> list[Part]:
    """The parts that are sure, widened until they cover the span; [] where one voice is left."""
    made: list[Part] = []
    for part in sure:
        if made and made[-1].voice == part.voice:
            known = [one for one in (made[-1].margin, part.margin) if one is not None]
            made[-1] = replace(made[-1], end_ms=part.end_ms, margin=min(known, default=None))
        else:
            made.append(part)
    if len(made) < 2:
        return []
    marks = [(one.end_ms + two.start_ms) // 2 for one, two in pairwise(made)]
    bounds = zip([span.start_ms, *marks], [*marks, span.end_ms], strict=True)
    return [
        replace(part, start_ms=begin, end_ms=end)
        for part, (begin, end) in zip(made, bounds, strict=True)
    ]
