"""What is checked again after a mend: the same findings in the same order, and less work."""

from dataclasses import replace
from pathlib import Path

import pytest

from desk import Desk
from pod2post.checking import piecewise
from pod2post.checking.piecewise import Memo
from pod2post.glossary import Glossary
from pod2post.revision import mends, recuing, reopening, waiving
from pod2post.revision.edits import Edits
from pod2post.revision.reopening import Opened
from pod2post.rules import naming


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def mended(desk: Desk) -> list[Opened]:
    """The run after one mend of each kind, each made on the one before."""
    states = [reopening.opened(desk.run, desk.known)]

    def after(edits: Edits) -> None:
        assert edits != states[-1].edits
        states.append(reopening.opened(desk.run, desk.known, edits))

    after(
        mends.paragraph(
            states[-1], "s2", 0, "Drumfich 有 90 萬個參數。「沒有人這樣說過的一句話。」"
        )
    )
    after(mends.heading(states[-1], "s1", "一支視頻 的 120 種聽法"))
    after(mends.head(states[-1], "Kenji Moriarty 的一天", "共 77 家公司。", "AI, 音頻"))
    after(mends.observation(states[-1], "我看到 44 個人。"))
    after(recuing.unquoted(states[-1], "s2q1"))
    after(recuing.recued(states[-1], "s1q1", "c0005", "c0006", "這裡有 12 個人。"))
    return states


@pytest.mark.parametrize("with_words", [False, True], ids=["without a dictionary", "with both"])
def test_piece_by_piece_the_same_is_found(
    desk: Desk, with_words: bool, request: pytest.FixtureRequest
) -> None:
    words: Glossary | None = request.getfixturevalue("both") if with_words else None
    memo = Memo()
    for now in mended(desk):
        whole = waiving.numbered(now, words)
        assert piecewise.numbered(now, words, memo) == whole
        assert piecewise.numbered(now, words, memo) == whole
    assert len(whole) > 10, "the mends are wrong on purpose"


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows whenever one rule is asked."""
    asked: list[str] = []
    real = naming.exchanged_in_prose

    def counted(subject: object) -> object:
        asked.append("once")
        return real(subject)  # type: ignore[arg-type]

    monkeypatch.setattr(naming, "exchanged_in_prose", counted)
    return asked


def test_what_did_not_change_is_not_asked_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = counting(monkeypatch)
    memo, now = Memo(), reopening.opened(desk.run, desk.known)
    piecewise.numbered(now, None, memo)
    draft = now.shown.draft
    own = (draft.observation,) if draft.observation else ()
    parts = (draft.head.lead, *(one.paragraphs for one in (*draft.sections, *own)))
    every = len(parts) + sum(map(len, parts))  # a part's title or heading, and each paragraph
    assert len(asked) == every
    edits = mends.paragraph(now, "s1", 0, "改過的一段。")
    piecewise.numbered(reopening.opened(desk.run, desk.known, edits), None, memo)
    assert len(asked) == every + 1


def test_another_transcript_or_name_sheet_is_another_matter(desk: Desk) -> None:
    memo, now = Memo(), reopening.opened(desk.run, desk.known)
    before = piecewise.numbered(now, None, memo)
    bare = replace(now, shown=replace(now.shown, names=replace(now.shown.names, entries=())))
    assert piecewise.numbered(bare, None, memo) == waiving.numbered(bare)
    assert piecewise.numbered(now, None, memo) == before


def test_what_is_remembered_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piecewise, "MOST_RUNS", 2)
    monkeypatch.setattr(piecewise, "MOST_TEXTS", 2)
    monkeypatch.setattr(piecewise, "MOST_PARTS", 3)
    monkeypatch.setattr(piecewise, "ROOM", 1)
    memo, now = Memo(), reopening.opened(desk.run, desk.known)
    for notes in ("one", "two", "three"):
        other = replace(now, shown=replace(now.shown, notes=notes))
        assert piecewise.numbered(other, None, memo) == waiving.numbered(other)
    for number in range(4):
        edits = mends.paragraph(now, "s1", 0, f"改過 {number} 次的一段。")
        again = reopening.opened(desk.run, desk.known, edits)
        assert piecewise.numbered(again, None, memo) == waiving.numbered(again)
    assert len(memo.runs) == 2
    for _, around in memo.runs.values():
        assert len(around) == 3
        assert max(len(known.texts) for known in around.values()) <= 2
        longest = max(len(row.paragraphs) for row in now.shown.draft.sections)
        most = 1 + longest + sum(len(row.quotes) for row in now.shown.quotes)
        assert max(len(known.pieces) for known in around.values()) <= most


def test_mends_in_one_part_forget_nothing_of_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    memo, now = Memo(), reopening.opened(desk.run, desk.known)
    for number in range(60):
        edits = mends.paragraph(now, "s1", 0, f"改過 {number} 次的一段。")
        piecewise.numbered(reopening.opened(desk.run, desk.known, edits), None, memo)
    asked = counting(monkeypatch)
    edits = mends.paragraph(now, "s2", 0, "另一節裡改過的一段。")
    piecewise.numbered(reopening.opened(desk.run, desk.known, edits), None, memo)
    assert 1 <= len(asked) <= 2, "that paragraph, and perhaps the first one as it was"
