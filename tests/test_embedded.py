"""Vectors of sentences are computed once, block by block, and kept in the store."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from conftest import SilentTell
from pod2post.store import Store
from pod2post.topics import embedded
from pod2post.topics.embedded import BLOCK, vectors


class Counting:
    """An embedder that notes what it was asked: a text's vector points where its length says."""

    identity = "counting 1"

    def __init__(self) -> None:
        self.asked = list[str]()

    def vectors(self, texts: Sequence[str], /) -> Any:
        self.asked += texts
        made = np.zeros((len(texts), 4), np.float32)
        for row, text in enumerate(texts):
            if text:
                made[row, len(text) % 4] = 1
        return made


def test_a_second_look_computes_nothing(shelf: Store, tell: SilentTell) -> None:
    texts, encoder = [f"sentence {n}" for n in range(BLOCK + 20)], Counting()
    first = vectors(texts, encoder, shelf=shelf, tell=tell)
    assert encoder.asked == texts
    again = vectors(texts, encoder, shelf=shelf, tell=tell)
    assert encoder.asked == texts
    assert (first == again).all()
    assert first.shape == (BLOCK + 20, 4)


def test_a_changed_sentence_costs_its_block_alone(shelf: Store, tell: SilentTell) -> None:
    texts, encoder = [f"sentence {n}" for n in range(3 * BLOCK)], Counting()
    vectors(texts, encoder, shelf=shelf, tell=tell)
    encoder.asked.clear()
    texts[BLOCK + 3] = "a name was mended here"
    vectors(texts, encoder, shelf=shelf, tell=tell)
    assert encoder.asked == texts[BLOCK : 2 * BLOCK]


def test_another_encoder_is_asked_itself(shelf: Store, tell: SilentTell) -> None:
    one, other = Counting(), Counting()
    other.identity = "counting 2"
    vectors(["a"], one, shelf=shelf, tell=tell)
    vectors(["a"], other, shelf=shelf, tell=tell)
    assert other.asked == ["a"]


def test_vectors_keep_their_direction_and_empty_texts_have_none(
    shelf: Store, tell: SilentTell
) -> None:
    made = vectors(["ab", "", "abc"], Counting(), shelf=shelf, tell=tell)
    assert made.tolist() == [[0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 1]]


def test_vectors_that_lie_damaged_are_computed_anew(shelf: Store, tell: SilentTell) -> None:
    encoder = Counting()
    first = vectors(["ab", "abc"], encoder, shelf=shelf, tell=tell)
    rows = np.rint(first * embedded.SCALE).astype(np.int8).tobytes()
    shelf.path(shelf.put(rows)).unlink()
    again = vectors(["ab", "abc"], encoder, shelf=shelf, tell=tell)
    assert len(encoder.asked) == 4
    assert (first == again).all()


@pytest.mark.parametrize("count", [1, BLOCK, BLOCK + 1])
def test_progress_ends_with_the_last_sentence(count: int, shelf: Store) -> None:
    class Steps(SilentTell):
        def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
            rows.append((task, done, total, unit))

    rows = list[tuple[str, float, float | None, str]]()
    vectors(["a"] * count, Counting(), shelf=shelf, tell=Steps())
    assert rows[-1] == ("topics", count, count, "sentence")
