"""yt-dlp in a process of its own. The only file that imports it.

    python -m pod2post.backends.youtube_child

One JSON job comes on the first line of stdin; events go out as JSON lines on stdout:

    {"event": "waiting"}                             another process works in the folder
    {"event": "progress", "done": B, "total": B}     bytes, total may be null
    {"event": "seen", ...}                           the fields of `seen`, after a look
    {"event": "file", "path": P, "size": B}          the finished file, after a download;
                                                     `size` as YouTube said, or null
    {"event": "captions", "text": T}                 one track, as json3 or WebVTT
    {"event": "listed", ...}                         a channel's or a playlist's videos
    {"event": "failure", "kind": K, ...}             a `youtube_errors.Failure`

The process then keeps its lock until stdin closes. When stdin closes earlier, however the
parent died, it ends at once, with whatever it started.
"""

import fcntl
import io
import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pod2post.backends.youtube_errors import brief, sort
from pod2post.backends.youtube_facts import captions, listed, seen
from pod2post.values import value

Emit = Callable[[Mapping[str, Any]], None]
SPEAKING_AGAIN_S = 0.1  # between two progress events


@value
class Job:
    """`folder` and `max_bytes` matter to a fetch; `options` go to yt-dlp over our own.

    `language` and `automatic` name the track for captions; `most` videos are listed.
    """

    task: Literal["look", "fetch", "captions", "list"]
    address: str
    folder: str | None
    max_bytes: int
    cookies: str | None
    options: dict[str, Any]
    language: str = ""
    automatic: bool = False
    most: int = 0


