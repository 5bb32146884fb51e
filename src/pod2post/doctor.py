"""What a run needs, looked at before it runs: each check is a value, none of them raises.

The network is not touched, but for the writer's own address when one is configured.
"""

import importlib.metadata
import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from pod2post import assets, settings
from pod2post.errors import Pod2postError
from pod2post.settings import Settings
from pod2post.values import value

STALE_DAYS = 90
UPDATE_YTDLP = "pip install -U 'yt-dlp[default,deno]': YouTube changes often."
PAGE_NEEDS = {"htmx.min.js", "review.js", "keys.js", "player.js", "mend.js", "review.css"}
DENO_AT_LEAST = (2, 3, 0)


@value
class Check:
    """`fail` stops a run, `warn` may spoil one; `remedy` is empty where all is well."""

    name: str
    status: Literal["ok", "warn", "fail"]
    what: str
    remedy: str = ""


def checks(config: Path | None, workspace: Path) -> tuple[Check, ...]:
    """Every check, in the order in which a run would meet its subject."""
    known, configured = _configuration(config)
    return (
        python(sys.version_info[:3]),
        configured,
        ytdlp(_version("yt-dlp"), datetime.now(UTC).date()),
        javascript(),
        cookies(known.youtube.cookies),
        weights(known),
        device(known),
        writer(known),
        writable(workspace),
        disk(workspace),
        page(),
    )


def python(version: tuple[int, int, int]) -> Check:
    text = ".".join(map(str, version))
    if version < (3, 11, 0):
        return Check(name="python", status="fail", what=text, remedy="Use Python 3.11 or later.")
    return Check(name="python", status="ok", what=text)


def _configuration(config: Path | None) -> tuple[Settings, Check]:
    try:
        known = settings.load(config)
    except Pod2postError as error:
        bad = Check(name="settings", status="fail", what=error.cause, remedy=error.remedy)
        return Settings(), bad
    named = config or Path(settings.FILE)
    what = str(named) if named.is_file() else f"built in (no {settings.FILE} in this folder)"
    shows = ", ".join(sorted(known.shows))
    return known, Check(name="settings", status="ok", what=f"{what}; shows: {shows}")


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def ytdlp(version: str | None, today: date) -> Check:
    """yt-dlp's version is the day of its release, so its age can be told offline."""
    if version is None:
        return Check(name="yt-dlp", status="fail", what="not installed", remedy=UPDATE_YTDLP)
    try:
        year, month, day = map(int, version.split(".")[:3])
        age = (today - date(year, month, day)).days
    except ValueError:
        return Check(
            name="yt-dlp", status="warn", what=f"{version}, of unknown age", remedy=UPDATE_YTDLP
        )
    if age > STALE_DAYS:
        what = f"{version}, {age} days old"
        return Check(name="yt-dlp", status="warn", what=what, remedy=UPDATE_YTDLP)
    return Check(name="yt-dlp", status="ok", what=f"{version}, {age} days old")


def javascript() -> Check:
    """The runtime that yt-dlp needs for YouTube: deno beside this Python, else on PATH."""
    name, remedy = "javascript", "pip install 'yt-dlp[default,deno]' brings deno along."
    beside = shutil.which("deno", path=sysconfig.get_path("scripts"))
    binary = beside or shutil.which("deno")
    if binary is None:
        return Check(name=name, status="fail", what="no deno: YouTube fails", remedy=remedy)
    try:
        asked = subprocess.run(  # noqa: S603 - the binary was found above, nothing is passed in
            [binary, "--version"], capture_output=True, text=True, timeout=20, check=True
        )
        version = asked.stdout.split()[1]
        numbers = tuple(int(part) for part in version.split("-")[0].split("."))
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        what = f"{binary} does not run"
        return Check(name=name, status="fail", what=what, remedy=remedy)
    if numbers < DENO_AT_LEAST:
        what = f"deno {version} is too old"
        return Check(name=name, status="fail", what=what, remedy=remedy)
    return Check(name=name, status="ok", what=f"deno {version}")


def cookies(named: str | None) -> Check:
    """A cookie file is a login: it should be there, and be nobody else's to read."""
    if named is None:
        return Check(name="cookies", status="ok", what="none configured")
    path = Path(named).expanduser()
    if not path.is_file():
        what = f"[youtube] cookies: there is no file {named}"
        remedy = "Export the browser's cookies there, or remove the setting."
        return Check(name="cookies", status="fail", what=what, remedy=remedy)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        what = f"{named} can be read by other users"
        return Check(name="cookies", status="warn", what=what, remedy=f"chmod 600 {named}")
    return Check(name="cookies", status="ok", what=named)


