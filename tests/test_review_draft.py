"""The draft page's values and answers: article, evidence, transcript, sound, fragments."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from desk import OLD as OLD_RUN
from desk_review import RUN, ReviewDesk, desk, shared_desk  # noqa: F401
from drafts import SECTIONS, observation, paragraph, quote, section, subject, transcript
from hostile import MARKUP
from pod2post import codec, runs
from pod2post.errors import BadInput
from pod2post.review import sound
from pod2post.review import transcript as heard
from pod2post.review.draft import DraftPage
from pod2post.review.room import Room
from pod2post.revision import editing, reopening, waiving
from pod2post.revision.edits import Amended, Edits
from pod2post.revision.reopening import Opened
from pod2post.runs import FILES
from pod2post.store import Store
from pod2post.values import (
    Audio,
    Coverage,
    Dropped,
    LeftOut,
    Outline,
    Plan,
    Quotes,
    Segment,
    Segments,
    Stretch,
    Subject,
    Transcript,
)
from test_showing import SOUND

OLD = codec.decode(Transcript, (OLD_RUN / FILES["attribute"]).read_bytes())
CUES = len(OLD.cues)
SAMPLE = Path(__file__).parent.parent / "samples" / "interview.mp3"


def page(whole: Subject, edits: Edits | None = None) -> DraftPage:
    now = Opened(
        written=whole,
        shown=whole,
        edits=edits or Edits(),
        amended=Amended(draft=whole.draft, quotes=whole.quotes),
    )
    return DraftPage("a-run", now, waiving.numbered(now))


def text_of(block: object) -> str:
    pieces = block.pieces  # type: ignore[attr-defined]
    return "".join(bit.text for piece in pieces for bit in piece.bits)


# --- the page's values ------------------------------------------------------------------


def test_the_article_reads_as_the_post_does(shared_desk: ReviewDesk) -> None:  # noqa: F811
    now = reopening.opened(shared_desk.run, shared_desk.known)
    made = DraftPage(RUN, now, waiving.numbered(now))
    post = reopening.post(now).markdown
    blocks = [block for part in made.parts for block in part.blocks]
    assert len(blocks) > 20
    for block in blocks:
        plain = text_of(block)
        assert (f"**{plain}**" if block.kind == "point" else plain) in post
    assert [part.id for part in made.parts] == ["head", "s1", "s2", "s3", "observation"]
    assert made.marks[0] == ("verified", "已查證", 16)


def test_every_open_finding_with_a_place_is_marked_on_the_page() -> None:
    bad = section(
        "s2",
        "河道搬家了，紙上沒有",
        paragraph("在 Mudlrak，河道移動了 4000 公尺，這個软件沒有跟上。", "c4"),
    )
    made = page(subject(sections=(SECTIONS[0], bad, SECTIONS[2])))
    block = made.parts[2].blocks[0]
    marked = {key for piece in block.pieces for bit in piece.bits for key in bit.keys}
    marked |= set(block.keys)
    listed = {row.key for row in made.panel.open if row.part == "s2"}
    assert len(listed) >= 3
    assert listed <= marked | set(made.parts[2].keys)
    assert "Mudlrak" in [bit.text for piece in block.pieces for bit in piece.bits if bit.keys]


def test_a_quotation_ends_at_its_mark_and_the_sentence_goes_on_as_text() -> None:
    first = replace(SECTIONS[0], paragraphs=(paragraph("⟦q:s1q1⟧；他說。", "c3"),))
    block = page(subject(sections=(first, *SECTIONS[1:]))).parts[1].blocks[0]
    assert [(bool(row.said), "".join(b.text for b in row.bits)) for row in block.pieces] == [
        (True, "「地圖是一個承諾，而承諾每年春天都要兌現。」"),
        (False, "；"),
        (False, "他說。"),
    ]
    assert [said.id for said in block.said] == ["s1q1"]
    assert block.clock == "0:15–0:19"


def test_a_part_without_evidence_says_so_and_the_opinion_is_its_editors() -> None:
    bare = section("s2", "河道搬家了，紙上沒有", paragraph("河道搬家了。"))
    made = page(
        subject(sections=(SECTIONS[0], bare, SECTIONS[2]), opinion=observation("我想了很久。"))
    )
    assert made.parts[2].blocks[0].bare == "這一段沒有對應的錄音"
    assert made.parts[-1].blocks[0].bare == "編輯的意見，不引錄音"
    assert made.parts[-1].own
    assert made.parts[1].blocks[0].bare == ""


def test_a_quotation_that_cannot_be_shown_gives_way_to_a_notice() -> None:
    first = replace(SECTIONS[0], paragraphs=(paragraph("⟦q:s1q1⟧他說。⟦q:s1q7⟧", "c3"),))
    whole = subject(sections=(first, *SECTIONS[1:]), quotes=(quote(grade="not found"),))
    block = page(whole).parts[1].blocks[0]
    assert [piece.gone for piece in block.pieces] == [True, False, True]
    assert [said.state for said in block.said] == ["error"]


def test_locked_edited_waived_and_fallen_back_parts_are_seen_as_such() -> None:
    hole = replace(SECTIONS[1], holes=("the reply was cut off",))
    whole = subject(sections=(SECTIONS[0], hole, SECTIONS[2]))
    edits = editing.locked(Edits(), ["s1"], whole, whole)
    made = page(whole, edits)
    assert [(part.locked, part.holes) for part in made.parts] == [
        (False, ()),
        (True, ()),
        (False, ("the reply was cut off",)),
        (False, ()),
    ]
    assert [row.rule for row in made.panel.open if row.rule == "holes"] == ["holes"]


def test_quotations_that_nothing_proved_wait_to_be_heard() -> None:
    whole = subject(quotes=(quote(tests=()),))
    made = page(whole)
    assert [(said.part, said.id) for said in made.unheard] == [("第 1 節", "s1q1")]
    assert page(subject(quotes=(quote(tests=SOUND),))).unheard == ()


def test_proposals_that_were_dropped_stand_below_their_section() -> None:
    gone = Dropped(
        section="s1", source="Nobody said this.", chinese=None, rule="quote-not-found", why="沒有"
    )
    whole = subject()
    whole = replace(whole, quotes=(Quotes(section="s1", quotes=(quote(),), dropped=(gone,)),))
    assert [part.dropped for part in page(whole).parts] == [(), (gone,), (), ()]


def test_an_editors_own_markdown_is_shown_as_what_it_is() -> None:
    own = section("s2", "河道搬家了，紙上沒有", paragraph("[海圖](https://example.org)", "c4"))
    whole = subject(sections=(SECTIONS[0], own, SECTIONS[2]))
    whole = replace(whole, verbatim=("[海圖](https://example.org)",))
    block = page(whole).parts[2].blocks[0]
    assert (block.kind, text_of(block)) == ("markdown", "[海圖](https://example.org)")


# --- the transcript ---------------------------------------------------------------------


def segments() -> Segments:
    def one(identity: str, first: str, last: str, kind: str = "talk") -> Segment:
        return Segment(
            id=identity, first=first, last=last, title=f"Part {identity}", gist=(), kind=kind
        )

    return Segments(
        segments=(one("g1", "c1", "c2", "intro"), one("g2", "c3", "c5"), one("g3", "c6", "c7")),
        method="chapters",
    )


def plan() -> Plan:
    return Plan(
        thesis="",
        titles=("t",),
        sections=(Outline(id="s1", heading="h", angle="a", segments=("g2",)),),
        left_out=(LeftOut(segment="g1", why="只是開場"),),
        writer="by hand",
    )


def test_the_transcript_shows_what_is_used_and_what_was_left_out() -> None:
    made = heard.rows(subject(), segments(), plan())
    heads = [(row.text, row.left, row.why) for row in made if row.kind == "head"]
    assert heads == [
        ("開場：Part g1", True, "只是開場"),
        ("Part g2", False, ""),
        ("Part g3", True, heard.UNPLANNED),
    ]
    cues = {row.cue.cue: row for row in made if row.cue}
    assert [name for name, row in cues.items() if row.left] == ["c1", "c2", "c6", "c7"]
    assert (cues["c3"].use, cues["c2"].use, cues["c6"].use) == ("quoted", "cited", "")
    assert [name for name, row in cues.items() if row.speaks] == ["c1", "c2", "c3", "c6", "c7"]


def test_without_segments_and_plan_all_cues_stand_there() -> None:
    made = heard.rows(subject(), None, None)
    assert [row.kind for row in made] == ["cue"] * 7
    assert not any(row.left for row in made)


def test_what_was_not_recognised_stands_where_it_was() -> None:
    rows = (
        Stretch(start_ms=0, end_ms=12_000, kind="speech"),
        Stretch(start_ms=12_000, end_ms=14_000, kind="lost", why="no words found"),
        Stretch(start_ms=14_000, end_ms=15_000, kind="silence"),
        Stretch(start_ms=60_000, end_ms=70_000, kind="sound"),
        Stretch(start_ms=70_000, end_ms=71_000, kind="sound"),
        Stretch(start_ms=71_000, end_ms=80_000, kind="speech", why="two decodings differ"),
    )
    covered = Coverage(duration_ms=600_000, speech_ms=0, recognised_ms=0, failed=(), stretches=rows)
    whole = subject(transcript=replace(transcript(), coverage=covered))
    made = heard.rows(whole, None, None)
    assert [(n, row.clock, row.why) for n, row in enumerate(made) if row.kind == "gap"] == [
        (2, "0:12–0:14", "no words found"),
        (8, "1:00–1:10", ""),
        (9, "1:11–1:20", "two decodings differ"),
    ]


# --- answers ----------------------------------------------------------------------------


def test_the_page_shows_the_article_with_its_marks(shared_desk: ReviewDesk) -> None:  # noqa: F811
    made = shared_desk.visitor().get(f"/runs/{RUN}")
    assert made.code == 200
    for part in ("head", "s1", "s2", "s3", "observation"):
        assert f'id="section-{part}"' in made.text
    assert made.text.count('data-state="verified">「') == 16
    assert 'data-quote="s1q2" data-start-ms="44544" data-end-ms="48984"' in made.text
    assert ">Drumfich</mark>" in made.text
    assert 'lang="zh-Hant-TW"' in made.text
    assert '<blockquote lang="en">' in made.text


def test_the_transcript_comes_by_itself(shared_desk: ReviewDesk) -> None:  # noqa: F811
    made = shared_desk.visitor().get(f"/runs/{RUN}/transcript")
    assert made.code == 200
    assert made.text.count("data-cue=") == CUES
    assert "沒有寫進文章：開場介紹" in made.text


def test_looking_changes_no_file(desk: ReviewDesk) -> None:  # noqa: F811
    before = desk.files()
    visitor = desk.visitor()
    for path in ("", "/transcript", "/audio"):
        visitor.get(f"/runs/{RUN}{path}")
    assert desk.files() == before


def test_a_run_without_a_draft_says_so(desk: ReviewDesk) -> None:  # noqa: F811
    desk.run.path(FILES["write"]).unlink()
    made = desk.visitor().get(f"/runs/{RUN}")
    assert made.code == 404
    assert "還沒有草稿" in made.text


def test_a_run_without_plan_and_segments_is_shown(desk: ReviewDesk) -> None:  # noqa: F811
    for stage in ("plan", "segment"):
        desk.run.path(FILES[stage]).unlink()
    visitor = desk.visitor()
    assert visitor.get(f"/runs/{RUN}").code == 200
    assert visitor.get(f"/runs/{RUN}/transcript").text.count("data-cue=") == CUES


def test_markup_in_every_text_stays_text(desk: ReviewDesk) -> None:  # noqa: F811
    evil = MARKUP[0]
    told = evil.replace('"', '\\"')
    desk.exchange("1-source.json", '"show": "Lantern Hour"', f'"show": "{told}"')
    desk.exchange("3-transcript.json", "Let's begin with the exit.", told)
    desk.exchange("3-transcript.json", '"speaker": "Nora Fable"', f'"speaker": "{told}"')
    desk.exchange("4-segments.json", "Walking out of Halcyon Forge", told)
    desk.exchange("5-plan.json", "開場介紹，內容在後面各節都有", told)
    desk.exchange("6-quotes.json", "逐字稿裡沒有這段話", told)
    desk.exchange("7-draft.json", "每個問題都變成還要多大", told)
    desk.exchange("7-draft.json", "這個問題的代價有具體的數字。", told)
    desk.exchange("7-draft.json", '"邊緣運算"', f'"{told}"')
    visitor = desk.visitor()
    for path in (f"/runs/{RUN}", f"/runs/{RUN}/transcript"):
        made = visitor.get(path)
        assert made.code == 200
        assert "window.pwned" in made.text
        assert evil not in made.text


def test_counts_follow_what_was_waived(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    assert "錯誤 4" in visitor.get(f"/runs/{RUN}").text
    desk.waive()
    made = visitor.get(f"/runs/{RUN}").text
    assert "錯誤 0" in made
    assert "已放行 4 項" in made
    assert "理由：planted" in made


# --- sound ------------------------------------------------------------------------------


def with_sound(desk: ReviewDesk) -> bytes:  # noqa: F811
    """The run refers to the sample's recording as it lies here."""
    audio = runs.finished(desk.run, Audio, FILES["fetch"])
    desk.run.path(FILES["fetch"]).write_bytes(
        codec.readable(replace(audio, origin=str(SAMPLE))).encode()
    )
    return SAMPLE.read_bytes()


