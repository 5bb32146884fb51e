"""The head of GGUF files: what is read in it, and every way in which it can be broken."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gguf_files
from pod2post.errors import BadInput
from pod2post.writing import gguf

HEAD = gguf_files.head([(64, 3), (10,)])
_SCORES = gguf_files.string("tokenizer.ggml.scores") + b"\x09\0\0\0"
LONG_LIST = (_SCORES + b"\x06\0\0\0\x02", _SCORES + b"\x06\0\0\0\x02".ljust(11, b"\xff"))
NESTED = (_SCORES + b"\x06", _SCORES + b"\x09")


def test_what_the_head_tells(tmp_path: Path) -> None:
    path = tmp_path / "toy-1b.gguf"
    path.write_bytes(HEAD + bytes(100))
    assert gguf.read(path) == gguf.Gguf(
        name="toy-1b",
        size=len(HEAD) + 100,
        architecture="toy",
        parameters=64 * 3 + 10,
        context=32_768,
        token_bytes=2 * 2 * 4 * (8 + 8),  # half floats, layers, shared heads, keys and values
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"toy__attention__head_count_kv": None}, 2 * 2 * 8 * 16),
        ({"toy__attention__head_count_kv": [4, 0, 4]}, 2 * 8 * 16),
        ({"toy__attention__key_length": 32, "toy__attention__value_length": 16}, 2 * 2 * 4 * 48),
        ({"toy__attention__head_count": None}, 0),
    ],
)
def test_what_a_token_of_context_takes(
    facts: dict[str, Any], expected: int, tmp_path: Path
) -> None:
    assert gguf.read(gguf_files.model(tmp_path / "m.gguf", **facts)).token_bytes == expected


def test_a_head_that_is_silent_about_its_context(tmp_path: Path) -> None:
    path = gguf_files.model(tmp_path / "m.gguf", toy__context_length=None)
    assert gguf.read(path).context == 0


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "does not begin with the letters GGUF"),
        (b"<!doctype html>", "does not begin with the letters GGUF"),
        (gguf_files.head([], version=9), "version 9"),
        (HEAD[:8] + b"\xff" * 16, "promises more than any model has"),
        (HEAD[:24] + b"\xff" * 8 + HEAD[32:], "absurd length"),
        (HEAD.replace(*LONG_LIST), "a list that no model has"),
        (HEAD.replace(*NESTED), "a list that no model has"),
        (gguf_files.head([], general__architecture=None), "which architecture"),
        (gguf_files.head([], general__architecture=7), "which architecture"),
    ],
)
def test_what_is_no_model_is_refused(data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.gguf"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"bad\.gguf is no GGUF model") as caught:
        gguf.read(path)
    assert says in caught.value.cause
    assert caught.value.remedy


def test_a_head_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    for length in range(len(HEAD) - 12):  # the last tensor's type and offset are not read
        path.write_bytes(HEAD[:length])
        with pytest.raises(BadInput, match="is no GGUF model"):
            gguf.read(path)


@given(at=st.integers(4, len(HEAD) - 1), byte=st.integers(0, 255))
def test_a_damaged_head_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.gguf"
    path.write_bytes(HEAD[:at] + bytes([byte]) + HEAD[at + 1 :])
    with contextlib.suppress(BadInput):
        assert gguf.read(path).size == len(HEAD)


def test_a_part_of_a_model_is_refused_with_the_way_to_join_it(tmp_path: Path) -> None:
    path = gguf_files.model(tmp_path / "m-00001-of-00003.gguf", split__count=3)
    with pytest.raises(BadInput, match="one of 3 parts") as caught:
        gguf.read(path)
    assert "--merge" in caught.value.remedy


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.gguf", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            gguf.read(path)
