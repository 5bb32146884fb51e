"""`pod2post prompts`: what the writer is told, to read, and to replace."""

import argparse
import difflib
import sys
from pathlib import Path

from pod2post import codec, progress, settings
from pod2post.errors import DONE, BadInput
from pod2post.store import write_atomically
from pod2post.writing import ownprompts, prompts, promptsamples, tasks
from pod2post.writing.prompts import ENDING, Prompts

FOLDER = "prompts"  # where `eject` writes when neither the command nor the settings name a place


def main(args: argparse.Namespace) -> int:
    """List, show or eject prompts; returns the exit code.

    Raises:
        BadInput: a name that is none, `show` without one, a folder whose prompts do not render.
    """
    wanted = settings.load(Path(args.config) if args.config else None).writer.prompts
    folder = Path(wanted) if wanted else None
    if args.action == "eject":
        return _eject(Path(args.name) if args.name else folder or Path(FOLDER), args.json)
    known = ownprompts.effective(folder)
    if args.action == "list":
        return _list(known, folder, args.json)
    return _show(known, args.name, sample=args.sample, as_json=args.json)


def _list(known: Prompts, folder: Path | None, as_json: bool) -> int:
    rows = [
        {
            "name": name.removesuffix(ENDING),
            "overridden": name.removesuffix(ENDING) in known.overridden,
            "digest": codec.digest(text),
            "purpose": prompts.purpose(name.removesuffix(ENDING)),
        }
        for name, text in known.texts
    ]
    strange = ownprompts.strangers(folder)
    if as_json:
        place = str(folder) if folder else None
        progress.emit(sys.stdout, "prompts", folder=place, prompts=rows, not_read=list(strange))
        return DONE
    for row in rows:
        whose, digest = "yours" if row["overridden"] else "ours", str(row["digest"])[7:19]
        print(f"{row['name']:16}{whose:6} {digest}  {row['purpose']}")
    for name in strange:
        print(f"warning: {folder}/{name} is no prompt of ours, and is not read", file=sys.stderr)
    return DONE


def _show(known: Prompts, name: str | None, *, sample: bool, as_json: bool) -> int:
    if name is None:
        raise BadInput("which prompt?", "`pod2post prompts list` shows the names.")
    name = name.removesuffix(ENDING)
    if name not in prompts.NAMES:
        near = difflib.get_close_matches(name, prompts.NAMES, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(prompts.NAMES)}."
        raise BadInput(f"there is no prompt {name!r}", hint)
    text = _rendered(known, name) if sample else dict(known.texts)[f"{name}{ENDING}"]
    if as_json:
        progress.emit(sys.stdout, "prompt", name=name, sample=sample, text=text)
    else:
        print(text.rstrip("\n"))
    return DONE


def _rendered(known: Prompts, name: str) -> str:
    """What a model is sent: all messages of a task, or a part by itself; of invented material."""
    if name not in tasks.REPLIES:
        return known.render(name, prompts.PARTS[name])
    messages = known.messages(name, promptsamples.SAMPLES[name][0])
    return "\n\n".join(f"--- {message.role}\n\n{message.content}" for message in messages)


def _eject(folder: Path, as_json: bool) -> int:
    """Write ours where no file lies; what lies there is left as it is.

    Raises:
        BadInput: the folder cannot be written to.
    """
    written, same, changed = [], [], []
    for name, text in prompts.ours().texts:
        path = folder / name
        if not path.exists():
            write_atomically(path, text.encode())
            written.append(name)
        elif path.is_file() and path.read_bytes() == text.encode():
            same.append(name)
        else:
            changed.append(name)
    if as_json:
        facts = {"written": written, "same": same, "left_alone": changed}
        progress.emit(sys.stdout, "ejected", folder=str(folder), **facts)
        return DONE
    print(f"{folder}: {len(written)} written, {len(same)} there already")
    for name in changed:
        print(f"left alone: {folder / name} is not as ours")
    print(NOTE.format(folder=folder))
    return DONE


NOTE = """To use them: [writer] prompts = "{folder}" in pod2post.toml, relative to that file.
Delete those that you do not change: ours then stand in their place, also in later versions."""
