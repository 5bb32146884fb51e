"""`pod2post schedule print`: what runs a sync every night. Nothing is installed."""

import argparse
import sys
from pathlib import Path

from pod2post import progress, settings
from pod2post.batch import schedule
from pod2post.batch.schedule import Place
from pod2post.errors import DONE

STEPS = """\
# Save the two parts as these files, then:
#   systemctl --user daemon-reload && systemctl --user enable --now pod2post.timer
#   loginctl enable-linger    # so that it runs while you are logged out
# Keys go into ~/.config/pod2post/pod2post.env, a line each: POD2POST_API_KEY=...  (chmod 600)
"""
CRON = """\
# For `crontab -e`. The writer's key: [writer] api_key_file, for cron has no environment.
"""


def main(args: argparse.Namespace) -> int:
    """Print units or a line for this Python, this folder and this workspace.

    Raises:
        BadInput: `--at` is no time of day, or the settings cannot be read.
    """
    settings.load(Path(args.config) if args.config else None)
    here = Place(
        python=sys.executable,
        folder=str(Path.cwd()),
        workspace=str(Path(args.workspace).absolute()),
        config=str(Path(args.config).absolute()) if args.config else None,
        home=str(Path.home()),
    )
    if args.cron:
        made = {"cron": schedule.cron(here, args.at)}
    else:
        made = {
            "pod2post.service": schedule.service(here),
            "pod2post.timer": schedule.timer(args.at),
        }
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, files=made)
    elif args.cron:
        print(CRON + made["cron"])
    else:
        print(STEPS)
        for name, text in made.items():
            print(f"# ~/.config/systemd/user/{name}\n{text}")
    return DONE
