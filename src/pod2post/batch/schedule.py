"""What runs `pod2post sync` every night: units for systemd, or a line for cron. Pure.

Both begin with nothing in their environment: every path is absolute, and the program is this
Python with its module, whatever PATH says.
"""

import re
import shlex
from pathlib import Path

from pod2post.errors import BadInput
from pod2post.value import value

KEYS = "pod2post.env"
SYNC = ("-m", "pod2post", "sync")
FINE = "1 3 6"  # open errors, try later, a limit: the digest tells them, they are no failed unit


@value
class Place:
    """Absolute paths. `folder`: where it is run; `config`: None for the folder's pod2post.toml."""

    python: str
    folder: str
    workspace: str
    config: str | None
    home: str


def time_of_day(text: str) -> tuple[int, int]:
    """Hour and minute of HH:MM.

    Raises:
        BadInput: it is no time of day.
    """
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    if not found:
        raise BadInput(f"--at {text} is no time of day", "Write it as 02:30.")
    return int(found[1]), int(found[2])


def command(place: Place) -> tuple[str, ...]:
    """The sync itself, as its arguments."""
    config = ("--config", place.config) if place.config else ()
    return (place.python, *SYNC, "--workspace", place.workspace, *config)


def cron(place: Place, at: str) -> str:
    """One line for `crontab -e`; what is printed goes to sync.log in the workspace.

    Raises:
        BadInput: no time of day, or a path with a line break.
    """
    hour, minute = time_of_day(at)
    log = shlex.quote(str(Path(place.workspace) / "sync.log"))
    home, folder = shlex.quote(place.home), shlex.quote(place.folder)
    made = f"mkdir -p {shlex.quote(place.workspace)} && cd {folder}"
    line = f"{made} && HOME={home} {shlex.join(command(place))} >>{log} 2>&1"
    _refuse_breaks(line)
    return f"{minute} {hour} * * * {line}".replace("%", "\\%")


def _refuse_breaks(text: str) -> None:
    if "\n" in text or "\r" in text:
        raise BadInput("a line break stands in a path", "Move the workspace to a plain folder.")


def service(place: Place) -> str:
    """`pod2post.service`.

    Raises:
        BadInput: a path with a line break.
    """
    args = " ".join(map(_quoted, command(place)))
    _refuse_breaks(args + place.folder + place.home)
    keys = _path(str(Path(place.home) / ".config" / "pod2post" / KEYS))
    return f"""[Unit]
Description=Draft new episodes of the followed shows

[Service]
Type=oneshot
WorkingDirectory={_path(place.folder)}
EnvironmentFile=-{keys}
ExecStart={args}
SuccessExitStatus={FINE}
TimeoutStartSec=infinity
Nice=10
"""


def timer(at: str) -> str:
    """`pod2post.timer`; a night that the machine slept through is made up for.

    Raises:
        BadInput: no time of day.
    """
    hour, minute = time_of_day(at)
    return f"""[Unit]
Description=Draft new episodes every night

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
"""


def _path(text: str) -> str:
    """A path as a setting that is one path: only `%` means something there."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """One argument of ExecStart: in quotes, with what means something to systemd taken off it."""
    inner = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$").replace("%", "%%")
    return f'"{inner}"'
