"""`pod2post doctor`: what would stop a run, before it does; the ledger made anew."""

import argparse
import json
import sys
from pathlib import Path

from pod2post import codec, doctor, progress, settings
from pod2post.batch import office, rebuild
from pod2post.batch.events import Events
from pod2post.batch.orders import silent
from pod2post.batch.sole import FILE, sole
from pod2post.errors import DONE, BadInput
from pod2post.settings import Settings

MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def main(args: argparse.Namespace) -> int:
    """Print every check; 0 when nothing that is needed is broken, else 2.

    Raises:
        Pod2postError: with --rebuild-ledger, as `rebuild`.
    """
    config = Path(args.config) if args.config else None
    if args.rebuild_ledger:
        return _rebuild(Path(args.workspace), settings.load(config), as_json=args.json)
    found = doctor.checks(config, Path(args.workspace))
    code = BadInput.code if any(check.status == "fail" for check in found) else DONE
    if args.json:
        json.dump({"code": code, "checks": codec.plain(found)}, sys.stdout, ensure_ascii=False)
        print()
        return code
    width = max(len(check.name) for check in found)
    for check in found:
        print(f"{MARKS[check.status]}  {check.name:{width}}  {check.what}")
        if check.remedy:
            print(f"      {'':{width}}  {check.remedy}")
    return code


def _rebuild(workspace: Path, known: Settings, *, as_json: bool) -> int:
    with sole(workspace / FILE, "a sync"):
        rebuild.put_aside(office.place(workspace, known))
        with office.ledger(workspace, known, silent) as ledger:
            rows = Events(workspace).rows()
            made = rebuild.rebuild(ledger, workspace, known, rows, office.clock())
        Events(workspace).note("rebuilt", **codec.plain(made))
    if as_json:
        progress.emit(sys.stdout, "done", code=DONE, **codec.plain(made))
    else:
        print(
            f"the ledger knows {made.episodes} episodes: {made.drafted} drafted, "
            f"{made.dropped} dropped; the others go on with the next sync"
        )
    return DONE
