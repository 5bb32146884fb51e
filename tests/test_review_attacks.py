"""Attacks on the review page: each refused with the code named here, and the page answers on."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from desk_review import RUN, TOKEN, ReviewDesk, Visitor, desk, shared_desk  # noqa: F401
from pod2post.review import guard, serving
from pod2post.review.app import routes

DRAFT = f"/runs/{RUN}"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def target(shared_desk: ReviewDesk) -> Iterator[Visitor]:  # noqa: F811
    """A browser that was let in; afterwards the page still answers, and nothing was written."""
    before = shared_desk.files()
    visitor = shared_desk.visitor()
    yield visitor
    assert visitor.get("/").code == 200
    assert shared_desk.files() == before


# --- who may ask ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cookie", "code"),
    [
        ("", 401),
        ("pod2post-1=abc", 401),
        ("{name}=", 401),
        ("{name}=wrong", 401),
        ("{name}=" + TOKEN, 401),  # the token is no cookie
        ('{name}="unclosed', 401),
        ("{name}=\xff\xfe", 401),
        ("{name}=" + "x" * 8000, 401),
    ],
)
@pytest.mark.parametrize("path", ["/", DRAFT, "/static/x/review.css", "/nothing", f"{DRAFT}/audio"])
def test_no_cookie_no_page(target: Visitor, cookie: str, code: int, path: str) -> None:
    name = target.cookie.partition("=")[0]
    made = target.get(path, Cookie=cookie.format(name=name) or None)
    assert made.code == code
    assert RUN not in made.text


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "t", "%00", "%F0%9F%8E%99"])
def test_a_wrong_token_opens_nothing(target: Visitor, token: str) -> None:
    made = Visitor(target.port).get(f"/?token={token}")
    assert (made.code, made.headers.get("set-cookie")) == (401, None)


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example", "/%0d%0aLocation:%20http://evil.example/"]
)
def test_the_token_leads_to_no_other_place(target: Visitor, path: str) -> None:
    made = Visitor(target.port).get(f"{path}?token={TOKEN}")
    assert (made.code, made.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",  # a name that was led to this machine: DNS rebinding
        "127.0.0.1.evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.:{port}",
        "0.0.0.0:{port}",
        "127.0.0.1:{port}@evil.example",
        "",
        None,
    ],
)
def test_a_foreign_host_is_misdirected(target: Visitor, host: str | None) -> None:
    named = host.format(port=target.port) if host else host
    made = target.get("/", Host=named)
    assert made.code == (400 if host is None else 421)  # HTTP/1.1 without Host is no request
    assert RUN not in made.text


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://localhost:{port}",  # ours, but not the page's own
    ],
)
def test_a_form_of_another_site_is_refused(target: Visitor, origin: str | None) -> None:
    sent = origin.format(port=target.port) if origin else None
    made = target.post(f"{DRAFT}/approve", {"editor": "Eve", "content": "x"}, Origin=sent)
    assert made.code == 403


def test_another_site_may_not_even_look(target: Visitor) -> None:
    assert target.get("/", Origin="http://evil.example").code == 403
    assert "access-control-allow-origin" not in target.get("/").headers


@pytest.mark.parametrize("token", [None, "", "wrong", "\xff"])
def test_a_form_without_its_token_is_refused(target: Visitor, token: str | None) -> None:
    fields = {"editor": "Eve", "content": "x"}
    assert target.post(f"{DRAFT}/approve", fields, X_CSRF_Token=token).code == 403
    if token is not None:
        sent = {**fields, "csrf": token}
        assert target.post(f"{DRAFT}/approve", sent, X_CSRF_Token=None).code == 403


def test_the_token_of_one_browser_is_not_that_of_another(
    target: Visitor,
    shared_desk: ReviewDesk,  # noqa: F811
) -> None:
    other = shared_desk.visitor()
    assert other.csrf != target.csrf
    assert target.post(f"{DRAFT}/approve", {"content": "x"}, X_CSRF_Token=other.csrf).code == 403


def _posts() -> list[str]:
    return [one.path for one in _routes() if "POST" in (one.methods or ())]


def _routes() -> list[Route]:
    return [one for one in routes() if isinstance(one, Route)]


@pytest.mark.parametrize("path", _posts())
def test_every_form_there_is_wants_cookie_origin_and_token(target: Visitor, path: str) -> None:
    place = re.sub(r"\{run\}", RUN, path)
    place = re.sub(r"\{\w+(:\w+)?\}", "x", place)
    assert target.post(place, {}, Cookie=None).code == 401
    assert target.post(place, {}, Origin="http://evil.example").code == 403
    assert target.post(place, {}, X_CSRF_Token="wrong").code == 403
    assert target.post(place, {}, Content_Type="text/plain").code == 415


# --- what may be asked for --------------------------------------------------------------

ELSEWHERE = (
    "..",
    ".",
    "../..",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%252e%252e%252fetc%252fpasswd",
    "..%5c..%5cetc%5cpasswd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    f"{RUN}%00",
    f"{RUN}%00.html",
    f"{RUN}/../{RUN}",
    f"{RUN}%2f..%2f{RUN}",
    f"{RUN}.",
    f"{RUN.upper()}x",
    "%c0%ae%c0%ae%c0%af",
    "~root",
    "*",
    "%ff",
    "x" * 5000,
)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_path_leaves_the_workspace(target: Visitor, place: str) -> None:
    """In every address that names a run, whatever is done there."""
    for one in _routes():
        if "{run}" not in one.path:
            continue
        path = re.sub(r"\{\w+(:\w+)?\}", "x", one.path.replace("{run}", place))
        for method in ("GET", "POST") if "POST" in (one.methods or ()) else ("GET",):
            made = target.post(path) if method == "POST" else target.get(path)
            # A path of dots may be another address that exists; then it is not this one.
            assert made.code in (404, 405), (method, path, made.code)
            assert "root:" not in made.text


@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_other_part_of_an_address_does(target: Visitor, place: str) -> None:
    for one in _routes():
        names = [n for n in re.findall(r"\{(\w+)(?::\w+)?\}", one.path) if n != "run"]
        if not names:
            continue
        path = one.path.replace("{run}", RUN)
        path = re.sub(r"\{\w+(:\w+)?\}", place.replace("\\", ""), path)
        made = target.post(path) if "GET" not in (one.methods or ()) else target.get(path)
        assert made.code in (400, 404, 405), (path, made.code)
        assert "root:" not in made.text


@pytest.mark.parametrize("place", [*ELSEWHERE[:6], "/etc/passwd", "a\0b", "<script>"])
def test_no_field_of_a_form_does(target: Visitor, place: str) -> None:
    """Whatever a form of any name holds, no answer shows a file, and none is a fault of ours."""
    names = ("section", "part", "quote", "finding", "kind", "content", "name", "first", "last")
    for path in _posts():
        made = target.post(path.replace("{run}", RUN), dict.fromkeys(names, place))
        assert 300 < made.code < 500 or made.code in (200, 204), (path, made.code)
        assert "root:" not in made.text
        asked = "&".join(f"{name}={place}" for name in names)
        if "\0" not in place:
            got = target.get(f"{path.replace('{run}', RUN)}?{asked}")
            assert got.code < 500


def test_a_link_out_of_the_workspace_is_no_run(desk: ReviewDesk, tmp_path: Path) -> None:  # noqa: F811
    other = tmp_path / "elsewhere"
    shutil.copytree(desk.run.folder, other)
    (desk.workspace / "runs" / "2026-01-01-linked").symlink_to(other)
    visitor = desk.visitor()
    assert "2026-01-01-linked" not in visitor.get("/").text
    for one in _routes():
        if "{run}" in one.path and "GET" in (one.methods or ()):
            path = one.path.replace("{run}", "2026-01-01-linked")
            assert visitor.get(re.sub(r"\{\w+(:\w+)?\}", "x", path)).code == 404


def test_a_link_in_a_run_shows_no_other_file(desk: ReviewDesk, tmp_path: Path) -> None:  # noqa: F811
    secret = tmp_path / "secret.html"
    secret.write_text("only for me", encoding="utf-8")
    for name in ("report.html", "timeline.svg", "audio", "post.md"):
        path = desk.run.path(name)
        path.unlink(missing_ok=True)
        path.symlink_to(secret)
    visitor = desk.visitor()
    for one in _routes():
        if "{run}" in one.path and "GET" in (one.methods or ()):
            path = re.sub(r"\{\w+(:\w+)?\}", "x", one.path.replace("{run}", RUN))
            assert "only for me" not in visitor.get(path).text


# --- how it may be asked ----------------------------------------------------------------


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X"]
)
def test_there_are_two_verbs(target: Visitor, method: str) -> None:
    made = target.ask(method, "/", None)
    assert made.code == 405
    assert made.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", "", None]
)
def test_only_forms_are_read(target: Visitor, kind: str | None) -> None:
    assert target.post(f"{DRAFT}/approve", {"a": "b"}, Content_Type=kind).code == 415


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"a=%00", 400),
        (b"a=%ff%fe", 400),
        (b"\xff\xfe=1", 400),
        (b"&".join(b"a=1" for _ in range(501)), 400),
        (b"=&=&=", 422),
        (b"content=x", 422),  # nobody's name, or errors that stand: no approval
    ],
)
def test_a_form_that_is_none(target: Visitor, body: bytes, code: int) -> None:
    head = {"Origin": target.base, "X_CSRF_Token": target.csrf, "Content_Type": FORM}
    made = target.ask("POST", f"{DRAFT}/approve", body, **head)
    assert made.code in ((code, 409) if code == 422 else (code,))


def test_fifty_megabytes_are_not_read(target: Visitor) -> None:
    head = {"Origin": target.base, "X_CSRF_Token": target.csrf, "Content_Type": FORM}
    made = target.ask("POST", f"{DRAFT}/approve", b"", Content_Length=str(50_000_000), **head)
    assert made.code == 413
    assert target.ask("POST", f"{DRAFT}/approve", b"", Content_Length="1e3", **head).code == 400
    assert target.ask("POST", f"{DRAFT}/approve", b"", Content_Length="-1", **head).code == 400


def _raw(target: Visitor, method: str, path: str, **headers: str) -> socket.socket:
    """A connection with the head of a request on it."""
    made = socket.create_connection(("127.0.0.1", target.port), timeout=30)
    head = {"Host": target.host, "Cookie": target.cookie, "Origin": target.base, **headers}
    head |= {"X-CSRF-Token": target.csrf, "Content-Type": FORM}
    lines = [f"{method} {path} HTTP/1.1", *(f"{n}: {said}" for n, said in head.items()), "", ""]
    made.sendall("\r\n".join(lines).encode())
    return made


def _code(connection: socket.socket) -> int:
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return answer.status


def test_fifty_megabytes_of_unknown_length_are_not_kept(target: Visitor) -> None:
    with _raw(target, "POST", f"{DRAFT}/approve", **{"Transfer-Encoding": "chunked"}) as line:
        chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
        sent = 0
        with contextlib.suppress(OSError):  # it hangs up when it has seen enough
            for _ in range(800):
                line.sendall(chunk)
                sent += 65536
        with contextlib.suppress(OSError):
            assert _code(line) == 413
    assert sent < 50_000_000


def test_a_body_that_drips_is_given_up(target: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_S", 0.3)
    with _raw(target, "POST", f"{DRAFT}/approve", **{"Content-Length": "1000"}) as line:
        line.sendall(b"a")
        assert _code(line) == 408


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ],
)
def test_what_is_no_request(target: Visitor, request_: bytes, code: int) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=30) as line:
        line.sendall(request_)
        # Where the head comes in many pieces it is refused before it is whole, with 400.
        assert _code(line) in ((400, 431) if code == 431 else (code,))


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=a-b",
        "bytes=-",
        "bytes=9999999999-",
        "bytes=5-2",
        "x=0-1",
        "bytes=0-1,5-6",
        "bytes=-0",
    ],
)
def test_a_bad_range_breaks_nothing(target: Visitor, asked: str) -> None:
    made = target.get(f"{DRAFT}/audio", Range=asked)
    assert made.code in (
        200,
        206,
        404,
        416,
    )  # the old run has no sound: 404; with it see its own tests
    assert made.code != 206 or asked == "bytes=0-1,5-6"


@pytest.mark.parametrize(
    "path", ["/", DRAFT, f"{DRAFT}/signing", f"{DRAFT}/publish", "/nothing", "/?token=wrong"]
)
def test_every_answer_forbids_what_a_page_does_not_need(target: Visitor, path: str) -> None:
    head = target.get(path).headers
    assert head["content-security-policy"] == guard.POLICY
    assert "unsafe" not in guard.POLICY
    assert head["x-content-type-options"] == "nosniff"
    assert head["referrer-policy"] == "same-origin"
    assert head["cache-control"] == "no-store"
    assert head["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in head


# --- a thousand who say nothing ---------------------------------------------------------


@contextlib.contextmanager
def _running(workspace: Path, *limits: str) -> Iterator[str]:
    """The printed address of the command itself, in a process that may open 1,024 files."""
    script = "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (1024, 1024));" if limits else ""
    code = f"{script}import sys; from pod2post.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "review", "--no-browser", "--json", "--port", "0"]
    with subprocess.Popen(
        [*command, "--workspace", str(workspace)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "POD2POST_MODELS": str(workspace / "none")},
    ) as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())["address"]
            process.send_signal(signal.SIGINT)
            process.wait(30)
        finally:
            process.kill()


@pytest.mark.skipif(os.name == "nt", reason="no limit of descriptors to set there")
def test_a_thousand_connections_that_send_nothing(desk: ReviewDesk) -> None:  # noqa: F811
    with _running(desk.workspace, "few") as address, contextlib.ExitStack() as held:
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\?token=(\S{43})", address)
        assert found
        port, token = int(found[1]), found[2]
        mine = Visitor(port).enter(token)
        for number in range(1000):
            line = socket.create_connection(("127.0.0.1", port), timeout=30)
            held.callback(line.close)
            if number % 3 == 1:
                line.sendall(b"GET / HT")  # some begin, and never go on
            if number % 3 == 2:
                line.sendall(f"GET / HTTP/1.1\r\nHost: {mine.host}\r\n\r\n".encode())  # 401, kept
            if number % 250 == 249:
                assert mine.get("/").code == 200
        assert mine.get("/").code == 200
        assert Visitor(port).enter(token).get(DRAFT).code == 200


def test_who_says_nothing_is_hung_up_on(target: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "SILENT_S", 0.2)
    address = ("127.0.0.1", target.port)
    with (
        socket.create_connection(address, timeout=30) as line,
        contextlib.suppress(ConnectionResetError),
    ):
        assert line.recv(1) == b""
