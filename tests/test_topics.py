"""A model's choice of topics over real HTTP: whatever it answers, segments cover the talk.

The table says beforehand what is due: the model's choice or the program's own cut, and by how
many requests.
"""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scripted_openai as say
from conftest import SilentTell
from fakes_writer import FakeWriter
from pod2post.backends.extract import Extract
from pod2post.backends.narrowing import narrowed
from pod2post.backends.openai import OpenAIWriter
from pod2post.costs import sizes
from pod2post.errors import BadInput, LimitReached, Pod2postError, TooLong, TryLater
from pod2post.settings import WriterSettings
from pod2post.stages.topics import KEPT, places, topics
from pod2post.store import Store
from pod2post.topics.choosing import Spot
from pod2post.topics.marking import Aside, marked
from pod2post.topics.parts import Start, built
from pod2post.topics.places import MOST, TOKENS, Places, material
from pod2post.values import Segments, Transcript
from pod2post.writing.asking import Pen, request_for
from talk import about, cue, transcript
from test_choosing import CUES, OURS, SPOTS, covered

TALK = transcript(CUES, minutes=20)
CUT = built(CUES, [Start(cue=at) for at in OURS], "divisive")
WHERE = Places(cut=CUT, spots=SPOTS)
READ = {"prompt_tokens": 9000, "completion_tokens": 60}


def parts(*ids: str, title: str = "水管會說話", kind: str = "talk", **more: Any) -> str:
    rows = [{"start": id_, "title": title, "kind": kind} | more for id_ in ids]
    return json.dumps({"parts": rows}, ensure_ascii=False)


def good(content: str, **more: Any) -> say.Answer:
    return say.ok(content, **({"usage": READ} | more))


CHOICE = parts("p0", "p4", "p6", "p7")
CHOSEN, OWN = [0, 90, 150, 180], list(OURS)
ALL = tuple(spot.id for spot in SPOTS)
# The reply, given always; where the parts then begin, and how many requests were sent.
CASES: dict[str, tuple[list[say.Item], list[int], int]] = {
    "a choice": ([good(CHOICE)], CHOSEN, 1),
    "in a fence": ([good(f"Here:\n```json\n{CHOICE}\n```")], CHOSEN, 1),
    "after a thought": ([good(f"<think>{{}}</think>{CHOICE}")], CHOSEN, 1),
    "our own": ([good(parts("p0", "p3", "p5", "p7"))], OWN, 1),
    "mended": ([good(parts("p0", "p99")), good(CHOICE)], CHOSEN, 2),
    "nothing": ([good("")], OWN, 2),
    "no parts": ([good(parts())], OWN, 2),
    "no JSON": ([good("I would rather not.")], OWN, 2),
    "a web page in the reply": ([good("<html><body>p0 p3</body></html>")], OWN, 2),
    "a list": ([good("[1, 2]")], OWN, 2),
    "other keys": ([good(json.dumps({"chapters": []}))], OWN, 2),
    "wrong types": ([good(json.dumps({"parts": "p0, p3"}))], OWN, 2),
    "numbers for ids": ([good(json.dumps({"parts": [{"start": 0, "title": 1}]}))], OWN, 2),
    "an unknown kind": ([good(parts("p0", "p3", "p5", "p7", kind="music"))], OWN, 2),
    "a time typed": ([good(parts("p0", "p3", "p5", "p7", start_ms=5))], OWN, 2),
    "unknown ids": ([good(parts("p0", "p3", "p99"))], OWN, 2),
    "ids of sentences": ([good(parts("c0000", "c0060", "c0120"))], OWN, 2),
    "times for ids": ([good(parts("0:00", "5:00", "10:00"))], OWN, 2),
    "not from the beginning": ([good(parts("p3", "p5", "p7"))], OWN, 2),
    "out of order": ([good(parts("p0", "p5", "p3", "p7"))], OWN, 2),
    "one twice": ([good(parts("p0", "p3", "p3", "p7"))], OWN, 2),
    "all of them": ([good(parts(*ALL))], OWN, 2),
    "one only": ([good(parts("p0"))], OWN, 2),
    "huge": ([good(parts(*ALL * 20))], OWN, 2),
    "over eight megabytes": ([good(parts("p0", title="水" * 9_000_000))], OWN, 2),
    "refused": ([say.refusal("I won't.", usage=READ)], OWN, 2),
    "filtered": ([good("", finish="content_filter")], OWN, 2),
    "cut off": ([good(CHOICE[:20], finish="length")], OWN, 3),
    "cut off once": ([good(CHOICE[:20], finish="length"), good(CHOICE)], CHOSEN, 2),
    "a stream": ([say.stream(CHOICE)], OWN, 2),
    "no choices": ([good(CHOICE, choices=[])], OWN, 2),
    "busy, then well": ([say.rate_limited(1), good(CHOICE)], CHOSEN, 2),
    "down, then well": ([say.down(), good(CHOICE)], CHOSEN, 2),
}


