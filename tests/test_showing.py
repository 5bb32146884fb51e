"""What page and report show: findings at their words, quotations with what they rest on."""

import ast
from dataclasses import replace

import pytest

from drafts import (
    CUES,
    HEAD,
    SECTIONS,
    observation,
    paragraph,
    quote,
    subject,
    transcript,
    with_text,
)
from pod2post import zh
from pod2post.page.quoting import REMOVED, laid, with_quotes
from pod2post.revision.edits import Waiver
from pod2post.revision.waiving import Numbered
from pod2post.rules import findings
from pod2post.showing import evidence, panel, words
from pod2post.showing.evidence import Heard
from pod2post.showing.marking import Bit, Spot, bits, trimmed, within_quote
from pod2post.showing.pinpoint import Place, place
from pod2post.values import CheckResult, Finding, Quote, Subject
from tree import modules

SOUND = (
    CheckResult(name="verbatim", verdict="ok", note="exact"),
    CheckResult(name="speaker", verdict="ok"),
)


def finding(**facts: object) -> Finding:
    plain = Finding(rule="names", severity="error", where="s2", what="what", mend="mend")
    return replace(plain, **facts)  # type: ignore[arg-type]


def words_at(whole: Subject, found: Finding) -> str:
    """The very characters that a page would mark, of the prose or of a quotation."""
    spot = place(whole, found)
    assert spot is not None
    if spot.slot == "quote":
        known = {row.id: row for rows in whole.quotes for row in rows.quotes}
        text = known[spot.quote or ""].chinese or ""
    elif spot.slot == "paragraph":
        rows = [*whole.draft.sections, *filter(None, [whole.draft.observation])]
        known_parts = {row.id: row.paragraphs for row in rows} | {"head": whole.draft.head.lead}
        text = known_parts[spot.part][spot.number].text
    else:
        text = {"title": whole.draft.head.title, "description": whole.draft.head.description}.get(
            spot.slot, ""
        ) or next((row.heading for row in whole.draft.sections if row.id == spot.part), "")
    return text[spot.start : spot.end]


# --- where a finding is -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found", "marked"),
    [
        # A rule that tells characters is taken at its word.
        (
            "這是一個团隊。",
            finding(start=4, end=5, excerpt="這是一個团隊。", what="团 is Simplified"),
            "团",
        ),
        # Words that begin the sentence of the finding, in an excerpt of the text.
        (
            "一分鐘的聲音所用的電，夠 Drumfich 在裝置上做一萬次判斷。",
            finding(
                excerpt="…分鐘的聲音所用的電，夠 Drumfich 在裝置上做一萬次判斷。",
                what="Drumfich is neither on the name sheet",
            ),
            "Drumfich",
        ),
        # The beginning of a passage, without 「…」 after it, means the whole passage.
        (
            "河道移動了 400 公尺，地圖卻沒有跟上，這件事沒有人說出口，也沒有人寫下來過，直到今天。",
            finding(
                excerpt="河道移動了 400 公尺，地圖卻沒有跟上",
                what="Compare numbers",
            ),
            "河道移動了 400 公尺，地圖卻沒有跟上，這件事沒有人說出口，也沒有人寫下來過，直到今天。",
        ),
    ],
)
def test_a_finding_is_marked_at_its_words(text: str, found: Finding, marked: str) -> None:
    assert words_at(with_text(text), found) == marked


def test_an_excerpt_cut_on_both_sides_has_its_subject_in_the_middle() -> None:
    text = "一二三四五六七八九十甲乙丙丁這裡戊己一二三四五六七八九十甲乙丙丁"
    found = finding(excerpt=zh.excerpt(text, 14, 16), what="nothing of the text")
    assert found.excerpt.startswith("…")
    assert words_at(with_text(text), found) == "這裡"


