"""`pod2post check`: posts held against the rules, and mended where that is safe."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pod2post import codec, glossary, progress, runs, settings
from pod2post.checking import fixing, reading
from pod2post.checking.reading import Desk, Looked
from pod2post.errors import DONE, OPEN_ERRORS, BadInput
from pod2post.reporting import report as reporting
from pod2post.revision import reopening

SEVERITIES = ("error", "warning", "note")
POST = "post.md"


def main(args: argparse.Namespace) -> int:
    """Check every file, whatever becomes of the others; returns the exit code.

    2 where a file could not be read, else 1 where there are errors, else 0.
    """
    known = settings.load(Path(args.config) if args.config else None)
    words = glossary.present(settings.weights_folder(known.weights))
    desk = Desk(workspace=Path(args.workspace), known=known, glossary=words)
    total: Counter[str] = Counter()
    code = DONE
    for named in dict.fromkeys(args.files):
        try:
            files = _files(named, desk.workspace)
        except BadInput as error:
            code = _refused(named, error, args.json)
            continue
        for file in files:
            try:
                looked = _looked(file, desk, fix=args.fix, as_json=args.json)
            except BadInput as error:
                code = _refused(str(file), error, args.json)
                continue
            _renew_report(looked)
            total["file"] += 1
            total.update(row.finding.severity for row in looked.rows)
            _tell(looked, args.json)
    code = code or (OPEN_ERRORS if total["error"] else DONE)
    if args.json:
        counts = {f"{name}s": total[name] for name in ("file", *SEVERITIES)}
        progress.emit(sys.stdout, "done", code=code, **counts)
    else:
        print(summary(total))
    return code


def summary(total: Counter[str]) -> str:
    """`2 files: 0 errors, 1 warning, 3 notes`."""
    found = ", ".join(_count(total[name], name) for name in SEVERITIES)
    return f"{_count(total['file'], 'file')}: {found}"


def lines(looked: Looked) -> Iterator[str]:
    """Each finding as `FILE:LINE:COLUMN: severity rule: what`, its mend below."""
    for row in looked.rows:
        found = row.finding
        place = f"{looked.file}:{row.line}:{row.column}"
        yield f"{place}: {found.severity} {found.rule}: {found.what}"
        yield f"    {found.mend}"


def _files(named: str, workspace: Path) -> list[Path]:
    """What a FILE means: a file, all Markdown below a folder, or a run's post.

    Raises:
        BadInput: it is none of them.
    """
    path = Path(named)
    if path.is_dir() and not (path / "run.json").is_file():
        found = sorted(
            file for file in path.rglob("*.md") if not file.name.startswith(("_index", "."))
        )
        if not found:
            raise BadInput(f"there is no .md file below {named}", "Name a post or its folder.")
        return found
    if path.is_file() or path.suffix == ".md":
        return [path]
    return [runs.find_run(workspace, named).path(POST)]


def _looked(file: Path, desk: Desk, *, fix: bool, as_json: bool) -> Looked:
    """The file as it is in the end: mended where that is asked for."""
    looked = reading.look(file, desk)
    text = fixing.mended(looked, desk.known.site) if fix else looked.paper.text
    if text == looked.paper.text:
        return looked
    change = list(fixing.diff(looked, text))
    fixing.write(looked, text)
    if as_json:
        progress.emit(sys.stdout, "fixed", file=str(file), diff="\n".join(change))
    else:
        print(*change, sep="\n")
    return reading.look(file, desk)


def _renew_report(looked: Looked) -> None:
    """The report beside a run's own post, when the post is as the run's edits have it."""
    if looked.run is None or looked.file.name != POST:
        return
    folder = looked.file.parent
    if (folder / "run.json").is_file():
        run = runs.find_run(folder, str(folder))
        if reopening.rooted(run, looked.run, looked.run.edits) == run.edits():
            reporting.keep(run, looked.run, looked.numbered)


def _tell(looked: Looked, as_json: bool) -> None:
    if not as_json:
        for line in lines(looked):
            print(line)
        return
    for row in looked.rows:
        facts = codec.plain(row.finding)
        for name in ("start", "end"):
            facts.pop(name)
        place = {"file": str(looked.file), "line": row.line, "column": row.column}
        progress.emit(sys.stdout, "finding", **place, **facts)


def _refused(name: str, error: BadInput, as_json: bool) -> int:
    if as_json:
        told = {"file": name, "error": error.cause, "remedy": error.remedy, "code": error.code}
        progress.emit(sys.stdout, "error", **told)
    print(f"error: {error}", file=sys.stderr)
    return error.code


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
