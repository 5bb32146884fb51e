"""Titles of one episode as platforms write them, and addresses of one file."""

import pytest

from pod2post.linking import addresses, titles

SHOWS = ("Harbour Lights", "島嶼夜談")
EQUAL = [
    ("EP 12 | Fog at Noon", "Fog at Noon (Ep. 12)"),
    ("Fog at Noon | Harbour Lights", "Fog at Noon"),
    ("Harbour Lights Podcast: Fog at Noon 🌊", "“Fog at Noon!”"),
    ("The Pilot’s Last Ship", "the pilot's last ship"),
    ("Salt & Steel of Ships", "Salt and Steel of Ships"),
    ("Fog at Noon with Ada Vane", "Ada Vane — Fog at Noon"),
    ("Fog at Noon (Full Episode)", "Fog at Noon [Official Video]"),
    ("EP88｜半夜的麵攤", "【島嶼夜談】第88集 半夜的麵攤（完整版）"),
    ("Ｆｏｇ at Noon", "Fog at Noon"),
    ("S2E7: Fog at Noon", "Fog at Noon"),
]
APART = [
    ("Fog at Noon (Part 1)", "Fog at Noon (Part 2)", "part 1 and part 2"),
    ("Fog at Noon", "Fog at Noon, Pt. II", "part 2"),
    ("離島郵差（上）", "離島郵差（下）", "part 1 and part last"),
    ("離島郵差", "離島郵差 下集", "part last"),
    ("Fog at Noon (1/2)", "Fog at Noon (2/2)", "part 1 and part 2"),
    ("Fog at Noon", "Trailer: Fog at Noon", "trailer"),
    ("Trailer: Fog at Noon", "Trailer: Fog at Noon", "trailer"),
    ("半夜的麵攤", "【預告】半夜的麵攤", "trailer"),
    ("Fog at Noon", "Fog at Noon (Preview)", "preview"),
    ("Fog at Noon", "[Rerun] Fog at Noon", "rerun"),
    ("Fog at Noon", "From the archives: Fog at Noon", "rerun"),
    ("Fog at Noon", "Fog at Noon – Live in Greywick", "live"),
    ("半夜的麵攤", "半夜的麵攤 精華", "clip"),
    ("Fog at Noon", "Fog at Noon (Bonus)", "bonus"),
    ("Ep. 12: Fog at Noon", "#13 Fog at Noon", "12 and 13"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_decoration_is_taken_off(one: str, other: str) -> None:
    mine, theirs = titles.read(one, SHOWS), titles.read(other, SHOWS)
    assert titles.likeness(mine, theirs) == 100
    assert titles.against(mine, theirs) is None


@pytest.mark.parametrize(("one", "other", "why"), APART)
def test_another_recording_is_told_apart_either_way_round(one: str, other: str, why: str) -> None:
    mine, theirs = titles.read(one, SHOWS), titles.read(other, SHOWS)
    assert why in str(titles.against(mine, theirs))
    assert titles.against(theirs, mine) is not None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Fog at Noon", "Fog at Noon – Ada Vane", True),
        ("Fog at Noon", "Weekly Special: Fog at Noon", True),
        ("Why Fog Will Lift", "Why Fog Will Not Lift", False),
        ("霧會散的那天", "霧不會散的那天", False),
        ("Ten Ships of Fog", "Ten Ships of Fog 2026", False),
        ("The Northern Sea of Fog", "The Southern Sea of Fog", False),
        ("Fog", "Fog in the Harbour", False),
        ("Fog at Noon", "Fog at Noon and Seven More Stories of Ships", False),
    ],
)
def test_a_title_may_stand_in_a_longer_one(one: str, other: str, expected: bool) -> None:
    mine, theirs = titles.read(one, SHOWS), titles.read(other, SHOWS)
    assert titles.contained(mine, theirs) is expected
    assert titles.contained(theirs, mine) is expected


@pytest.mark.parametrize("title", ["", "🌊", "Harbour Lights", "EP 12", "（上）"])
def test_what_says_nothing_is_like_nothing_else(title: str) -> None:
    read = titles.read(title, SHOWS)
    assert read.generic
    assert titles.likeness(read, titles.read("Fog at Noon", SHOWS)) == 0


@pytest.mark.parametrize("title", ["How to Live Longer", "Unshortened", "Deliver Us", "一上一下"])
def test_a_word_that_only_looks_like_a_mark_is_none(title: str) -> None:
    twice = titles.read(title), titles.read(f"{title}!")
    assert titles.against(*twice) is None
    assert titles.read("Unshortened").marks == frozenset()


FILE = "https://real.example/show/12.mp3"


@pytest.mark.parametrize(
    "other",
    [
        FILE,
        FILE.replace("https", "http"),
        f"{FILE}?updated=5&utm_source=x&listener=me",
        "https://op3.dev/e/real.example/show/12.mp3",
        "https://dts.podtrac.example/redirect.mp3/chrt.fm/track/AB1/real.example/show/12.mp3?key=1",
        "https://REAL.example/show//12.mp3",
    ],
)
def test_one_file_behind_many_addresses(other: str) -> None:
    assert addresses.same(FILE, other)
    assert addresses.same(other, FILE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FILE, "https://real.example/show/13.mp3"),
        (FILE, "https://other.example/show/12.mp3"),
        ("https://real.example/play.php?id=1", "https://real.example/play.php?id=2"),
        ("https://real.example/play.php?id=1", "https://real.example/play.php"),
        ("https://real.example/get.mp3?episode=1", "https://real.example/get.mp3?episode=2"),
        ("https://real.example/a", "https://real.example/a?clip=3"),
        (FILE, "https://[broken/12.mp3"),
    ],
)
def test_other_files_are_other_files(one: str, other: str) -> None:
    assert not addresses.same(one, other)
    assert not addresses.same(other, one)
