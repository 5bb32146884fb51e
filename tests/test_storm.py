"""A tenth of the storm: every kind of host, workers killed, a cluster whose driver dies.

The whole is `python -m benchmarks.storm --json`, with and without `--engine dask`.
"""

from typing import Any

import pytest

from benchmarks.storm import weather
from benchmarks.storm.__main__ import storm

TENTH = (
    *("calm", "drops-twice", "drops-weak", "no-ranges", "wrong-range", "no-length", "other-bytes"),
    *("busy-once", "moved", "cut-short", "missing", "closed", "to-loopback", "to-private"),
    *("to-file", "page", "bomb", "bomb-undeclared", "endless", "busy-always"),
)


def held(made: dict[str, Any], episodes: int) -> None:
    """What every storm must come to."""
    assert made["wrong"] == []
    assert made["lost"] == []
    assert made["episodes"] == episodes
    assert made["done_twice"] == 0
    assert made["again"] <= made["explained"], made
    assert made["largest"] <= made["cap"]
    assert made["inside"] == 0


def test_every_case_names_its_outcome_beforehand() -> None:
    good = [name for name, case in weather.CASES.items() if case.ends == weather.DONE]
    bad = weather.CASES.keys() - set(good)
    assert (len(good), len(bad)) == (15, 21)
    assert all(weather.CASES[name].says for name in bad)


def test_every_good_episode_is_done_once_and_every_bad_one_is_dead_with_its_reason() -> None:
    made = storm(len(TENTH), cases=TENTH, kill_every=3.0, attempts=3, most_s=240)
    held(made, 20)
    assert made["kills"] >= 1
    assert made["stages_finished"] == 10 * 3
    assert made["rss_last"] < made["rss_first"] * 1.2


def test_a_cluster_loses_a_worker_and_its_driver_and_does_nothing_twice() -> None:
    pytest.importorskip("distributed")
    from benchmarks.storm.clustered import cluster

    made = storm(
        20, cases=TENTH, attempts=3, most_s=240, cluster=lambda folder: cluster(folder, kill_s=1.0)
    )
    held(made, 20)
    assert (made["kills"], made["driver_kills"]) == (1, 1)
