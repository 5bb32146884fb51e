"""Edits laid over a draft: applied, in conflict, locked; nothing is lost in silence."""

from dataclasses import replace
from typing import Any

import pytest

import drafts
from conftest import SilentTell
from pod2post import codec
from pod2post.revision import editing
from pod2post.revision.edits import OWN, Edit, Edits, HeadEdit, QuoteEdit, Removed, Take, Waiver
from pod2post.rules.passages import quotes
from pod2post.stages.amend import amend, amended
from pod2post.store import Store
from pod2post.values import Finding, Subject, Transcript

S1, S2, S3 = drafts.SECTIONS


def edit(**changes: Any) -> Edit:
    fields: dict[str, Any] = {
        "section": "s2",
        "base": codec.digest(S2),
        "heading": "改過的標題",
        "paragraphs": (drafts.paragraph("改過。", "c4"),),
    }
    return Edit(**(fields | changes))


def said(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.where}: {finding.what}" for finding in findings]


def test_an_edit_replaces_the_section_it_was_made_against(shelf: Store, tell: SilentTell) -> None:
    made = amend(drafts.subject(), Edits(edits=(edit(),)), shelf=shelf, tell=tell)
    assert [s.heading for s in made.draft.sections] == [S1.heading, "改過的標題", S3.heading]
    assert made.draft.sections[1].paragraphs[0].text == "改過。"
    assert made.findings == ()
    assert amended(drafts.subject(), Edits()).draft == drafts.subject().draft


STALE = [
    (Edits(edits=(edit(base="sha256:0"),)), "s2: your text for section s2 is not used"),
    (Edits(edits=(edit(section="s7"),)), "s7: your text for section s7 is not used"),
    (Edits(removed=(Removed(section="s2", base="sha256:0"),)), "s2: section s2 was taken out"),
    (Edits(quotes=(QuoteEdit(quote="s1q1", base="x", drop=True),)), "s1: your change to the quot"),
    (Edits(quotes=(QuoteEdit(quote="s9q1", base="x", drop=True),)), "quotes: your change to the"),
    (
        Edits(head=HeadEdit(base="x", title="題", description="", tags=(), lead=())),
        "head: your title, description, tags and lead are not used",
    ),
]


@pytest.mark.parametrize(("edits", "line"), STALE)
def test_a_stale_edit_is_an_error_and_changes_nothing(edits: Edits, line: str) -> None:
    subject = drafts.subject()
    made = amended(subject, edits)
    assert (made.draft, made.quotes) == (subject.draft, subject.quotes)
    (finding,) = made.findings
    assert f"{finding.where}: {finding.what}".startswith(line)
    assert finding.severity == "error"
    assert "kept in edits.json" in finding.mend


def test_an_edit_whose_text_stands_already_is_no_conflict() -> None:
    edits = Edits(edits=(edit(base="sha256:0", heading=S2.heading, paragraphs=S2.paragraphs),))
    made = amended(drafts.subject(), edits)
    assert (made.findings, made.draft) == ((), drafts.subject().draft)


def test_sections_are_taken_out_added_and_arranged() -> None:
    own = edit(section="e1", base=OWN)
    edits = Edits(
        edits=(own,),
        removed=(Removed(section="s2", base=codec.digest(S2)),),
        order=("s3", "e1", "s1"),
    )
    made = amended(drafts.subject(), edits)
    assert [s.id for s in made.draft.sections] == ["s3", "e1", "s1"]
    assert made.findings == ()
    more = drafts.subject(sections=(*drafts.SECTIONS, drafts.section("s4", "後來才有的一節")))
    made = amended(more, edits)
    assert [s.id for s in made.draft.sections] == ["s3", "e1", "s1", "s4"]
    assert said(made.findings) == ["s4: section s4 is new since you arranged them"]


def test_the_observation_is_edited_added_and_taken_out() -> None:
    mine = edit(section="observation", base=OWN, heading="我的觀察")
    made = amended(drafts.subject(), Edits(edits=(mine,)))
    assert made.draft.observation is not None
    assert made.draft.observation.paragraphs == mine.paragraphs
    assert len(made.draft.sections) == 3
    whole = drafts.subject(opinion=made.draft.observation)
    gone = Removed(section="observation", base=codec.digest(made.draft.observation))
    assert amended(whole, Edits(removed=(gone,))).draft.observation is None


