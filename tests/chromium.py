"""Pages of a folder, opened in a real Chromium: what ran there, and where it tried to reach.

The browser is the system's own (Debian: `apt install chromium`); Playwright drives it and
downloads nothing. Every name but 127.0.0.1 is unknown to it.
"""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dev import BROWSERS
from hugosite import PLAYERS

OPTIONS = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-gpu")
# A handler is compiled when its event comes: each element is given those that matter. A link
# that would run something when a reader follows it counts as if it had.
TEASE = """() => {
  const names = ['mouseover', 'focus', 'toggle', 'load', 'error', 'click', 'begin'];
  for (const one of document.querySelectorAll('*'))
    for (const name of names) one.dispatchEvent(new Event(name));
  const links = [...document.querySelectorAll('a, area, form')];
  const runs = links.some(one => !/^https?:/.test(one.href ?? one.action));
  return runs || Boolean(window.pwned);
}"""


@dataclass
class Visit:
    """`scripts`: pages on which something ran; `strayed`: addresses that no player explains."""

    opened: int = 0
    scripts: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)


def executable() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing() -> str:
    """What is not here and why that matters; "" where a page can be opened."""
    if find_spec("playwright") is None:
        return "no Playwright in this environment: the dev requirements bring it"
    if executable() is None:
        return "no Chromium: on Debian `apt install chromium fonts-noto-cjk` brings it"
    return ""


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium, as Playwright has it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(
            executable_path=executable(),
            args=[*OPTIONS, *(["--no-sandbox"] if os.name != "nt" and os.geteuid() == 0 else [])],
        )
        try:
            yield made
        finally:
            made.close()


def visited(folder: Path, pages: Iterable[str]) -> Visit:
    """Open each page of the folder over loopback, wait for it, touch everything on it."""
    visit = Visit()
    with served(folder) as base, browser() as running:
        page = running.new_page()
        here: list[str] = []

        def ran(script: dict[str, Any]) -> None:
            if script["url"].startswith((base, "about:", "javascript:", "data:")):
                here.append(script["url"])

        def asked(route: Any) -> None:
            address = route.request.url
            if address.startswith(base):
                route.continue_()
                return
            if not address.startswith(PLAYERS):
                visit.strayed.append(address)
            route.abort()

        page.context.route("**/*", asked)
        page.on("dialog", lambda dialog: (here.append("dialog"), dialog.dismiss()))
        session = page.context.new_cdp_session(page)
        session.on("Debugger.scriptParsed", ran)
        session.send("Debugger.enable")
        for name in pages:
            here.clear()
            page.goto(f"{base}/{name}", wait_until="load")
            pwned = page.evaluate(TEASE)
            session.send("Debugger.enable")  # answered after all that was reported before
            if pwned or here:
                visit.scripts.append(name)
            visit.opened += 1
    return visit


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its own name
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served on loopback."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
