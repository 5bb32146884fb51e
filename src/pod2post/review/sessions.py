"""Who may come in: the token of this start, and a session for each browser that brought it."""

import secrets
import threading
from collections import OrderedDict
from dataclasses import replace

from pod2post.value import value

MOST = 64  # browsers at a time; the one that came first goes first


@value
class Session:
    """One browser's visit. `csrf` stands in each of its forms; `editor` is "" until asked."""

    csrf: str
    editor: str = ""


class Sessions:
    """The sessions of one start, by the value of their cookie. Safe for several threads."""

    def __init__(self, token: str, editor: str = "") -> None:
        self._token = token.encode()
        self._editor = editor
        self._open: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def enter(self, offered: str) -> str | None:
        """The cookie of a new session for who brings the token; None for who does not."""
        if not secrets.compare_digest(offered.encode(errors="replace"), self._token):
            return None
        cookie = secrets.token_urlsafe(32)
        with self._lock:
            self._open[cookie] = Session(csrf=secrets.token_urlsafe(32), editor=self._editor)
            while len(self._open) > MOST:
                self._open.popitem(last=False)
        return cookie

    def of(self, cookie: str) -> Session | None:
        """The session of this cookie; None where there is none."""
        with self._lock:
            return self._open.get(cookie)

    def name(self, cookie: str, editor: str) -> None:
        """Remember who sits at this browser."""
        with self._lock:
            if session := self._open.get(cookie):
                self._open[cookie] = replace(session, editor=editor)
