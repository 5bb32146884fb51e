"""The look-up of a feed by the show's number, on loopback."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from faulthost import FaultHost
from pod2post.backends import apple
from pod2post.errors import BadInput, Refused, TryLater
from pod2post.settings import Limits

HOME = Limits(private_addresses=True)


@pytest.fixture
def host() -> Iterator[FaultHost]:
    with FaultHost(b"") as running:
        yield running


def answer(host: FaultHost, code: int, body: Any) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    host.plays["/lookup"] = lambda x, _: x.say(code, data, "text/javascript")


def row(feed: Any, number: Any = 178) -> dict[str, Any]:
    return {"resultCount": 1, "results": [{"collectionId": number, "feedUrl": feed}]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (row("https://Feeds.example/a.xml#x"), "https://feeds.example/a.xml"),
        (row("https://feeds.example/a.xml", "178"), "https://feeds.example/a.xml"),
        (row("https://feeds.example/a.xml", 179), None),  # another show's row
        (row("file:///etc/passwd"), None),
        (row("http://me:pw@feeds.example/"), None),
        (row(None), None),
        (row(5), None),
        ({"resultCount": 0, "results": []}, None),
        ({"results": "x"}, None),
        ({"results": [1, None]}, None),
        ([], None),
    ],
)
def test_the_feed_of_that_very_show_or_none(host: FaultHost, body: Any, expected: str) -> None:
    answer(host, 200, body)
    assert apple.feed_of("178", base_url=host.base, limits=HOME) == expected
    assert [asked.path for asked in host.asked] == ["/lookup?id=178&entity=podcast"]


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (403, b"slow down"),
        (500, b""),
        (200, b"<html>"),
        (200, b"[" * 200_000),
        (200, b" " * 1_000_001),
        (200, b"\xff\xfe"),
    ],
)
def test_no_usable_answer_is_for_later(host: FaultHost, code: int, body: bytes) -> None:
    answer(host, code, body)
    with pytest.raises(TryLater, match="show 178") as seen:
        apple.feed_of("178", base_url=host.base, limits=HOME)
    assert "feed = URL" in seen.value.remedy
    assert len(host.asked) == 1


@pytest.mark.parametrize("bad", ["", "id178", "178&country=x", "１７８", "1" * 16, "-1"])
def test_an_id_that_is_no_number_is_never_asked(host: FaultHost, bad: str) -> None:
    with pytest.raises(BadInput, match="no show id"):
        apple.feed_of(bad, base_url=host.base, limits=HOME)
    assert host.asked == []


def test_the_guard_stands_here_too(host: FaultHost) -> None:
    with pytest.raises(Refused):
        apple.feed_of("178", base_url=host.base, limits=Limits())
    assert host.asked == []
