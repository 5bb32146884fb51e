"""What every request passes before a route sees it, as plain ASGI. It is closed by default.

In this order: a head that is too long 431, method 405, Host 421, Origin 403, token or cookie
401, kind of body 415, its size 413, its pace 408, its form 400, CSRF token 403. Every answer
carries the headers below.
"""

import asyncio
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pod2post.review.sessions import Session, Sessions
from pod2post.value import value

MOST_BODY = 1_000_000  # bytes; a section of 5,000 Chinese characters takes 45,000 in a form
MOST_FIELDS = 500
MOST_HEAD = 16_000
# After these the rest of what is being sent is not waited for.
FINAL = (408, 413, 431)
BODY_S = 20
FORM = "application/x-www-form-urlencoded"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
# `same-origin`: with `no-referrer` a browser sends `Origin: null` along with our own forms.
ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
CLOSED = "請開啟終端機裡印出的網址（含 token）。重新啟動後，舊分頁也要從新網址進來。"


@value
class Door:
    """`hosts`: the Host headers that are ours, port included. `cookie`: the cookie's name."""

    hosts: frozenset[str]
    cookie: str


class Guard:
    """Lets through what comes from our own page in a browser that brought the token."""

    def __init__(self, app: ASGIApp, door: Door, sessions: Sessions) -> None:
        self.app = app
        self.door = door
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        out = _marked(send)
        try:
            body = await self._admit(scope, receive, out)
        except Turned as turned:
            await _tell(out, turned)
            return
        if body is not None:
            await self.app(scope, _again(body, receive), out)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> bytes | None:
        """The body of a request that may go on; None where it was answered with a redirect.

        Raises:
            Turned: away, with the code that says why.
        """
        head = _headers(scope)
        if sum(len(name) + len(said) for name, said in head.items()) > MOST_HEAD:
            raise Turned(431, "標頭太長")
        if len(scope["path"]) + len(scope["query_string"]) > MOST_HEAD:
            raise Turned(431, "網址太長")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise Turned(405, "沒有這種請求", {"allow": "GET, HEAD, POST"})
        self._refuse_foreign(scope, head)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=50))
        if scope["method"] == "GET" and "token" in query:
            await self._enter(scope, send, query["token"])
            return None
        cookie = _cookie(head, self.door.cookie)
        session = self.sessions.of(cookie)
        if session is None:
            raise Turned(401, CLOSED)
        scope.setdefault("state", {}).update(session=session, cookie=cookie, fields={})
        return await _posted(scope, receive, head) if scope["method"] == "POST" else b""

    def _refuse_foreign(self, scope: Scope, head: Mapping[str, str]) -> None:
        if head.get("host", "").lower() not in self.door.hosts:
            raise Turned(421, "這不是校閱頁的網址")
        origin = head.get("origin")
        if origin is None and scope["method"] != "POST":
            return
        if origin is None or origin.lower().removeprefix("http://") != head["host"].lower():
            raise Turned(403, "請求來自別的網站")

    async def _enter(self, scope: Scope, send: Send, token: str) -> None:
        cookie = self.sessions.enter(token)
        if cookie is None:
            raise Turned(401, CLOSED)
        path = scope["path"] if scope["path"].startswith("/runs/") else "/"
        holds = f"{self.door.cookie}={cookie}; Path=/; HttpOnly; SameSite=Strict"
        head = {"location": quote(path), "set-cookie": holds}
        await _tell(send, Turned(303, "", head))


class Turned(Exception):
    """A request that goes no further."""

    def __init__(self, code: int, text: str, head: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.code, self.text, self.head = code, text, head or {}


# --- the body -------------------------------------------------------------------------


async def _posted(scope: Scope, receive: Receive, head: Mapping[str, str]) -> bytes:
    """The body of a form of ours, its fields left in the request's state."""
    if head.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Turned(415, "只接受表單")
    length = head.get("content-length", "0")
    if not length.isascii() or not length.isdecimal() or int(length) > MOST_BODY:
        raise Turned(413, "內容太大")
    try:
        async with asyncio.timeout(BODY_S):
            body = await _read(receive)
    except TimeoutError as error:
        raise Turned(408, "內容太久沒有送完") from error
    fields = _fields(body)
    session: Session = scope["state"]["session"]
    brought = head.get("x-csrf-token") or fields.get("csrf", "")
    if not secrets.compare_digest(brought.encode(), session.csrf.encode()):
        raise Turned(403, "這個表單不是這一頁送出的，請重新整理再試")
    scope["state"]["fields"] = fields
    return body


async def _read(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Turned(400, "連線中斷")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BODY:
            raise Turned(413, "內容太大")
        if not message.get("more_body"):
            return b"".join(parts)


def _fields(body: bytes) -> dict[str, str]:
    """A form's fields, the last of each name; line ends as they are kept."""
    try:
        rows = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise Turned(400, "表單看不懂") from error
    if any("\0" in text for row in rows for text in row):
        raise Turned(400, "表單看不懂")
    return {name: text.replace("\r\n", "\n") for name, text in rows}


# --- wire -----------------------------------------------------------------------------


def _headers(scope: Scope) -> dict[str, str]:
    rows = [(name.decode("latin-1"), text.decode("latin-1")) for name, text in scope["headers"]]
    names = [name for name, _ in rows]
    if any(names.count(name) > 1 for name in ("host", "origin", "content-type", "x-csrf-token")):
        raise Turned(400, "標頭重複")
    return dict(rows)


def _cookie(head: Mapping[str, str], name: str) -> str:
    try:
        found = SimpleCookie(head.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more for the route, then whatever the connection says."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_


def _marked(send: Send) -> Send:
    """Our headers on every answer; a route may say otherwise of its own."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            head = list(message.get("headers", ()))
            there = {name.lower() for name, _ in head}
            head += [
                (name.encode(), text.encode())
                for name, text in ALWAYS.items()
                if name.encode() not in there
            ]
            message = {**message, "headers": head}
        await send(message)

    return marked


async def _tell(send: Send, turned: Turned) -> None:
    text = turned.text.encode()
    rows: list[tuple[str, Any]] = [
        ("content-type", "text/plain; charset=utf-8"),
        ("content-length", str(len(text))),
        *turned.head.items(),
        *([("connection", "close")] if turned.code in FINAL else []),
    ]
    head = [(name.encode(), str(said).encode("latin-1")) for name, said in rows]
    await send({"type": "http.response.start", "status": turned.code, "headers": head})
    await send({"type": "http.response.body", "body": text})
