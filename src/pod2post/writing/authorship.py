"""Who wrote a draft, as it is shown; and whether that author is too small to be trusted."""

import re

SMALL_BELOW = 7_000_000_000
"""Parameters. Chosen, not measured: models of 0.5 and 1.5 billion were seen to write numbers
wrong by ten, words of other scripts and sentences that nobody said; larger ones were not run."""

_SMALL = re.compile(r"local .* \(small: [^()]*\)")


def local_label(name: str, parameters: int) -> str:
    """How a model on this machine is named in the draft and in the record of the run."""
    size = f"{parameters / 1e9:.1f} billion parameters"
    return f"local {name} ({'small: ' if parameters < SMALL_BELOW else ''}{size})"


def is_local(writer: str) -> bool:
    """Is this the label of a model on this machine, whose calls cost nothing?"""
    return writer.startswith("local ")


def is_extract(writer: str) -> bool:
    """Is this the label of the writer that copies sentences and writes none?"""
    return writer.startswith("extract")


def is_small(writer: str) -> bool:
    """Is this the label of a local model below `SMALL_BELOW`?"""
    return _SMALL.fullmatch(writer) is not None