# --- quotations -----------------------------------------------------------------------


def test_a_quotation_is_dropped_reworded_and_bound_to_other_cues() -> None:
    subject = drafts.subject()
    base = codec.digest(drafts.quote())
    dropped = amended(subject, Edits(quotes=(QuoteEdit(quote="s1q1", base=base, drop=True),)))
    assert dropped.quotes[0].quotes == ()
    chinese = "地圖是一個承諾，而每到春天，承諾就得兌現一次。"
    wish = QuoteEdit(quote="s1q1", base=base, chinese=chinese)
    made = amended(subject, Edits(quotes=(wish,)))
    (quote,) = made.quotes[0].quotes
    assert [(f.severity, f.where) for f in made.findings] == [("warning", "s1")]
    assert quote.source in made.findings[0].mend
    assert (quote.chinese, quote.source) == (chinese, drafts.quote().source)
    assert ("rendering", "not checked") in {(t.name, t.verdict) for t in quote.tests}
    wish = QuoteEdit(
        quote="s1q1", base=base, cues=("c5",), chinese="我們的海圖有一半是錯的，還是照樣印了出來。"
    )
    (quote,) = amended(subject, Edits(quotes=(wish,))).quotes[0].quotes
    assert quote.cues == ("c5",)
    assert quote.source == drafts.WORDS[4][1]
    assert quote.start_ms == 25_000


def test_a_changed_mark_is_no_new_rendering() -> None:
    chinese = (drafts.quote().chinese or "").replace("。", "！")
    wish = QuoteEdit(quote="s1q1", base=codec.digest(drafts.quote()), chinese=chinese)
    made = amended(drafts.subject(), Edits(quotes=(wish,)))
    assert made.findings == ()
    assert made.quotes[0].quotes[0].chinese == chinese


def test_cues_that_are_not_adjacent_are_no_quotation() -> None:
    wish = QuoteEdit(quote="s1q1", base=codec.digest(drafts.quote()), cues=("c3", "c5"))
    (quote,) = amended(drafts.subject(), Edits(quotes=(wish,))).quotes[0].quotes
    assert ("stitched", "failed") in {(test.name, test.verdict) for test in quote.tests}


# --- locks ----------------------------------------------------------------------------


def lock(subject: Subject, *parts: str) -> Edits:
    return editing.locked(Edits(), parts, subject, subject)


def moved(transcript: Transcript, **changes: str) -> Transcript:
    """Another recogniser's transcript: other ids, later times, here and there other words."""
    cues = tuple(
        replace(
            cue,
            id=f"n{cue.id}",
            start_ms=cue.start_ms + 700,
            end_ms=cue.end_ms + 700,
            text=changes.get(cue.id, cue.text),
        )
        for cue in transcript.cues
    )
    return replace(transcript, cues=cues)


def test_a_locked_section_stands_whatever_was_written_since() -> None:
    edits = lock(drafts.subject(), "s1", "head")
    other = drafts.section("s1", "完全不同的標題", drafts.paragraph("別的內容。", "c5"))
    fresh = drafts.subject(
        sections=(other, S2, S3),
        quotes=(drafts.quote(chinese="別的譯文。"),),
        head=replace(drafts.HEAD, title="新的標題"),
    )
    made = amended(fresh, edits)
    assert made.draft.sections[0] == S1
    assert made.draft.head == drafts.HEAD
    assert made.quotes[0].quotes[0].chinese == drafts.quote().chinese
    assert made.findings == ()


def test_a_locked_section_is_proved_by_another_transcript() -> None:
    edits = lock(drafts.subject(), "s1")
    fresh = drafts.subject(quotes=(), transcript=moved(drafts.transcript()))
    made = amended(fresh, edits)
    (quote,) = made.quotes[0].quotes
    assert (quote.cues, quote.start_ms, quote.source) == (("nc3",), 15_700, drafts.quote().source)
    assert [p.cues for p in made.draft.sections[0].paragraphs] == [("nc2",), ("nc3",)]
    assert [p.text for p in made.draft.sections[0].paragraphs] == [p.text for p in S1.paragraphs]
    assert made.findings == ()


