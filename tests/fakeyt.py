"""A canned YouTube on loopback, behind which yt-dlp's real extractor runs.

A CONNECT proxy ends TLS with a certificate of an authority made anew at each start and
answers InnerTube's `player` and `next`, the captions and the media. Certificates stay
checked. It shows how this program handles YouTube's answers as they were when they were
written down, not that YouTube works today.
"""

import contextlib
import gc
import io
import json
import random
import re
import socket
import ssl
import threading
import warnings
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trustme

from fakeyt_answers import HOSTS, URL, initial, player
from pod2post.backends import youtube_child
from pod2post.backends.youtube_errors import Failure
from pod2post.errors import Pod2postError

LOOPBACK = "127.0.0.1"
# One InnerTube client that needs no JavaScript player; production names none.
CLIENT = {"player_client": ["visionos"], "player_skip": ["webpage", "configs"]}


def noise_wav(seconds: int = 30, rate: int = 8000) -> bytes:
    """Sound in which no two places are alike, so that a wrong splice shows."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(random.Random(7).randbytes(2 * rate * seconds))
    return out.getvalue()


class Handler(BaseHTTPRequestHandler):
    """CONNECT, then TLS as the asked host, then requests."""

    protocol_version = "HTTP/1.1"
    server: "Proxy"

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # TLS refused, or the client went away
            super().handle()

    def log_message(self, *args: object) -> None:
        pass

    def do_CONNECT(self) -> None:
        if self.path.rsplit(":", 1)[0] not in HOSTS:
            self.reply(b"not YouTube", 403)
            return
        self.send_response(200)
        self.end_headers()
        tls = self.server.fake.context.wrap_socket(self.connection, server_side=True)
        with contextlib.closing(tls), tls.makefile("rb") as self.rfile:
            self.wfile = tls.makefile("wb", 0)  # type: ignore[assignment]
            self.close_connection = False
            while not self.close_connection:
                self.handle_one_request()
            self.wfile.close()
        self.wfile, self.rfile = io.BytesIO(), io.BytesIO()  # closed again by the caller
        self.close_connection = True

    def reply(self, body: bytes, code: int = 200, **headers: str) -> None:
        self.send_response(code)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        fake = self.server.fake
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = urlsplit(self.path).path
        fake.note(path, self.headers)
        if fake.api_status != 200:
            self.reply(b"{}", fake.api_status, Retry_After="120")
        elif path.endswith("/player"):
            self.reply(json.dumps(player(fake.case, fake.claim or len(fake.media))).encode())
        elif path.endswith("/next"):
            self.reply(json.dumps(initial(fake.chapters)).encode())
        else:
            self.reply(b"{}")

    def do_GET(self) -> None:
        fake = self.server.fake
        path = urlsplit(self.path).path
        fake.note(self.path if path == "/api/timedtext" else path, self.headers)
        if path == "/videoplayback":
            self.send_media(fake)
        elif path == "/api/timedtext":
            self.reply(fake.captions, fake.captions_status)
        elif path in fake.pages:
            self.reply(fake.pages[path])
        else:
            self.reply(b"", 404)

    def send_media(self, fake: "FakeYouTube") -> None:
        if fake.forbidden:
            fake.forbidden -= 1
            self.reply(b"", 403)
            return
        span = "" if fake.endless else self.headers.get("Range") or ""
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)?", span)
        start = int(asked[1]) if asked else 0
        last = int(asked[2]) if asked and asked[2] else len(fake.media) - 1
        end = min(last + 1, len(fake.media))
        body = fake.media[start:end]
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", "audio/mp4")
        if not fake.endless:
            self.send_header("Content-Length", str(len(body)))
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(fake.media)}")
        self.end_headers()
        if fake.endless:
            self.close_connection = True
            while not fake.gone.is_set():
                self.wfile.write(body)
        if not fake.drops and not fake.hold:
            self.wfile.write(body)
            return
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True
        fake.drops = max(0, fake.drops - 1)
        if fake.hold:
            fake.gone.wait(90)


class Proxy(ThreadingHTTPServer):
    daemon_threads = True
    fake: "FakeYouTube"

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that ends in the middle is what some tests are about


class FakeYouTube:
    """The stand-in; what it answers next is set by its public attributes.

    case       a key of STATUS             drops    media answers that break half way
    chapters   the platform's own ones     hold     media answers stop half way and wait
    forbidden  media answers with 403      endless  media without length and end
    api_status of InnerTube's answers      claim    the size that `player` tells of
    captions   what any track holds        captions_status of that answer
    pages      web pages by their path
    """

    def __init__(self, folder: Path) -> None:
        self.media = noise_wav()
        self.authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        self.authority.cert_pem.write_to_path(self.ca_file)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(*HOSTS).configure_cert(self.context)
        self.asked: list[tuple[str, str, str]] = []
        self.gone = threading.Event()
        self.reset()

    def reset(self, case: str = "ok") -> None:
        self.case, self.api_status = case, 200
        self.chapters: tuple[tuple[int, str], ...] = ()
        self.drops, self.forbidden, self.claim = 0, 0, 0
        self.hold, self.endless = False, False
        self.captions, self.captions_status = b"", 200
        self.pages: dict[str, bytes] = {}
        self.asked.clear()
        self.gone.clear()

    def note(self, path: str, headers: Any) -> None:
        self.asked.append((path, headers.get("Range") or "", headers.get("Cookie") or ""))

    @property
    def ranges(self) -> list[str]:
        """The Range of each request for media."""
        return [span for path, span, _ in self.asked if path == "/videoplayback"]

    @contextlib.contextmanager
    def running(self) -> Iterator["FakeYouTube"]:
        proxy = Proxy((LOOPBACK, 0), Handler)
        proxy.fake = self
        self.port = proxy.server_address[1]
        thread = threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.gone.set()
            proxy.shutdown()
            proxy.server_close()
            thread.join()

    def options(self, **more: Any) -> dict[str, Any]:
        """What to lay over the options of yt-dlp."""
        return {
            "proxy": f"http://{LOOPBACK}:{self.port}",
            "extractor_args": {"youtube": CLIENT},
            "retries": 2,
            "extractor_retries": 0,
            "socket_timeout": 5,
            **more,
        }


def unused_port() -> int:

    with socket.create_server((LOOPBACK, 0)) as server:
        return int(server.getsockname()[1])


def events(task: Any, folder: Path | None = None, **options: Any) -> list[dict[str, Any]]:
    """What the child would tell, without the second that a process of its own costs."""
    told: list[dict[str, Any]] = []
    job = youtube_child.Job(
        task=task,
        address=options.pop("address", URL),
        folder=str(folder) if folder else None,
        max_bytes=10**6,
        cookies=None,
        options=options,
        most=100,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # yt-dlp leaves sockets behind
        youtube_child.work(job, lambda event: told.append(dict(event)))
        gc.collect()
    return told


def refusal(told: list[dict[str, Any]], *, cookies: bool = False) -> Pod2postError:
    """The error that the last event stands for."""
    assert told[-1]["event"] == "failure", told[-1]
    facts = {name: fact for name, fact in told[-1].items() if name != "event"}
    return Failure(**facts).error(cookies=cookies)
