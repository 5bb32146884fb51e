"""GGUF files without weights, for tests: a head as the format wants it, and some zeros."""

import struct
from pathlib import Path
from typing import Any

FACTS: dict[str, Any] = {
    "general.architecture": "toy",
    "toy.context_length": 32_768,
    "toy.embedding_length": 64,
    "toy.block_count": 2,
    "toy.attention.head_count": 8,
    "toy.attention.head_count_kv": 4,
    "tokenizer.ggml.tokens": ["<s>", "一", "b"],
    "tokenizer.ggml.scores": [0.0, 1.5],
    "tokenizer.ggml.add_bos_token": True,
    "general.weight": 0.5,
}


def string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def encoded(item: Any) -> tuple[int, bytes]:
    """(type, bytes) of a value."""
    if isinstance(item, bool):
        return 7, struct.pack("<?", item)
    if isinstance(item, int):
        return 4, struct.pack("<I", item)
    if isinstance(item, float):
        return 6, struct.pack("<f", item)
    if isinstance(item, str):
        return 8, string(item)
    rows = [encoded(one) for one in item]
    return 9, struct.pack("<IQ", rows[0][0], len(rows)) + b"".join(data for _, data in rows)


def head(shapes: list[tuple[int, ...]], version: int = 3, **facts: Any) -> bytes:
    """`facts` are laid over `FACTS`, their names with __ for a dot; None takes one out."""
    own = FACTS | {name.replace("__", "."): item for name, item in facts.items()}
    own = {name: item for name, item in own.items() if item is not None}
    made = b"GGUF" + struct.pack("<IQQ", version, len(shapes), len(own))
    for name, item in own.items():
        kind, data = encoded(item)
        made += string(name) + struct.pack("<I", kind) + data
    for number, shape in enumerate(shapes):
        made += string(f"blk.{number}.weight")
        made += struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, 0)
    return made


def model(path: Path, *, billions: float = 1.5, **facts: Any) -> Path:
    """A file whose head promises so many parameters; the weights are not there."""
    path.write_bytes(head([(1_000_000, round(billions * 1000))], **facts) + bytes(64))
    return path