def pen(server: say.ScriptedOpenAI, tell: SilentTell) -> Pen:
    known = WriterSettings(base_url=server.base_url, model="m", temperature=0, timeout_s=20)
    return Pen(writer=OpenAIWriter(known, "sk", tell=tell), spare=Extract(), max_tokens=400)


def begun(made: Segments, talk: Transcript = TALK) -> list[int]:
    """Where the parts begin, after the properties of all segments were held against them."""
    ids = [c.id for c in talk.cues]
    starts = [ids.index(part.first) for part in made.segments]
    ends = [ids.index(part.last) + 1 for part in made.segments]
    assert covered(starts, talk.cues)
    assert ends == [*starts[1:], len(ids)]
    assert [part.id for part in made.segments] == [f"g{n}" for n in range(1, len(starts) + 1)]
    assert all(part.gist for part in made.segments)
    return starts


@pytest.mark.parametrize("name", CASES)
def test_what_a_model_answers_is_chosen_or_the_cut_stands(
    name: str, shelf: Store, tell: SilentTell
) -> None:
    script, due, requests = CASES[name]
    with say.ScriptedOpenAI(script) as server:
        made = topics(TALK, WHERE, about(), pen(server, tell), shelf=shelf, tell=tell)
        assert len(server.bodies) == requests
    assert begun(made) == due
    fallen_back = due == OWN and name != "our own"
    assert made.method == ("divisive" if fallen_back else "chosen")
    assert bool(made.holes) == fallen_back
    assert (KEPT in tell.said) == fallen_back
    assert replace(made, holes=()) == CUT or not fallen_back


# What ends a run ends it here, too, with something to do: the next call would meet the same.
ENDED: dict[str, tuple[say.Item, type[Pod2postError]]] = {
    "a page first": (say.page(), BadInput),
    "a refused key": (say.error(401), BadInput),
    "no quota": (say.no_quota(), LimitReached),
    "down for good": (say.down(), TryLater),
    "too long": (say.error(400, "context_length_exceeded", "maximum is 8192 tokens"), TooLong),
}


@pytest.mark.parametrize("name", ENDED)
def test_what_ends_a_run_is_told_with_what_to_do(name: str, shelf: Store, tell: SilentTell) -> None:
    item, error = ENDED[name]
    with say.ScriptedOpenAI([item]) as server, pytest.raises(error) as caught:
        topics(TALK, WHERE, about(), pen(server, tell), shelf=shelf, tell=tell)
    assert caught.value.remedy


def test_a_choice_is_kept_and_a_fallback_is_not(shelf: Store, tell: SilentTell) -> None:
    with say.ScriptedOpenAI([good("no"), good("no"), good(CHOICE)]) as server:
        own = pen(server, tell)
        first = topics(TALK, WHERE, about(), own, shelf=shelf, tell=tell)
        second = topics(TALK, WHERE, about(), own, shelf=shelf, tell=tell)
        third = topics(TALK, WHERE, about(), own, shelf=shelf, tell=tell)
        assert len(server.bodies) == 3
    assert (first.method, second.method) == ("divisive", "chosen")
    assert third == second


COMMON = "goes, night, pipe, street"
TITLED = {"<b>水管</b>": "水管", "软件": COMMON, "": COMMON}


@pytest.mark.parametrize("title", TITLED)
def test_titles_are_plain_and_written_as_in_taiwan(
    title: str, shelf: Store, tell: SilentTell
) -> None:
    with say.ScriptedOpenAI([good(parts("p0", "p4", "p6", "p7", title=title))]) as server:
        made = topics(TALK, WHERE, about(), pen(server, tell), shelf=shelf, tell=tell)
    assert made.segments[0].title == TITLED[title]


def test_everything_an_advertisement_is_talk(shelf: Store, tell: SilentTell) -> None:
    reply = parts("p0", "p4", "p6", "p7", kind="advertisement")
    with say.ScriptedOpenAI([good(reply)]) as server:
        made = topics(TALK, WHERE, about(), pen(server, tell), shelf=shelf, tell=tell)
    assert {part.kind for part in made.segments} == {"talk"}


