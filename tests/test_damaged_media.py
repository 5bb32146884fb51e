"""Every eighth of the damaged files; `python -m benchmarks.damage` tries them all."""

import time
from pathlib import Path

import pytest

import damaged
import damaged_run
from damaged_bytes import SECONDS, Case
from pod2post import media

ALL = damaged.cases()


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return damaged.sources(tmp_path_factory.mktemp("whole"))


def test_there_are_three_hundred_each_with_a_name_and_an_outcome() -> None:
    assert len(ALL) >= 300
    assert len({case.name for case in ALL}) == len(ALL)
    assert [case.name for case in ALL] == [case.name for case in damaged.cases()]
    hopeful = [case for case in ALL if case.wanted == "transcript"]
    assert all(0 <= case.seconds[0] < case.seconds[1] for case in hopeful)
    assert len(hopeful) >= 150


def test_the_same_files_are_made_each_time(known: dict[str, bytes]) -> None:
    again = damaged.cases()
    for one, two in list(zip(ALL, again, strict=True))[::11]:
        assert one.make(known) == two.make(known)


@pytest.mark.parametrize("case", ALL[::8], ids=[case.name for case in ALL[::8]])
def test_what_comes_out_was_named_beforehand(
    case: Case, known: dict[str, bytes], tmp_path: Path
) -> None:
    began = time.monotonic()
    assert damaged_run.complaint(case, known, tmp_path) == ""
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_a_fragmented_mp4_that_was_cut_is_heard_to_where_it_ends(
    known: dict[str, bytes], tmp_path: Path, share: float
) -> None:
    data = known["parts.mp4"]
    path = tmp_path / "cut.mp4"
    path.write_bytes(data[: int(len(data) * share)])
    assert abs(sum(map(len, media.pcm(path))) / 32_000 - SECONDS * share) < 1.2
