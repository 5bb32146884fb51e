"""HTTP to strangers' hosts: no request to an address that must not be asked, on any hop.

The guard sits in the connection. A name is resolved once, every answer is checked, and the
socket goes to a checked address; a check of the URL beforehand would let a name that
changes its answer, or a redirect, through. This is the transport beneath httpx2, whose
network backend is a public parameter; proxies of the environment are not used, since a
proxy would resolve names out of our sight. The only file that imports httpcore2.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

import httpcore2

from pod2post.costs.limits import Limits
from pod2post.errors import BadInput, Refused
from pod2post.locate import address
from pod2post.value import value

Names = Callable[[str, int], list[str]]
Pool = httpcore2.ConnectionPool
NAT64 = ipaddress.ip_network("64:ff9b::/96")
REDIRECTS = 6
HEADERS = (("User-Agent", "pod2post/0.1"), ("Accept", "*/*"), ("Accept-Encoding", "identity"))


class Broken(Exception):
    """It did not work this time. `after_s`: how long the other side asks to wait, or None."""

    def __init__(self, text: str, after_s: float | None = None) -> None:
        super().__init__(text)
        self.after_s = after_s


@value
class Patience:
    """Seconds for one connection and for one read; tries in a row that bring nothing.

    `whole_s`: for one body as a whole, where it is read by `body`.
    """

    connect_s: float = 20.0
    read_s: float = 30.0
    tries: int = 5
    longest_wait_s: float = 120.0
    whole_s: float | None = None


class Answer:
    """The last answer of a chain of redirects. Header names are in lower case.

    `lasting`: how far the redirects from the first address on were permanent ones.
    """

    def __init__(
        self, url: str, response: httpcore2.Response, patience: Patience, lasting: str = ""
    ) -> None:
        self.url = url
        self.lasting = lasting or url
        self.until = time.monotonic() + (patience.whole_s or float("inf"))
        self.status = response.status
        self.headers = {
            name.decode("latin-1").lower(): text.decode("latin-1")
            for name, text in reversed(response.headers)
        }
        self.blocks: Iterator[bytes] = response.iter_stream()


def system_names(host: str, port: int) -> list[str]:
    """All addresses of a host, in the order that the system prefers.

    Raises:
        Broken: the name is not known, or cannot be asked for now.
    """
    try:
        rows = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Broken(f"the host {host} could not be found") from error
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def is_public(text: str) -> bool:
    """Is this an ordinary address of the internet, also beneath IPv6 wrappings of IPv4?"""
    ip = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = inner or ip
    # is_global alone lets multicast through
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class Timed(httpcore2.NetworkStream):
    """A connection that ends at a moment, however slowly the other side keeps it alive.

    The library's own limit is for one read: a header that comes byte by byte never meets it.
    """

    def __init__(self, below: httpcore2.NetworkStream, until: float) -> None:
        self.below = below
        self.until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.below.read(max_bytes, seconds_left(self.until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.below.write(buffer, seconds_left(self.until, timeout))

    def close(self) -> None:
        self.below.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = seconds_left(self.until, timeout)
        return Timed(self.below.start_tls(ssl_context, server_hostname, left), self.until)

    def get_extra_info(self, info: str) -> Any:
        return self.below.get_extra_info(info)


def seconds_left(until: float, timeout: float | None) -> float:
    """The shorter of the two. Raises `httpcore2.ReadTimeout` when the moment has passed."""
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("no time is left")
    return min(left, timeout or left)


class Guard(httpcore2.NetworkBackend):
    """Resolve once, check every answer, connect to a checked address."""

    def __init__(self, names: Names, *, private: bool, seconds: float | None = None) -> None:
        self.names = names
        self.private = private
        self.until = None if seconds is None else time.monotonic() + seconds
        self.below = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        found = self.names(host, port)
        for one in found:
            if not self.private and not is_public(one):
                raise Refused(
                    f"{host} is at {one}, which is not an address of the public internet",
                    "If that host is your own, set private_addresses = true under [limits].",
                )
        trouble: Exception = Broken(f"the host {host} has no address")
        for one in found[:4]:
            left = timeout if self.until is None else seconds_left(self.until, timeout)
            try:
                made = self.below.connect_tcp(one, port, left, local_address, socket_options)
                return made if self.until is None else Timed(made, self.until)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                trouble = error
        raise trouble


@contextmanager
def pool(
    limits: Limits, names: Names = system_names, seconds: float | None = None
) -> Iterator[Pool]:
    """Connections under the guard, closed at the end; `seconds`: for all that is asked of them."""
    guard = Guard(names, private=limits.private_addresses, seconds=seconds)
    with httpcore2.ConnectionPool(max_connections=4, network_backend=guard) as made:
        yield made


@contextmanager
def ask(
    connections: Pool,
    url: str,
    patience: Patience,
    extra: tuple[tuple[str, str], ...] = (),
) -> Iterator[Answer]:
    """GET, redirects followed by hand. The body is read inside the `with`, as it
    comes.

    Raises:
        BadInput: a redirect to something that is no http(s) address, or too many of them.
        Refused: an address that must not be asked.
        Broken: connection, time or protocol; also from reading the body.
    """
    headers, wish = [*HEADERS, *extra], {"timeout": _seconds(patience)}
    lasting = url
    with _named():
        for _ in range(REDIRECTS):
            with connections.stream("GET", url, headers=headers, extensions=wish) as response:
                answer = Answer(url, response, patience, lasting)
                target = answer.headers.get("location")
                if target is None or answer.status not in (301, 302, 303, 307, 308):
                    yield answer
                    return
            before, url = url, _next(url, target)
            if answer.status in (301, 308) and lasting == before:
                lasting = url
    raise BadInput(f"more than {REDIRECTS - 1} redirects, the last to {url}", "Check the address.")


@contextmanager
def ask_once(
    connections: Pool,
    url: str,
    patience: Patience,
    secret: tuple[tuple[str, str], ...],
    form: bytes | None = None,
) -> Iterator[Answer]:
    """A request that carries a secret: no redirect is followed, so that it stays where it was
    meant for. `form` is sent by POST.

    Raises:
        Refused, Broken: as `ask`.
    """
    kind = (("Content-Type", "application/x-www-form-urlencoded"),) if form is not None else ()
    with (
        _named(),
        connections.stream(
            "GET" if form is None else "POST",
            url,
            headers=[*HEADERS, *secret, *kind],
            content=form,
            extensions={"timeout": _seconds(patience)},
        ) as response,
    ):
        yield Answer(url, response, patience)


def _seconds(patience: Patience) -> dict[str, float]:
    seconds = {"connect": patience.connect_s, "pool": patience.connect_s}
    return seconds | {"read": patience.read_s, "write": patience.read_s}


@contextmanager
def _named() -> Iterator[None]:
    """Name what broke. Raises `Broken` in place of the library's own errors."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise Broken("no answer in time") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        text = str(error)[:160] or type(error).__name__
        raise Broken(f"the connection broke: {text}") from error


