"""A section longer than a request: every sentence in some part, the prose from what is near."""

from dataclasses import replace

import pytest

import long_talk
from fakes_writer import FakeWriter
from pod2post.costs import sizes
from pod2post.values import Quote, Quotes, Segment, Segments
from pod2post.writing import portions
from pod2post.writing.asking import Pen, request_for
from pod2post.writing.brief import Brief, lines
from pod2post.writing.portions import AROUND, SHORT, around, merged, notes, parts, room, told
from pod2post.writing.tasks import QuotesMaterial
from talk import about, brief, cue

CUES = long_talk.transcript().cues[:400]
LONG = brief(*CUES)
TOKENS = portions.tokens(CUES)


def quote(at: int, identity: str = "s1q1") -> Quote:
    spoken = CUES[at]
    return Quote(
        id=identity,
        section="s1",
        cues=(spoken.id,),
        source=spoken.text,
        chinese="一句話。",
        speaker=spoken.speaker,
        start_ms=spoken.start_ms,
        end_ms=spoken.end_ms,
        grade="exact",
        tests=(),
    )


def quotes(*rows: Quote) -> Quotes:
    return Quotes(section="s1", quotes=rows, dropped=())


SEGMENTS = Segments(
    segments=(
        Segment(
            id="g1",
            first=CUES[0].id,
            last=CUES[-1].id,
            title="",
            gist=(CUES[333].text,),
            kind="talk",
        ),
    ),
    method="divisive",
)


@pytest.mark.parametrize("share", [1, 2, 3, 7, 50, 399])
def test_every_sentence_is_in_one_part_and_no_part_is_too_long(share: int) -> None:
    most = -(-TOKENS // share) + 40
    made = parts(LONG, most)
    assert tuple(cue for part in made for cue in part.cues) == CUES
    assert all(portions.tokens(part.cues) <= most for part in made)
    assert all(part.outline == LONG.outline for part in made)
    assert share <= 2 or len(made) <= share + share // 2 + 1


def test_parts_are_of_like_size() -> None:
    sizes_ = [portions.tokens(part.cues) for part in parts(LONG, TOKENS // 3)]
    assert max(sizes_) < 1.1 * min(sizes_)


def test_a_sentence_alone_may_be_longer_than_a_part() -> None:
    made = parts(LONG, 1)
    assert [len(part.cues) for part in made] == [1] * len(CUES)
    endless = replace(CUES[200], text="word " * TOKENS)
    made = parts(brief(*CUES[:200], endless, *CUES[201:]), TOKENS // 2)
    assert (endless,) in [part.cues for part in made]
    assert 3 <= len(made) <= 5, "it does not tear the others apart"


def test_a_brief_that_fits_is_as_it_was() -> None:
    assert parts(LONG, TOKENS) == (LONG,)
    assert told(LONG, quotes(), SEGMENTS, TOKENS) is LONG


def test_quotations_of_all_parts_are_numbered_through_in_the_order_of_time() -> None:
    one = replace(quotes(quote(200, "s1q1"), quote(250, "s1q2")), holes=("why",))
    made = merged([quotes(quote(300, "s1q1")), one])
    assert [(q.id, q.cues[0]) for q in made.quotes] == [
        ("s1q1", CUES[200].id),
        ("s1q2", CUES[250].id),
        ("s1q3", CUES[300].id),
    ]
    assert made.holes == ("why",)
    assert merged([one]) is one


def test_the_prose_is_told_from_what_is_nearest_to_quotations_and_gist() -> None:
    most = TOKENS // 4
    near = told(LONG, quotes(quote(100)), SEGMENTS, most)
    kept = {cue.id for cue in near.cues}
    assert TOKENS // 5 < portions.tokens(near.cues) <= most
    assert {CUES[n].id for n in (0, 99, 100, 101, 332, 333, 334, 399)} <= kept
    assert not {CUES[n].id for n in (50, 200, 250)} & kept
    assert list(near.cues) == sorted(near.cues, key=lambda c: c.start_ms)


def test_the_prose_is_told_from_no_more_than_it_needs() -> None:
    endless = brief(*long_talk.transcript().cues[:1200])
    near = told(endless, quotes(quote(100)), SEGMENTS, 10 * portions.PROSE_TOKENS)
    assert 0.9 * portions.PROSE_TOKENS < portions.tokens(near.cues) <= portions.PROSE_TOKENS


def test_what_is_proposed_again_is_sent_with_its_neighbours_only() -> None:
    near = around(LONG, {CUES[200].id, "c99999"})
    assert near.cues == CUES[200 - AROUND : 201 + AROUND]
    assert around(LONG, {"c99999"}) is LONG, "a cue that nobody knows tells nothing"
    assert around(LONG, ()) is LONG
    short = replace(LONG, cues=CUES[:SHORT])
    assert around(short, {CUES[5].id}) is short


@pytest.mark.parametrize("context", [12_000, 20_000, 64_000])
def test_a_full_request_and_its_reply_fit_into_the_context(context: int) -> None:
    """Counted on the rendered request itself, not on its parts."""
    pen = Pen(writer=FakeWriter({}), spare=FakeWriter({}, name="spare"), max_tokens=4_000)
    episode = about(*(f"Name Number {n}" for n in range(30)))
    left = room(episode, pen, context)
    (first, *_) = parts(brief(*long_talk.transcript().cues), left)
    material = QuotesMaterial(
        episode=episode,
        section="s1",
        heading="一個標題",
        angle="一句話說完要說的事",
        lines=lines(first.cues),
        wanted=8,
    )
    asked = sizes.prompt(request_for("quotes", material, pen))
    assert asked + pen.max_tokens <= context
    assert asked + pen.max_tokens > 0.8 * context, "the room is used"


def test_a_divided_section_is_told_to_the_editor() -> None:
    made = parts(LONG, TOKENS // 3)
    (line,) = notes(LONG, made, replace(LONG, cues=CUES[:90]))
    assert "section s1 is long" in line
    assert f"400 sentences, in {len(made)} requests" in line
    assert "told from 90 of them" in line
    assert notes(LONG, (LONG,), LONG) == ()


def test_a_short_section_stays_whole() -> None:
    small: Brief = brief(cue(1, "It is short."))
    assert parts(small, 500) == (small,)
