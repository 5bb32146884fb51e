"""A run's folder: every value as readable JSON, the post, and the record of the run.

    runs/2026-01-26-<slug>/  1-source.json ... 8-checked.json  transcript.vtt
                             chapters.json  chapters.txt  clips/  names.json  links.json
                             post.md  post.grounding.json  edits.json  run.json  report.html

The folder is for people; the truth is in the store, and `run.json` pins its digests.
"""

import re
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from pod2post import __version__, codec
from pod2post.errors import BadInput
from pod2post.revision.edits import Edits
from pod2post.revision.migrating import decoded, edits_in
from pod2post.store import Store, put_aside, replaced, write_atomically
from pod2post.values import Finding, Hotwords, Locator, Mended, Plan, Source, value

T = TypeVar("T")

DAY = re.compile(r"^\d{4}-\d\d-\d\d-")
MOST_SHOWN = 8
GROUNDING = "post.grounding.json"
FILES: dict[str, str] = {
    "resolve": "1-source.json",
    "fetch": "2-audio.json",
    "transcribe": "3-transcript.json",
    "attribute": "3-transcript.json",
    "segment": "4-segments.json",
    "plan": "5-plan.json",
    "quote": "6-quotes.json",
    "write": "7-draft.json",
    "amend": "7-amended.json",
    "check": "8-checked.json",
}


@value
class Pin:
    stage: str
    digest: str


@value
class Spent:
    """What one task took. `cached_tokens` are those of the prompts that were seen before."""

    task: str
    sent: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    usd: float | None = None


@value
class Ledger:
    """Requests on the wire, replies, refused replies, and tokens as the server counted.

    `failed`: requests that got no reply; `uncounted`: replies without a count of tokens. The
    cost is None where the price of a model, or the rate, is not in the settings.
    """

    sent: int = 0
    got: int = 0
    rejected: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    failed: int = 0
    uncounted: int = 0
    cached_tokens: int = 0
    usd: float | None = None
    twd: float | None = None
    tasks: tuple[Spent, ...] = ()


@value
class Record:
    """`run.json`. `model` is what `auto` became; `sound` are lines that an editor should know.

    `encoder`: by what subjects were compared, its identity, or "words". `repeated`: the cues, as
    ID@MS, that stood in other episodes of the show when it was first divided.
    """

    schema: Literal[1] = 1
    pod2post: str = __version__
    locator: Locator
    pins: tuple[Pin, ...] = ()
    recognizer: str | None = None
    model: str | None = None
    encoder: str | None = None
    repeated: tuple[str, ...] | None = None
    hotwords: Hotwords | None = None
    writer: str | None = None
    sound: tuple[str, ...] = ()
    caught: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: Ledger = Ledger()
    finished: str | None = None


@value
class Report:
    """How a run ended. Paths as text; `instead_of` is a file that was left alone.

    `others`: the files that targets other than Hugo have.
    """

    run: str
    post: str
    out: str | None
    instead_of: str | None
    errors: int
    warnings: int
    notes: int
    caught: tuple[str, ...]
    calls: int
    seconds: int
    spent: Ledger = Ledger()
    others: tuple[str, ...] = ()


