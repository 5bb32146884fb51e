"""`report.html`: whole, true to the run, closed to the outside, and no burden to a run."""

import html as markup
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import SilentTell
from desk import EDITOR, NOON, Desk
from hostile import MARKUP
from pod2post import runs
from pod2post.commands import check, waive
from pod2post.errors import Pod2postError
from pod2post.publishing import approval
from pod2post.reporting import report, telling
from pod2post.reporting.material import Material, gathered
from pod2post.revision import reopening, waiving
from pod2post.runs import Ledger, Spent
from pod2post.values import Mended, Plan, Segments
from samples import golden


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """A run as it was left, for tests that only look."""
    return material(Desk(tmp_path_factory.mktemp("report")))


def material(desk: Desk) -> Material:
    now = reopening.opened(desk.run, desk.known)
    return gathered(desk.run, now, waiving.numbered(now))


def text_of(page: str) -> str:
    """What a reader sees."""
    bare = re.sub(r"<(style|head|title|desc).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


class Tags(HTMLParser):
    """All that a browser could follow or run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, said in attrs:
            self.names.add(name)
            if name in ("href", "src", "action", "data", "xlink:href", "poster", "srcset"):
                self.targets.append(said or "")
            if name == "id":
                self.ids.append(said or "")

    handle_startendtag = handle_starttag


# --- what it tells ----------------------------------------------------------------------


def test_every_quotation_stands_with_its_words_speaker_time_and_checks(plain: Material) -> None:
    told = plain
    seen = text_of(report.html(told))
    kept = [quote for row in told.opened.shown.quotes for quote in row.quotes]
    assert len(kept) > 3
    for quote in kept:
        assert quote.source in seen
        assert (quote.speaker or "說話者不明") in seen
        assert " ".join((quote.chinese or "").split()) in seen
    assert seen.count("逐字比對") == sum(
        1 for quote in kept for test in quote.tests if test.name == "verbatim"
    )


def test_every_second_is_accounted_for(plain: Material) -> None:
    seen = report.seen(plain)
    rows = [row.cells for row in telling.account(seen)]
    assert rows[-1][0] == "合計"
    assert rows[-1][1:] == (telling.exactly(seen.end_ms - seen.begin_ms), "100.0%")
    assert sum(part.end_ms - part.start_ms for part in seen.parts) == seen.end_ms - seen.begin_ms


def test_findings_stand_open_until_somebody_lets_them_stand_for_a_reason(desk: Desk) -> None:
    before = text_of(report.html(material(desk)))
    errors = int(re.findall(r"(\d+) 項錯誤", before)[0])
    assert errors > 0
    assert "編輯放行的" not in before
    desk.waive()
    after = text_of(report.html(material(desk)))
    assert "0 項錯誤" in after
    assert f"{errors} 項放行" in after
    assert after.count(f"放行的理由：planted（{EDITOR}，2026-11-20）") == errors


def test_it_says_who_approved_exactly_this_text_and_forgets_it_with_a_change(desk: Desk) -> None:
    desk.ready()
    now = reopening.opened(desk.run, desk.known)
    approval.approve(desk.run, approval.content(reopening.post(now)), EDITOR, "2026-11-21T09:30:00")
    assert telling.state(material(desk)) == f"已核准：{EDITOR}，2026-11-21 09:30"
    head = replace(now.shown.draft.head, title="另一個標題")
    changed = replace(now.shown, draft=replace(now.shown.draft, head=head))
    told = gathered(desk.run, replace(now, shown=changed), ())
    assert telling.state(told) == "待校閱"


def test_it_says_that_it_was_published(desk: Desk) -> None:
    desk.ready().published(NOON)
    assert telling.state(material(desk)).startswith(f"已發布：{EDITOR}，2026-11-22")


def test_costs_are_those_of_the_ledger_and_an_unknown_price_is_no_zero(desk: Desk) -> None:
    one = Spent(task="section", sent=3, prompt_tokens=12_000, completion_tokens=900, usd=0.0123)
    ledger = Ledger(sent=3, prompt_tokens=12_000, completion_tokens=900, usd=0.0123, tasks=(one,))
    rows = [row.cells for row in telling.costs(replace(ledger, twd=0.4))]
    assert rows[0] == ("寫各節", "3", "12,000", "0", "900", "US$0.0123")
    assert rows[1][-1] == "US$0.0123（NT$0.4）"
    assert telling.usd(None) == "單價未設定"


def test_names_that_were_heard_otherwise_are_counted() -> None:
    one = Mended(cue="c1", heard="tide well", shown="Tidewell", why="division")
    rows = telling.spelt((one, replace(one, cue="c2")))
    assert [row.cells for row in rows] == [("tide well", "Tidewell", "分寫不同", "2 次")]


def test_a_run_without_segments_plan_or_names_is_reported_too(plain: Material) -> None:
    told = replace(plain, segments=None, plan=None, mended=())
    assert "每一秒的去向" in text_of(report.html(told))


def test_a_report_of_checks_that_are_not_done_says_so(plain: Material) -> None:
    words = "檢查還沒有做完"
    assert words not in text_of(report.html(plain))
    assert words in text_of(report.html(replace(plain, whole=False)))


def test_no_folder_of_this_machine_is_mailed(desk: Desk) -> None:
    told = material(desk)
    source = told.opened.shown.source
    locator = replace(source.locator, kind="file", address="/secret/place/interview.mp3")
    shown = replace(told.opened.shown, source=replace(source, locator=locator))
    page = report.html(replace(told, opened=replace(told.opened, shown=shown)))
    assert "interview.mp3" in page
    assert "/secret" not in page
    assert str(desk.workspace) not in page


# --- closed -----------------------------------------------------------------------------


def hostile(told: Material, text: str) -> Material:
    """The run with this text wherever a stranger or a model may write."""
    shown = told.opened.shown
    quotes = tuple(
        replace(
            row,
            quotes=tuple(replace(q, source=text, chinese=text, speaker=text) for q in row.quotes),
        )
        for row in shown.quotes
    )
    cues = tuple(replace(cue, text=text, speaker=text) for cue in shown.transcript.cues)
    head = replace(shown.draft.head, title=text, description=text)
    shown = replace(
        shown,
        source=replace(shown.source, title=text, show=text),
        transcript=replace(shown.transcript, cues=cues),
        quotes=quotes,
        draft=replace(shown.draft, head=head),
    )
    rows = tuple(
        replace(row, finding=replace(row.finding, what=text, excerpt=text)) for row in told.rows
    )
    record = replace(told.record, sound=(text,), caught=(text,), writer=text)
    assert told.segments
    assert told.plan
    titled = Segments(
        segments=tuple(replace(one, title=text) for one in told.segments.segments),
        method="chapters",
    )
    plan = Plan(
        thesis=text,
        titles=(text,),
        sections=told.plan.sections,
        left_out=tuple(replace(one, why=text) for one in told.plan.left_out),
        writer=text,
    )
    return replace(
        told,
        opened=replace(told.opened, shown=shown),
        rows=rows,
        record=record,
        segments=titled,
        plan=plan,
    )


@pytest.mark.parametrize("part", range(4))
def test_whatever_was_said_or_written_stands_as_text(plain: Material, part: int) -> None:
    text = "\n".join(MARKUP[part::4])
    usual = Tags(report.html(plain))
    found = Tags(report.html(hostile(plain, text)))
    assert found.tags <= usual.tags | {"details", "summary", "h3"}
    assert not {name for name in found.names if name.startswith("on") or name == "style"}
    assert all(target.startswith("#") for target in found.targets)


def test_it_runs_nothing_and_asks_for_nothing_outside(plain: Material) -> None:
    page = report.html(plain)
    found = Tags(page)
    assert not found.tags & {"script", "link", "img", "iframe", "form", "object", "audio", "base"}
    assert all(target.startswith("#") for target in found.targets)
    assert "url(http" not in page
    assert "@import" not in page
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert markup.unescape(policy) == (
        f"default-src 'none'; style-src '{report.hashed(style)}'; base-uri 'none'; "
        "form-action 'none'"
    )


def test_every_link_of_the_picture_leads_to_something_in_it(plain: Material) -> None:
    found = Tags(report.html(plain))
    assert len(found.ids) == len(set(found.ids))
    assert {target[1:] for target in found.targets} <= set(found.ids)
    assert len([target for target in found.targets if target.startswith("#quote-")]) > 3


# --- when it is written -----------------------------------------------------------------


def test_the_same_run_gives_the_same_bytes(plain: Material) -> None:
    assert report.html(plain) == report.html(plain)


def test_check_and_waive_renew_it(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POD2POST_MODELS", str(tmp_path / "no models"))
    place = desk.run.path(report.FILE)
    told = ["--workspace", str(desk.workspace), "--config", str(config(desk))]
    command("check", check.main, ["the-ear", *told])
    first = place.read_text(encoding="utf-8")
    assert first == report.html(material(desk))
    argument = ["the-ear", "foreign_scripts", "--reason", "a name", "--editor", EDITOR, *told]
    command("waive", waive.main, argument)
    second = place.read_text(encoding="utf-8")
    assert second != first
    assert "放行的理由：a name" in second
    capsys.readouterr()


def config(desk: Desk) -> Path:
    path = desk.workspace.parent / "pod2post.toml"
    shutil.copy(Path(__file__).parent.parent / "samples" / "pod2post.toml", path)
    return path


def command(verb: str, main: object, rest: list[str]) -> None:
    from pod2post import cli

    assert callable(main)
    main(cli.parse([verb, *rest]))


def test_check_of_a_post_that_a_person_changed_leaves_it_alone(desk: Desk) -> None:
    post = desk.run.path("post.md")
    changed = post.read_text(encoding="utf-8").replace("## ", "## 改過的", 1)
    post.write_text(changed, encoding="utf-8")
    told = ["--workspace", str(desk.workspace), "--config", str(config(desk))]
    command("check", check.main, ["the-ear", *told])
    assert not desk.run.path(report.FILE).exists()


def test_a_report_that_cannot_be_written_stops_nothing_and_says_so(
    desk: Desk, tell: SilentTell, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = reopening.opened(desk.run, desk.known)

    def full(path: Path, data: bytes) -> None:
        raise Pod2postError("no space left", "")

    monkeypatch.setattr(report, "write_atomically", full)
    assert report.keep(desk.run, now, (), tell) is False
    assert tell.said == ["report.html was not written: no space left"]
    monkeypatch.undo()
    desk.run.path("names.json").write_text("{", encoding="utf-8")
    assert report.keep(desk.run, now, (), tell) is False
    assert "names.json" in tell.said[-1]
    assert not desk.run.path(report.FILE).exists()


def test_the_run_that_it_tells_of_is_not_touched(desk: Desk) -> None:
    before = {path: path.read_bytes() for path in desk.run.folder.iterdir()}
    now = reopening.opened(desk.run, desk.known)
    assert report.keep(desk.run, now, waiving.numbered(now))
    after = {path: path.read_bytes() for path in desk.run.folder.iterdir()}
    assert set(after) - set(before) == {desk.run.path(report.FILE)}
    assert {path: data for path, data in after.items() if path in before} == before
    assert runs.find_run(desk.workspace, "the-ear").folder == desk.run.folder


def test_a_run_writes_it_at_its_end(tmp_path: Path, tell: SilentTell) -> None:
    golden.post(tmp_path, tell)
    (folder,) = (tmp_path / "runs").iterdir()
    page = (folder / report.FILE).read_text(encoding="utf-8")
    for words in ("4 項錯誤", "沒有採用的引文 1 則", "Most people would call that bad timing."):
        assert words in text_of(page)
    assert not [line for line in tell.said if report.FILE in line]