def test_an_excerpt_beside_a_quotation_is_found_behind_its_mark() -> None:
    text = "他記得那一天。⟦q:s1q1⟧他說。在 Mudlrak，畫完只是開始。"
    first = replace(SECTIONS[0], paragraphs=(paragraph(text, "c3"),))
    whole = subject(sections=(first, *SECTIONS[1:]))
    plain = zh.without_marks(text)
    at = plain.index("Mudlrak")
    found = finding(where="s1", what="Mudlrak is not known", excerpt=zh.excerpt(plain, at, at + 7))
    assert words_at(whole, found) == "Mudlrak"


def test_a_finding_in_a_rendering_is_marked_in_the_quotation() -> None:
    whole = subject()
    chinese = quote().chinese or ""
    at = chinese.index("承諾")
    found = finding(
        where="s1", start=at, end=at + 2, excerpt=zh.excerpt(chinese, at, at + 2), what="承諾"
    )
    spot = place(whole, found)
    assert spot == Place(part="s1", slot="quote", number=1, quote="s1q1", start=at, end=at + 2)


@pytest.mark.parametrize(
    "found",
    [
        finding(where="s1", what="the quotation s1q1 is not what its cues say", excerpt="A map is"),
        finding(where="s1", what="s1q1: half of the source", excerpt="地圖是一個承諾"),
        finding(where="s1q1, s1q9", what="the judge has no opinion on 2 quotations"),
    ],
)
def test_a_finding_about_a_quotation_means_the_quotation(found: Finding) -> None:
    spot = place(subject(), found)
    assert spot is not None
    assert (spot.slot, spot.quote, spot.part, spot.number) == ("quote", "s1q1", "s1", 1)


@pytest.mark.parametrize(
    ("where", "excerpt", "expected"),
    [
        ("title", HEAD.title, Place(part="head", slot="title")),
        ("tags", "地圖", Place(part="head", slot="tags", number=2)),
        ("s3", SECTIONS[2].heading, Place(part="s3", slot="heading")),
        ("s3", "", Place(part="s3", slot="part")),
        ("s3", "nothing that stands there", Place(part="s3", slot="part")),
        ("lead", "", Place(part="head", slot="part")),
        ("length", "", None),
        ("links", "nothing", None),
    ],
)
def test_places_other_than_paragraphs(where: str, excerpt: str, expected: Place | None) -> None:
    assert place(subject(), finding(where=where, excerpt=excerpt, what="why")) == expected


def test_every_finding_of_a_faulty_draft_has_the_section_that_it_names() -> None:
    whole = with_text("Tom Ferow 在 1969 年說：“河道移動了 4000 公尺”，這個软件沒有跟上。")
    found = findings(whole)
    assert {row.rule for row in found} >= {"names", "figures", "punctuation", "simplified"}
    for row in found:
        spot = place(whole, row)
        if row.where in ("s1", "s2", "s3"):
            assert spot is not None
            assert spot.part == row.where


# --- text in pieces ---------------------------------------------------------------------


def test_pieces_of_a_paragraph_are_what_readers_see() -> None:
    known = {"a": quote("a"), "b": quote("b", grade="not found")}
    text = "他想了想： ⟦q:a⟧，說。⟦q:b⟧⟦q:c⟧"
    pieces = laid(text, known)
    assert "".join(row.text for row in pieces) == with_quotes(text, known)
    assert [row.quote for row in pieces] == [None, "a", None, "b", "c"]
    assert [row.text for row in pieces if row.quote in ("b", "c")] == [REMOVED, REMOVED]
    for piece in pieces:
        if piece.quote is None:
            assert text[piece.start : piece.end] == piece.text


def test_text_is_cut_where_findings_begin_and_end() -> None:
    spots = (
        Spot(key="a", severity="note", start=1, end=4),
        Spot(key="b", severity="error", start=3, end=9),
    )
    assert bits("0123456", spots) == (
        Bit(text="0"),
        Bit(text="12", keys=("a",), severity="note"),
        Bit(text="3", keys=("a", "b"), severity="error"),
        Bit(text="456", keys=("b",), severity="error"),
    )


