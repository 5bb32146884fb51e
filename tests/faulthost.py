"""A loopback audio host that misbehaves on purpose, and remembers what it was asked."""

import contextlib
import gzip
import hashlib
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Play = Callable[["Exchange", int], None]  # the exchange, and how often this path was asked


@dataclass(frozen=True)
class Asked:
    path: str
    range: str | None
    if_range: str | None
    encoding: str | None
    host: str | None


class Exchange(BaseHTTPRequestHandler):
    """One request; the plays call its methods."""

    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # as below, but between two requests
            super().handle()

    def do_GET(self) -> None:
        host: FaultHost = self.server.fault_host  # type: ignore[attr-defined]
        get = self.headers.get
        row = Asked(self.path, get("Range"), get("If-Range"), get("Accept-Encoding"), get("Host"))
        host.asked.append(row)
        host.hits[self.path] += 1
        play = host.plays.get(self.path.partition("?")[0], lambda x, _: x.say(404, b"no"))
        try:
            play(self, host.hits[self.path])
        except OSError:  # the client has hung up, as some tests want it to
            self.close_connection = True

    def log_message(self, *args: Any) -> None:
        pass

    def say(self, code: int, body: bytes = b"", kind: str = "text/plain", **fields: str) -> None:
        """A whole answer; `fields` are headers, written with _ for -."""
        self.head(code, len(body), kind, **fields)
        self.wfile.write(body)

    def head(self, code: int, length: int | None, kind: str, **fields: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        if length is None:
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        for name, text in fields.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()

    def file(
        self,
        data: bytes,
        *,
        etag: str | None = None,
        upto: int | None = None,
        length: int | None = -1,
        ranges: bool = True,
        shift: int = 0,
    ) -> None:
        """The file or the asked range of it.

        `upto` bytes of the body are sent, then the connection breaks. `length` is what
        Content-Length says (-1 the truth, None nothing); `shift` starts a range too late.
        """
        fields = {} if etag is None else {"ETag": etag}
        match = (
            re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")) if ranges else None
        )
        if self.headers.get("If-Range") not in (None, etag):
            match = None
        code, body = 200, data
        if match:
            begin = int(match[1])
            if begin >= len(data):
                self.say(416, Content_Range=f"bytes */{len(data)}")
                return
            begin += shift
            body = data[begin : int(match[2]) + 1 if match[2] else None]
            fields["Content-Range"] = f"bytes {begin}-{begin + len(body) - 1}/{len(data)}"
            code = 206
        self.head(code, len(body) if length == -1 else length, "audio/mpeg", **fields)
        self.wfile.write(body if upto is None else body[:upto])
        if upto is not None or length not in (-1, None):
            self.hang_up()

    def hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


class FaultHost:
    """`with FaultHost(media) as host:`; `host.plays[path] = play` adds a play of its own."""

    def __init__(self, media: bytes) -> None:
        self.media = media
        self.etag = f'"{hashlib.sha256(media).hexdigest()[:12]}"'
        self.asked: list[Asked] = []
        self.hits: Counter[str] = Counter()
        self.closing = threading.Event()
        self.plays: dict[str, Play] = self._breaking() | self._wrong()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Exchange)
        self._server.daemon_threads = True
        self._server.fault_host = self  # type: ignore[attr-defined]
        self.port: int = self._server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        serve = self._server.serve_forever
        threading.Thread(target=serve, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _breaking(self) -> dict[str, Play]:
        """The right file, with trouble on the way."""
        data, etag, half = self.media, self.etag, len(self.media) // 2

        def broken(times: int, **how: Any) -> Play:
            return lambda x, hit: x.file(
                data, upto=len(data) // 3 if hit <= times else None, **{"etag": etag} | how
            )

        def stall(x: Exchange, _: int) -> None:
            x.head(200, len(data), "audio/mpeg", ETag=etag)
            x.wfile.write(data[:half])
            x.wfile.flush()
            self.closing.wait(3)

        def busy(x: Exchange, hit: int) -> None:
            if hit <= 2:
                x.say(503, Retry_After="1")
            else:
                x.file(data, etag=etag)

        return {
            "/good.mp3": broken(0),
            "/broken-twice.mp3": broken(2),
            "/broken-weak.mp3": broken(1, etag=f"W/{etag}"),
            "/broken-bare.mp3": broken(1, etag=None),
            "/broken-always.mp3": broken(99, etag=None),
            "/no-ranges.mp3": broken(1, ranges=False),
            "/bad-range.mp3": broken(1, shift=7),
            "/bit-by-bit.mp3": lambda x, _: x.file(data, etag=etag, upto=len(data) // 9),
            "/no-length.mp3": lambda x, _: x.file(data, length=None, ranges=False),
            "/too-long.mp3": lambda x, _: x.file(data, length=len(data) + 999, ranges=False),
            "/stall.mp3": stall,
            "/busy.mp3": busy,
        }

    def _wrong(self) -> dict[str, Play]:
        """Something else than the file."""
        data, half = self.media, len(self.media) // 2

        def to(target: str) -> Play:
            return lambda x, _: x.say(302, Location=target.replace("PORT", str(self.port)))

        def says(code: int, kind: str = "text/plain", body: bytes = b"x", **fields: str) -> Play:
            return lambda x, _: x.say(code, body, kind, **fields)

        def endless(x: Exchange, _: int) -> None:
            x.head(200, None, "audio/mpeg")
            while not self.closing.is_set():
                x.wfile.write(data)

        def ads(x: Exchange, hit: int) -> None:
            if hit == 1:
                x.file(bytes(reversed(data)), etag='"first"', upto=half)
            else:
                x.file(data, etag='"second"')

        return {
            **{f"/{code}": says(code) for code in (400, 401, 403, 404, 410, 451, 500)},
            "/429": says(429, Retry_After="900"),
            "/other-ads.mp3": ads,
            "/endless.mp3": endless,
            "/empty.mp3": says(200, "audio/mpeg", b""),
            "/page.mp3": says(200, "text/html", b"<html>log in</html>"),
            "/page-as-audio.mp3": says(200, "audio/mpeg", b"\n <!doctype html>log in"),
            "/json.mp3": says(200, "application/json", b"{}"),
            "/feed.xml": says(200, "application/rss+xml", b"<rss/>"),
            "/noise.mp3": says(200, "audio/mpeg", bytes(range(1, 250)) * 40),
            "/bomb.mp3": says(200, "audio/mpeg", gzip.compress(data), Content_Encoding="gzip"),
            "/moved": to("/good.mp3"),
            "/moved-to-file": to("file:///etc/hostname"),
            "/moved-to-data": to("data:audio/mpeg,x"),
            "/moved-with-password": to("http://me:secret@127.0.0.1:PORT/good.mp3"),
            "/moved-inside": to("http://inside.example:PORT/good.mp3"),
            "/round": to("/round"),
        }