def test_a_locked_quotation_that_nobody_says_any_more_is_an_error_and_stays() -> None:
    edits = lock(drafts.subject(), "s1")
    fresh = drafts.subject(
        quotes=(), transcript=moved(drafts.transcript(), c3="Maps are hard to keep.")
    )
    made = amended(fresh, edits)
    assert [p.text for p in made.draft.sections[0].paragraphs] == [p.text for p in S1.paragraphs]
    lost = [f for f in made.findings if "lost its evidence" in f.what]
    assert {f.severity for f in lost} == {"error"}
    assert lost[0].excerpt in (drafts.quote().chinese or "")
    (quote,) = made.quotes[0].quotes
    assert [t.verdict for t in quote.tests if t.name == "verbatim"] == ["failed"]


def test_a_locked_section_keeps_its_quotation_when_the_id_means_another_one_now() -> None:
    """A quotation of section s1 placed in the locked s2; s1 is then written anew."""
    placed = drafts.section("s2", S2.heading, drafts.paragraph("他說：⟦q:s1q1⟧", "c3"))
    bare = drafts.section("s1", S1.heading, S1.paragraphs[0])
    before = drafts.subject(sections=(bare, placed, S3))
    other = drafts.quote(source=drafts.WORDS[3][1], chinese="河道移動了四百公尺。", cues=("c4",))
    made = amended(drafts.subject(quotes=(other,)), lock(before, "s2"))
    known = {quote.id: quote.source for row in made.quotes for quote in row.quotes}
    (mark,) = {name for name in known if name != "s1q1"}
    assert known == {"s1q1": other.source, mark: drafts.quote().source}
    assert made.draft.sections[1].paragraphs[0].text == f"他說：⟦q:{mark}⟧"


def test_unlocking_keeps_what_the_editor_changed_and_nothing_else() -> None:
    subject = drafts.subject()
    edits = editing.with_edit(Edits(), edit())
    shown = replace(subject, draft=amended(subject, edits).draft)
    edits = editing.locked(edits, ("s1", "s2", "head"), subject, shown)
    assert editing.locks(edits) == ("head", "s2", "s1")
    free = editing.unlocked(edits, ("s1", "s2", "head"))
    assert free.head is None
    assert [(row.section, row.locked, row.heading) for row in free.edits] == [
        ("s2", False, "改過的標題")
    ]


# --- waivers, takes -------------------------------------------------------------------


def test_a_waived_finding_is_a_note_with_its_reason_as_long_as_it_is_the_same() -> None:
    finding = Finding(rule="names", severity="error", where="s1", what="X", mend="", excerpt="a")
    edits = editing.waived(Edits(), finding, "筆名，本人確認過")
    (kept,) = editing.settled((finding,), edits)
    assert (kept.severity, kept.what) == ("note", "X (waived: 筆名，本人確認過)")
    other = replace(finding, excerpt="b")
    rows = editing.settled((other,), edits)
    assert [row.severity for row in rows] == ["error", "note"]
    assert "a waived finding is gone" in rows[1].what
    again = editing.waived(edits, finding, "別的理由", editor="Ida Quill")
    assert [row.reason for row in again.waived] == ["別的理由"]
    assert editing.settled((finding,), again)[0].what == "X (waived by Ida Quill: 別的理由)"
    assert editing.unwaived(again, other).waived == again.waived
    assert editing.unwaived(again, finding).waived == ()
    with pytest.raises(ValueError, match="for a reason"):
        Waiver(rule="r", where="w", what="", excerpt="", reason=" ")


def test_takes_count_from_one_and_the_first_needs_no_entry() -> None:
    edits = editing.with_take(Edits(), "s2", 2)
    assert editing.take_of(edits, "s2") == 2
    assert editing.take_of(edits, "s1") == 1
    assert editing.with_take(edits, "s2", 1).takes == ()
    with pytest.raises(ValueError, match="takes count from 1"):
        Take(part="s2", number=0)


def test_an_editors_own_markdown_is_known_by_the_edits_alone() -> None:
    text = "- [連結](https://example.com)\n- 第二項"
    own = edit(paragraphs=(drafts.paragraph(text, "c4"),), verbatim=(0,))
    made = amended(drafts.subject(), Edits(edits=(own,)))
    assert made.verbatim == (text,)
    assert amended(drafts.subject(), Edits(edits=(replace(own, verbatim=()),))).verbatim == ()
    assert quotes(drafts.subject())