@pytest.mark.parametrize(("start", "marked"), [(2, "2"), (4, "3"), (0, "0")])
def test_a_place_without_length_marks_one_character(start: int, marked: str) -> None:
    made = bits("0123", (Spot(key="a", severity="error", start=start, end=start),))
    assert [bit.text for bit in made if bit.keys] == [marked]
    assert "".join(bit.text for bit in made) == "0123"


def test_offsets_count_from_where_the_piece_stands() -> None:
    spot = Spot(key="a", severity="error", start=12, end=14)
    assert [bit.text for bit in bits("0123456", (spot,), begin=10) if bit.keys] == ["23"]
    assert bits("0123456", (spot,), begin=20) == (Bit(text="0123456"),)
    assert bits("", (spot,)) == ()


def test_a_rendering_that_the_page_shows_otherwise_is_marked_as_a_whole() -> None:
    spot = Spot(key="a", severity="error", start=0, end=2)
    (piece,) = laid("⟦q:a⟧", {"a": quote("a", chinese="「引」在裡面")})
    made = within_quote(piece, "「引」在裡面", (spot,))
    assert [bit.text for bit in made if bit.keys] == ["「『引』在裡面。」"]
    (plain,) = laid("⟦q:a⟧", {"a": quote("a", chinese="承諾是承諾")})
    made = within_quote(plain, "承諾是承諾", (spot,))
    assert [bit.text for bit in made if bit.keys] == ["承諾"]


def test_bold_marks_are_taken_off_both_ends() -> None:
    row = bits("**第一，要慢。**", (Spot(key="a", severity="note", start=0, end=3),))
    assert [bit.text for bit in trimmed(row, "**")] == ["第", "一，要慢。"]


# --- evidence ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "severities", "state"),
    [
        ({"tests": SOUND}, (), "verified"),
        ({"tests": ()}, (), "unchecked"),
        ({"tests": (*SOUND, CheckResult(name="numbers", verdict="not checked"))}, (), "unchecked"),
        ({"tests": (*SOUND, CheckResult(name="numbers", verdict="failed"))}, (), "error"),
        # The tests of meaning doubt; that they are silent or doubt proves nothing of the words.
        ({"tests": (*SOUND, CheckResult(name="judge", verdict="failed"))}, (), "verified"),
        ({"tests": (*SOUND, CheckResult(name="gloss", verdict="not checked"))}, (), "verified"),
        ({"tests": SOUND}, ("note",), "verified"),
        ({"tests": SOUND}, ("note", "warning"), "warning"),
        ({"tests": SOUND}, ("warning", "error"), "error"),
        ({"tests": SOUND, "grade": "stitched"}, (), "error"),
        ({"tests": SOUND, "grade": "not found"}, ("warning",), "error"),
        ({"tests": SOUND, "cues": ()}, (), "unchecked"),
    ],
)
def test_the_mark_says_what_was_proved(
    facts: dict[str, object], severities: tuple[str, ...], state: str
) -> None:
    changed: Quote = quote(**facts)
    assert evidence.state(changed, severities) == state


def test_a_quotation_stands_among_the_cues_beside_it() -> None:
    made = evidence.said(quote(cues=("c4", "c3"), tests=SOUND), Heard(transcript()))
    assert [line.cue for line in made.before] == ["c1", "c2"]
    assert [line.cue for line in made.lines] == ["c3", "c4"]
    assert [line.cue for line in made.after] == ["c5", "c6"]
    assert (made.clock, made.speaker, made.state_name) == ("0:15–0:19", "Tom Ferrow", "已查證")
    assert [(test.name, test.outcome) for test in made.tests] == [
        ("逐字比對", "通過"),
        ("說話者", "通過"),
    ]


def test_a_cue_that_is_gone_is_named_and_nobody_is_no_speaker() -> None:
    heard = Heard(replace(transcript(), cues=(replace(CUES[0], speaker=None), *CUES[1:])))
    made = evidence.said(quote(cues=("c9",), speaker=None), heard)
    assert (made.missing, made.lines, made.before) == (("c9",), (), ())
    assert made.speaker == evidence.NOBODY
    assert heard.lines(["c1"])[0].speaker == evidence.NOBODY


