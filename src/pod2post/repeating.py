"""With what a run was asked for, so that a part of it can be asked for again: `options.json`.

A command line names its files from the folder in which it was typed: here the source stands by its
address, and notes lie beside it as they were.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pod2post import codec, runs
from pod2post.runs import Run
from pod2post.scene import Options
from pod2post.store import write_atomically

FILE, NOTES = "options.json", "notes.md"


def keep(run: Run, options: Options, notes: str) -> None:
    """Write down what was asked for; takes and limits of one call are left out."""
    if notes:
        write_atomically(run.path(NOTES), notes.encode() + b"\n")
    else:
        run.path(NOTES).unlink(missing_ok=True)
    asked = replace(
        options,
        source=run.locator.address,
        out=str(Path(options.out).resolve()) if options.out else None,
        notes=None,
        workspace="",
        until=None,
        refresh=False,
        take=(),
    )
    write_atomically(run.path(FILE), codec.readable(asked).encode())


def kept(run: Run) -> Options:
    """What was asked for. A run from before there was a record knows its source alone.

    Raises:
        BadInput: the file is damaged.
    """
    notes = run.path(NOTES)
    asked = Options(source=run.locator.address)
    if run.path(FILE).is_file():
        asked = runs.finished(run, Options, FILE)
    return replace(
        asked,
        notes=str(notes.resolve()) if notes.is_file() else None,
        workspace=str(run.folder.parent.parent.resolve()),
    )


def arguments(options: Options, config: Path | None = None) -> tuple[str, ...]:
    """The command line, without the program's name, that asks for the same."""
    return tuple(_arguments(options, config))


def _arguments(options: Options, config: Path | None) -> Iterator[str]:
    yield from ("run", "--json")
    valued = (
        ("--config", str(config.resolve()) if config else None),
        ("--workspace", options.workspace),
        ("--show", options.show),
        ("--writer", options.writer),
        ("--writer-model", options.writer_model),
        ("--model", options.model),
        ("--captions", options.captions),
        ("--notes", options.notes),
        ("--series", options.series),
        ("--out", options.out),
        ("--budget", options.budget),
        ("--until", options.until),
    )
    for name, told in valued:
        if told is not None:
            yield f"{name}={told}"
    flags = ("fast", "refresh", "allow_preview", "relisten", "judge")
    yield from (f"--{name.replace('_', '-')}" for name in flags if getattr(options, name))
    for one in options.speaker_at:
        yield f"--speaker-at={_time(one.at_ms)}={one.name}"
    yield from _each("--target", options.target)
    yield from _each("--take", options.take)
    yield options.source if not options.source.startswith("-") else f"./{options.source}"


def _each(name: str, rows: Sequence[str]) -> Iterator[str]:
    return (f"{name}={row}" for row in rows)


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
