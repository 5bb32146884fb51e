"""A small copy of an episode's sound, in place of an original that the disk has no room for.

Mono AAC of 16 kHz and 32 kbit/s, 14 MB an hour: what the review page plays, clips are cut from
and a name is heard again in. Its times are those of the original, sample by sample.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pod2post import media
from pod2post.errors import Pod2postError
from pod2post.hearing import excerpt
from pod2post.keeping.plan import COPY_BITS_PER_S
from pod2post.store import Store, full_disk_named

RATE = 16_000
AGREE_MS = 100


def make(store: Store, digest: str) -> Path:
    """Write the copy of an original that lies in the store; returns its file.

    Raises:
        BadInput: the original cannot be played.
        LimitReached: no room for the copy.
        Pod2postError: the copy does not hold what the original does.
    """
    target = store.listening(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    with full_disk_named(target.parent):
        handle, name = tempfile.mkstemp(prefix=".writing-", suffix=".m4a", dir=target.parent)
        os.close(handle)
        beside = Path(name)
        try:
            heard_ms = _encoded(store.path(digest), beside)
            held_ms = media.probe(beside).duration_ms
            if abs(held_ms - heard_ms) > AGREE_MS:
                raise Pod2postError(f"the copy of {digest} has {held_ms} ms of {heard_ms}")
            with beside.open("rb") as file:
                os.fsync(file.fileno())
            beside.chmod(0o644)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    return target


def _encoded(original: Path, target: Path) -> int:
    """Encode what can be decoded; returns its length in ms."""
    samples = 0

    def blocks() -> Iterator[bytes]:
        nonlocal samples
        for block in media.pcm(original, rate=RATE):
            samples += len(block) // 2
            yield block

    excerpt.write(blocks(), target, rate=RATE, bits_per_s=COPY_BITS_PER_S)
    return samples * 1000 // RATE
