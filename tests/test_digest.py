"""The morning's digest: words, order, exit code, and the webhook that gets it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from pod2post.backends import webhook
from pod2post.batch import digest
from pod2post.batch.digest import Digest, Draft, Stuck
from pod2post.batch.gather import Trouble
from pod2post.batch.orders import HOUR, Park
from pod2post.commands.sync import announce
from queueing import START
from scripted_http import Listening

DRAFT = Draft(
    episode="harbour-lights-001",
    title="The tide tables",
    show="harbour-lights",
    post="w/runs/a/post.md",
    errors=2,
    warnings=1,
)
CALM = replace(DRAFT, episode="harbour-lights-002", title="Low water", errors=0, warnings=4)
STUCK = Stuck(
    episode="harbour-lights-003",
    title="Fog",
    stage="fetch",
    cause="the host says 410",
    remedy="Look for another source.",
    tonight=True,
)
PARK = Park(lane="youtube", until=START + HOUR, why="YouTube wants proof", remedy="Export cookies.")
HOST = replace(PARK, lane="feed:pod.example", why="https://pod.example/a1b2c3d4e5f6g7.mp3 says 429")
TROUBLE = Trouble(show="gone", title="Gone", cause="404", remedy="Unfollow it.", later=False)
EMPTY = Digest(
    begun=START,
    ended=START + HOUR,
    new=0,
    stuck=(),
    parked=(),
    troubles=(),
    drafts=(),
    waiting=0,
    later=False,
    budget=False,
    usd=0.0,
    twd=None,
)
FULL = replace(
    EMPTY,
    stuck=(STUCK,),
    parked=(PARK, HOST),
    troubles=(TROUBLE,),
    drafts=(DRAFT, CALM, replace(CALM, warnings=0)),
    waiting=2,
    usd=1.37,
    twd=41.1,
)


def test_the_headline() -> None:
    assert digest.headline(FULL) == "3 drafts, 7 things to check, NT$41"
    one = replace(EMPTY, drafts=(replace(CALM, warnings=1),), usd=0.0123)
    assert digest.headline(one) == "1 draft, 1 thing to check, US$0.0123"
    assert digest.headline(EMPTY) == "0 drafts, 0 things to check"
    assert digest.headline(replace(EMPTY, usd=None)) == "0 drafts, 0 things to check"


def test_what_needs_a_person_comes_first_with_its_next_step() -> None:
    rows = list(digest.lines(FULL))
    kinds = [row.split()[0] for row in rows if not row.startswith(" ")]
    assert kinds == ["given", "parked", "parked", "show", *["draft"] * 3, "waiting", "3"]
    text = "\n".join(rows)
    for step in ("Look for another source.", "`pod2post retry harbour-lights-003`, or `drop`"):
        assert step in text
    for step in ("Export cookies.", "`pod2post retry youtube`", "Unfollow it.", "w/runs/a/post.md"):
        assert step in text


def test_the_text_for_the_editor_is_in_her_language_and_order() -> None:
    rows = digest.text(FULL).splitlines()
    assert rows[0] == "需要處理：〈Fog〉停在下載：the host says 410"
    assert rows[1].startswith("暫停：YouTube 下載，到 ")
    assert rows[2].startswith("暫停：音檔下載（pod.example），到 ")
    assert rows[3] == "節目有狀況：Gone：404"
    assert rows[4] == "3 篇草稿，7 處待查核，花費 NT$41。"
    assert rows[5] == "〈The tide tables〉：2 個錯誤、1 個提醒"
    assert rows[-1] == "還有 2 集排隊中。"


def test_many_that_were_given_up_do_not_bury_the_rest() -> None:
    many = replace(FULL, stuck=tuple(replace(STUCK, episode=f"e{n}") for n in range(40)))
    rows = list(digest.lines(many))
    assert len([row for row in rows if row.startswith("given up")]) == 12
    assert any("and 28 more" in row for row in rows)


def test_addresses_are_masked_wherever_they_are_told() -> None:
    secret = "a1b2c3d4e5f6g7"
    told = [*digest.lines(FULL), digest.text(FULL), json.dumps(digest.facts(FULL))]
    assert not any(secret in row for row in told)
    assert any("pod.example" in row for row in told)


CODES: dict[str, tuple[dict[str, Any], int]] = {
    "nothing to do": ({}, 0),
    "drafts without errors": ({"drafts": (CALM,)}, 0),
    "a draft with open errors": ({"drafts": (CALM, DRAFT)}, 1),
    "given up tonight": ({"stuck": (STUCK,)}, 1),
    "given up before": ({"stuck": (replace(STUCK, tonight=False),)}, 0),
    "a show is gone": ({"troubles": (TROUBLE,)}, 1),
    "a show does not answer": ({"troubles": (replace(TROUBLE, later=True),)}, 3),
    "waiting for a premiere": ({"waiting": 1}, 0),
    "waiting after a failure": ({"waiting": 1, "later": True, "drafts": (DRAFT,)}, 3),
    "a lane is parked": ({"parked": (PARK,)}, 3),
    "the night's budget": ({"budget": True, "parked": (PARK,), "later": True}, 6),
}


@pytest.mark.parametrize("case", CODES)
def test_the_exit_code(case: str) -> None:
    facts, code = CODES[case]
    assert replace(EMPTY, **facts).code == code


# --- the webhook --------------------------------------------------------------------------


def test_the_webhook_gets_the_digest_as_json() -> None:
    with Listening() as hook:
        assert webhook.post(f"{hook.address}/pod2post?token=s3cret", digest.facts(FULL)) == ""
        ((path, headers, body),) = hook.got
    assert path == "/pod2post?token=s3cret"
    assert headers["content-type"] == "application/json"
    told = json.loads(body)
    assert told["headline"] == "3 drafts, 7 things to check, NT$41"
    assert (told["needs"], told["checks"], told["code"]) == (4, 7, 3)
    assert told["text"].startswith("需要處理")
    assert next(row["episode"] for row in told["drafts"]) == "harbour-lights-001"
    assert list(told)[:3] == ["text", "headline", "needs"]


@pytest.mark.parametrize(("status", "says"), [(500, "answered 500"), (302, "answered 302")])
def test_a_webhook_that_does_not_take_it_is_told_of(status: int, says: str) -> None:
    with Listening(status) as hook:
        assert says in webhook.post(hook.address, {})
        assert len(hook.got) == 1


def test_a_webhook_that_is_not_there_or_silent_is_a_warning_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Listening() as hook:
        address = f"{hook.address}/x?token=s3cret"
    told = webhook.post(address, {})
    assert told.startswith("the webhook could not be told")
    assert "s3cret" not in told
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.2)
    with Listening(silent=True) as hook:
        assert "Timeout" in webhook.post(hook.address, {})


def test_the_night_s_outcome_does_not_hang_on_the_webhook(tell: SilentTell) -> None:
    from pod2post.batch.bounds import Batch
    from pod2post.settings import Settings

    class Asked:
        known = Settings(batch=Batch(webhook="http://127.0.0.1:9/x"))

    Asked.tell = tell  # type: ignore[attr-defined]
    announce(FULL, Asked())  # type: ignore[arg-type]
    assert tell.said[0].startswith("warning: the webhook could not be told")
