"""What polls remember of each show: `feeds/KEY.json` in the workspace, never edited by hand.

Lost, it is made again by the next poll: episodes that were handed over before are then handed
over again, and whoever keeps them knows them by their keys.
"""

from dataclasses import replace
from pathlib import Path

from pod2post import codec
from pod2post.feeds.entry import Memory
from pod2post.feeds.shows import SECRET
from pod2post.store import write_atomically

FOLDER = "feeds"


def read(workspace: Path, key: str) -> Memory:
    """What is remembered of the show with this key; nothing where it cannot be read."""
    try:
        return codec.decode(Memory, _path(workspace, key).read_bytes())
    except (OSError, codec.Undecodable):
        return Memory()


def write(workspace: Path, key: str, memory: Memory) -> None:
    """Keep it, without descriptions. Raises as `write_atomically`."""
    short = (replace(one, entry=replace(one.entry, description="")) for one in memory.seen)
    data = codec.encode(replace(memory, seen=tuple(short)))
    write_atomically(_path(workspace, key), data, mode=SECRET)


def forget(workspace: Path, key: str) -> None:
    """Remember nothing of the show any more."""
    _path(workspace, key).unlink(missing_ok=True)


def _path(workspace: Path, key: str) -> Path:
    return workspace / FOLDER / f"{key}.json"
