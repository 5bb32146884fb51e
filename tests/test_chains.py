"""Chains: none waits for another's steps. Who waits for whom is shown by events, not by clocks."""

import threading
from typing import Any

import pytest

from pod2post.writing.chains import Chains, both

WAIT_S = 20.0  # long enough for any machine; only a failing test waits so long


def chains(**steps: Any) -> Chains[Any, Any, Any]:
    usual: dict[str, Any] = {
        "choose": lambda part: part,
        "join": lambda _, rows: "+".join(rows),
        "write": lambda chain, joined: f"{chain}:{joined}",
        "done": lambda: None,
    }
    return Chains(**(usual | steps))


def test_results_come_in_the_order_of_the_chains_and_of_their_parts() -> None:
    made = list(chains().run([["a", "b"], ["c"], ["d", "e", "f"]], 3))
    assert made == [("a+b", "c", "d+e+f"), ("0:a+b", "1:c", "2:d+e+f")]


def test_a_chain_goes_on_while_another_has_not_begun_its_second_step() -> None:
    written = threading.Event()

    def choose(part: str) -> str:
        if part == "slow":
            assert written.wait(WAIT_S), "the quick chain waited for the slow one"
        return part

    def write(_chain: int, joined: str) -> str:
        if joined == "quick":
            written.set()
        return joined

    made = list(chains(choose=choose, write=write).run([["slow"], ["quick"]], 2))
    assert made[1] == ("slow", "quick")


def test_the_parts_of_a_chain_run_side_by_side() -> None:
    here = threading.Barrier(3, timeout=WAIT_S)

    def choose(part: str) -> str:
        here.wait()
        return part

    assert next(chains(choose=choose).run([["a", "b", "c"]], 3)) == ("a+b+c",)


def test_no_more_run_at_once_than_there_are_workers() -> None:
    lock, inside, most = threading.Lock(), [0], [0]

    def choose(part: str) -> str:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        with lock:
            inside[0] -= 1
        return part

    list(chains(choose=choose).run([["a", "b"], ["c", "d"]], 1))
    assert most == [1]


def test_what_was_joined_is_told_before_all_is_written() -> None:
    go_on = threading.Event()

    def write(chain: int, joined: str) -> str:
        assert go_on.wait(WAIT_S)
        return joined

    made = chains(write=write).run([["a"], ["b"]], 2)
    assert next(made) == ("a", "b")
    go_on.set()
    assert next(made) == ("a", "b")


def test_without_a_last_step_nothing_is_written() -> None:
    assert list(chains(write=None).run([["a"], ["b"]], 2)) == [("a", "b"), ()]


def test_each_call_is_counted_once() -> None:
    count: list[int] = []
    list(chains(done=lambda: count.append(1)).run([["a", "b"], ["c"]], 2))
    assert len(count) == 3 + 2


def test_a_failure_ends_it_and_what_has_not_begun_is_given_up() -> None:
    begun: list[str] = []

    def choose(part: str) -> str:
        begun.append(part)
        if part == "bad":
            raise ValueError(part)
        return part

    with pytest.raises(ValueError, match="bad"):
        list(chains(choose=choose).run([["bad"], *([f"p{n}"] for n in range(50))], 1))
    assert len(begun) < 50


def test_two_things_that_do_not_need_each_other() -> None:
    here = threading.Barrier(2, timeout=WAIT_S)

    def waits(name: str) -> str:
        here.wait()
        return name

    assert both(lambda: waits("a"), lambda: waits("b"), 6) == ("a", "b")
    assert both(lambda: "a", lambda: "b", 1) == ("a", "b")
