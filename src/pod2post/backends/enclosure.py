"""Episodes at a direct audio address: a small downloader with caps.

It goes on with a broken file only where the server proves that it is still the same one
(If-Range with a strong ETag), else it starts again: hosts put other advertisements into
each download, and two halves of different files make one that nobody ever published.
"""

import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pod2post import codec, media
from pod2post.backends import headers, pinned
from pod2post.backends.files import from_tags
from pod2post.costs.limits import Limits
from pod2post.errors import BadInput, LimitReached, NoSpace, TryLater
from pod2post.locate import digest_of
from pod2post.ports import Shelf, Tell
from pod2post.store import full_disk_named, write_atomically
from pod2post.values import Audio, Locator, Source, value

T = TypeVar("T")
PEEK = 1_000_000  # bytes: tags stand at the start of most podcast files
LOOK_S = 180.0
DISK_MARGIN = 256_000_000
DISK_EVERY = 16_000_000
MOST_TRIES = 40
BACKOFF_MAX_S = 60.0
REPORT_EVERY = 256_000
NAMELESS = {"audio", "default", "download", "enclosure", "episode", "file", "media", "play"}


@value
class Part:
    """An unfinished download: its bytes, and beside them what the server said of them."""

    file: Path
    note: Path

    def kept(self) -> tuple[int, str, int | None]:
        """Bytes that may be continued, the strong ETag and the whole size; or 0, "", None."""
        try:
            said = json.loads(self.note.read_bytes())
            size, etag, total = self.file.stat().st_size, said["etag"], said["total"]
        except (OSError, ValueError, KeyError, TypeError):
            return 0, "", None
        usable = size and isinstance(etag, str) and etag.startswith('"')
        return (size, etag, total) if usable else (0, "", None)

    def drop(self) -> None:
        self.file.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


class Enclosures:
    """The `Library` of direct audio addresses. `wait` sleeps, `names` resolves hosts."""

    def __init__(
        self,
        limits: Limits,
        patience: pinned.Patience | None = None,
        wait: Callable[[float], None] = time.sleep,
        names: pinned.Names = pinned.system_names,
    ) -> None:
        self.limits = limits
        self.patience = patience or pinned.Patience()
        self.wait = wait
        self.names = names

    def resolve(self, locator: Locator, /, *, tell: Tell) -> Source:  # noqa: ARG002
        """What the first megabyte tells: the tags, else the file's name in the address.

        The duration is unknown before everything is there.

        Raises:
            BadInput, Refused, TryLater, LimitReached: as `fetch`.
        """
        until = time.monotonic() + LOOK_S
        with pinned.pool(self.limits, self.names, LOOK_S) as pool:
            name, start = self._patiently(lambda: self._peek(pool, locator.address), until)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "start"
            file.write_bytes(start)
            try:
                seen = media.probe(file)
            except BadInput:  # some kinds hold their index at the end
                seen = None
        id_ = "enclosure-" + codec.digest(locator.address).removeprefix("sha256:")[:8]
        source = from_tags(locator, seen, duration_ms=None, name=name, id_=id_)
        return replace(source, slug=id_) if source.slug in NAMELESS else source

    def fetch(self, locator: Locator, /, *, shelf: Shelf, tell: Tell) -> Audio:
        """Download into the store; a part of an earlier run is continued where that is safe.

        Raises:
            BadInput: no audio, or a fault in the request.
            Refused: login, gone, an address that must not be asked.
            TryLater: network, server errors, rate limit, after several tries.
            LimitReached: [limits] download_mb or download_minutes, or the disk.
        """
        folder = shelf.scratch()
        stem = codec.digest(locator.address).removeprefix("sha256:")[:32]
        part = Part(file=folder / f"{stem}.part", note=folder / f"{stem}.json")
        seconds = self.limits.download_minutes * 60
        deadline = time.monotonic() + seconds
        with full_disk_named(folder), pinned.pool(self.limits, self.names, seconds) as pool:
            try:
                self._patiently(
                    lambda: self._attempt(pool, locator.address, part, deadline, tell),
                    deadline,
                    part,
                )
                seen = _looked_into(part, locator.address)
            except BadInput:
                part.drop()
                raise
            except TryLater as error:
                if time.monotonic() > deadline:
                    raise self._overdue() from error
                raise
            size, digest = part.file.stat().st_size, digest_of(part.file)
            shelf.adopt(part.file, digest)
        part.drop()
        return Audio(
            digest=digest,
            size=size,
            duration_ms=seen.duration_ms,
            codec=seen.codec,
            channels=seen.channels,
            origin=None,
        )

    # one request, and again

    def _patiently(self, attempt: Callable[[], T], until: float, part: Part | None = None) -> T:
        """Try until it works; `tries` in a row that brought no byte are the end.

        None begins after `until`, and none is waited for beyond it.
        """
        idle = 0
        for _ in range(MOST_TRIES):
            before = part.kept()[0] if part else 0
            try:
                return attempt()
            except pinned.Broken as error:
                if isinstance(error, headers.Again) and part:
                    part.drop()
                trouble = error
            idle = 0 if part and part.kept()[0] > before else idle + 1
            asked = trouble.after_s
            jitter = random.uniform(0, min(BACKOFF_MAX_S, 2.0**idle))
            wait = jitter if asked is None else asked
            late = time.monotonic() + wait > until
            if late or idle >= self.patience.tries or wait > self.patience.longest_wait_s:
                break
            self.wait(wait)
        after_s = None if trouble.after_s is None else round(trouble.after_s)
        raise TryLater(
            f"the audio could not be downloaded: {trouble}",
            f"Try again {f'in {after_s} s' if after_s else 'later'}; a part that is there is "
            "continued where the server allows it.",
            after_s,
        ) from trouble

    def _peek(self, pool: pinned.Pool, url: str) -> tuple[str, bytes]:
        extra = (("Range", f"bytes=0-{PEEK - 1}"),)
        with pinned.ask(pool, url, self.patience, extra) as answer:
            headers.check_status(answer)
            headers.check_kind(answer)
            start = bytearray()
            for block in answer.blocks:
                start += block
                if len(start) >= PEEK:
                    break
            headers.check_start(bytes(start))
            return headers.file_name(answer, url), bytes(start)

    def _attempt(
        self, pool: pinned.Pool, url: str, part: Part, deadline: float, tell: Tell
    ) -> None:
        have, etag, total = part.kept()
        if have and have == total:  # a run was killed between the last byte and the store
            return
        extra = (("Range", f"bytes={have}-"), ("If-Range", etag)) if have else ()
        with pinned.ask(pool, url, self.patience, extra) as answer:
            if answer.status == 416 and have:
                raise headers.Again("the server has no such range")
            headers.check_status(answer)
            headers.check_kind(answer)
            begin = 0
            if answer.status == 206:
                begin = headers.continued(answer, have, etag, total)
                tell.say(f"The download goes on at {have / 1e6:.1f} MB.")
            length = answer.headers.get("content-length", "")
            whole = begin + int(length) if length.isdecimal() else None
            self._check_size(whole or 0, (whole or begin) - begin, part)
            if not begin:
                part.drop()
                note = {"etag": answer.headers.get("etag"), "total": whole, "url": url}
                write_atomically(part.note, json.dumps(note).encode())
            blocks = _told(answer.blocks, begin, whole, tell)
            self._write(blocks, part, begin, deadline)

    def _write(self, blocks: Iterator[bytes], part: Part, size: int, deadline: float) -> None:
        with part.file.open("ab") as out:
            try:
                for block in blocks:
                    if size == 0:
                        headers.check_start(block)
                    size += len(block)
                    self._check_size(size, 0, part)
                    if time.monotonic() > deadline:
                        raise self._overdue()
                    if size // DISK_EVERY > (size - len(block)) // DISK_EVERY:
                        self._check_size(size, 1, part)  # hosts that tell no length fill it too
                    out.write(block)
            finally:
                out.flush()
                os.fsync(out.fileno())
        if size == 0:
            raise BadInput("the host sent an empty file", headers.NOT_AUDIO)

    def _overdue(self) -> LimitReached:
        return LimitReached(
            f"the download took more than {self.limits.download_minutes} minutes",
            "Run it again to go on, or raise download_minutes under [limits].",
        )

    def _check_size(self, size: int, coming: int, part: Part) -> None:
        if size > self.limits.download_mb * 1_000_000:
            part.drop()
            raise LimitReached(
                f"the audio is larger than {self.limits.download_mb} MB",
                "Raise download_mb under [limits] if that is right for this episode.",
            )
        if coming and shutil.disk_usage(part.file.parent).free < coming + DISK_MARGIN:
            raise NoSpace(
                f"the disk of {part.file.parent} has no room for {coming / 1e6:.0f} MB more",
                "Free some disk or choose another place with --workspace.",
            )


def _told(blocks: Iterator[bytes], size: int, total: int | None, tell: Tell) -> Iterator[bytes]:
    """The same blocks; progress is told on the way, in bytes."""
    told = size
    for block in blocks:
        yield block
        size += len(block)
        if size - told >= REPORT_EVERY:
            told = size
            tell.step("download", size, total, "B")
    tell.step("download", size, size, "B")


def _looked_into(part: Part, url: str) -> media.Probe:
    try:
        return media.probe(part.file)
    except BadInput as error:
        raise BadInput(
            f"what {headers.host(url)} sent cannot be played as audio", headers.NOT_AUDIO
        ) from error
