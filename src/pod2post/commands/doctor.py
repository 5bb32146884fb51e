"""`pod2post doctor`: what would stop a run, before it does."""

import argparse
import json
import sys
from pathlib import Path

from pod2post import codec, doctor
from pod2post.errors import DONE, BadInput

MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def main(args: argparse.Namespace) -> int:
    """Print every check; 0 when nothing that is needed is broken, else 2."""
    config = Path(args.config) if args.config else None
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
