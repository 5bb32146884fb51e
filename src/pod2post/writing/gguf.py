"""What the head of a GGUF file tells: whose model it is, how large, how long its context.

The format is llama.cpp's (`ggml/docs/gguf.md`): little-endian, versions 2 and 3. Only the
head is read, never a weight.
"""

import math
import struct
from pathlib import Path
from typing import Any, BinaryIO

from pod2post.errors import BadInput
from pod2post.values import value

MAGIC = b"GGUF"
VERSIONS = (2, 3)
STRING, ARRAY = 8, 9
NUMBERS = dict(zip((0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), "BbHhIif?Qqd", strict=True))
MOST_ENTRIES = 100_000
LONGEST = 1 << 24
HALF_FLOAT = 2  # bytes: llama.cpp keeps keys and values as such unless told otherwise


class _NoGguf(ValueError):
    """The bytes are not what the format says."""


@value
class Gguf:
    """A model file. `context` is the longest that it was trained for, in tokens, 0: not told.

    `parameters` counts the numbers in all tensors, `token_bytes` what one token of
    context takes in memory (an upper bound: some models forget what is far away).
    """

    name: str
    size: int
    architecture: str
    parameters: int
    context: int
    token_bytes: int


def read(path: Path) -> Gguf:
    """The head of the file.

    Raises:
        BadInput: not there, not readable, no GGUF, cut within its head, or one of several parts.
    """
    try:
        with path.open("rb") as file:
            facts, parameters = _head(file)
            size = path.stat().st_size
    except OSError as error:
        raise BadInput(
            f"the model file {path} cannot be read: {error.strerror}",
            "Name a GGUF file that you may read: [writer] gguf.",
        ) from error
    except _NoGguf as error:
        raise BadInput(
            f"{path} is no GGUF model, or not a whole one: {error}", "Fetch the file anew."
        ) from error
    parts = _whole(facts, "split.count")
    if parts > 1:
        raise BadInput(
            f"{path} is one of {parts} parts of a model",
            "Join them first: llama-gguf-split --merge FIRST-PART JOINED.gguf.",
        )
    kind = str(facts["general.architecture"])
    return Gguf(
        name=path.stem,
        size=size,
        architecture=kind,
        parameters=parameters,
        context=_whole(facts, f"{kind}.context_length"),
        token_bytes=_token_bytes(facts, kind),
    )


def _head(file: BinaryIO) -> tuple[dict[str, Any], int]:
    """(facts, parameters)"""
    if file.read(4) != MAGIC:
        raise _NoGguf("it does not begin with the letters GGUF")
    version = _number(file, "I")
    if version not in VERSIONS:
        raise _NoGguf(f"version {version} of the format is not known")
    tensors, entries = _number(file, "Q"), _number(file, "Q")
    if max(tensors, entries) > MOST_ENTRIES:
        raise _NoGguf("its head promises more than any model has")
    facts = {}
    for _ in range(entries):
        key = _string(file)
        facts[key] = _value(file, _number(file, "I"))
    if not isinstance(facts.get("general.architecture"), str):
        raise _NoGguf("it does not say which architecture it has")
    parameters = 0
    for _ in range(tensors):
        _string(file)
        shape = [_number(file, "Q") for _ in range(_number(file, "I"))]
        parameters += math.prod(shape)
        file.seek(12, 1)  # type and offset
    return facts, parameters


def _number(file: BinaryIO, code: str) -> Any:
    form = f"<{code}"
    data = file.read(struct.calcsize(form))
    if len(data) < struct.calcsize(form):
        raise _NoGguf("it ends within its head")
    return struct.unpack(form, data)[0]


def _string(file: BinaryIO) -> str:
    length = _number(file, "Q")
    if length > LONGEST:
        raise _NoGguf("its head holds a text of absurd length")
    data = file.read(length)
    if len(data) < length:
        raise _NoGguf("it ends within its head")
    return data.decode("utf-8", "replace")


def _value(file: BinaryIO, kind: int) -> Any:
    """One value. Of an array of texts only None: a vocabulary is of no use here."""
    if kind in NUMBERS:
        return _number(file, NUMBERS[kind])
    if kind == STRING:
        return _string(file)
    if kind != ARRAY:
        raise _NoGguf(f"its head holds a value of unknown type {kind}")
    inner, count = _number(file, "I"), _number(file, "Q")
    if inner in NUMBERS and count <= MOST_ENTRIES:
        return [_number(file, NUMBERS[inner]) for _ in range(count)]
    if inner == ARRAY or count > LONGEST:
        raise _NoGguf("its head holds a list that no model has")
    if inner in NUMBERS:
        file.seek(count * struct.calcsize(f"<{NUMBERS[inner]}"), 1)
        return None
    for _ in range(count):
        _value(file, inner)
    return None


def _whole(facts: dict[str, Any], name: str) -> int:
    """A fact that is a whole number; 0 where it is not told, or something else."""
    found = facts.get(name)
    return found if isinstance(found, int) else 0


def _token_bytes(facts: dict[str, Any], kind: str) -> int:
    """Keys and values of one token in all layers; 0 where the head does not tell enough."""

    def fact(name: str) -> int:
        return _whole(facts, f"{kind}.{name}")

    layers, heads = fact("block_count"), fact("attention.head_count")
    width = fact("embedding_length") // heads if heads else 0
    keys = fact("attention.key_length") or width
    values = fact("attention.value_length") or width
    shared = facts.get(f"{kind}.attention.head_count_kv")
    if isinstance(shared, list):
        return HALF_FLOAT * sum(shared) * (keys + values)
    return HALF_FLOAT * layers * (fact("attention.head_count_kv") or heads) * (keys + values)
