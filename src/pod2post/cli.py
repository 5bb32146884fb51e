"""The command line: it parses, calls one command, and is the one place that catches.

Only light modules are imported here, so that `pod2post --help` answers at once; a command
brings in what it needs when it is called.
"""

import argparse
import importlib
import io
import os
import select
import signal
import sys
from types import FrameType
from typing import NoReturn

from pod2post.errors import BUG, INTERRUPTED, TERMINATED, BadInput, Pod2postError
from pod2post.verbs import WORKSPACE, parser

PIPE_CLOSED = 141
GOES_ON = "stopped; the same command goes on from here"


class Terminated(BaseException):
    """SIGTERM arrived. Like KeyboardInterrupt, it passes every `except Exception`."""


def parse(argv: list[str]) -> argparse.Namespace:
    """The command and its options, `workspace` filled in.

    Raises:
        BadInput: an option or an argument that does not exist, or a SOURCE that is none.
    """
    args, unknown = parser().parse_known_args(argv)
    source = getattr(args, "source", "")
    strange = [*unknown, *([source] if source and source.startswith("-") else [])]
    if strange:
        raise BadInput(
            f"`pod2post {args.command}` has no option {strange[0]!r}, and it is no SOURCE"
            if strange[0].startswith("-")
            else f"`pod2post {args.command}` cannot use {strange[0]!r}: one thing at a time",
            "Options are never taken from a SOURCE. A file whose name begins with '-' is "
            f"written ./-name; `pod2post {args.command} --help` shows the options.",
        )
    if args.command == "run" and not source:
        raise BadInput("SOURCE is missing", "Give a web address or the path of an audio file.")
    if not getattr(args, "workspace", None):
        args.workspace = os.environ.get(WORKSPACE) or "workspace"
    return args


def dispatch(args: argparse.Namespace) -> int:
    """Call the command that was asked for, a module of its name; returns its exit code."""
    command = importlib.import_module(f"pod2post.commands.{args.command}")
    code: int = command.main(args)
    return code


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns the exit code, of which `errors` holds the table."""
    argv = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        code = dispatch(parse(argv))
        sys.stdout.flush()
    except Pod2postError as error:
        return _complain(argv, error.cause, error.remedy, error.code)
    except KeyboardInterrupt:
        return _complain(argv, GOES_ON, "", INTERRUPTED)
    except Terminated:
        return _complain(argv, GOES_ON, "", TERMINATED)
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends here as a report
        if isinstance(error, BrokenPipeError) and _reader_is_gone():
            return PIPE_CLOSED
        return _our_bug(argv, error)
    else:
        return code
    finally:
        signal.signal(signal.SIGTERM, before)


def _complain(argv: list[str], cause: str, remedy: str, code: int) -> int:
    if "--json" in argv:
        from pod2post import progress

        progress.emit(sys.stdout, "error", error=cause, remedy=remedy, code=code)
    print("error: " + cause, *([f"  {remedy}"] if remedy else []), sep="\n", file=sys.stderr)
    return code


def _our_bug(argv: list[str], error: Exception) -> int:
    from pod2post import crash

    path = crash.report(argv, error)
    cause = f"a bug in pod2post: {type(error).__name__}"
    return _complain(argv, cause, f"What happened is written in {path}; no key is in it.", BUG)


def _reader_is_gone() -> bool:
    """Was stdout closed at its other end, as by `| head`? Then there is nobody to tell."""
    try:
        handle = sys.stdout.fileno()
        watch = select.poll()
    except (AttributeError, OSError):  # no poll on Windows, no descriptor in a notebook
        return False
    watch.register(handle, 0)
    if not any(state & select.POLLERR for _, state in watch.poll(0)):
        return False
    # The interpreter flushes once more at its end, which must not fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), handle)
    return True
