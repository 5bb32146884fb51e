"""A stage's signature is its cache policy."""

from typing import Any

import pytest

from pod2post import codec
from pod2post.ports import Shelf
from pod2post.stage import stage
from pod2post.store import Store
from pod2post.values import Chapter, Hotwords, Piece, Span

SPAN = Span(start_ms=0, end_ms=9)


class Ear:
    """A backend: known by its identity, whatever it runs on."""

    def __init__(self, identity: str, device: str = "cpu") -> None:
        self.identity = identity
        self.device = device


def counted(name: str = "chapter", version: int = 1) -> tuple[Any, list[str]]:
    """A stage over a span, an ear and a take, and what it did each time that it ran."""
    ran: list[str] = []

    @stage(name, version)
    def chapter(
        span: Span,
        ear: Any,
        take: int = 1,
        /,
        *,
        shelf: Shelf,
        room: str = "",
        fresh: bool = False,
    ) -> Chapter:
        ran.append(f"{span.end_ms} {ear.identity} {take} {ear.device}{room}")
        return Chapter(start_ms=span.end_ms, title=f"{ear.identity} {take} run {len(ran)}")

    return chapter, ran


@pytest.mark.parametrize(
    ("call", "same"),
    [
        (lambda f, shelf: f(Span(start_ms=0, end_ms=9), Ear("a"), shelf=shelf), True),
        (lambda f, shelf: f(SPAN, Ear("a"), 1, shelf=shelf), True),
        (lambda f, shelf: f(SPAN, Ear("a", "cuda"), shelf=shelf), True),
        (lambda f, shelf: f(SPAN, Ear("a"), shelf=shelf, room="other"), True),
        (lambda f, shelf: f(SPAN, Ear("a"), shelf=Store(shelf.root, run="b")), True),
        (lambda f, shelf: f(Span(start_ms=0, end_ms=8), Ear("a"), shelf=shelf), False),
        (lambda f, shelf: f(SPAN, Ear("b"), shelf=shelf), False),
        (lambda f, shelf: f(SPAN, Ear("a"), 2, shelf=shelf), False),
    ],
    ids=[
        "equal value",
        "default spoken out",
        "another device",
        "another room",
        "another run",
        "another value",
        "another identity",
        "another take",
    ],
)
def test_what_stands_before_the_slash_is_the_key(shelf: Store, call: Any, same: bool) -> None:
    chapter, ran = counted()
    first = chapter(SPAN, Ear("a"), shelf=shelf)
    second = call(chapter, shelf)
    assert (len(ran) == 1) is same
    assert (second == first) is same


def test_name_and_version_are_in_the_key(shelf: Store) -> None:
    one, ran = counted()
    one(SPAN, Ear("a"), shelf=shelf)
    for name, version in (("chapter", 2), ("other", 1)):
        stage_, ran = counted(name, version)
        stage_(SPAN, Ear("a"), shelf=shelf)
        assert len(ran) == 1
        assert stage_.stage == (name, version)
    same, ran = counted()
    same(SPAN, Ear("a"), shelf=shelf)
    assert ran == []


def test_a_changed_default_is_another_key(shelf: Store) -> None:
    def make(default: int) -> Any:
        @stage("chapter", 1)
        def chapter(take: int = default, /, *, shelf: Shelf) -> Chapter:
            return Chapter(start_ms=take, title="")

        return chapter

    assert make(1)(shelf=shelf).start_ms == 1
    assert make(2)(shelf=shelf).start_ms == 2


def test_fresh_makes_it_anew_and_remembers_the_new_one(shelf: Store) -> None:
    chapter, ran = counted()
    old = chapter(SPAN, Ear("a"), shelf=shelf)
    new = chapter(SPAN, Ear("a"), shelf=shelf, fresh=True)
    assert len(ran) == 2
    assert new != old
    assert chapter(SPAN, Ear("a"), shelf=shelf) == new
    assert len(ran) == 2


@pytest.mark.parametrize("fresh", [False, True])
def test_holes_are_not_remembered(shelf: Store, fresh: bool) -> None:
    ran: list[int] = []

    @stage("piece", 1)
    def hear(span: Span, /, *, shelf: Shelf, fresh: bool = False) -> Piece:
        ran.append(1)
        failed = "no result" if len(ran) == 1 else None
        return Piece(span=span, language="en", words=(), failed=failed)

    assert hear(SPAN, shelf=shelf, fresh=fresh).holes
    assert not hear(SPAN, shelf=shelf).holes
    assert not hear(SPAN, shelf=shelf).holes
    assert len(ran) == 2