# what is asked


def test_what_is_asked_is_bounded_however_long_the_talk(tell: SilentTell, shelf: Store) -> None:
    long = "word " * 400
    cues = tuple(cue(n, long, at=20_000 * n) for n in range(900))
    spots = [Spot(id=f"p{n}", cue=at, ours=n % 4 == 0) for n, at in enumerate(range(0, 900, 19))]
    assert len(spots) == MOST
    where = replace(WHERE, spots=tuple(spots))
    talk = transcript(cues, minutes=300)
    own = Pen(writer=FakeWriter({}), spare=Extract(), max_tokens=400)
    for tokens in (TOKENS, TOKENS // 2, TOKENS // 4):
        asked = material(replace(where, tokens=tokens), talk, about())
        request = request_for("topics", asked, own)
        told = sum(
            sizes.tokens(f"  [{line.id}] {line.speaker}: {line.text}\n")
            for place in asked.places
            for line in (*place.before, *place.after)
        )
        assert told <= 1.05 * tokens
        assert sizes.prompt(request) <= tokens + 5_000


def test_the_places_hold_the_cut_and_more_but_none_within_an_aside(
    shelf: Store, tell: SilentTell
) -> None:
    aside = Aside(first=100, last=140, kind="advertisement")
    words = ["pipe water street", "network data weights", "bread oven flour", "star telescope sky"]
    cues = [cue(n, f"The {words[n // 60]} again, number {n} of them.") for n in range(240)]
    talk = transcript(cues, minutes=20)
    made = places(talk, CUT, (aside,), None, shelf=shelf, tell=tell)
    at = [spot.cue for spot in made.spots]
    assert at[0] == 0
    assert at == sorted(set(at))
    assert len(at) > sum(spot.ours for spot in made.spots) > 1
    assert not set(at) & set(range(100, 141))
    assert [spot.id for spot in made.spots] == [f"p{n}" for n in range(len(at))]


def test_a_local_model_cannot_name_a_place_that_is_not_there() -> None:
    own = Pen(writer=FakeWriter({}), spare=Extract(), max_tokens=400)
    schema = json.loads(narrowed(request_for("topics", material(WHERE, TALK, about()), own)).schema)
    (part,) = schema["$defs"].values()
    assert part["properties"]["start"]["enum"] == list(ALL)
    bounds = schema["properties"]["parts"]
    assert (bounds["minItems"], bounds["maxItems"]) == (2, 6)


# whatever comes

IDS = st.sampled_from([*ALL, *ALL, "p99", "", "c0001"])
ROW = st.fixed_dictionaries(
    {
        "start": IDS,
        "title": st.text(max_size=20),
        "kind": st.sampled_from(["talk", "advertisement", "intro", "small talk"]),
    }
)
REPLIES = st.one_of(
    st.text(max_size=80),
    st.lists(ROW, max_size=8).map(lambda rows: json.dumps({"parts": rows})),
    st.lists(ROW, min_size=2, max_size=6, unique_by=lambda row: row["start"])
    .map(lambda rows: sorted(rows, key=lambda row: row["start"]))
    .map(lambda rows: json.dumps({"parts": [rows[0] | {"start": "p0"}, *rows[1:]]})),
)


def _apart(rows: list[tuple[int, int]]) -> tuple[Aside, ...]:
    """Asides in order, without overlap."""
    made: list[Aside] = []
    for first, length in sorted(rows):
        if not made or first > made[-1].last:
            last = min(239, first + length)
            made.append(Aside(first=first, last=last, kind="advertisement", why=("業配",)))
    return tuple(made)


SPANS = st.lists(st.tuples(st.integers(0, 239), st.integers(0, 60)), max_size=4).map(_apart)


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=REPLIES, second=REPLIES, asides=SPANS)
def test_whatever_is_answered_and_left_out_the_talk_is_covered(
    first: str,
    second: str,
    asides: tuple[Aside, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    writer = FakeWriter({"topics": [first, second]})
    own = Pen(writer=writer, spare=Extract(), max_tokens=400)
    starts = marked([Start(cue=at) for at in OURS], CUES, asides)
    where = replace(WHERE, cut=built(CUES, starts, "divisive"), asides=asides)
    shelf = Store(tmp_path_factory.mktemp("store"))
    made = topics(TALK, where, about(), own, shelf=shelf, tell=SilentTell())
    begun(made)
    assert made.method in ("chosen", "divisive")
    assert bool(made.holes) == (made.method == "divisive")
    assert len(writer.asked) <= 2
