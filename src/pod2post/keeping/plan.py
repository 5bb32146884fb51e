"""What goes first when the disk is short. Pure: what lies there, a quota and the time decide.

Leftovers always go. For a quota: audio that no run needs, then the originals of published and of
drafted runs, each for a small copy to listen to; then those copies of published runs; at last
what was remembered for runs that are gone, transcripts after all else. What a run that is not
finished needs, what a run's folder names, replies that were paid for and the journals stay.
"""

import re
from collections.abc import Iterator
from typing import Literal

from pod2post.errors import BadInput
from pod2post.keeping.holdings import Holdings, Kept, Leftover, Media, Standing
from pod2post.value import value

HOUR = 3_600_000
FRESH = 24 * HOUR  # who has used something so lately may still be at it
COPY_BITS_PER_S = 32_000
LEAST_GAIN = 2  # a copy is made where the original is so many times its size
PAID = frozenset({"reply", "form", "voice", "feed"})
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kMGT]?)i?B?", re.IGNORECASE | re.ASCII)
UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}

Deed = Literal["leftover", "audio", "original", "copy", "value", "transcript"]


@value
class Step:
    """One thing to do, and the bytes that it frees.

    `name`: a digest for audio, original and copy, a recipe's file for value and transcript,
    a file for leftover. `about`: what it is, for a person.
    """

    deed: Deed
    name: str
    frees: int
    about: str


@value
class Plan:
    """`before`, `after`: bytes of the workspace. `over`: bytes above the quota that stay."""

    before: int
    after: int
    quota: int | None
    steps: tuple[Step, ...]
    over: int = 0


def planned(there: Holdings, quota: int | None, now: int) -> Plan:
    """What to do so that at most `quota` bytes stay; without a quota only leftovers go."""
    steps, left = [_leftover(row) for row in there.leftovers], there.total
    left -= sum(step.frees for step in steps)
    for step in _wishes(there, now):
        if quota is None or left <= quota:
            break
        steps.append(step)
        left -= step.frees
    over = 0 if quota is None else max(0, left - quota)
    return Plan(before=there.total, after=left, quota=quota, steps=tuple(steps), over=over)


def _leftover(row: Leftover) -> Step:
    return Step(deed="leftover", name=row.path, frees=row.size, about=row.what)


def _wishes(there: Holdings, now: int) -> Iterator[Step]:
    """What might go, in the order in which it would."""
    at_rest = sorted((m for m in there.media if now - m.touched > FRESH), key=_age)
    for media in _of(at_rest, "gone"):
        size = media.original + media.copy
        yield Step(deed="audio", name=media.digest, frees=size, about="audio that no run needs")
    for standing in ("published", "drafted"):
        for media in _of(at_rest, standing):
            copy = media.copy or media.duration_ms * COPY_BITS_PER_S // 8_000
            if media.original > LEAST_GAIN * copy:
                gain = media.original - (0 if media.copy else copy)
                about = f"audio of {_runs(media)}, {standing}: a copy to listen to stays"
                yield Step(deed="original", name=media.digest, frees=gain, about=about)
    for media in _of(at_rest, "published"):
        copy = media.copy or media.duration_ms * COPY_BITS_PER_S // 8_000
        shrunk = media.original > LEAST_GAIN * copy
        frees = copy if shrunk else media.original + media.copy
        about = f"the last sound of {_runs(media)}, published"
        yield Step(deed="copy", name=media.digest, frees=frees, about=about)
    spare = sorted((k for k in there.kept if _spare(k, now)), key=lambda k: (k.touched, k.recipe))
    for last in (False, True):
        for row in spare:
            if (row.kind == "transcript") == last:
                about = f"{row.kind} of {row.run}, which is gone"
                deed: Deed = "transcript" if last else "value"
                yield Step(deed=deed, name=row.recipe, frees=row.size, about=about)


def _age(media: Media) -> tuple[int, str]:
    return media.touched, media.digest


def _of(media: list[Media], standing: Standing) -> Iterator[Media]:
    return (one for one in media if one.standing == standing and one.original + one.copy)


def _runs(media: Media) -> str:
    first, *others = media.runs
    return f"{first} and {len(others)} more" if others else first


def _spare(row: Kept, now: int) -> bool:
    return bool(row.run and not row.reached and row.kind not in PAID and now - row.touched > FRESH)


def size(text: str) -> int:
    """Bytes of `20GB`, `1.5 TB`, `500m`, `1000000`; units are powers of 1000.

    Raises:
        BadInput: it is no size.
    """
    found = SIZE.fullmatch(text.strip())
    if not found:
        raise BadInput(f"{text!r} is no size", "Write it like 20GB or 500MB.")
    return int(float(found[1]) * UNITS[found[2].upper()])


def told(number: int) -> str:
    """Bytes for a person: 61.2 MB."""
    for unit in ("TB", "GB", "MB", "kB"):
        whole = UNITS[unit[0].upper()]
        if number >= whole:
            return f"{number / whole:.1f} {unit}"
    return f"{number} B"
