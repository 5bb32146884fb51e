"""From a fresh clone to a running program: needs Python 3.11 or later, and nothing else.

    python3 dev.py sample         install, make a post of the sample episode, say where it is
    python3 dev.py test [ARGS]    install, then linter, type checker and tests (ARGS to pytest)
    python3 dev.py lock           write requirements/*.txt anew
    python3 dev.py docs           write the generated parts of docs/ anew

What is installed goes into .venv, model weights into .cache; both can be deleted at any
time. The second call finds them and is quick. Two files of tests run at once; `test -n 0` runs them
one by one. Some tests open pages in Chromium or ask systemd's
checker: as root on Debian these are installed as well, elsewhere such tests are skipped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
MODELS = CACHE / "models"
TEST_WEIGHTS = (
    *("tiny.en", "base", "ge2e"),
    *("cc-cedict", "multilingual-e5-small", "all-minilm-l6-v2"),
)
SPREAD = ("-n", "2", "--dist", "loadfile")  # a test file's own fixtures are made once
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")
OLDEST = (3, 11)


def main(argv: list[str]) -> int:
    """Do what was asked; the exit code is that of the first step that failed."""
    if sys.version_info < OLDEST:
        print(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}")
        return 2
    verb, rest = (argv[0], argv[1:]) if argv else ("", [])
    if verb == "sample":
        models = {"POD2POST_MODELS": str(MODELS)}
        return install("run") or call(python(), "samples/run.py", *rest, **models)
    if verb == "test":
        return install("dev") or test(rest)
    if verb == "lock":
        return install("dev") or lock()
    if verb == "docs":
        return install("dev") or call(python(), "docs/generate.py")
    print(__doc__)
    return 0 if verb in ("-h", "--help", "help") else 2


# --- installing ---------------------------------------------------------------------------


def python() -> str:
    """The environment's Python."""
    return str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def stamp(kind: str) -> str:
    """What an environment of this kind is made of; it is as good as new while this is equal."""
    parts = [sys.version, str(ROOT)]
    parts += [(ROOT / name).read_text("utf-8") for name in (requirements(kind), "pyproject.toml")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def requirements(kind: str) -> str:
    return f"requirements/{kind}.txt"


def is_installed(kind: str) -> bool:
    """Is there an environment with this stamp? What serves the tests serves the sample too."""
    for name in {kind, "dev"}:
        mark = VENV / f".made-for-{name}"
        if mark.is_file() and mark.read_text("utf-8") == stamp(name):
            return Path(python()).exists()
    return False


def install(kind: str) -> int:
    """Make .venv hold the locked requirements, each checked by its hash, and this project."""
    if is_installed(kind):
        return 0
    print(f"Installing into {VENV} (once; a few minutes on a slow line) ...", flush=True)
    if not has_pip() and not make_venv():
        return 2
    pip = (python(), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    # pip refuses hashes and an editable project in one call, hence two.
    code = call(*pip, "--require-hashes", "-r", requirements(kind)) or call(
        *pip, "--no-deps", "--editable", "."
    )
    if code == 0:
        (VENV / f".made-for-{kind}").write_text(stamp(kind), "utf-8")
    else:
        print("Installing failed; what pip said stands above.")
    return code


def has_pip() -> bool:
    """Does the environment stand? One that was cut off while it was made has no pip yet."""
    command = (python(), "-m", "pip", "--version")
    return (
        Path(python()).exists()
        and subprocess.run(command, check=False, capture_output=True).returncode == 0
    )


def make_venv() -> bool:
    try:
        venv.create(VENV, with_pip=True)
    except subprocess.CalledProcessError:
        print("This Python cannot make environments (on Debian: apt install python3-venv).")
        return False
    return True


def call(*command: str, **extra: str) -> int:
    """Run a command in the project's folder; returns its exit code."""
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **extra}, check=False).returncode


# --- testing ------------------------------------------------------------------------------


def get_programs() -> None:
    """Chromium with a Chinese font, and systemd's checker, where they are missing and may be had.

    No failure of the tests: those that need one are skipped without it, and say so.
    """
    wanted = () if any(map(shutil.which, BROWSERS)) else PACKAGES
    wanted += () if shutil.which("systemd-analyze") else ("systemd",)
    if not wanted:
        return
    names = ", ".join(wanted)
    root = os.name == "posix" and os.geteuid() == 0
    if not (root and shutil.which("apt-get")):
        print(f"--- no {names}, and not mine to install: tests that need them are skipped")
        return
    print(f"--- {names}", flush=True)
    apt, quiet = ("apt-get", "-qq"), {"DEBIAN_FRONTEND": "noninteractive"}
    install = (*apt, "install", "-y", "--no-install-recommends", *wanted)
    if call(*apt, "update", **quiet) or call(*install, **quiet):
        print(f"{names} could not be installed: tests that need them are skipped")


def test(arguments: list[str]) -> int:
    """Weights, linter, types, tests: every step runs, and the last line gives the counts."""
    get_programs()
    report = CACHE / "tests.xml"
    CACHE.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    models = {"POD2POST_MODELS": str(MODELS), "POD2POST_TEST_MODELS": str(MODELS)}
    pull = (python(), "-m", "pod2post", "models", "pull")
    tests = ("pytest", "-q", "-rs", *SPREAD, f"--junitxml={report}", *arguments)
    steps = [
        *((f"weights {name}", (*pull, name)) for name in TEST_WEIGHTS),
        ("ruff", (python(), "-m", "ruff", "check", ".")),
        ("ruff format", (python(), "-m", "ruff", "format", "--check", ".")),
        ("mypy", (python(), "-m", "mypy")),
        ("pytest", (python(), "-m", *tests)),
    ]
    failed = []
    for name, command in steps:
        print(f"--- {name}", flush=True)
        if code := call(*command, **models):
            failed.append((name, code))
    if failed:
        print("failed: " + ", ".join(name for name, _ in failed))
    print(counts(report))
    return failed[0][1] if failed else 0


def counts(report: Path) -> str:
    """`N passed, N failed, N skipped`, out of pytest's own report; an error counts as failed."""
    total = failed = skipped = 0
    try:
        suites = list(ET.parse(report).getroot().iter("testsuite"))
    except (OSError, ET.ParseError):
        return "0 passed, 1 failed, 0 skipped (pytest left no report)"
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped"


# --- keeping ------------------------------------------------------------------------------


def lock() -> int:
    """Resolve anew for every platform, with hashes and without the address of an index."""
    compile_ = (python(), "-m", "uv", "pip", "compile", "--universal", "--generate-hashes")
    quiet = ("--no-emit-index-url", "--no-emit-find-links", "--quiet", "--upgrade")
    says = ("--custom-compile-command", "python3 dev.py lock", "--python-version", "3.11")
    runs = (*compile_, *quiet, *says, "pyproject.toml")
    code = call(*runs, "-o", requirements("run")) or call(
        *runs, "requirements/dev.in", "-c", requirements("run"), "-o", requirements("dev")
    )
    # An extra is locked by itself: who does not want it does not install it.
    for extra in ("local", "cluster"):
        within = ("-c", requirements("run"), "-o", requirements(extra))
        code = code or call(*compile_, *quiet, *says, f"requirements/{extra}.in", *within)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
