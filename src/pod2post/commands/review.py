"""`pod2post review`: a page on which an editor reads, hears, mends, approves and publishes."""

import argparse
import contextlib
import secrets
import stat
import sys
import threading
from ipaddress import ip_address
from pathlib import Path

from pod2post import filling, glossary, progress, runs, settings
from pod2post.errors import DONE, BadInput

LEAST_TOKEN = 32
LOOPBACK = "127.0.0.1"


def main(args: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C; returns the exit code.

    Raises:
        BadInput: no such run, a port that is taken, a token file that others may read.
    """
    from pod2post.review import answers, serving
    from pod2post.review.app import app
    from pod2post.review.guard import Door
    from pod2post.review.room import Room
    from pod2post.review.sessions import Sessions

    config = Path(args.config) if args.config else None
    known = settings.load(config)
    workspace = Path(args.workspace)
    host = args.host or LOOPBACK
    token = token_of(host, args.token_file)
    only = tuple(runs.find_run(workspace, text).folder.name for text in args.runs)
    room = Room(
        workspace=workspace,
        known=known,
        glossary=glossary.present(settings.weights_folder(known.weights)),
        config=config,
        only=only,
    )
    with serving.bound(host, args.port) as socket:
        port = socket.getsockname()[1]
        door = Door(hosts=hosts(host, port), cookie=f"pod2post-{port}")
        place = f"runs/{only[0]}" if len(only) == 1 else ""
        address = f"http://{_named(host)}:{port}/{place}?token={token}"
        _tell(address, args.json)
        if not args.no_browser:
            serving.opens(address)()
        made = app(room, door, Sessions(token, (args.editor or "").strip()))
        # While she goes to the browser; nothing waits for it.
        threading.Thread(target=filling.ready, args=(answers.TEMPLATES,), daemon=True).start()
        try:
            with contextlib.suppress(KeyboardInterrupt):  # that is how it is meant to end
                serving.server(made).run(sockets=[socket])
        finally:
            room.settle()
    return DONE


def _tell(address: str, as_json: bool) -> None:
    if as_json:
        progress.emit(sys.stdout, "serving", address=address)
        return
    print(address, flush=True)
    print("Open it in a browser; Ctrl-C ends it. It lets in whoever has it.", file=sys.stderr)


def hosts(host: str, port: int) -> frozenset[str]:
    """The Host headers by which the page may be asked for.

    A name that is not here may be somebody else's, led to this machine.
    """
    names = {_named(host)}
    if _is_loopback(host):
        names |= {"127.0.0.1", "localhost", "[::1]"}
    shown = {f"{name.lower()}:{port}" for name in names}
    return frozenset(shown | (names if port == 80 else set()))


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def token_of(host: str, file: str | None) -> str:
    """The token of this start: a new one, or the file's.

    Raises:
        BadInput: the page is to be seen by others without such a file, or others may read it.
    """
    if file is None and not _is_loopback(host):
        raise BadInput(
            f"--host {host} lets other machines in, and there is no --token-file",
            f"Name a file of mode 0600 that holds {LEAST_TOKEN} characters or more.",
        )
    if file is None:
        return secrets.token_urlsafe(32)
    path = Path(file)
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read: {error}", "Name a file of ASCII text.") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadInput(f"{file} can be read or written by others", f"chmod 600 {file}")
    if len(text) < LEAST_TOKEN or not text.isprintable() or " " in text:
        raise BadInput(
            f"{file} holds no token: {LEAST_TOKEN} characters or more, without blanks",
            f"python3 -c 'import secrets; print(secrets.token_urlsafe(32))' > {file}",
        )
    return text
