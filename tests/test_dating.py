"""The date of a published post: the site's zone, and never still to come."""

from datetime import UTC, datetime

import pytest

from pod2post.errors import BadInput
from pod2post.publishing import dating

TAIPEI = "Asia/Taipei"
NINE = datetime(2026, 1, 26, 1, tzinfo=UTC)  # 09:00 in Taipei


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-25", "2026-01-25T10:00:00+08:00"),
        ("2026-01-26", "2026-01-26T09:00:00+08:00"),  # ten is still to come
        ("2026-01-27", "2026-01-26T09:00:00+08:00"),
        ("2026-01-25T23:00:00+00:00", "2026-01-25T10:00:00+08:00"),
    ],
)
def test_by_default_ten_on_the_episodes_day_if_that_is_past(day: str, expected: str) -> None:
    assert dating.default(day, TAIPEI, NINE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-24", "2026-01-24T10:00:00+08:00"),
        ("2026-01-26T08:30", "2026-01-26T08:30:00+08:00"),
        ("2026-01-26 08:30:15", "2026-01-26T08:30:15+08:00"),
        ("2026-01-25T12:00:00Z", "2026-01-25T20:00:00+08:00"),
        ("2026-01-26T09:00", "2026-01-26T09:00:00+08:00"),  # now is not to come
        ("2026-01-24T00:00", "2026-01-24T00:00:00+08:00"),
    ],
)
def test_what_is_typed_is_meant_in_the_sites_zone(text: str, expected: str) -> None:
    assert dating.chosen(text, TAIPEI, NINE) == expected


@pytest.mark.parametrize("text", ["2026-01-26", "2026-01-26T09:01", "2027-01-01", "2026-01-26T02Z"])
def test_what_is_still_to_come_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        dating.chosen(text, TAIPEI, NINE)
    assert "is still to come (it is 2026-01-26T09:00:00+08:00)" in caught.value.cause
    assert "Hugo leaves such posts out" in caught.value.cause


def test_the_zone_decides_what_is_to_come() -> None:
    assert dating.chosen("2026-01-25", "America/New_York", NINE) == "2026-01-25T10:00:00-05:00"
    with pytest.raises(BadInput, match="still to come"):
        dating.chosen("2026-01-26T09:00", "America/New_York", NINE)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "26.1.2026", "2026-01-26T25:00"])
def test_what_is_no_date_is_named(text: str) -> None:
    with pytest.raises(BadInput, match="is no date") as caught:
        dating.chosen(text, TAIPEI, NINE)
    assert "--date 2026-01-26" in caught.value.remedy
