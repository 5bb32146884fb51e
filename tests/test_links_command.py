"""`pod2post links`: what a person sees, and what becomes of a link that she pastes."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from directories import Directories, spotify_id
from linkdesk import APPLE, DAY, TITLE, VIDEO, WATCH, Desk, listings
from pod2post import cli, runs
from pod2post.commands import links as command
from pod2post.errors import BadInput
from pod2post.linking import links, pasting
from pod2post.linking.links import Candidate, Linked
from pod2post.store import Store

OLD = Path(__file__).parent / "old_run"
ON_SPOTIFY = f"https://open.spotify.com/episode/{spotify_id('lh53')}"
ON_APPLE = "https://podcasts.apple.com/tw/podcast/the-ear/id900000178?i=1000053"


class Printed(Desk):
    """The same, with a run that an earlier version finished."""

    def __init__(self, folder: Path, host: Directories) -> None:
        super().__init__(folder, host)
        folder = self.workspace / "runs" / "2026-10-05-the-ear"
        shutil.copytree(OLD, folder)
        # as the run itself would have put it there: else the post counts as a person's
        Store(self.workspace / "store").put((folder / "post.md").read_bytes())

    def paste(self, *, force: bool = False, **urls: Any) -> Linked:
        world = self.world(self.known)
        return pasting.pasted(self.kept, urls, self.known, world, force=force)

    def post(self) -> str:
        return self.kept.path("post.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Printed]:
    with Directories(listings([APPLE, [1000054, "EP 54 | Slack Water", DAY, 99, "", ""]])) as host:
        host.pages[ON_SPOTIFY] = {"title": f"EP 53 | {TITLE}"}
        host.pages[WATCH] = {"title": TITLE}
        yield Printed(tmp_path, host)


@pytest.mark.parametrize(
    ("platform", "url", "identity"),
    [
        ("spotify", f"{ON_SPOTIFY}?si=abc", f"episode/{spotify_id('lh53')}"),
        ("spotify", ON_SPOTIFY.replace("com/", "com/intl-tw/"), f"episode/{spotify_id('lh53')}"),
        ("apple", f"{ON_APPLE}&uo=4", "tw/podcast/the-ear/id900000178?i=1000053"),
        ("youtube", f"https://youtu.be/{VIDEO}?t=9", VIDEO),
    ],
)
def test_a_pasted_link_is_checked_kept_and_wins(
    platform: Any, url: str, identity: str, desk: Printed
) -> None:
    near = Candidate(platform=platform, id="x", title="x", score=50, why="unsure")
    links.keep(desk.kept, Linked(candidates=(near,)))
    made = desk.paste(**{platform: url})
    (link,) = made.links
    assert (link.platform, link.id, link.method, link.score) == (platform, identity, "pasted", None)
    assert TITLE in link.title
    assert (made.candidates, made.notes) == ((), ())
    assert links.kept(desk.kept) == made


@pytest.mark.parametrize(
    ("platform", "url"),
    [
        ("spotify", "https://open.spotify.com/show/0000000000000000000000"),
        ("spotify", ON_SPOTIFY[:-1]),
        ("spotify", WATCH),
        ("apple", "https://podcasts.apple.com/tw/podcast/id900000178"),
        ("apple", 'https://podcasts.apple.com/tw/podcast/a"b/id900000178?i=1000053'),
        ("youtube", "https://www.youtube.com/@lantern"),
        ("youtube", "javascript:alert(1)"),
        ("youtube", f"{WATCH} https://youtu.be/00000000000"),
        ("youtube", ""),
    ],
)
def test_an_address_of_another_form_is_refused(platform: Any, url: str, desk: Printed) -> None:
    with pytest.raises(BadInput, match="no address of an episode on") as seen:
        desk.paste(force=True, **{platform: url})
    assert pasting.FORMS[platform] in seen.value.remedy
    assert not desk.kept.path(links.FILE).exists()
    assert desk.host.asked == []


@pytest.mark.parametrize(
    ("platform", "url", "why"),
    [
        ("spotify", f"https://open.spotify.com/episode/{'0' * 22}", "no such page"),
        ("apple", ON_APPLE.replace("i=1000053", "i=1000054"), "calls it 'EP 54 | Slack Water'"),
        ("apple", ON_APPLE.replace("id900000178", "id900000179"), "no such page of this show"),
        ("youtube", "https://youtu.be/SlackWater1", r"calls it 'Trailer"),
    ],
)
def test_another_episodes_page_is_refused_unless_forced(
    platform: Any, url: str, why: str, desk: Printed
) -> None:
    page = "https://www.youtube.com/watch?v=SlackWater1"
    desk.host.pages[page] = {"title": f"Trailer: {TITLE}"}
    with pytest.raises(BadInput, match=why) as seen:
        desk.paste(**{platform: url})
    assert "--force" in seen.value.remedy
    assert links.kept(desk.kept) == Linked()
    assert desk.paste(force=True, **{platform: url}).links[0].method == "pasted"


@pytest.mark.parametrize(("platform", "path"), [("apple", "/lookup"), ("spotify", "/oembed")])
def test_where_nobody_answers_the_form_is_all_that_was_checked(
    platform: Any, path: str, desk: Printed
) -> None:
    desk.host.broken.add(path)
    made = desk.paste(**{platform: {"apple": ON_APPLE, "spotify": ON_SPOTIFY}[platform]})
    assert len(made.links) == 1
    assert made.notes[0].startswith(f"{platform}: not checked: ")


def test_an_episode_older_than_apples_list_is_taken_unchecked(desk: Printed) -> None:
    made = desk.paste(apple=ON_APPLE.replace("i=1000053", "i=1000007"))
    assert made.notes == ("apple: not checked: it is not among the newest that Apple lists",)


def test_the_post_is_printed_anew_and_a_persons_stays(desk: Printed) -> None:
    before = desk.post()
    desk.paste(spotify=ON_SPOTIFY)
    assert command.printed(desk.kept, desk.known) == desk.kept.path("post.md")
    player = f'{{{{< spotify "episode/{spotify_id("lh53")}" >}}}}'
    assert player in desk.post()
    assert player not in before
    by_hand = desk.post() + "\n編輯加的一句。\n"
    desk.kept.path("post.md").write_text(by_hand, encoding="utf-8")
    desk.paste(apple=ON_APPLE)
    place = command.printed(desk.kept, desk.known)
    assert place == desk.kept.path("post.new.md")
    assert desk.post() == by_hand
    assert "apple-podcast" in place.read_text(encoding="utf-8")


def test_a_pasted_link_outlives_a_refresh(tmp_path: Path) -> None:
    with Directories(listings([APPLE])) as host:
        desk = Desk(tmp_path, host)
        host.pages[WATCH] = {"title": TITLE}
        assert [link.platform for link in desk.linked().links] == ["apple"]
        world = desk.world(desk.known)
        pasting.pasted(desk.kept, {"youtube": WATCH}, desk.known, world, force=False)
        again = desk.linked(refresh=True)
    assert [(link.platform, link.method) for link in again.links] == [
        ("youtube", "pasted"),
        ("apple", "title and date"),
    ]


def test_the_command_shows_what_is_known(desk: Printed, capsys: pytest.CaptureFixture[str]) -> None:
    near = Candidate(platform="apple", id="tw/x", title="Near", score=70, why="2 episodes fit")
    made = desk.paste(spotify=ON_SPOTIFY)
    known = Linked(links=made.links, candidates=(near,), notes=("apple: silent",), instead="so")
    links.keep(desk.kept, known)
    argv = ["links", "the-ear", "--workspace", str(desk.workspace)]
    assert cli.main(argv) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows == [
        "youtube   none",
        f"spotify   episode/{spotify_id('lh53')} (pasted): EP 53 | {TITLE}",
        "apple     none",
        "near      apple tw/x (70 of 100): Near: 2 episodes fit",
        "note      so",
        "note      apple: silent",
    ]
    assert cli.main([*argv, "--json"]) == 0
    (event,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (event["event"], event["code"], event["post"]) == ("done", 0, None)
    assert event["shown"]["spotify"] == f"episode/{spotify_id('lh53')}"
    assert event["candidates"][0]["why"] == "2 episodes fit"


def test_the_command_takes_a_link_and_says_where_the_post_is(
    desk: Printed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "World", lambda **_: desk.world(desk.known))
    argv = ["links", "the-ear", "--workspace", str(desk.workspace), "--spotify"]
    assert cli.main([*argv, ON_SPOTIFY]) == 0
    assert f"post      {desk.kept.path('post.md')}" in capsys.readouterr().out
    assert cli.main([*argv, WATCH]) == 2
    assert "no address of an episode on Spotify" in capsys.readouterr().err


def test_a_run_without_a_post_is_only_noted(desk: Printed) -> None:
    desk.kept.path("post.md").unlink()
    desk.paste(spotify=ON_SPOTIFY)
    assert command.printed(desk.kept, desk.known) is None
    assert runs.find_run(desk.workspace, "the-ear").folder == desk.kept.folder
