"""What each episode's host does to whoever downloads it, and what must come of that."""

import gzip
import hashlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]  # its files name each other as the tests do

import sound  # noqa: E402
from faulthost import Exchange, FaultHost, Play  # noqa: E402
from pod2post.batch.orders import Order  # noqa: E402

PEEK = "bytes=0-999999"
CAP = 1_000_000  # bytes of a download
MOST_S = 6.0  # of a download
DONE = "done"
PLACES = 5  # hosts, each a lane of its own
HOME = "storm.example"


@dataclass(frozen=True)
class Case:
    """`ends`: done, or the kind of failure; `says`: words of its cause; `part`: of the file."""

    ends: str
    play: Callable[["Offer"], Play]
    says: str = ""
    part: float = 1.0
    place: str = ""
    peeked: bool = True  # the first look succeeds, the trouble comes with the download


@dataclass(frozen=True)
class Offer:
    """One episode on its host."""

    data: bytes
    etag: str
    port: int
    path: str
    closing: Callable[[float], bool]

    def whole(self, x: Exchange) -> None:
        x.file(self.data, etag=self.etag)


def broken(
    times: int, *, etag: bool = True, weak: bool = False, **how: int | bool
) -> Callable[[Offer], Play]:
    def play(o: Offer) -> Play:
        tag = f"W/{o.etag}" if weak else o.etag if etag else None
        third = len(o.data) // 3
        return lambda x, hit: x.file(o.data, etag=tag, upto=third if hit <= times else None, **how)  # type: ignore[arg-type]

    return play


def first(then: Callable[[Offer, Exchange], None], times: int = 1) -> Callable[[Offer], Play]:
    """Trouble so many times, then the file."""
    return lambda o: lambda x, hit: then(o, x) if hit <= times else o.whole(x)


def always(then: Callable[[Offer, Exchange], None]) -> Callable[[Offer], Play]:
    return lambda o: lambda x, _: then(o, x)


def says(
    code: int, kind: str = "text/plain", body: bytes = b"x", **fields: str
) -> Callable[[Offer], Play]:
    return lambda _: lambda x, _hit: x.say(code, body, kind, **fields)


def to(target: str) -> Callable[[Offer], Play]:
    return lambda o: lambda x, _: x.say(302, Location=target.format(port=o.port, path=o.path))


