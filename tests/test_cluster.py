"""The engine of many machines: who may work, what is sent, what becomes of what is lost."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

distributed = pytest.importorskip("distributed")
dask = pytest.importorskip("dask")
trustme = pytest.importorskip("trustme")

from pod2post import cli, cluster, codec  # noqa: E402
from pod2post.batch.engine import Done, Work  # noqa: E402
from pod2post.batch.likeness import Likeness, likeness, refuse  # noqa: E402
from pod2post.cluster import Cluster, Models  # noqa: E402
from pod2post.errors import BadInput, TryLater  # noqa: E402
from pod2post.scene import Options  # noqa: E402

WORK = Work(
    episode="harbour-1",
    stage="fetch",
    lane="feed:a.example",
    fence=3,
    options=Options(source="https://a.example/1.mp3"),
)
MINE = Likeness(code="sha256:1", settings="sha256:2", own="sha256:3", token="now")
TAGS = {"NET": 1, "GPU": 1, "LLM": 1}


# --- who may work ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        ({"code": "sha256:9"}, "has other code"),
        ({"settings": "sha256:9"}, "has other settings"),
        ({"own": "sha256:9"}, "has other prompts, templates or names"),
        ({"token": "yesterday"}, "does not see the workspace"),
        ({"refused": "pod2post.toml is no valid TOML"}, "no valid TOML"),
    ],
)
def test_a_worker_that_differs_is_refused_by_name(difference: dict[str, str], words: str) -> None:
    same = codec.plain(MINE)
    refuse(MINE, {"tcp://a:1": same})
    with pytest.raises(BadInput, match=words) as seen:
        refuse(MINE, {"tcp://a:1": same, "tcp://b:2": same | difference})
    assert "tcp://b:2" in seen.value.cause
    assert seen.value.remedy


def test_settings_decide_the_likeness_and_where_weights_lie_does_not(tmp_path: Path) -> None:
    def seen(text: str) -> Likeness:
        config = tmp_path / "pod2post.toml"
        config.write_text(text, "utf-8")
        return likeness(str(config), str(config))

    plain = seen("[weights]\nfolder = 'a'\n")
    assert seen("[weights]\nfolder = 'b'\n").settings == plain.settings
    assert seen("[writer]\nmodel = 'another'\n").settings != plain.settings
    assert plain.code == seen("").code
    assert plain.token == "[weights]\nfolder = 'a'\n"
    assert "cannot be read" in likeness(None, str(tmp_path / "none")).token


def test_prompts_of_ones_own_are_compared_by_their_words(tmp_path: Path) -> None:
    config, folder = tmp_path / "pod2post.toml", tmp_path / "mine"
    config.write_text("[writer]\nprompts = 'mine'\n", "utf-8")
    folder.mkdir()
    before = likeness(str(config), "")
    (folder / "house.md").write_text("Be brief.", "utf-8")
    after = likeness(str(config), "")
    assert (after.own != before.own, after.settings == before.settings) == (True, True)


# --- a cluster in this process --------------------------------------------------------


class Fake:
    """Does a work as its episode's name says."""

    def perform(self, work: Work) -> Done:
        if work.episode == "raises":
            raise RuntimeError("a bug of the worker's own")
        return Done(
            episode=work.episode, stage=work.stage, fence=work.fence, key="run", seconds=0.5
        )


class Faking(Models):
    @staticmethod
    def worker(token: str) -> Any:
        return Fake()


def local(**more: Any) -> Any:
    """A scheduler and a worker in this process."""
    return distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        dashboard_address="127.0.0.1:0",
        host="127.0.0.1",
        resources=TAGS,
        **more,
    )


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with local(protocol="tcp") as made:
        yield made.scheduler_address


