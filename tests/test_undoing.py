"""Steps back and forth: what remains is what counts, and nothing that stood is ever lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import Desk
from pod2post import codec
from pod2post.errors import BadInput
from pod2post.revision import editing, undoing, unkept
from pod2post.revision.edits import Edits
from pod2post.revision.undoing import Step, Trail
from pod2post.revision.unkept import Typed, Typing

PARTS = ("s1", "s2", "s3", "head")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def mend(desk: Desk, part: str, number: int) -> None:
    edits = editing.with_take(desk.run.edits(), part, number)
    undoing.keep(desk.run, edits, Step(digest="", what=f"take {part}", editor="Ada", at="now"))


WISHES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(PARTS), st.integers(1, 5)), st.sampled_from(["undo", "redo"])
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(wishes=WISHES)
def test_any_mends_and_undos_end_at_the_edits_of_the_mends_that_remain(
    wishes: list[tuple[str, int] | str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Held against a list of states and a place in it; a mend that changes nothing is no step."""
    desk = Desk(tmp_path_factory.mktemp("trail"))
    desk.run.keep_edits(Edits())
    states, at = [Edits()], 0
    for wish in wishes:
        if isinstance(wish, str):
            go, end = (undoing.undo, 0) if wish == "undo" else (undoing.redo, len(states) - 1)
            told = go(desk.run)
            assert (told is None) == (at == end)
            at += 0 if told is None else -1 if wish == "undo" else 1
        else:
            part, number = wish
            made = editing.with_take(states[at], part, number)
            mend(desk, part, number)
            if made != states[at]:
                states, at = [*states[: at + 1], made], at + 1
        assert desk.run.edits() == states[at]
    aside = {codec.digest(edits) for edits in (*desk.run.past_edits(), desk.run.edits())}
    assert {codec.digest(edits) for edits in states} <= aside | {codec.digest(Edits())}


def test_the_first_edit_of_a_run_without_any_can_be_undone(desk: Desk) -> None:
    desk.run.path("edits.json").unlink()
    mend(desk, "s1", 2)
    assert undoing.undo(desk.run)
    assert desk.run.edits() == Edits()
    assert undoing.undo(desk.run) is None


def test_a_change_from_elsewhere_is_a_step_too(desk: Desk) -> None:
    before = desk.run.edits()
    mend(desk, "s1", 2)
    mine = desk.run.edits()
    desk.run.keep_edits(editing.with_take(mine, "s3", 4))  # as `pod2post lock` and others write
    told = undoing.undo(desk.run)
    assert told
    assert told.what == undoing.ELSEWHERE
    assert desk.run.edits() == mine
    assert undoing.undo(desk.run)
    assert desk.run.edits() == before
    assert undoing.redo(desk.run)
    assert desk.run.edits() == mine


def test_a_kill_between_the_two_files_loses_no_edit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend(desk, "s1", 2)
    mine = desk.run.edits()
    with monkeypatch.context() as patch:
        patch.setattr(undoing, "_write", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            mend(desk, "s2", 3)
    later = desk.run.edits()
    assert later == editing.with_take(mine, "s2", 3)
    assert undoing.undo(desk.run)
    assert desk.run.edits() == mine


@pytest.mark.parametrize("data", [b"", b"{", b'{"schema": 7}', b"\xff"])
def test_a_damaged_trail_begins_anew(desk: Desk, data: bytes) -> None:
    mend(desk, "s1", 2)
    now = desk.run.edits()
    desk.run.path(undoing.FILE).write_bytes(data)
    assert undoing.undo(desk.run) is None
    assert desk.run.edits() == now


def test_edits_that_somebody_removed_are_named_and_nothing_changes(desk: Desk) -> None:
    mend(desk, "s1", 2)
    mend(desk, "s1", 3)
    for path in desk.run.folder.glob("edits-*.json"):
        path.unlink()
    now = desk.run.edits()
    with pytest.raises(BadInput, match="not in the run's folder"):
        undoing.undo(desk.run)
    assert desk.run.edits() == now


def test_a_new_step_ends_what_could_be_redone() -> None:
    trail = undoing.stepped(Trail(start="a"), Step(digest="b", what="x"))
    back = undoing.back(trail)
    assert back
    assert (back.head, undoing.forth(back)) == ("a", trail)
    other = undoing.stepped(back, Step(digest="c", what="y"))
    assert (other.undone, undoing.forth(other)) == ((), None)


# --- what was typed and not kept ------------------------------------------------------


def row(box: str = "paragraph:s1:0", tab: str = "one", text: str = "字") -> Typed:
    return Typed(box=box, tab=tab, base="b", fields=(("text", text),), at="now")


def test_each_window_has_its_own_text_and_a_new_one_is_offered_the_last() -> None:
    known = unkept.typed(unkept.typed(Typing(), row(text="一")), row(tab="two", text="二"))
    offered = [unkept.offered(known, row().box, tab) for tab in ("one", "two", "three")]
    assert [one and one.said["text"] for one in offered] == ["一", "二", "二"]
    assert unkept.offered(known, "paragraph:s1:1", "one") is None
    again = unkept.typed(known, row(text="三"))
    assert [one.said["text"] for one in again.rows] == ["二", "三"]


def test_what_is_kept_in_one_window_stays_typed_in_the_other() -> None:
    known = unkept.typed(unkept.typed(Typing(), row()), row(tab="two"))
    assert [one.tab for one in unkept.forgotten(known, row().box, "one").rows] == ["two"]
    assert unkept.forgotten(known, row().box).rows == ()


def test_a_flood_is_refused_and_takes_nothing_with_it() -> None:
    known = Typing(rows=tuple(row(box=f"b{n}") for n in range(unkept.MOST_ROWS)))
    with pytest.raises(BadInput, match="nobody kept"):
        unkept.typed(known, row())
    with pytest.raises(BadInput, match="characters"):
        unkept.typed(Typing(), row(text="字" * (unkept.LONGEST + 1)))
    assert unkept.typed(known, row(box="b0", text="new")).rows[-1].said["text"] == "new"


def test_a_file_of_nothing_is_no_file(desk: Desk) -> None:
    unkept.keep(desk.run, unkept.typed(Typing(), row()))
    assert unkept.read(desk.run).rows == (row(),)
    unkept.keep(desk.run, Typing())
    assert not desk.run.path(unkept.FILE).exists()
    desk.run.path(unkept.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(BadInput):
        unkept.read(desk.run)
    assert desk.run.path(unkept.FILE).read_text(encoding="utf-8") == "{"