@pytest.mark.parametrize(
    ("asked", "code", "content", "first", "last"),
    [
        (None, 200, None, 0, -1),
        ("bytes=0-", 206, "bytes 0-{end}/{size}", 0, -1),
        ("bytes=100-199", 206, "bytes 100-199/{size}", 100, 199),
        ("bytes=-100", 206, "bytes {tail}-{end}/{size}", -100, -1),
        ("bytes=99999999-", 416, "bytes */{size}", 0, 0),
        ("bytes=200-100", 400, None, 0, 0),
        ("cubits=0-1", 400, None, 0, 0),
        ("bytes=a-b", 400, None, 0, 0),
    ],
)
def test_a_recording_is_given_in_pieces(
    desk: ReviewDesk,  # noqa: F811
    asked: str | None,
    code: int,
    content: str | None,
    first: int,
    last: int,
) -> None:
    data = with_sound(desk)
    made = desk.visitor().get(f"/runs/{RUN}/audio", Range=asked)
    assert made.code == code
    size = len(data)
    told = content and content.format(size=size, end=size - 1, tail=size - 100)
    assert made.headers.get("content-range") == told
    if code in (200, 206):
        assert made.body == data[first:] if last == -1 else data[first : last + 1]
        assert made.headers["content-type"] == "audio/mpeg"
        assert made.headers["accept-ranges"] == "bytes"


