"""ONNX models written by hand, and run. The only file that imports onnxruntime.

The library `onnx` would bring 20 MB and protobuf for a few message fields, so they are written
here by their numbers in `onnx.proto`. The same input gives the same bytes.
"""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FLOAT, UINT8, INT8, INT64 = 1, 2, 3, 7  # ONNX's names of element types
OPSET, IR = 17, 8
CONTRIB = "com.microsoft"  # onnxruntime's own operators


def session(model: bytes | Path, threads: int = 1) -> Any:
    """The model, ready to run on the CPU; several threads may run it side by side."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    source = str(model) if isinstance(model, Path) else model
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def lean() -> Any:
    """Options of a run that gives its working memory back at its end."""
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def constant(name: str, shape: Sequence[int], kind: int, raw: bytes) -> bytes:
    """A tensor of the graph: its little-endian numbers, row by row."""
    dims = b"".join(_int(1, size) for size in shape)
    return _part(5, dims + _int(2, kind) + _part(8, name) + _part(9, raw))


def node(
    kind: str,
    takes: Sequence[str],
    gives: Sequence[str],
    attributes: Sequence[bytes] = (),
    domain: str = "",
) -> bytes:
    rows = [*(_part(1, name) for name in takes), *(_part(2, name) for name in gives)]
    tail = [_part(7, domain)] if domain else []
    parts = [*rows, _part(4, kind), *(_part(5, one) for one in attributes), *tail]
    return _part(1, b"".join(parts))


def number(name: str, value: int) -> bytes:
    """An attribute of a node."""
    return _part(1, name) + _int(3, value) + _int(20, 2)


def fraction(name: str, value: float) -> bytes:
    return _part(1, name) + _varint(2 << 3 | 5) + struct.pack("<f", value) + _int(20, 1)


def numbers(name: str, values: Sequence[int]) -> bytes:
    return _part(1, name) + b"".join(_int(8, one) for one in values) + _int(20, 7)


def takes(name: str, dims: Sequence[str | int]) -> bytes:
    """An input of the graph: float32, with named or fixed sizes."""
    return _edge(11, name, dims)


def gives(name: str, dims: Sequence[str | int]) -> bytes:
    """An output of the graph, in the same way."""
    return _edge(12, name, dims)


def model(
    name: str, nodes: Sequence[bytes], parts: Sequence[bytes], *, contrib: bool = False
) -> bytes:
    """The whole; `parts` are constants, inputs and outputs, `contrib`: nodes of CONTRIB too."""
    graph = b"".join([*nodes, _part(2, name), *parts])
    opsets = [("", OPSET), (CONTRIB, 1)] if contrib else [("", OPSET)]
    used = b"".join(_part(8, _part(1, domain) + _int(2, version)) for domain, version in opsets)
    return _int(1, IR) + _part(7, graph) + used


def _edge(field: int, name: str, dims: Sequence[str | int]) -> bytes:
    sizes = (_part(2, size) if isinstance(size, str) else _int(1, size) for size in dims)
    shape = b"".join(_part(1, size) for size in sizes)
    tensor = _part(1, _int(1, FLOAT) + _part(2, shape))
    return _part(field, _part(1, name) + _part(2, tensor))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _int(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _part(field: int, data: bytes | str) -> bytes:
    raw = data.encode() if isinstance(data, str) else data
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw
