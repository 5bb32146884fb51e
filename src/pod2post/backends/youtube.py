"""YouTube, seen from our side of the pipe: yt-dlp works in a child, see `youtube_child`."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, cast

from pod2post import describe, media, store
from pod2post.backends.youtube_errors import Failure
from pod2post.costs.limits import Limits
from pod2post.errors import BadInput, Pod2postError
from pod2post.hearing import captions
from pod2post.ports import Shelf, Tell
from pod2post.values import Audio, Captions, Chapter, Locator, Source, Track

ADDRESS = re.compile(r"https://www\.youtube\.com/watch\?v=([\w-]{11})", re.ASCII)
LOOK_S = 180
MINUTE_S = 60
SECRETS = ("POD2POST_API_KEY", "OPENAI_API_KEY", "POD2POST_SPOTIFY_SECRET")
NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})


class YouTube:
    """A `ports.Library` for locators of kind youtube."""

    def __init__(
        self, cookies: Path | None, limits: Limits, *, options: Mapping[str, Any] = NO_OPTIONS
    ) -> None:
        """`cookies`: a file in Netscape format, read and never written or copied.

        `options` are laid over what yt-dlp is told; they are for tests.
        """
        self.cookies = cookies
        self.limits = limits
        self.options = options

    def resolve(self, locator: Locator, /, *, tell: Tell) -> Source:
        """What YouTube says about the video now: `published` is the day in UTC.

        Raises:
            BadInput: no address of a YouTube video, or an unfit cookies file.
            Refused: private, removed, for members, adults or another country.
            TryLater: not out yet, live, bot check, rate limit, network, no answer in 180 s.
        """
        video = _video(locator)
        job = self._job("look", locator, None, tell)
        with _child(job, LOOK_S, "slow") as events:
            return _source(locator, video, self._outcome(events, tell))

    def fetch(self, locator: Locator, /, *, shelf: Shelf, tell: Tell) -> Audio:
        """The best audio track, in the store. A part file from before is gone on with.

        Raises:
            BadInput, Refused, TryLater: like `resolve`.
            BadInput: also when the store's folder cannot be written.
            LimitReached: longer than [limits] download_minutes, more than download_mb,
                a full disk.
        """
        folder = shelf.scratch() / f"youtube-{_video(locator)}"
        job = self._job("fetch", locator, folder, tell)
        seconds = self.limits.download_minutes * MINUTE_S
        with _child(job, seconds, "too slow") as events:
            made = self._outcome(events, tell)
            # The child holds the folder until this block ends.
            try:
                audio = self._shelved(Path(made["path"]), made["size"], shelf)
            except Pod2postError:
                shutil.rmtree(folder, ignore_errors=True)  # unfit; an interrupted one stays
                raise
            shutil.rmtree(folder, ignore_errors=True)
        return audio

    def captions(self, locator: Locator, track: Track, /, *, tell: Tell) -> Captions:
        """One caption track as YouTube has it now.

        Raises:
            BadInput, Refused, TryLater: like `resolve`; TryLater also when the track is gone
                or cannot be read.
        """
        _video(locator)
        job = self._job("captions", locator, None, tell)
        job |= {"language": track.language, "automatic": track.kind == "automatic"}
        with _child(job, LOOK_S, "slow") as events:
            text = self._outcome(events, tell)["text"]
        try:
            lines = captions.read(text.encode())
        except captions.Unreadable as error:
            raise self._error(Failure(kind="no captions", detail=str(error))) from error
        return Captions(language=track.language, kind=track.kind, origin="YouTube", lines=lines)

    def listing(self, address: str, most: int, /, *, tell: Tell) -> Mapping[str, Any]:
        """The newest or first `most` videos of a channel or playlist, as `youtube_facts.listed`.

        Raises:
            BadInput, Refused, TryLater: like `resolve`.
        """
        place = Locator(kind="youtube", address=address)
        job = self._job("list", place, None, tell) | {"most": most}
        with _child(job, LOOK_S, "slow") as events:
            return self._outcome(events, tell)

    def _outcome(self, events: Iterator[tuple[str, dict[str, Any]]], tell: Tell) -> dict[str, Any]:
        for name, event in events:
            match name:
                case "progress":
                    tell.step("download", event["done"], event["total"], "B")
                case "waiting":
                    tell.say("Another process is downloading this episode; waiting for it.")
                case "failure":
                    raise self._error(Failure(**event))
                case _:
                    return event
        raise self._error(Failure(kind="killed"))

    def _error(self, failure: Failure) -> Pod2postError:
        return failure.error(cookies=self.cookies is not None)

    def _shelved(self, file: Path, said: int | None, shelf: Shelf) -> Audio:
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if said and size < said:
                raise self._error(Failure(kind="short"))
            digest = f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
            os.fsync(stream.fileno())
        try:
            heard = media.probe(file)
        except BadInput as error:
            raise self._error(Failure(kind="no audio", detail=error.cause)) from error
        shelf.adopt(file, digest)
        return Audio(
            digest=digest,
            size=size,
            duration_ms=heard.duration_ms,
            codec=heard.codec,
            channels=heard.channels,
            origin=None,
        )

    def _job(self, task: str, locator: Locator, folder: Path | None, tell: Tell) -> dict[str, Any]:
        if self.cookies is not None:
            _look_at_cookies(self.cookies, tell)
        return {
            "task": task,
            "address": locator.address,
            "folder": str(folder.absolute()) if folder else None,
            "max_bytes": self.limits.download_mb * 1_000_000,
            "cookies": str(self.cookies.absolute()) if self.cookies else None,
            "options": dict(self.options),
        }


def _video(locator: Locator) -> str:
    found = ADDRESS.fullmatch(locator.address)
    if locator.kind != "youtube" or not found:
        raise BadInput(
            f"{describe.short_title(locator.address)} is no address of a YouTube video",
            "Give an address like https://www.youtube.com/watch?v=ID.",
        )
    return found[1]


def _look_at_cookies(cookies: Path, tell: Tell) -> None:
    try:
        with cookies.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    except OSError as error:
        raise BadInput(
            f"[youtube] cookies: {cookies} cannot be read: {error.strerror}",
            "Name a file with cookies in Netscape format, or take the entry out.",
        ) from error
    if mode & 0o077:
        tell.say(f"Others can read {cookies}, and it signs in as you: chmod 600 {cookies}")


# --- what was seen --------------------------------------------------------------------


def _source(locator: Locator, video: str, seen: Mapping[str, Any]) -> Source:
    title = describe.short_title(seen["title"])
    text = describe.clean(seen["description"])
    duration_ms = round(seen["duration"] * 1000) if seen["duration"] else None
    chapters = tuple(
        Chapter(start_ms=round(row["start"] * 1000), title=describe.short_title(row["title"]))
        for row in seen["chapters"]
    )
    tracks = [Track(language=language, kind="human") for language in seen["human"]]
    tracks += [Track(language=language, kind="automatic") for language in seen["automatic"]]
    return Source(
        locator=locator,
        slug=describe.slug(title, f"youtube-{video}"),
        title=title,
        show=describe.short_title(seen["channel"]) if seen["channel"] else "",
        published=_day(seen["published"]),
        duration_ms=duration_ms,
        description=text,
        chapters=chapters or describe.chapters(text, duration_ms),
        people=(),
        links=replace(describe.links(text), youtube=video),
        captions=tuple(tracks),
        language=seen["language"] or next(iter(seen["automatic"]), None),
        seen_at=store.now(),
    )


def _day(compact: str | None) -> str | None:
    """`20260126` as 2026-01-26."""
    if not compact or not re.fullmatch(r"\d{8}", compact, re.ASCII):
        return None
    return f"{compact[:4]}-{compact[4:6]}-{compact[6:]}"


# --- the child ------------------------------------------------------------------------


@contextlib.contextmanager
def _child(
    job: Mapping[str, Any], seconds: float, overdue: str
) -> Iterator[Iterator[tuple[str, dict[str, Any]]]]:
    """The names and contents of the child's events, the last of which is its outcome.

    It lives until the block ends. After `seconds` it is killed, and the outcome is a
    failure of the kind `overdue`.
    """
    env = {name: text for name, text in os.environ.items() if name not in SECRETS}
    # -P: a yt_dlp.py in the current folder must not be what is imported.
    command = [sys.executable, "-P", "-m", "pod2post.backends.youtube_child"]
    with (
        tempfile.TemporaryFile() as noise,
        subprocess.Popen(  # noqa: S603  our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=noise,
            env=env | {"YTDLP_NO_PLUGINS": "1"},
            start_new_session=True,  # Ctrl-C reaches us alone, and we end it
        ) as process,
    ):
        late = threading.Event()

        def stop() -> None:
            late.set()
            _kill(process)

        clock = threading.Timer(seconds, stop)
        clock.daemon = True
        clock.start()
        try:
            with contextlib.suppress(BrokenPipeError):  # then `_events` tells why it ended
                stdin = cast("IO[bytes]", process.stdin).fileno()
                os.write(stdin, json.dumps(job).encode() + b"\n")
            yield _events(process, noise, lambda: overdue if late.is_set() else "killed")
        finally:
            clock.cancel()
            _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is None:  # else the number may be another's by now
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _events(
    process: subprocess.Popen[bytes], noise: IO[bytes], why_killed: Callable[[], str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for line in cast("IO[bytes]", process.stdout):
        if line.endswith(b"\n"):  # a kill may cut a line
            event: dict[str, Any] = json.loads(line)
            yield event.pop("event"), event
    if process.wait() == -signal.SIGKILL:
        yield "failure", {"kind": why_killed()}
        return
    noise.seek(0)
    last = " ".join(noise.read().decode(errors="replace").split())[-200:]
    raise Pod2postError(
        f"the download process ended with {process.returncode}: …{last}",
        "This is a bug in pod2post or in yt-dlp.",
    )
