"""The guard in the connection: which addresses may be asked, and that every hop goes through."""

from collections.abc import Iterator

import pytest

from conftest import SilentTell
from faulthost import FaultHost
from pod2post.backends import pinned
from pod2post.backends.enclosure import Enclosures
from pod2post.errors import Refused, TryLater
from pod2post.locate import locate
from pod2post.settings import Limits
from pod2post.store import Store

QUICK = pinned.Patience(connect_s=1.0, read_s=0.15, tries=3)


@pytest.fixture
def host() -> Iterator[FaultHost]:
    with FaultHost(b"ID3 never sent") as running:
        yield running


INSIDE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("text", INSIDE)
def test_addresses_inside_are_not_public(text: str) -> None:
    assert not pinned.is_public(text)


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_of_the_internet_are_public(text: str) -> None:
    assert pinned.is_public(text)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "2130706433", "127.1", "[::1]"])
def test_spellings_of_loopback_are_refused(name: str, host: FaultHost, shelf: Store) -> None:
    library = Enclosures(Limits(), QUICK, lambda _: None)
    there = locate(f"http://{name}:{host.port}/good.mp3")
    with pytest.raises(Refused, match="not an address of the public internet"):
        library.fetch(there, shelf=shelf, tell=SilentTell())
    assert host.asked == []


def test_one_inside_answer_among_public_ones_is_enough(host: FaultHost, shelf: Store) -> None:
    both = ["93.184.216.34", "127.0.0.1"]
    library = Enclosures(Limits(), QUICK, lambda _: None, lambda name, port: both)
    with pytest.raises(Refused):
        library.fetch(locate(f"http://a.example:{host.port}/"), shelf=shelf, tell=SilentTell())
    assert host.asked == []


def test_a_name_is_resolved_once_and_its_checked_address_is_used() -> None:
    asked, tried = [], []

    def names(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    class Sockets:
        def connect_tcp(self, host: str, *_: object) -> object:
            tried.append(host)
            raise pinned.httpcore2.ConnectError("no network here")

    guard = pinned.Guard(names, private=False)
    guard.below = Sockets()
    with pytest.raises(pinned.httpcore2.ConnectError):
        guard.connect_tcp("changing.example", 80)
    assert (asked, tried) == (["changing.example"], ["93.184.216.34"])


def test_the_next_address_is_tried_when_one_is_down() -> None:
    tried = []

    class Sockets:
        def connect_tcp(self, host: str, *_: object) -> object:
            tried.append(host)
            if host == "93.184.216.34":
                raise pinned.httpcore2.ConnectError("down")
            return "connected"

    both = ["93.184.216.34", "93.184.216.35"]
    guard = pinned.Guard(lambda name, port: both, private=False)
    guard.below = Sockets()
    assert guard.connect_tcp("two.example", 80) == "connected"
    assert tried == both


def test_a_redirect_inside_is_refused(host: FaultHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hop counts as public here, so that only the second can be the reason."""
    public = pinned.is_public
    hops: list[str] = []

    def names(name: str, port: int) -> list[str]:
        hops.append(name)
        return ["127.0.0.1"]

    monkeypatch.setattr(pinned, "is_public", lambda text: hops == ["feed.example"] or public(text))
    url = f"http://feed.example:{host.port}/moved-inside"
    with (
        pinned.pool(Limits(), names) as pool,
        pytest.raises(Refused, match=r"inside\.example"),
        pinned.ask(pool, url, QUICK),
    ):
        pass
    assert hops == ["feed.example", "inside.example"]
    assert [row.host for row in host.asked] == [f"feed.example:{host.port}"]


def test_an_unknown_host_is_for_later(shelf: Store) -> None:
    def names(name: str, port: int) -> list[str]:
        raise pinned.Broken(f"the host {name} could not be found")

    library = Enclosures(Limits(), QUICK, lambda _: None, names)
    with pytest.raises(TryLater, match=r"nowhere\.example could not be found"):
        library.fetch(locate("https://nowhere.example/a.mp3"), shelf=shelf, tell=SilentTell())
