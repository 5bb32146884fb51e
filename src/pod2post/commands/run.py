"""`pod2post run`: one episode into one post, or into a series."""

import argparse
import sys
from pathlib import Path

from pod2post import codec, pipeline, progress, settings, underway
from pod2post.costs import spending
from pod2post.costs.forecast import Forecast
from pod2post.errors import DONE, OPEN_ERRORS
from pod2post.hearing import speakers
from pod2post.progress import Display
from pod2post.runs import Report
from pod2post.scene import Made, Options
from pod2post.settings import Settings


def main(args: argparse.Namespace) -> int:
    """Make the posts, or only say what it would take; returns the exit code.

    Raises:
        Pod2postError: what a person can mend, see `errors`.
    """
    known = settings.load(Path(args.config) if args.config else None)
    options = Options(
        source=args.source,
        show=args.show,
        writer=args.writer,
        writer_model=args.writer_model,
        model=args.model,
        captions=args.captions,
        fast=args.fast,
        notes=args.notes,
        speaker_at=tuple(map(speakers.anchor, args.speaker_at)),
        until=args.until,
        series=args.series,
        refresh=args.refresh,
        allow_preview=args.allow_preview,
        relisten=args.relisten,
        judge=args.judge,
        take=tuple(args.take),
        out=args.out,
        target=tuple(args.target),
        budget=args.budget,
        workspace=args.workspace,
    )
    with progress.display(args.json) as shown:
        if args.dry_run:
            return _tell_plan(pipeline.estimate(options, known, tell=shown), args.json)
        return _made(options, known, shown, args.json)


def _made(options: Options, known: Settings, shown: Display, as_json: bool) -> int:
    last, reports = None, list[Report]()
    with underway.told(shown) as display:
        for last in pipeline.episode(options, known, tell=display):
            display.made(last.stage, last.path)
            reports += [last.value] if isinstance(last.value, Report) else []
    return _tell_reports(reports, as_json) if reports else _tell_stop(last, as_json)


def _tell_plan(plan: Forecast, as_json: bool) -> int:
    if as_json:
        progress.emit(sys.stdout, "plan", **codec.plain(plan))
    else:
        print(*plan.lines, sep="\n")
    return DONE


def _tell_stop(last: Made | None, as_json: bool) -> int:
    stage, path = (last.stage, last.path) if last else (None, None)
    if as_json:
        where = str(path) if path else None
        progress.emit(sys.stdout, "done", code=DONE, stage=stage, path=where)
    else:
        print(f"stopped after {stage}" + (f": {path}" if path else ""))
    return DONE


def _tell_reports(reports: list[Report], as_json: bool) -> int:
    code = OPEN_ERRORS if any(report.errors for report in reports) else DONE
    rows = [codec.plain(report) for report in reports]
    if as_json and len(rows) == 1:
        progress.emit(sys.stdout, "done", code=code, **rows[0])
    elif as_json:
        progress.emit(sys.stdout, "done", code=code, posts=rows)
    else:
        print(*(line for report in reports for line in summary(report)), sep="\n")
    return code


def summary(report: Report) -> list[str]:
    """What a person reads at the end: where the post is, what was caught, what is open."""
    rows = [f"post      {report.post}"]
    if report.out:
        rows.append(f"copy      {report.out}")
    rows += [f"also      {path}" for path in report.others]
    if report.instead_of:
        rows.append(f"kept      {report.instead_of} is not as pod2post left it: not touched")
    rows += [f"caught    {line}" for line in report.caught]
    found = (
        _count(report.errors, "error"),
        _count(report.warnings, "warning"),
        _count(report.notes, "note"),
    )
    rows.append("findings  " + ", ".join(found))
    spent = (_count(report.calls, "model call"), spending.told(report.spent))
    rows.append("spent     " + ", ".join(filter(None, (*spent, progress.span(report.seconds)))))
    if report.errors:
        rows.append("          The post has open errors: read them in the run's folder first.")
    return rows


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
