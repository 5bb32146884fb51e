"""The review page served on loopback over a small workspace, and a browser made of http.client.

Import the fixtures: `from desk_review import desk, shared_desk  # noqa: F401`.
"""

import http.client
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from desk import EDITOR, Desk
from pod2post.commands.review import hosts
from pod2post.review import serving
from pod2post.review.app import app
from pod2post.review.guard import Door
from pod2post.review.room import Room
from pod2post.review.sessions import Sessions

TOKEN = "t" * 40
RUN = "2026-10-05-the-ear"


@dataclass
class Answer:
    code: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Visitor:
    """One browser: it keeps its cookie, reads the CSRF token off the page, sends Origin."""

    port: int
    cookie: str = ""
    csrf: str = ""
    timeout: float = 30
    sent: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        return f"http://{self.host}"

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, **headers: str | None
    ) -> Answer:
        """One request; a header given as None is left out, `_` in its name is a hyphen."""
        head: dict[str, str | None] = {"Cookie": self.cookie or None}
        head |= {name.replace("_", "-"): said for name, said in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.putrequest(method, path, skip_host=True)
            head.setdefault("Host", self.host)
            data = body.encode() if isinstance(body, str) else body
            if data is not None and "Content-Length" not in head:
                head["Content-Length"] = str(len(data))
            for name, said in head.items():
                if said is not None:
                    connection.putheader(name, said)
            connection.endheaders(data)
            got = connection.getresponse()
            made = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        finally:
            connection.close()
        return made

    def enter(self, token: str = TOKEN) -> "Visitor":
        """As who opens the printed address."""
        made = self.ask("GET", f"/?token={token}")
        assert made.code == 303, (made.code, made.text)
        self.cookie = made.headers["set-cookie"].partition(";")[0]
        found = re.search(r'X-CSRF-Token": "([^"]+)"', self.get("/").text)
        assert found
        self.csrf = found.group(1)
        return self

    def get(self, path: str, **headers: str | None) -> Answer:
        return self.ask("GET", path, None, **headers)

    def post(
        self, path: str, fields: Mapping[str, str] | None = None, **headers: str | None
    ) -> Answer:
        """A form as htmx sends it from a page of ours."""
        head: dict[str, str | None] = {
            "Origin": self.base,
            "X-CSRF-Token": self.csrf,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        head |= {name.replace("_", "-"): said for name, said in headers.items()}
        return self.ask("POST", path, urlencode(fields or {}), **head)


@dataclass
class ReviewDesk(Desk):
    """A workspace with the finished old run, its site, and the page served over them."""

    port: int = 0
    room: Room | None = None

    def __init__(self, folder: Path) -> None:
        Desk.__init__(self, folder)

    def visitor(self) -> Visitor:
        return Visitor(self.port).enter()

    def stranger(self) -> Visitor:
        return Visitor(self.port)


@contextmanager
def served(room: Room, editor: str = EDITOR) -> Iterator[int]:
    """The port at which a room's page is served on loopback."""
    with serving.bound("127.0.0.1", 0) as socket:
        port = socket.getsockname()[1]
        door = Door(hosts=hosts("127.0.0.1", port), cookie=f"pod2post-{port}")
        server = serving.server(app(room, door, Sessions(TOKEN, editor)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()
            room.settle()


@contextmanager
def opened(folder: Path, editor: str = EDITOR) -> Iterator[ReviewDesk]:
    made = ReviewDesk(folder)
    made.room = Room(workspace=made.workspace, known=made.known)
    with served(made.room, editor) as port:
        made.port = port
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ReviewDesk]:
    """A workspace of one's own, to be changed."""
    with opened(tmp_path / "review") as made:
        yield made


@pytest.fixture(scope="session")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReviewDesk]:
    """One for all tests that only look."""
    with opened(tmp_path_factory.mktemp("review")) as made:
        yield made