def _next(url: str, target: str) -> str:
    try:
        return address(urljoin(url, target))
    except (BadInput, ValueError) as error:
        raise Refused(
            f"{url} sends on to an address that is not taken ({error.args[0]})",
            "Download the file with a browser and give its path.",
        ) from error


def read(connections: Pool, url: str, patience: Patience, most: int) -> bytes:
    """The body of one small document, asked for once.

    Raises:
        Broken: any status but 200, a compressed body, more than `most` bytes; and as `ask`.
    """
    with ask(connections, url, patience) as answer:
        return body(answer, most)


def body(answer: Answer, most: int) -> bytes:
    """The body of an answer.

    Raises:
        Broken: as `read`; from reading on, as `ask`.
    """
    if answer.status != 200 or answer.headers.get("content-encoding", "identity") != "identity":
        raise Broken(f"HTTP {answer.status} cannot be used")
    return b"".join(blocks(answer, most))


def blocks(answer: Answer, most: int) -> Iterator[bytes]:
    """The blocks of an answer's body as they come, whatever its status and its coding.

    Raises:
        Broken: over `most` bytes or the time for a whole body; from reading on, as `ask`.
    """
    got = 0
    for block in answer.blocks:
        got += len(block)
        if got > most:
            raise Broken(f"more than {most} bytes")
        if time.monotonic() > answer.until:
            raise Broken("no whole answer in time")
        yield block