def writer(known: Settings) -> Check:
    """Does the configured model answer? Without a key or an address nobody is asked."""
    name = "writer"
    try:
        key = settings.api_key(known.writer)
        wanted = known.writer.kind or ("openai" if key or known.writer.base_url else "extract")
        if wanted == "extract":
            what = "extract: sentences are copied, no language model writes"
            if known.writer.kind == "extract":
                return Check(name=name, status="ok", what=what)
            remedy = "For prose set POD2POST_API_KEY, or [writer] base_url for a model of your own."
            return Check(name=name, status="warn", what=what, remedy=remedy)
        if wanted == "local":
            return _local(known)
        from pod2post.backends import openai

        what = openai.probe(known.writer, key)
        if " is not among " in what:
            remedy = "Name one that it has: [writer] model, or --writer-model."
            return Check(name=name, status="warn", what=what, remedy=remedy)
        return Check(name=name, status="ok", what=what)
    except Pod2postError as error:
        return Check(name=name, status="fail", what=error.cause, remedy=error.remedy)


def _local(known: Settings) -> Check:
    """The model on this machine: there, whole, and small enough for the memory that is free."""
    from pod2post.backends import local

    what, small = local.probe(known.writer, settings.weights_folder(known.weights))
    if not small:
        return Check(name="writer", status="ok", what=what)
    remedy = "It is good for trying things out. For prose take a model of 7 billion or more."
    return Check(name="writer", status="warn", what=what, remedy=remedy)


def writable(workspace: Path) -> Check:
    name, place = "workspace", _nearest(workspace)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        what = f"{workspace} cannot be written: {error.strerror}"
        remedy = "Name another folder: --workspace DIR, or POD2POST_WORKSPACE."
        return Check(name=name, status="fail", what=what, remedy=remedy)
    new = "" if place == workspace else " (will be made)"
    return Check(name=name, status="ok", what=f"{workspace}{new}")


def disk(workspace: Path) -> Check:
    """Free space where audio, store and runs will lie."""
    free = shutil.disk_usage(_nearest(workspace)).free / 1e9
    what, remedy = f"{free:.1f} GB free", "Free some, or name another --workspace."
    if free < 0.5:
        return Check(name="disk", status="fail", what=what, remedy=remedy)
    if free < 3:
        return Check(name="disk", status="warn", what=what, remedy=remedy)
    return Check(name="disk", status="ok", what=what)


def page() -> Check:
    """The scripts and styles of the review page, which an installation brings along."""
    try:
        there = set(assets.names("templates/review/static"))
    except Pod2postError as error:
        return Check(name="page", status="fail", what=error.cause, remedy=error.remedy)
    if gone := sorted(PAGE_NEEDS - there):
        what = f"the review page lacks {', '.join(gone)}"
        return Check(name="page", status="fail", what=what, remedy="Install pod2post again.")
    return Check(name="page", status="ok", what=f"{len(there)} files of the review page")


def _nearest(path: Path) -> Path:
    """The folder itself, or the closest one above it that is there."""
    absolute = path.absolute()
    there = next(place for place in (absolute, *absolute.parents) if place.exists())
    return path if there == absolute else there


class _Notes:
    """Keeps what would have been shown, so that it can become part of a check."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str, /) -> None:
        self.said.append(text)

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        """Bars are for those who wait; a check is short."""


def device(known: Settings) -> Check:
    """Where speech will be recognised; a GPU is tried for one second."""
    name, cores, notes = "device", f"{os.cpu_count() or 1} CPU cores", _Notes()
    wanted = known.recognizer
    try:
        from pod2post.backends import device as found

        picked = found.pick(wanted.device, tell=notes)
        compute = found.compute_type(picked, wanted.compute)
    except Pod2postError as error:
        return Check(name=name, status="fail", what=error.cause, remedy=error.remedy)
    except (ImportError, OSError) as error:
        remedy = "pip install faster-whisper, in the environment of this Python."
        what = f"the recogniser cannot be loaded: {error}"
        return Check(name=name, status="fail", what=what, remedy=remedy)
    if notes.said:
        remedy = 'Mend the CUDA installation, or set [recognizer] device = "cpu".'
        return Check(name=name, status="warn", what=notes.said[-1], remedy=remedy)
    return Check(name=name, status="ok", what=f"{picked}, {compute}; {cores}")


def weights(known: Settings) -> Check:
    """Which weights lie here; a run fetches what it needs, so that none is no failure."""
    from pod2post import weights as shelf
    from pod2post.weights_table import ENTRIES

    name, folder = "weights", settings.weights_folder(known.weights)
    known_here = (state.name for state in shelf.listing(folder) if state.present)
    here = [named for named in known_here if ENTRIES[named].kind == "whisper"]
    wanted = known.recognizer.model
    own = wanted != "auto" and shelf.complete(Path(wanted).expanduser())
    if own or wanted in here or (wanted == "auto" and here):
        what = f"{wanted}" + (f" out of {', '.join(here)}" if here and not own else "")
        return Check(name=name, status="ok", what=f"{what} in {folder}" if not own else what)
    what = f"{wanted}: not here yet; the first run fetches it" if here or wanted != "auto" else ""
    model = "small" if wanted == "auto" else wanted
    return Check(
        name=name,
        status="warn",
        what=what or f"none in {folder}; the first run fetches some",
        remedy=f"`pod2post models pull {model}` fetches them now.",
    )
