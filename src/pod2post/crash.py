"""The report that a bug leaves behind: a traceback in a file, with nothing secret in it."""

import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pod2post import __version__

_LOOKS_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSW|COOKIE|CREDENTIAL", re.IGNORECASE)
_PATTERNS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s'\"]+"), r"\1 [removed]"),
    (re.compile(r"\bsk-[\w-]{6,}"), "[removed]"),
    (re.compile(r"(?i)(://)[^/\s'\"@]+@"), r"\1[removed]@"),
    (re.compile(r"(?i)(https?://[^\s'\"?#]+)[?#][^\s'\"]+"), r"\1?[removed]"),
)


def report(argv: Sequence[str], error: BaseException) -> Path:
    """Write the report into the workspace, or the temporary folder, and say where it lies."""
    now = datetime.now(UTC)
    text = "\n".join(
        (
            f"pod2post {__version__}, Python {sys.version.split()[0]}, {platform.platform()}",
            f"at {now.isoformat(timespec='seconds')}",
            "called with: " + " ".join(argv),
            "",
            "".join(traceback.format_exception(error)),
        )
    )
    name = f"pod2post-bug-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    for folder in _places(argv):
        try:
            path = folder / name
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(without_secrets(text).encode("utf-8", "backslashreplace"))
        except OSError:
            continue
        return path
    return Path("(nowhere: no folder could be written)")


def without_secrets(text: str) -> str:
    """`text` without the values of secret variables, keys, logins and address queries."""
    for name, found in os.environ.items():
        if _LOOKS_SECRET.search(name) and len(found.strip()) >= 6:
            text = text.replace(found.strip(), "[removed]")
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def _places(argv: Sequence[str]) -> Iterator[Path]:
    for word, following in zip(argv, [*argv[1:], ""], strict=True):
        if word == "--workspace" and following:
            yield Path(following)
        elif word.startswith("--workspace="):
            yield Path(word.partition("=")[2])
    yield Path(os.environ.get("POD2POST_WORKSPACE") or "workspace")
    yield Path(tempfile.gettempdir())