class Run:
    """One run's folder."""

    def __init__(self, folder: Path, locator: Locator) -> None:
        self.folder = folder
        self.locator = locator

    def path(self, name: str) -> Path:
        return self.folder / name

    def beside(self, source: Source) -> "Run":
        """The run of a part of this one's episode, made when it is new."""
        return open_run(self.folder.parent.parent, source)

    def keep(self, stage: str, value: Any) -> Path:
        """Pin a stage's value and write it where a person can read it; returns the file.

        A plan that an editor changed is left as she left it.
        """
        path = self.path(FILES[stage])
        if stage != "plan" or self.edited_plan() is None:
            write_atomically(path, codec.readable(value).encode())
            self.note(pin=Pin(stage=stage, digest=codec.digest(value)))
        return path

    def note(self, *, pin: Pin | None = None, **facts: str | Hotwords | tuple[str, ...]) -> None:
        """Set facts of the record, and the pin of one stage in place of its earlier one."""
        record = self.record()
        if pin:
            others = tuple(p for p in record.pins if p.stage != pin.stage)
            record = replace(record, pins=(*others, pin))
        self.write_record(replace(record, **facts))  # type: ignore[arg-type]

    def record(self) -> Record:
        """What `run.json` says; a new record where there is none that can be read."""
        try:
            return codec.decode(Record, self.path("run.json").read_bytes())
        except (OSError, codec.Undecodable):
            return Record(locator=self.locator)

    def write_record(self, record: Record) -> None:
        write_atomically(self.path("run.json"), codec.readable(record).encode())

    def edited_plan(self) -> Plan | None:
        """The plan in the folder, when an editor changed it since it was written.

        Raises:
            BadInput: the file is no plan any more.
        """
        path = self.path(FILES["plan"])
        pinned = {pin.stage: pin.digest for pin in self.record().pins}.get("plan")
        if pinned is None or not path.is_file():
            return None
        plan = decoded(Plan, path)
        return plan if codec.digest(plan) != pinned else None

    def edits(self) -> Edits:
        """The editor's changes; none where there is no `edits.json`.

        Raises:
            BadInput: the file is damaged.
        """
        path = self.path("edits.json")
        return edits_in(path) if path.is_file() else Edits()

    def alone(self) -> AbstractContextManager[None]:
        """The lock under which the edits are read, changed and written."""
        store = Store(self.folder.parent.parent / "store")
        return store.lock(f"edits-{self.folder.name}")

    def past_edits(self) -> tuple[Edits, ...]:
        """All that `keep_edits` put aside, oldest first."""
        return tuple(map(edits_in, put_aside(self.path("edits.json"))))

    def keep_edits(self, edits: Edits) -> None:
        """Write `edits.json`; what it held before stays as edits-1.json, edits-2.json, ..."""
        replaced(self.path("edits.json"), codec.readable(edits).encode())


def keep_names(run: Run, mended: tuple[Mended, ...]) -> None:
    """`names.json`: each name that is shown otherwise than it was heard, cue by cue."""
    write_atomically(run.path("names.json"), codec.readable(mended).encode())


def kept_names(run: Run) -> tuple[Mended, ...]:
    """What `keep_names` wrote last; nothing where there is no such file."""
    path = run.path("names.json")
    return decoded(tuple[Mended, ...], path) if path.is_file() else ()


def finished(run: Run, kind: type[T], name: str) -> T:
    """A value out of the run's folder.

    Raises:
        BadInput: it is not there: the run has not come so far; or it cannot be read.
    """
    path = run.path(name)
    if not path.is_file():
        raise BadInput(f"{run.folder} has no {name}", "Finish it first: pod2post run SOURCE.")
    found: T = decoded(kind, path)
    return found


def find_run(workspace: Path, text: str) -> Run:
    """The run that `text` means: a folder, or the unique beginning of a slug, day or not.

    Raises:
        BadInput: there is none, or several; those that could be meant are named.
    """
    folder = Path(text)
    if (folder / "run.json").is_file():
        return _existing(folder)
    names = sorted(path.parent.name for path in workspace.glob("runs/*/run.json"))
    forms = {name: (name, DAY.sub("", name)) for name in names}
    found = [name for name in names if text in forms[name]]
    found = found or [name for name in names if any(f.startswith(text) for f in forms[name])]
    if len(found) == 1:
        return _existing(workspace / "runs" / found[0])
    shown = ", ".join((found or names)[:MOST_SHOWN]) or "none"
    if found:
        raise BadInput(f"{text!r} may be any of {len(found)} runs", f"Write more of: {shown}.")
    raise BadInput(f"there is no run {text!r} in {workspace}", f"Runs there: {shown}.")


def _existing(folder: Path) -> Run:
    record: Record = decoded(Record, folder / "run.json")
    return Run(folder, record.locator)


def open_run(workspace: Path, source: Source) -> Run:
    """The folder of this source's run, made when it is new."""
    run = run_of(workspace, source)
    if not run.path("run.json").is_file():
        run.write_record(Record(locator=source.locator))
    return run


def run_of(workspace: Path, source: Source) -> Run:
    """The run of this source, whether its folder is there or not.

    Two sources of one day and title get two folders: the later one's name ends in a
    piece of its locator's digest.
    """
    day = source.published or source.seen_at[:10]
    name = f"{day}-{source.slug}"
    for folder in (name, f"{name}-{codec.digest(source.locator)[7:13]}"):
        run = Run(workspace / "runs" / folder, source.locator)
        taken = run.path("run.json").is_file() and run.record().locator != source.locator
        if not taken:
            break
    return run