class Log:
    """Keeps what yt-dlp would have printed: the cause often stands in a warning."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def debug(self, text: str) -> None:
        pass

    info = debug
    error = debug  # raised, too

    def warning(self, text: str) -> None:
        self.warnings.append(text)


def options(job: Job, log: Log, emit: Emit) -> dict[str, Any]:
    """What yt-dlp is told. Its API retries nothing unless asked, unlike its command line."""

    def patience(n: int) -> float:
        return float(min(0.25 * 2**n, 15))

    own: dict[str, Any] = {
        "quiet": True,
        "noprogress": True,
        "logger": log,
        "allowed_extractors": ["youtube"],
        "noplaylist": True,
        "cachedir": False,
        "retries": 10,
        "fragment_retries": 10,
        "extractor_retries": 2,
        "file_access_retries": 2,
        "socket_timeout": 20,
        "retry_sleep_functions": dict.fromkeys(("http", "fragment", "extractor"), patience),
        "format": "bestaudio[protocol^=http]/bestaudio",
        "fixup": "never",
        # A part file is gone on with only when format and size are the same.
        "outtmpl": "media-%(format_id)s-%(filesize|0)s.%(ext)s",
        "progress_hooks": [watch(emit, job.max_bytes)],
        "compat_opts": set(),
    }
    if job.task == "list":
        lists = {"extract_flat": True, "noplaylist": False, "playlistend": job.most}
        own |= {"allowed_extractors": ["youtube:tab", "youtube:playlist"], **lists}
    if job.folder is not None:
        own["paths"] = {"home": job.folder}
    if job.cookies is not None:
        # A stream: yt-dlp would write the named file anew at its end.
        own["cookiefile"] = io.StringIO(Path(job.cookies).read_text("utf-8", "replace"))
    if os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR"):
        own["compat_opts"] = {"no-certifi"}  # else it overlooks the authority that is named
    return own | job.options


def watch(emit: Emit, max_bytes: int) -> Callable[[Mapping[str, Any]], None]:
    """A progress hook that tells at most ten times a second and stops above the cap."""
    told = 0.0

    def hook(state: Mapping[str, Any]) -> None:
        nonlocal told
        from yt_dlp.utils import DownloadCancelled

        done, total = state.get("downloaded_bytes") or 0, state.get("total_bytes")
        if max(done, total or 0) > max_bytes:
            raise DownloadCancelled(f"over the byte cap of {max_bytes}")
        now = time.monotonic()
        if state.get("status") == "finished" or now - told >= SPEAKING_AGAIN_S:
            told = now
            emit({"event": "progress", "done": done, "total": total})

    return hook


def work(job: Job, emit: Emit) -> None:
    """Do the job and tell of it; a failure that yt-dlp knows is an event, too."""
    from yt_dlp import YoutubeDL
    from yt_dlp.utils import YoutubeDLError

    log = Log()
    try:
        with YoutubeDL(options(job, log, emit)) as ydl:
            if job.task == "look":
                info = ydl.extract_info(job.address, download=False)
                emit(_live(info) or {"event": "seen", **seen(info)})
            elif job.task == "list":
                emit(listed(ydl.extract_info(job.address, download=False), job.most))
            elif job.task == "captions":
                info = ydl.extract_info(job.address, download=False)
                emit(captions(ydl.urlopen, info, job.language, automatic=job.automatic))
            else:
                emit(_live(info := _download(ydl, job)) or _file(info))
    except YoutubeDLError as error:
        emit(_failure(error, log, job))


def _live(info: Mapping[str, Any]) -> Mapping[str, Any] | None:
    going_on = info.get("live_status") in ("is_live", "post_live", "is_upcoming")
    return {"event": "failure", "kind": "live"} if going_on else None


def _file(info: Mapping[str, Any]) -> Mapping[str, Any]:
    for made in info.get("requested_downloads") or ():
        path = made.get("filepath")
        if path and Path(path).is_file():
            return {"event": "file", "path": path, "size": info.get("filesize")}
    return {"event": "failure", "kind": "unknown", "detail": "the download left no file"}


def _download(ydl: Any, job: Job) -> dict[str, Any]:
    """Extract, then download; once more with fresh addresses after a 403 on the media.

    yt-dlp counts its retries also when each of them brought bytes, so a broken
    connection is tried again as long as the part file grows.
    """
    from yt_dlp.utils import YoutubeDLError

    fresh = False
    while True:
        info: dict[str, Any] = ydl.extract_info(job.address, download=False)
        if _live(info):
            return info
        before = _got(job.folder)
        try:
            return ydl.process_ie_result(info, download=True)  # type: ignore[no-any-return]
        except YoutubeDLError as error:
            kind = sort(_texts(error))
            if kind == "forbidden" and not fresh:
                fresh = True
            elif kind != "network" or _got(job.folder) <= before:
                raise


def _got(folder: str | None) -> int:
    return sum(file.stat().st_size for file in Path(folder or ".").glob("media-*"))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    known: list[BaseException] = []
    rest = [error]
    while rest:
        one = rest.pop(0)
        if one is None or one in known:
            continue
        known.append(one)
        yield one
        info = getattr(one, "exc_info", None) or (None, None)
        rest += [info[1], getattr(one, "cause", None), one.__cause__]


def _texts(error: BaseException) -> str:
    return "\n".join(f"{type(one).__name__}: {one}" for one in _chain(error))


def _failure(error: BaseException, log: Log, job: Job) -> Mapping[str, Any]:
    texts = _texts(error)
    kind, detail = sort(texts), brief(str(error))
    if "any player response" in texts:  # then the cause was only warned of
        for text in log.warnings:
            if kind == "unknown":
                kind, detail = sort(text), brief(text)
    event = {"event": "failure", "kind": kind, "detail": detail, "after_s": _after(error)}
    if kind == "upcoming":
        event["release"] = _release(job)
    return event


def _after(error: BaseException) -> int | None:
    for one in _chain(error):
        headers = getattr(getattr(one, "response", None), "headers", None) or {}
        wait = str(headers.get("Retry-After") or "")
        if wait.isascii() and wait.isdecimal():
            return min(int(wait), 24 * 3600)
    return None


def _release(job: Job) -> int | None:
    """When the premiere is: only a look that forgives missing formats says so."""
    from yt_dlp import YoutubeDL
    from yt_dlp.utils import YoutubeDLError

    lenient = options(job, Log(), lambda _: None) | {"ignore_no_formats_error": True}
    try:
        with YoutubeDL(lenient) as ydl:
            found = ydl.extract_info(job.address, download=False).get("release_timestamp")
    except YoutubeDLError:
        return None
    return int(found) if found else None


# --- the process ----------------------------------------------------------------------


def _end_with_parent() -> None:
    while os.read(0, 4096):  # not sys.stdin: its lock would abort an exit of our own
        pass
    os.killpg(os.getpid(), signal.SIGKILL)


def _lock(folder: Path, emit: Emit) -> int:
    """Take the folder for this process; the lock goes with the process, however it ends."""
    handle = os.open(folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        emit({"event": "waiting"})
        fcntl.flock(handle, fcntl.LOCK_EX)
    folder.mkdir(parents=True, exist_ok=True)
    return handle


def main() -> int:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints must not get between the events
    if os.getpgid(0) != os.getpid():
        os.setpgid(0, 0)  # a group of our own: what yt-dlp starts ends with us

    def emit(event: Mapping[str, Any]) -> None:
        out.write(json.dumps(event) + "\n")
        out.flush()

    job = Job(**json.loads(sys.stdin.buffer.readline()))
    watching = threading.Thread(target=_end_with_parent, daemon=True)
    watching.start()
    if job.folder is not None:
        try:
            _lock(Path(job.folder), emit)
        except OSError as error:
            emit({"event": "failure", "kind": sort(str(error)), "detail": str(error)})
            return 1
        # The progress hook sees a block only after it was written; this is the hard edge.
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        soft = job.max_bytes if hard == resource.RLIM_INFINITY else min(job.max_bytes, hard)
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    work(job, emit)
    out.close()
    watching.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
