"""Child processes do the stages: what one does, how it dies, and that none outlives the parent."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import SilentTell
from fakes_ear import FakeEar
from pod2post.batch.children import Children
from pod2post.batch.engine import Done, Work
from pod2post.scene import Options

CHILD = (sys.executable, str(Path(__file__).parent / "stage_child.py"))
PATIENCE_S = 60


@pytest.fixture
def made(tell: SilentTell) -> Iterator[Callable[..., Children]]:
    every: list[Children] = []

    def make(**more: float) -> Children:
        every.append(Children(tell, CHILD, **more))
        return every[-1]

    yield make
    for engine in every:
        engine.close()


def a_work(does: str, stage: str = "hear", episode: str = "a") -> Work:
    options = Options(source=does)
    return Work(episode=episode, stage=stage, lane="file", fence=3, options=options)  # type: ignore[arg-type]


def ended(engine: Children, count: int = 1) -> list[Done]:
    until, found = time.monotonic() + PATIENCE_S, list[Done]()
    while len(found) < count and time.monotonic() < until:
        found += engine.completed(0.2)
    assert len(found) == count
    return found


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"


def test_a_stage_is_done_and_said_so(made: Callable[..., Children], tell: SilentTell) -> None:
    engine = made()
    engine.submit(a_work("say:two hours of tides"))
    (done,) = ended(engine)
    assert done == Done(episode="a", stage="hear", fence=3, key="a", seconds=0.5, errors=2)
    assert tell.said == ["a: two hours of tides"]
    assert tell.steps == [("a: listen", 1, 2, "min")]


def test_a_child_stays_for_the_next_stage_of_its_kind(made: Callable[..., Children]) -> None:
    engine = made()
    pids = []
    for stage in ("hear", "hear", "write", "hear"):
        engine.submit(a_work("pid", stage))
        pids.append(ended(engine)[0].key)
    assert pids[0] == pids[1] == pids[3] != pids[2]


def test_stages_run_side_by_side(made: Callable[..., Children]) -> None:
    engine = made()
    for name in ("a", "b"):
        engine.submit(a_work("pid", "write", name))
    # Both were under way before either was asked for: two processes.
    assert len({done.key for done in ended(engine, 2)}) == 2


def test_what_a_stage_prints_does_not_get_between_the_events(
    made: Callable[..., Children],
) -> None:
    engine = made()
    engine.submit(a_work('print:{"event": "done", "done": 0}'))
    assert ended(engine)[0].outcome is None


@pytest.mark.parametrize(
    ("does", "cause"),
    [("exit:7", "ended with 7"), ("exit:0", "ended with 0"), ("kill", "ended by signal 9")],
)
def test_a_child_that_dies_fails_its_stage_alone(
    does: str, cause: str, made: Callable[..., Children]
) -> None:
    engine = made()
    engine.submit(a_work("sleep:1", "write", "b"))
    engine.submit(a_work(does))
    by = {done.episode: done for done in ended(engine, 2)}
    assert by["b"].outcome is None
    failure = by["a"].outcome
    assert failure is not None
    assert (failure.kind, failure.most) == ("killed", 3)
    assert cause in failure.cause
    engine.submit(a_work("pid"))
    assert ended(engine)[0].outcome is None


def test_a_child_that_died_between_two_stages_is_not_waited_for(
    made: Callable[..., Children],
) -> None:
    engine = made()
    engine.submit(a_work("pid"))
    pid = int(ended(engine)[0].key or 0)
    os.kill(pid, signal.SIGKILL)
    engine.submit(a_work("pid"))  # before or after its end was seen: it ends either way
    (done,) = ended(engine)
    assert done.outcome is not None or done.key != str(pid)


def test_a_stage_that_hangs_is_ended(made: Callable[..., Children]) -> None:
    engine = made(most_s=0.5)
    engine.submit(a_work("sleep:1000"))
    failure = ended(engine)[0].outcome
    assert failure is not None
    assert "signal 9" in failure.cause


def test_closing_ends_what_is_under_way(made: Callable[..., Children]) -> None:
    engine = made()
    engine.submit(a_work("pid"))
    pid = int(ended(engine)[0].key or 0)
    engine.submit(a_work("sleep:1000"))
    engine.close()
    assert not alive(pid)


def test_no_child_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import sys, time
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_children import CHILD, a_work, ended
        from conftest import SilentTell
        from pod2post.batch.children import Children
        engine = Children(SilentTell(), CHILD)
        engine.submit(a_work("pid"))
        print(ended(engine)[0].key, flush=True)
        engine.submit(a_work("sleep:1000"))
        time.sleep(1000)
        """
    )
    root = Path(__file__).parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=root
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + PATIENCE_S
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(pid)


def test_a_recogniser_is_opened_once_for_many_episodes(
    tmp_path: Path, tell: SilentTell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pod2post.batch.stagework import Loaded, Staying
    from pod2post.settings import RecognizerSettings, Settings
    from pod2post.world import World

    opened = []

    def opens(self: World, pinned: str | None, /) -> FakeEar:
        opened.append((self.settings.recognizer.model, pinned))
        return FakeEar([], duration_ms=1000)

    monkeypatch.setattr(World, "ear", opens)
    loaded = Loaded()
    small = Settings(recognizer=RecognizerSettings(model="small"))
    for known, pinned in ((small, None), (small, None), (Settings(), "base"), (small, None)):
        world = Staying(settings=known, tell=tell, loaded=loaded)
        assert world.ear(pinned) is world.ear(pinned)
    assert opened == [("small", None), ("auto", "base"), ("small", None)]
