"""What each failure means for the episode and its lane; which lane a source belongs to."""

import pytest

from pod2post.batch import lanes
from pod2post.batch.bounds import Batch
from pod2post.batch.orders import SECOND, Failure, limit
from pod2post.batch.verdicts import bug, killed, stopped, verdict
from pod2post.errors import (
    BadInput,
    Blocked,
    LimitReached,
    NoQuota,
    NoSpace,
    NotFit,
    NotOut,
    NotSetUp,
    Pod2postError,
    Refused,
    TryLater,
    WriterUnusable,
)
from pod2post.settings import RecognizerSettings, Settings, WriterSettings

FEED, EAR, PEN = "feed:pod.example", "recognition:auto", "model:local"

# error, lane -> kind, attempts until it is given up (None: six), counts, wait, parked lane
OUTCOMES: dict[str, tuple[Pod2postError, str, tuple[object, ...]]] = {
    "network": (TryLater("x"), FEED, ("later", None, True, None, None)),
    "a host that asks to wait": (TryLater("x", "", 90), FEED, ("later", None, True, 90, FEED)),
    "YouTube asks one to wait": (TryLater("x", "", 90), "youtube", ("later", None, True, 90, None)),
    "bot check": (Blocked("x", "", 3600), "youtube", ("blocked", None, False, 3600, "youtube")),
    "bot check, no time": (Blocked("x"), "youtube", ("blocked", None, False, 3600, "youtube")),
    "captions refused": (Blocked("x"), EAR, ("blocked", None, False, 3600, "youtube")),
    "writer's rate": (Blocked("x", "", 7, "writer"), PEN, ("blocked", None, False, 7, PEN)),
    "writer is down": (Blocked("x", place="writer"), PEN, ("blocked", None, False, 900, PEN)),
    "quota": (NoQuota("x"), "model:openai", ("blocked", None, False, 6 * 3600, "model:openai")),
    "wrong key": (NotSetUp("x"), PEN, ("blocked", None, False, 24 * 3600, PEN)),
    "full disk": (NoSpace("x"), FEED, ("blocked", None, False, 3600, "*")),
    "premiere": (NotOut("x", "", 86_400), "youtube", ("not out", None, False, 86_400, None)),
    "live": (NotOut("x"), "youtube", ("not out", None, False, 6 * 3600, None)),
    "removed": (Refused("x"), FEED, ("refused", 1, True, None, None)),
    "no audio": (BadInput("x"), FEED, ("input", 1, True, None, None)),
    "too little speech": (NotFit("x"), EAR, ("unfit", 1, True, None, None)),
    "budget of the show": (LimitReached("x"), PEN, ("limit", 1, True, None, None)),
    "unusable replies": (WriterUnusable("x"), PEN, ("unusable", 2, True, None, None)),
    "anything else": (Pod2postError("x"), PEN, ("bug", 2, True, None, None)),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_what_follows_from_a_failure(case: str) -> None:
    error, lane, (kind, most, counts, wait_s, park) = OUTCOMES[case]
    wait = None if wait_s is None else wait_s * SECOND  # type: ignore[operator]
    assert verdict(error, lane) == Failure(
        kind=kind,  # type: ignore[arg-type]
        cause="x",
        most=most,  # type: ignore[arg-type]
        counts=bool(counts),
        after_ms=wait,
        park=park,  # type: ignore[arg-type]
    )


def test_every_branch_of_the_tree_has_its_outcome() -> None:
    def below(kind: type[Pod2postError]) -> set[type[Pod2postError]]:
        return {kind}.union(*(below(sub) for sub in kind.__subclasses__()))

    shown = {type(error) for error, _, _ in OUTCOMES.values()}
    like_their_parent = {"TooLong", "NoForm"}
    assert {kind.__name__ for kind in below(Pod2postError) - shown} <= like_their_parent | {
        kind.__name__ for kind in below(Pod2postError) if not kind.__module__.startswith("pod2post")
    }


def test_what_is_no_error_of_ours() -> None:
    assert (bug("KeyError", "report.txt").most, killed("ended with 1").most) == (2, 3)
    assert "report.txt" in bug("KeyError", "report.txt").remedy
    assert (stopped().counts, stopped().after_ms) == (False, 0)


@pytest.mark.parametrize(
    ("source", "lane"),
    [
        ("https://www.youtube.com/watch?v=aaaaaaaaaaa", "youtube"),
        ("https://youtu.be/aaaaaaaaaaa", "youtube"),
        ("https://m.youtube.com/watch?v=aaaaaaaaaaa", "youtube"),
        ("https://notyoutube.com/a.mp3", "feed:notyoutube.com"),
        ("http://Pod.Example:8080/a.mp3?x=1", "feed:pod.example"),
        ("talk.mp3", "file"),
    ],
)
def test_the_lane_of_a_download(source: str, lane: str) -> None:
    assert lanes.fetching(source) == lane


def test_the_lanes_of_an_episode_follow_settings_and_show() -> None:
    known = Settings(
        recognizer=RecognizerSettings(device="cuda"), writer=WriterSettings(kind="local")
    )
    assert lanes.of("a.mp3", known) == ("file", "recognition:cuda", "model:local")
    assert lanes.of("a.mp3", known, "extract")[2] == "model:extract"
    assert lanes.of("a.mp3", Settings())[2] == lanes.PAID


@pytest.mark.parametrize(
    ("lane", "most"),
    [
        *(("youtube", 1), ("feed:a.example", 3), ("file", 2), ("recognition:cpu", 2)),
        *(("model:openai", 5), ("model:local", 1), ("model:extract", 5), ("unheard of", 1)),
    ],
)
def test_the_limit_of_a_lane(lane: str, most: int) -> None:
    batch = Batch(per_host=3, recognitions=2, writing=5)
    assert limit(lane, lanes.limits(batch)) == most


@pytest.mark.parametrize(
    "wrong",
    [
        *({"writing": 0}, {"budget_usd": -1.0}, {"ahead": 0}, {"wait_minutes": -1}),
        *({"webhook": "http://example.com/"}, {"webhook": "ftp://127.0.0.1/"}),
        *({"webhook": "http://127.0.0.1.example.com/"}, {"webhook": "https://"}),
    ],
)
def test_bounds_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Batch(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/hook?token=1",
        "http://127.0.0.1:9/x",
        "http://localhost/",
        "http://[::1]:8/",
    ],
)
def test_a_webhook_is_encrypted_or_stays_here(address: str) -> None:
    assert Batch(webhook=address).webhook == address