def test_a_piece_of_another_recording_is_given_whole(desk: ReviewDesk) -> None:  # noqa: F811
    data = with_sound(desk)
    visitor = desk.visitor()
    mark = visitor.ask("HEAD", f"/runs/{RUN}/audio")
    assert (mark.code, mark.body, mark.headers["content-length"]) == (200, b"", str(len(data)))
    path, etag = f"/runs/{RUN}/audio", mark.headers["etag"]
    assert visitor.get(path, Range="bytes=0-9", If_Range=etag).code == 206
    other = visitor.get(path, Range="bytes=0-9", If_Range='"another"')
    assert (other.code, len(other.body)) == (200, len(data))


def test_the_page_works_without_the_recording(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    assert visitor.get(f"/runs/{RUN}/audio").code == 404
    made = visitor.get(f"/runs/{RUN}")
    assert made.code == 200
    assert "錄音已不在這台電腦上" in made.text
    assert "<audio" not in made.text


def test_another_file_in_the_recordings_place_is_none(desk: ReviewDesk) -> None:  # noqa: F811
    with_sound(desk)
    audio = runs.finished(desk.run, Audio, FILES["fetch"])
    changed = codec.readable(replace(audio, size=audio.size + 1)).encode()
    desk.run.path(FILES["fetch"]).write_bytes(changed)
    assert desk.visitor().get(f"/runs/{RUN}/audio").code == 404


def test_clips_play_where_the_recording_is_gone(desk: ReviewDesk) -> None:  # noqa: F811
    folder = desk.run.path("clips")
    folder.mkdir()
    (folder / "s1q2.mp3").write_bytes(SAMPLE.read_bytes()[:4000])
    (folder / "not-a-quotation.mp3").write_bytes(b"x")
    found = sound.sound(desk.run, Store(desk.workspace / "store"))
    assert (found.state, [row.quote for row in found.clips]) == ("clips", ["s1q2"])
    assert found.clips[0].start_ms == 44_544 - 1000
    visitor = desk.visitor()
    assert "只剩 1 則引文的片段" in visitor.get(f"/runs/{RUN}").text
    made = visitor.get(f"/runs/{RUN}/clips/s1q2", Range="bytes=0-9")
    assert (made.code, len(made.body)) == (206, 10)
    for name in ("s1q1", "not-a-quotation", "..%2F..%2Frun.json", "..", "%00"):
        assert visitor.get(f"/runs/{RUN}/clips/{name}").code == 404


def test_a_clip_that_leads_elsewhere_is_none(desk: ReviewDesk, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "secret").write_bytes(b"secret")
    folder = desk.run.path("clips")
    folder.mkdir()
    (folder / "s1q2.mp3").symlink_to(tmp_path / "secret")
    assert desk.visitor().get(f"/runs/{RUN}/clips/s1q2").code == 404
    shutil.rmtree(folder)
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "s1q2.mp3").write_bytes(b"secret")
    folder.symlink_to(tmp_path / "clips")
    assert desk.visitor().get(f"/runs/{RUN}/clips/s1q2").code == 404


@pytest.mark.parametrize(
    ("begun", "kind"),
    [
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"OggS\0", "audio/ogg"),
        (b"\x1aE\xdf\xa3", "audio/webm"),
        (b"fLaC", "audio/flac"),
        (b"RIFF", "audio/wav"),
        (b"<html><script>", sound.UNKNOWN),
        (b"", sound.UNKNOWN),
    ],
)
def test_a_player_is_told_what_the_file_is(tmp_path: Path, begun: bytes, kind: str) -> None:
    path = tmp_path / "recording.html"
    path.write_bytes(begun)
    assert sound.media_type(path) == kind


def test_a_damaged_run_is_answered_in_words(desk: ReviewDesk) -> None:  # noqa: F811
    desk.run.path(FILES["write"]).write_text("{", encoding="utf-8")
    made = desk.visitor().get(f"/runs/{RUN}")
    assert made.code == 400
    assert FILES["write"] in made.text
    with pytest.raises(BadInput):
        Room(workspace=desk.workspace, known=desk.known).seen(desk.run)
