"""Posts that were edited by hand in any editor, read back: kept whole, and what they lost named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pod2post import cli, codec, runs, settings
from pod2post.errors import BadInput
from pod2post.revision import adopting, reopening
from pod2post.revision.adopting import Adopted
from pod2post.rules.passages import quotes
from pod2post.settings import Settings
from pod2post.store import Store
from pod2post.values import Grounding

ROOT = Path(__file__).parent.parent
OLD = Path(__file__).parent / "old_run"
POST = (OLD / "post.md").read_text(encoding="utf-8")
QUOTED = "「我離開，是因為每個問題都變成了同一個問題：還要再大多少？」"
WATER = "真正在等他的，是小鎮 Greywick 的一位自來水工程師。"


@pytest.fixture
def known() -> Settings:
    return settings.load(ROOT / "samples" / "pod2post.toml")


class Desk:
    """A run, and an editor who changes its post in a file of her own."""

    def __init__(self, workspace: Path, known: Settings) -> None:
        shutil.copytree(OLD, workspace / "runs" / "2026-10-05-the-ear")
        self.known = known
        self.run = runs.find_run(workspace, "the-ear")
        self.file = workspace / "site" / "the-ear.md"
        self.file.parent.mkdir()

    def adopt(self, text: str | bytes, *, lock: bool = False) -> Adopted:
        data = text if isinstance(text, bytes) else text.encode()
        self.file.write_bytes(data)
        made = adopting.adopt(self.run, self.file, self.known, lock=lock)
        assert self.file.read_bytes() == data, "the file is only read"
        return made

    def printed(self) -> str:
        return reopening.post(reopening.opened(self.run, self.known)).markdown


@pytest.fixture
def desk(tmp_path: Path, known: Settings) -> Desk:
    return Desk(tmp_path, known)


def changed(old: str, new: str, text: str = POST) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def body(text: str, *pairs: tuple[str, str]) -> bytes:
    """The text with something replaced below its front matter."""
    matter, fence, rest = text.partition("\n---\n")
    for old, new in pairs:
        rest = rest.replace(old, new)
    return (matter + fence + rest).encode()


# --- the same post, as other programs save it -----------------------------------------

SAVED: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda text: text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "trailing blanks": lambda text: text.replace("\n", "  \n").encode(),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "many empty lines": lambda text: text.replace("\n\n", "\n\n\n\n").encode(),
    "no empty line after headings": lambda text: text.replace("上\n\n", "上\n").encode(),
    "wrapped lines": lambda text: body(text, ("。他", "。\n他"), ("，也", "，\n也")),
    "curly quotation marks": lambda text: text.replace("「", "“").replace("」", "”").encode(),
    "straight quotation marks": lambda text: body(text, ("「", '"'), ("」", '"')),
    "half-width corners": lambda text: text.replace("「", "｢").replace("」", "｣").encode(),
    "closing hashes": lambda text: text.replace(
        "## 小到可以夾在水管上", "## 小到可以夾在水管上 ##"
    ).encode(),
}


@pytest.mark.parametrize("how", SAVED)
def test_how_a_program_saves_it_is_no_change(how: str, desk: Desk) -> None:
    made = desk.adopt(SAVED[how](POST))
    assert (made.changes, made.unproved, made.left, made.edits) == ((), (), (), None)
    assert desk.printed() == POST


# --- what an editor does, and that it is kept -----------------------------------------

KEPT: dict[str, Callable[[str], str]] = {
    "a word": lambda t: changed("電池，加上", "電池，外加", t),
    "a heading": lambda t: changed("## 每個問題都變成還要多大", "## 問題只剩下還要多大", t),
    "a new paragraph": lambda t: changed(WATER, f"他一直記得那一天。\n\n{WATER}", t),
    "a paragraph taken out": lambda t: t.replace(
        next(b for b in t.split("\n\n") if WATER in b) + "\n\n", ""
    ),
    "a paragraph moved": lambda t: _moved(t, WATER, "## 聾掉的機器要自己說出來"),
    "a paragraph divided": lambda t: changed("她告訴他，", "\n\n她告訴他，", t),
    "two paragraphs joined": lambda t: changed("\n\n這個問題的代價", "這個問題的代價", t),
    "a section taken out": lambda t: t[: t.index("## 小到可以")] + t[t.index("## 聾掉的") :],
    "sections in another order": lambda t: (
        t[: t.index("## 小到可以")]
        + t[t.index("## 聾掉的") : t.index("## 我的觀察")]
        + t[t.index("## 小到可以") : t.index("## 聾掉的")]
        + t[t.index("## 我的觀察") :]
    ),
    "two sections joined": lambda t: changed("## 小到可以夾在水管上\n\n", "", t),
    "a section divided": lambda t: changed(WATER, f"## 小鎮的三成八\n\n{WATER}", t),
    "a section of her own": lambda t: changed(
        "## 我的觀察", "## 延伸閱讀\n\n一段新的話。\n\n## 我的觀察", t
    ),
    "the observation taken out": lambda t: t[: t.index("## 我的觀察")].rstrip() + "\n",
    "the title": lambda t: changed("離開 AI 巨頭去聽水管", "離開巨頭去聽水管", t),
    "the tags": lambda t: changed('"邊緣運算", ', "", t),
    "the description": lambda t: changed(
        "做一台夾在水管上聽漏水的小機器。他", "做一台聽漏水的小機器。他", t
    ),
    "the lead": lambda t: changed("一台負責聽的機器，", "一台只負責聽的機器，", t),
    "a quotation reworded": lambda t: changed(
        "同一個問題：還要再大多少", "同一道題：到底還要多大", t
    ),
    "a quotation taken out": lambda t: changed(QUOTED, "", t),
    "a quotation moved": lambda t: changed(
        "Thimble 說，他走", f"{QUOTED}Thimble 說，他走", changed(QUOTED, "", t)
    ),
    "a final mark": lambda t: changed("還要再大多少？」", "還要再大多少？！」", t),
    "a link": lambda t: changed("小鎮 Greywick", "小鎮 [Greywick](https://example.com/a_b)", t),
    "bold words": lambda t: changed("淨化過的水有 38%", "淨化過的水有 **38%**", t),
    "a list": lambda t: changed(WATER, f"- 麥克風\n- 電池\n\n{WATER}", t),
    "an image": lambda t: changed(WATER, f"![水管](pipe.jpg)\n\n{WATER}", t),
    "a smaller heading": lambda t: changed(WATER, f"### 水從哪裡漏掉\n\n{WATER}", t),
    "code with an empty line": lambda t: changed(WATER, f"```\na\n\nb\n```\n\n{WATER}", t),
    "a rule": lambda t: changed(WATER, f"---\n\n{WATER}", t),
    "a player": lambda t: changed(WATER, "{{< youtube abcdefghijk >}}\n\n" + WATER, t),
    "signs of Markdown": lambda t: changed("會議室裡", "會議室*裡* a_b <b> & `c` 1. #", t),
}


def _moved(text: str, begins: str, before: str) -> str:
    block = next(b for b in text.split("\n\n") if begins in b)
    return changed(before, f"{block}\n\n{before}", text.replace(f"{block}\n\n", ""))


@pytest.mark.parametrize("what", KEPT)
def test_what_an_editor_changes_is_printed_as_she_has_it(what: str, desk: Desk) -> None:
    text = KEPT[what](POST)
    assert text != POST
    made = desk.adopt(text)
    assert made.left == ()
    assert made.changes
    assert desk.printed() == text
    before = desk.run.path("edits.json").read_bytes()
    again = desk.adopt(text)
    assert (again.changes, again.edits) == ((), None), "adopted once, it is the post"
    assert desk.run.path("edits.json").read_bytes() == before


@pytest.mark.parametrize("what", KEPT)
def test_quotations_stay_bound_to_their_seconds(what: str, desk: Desk) -> None:
    """Every quotation that the file still has is one in the grounding record too."""
    desk.adopt(KEPT[what](POST))
    record = codec.decode(Grounding, desk.run.path("post.grounding.json").read_bytes())
    then = {row.quote: row for row in record.evidence if row.quote}
    subject = reopening.reopened(desk.run, desk.known)
    now = {
        row.quote: row
        for row in reopening.post(reopening.opened(desk.run, desk.known)).grounding.evidence
        if row.quote
    }
    fewer = {"a quotation taken out": 1, "a section taken out": 5}.get(what, 0)
    lost = then.keys() - now.keys()
    assert len(lost) == fewer
    for name, row in now.items():
        assert (row.start_ms, row.end_ms, row.source) == (
            then[name].start_ms,
            then[name].end_ms,
            then[name].source,
        )
    assert now.keys() <= quotes(subject).keys()


# --- what lost its evidence -----------------------------------------------------------

LOST = [
    ("quotation", QUOTED, "「我離開，是因為每個問題都變成同一道題：到底還要多大？」", "reworded"),
    (
        "quotation",
        "會議室裡卻沒有人",
        "他說「這根本是在燒錢，沒有人敢喊停。」會議室裡卻沒有人",
        "no quotation that was verified",
    ),
    ("number", "待了七年。2021", "待了七年。2012", "2012"),
    ("name", "小鎮 Greywick 的", "小鎮 Grimsby 的", "Grimsby"),
    ("paragraph", WATER, f"水公司後來全部倒閉了。\n\n{WATER}", "cites no cue"),
    ("sentence", WATER, f"{WATER}市長為此公開道過歉。", "nothing ties it"),
    ("sentence", WATER, f"{WATER}Halcyon Forge 後來倒閉了。", "nothing ties it"),
    ("paragraph", WATER, f"Halcyon Forge 後來倒閉了。\n\n{WATER}", "cites no cue"),
    (
        "sentence",
        "Thimble 在 Halcyon Forge 待了七年",
        "Thimble 沒有在 Halcyon Forge 待過七年",
        "negation",
    ),
]


@pytest.mark.parametrize(("kind", "old", "new", "why"), LOST)
def test_what_lost_its_evidence_is_named(
    kind: str, old: str, new: str, why: str, desk: Desk
) -> None:
    made = desk.adopt(changed(old, new))
    rows = [row for row in made.unproved if row.kind == kind]
    assert len(rows) == 1, made.unproved
    assert why in rows[0].why + rows[0].text
    assert rows[0].where == "s1"


def test_a_reworded_quotation_is_not_called_checked(desk: Desk) -> None:
    desk.adopt(KEPT["a quotation reworded"](POST))
    quote = quotes(reopening.reopened(desk.run, desk.known))["s1q2"]
    assert quote.chinese is not None
    assert "同一道題" in quote.chinese
    assert ("rendering", "not checked") in {(t.name, t.verdict) for t in quote.tests}


def test_a_number_changed_in_a_quotation_is_an_error(desk: Desk) -> None:
    desk.adopt(changed("九千戶人家停水 31 個小時", "九萬戶人家停水 31 個小時"))
    found = reopening.checked(reopening.opened(desk.run, desk.known)).findings
    assert [
        f
        for f in found
        if (
            f.severity == "error"
            and f.rule in ("evidence", "figures")
            and "s3q1" in f.what + f.where
        )
        or "九萬" in f.what + f.excerpt
    ]


def test_an_opinion_needs_no_cue(desk: Desk) -> None:
    made = desk.adopt(POST.rstrip() + "\n\n這是我自己的想法。\n")
    assert made.changes == ("observation: the text changed",)
    assert made.unproved == ()


def test_what_may_be_either_of_two_is_neither(desk: Desk) -> None:
    """Two quotations in the same words, and one of them left in a new place."""
    path = desk.run.path("6-quotes.json")
    rows = json.loads(path.read_bytes())
    rows[1]["quotes"][0]["chinese"] = rows[0]["quotes"][1]["chinese"]
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    text = desk.printed()
    assert text.count(QUOTED) == 2
    one = f"他又說了一次：{QUOTED}"
    text = text.replace(QUOTED, "").replace(WATER, f"{one}\n\n{WATER}")
    made = desk.adopt(text)
    (row,) = [row for row in made.unproved if row.kind == "quotation"]
    assert "either of two" in row.why
    found = reopening.checked(reopening.opened(desk.run, desk.known)).findings
    assert "bare_quotes" in {finding.rule for finding in found}
    assert desk.printed() == text


def test_a_quotation_of_a_record_that_was_put_aside_is_still_known(desk: Desk) -> None:
    """She kept a post that a later run wrote anew: its quotations stand in the earlier record."""
    path = desk.run.path("post.grounding.json")
    record = json.loads(path.read_bytes())
    desk.run.path("post.grounding-1.json").write_bytes(path.read_bytes())
    record["evidence"] = []
    path.write_text(json.dumps(record), encoding="utf-8")
    rows = json.loads(desk.run.path("6-quotes.json").read_bytes())
    (gone,) = [q for q in rows[0]["quotes"] if q["id"] == "s1q2"]
    rows[0]["quotes"] = [q for q in rows[0]["quotes"] if q["id"] != "s1q2"]
    desk.run.path("6-quotes.json").write_text(json.dumps(rows), encoding="utf-8")
    assert QUOTED not in desk.printed()
    made = desk.adopt(POST)
    assert made.left == ()
    assert [row for row in made.unproved if row.kind == "quotation"] == []
    quote = quotes(reopening.reopened(desk.run, desk.known))["s1q2"]
    assert (quote.start_ms, quote.source) == (gone["start_ms"], gone["source"])
    assert desk.printed() == POST


# --- what cannot be taken over --------------------------------------------------------

LEFT = [
    ("draft: true", "draft: false", "front matter, draft"),
    ("draft: true", "draft: true\nimage: pipe.jpg", "front matter, image"),
    ("2026-10-05T10", "2026-10-06T10", "front matter, date"),
    ("## 我的觀察", "## 編輯的話", "a heading"),
    ("> 本文整理自", "> 本篇整理自", "above the rule"),
    (', "Podcast"]', "]", "front matter, tags"),
]


@pytest.mark.parametrize(("old", "new", "line"), LEFT)
def test_what_is_printed_otherwise_is_said(old: str, new: str, line: str, desk: Desk) -> None:
    text = changed(old, new)
    made = desk.adopt(text)
    assert [row for row in made.left if row.startswith(line)], made.left
    shelf = Store(desk.run.folder.parent.parent / "store")
    assert not shelf.has(codec.digest_bytes(text.encode())), "it is still hers"


def test_an_adopted_file_may_be_replaced_by_the_next_run(desk: Desk) -> None:
    text = KEPT["a word"](POST).replace("\n", "\r\n").encode()
    desk.adopt(text)
    shelf = Store(desk.run.folder.parent.parent / "store")
    now = reopening.opened(desk.run, desk.known)
    assert reopening.published(now, desk.file, shelf) == desk.file
    assert desk.file.read_text(encoding="utf-8") == KEPT["a word"](POST)


def test_earlier_edits_stay_beside_the_new_ones(desk: Desk) -> None:
    first = desk.run.path("edits.json").read_bytes()
    desk.adopt(KEPT["a word"](POST))
    second = desk.run.path("edits.json").read_bytes()
    desk.adopt(KEPT["a heading"](POST))
    assert desk.run.path("edits-1.json").read_bytes() == first
    assert desk.run.path("edits-2.json").read_bytes() == second


def test_a_lock_holds_all_of_the_post(desk: Desk) -> None:
    desk.adopt(KEPT["a word"](POST), lock=True)
    edits = desk.run.edits()
    assert {edit.section for edit in edits.edits if edit.locked} == {
        "s1",
        "s2",
        "s3",
        "observation",
    }
    assert edits.head is not None
    assert edits.head.locked
    assert desk.printed() == KEPT["a word"](POST)


# --- files that are none --------------------------------------------------------------

STRANGE = [
    (b"# no front matter", "front matter"),
    (b"---\ntitle: [\n---\n\ntext", "no YAML"),
    (b"---\n- a\n---\n\ntext", "holds no fields"),
    (b"\x80\x81\x82", "no UTF-8"),
    ("---\ntitle: 別的\n---\n\n完全是另一篇文章。\n".encode(), "nothing in common"),
    (b"---\ntitle: x\n" + b"a" * 2_000_001, "bytes"),
]


@pytest.mark.parametrize(("data", "cause"), STRANGE)
def test_a_file_that_is_no_post_of_the_run_is_refused(data: bytes, cause: str, desk: Desk) -> None:
    before = desk.run.path("edits.json").read_bytes()
    with pytest.raises(BadInput, match=cause) as caught:
        desk.adopt(data)
    assert caught.value.remedy
    assert desk.run.path("edits.json").read_bytes() == before


def test_the_run_is_found_by_the_files_folder_or_name(tmp_path: Path, known: Settings) -> None:
    desk = Desk(tmp_path, known)
    bundle = tmp_path / "site" / "the-ear" / "index.md"
    for file in (
        desk.run.path("post.md"),
        desk.file,
        desk.file.with_name("the-ear.new-2.md"),
        bundle,
    ):
        assert adopting.run_of(file, tmp_path).folder == desk.run.folder
    with pytest.raises(BadInput, match="belongs to no run"):
        adopting.run_of(tmp_path / "site" / "other.md", tmp_path)
    shutil.copytree(OLD, tmp_path / "runs" / "2026-11-05-the-ear")
    with pytest.raises(BadInput, match="post of 2 runs"):
        adopting.run_of(desk.file, tmp_path)


def test_the_command_says_what_was_taken_and_what_was_lost(
    tmp_path: Path, known: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, known)
    desk.file.write_text(changed("小鎮 Greywick 的", "小鎮 Grimsby 的"), encoding="utf-8")
    config = str(ROOT / "samples" / "pod2post.toml")
    call = ["adopt", str(desk.file), "--workspace", str(tmp_path), "--config", config]
    assert cli.main(call) == 0
    out = capsys.readouterr().out
    assert "taken     s1: the text changed" in out
    assert "unproved  s1: " in out
    assert "Grimsby" in out
    assert cli.main([*call, "--json", "--run", "the-ear"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["event"], told["code"], told["changes"], told["edits"]) == ("done", 0, [], None)
    assert cli.main(["adopt", str(desk.file), "--workspace", str(tmp_path / "none")]) == 2
    assert "belongs to no run" in capsys.readouterr().err
    assert cli.main(["adopt", "missing.md", "--workspace", str(tmp_path), "--run", "the-ear"]) == 2


def test_the_command_locks_and_unlocks(
    tmp_path: Path, known: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, known)
    config = str(ROOT / "samples" / "pod2post.toml")
    rest = ["--workspace", str(tmp_path), "--config", config]
    assert cli.main(["lock", "the-ear", "s1", "head", *rest]) == 0
    assert capsys.readouterr().out == "locked    head, s1\n"
    assert cli.main(["lock", "the-ear", "s1", "--off", "--json", *rest]) == 0
    assert json.loads(capsys.readouterr().out)["locked"] == ["head"]
    assert cli.main(["lock", "the-ear", "s9", *rest]) == 2
    assert "no part 's9'" in capsys.readouterr().err
    assert cli.main(["lock", "the-ear", "s3", "--off", *rest]) == 2
    assert "s3 is not locked" in capsys.readouterr().err
    assert desk.printed() == POST
