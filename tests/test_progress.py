"""What progress looks like on a terminal, in a log, and for a machine."""

import io
import json
import os
import pty
import subprocess
import sys
import threading

import pytest

from pod2post import progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_plain_lines_are_spaced_by_tenths_and_seconds(clock: Clock) -> None:
    out = io.StringIO()
    shown = progress.lines(out, clock)
    for window in range(101):
        shown.step("windows", window, 100, "window")
        clock.now += 1
    rows = out.getvalue().splitlines()
    assert len(rows) == 11  # the first, nine tenths on the way, the last
    assert rows[0] == "windows: 0 of 100 windows (0 %)"
    assert rows[1] == "windows: 10 of 100 windows (10 %), about 2 min left"
    assert rows[-1] == "windows: 100 of 100 windows (100 %)"


def test_a_fast_task_says_its_first_and_its_last_line_only(clock: Clock) -> None:
    out = io.StringIO()
    shown = progress.lines(out, clock)
    for done in range(0, 5_000_001, 1000):
        shown.step("download", done, 5_000_000, "B")
    assert out.getvalue().splitlines() == [
        "download: 0.0 of 5.0 MB (0 %)",
        "download: 5.0 of 5.0 MB (100 %)",
    ]


def test_a_slow_task_is_heard_of_every_half_minute(clock: Clock) -> None:
    out = io.StringIO()
    shown = progress.lines(out, clock)
    for second in range(61):
        shown.step("download", second * 1000, None, "B")
        clock.now += 1
    assert len(out.getvalue().splitlines()) == 3


def test_the_end_is_said_once(clock: Clock) -> None:
    out = io.StringIO()
    shown = progress.lines(out, clock)
    for _ in range(5):
        shown.step("calls", 4, 4, "call")
        clock.now += 1
    assert out.getvalue() == "calls: 4 of 4 calls (100 %)\n"


def test_two_tasks_do_not_silence_each_other(clock: Clock) -> None:
    out = io.StringIO()
    shown = progress.lines(out, clock)
    shown.step("a", 0, 2, "call")
    shown.step("b", 0, 2, "call")
    assert len(out.getvalue().splitlines()) == 2


@pytest.mark.parametrize(
    ("done", "total", "unit", "expected"),
    [
        (1_500_000, 12_000_000, "B", "1.5 of 12.0 MB (12 %)"),
        (1_500_000, None, "B", "1.5 MB"),
        (3, 12, "window", "3 of 12 windows (25 %)"),
        (3, None, "window", "3 windows"),
        (13, 12, "window", "13 of 12 windows (100 %)"),
        (1, None, "window", "1 window"),
        (1, 1, "call", "1 of 1 call (100 %)"),
        (7, None, "min", "7 min"),
        (0, 0, "window", "0 windows"),
    ],
)
def test_amounts(done: float, total: float | None, unit: str, expected: str) -> None:
    assert progress.amount(done, total, unit) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-1, "0 s"),
        (0.4, "0 s"),
        (89, "89 s"),
        (90, "2 min"),
        (3599, "1 h 00 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_lengths_of_time(seconds: float, expected: str) -> None:
    assert progress.span(seconds) == expected


def test_json_lines_can_all_be_read_and_hold_what_happened(clock: Clock) -> None:
    out = io.StringIO()
    shown = progress.jsonl(out, clock)
    shown.say("第一行\nsecond")
    shown.step("windows", 1, 4, "window")
    shown.step("windows", 2, 4, "window")  # too soon to be worth a line
    shown.step("windows", 4, 4, "window")
    shown.made("transcribe", None)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert rows == [
        {"event": "say", "text": "第一行\nsecond"},
        {"event": "step", "task": "windows", "done": 1, "total": 4, "unit": "window"},
        {"event": "step", "task": "windows", "done": 4, "total": 4, "unit": "window"},
        {"event": "made", "stage": "transcribe", "path": None},
    ]


def test_threads_do_not_mix_their_lines() -> None:
    out = io.StringIO()
    shown = progress.jsonl(out)

    def work(name: str) -> None:
        for number in range(200):
            shown.say(f"{name} {number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([json.loads(line) for line in out.getvalue().splitlines()]) == 800


BARS = """
from pod2post import progress
with progress.display(False) as shown:
    shown.say("[bold]not markup[/] 觀察")
    for done in range(5):
        shown.step("windows [1]", done, 4, "window")
    shown.step("download", 3000000, None, "B")
    shown.made("transcribe", None)
"""


def on_a_terminal(script: str, term: str) -> str:
    """What a script writes to stderr when that is a real pseudo-terminal."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": term, "COLUMNS": "100"}
    child = subprocess.Popen([sys.executable, "-c", script], stderr=theirs, stdin=theirs, env=env)
    os.close(theirs)
    seen = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # how Linux says that the other side has closed
            break
        if not block:
            break
        seen += block
    os.close(ours)
    assert child.wait() == 0
    return seen.decode()


def test_a_terminal_gets_bars() -> None:
    text = on_a_terminal(BARS, "xterm")
    for expected in ("[bold]not markup[/] 觀察", "windows [1]", "4 of 4 windows (100 %)", "3.0 MB"):
        assert expected in text
    assert "✓ transcribe" in text
    assert "\x1b[" in text  # it was drawn, not printed


def test_a_terminal_that_cannot_draw_gets_lines() -> None:
    text = on_a_terminal(BARS, "dumb")
    assert "\x1b" not in text
    assert "windows [1]: 4 of 4 windows (100 %)" in text


def test_a_pipe_gets_plain_lines_and_leaves_stdout_alone() -> None:
    done = subprocess.run([sys.executable, "-c", BARS], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
    assert "windows [1]: 4 of 4 windows (100 %)\n" in done.stderr