@pytest.fixture
def engine(scheduler: str, tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(scheduler, tmp_path / "workspace", None, Faking)
    yield made
    made.close()


def ended(engine: Cluster) -> list[Done]:
    found: list[Done] = []
    for _ in range(100):
        found += engine.completed(0.2)
        if found:
            break
    return found


def test_what_comes_back_is_how_it_ended(engine: Cluster) -> None:
    engine.submit(WORK)
    assert ended(engine) == [
        Done(episode="harbour-1", stage="fetch", fence=3, key="run", seconds=0.5)
    ]
    assert list(engine.completed(0)) == []


def test_a_task_that_breaks_the_worker_is_a_failure_that_the_ledger_decides_on(
    engine: Cluster,
) -> None:
    engine.submit(replace(WORK, episode="raises"))
    (done,) = ended(engine)
    assert done.outcome
    assert (done.outcome.kind, done.outcome.counts) == ("killed", True)
    assert "RuntimeError" in done.outcome.cause


def test_what_hangs_is_given_up(engine: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.submit(WORK)
    monkeypatch.setattr(cluster, "MOST_S", -1)
    (done, *_) = engine.completed(0)
    assert done.outcome
    assert "took too long" in done.outcome.cause
    assert list(engine.completed(0.2)) == [], "what it said later is not heard twice"


def test_the_paths_that_are_sent_are_whole_and_no_secret_is(
    engine: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []
    submit = engine.client.submit

    def watched(task: Any, work: bytes, **more: Any) -> Any:
        sent.append(work)
        return submit(task, work, **more)

    monkeypatch.setenv("POD2POST_API_KEY", "sk-very-secret")
    monkeypatch.setattr(engine.client, "submit", watched)
    engine.submit(WORK)
    ended(engine)
    there = codec.decode(Work, sent[0])
    assert os.path.isabs(there.options.workspace)
    assert b"secret" not in sent[0]


def test_the_scheduler_is_told_to_retry_nothing(engine: Cluster) -> None:
    def told(dask_scheduler: Any) -> int:
        return int(dask_scheduler.allowed_failures)

    assert engine.client.run_on_scheduler(told) == 0


def test_a_scheduler_that_is_gone_is_for_later(engine: Cluster) -> None:
    engine.client.close()
    with pytest.raises(TryLater, match="the scheduler is gone"):
        engine.submit(WORK)
    with pytest.raises(TryLater, match="the scheduler is gone"):
        list(engine.completed(0))


def test_a_resource_that_nobody_offers_is_named(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cluster.TAGS, "hear", "TPU")
    with pytest.raises(BadInput, match="no worker offers TPU") as seen:
        Cluster(scheduler, tmp_path / "workspace", None, Faking)
    assert "--resources" in seen.value.remedy


def test_a_worker_with_other_settings_stops_the_driver_before_anything_is_sent(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = codec.plain(replace(MINE, token="else"))
    monkeypatch.setattr(cluster, "look", lambda config, token: other)
    with pytest.raises(BadInput, match="does not see the workspace"):
        Cluster(scheduler, tmp_path / "workspace", None, Faking)


def test_a_worker_that_came_later_and_differs_stops_the_driver_at_its_first_task(
    engine: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "look", lambda config, token: {"refused": "no such file"})
    engine.submit(WORK)
    with pytest.raises(BadInput, match="a worker: no such file"):
        ended(engine)


def test_nobody_at_the_address_is_for_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 0.3)
    with pytest.raises(TryLater, match="no Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9", tmp_path, None)


def test_an_address_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no address of a scheduler"):
        Cluster("nonsense://x", tmp_path, None)


def test_over_tls_a_driver_with_the_certificate_is_heard_and_one_without_is_not(
    tmp_path: Path,
) -> None:
    """An authority of our own, and the certificate where Dask's own settings name it."""
    authority = trustme.CA()
    mine = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(str(tmp_path / "ca"))
    mine.cert_chain_pems[0].write_to_path(str(tmp_path / "cert"))
    mine.private_key_pem.write_to_path(str(tmp_path / "key"))
    tls = {"ca-file": str(tmp_path / "ca")}
    for who in ("client", "scheduler", "worker"):
        tls |= {f"{who}.cert": str(tmp_path / "cert"), f"{who}.key": str(tmp_path / "key")}
    place = {f"distributed.comm.tls.{name}": file for name, file in tls.items()}
    with (
        dask.config.set(place),
        local(protocol="tls", security=distributed.Security(require_encryption=True)) as made,
    ):
        assert made.scheduler_address.startswith("tls://")
        engine = Cluster(made.scheduler_address, tmp_path / "workspace", None, Faking)
        engine.submit(WORK)
        assert [done.key for done in ended(engine)] == ["run"]
        engine.close()
        with (
            dask.config.set(dict.fromkeys(place)),
            pytest.raises((BadInput, TryLater)),
        ):
            Cluster(made.scheduler_address, tmp_path / "workspace", None, Faking)


@pytest.mark.parametrize("options", [["--engine", "dask"], ["--scheduler", "tcp://a:1"]])
def test_engine_and_scheduler_go_together(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sync", "--workspace", str(tmp_path / "w"), "--no-poll", *options]) == 2
    assert "go together" in capsys.readouterr().err


def test_without_the_extra_it_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "pod2post.cluster")
    options = ["--no-poll", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"]
    assert cli.main(["sync", "--workspace", str(tmp_path / "w"), *options]) == 2
    assert "pip install 'pod2post[cluster]'" in capsys.readouterr().err