def test_an_upstream_change_that_yields_an_equal_value_stops_there(shelf: Store) -> None:
    ran: list[str] = []

    @stage("hotwords", 1)
    def hotwords(text: str, /, *, shelf: Shelf) -> Hotwords:
        ran.append("up")
        return Hotwords(words=tuple(w for w in text.split() if w.istitle()), language=None)

    @stage("chapter", 1)
    def chapter(words: Hotwords, /, *, shelf: Shelf) -> Chapter:
        ran.append("down")
        return Chapter(start_ms=0, title=" ".join(words.words))

    first = chapter(hotwords("with Ashlee", shelf=shelf), shelf=shelf)
    assert chapter(hotwords("and Ashlee", shelf=shelf), shelf=shelf) == first
    assert ran == ["up", "down", "up"]


def test_a_stage_may_return_a_tuple_of_values(shelf: Store) -> None:
    ran: list[int] = []

    @stage("spans", 1)
    def spans(count: int, /, *, shelf: Shelf) -> tuple[Span, ...]:
        ran.append(count)
        return (SPAN,) * count

    assert spans(2, shelf=shelf) == spans(2, shelf=shelf) == (SPAN, SPAN)
    assert ran == [2]


def test_what_a_stage_raises_passes_through_and_is_not_remembered(shelf: Store) -> None:
    ran: list[int] = []

    @stage("chapter", 1)
    def chapter(span: Span, /, *, shelf: Shelf) -> Chapter:
        ran.append(1)
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            chapter(SPAN, shelf=shelf)
    assert len(ran) == 2


def test_a_stage_keeps_its_name_and_its_words() -> None:
    @stage("chapter", 3)
    def chapter(span: Span, /, *, shelf: Shelf) -> Chapter:
        """Makes one."""
        raise AssertionError

    assert chapter.__name__ == "chapter"
    assert chapter.__doc__ == "Makes one."


def test_an_argument_that_has_no_identity_is_refused(shelf: Store) -> None:
    @stage("chapter", 1)
    def chapter(ear: Any, /, *, shelf: Shelf) -> Chapter:
        raise AssertionError("never reached")

    with pytest.raises(TypeError, match="not JSON serializable"):
        chapter(object(), shelf=shelf)


def _plain(span: Span, *, shelf: Shelf) -> Chapter: ...  # type: ignore[empty-body]
def _many(*spans: Span, shelf: Shelf) -> Chapter: ...  # type: ignore[empty-body]
def _open(span: Span, /, *, shelf: Shelf, **more: Any) -> Chapter: ...  # type: ignore[empty-body]
def _no_shelf(span: Span, /, *, tell: Any) -> Chapter: ...  # type: ignore[empty-body]
def _shelf_in_key(shelf: Shelf, /, *, tell: Any) -> Chapter: ...  # type: ignore[empty-body]
def _no_return(span: Span, /, *, shelf: Shelf): ...  # type: ignore[no-untyped-def]


@pytest.mark.parametrize(
    ("function", "complaint"),
    [
        (_plain, "each parameter stands before / or after"),
        (_many, "each parameter stands before / or after"),
        (_open, "each parameter stands before / or after"),
        (_no_shelf, "shelf stands after"),
        (_shelf_in_key, "shelf stands after"),
        (_no_return, "says what it returns"),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)
def test_a_signature_that_says_no_policy_is_refused_at_decoration(
    function: Any, complaint: str
) -> None:
    with pytest.raises(TypeError, match=f"stage chapter: {complaint}"):
        stage("chapter", 1)(function)


def test_the_key_is_the_same_in_every_process(shelf: Store) -> None:
    chapter, _ = counted()
    chapter(SPAN, Ear("a"), shelf=shelf)
    parts = ["chapter", "1", codec.digest(SPAN), "a", codec.digest(1)]
    key = codec.digest(parts).removeprefix("sha256:")
    assert (shelf.root / "recipes" / "chapter" / f"{key}.json").is_file()
