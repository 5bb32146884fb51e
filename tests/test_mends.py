"""What an editor retyped becomes edits: what she left stays bound, what she changed is told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import Desk
from pod2post import codec
from pod2post.errors import BadInput
from pod2post.revision import editing, mends, recuing, renaming, reopening
from pod2post.revision.edits import Edits, named
from pod2post.revision.renaming import Spelling
from pod2post.revision.reopening import Opened
from pod2post.rules.passages import quotes, sections
from pod2post.values import Name, Names, Paragraph
from pod2post.zh import marks


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("mends"))


@pytest.fixture
def now(shared: Desk) -> Opened:
    return reopening.opened(shared.run, shared.known)


def after(shared: Desk, edits: Edits) -> Opened:
    made = reopening.opened(shared.run, shared.known, edits)
    assert [f for f in made.amended.findings if f.severity == "error"] == []
    return made


def section(now: Opened, part: str) -> tuple[Paragraph, ...]:
    return next(row.paragraphs for row in sections(now.shown) if row.id == part)


def text(now: Opened, part: str, number: int) -> str:
    return mends.boxed(section(now, part)[number].text, quotes(now.shown))


# --- paragraphs -----------------------------------------------------------------------


def test_a_box_shows_quotations_in_their_words(now: Opened) -> None:
    assert text(now, "s1", 5) == "「我心想，這是聽力的問題。耳朵怎麼做，我知道。」他說。"


def test_a_quotation_that_cannot_be_shown_keeps_its_mark_in_the_box() -> None:
    assert mends.boxed("前⟦q:gone⟧後", {}) == "前⟦q:gone⟧後"


def test_what_was_not_changed_is_no_edit(now: Opened) -> None:
    for row in sections(now.shown):
        for number in range(len(row.paragraphs)):
            typed = text(now, row.id, number)
            assert mends.paragraph(now, row.id, number, f"\n {typed} \r\n\n") == now.edits


def test_a_word_beside_quotations_leaves_every_quotation_bound(shared: Desk, now: Opened) -> None:
    for row in sections(now.shown):
        for number, old in enumerate(row.paragraphs):
            edits = mends.paragraph(now, row.id, number, "後來，" + text(now, row.id, number))
            made = section(after(shared, edits), row.id)[number]
            assert (marks(made.text), made.cues) == (marks(old.text), made.cues)
            assert made.text == "後來，" + old.text
            assert set(made.cues) >= set(old.cues)
            assert edits.quotes == now.edits.quotes


def test_a_quotation_reworded_in_its_paragraph_is_a_quotation_with_another_rendering(
    shared: Desk, now: Opened
) -> None:
    typed = text(now, "s1", 5).replace("耳朵怎麼做，我知道", "怎麼做耳朵，我會")
    made = after(shared, mends.paragraph(now, "s1", 5, typed))
    assert marks(section(made, "s1")[5].text) == ("s1q4",)
    quote = quotes(made.shown)["s1q4"]
    assert quote.chinese == "我心想，這是聽力的問題。怎麼做耳朵，我會。"
    assert quote.source == quotes(now.shown)["s1q4"].source
    assert ("rendering", "not checked") in [(t.name, t.verdict) for t in quote.tests]
    assert text(made, "s1", 5) == typed


def test_a_locked_section_takes_a_reworded_quotation_too(shared: Desk, now: Opened) -> None:
    fixed = after(shared, editing.locked(now.edits, ("s1",), now.written, now.shown))
    typed = text(fixed, "s1", 5).replace("耳朵怎麼做", "怎麼做耳朵")
    made = after(shared, mends.paragraph(fixed, "s1", 5, typed))
    assert quotes(made.shown)["s1q4"].chinese == "我心想，這是聽力的問題。怎麼做耳朵，我知道。"
    assert editing.locks(made.edits) == ("s1",)


def test_words_in_quotation_marks_that_nobody_spoke_stay_text_and_are_named(
    shared: Desk, now: Opened
) -> None:
    edits = mends.paragraph(now, "s1", 2, "他說：「這句話沒有人在節目裡說過。」")
    made = after(shared, edits)
    assert "「這句話沒有人在節目裡說過。」" in section(made, "s1")[2].text
    found = reopening.checked(made).findings
    assert any(f.severity == "error" and f.where == "s1" and "沒有人" in f.excerpt for f in found)


def test_a_quotation_moved_to_another_paragraph_is_the_same(shared: Desk, now: Opened) -> None:
    words = "「多數人會說，這時機挑得真差。」"
    out = after(shared, mends.paragraph(now, "s1", 0, "Thimble 待了七年。"))
    made = after(shared, mends.paragraph(out, "s1", 2, f"Fable 說，{words}"))
    row = section(made, "s1")[2]
    assert marks(row.text) == ("s1q1",)
    assert set(quotes(made.shown)["s1q1"].cues) <= set(row.cues)


def test_an_empty_line_divides_and_an_empty_box_takes_out(shared: Desk, now: Opened) -> None:
    before = section(now, "s1")
    two = after(shared, mends.paragraph(now, "s1", 2, "第一段。\n\n 第二段，\n第二行。"))
    rows = section(two, "s1")
    assert [row.text for row in rows[2:4]] == ["第一段。", "第二段，第二行。"]
    assert rows[2].cues == rows[3].cues == before[2].cues
    assert (rows[:2], rows[4:]) == (before[:2], before[3:])
    none = after(shared, mends.paragraph(now, "s1", 2, " \n\n "))
    assert section(none, "s1") == (*before[:2], *before[3:])


def test_typing_back_what_the_writer_wrote_leaves_no_edit(shared: Desk, now: Opened) -> None:
    once = after(shared, mends.paragraph(now, "s1", 0, "另一段。"))
    edits = mends.paragraph(once, "s1", 0, text(now, "s1", 0))
    made = after(shared, edits)
    assert made.shown.draft.sections == now.shown.draft.sections


def test_her_own_markdown_stays_hers(shared: Desk, now: Opened) -> None:
    rows = section(now, "s1")
    own = editing.edit_of(
        replace(
            next(row for row in sections(now.shown) if row.id == "s1"),
            paragraphs=(replace(rows[0], text="**粗體** 的一段"), *rows[1:]),
        ),
        now.written,
        replace(now.shown, verbatim=("**粗體** 的一段",)),
    )
    there = after(shared, editing.with_edit(now.edits, own))
    made = after(shared, mends.paragraph(there, "s1", 0, "**更粗** 的一段"))
    assert "**更粗** 的一段" in made.shown.verbatim
    other = after(shared, mends.paragraph(made, "s1", 1, "**不是** Markdown"))
    assert "**不是** Markdown" not in other.shown.verbatim


def test_the_lead_is_edited_like_any_paragraph(shared: Desk, now: Opened) -> None:
    made = after(shared, mends.paragraph(now, "head", 2, "它怎麼說自己聽不見？"))
    assert made.shown.draft.head.lead[2].text == "它怎麼說自己聽不見？"
    assert made.shown.draft.head.title == now.shown.draft.head.title


@pytest.mark.parametrize(("part", "number"), [("s9", 0), ("s1", 99), ("../s1", 0), ("head", 7)])
def test_a_place_that_is_not_there_is_refused(now: Opened, part: str, number: int) -> None:
    with pytest.raises(BadInput):
        mends.paragraph(now, part, number, "任何字")


def test_a_paragraph_of_5000_characters_is_kept_whole(shared: Desk, now: Opened) -> None:
    long = "一段很長的話，說了又說。" * 417
    made = after(shared, mends.paragraph(now, "s1", 2, long))
    assert section(made, "s1")[2].text == long
    with pytest.raises(BadInput, match="20,000"):
        mends.paragraph(now, "s1", 2, "長" * (mends.LONGEST + 1))


@settings(max_examples=60, deadline=None)
@given(typed=st.text(max_size=80))
def test_whatever_is_typed_is_kept_and_printed(shared: Desk, typed: str) -> None:
    """It makes a page that reads back, and a box that shows what was typed, blanks aside."""
    now = reopening.opened(shared.run, shared.known)
    edits = mends.paragraph(now, "s1", 2, typed)
    assert codec.decode(Edits, codec.encode(edits)) == edits
    made = reopening.opened(shared.run, shared.known, edits)
    reopening.post(made)
    count = len(section(made, "s1")) - len(section(now, "s1")) + 1
    known = quotes(made.shown)
    shown = [mends.boxed(row.text, known) for row in section(made, "s1")[2 : 2 + count]]
    if "⟦" not in typed:
        assert "".join("".join(shown).split()) == "".join(" ".join(mends.blocks(typed)).split())


# --- fields ---------------------------------------------------------------------------


def test_a_heading_and_the_head_change_nothing_else(shared: Desk, now: Opened) -> None:
    made = after(shared, mends.heading(now, "s1", "  還要\n多大  "))
    assert made.shown.draft.sections[0].heading == "還要多大"
    assert made.shown.draft.sections[0].paragraphs == section(now, "s1")
    top = now.shown.draft.head
    edits = mends.head(now, "新的標題", top.description, "AI、 水管,AI;感測器\n漏水")
    head = after(shared, edits).shown.draft.head
    assert (head.title, head.tags) == ("新的標題", ("AI", "水管", "感測器", "漏水"))
    assert (head.description, head.lead) == (top.description, top.lead)
    same = mends.head(now, top.title, top.description, "、".join(top.tags))
    assert same == now.edits


@pytest.mark.parametrize("typed", ["", "  \n "])
def test_what_a_page_cannot_do_without_is_not_emptied(now: Opened, typed: str) -> None:
    with pytest.raises(BadInput):
        mends.heading(now, "s1", typed)
    with pytest.raises(BadInput):
        mends.head(now, typed, "", "")


def test_the_opinion_keeps_the_evidence_of_what_she_left(shared: Desk, now: Opened) -> None:
    own = now.shown.draft.observation
    assert own
    rows = [row.text for row in own.paragraphs]
    made = after(shared, mends.observation(now, "\n\n".join([*rows[:3], "我另有看法。"])))
    there = made.shown.draft.observation
    assert there
    assert there.paragraphs[:3] == own.paragraphs[:3]
    assert there.paragraphs[3] == Paragraph(text="我另有看法。", cues=())
    gone = after(shared, mends.observation(made, ""))
    assert gone.shown.draft.observation is None
    again = after(shared, mends.observation(gone, "又寫了。"))
    assert again.shown.draft.observation
    assert [row.text for row in again.shown.draft.observation.paragraphs] == ["又寫了。"]


# --- quotations -----------------------------------------------------------------------


def test_a_quotation_bound_to_other_sentences_has_their_words(shared: Desk, now: Opened) -> None:
    edits = recuing.recued(now, "s1q1", "c0011", "c0012", "一個月前才募到錢。大家會說時機真差。")
    made = after(shared, edits)
    quote, heard = quotes(made.shown)["s1q1"], {c.id: c for c in made.shown.transcript.cues}
    assert quote.cues == ("c0011", "c0012")
    assert quote.source == f"{heard['c0011'].text} {heard['c0012'].text}"
    assert (quote.start_ms, quote.end_ms) == (heard["c0011"].start_ms, heard["c0012"].end_ms)
    assert set(quote.cues) <= set(section(made, "s1")[0].cues)
    assert recuing.recued(made, "s1q1", "c0011", "c0012", quote.chinese or "") == made.edits


@pytest.mark.parametrize(
    ("first", "last", "chinese"),
    [
        ("c0012", "c0011", "譯"),
        ("c9999", "c0011", "譯"),
        ("", "", "譯"),
        ("../../x", "c0011", "譯"),
        ("c0011", "c0012", " "),
    ],
)
def test_sentences_that_are_none_are_refused(
    now: Opened, first: str, last: str, chinese: str
) -> None:
    with pytest.raises(BadInput):
        recuing.recued(now, "s1q1", first, last, chinese)


def test_a_quotation_taken_out_leaves_no_mark_and_a_clean_sentence(
    shared: Desk, now: Opened
) -> None:
    made = after(shared, recuing.unquoted(now, "s1q1"))
    assert "s1q1" not in quotes(made.shown)
    assert section(made, "s1")[0].text.endswith("主持人 Fable 一開口就點破。")
    alone = after(shared, recuing.unquoted(now, "s1q4"))
    assert section(alone, "s1")[5].text == "他說。"
    both = after(shared, recuing.unquoted(after(shared, recuing.unquoted(now, "s2q3")), "s2q4"))
    assert marks(section(both, "s2")[4].text) == ()
    with pytest.raises(BadInput):
        recuing.unquoted(now, "s9q9")


def test_a_locked_section_gives_a_quotation_up_too(shared: Desk, now: Opened) -> None:
    fixed = after(shared, editing.locked(now.edits, ("s1",), now.written, now.shown))
    made = after(shared, recuing.unquoted(fixed, "s1q1"))
    assert marks(section(made, "s1")[0].text) == ()
    moved = after(shared, recuing.recued(fixed, "s1q4", "c0029", "c0029", "這是聽力問題。"))
    assert quotes(moved.shown)["s1q4"].cues == ("c0029",)


# --- names ----------------------------------------------------------------------------


def test_a_name_is_changed_at_every_place_and_known_from_then_on(shared: Desk, now: Opened) -> None:
    wish = renaming.spelling(" Drumfish ", "Drumfin", "product")
    found = renaming.found(now, wish)
    assert {(place.where, place.quote) for place in found.places} == {
        *(("s2", None), ("s3", None), ("observation", None), ("s3", "s3q1"))
    }
    assert found.heard, "it was heard so, and the transcript keeps what was heard"
    made = after(shared, renaming.renamed(now, wish))
    page = reopening.post(made).markdown
    assert ("Drumfish" in page, page.count("Drumfin")) == (False, len(found.places))
    assert made.shown.transcript == now.shown.transcript
    (own,) = made.edits.names
    assert (own.canonical, "Drumfish" in own.heard) == ("Drumfin", True)
    errors = [f for f in reopening.checked(made).findings if "Drumfin" in f.what]
    assert errors == [], "the checks know her name"
    assert renaming.found(made, wish).places == ()


def test_only_whole_names_are_changed(now: Opened) -> None:
    top = replace(now.shown.draft.head, title="AI、AIM 與 BAI：王明、王明華，⟦q:AI⟧")
    there = replace(now, shown=replace(now.shown, draft=replace(now.shown.draft, head=top)))
    assert _titled(there, Spelling(old="AI", new="人工智慧")) == (
        "人工智慧、AIM 與 BAI：王明、王明華，⟦q:AI⟧"
    )
    assert _titled(there, Spelling(old="王明", new="王明華")) == (
        "AI、AIM 與 BAI：王明華、王明華，⟦q:AI⟧"
    )


def _titled(now: Opened, wish: Spelling) -> str:
    head = renaming.renamed(now, wish).head
    assert head
    return head.title


@pytest.mark.parametrize(
    ("old", "new"), [("", "x"), ("x", " "), ("x", "x"), ("a「", "b"), ("⟦", "b")]
)
def test_a_name_that_is_none_is_refused(old: str, new: str) -> None:
    with pytest.raises(BadInput):
        renaming.spelling(old, new, "person")


def test_her_spelling_takes_the_place_of_the_sheets_entry() -> None:
    sheet = Names(
        entries=(Name(canonical="Drumfich", kind="product"), Name(canonical="Bo", kind="person"))
    )
    own = (Name(canonical="Drumfish", kind="product", heard=("Drumfich",)),)
    assert named(sheet, own).entries == (*own, sheet.entries[1])
    assert named(sheet, ()) is sheet
