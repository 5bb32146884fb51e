"""What is found of advertisements that were planted in transcripts, and what programme it costs.

    python -m benchmarks.advertisements --json [--data DIR]

One object: for each part (`dev`, `test, odd`, `test, even`, `quiet`, `third`, `fourth`,
`unseen`; with --data `data`) `ours`, ours `without speakers` and description, and `one phrase`, a
naive row, each with the figures that scoring.py defines.
"""

import argparse
import dataclasses
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.advertisements.episodes import Episode, parts
from benchmarks.advertisements.scoring import Marks, figures
from pod2post.topics.advertisements import asides
from pod2post.topics.clues import Clues
from pod2post.topics.marking import Aside
from pod2post.topics.sponsors import sponsors
from pod2post.values import Cue

PHRASE = re.compile(
    r"\bsponsor|brought to you by|promo code|use code|percent off|free trial|\bdot com\b"
    r"|贊助|業配|折扣碼|優惠",
    re.IGNORECASE,
)
AROUND = 2  # sentences before and behind a hit that the naive row marks as well

Finder = Callable[[Episode, tuple[Cue, ...]], tuple[Aside, ...]]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, metavar="DIR", help="episodes of your own")
    parser.add_argument("--json", action="store_true", help="one line, for a program")
    asked = parser.parse_args(argv)
    try:
        known = parts(asked.data)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if not any(known.values()):
        print(f"{asked.data}: there is no episode in it", file=sys.stderr)
        return 2
    print(json.dumps(measured(known), ensure_ascii=False, indent=None if asked.json else 1))
    return 0


def measured(known: dict[str, tuple[Episode, ...]]) -> dict[str, Any]:
    """The figures of each row by part."""
    return {
        part: {name: figures([_marks(one, find) for one in rows]) for name, find in FINDERS.items()}
        for part, rows in known.items()
        if rows
    }


def _marks(episode: Episode, find: Finder) -> Marks:
    cues = episode.spoken()
    return Marks(episode=episode, cues=cues, asides=find(episode, cues))


def ours(episode: Episode, cues: tuple[Cue, ...]) -> tuple[Aside, ...]:
    """As the program does it."""
    known = sponsors(episode.description, episode.people())
    return asides(cues, Clues(sponsors=known, show=(episode.show,)))


def bare(episode: Episode, cues: tuple[Cue, ...]) -> tuple[Aside, ...]:
    """Ours, where nobody knows who speaks and the description says nothing."""
    return asides(
        [dataclasses.replace(cue, speaker=None) for cue in cues], Clues(show=(episode.show,))
    )


def naive(episode: Episode, cues: tuple[Cue, ...]) -> tuple[Aside, ...]:  # noqa: ARG001
    """One phrase: every sentence that has it, with two before and two behind."""
    hits = [at for at, cue in enumerate(cues) if PHRASE.search(cue.text)]
    around = {one for at in hits for one in range(at - AROUND, at + AROUND + 1)}
    inside = around & {*range(len(cues))}
    firsts = sorted(at for at in inside if at - 1 not in inside)
    lasts = sorted(at for at in inside if at + 1 not in inside)
    return tuple(
        Aside(first=first, last=last, kind="advertisement")
        for first, last in zip(firsts, lasts, strict=True)
    )


FINDERS: dict[str, Finder] = {"ours": ours, "without speakers": bare, "one phrase": naive}


if __name__ == "__main__":
    sys.exit(main())