# --- the panel --------------------------------------------------------------------------


def rows(*found: Finding, waived: tuple[int, ...] = ()) -> tuple[Numbered, ...]:
    def waiver(one: Finding) -> Waiver:
        return Waiver(
            rule=one.rule,
            where=one.where,
            what=one.what,
            excerpt=one.excerpt,
            reason="the guest spells it so",
            editor="Ada Example",
            at="2026-11-20",
        )

    return tuple(
        Numbered(number=n, finding=one, waiver=waiver(one) if n in waived else None)
        for n, one in enumerate(found, 1)
    )


def test_findings_stand_by_weight_and_then_in_the_order_of_the_page() -> None:
    made = panel.panel(
        subject(),
        rows(
            finding(where="s3", severity="warning", what="1"),
            finding(where="length", severity="error", what="2"),
            finding(where="s3", severity="error", what="3"),
            finding(where="lead", severity="error", what="4"),
            finding(where="s1", severity="note", what="5"),
            finding(where="s1", severity="error", what="6"),
        ),
    )
    assert [row.what for row in made.open] == ["4", "6", "3", "2", "1", "5"]
    assert (made.errors, made.warnings, made.notes) == (4, 1, 1)


def test_what_was_waived_stands_apart_with_its_reason() -> None:
    made = panel.panel(subject(), rows(finding(what="1"), finding(what="2"), waived=(2,)))
    assert [row.what for row in made.open] == ["1"]
    (let,) = made.waived
    assert (let.what, let.reason, let.editor) == ("2", "the guest spells it so", "Ada Example")
    assert (made.errors, let.waived) == (1, True)


def test_two_findings_that_no_waiver_tells_apart_are_one() -> None:
    made = panel.panel(subject(), rows(finding(), finding(), finding(what="other")))
    assert len(made.open) == 2


@pytest.mark.parametrize(
    ("found", "where"),
    [
        (finding(where="s2", excerpt="河道移動了", what="x"), "第 2 節，第 1 段"),
        (finding(where="s1", what="s1q1: x"), "第 1 節，第 2 段"),
        (finding(where="s3"), "第 3 節"),
        (finding(where="title", excerpt=HEAD.title), "標題"),
        (finding(where="quotes"), "全部引文"),
        (finding(where="observation", excerpt="我想"), "我的觀察，第 1 段"),
        (finding(where="nowhere-known"), "nowhere-known"),
    ],
)
def test_a_place_is_named_as_an_editor_would(found: Finding, where: str) -> None:
    whole = subject(opinion=observation("我想了很久。"))
    (row,) = panel.panel(whole, rows(found)).open
    assert row.where == where


# --- words ------------------------------------------------------------------------------


def _rules_of_drafts() -> set[str]:
    """Every name of a rule that a finding of a draft may bear, read off the source."""
    pages = {"body", "header", "matter", "pages", "spot", "units"}
    named: set[str] = set()
    for module in modules():
        folder, _, name = module.place.removesuffix(".py").rpartition("/")
        if folder not in ("rules", "revision", "stages") or name in pages:
            continue
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            made = ast.unparse(node.func).rpartition(".")[2]
            given = [row.value for row in node.keywords if row.arg == "rule"]
            if made in ("fault", "_fault", "error") and node.args:
                given.append(node.args[0])
            if made == "Dropped":
                continue  # a proposal that was dropped is no finding
            named |= {
                one.value
                for one in given
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return named


def test_every_rule_of_a_draft_has_a_name_in_chinese() -> None:
    found = _rules_of_drafts()
    assert {"names", "figures", "headings", "evidence", "edits"} <= found
    assert found - words.RULES.keys() == set()


def test_the_words_of_the_page_are_chinese() -> None:
    told = [*words.STATES.values(), *words.SEVERITIES.values(), *words.TESTS.values()]
    told += [text for row in words.RULES.values() for text in row]
    assert [text for text in told if not zh.count(text)] == []
    assert words.rule_name(finding(rule="of-tomorrow")) == "of-tomorrow"