def other_bytes(o: Offer) -> Play:
    """The first try gets half of another file, the next is asked to go on with it."""

    def play(x: Exchange, hit: int) -> None:
        if hit == 1:
            x.file(bytes(reversed(o.data)), etag='"another"', upto=len(o.data) // 2)
        else:
            o.whole(x)

    return play


def bit_by_bit(o: Offer) -> Play:
    """More breaks than tries, each of which brings something."""
    ninth = len(o.data) // 9
    return lambda x, hit: x.file(o.data, etag=o.etag, upto=ninth if hit <= 8 else None)


def stall(o: Offer, x: Exchange) -> None:
    x.head(200, len(o.data), "audio/mpeg")
    x.wfile.write(o.data[: len(o.data) // 2])
    x.wfile.flush()
    o.closing(2.0)


def drip(o: Offer, x: Exchange) -> None:
    x.head(200, len(o.data), "audio/mpeg")
    for _ in range(int(MOST_S * 20)):
        x.wfile.write(b"x")
        x.wfile.flush()
        time.sleep(0.1)


def endless(o: Offer, x: Exchange) -> None:
    x.head(200, None, "audio/mpeg")
    while not o.closing(0):
        x.wfile.write(o.data)


def longer(o: Offer, x: Exchange) -> None:
    x.file(o.data, etag=None, length=len(o.data) + 999, ranges=False)


def shorter(o: Offer, x: Exchange) -> None:
    x.file(o.data, etag=None, length=len(o.data) // 2, ranges=False)


BOMB = gzip.compress(bytes(50_000_000), 9)
LATER, REFUSED, INPUT, LIMIT = "later", "refused", "input", "limit"
CASES: dict[str, Case] = {
    # the file, with trouble on the way: its very bytes must be there
    "calm": Case(DONE, broken(0)),
    "drops-twice": Case(DONE, broken(2)),
    "drops-eight-times": Case(DONE, bit_by_bit),
    "drops-weak": Case(DONE, broken(1, weak=True)),
    "drops-bare": Case(DONE, broken(1, etag=False)),
    "no-ranges": Case(DONE, broken(1, ranges=False)),
    "wrong-range": Case(DONE, broken(1, shift=7)),
    "no-length": Case(DONE, lambda o: lambda x, _: x.file(o.data, length=None, ranges=False)),
    "other-bytes": Case(DONE, other_bytes),
    "stalls-once": Case(DONE, first(stall)),
    "too-long-once": Case(DONE, first(longer)),
    "busy-once": Case(DONE, first(lambda _o, x: x.say(503, Retry_After="1"))),
    "limited-once": Case(DONE, first(lambda _o, x: x.say(429, Retry_After="1"))),
    "moved": Case(DONE, to("http://h1.storm.example:{port}/at-home{path}"), peeked=False),
    "cut-short": Case(DONE, always(shorter), part=0.5),
    # nothing that could be had
    "missing": Case(REFUSED, says(404), "no such file", peeked=False),
    "gone": Case(REFUSED, says(410), "no such file"),
    "closed": Case(REFUSED, says(403), "refuses", peeked=False),
    "to-loopback": Case(REFUSED, to("http://127.0.0.1:{port}/inside"), "127.0.0.1, which is not"),
    "to-private": Case(REFUSED, to("http://inside.example:{port}/inside"), "10.0.0.7, which is"),
    "to-file": Case(REFUSED, to("file:///etc/hostname"), "file://"),
    "round": Case(INPUT, to("{path}"), "redirects", peeked=False),
    "page": Case(INPUT, says(200, "text/html", b"<html>log in"), "a page of text"),
    "page-as-audio": Case(INPUT, says(200, "audio/mpeg", b"\n<html>log in"), "a page or a"),
    "empty": Case(INPUT, says(200, "audio/mpeg", b""), "an empty file"),
    "noise": Case(INPUT, says(200, "audio/mpeg", bytes(range(1, 250)) * 40), "cannot be played"),
    "bomb": Case(INPUT, says(200, "audio/mpeg", BOMB, Content_Encoding="gzip"), "packed as gzip"),
    "bomb-undeclared": Case(INPUT, says(200, "audio/mpeg", BOMB), "cannot be played"),
    "endless": Case(LIMIT, always(endless), "larger than 1 MB"),
    "huge": Case(LIMIT, lambda _: lambda x, _hit: x.head(200, CAP + 1, "audio/mpeg"), "larger"),
    "drips": Case(LIMIT, always(drip), "took more than"),
    "busy-always": Case(LATER, says(503), "answered 503"),
    "limited-always": Case(LATER, says(429, Retry_After="60"), "answered 429", place="limits"),
    "drops-always": Case(LATER, broken(999, etag=False), "connection broke"),
    "stalls-always": Case(LATER, always(stall), "no answer in time"),
    "too-long-always": Case(LATER, always(longer), "connection broke"),
}  # fmt: skip


@dataclass(frozen=True)
class Episode:
    """One of the storm: what to enqueue, and what must come of it. `digest` where it is done."""

    name: str
    case: str
    path: str
    place: str
    ends: str
    says: str
    digest: str

    def order(self, port: int) -> Order:
        host = f"{self.place}.{HOME}"
        return Order(
            id=self.name,
            keys=(f"storm:{self.name}",),
            source=f"http://{host}:{port}{self.path}",
            show="storm",
            title=self.name,
            lanes=(f"feed:{host}", "recognition:cpu", "model:extract"),
        )


def stormy(host: FaultHost, count: int, names: Sequence[str]) -> tuple[Episode, ...]:
    """So many episodes, of these cases in turn, each with its play on the host."""
    with tempfile.TemporaryDirectory() as folder:
        base = sound.encode(Path(folder) / "a.mp3", 4).read_bytes()
    return tuple(
        _offered(host, base, number, names[number % len(names)]) for number in range(count)
    )


def _offered(host: FaultHost, base: bytes, number: int, case: str) -> Episode:
    how, name = CASES[case], f"{number:03d}-{case}"
    title = f"TAG{name}".encode()
    data = base + title.ljust(128, b"\0")  # an old-fashioned tag: no two episodes are alike
    digest = hashlib.sha256(data[: int(len(data) * how.part)]).hexdigest()
    path = f"/{name}.mp3"
    etag = f'"{hashlib.sha256(data).hexdigest()[:12]}"'
    offer = Offer(data, etag, host.port, path, host.closing.wait)
    host.plays[path] = _peeked(offer, how.play(offer)) if how.peeked else how.play(offer)
    host.plays[f"/at-home{path}"] = lambda x, _: offer.whole(x)
    place = how.place or f"h{number % PLACES}"
    return Episode(name, case, path, place, how.ends, how.says, f"sha256:{digest}")


def _peeked(offer: Offer, play: Play) -> Play:
    """The first look is answered; the tries of the download are counted for themselves."""
    tries: Counter[str] = Counter()

    def both(x: Exchange, _hit: int) -> None:
        if x.headers.get("Range") == PEEK:
            offer.whole(x)
        else:
            tries[offer.path] += 1
            play(x, tries[offer.path])

    return both
