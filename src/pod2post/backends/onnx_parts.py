"""ONNX models written by hand: fields of Protocol Buffers, by number."""

import struct
from collections.abc import Sequence

FLOAT, UINT8, INT8, INT = 1, 2, 3, 7  # ONNX's names of element types
OPSET, IR = 17, 8
CONTRIB = "com.microsoft"  # onnxruntime's own operators


class Graph:
    """Nodes and constants in the order in which they are named; the same calls, the same bytes."""

    def __init__(self) -> None:
        self.nodes: list[bytes] = []
        self.constants: dict[str, bytes] = {}

    def node(
        self,
        kind: str,
        takes: Sequence[str],
        attributes: Sequence[bytes] = (),
        gives: str = "",
        domain: str = "",
    ) -> str:
        """A node of one output; returns the output's name."""
        name = gives or f"n{len(self.nodes)}"
        self.nodes.append(node(kind, takes, [name], attributes, domain))
        return name

    def constant(self, name: str, shape: Sequence[int], kind: int, raw: bytes) -> str:
        self.constants[name] = constant(name, shape, kind, raw)
        return name

    def model(self, name: str, edges: Sequence[bytes], *, contrib: bool = False) -> bytes:
        """The whole; `contrib`: with nodes of CONTRIB."""
        made = model(name, self.nodes, list(self.constants.values()), edges)
        return made + part(8, part(1, CONTRIB) + whole(2, 1)) if contrib else made


def model(
    name: str, nodes: Sequence[bytes], constants: Sequence[bytes], edges: Sequence[bytes]
) -> bytes:
    graph = b"".join([*nodes, part(2, name), *constants, *edges])
    return whole(1, IR) + part(7, graph) + part(8, part(1, "") + whole(2, OPSET))


def node(
    kind: str,
    takes: Sequence[str],
    gives: Sequence[str],
    attributes: Sequence[bytes] = (),
    domain: str = "",
) -> bytes:
    rows = [*(part(1, name) for name in takes), *(part(2, name) for name in gives)]
    rows += [part(4, kind), *(part(5, one) for one in attributes)]
    return part(1, b"".join([*rows, part(7, domain)] if domain else rows))


def constant(name: str, shape: Sequence[int], kind: int, raw: bytes) -> bytes:
    dims = b"".join(whole(1, size) for size in shape)
    return part(5, dims + whole(2, kind) + part(8, name) + part(9, raw))


def number_of(name: str, number: int) -> bytes:
    """An attribute that is one whole number."""
    return part(1, name) + whole(3, number) + whole(20, 2)


def fraction_of(name: str, number: float) -> bytes:
    """An attribute that is a float32."""
    return part(1, name) + varint(2 << 3 | 5) + struct.pack("<f", number) + whole(20, 1)


def numbers_of(name: str, numbers: Sequence[int]) -> bytes:
    """An attribute of several whole numbers."""
    return part(1, name) + b"".join(whole(8, one) for one in numbers) + whole(20, 7)


def edge(field: int, name: str, dims: Sequence[str | int]) -> bytes:
    """An input (11) or output (12) of the graph: float32, with named or fixed sizes."""
    sizes = (part(2, size) if isinstance(size, str) else whole(1, size) for size in dims)
    shape = b"".join(part(1, size) for size in sizes)
    tensor = part(1, whole(1, FLOAT) + part(2, shape))
    return part(field, part(1, name) + part(2, tensor))


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1  # what is below zero, as ten bytes
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def whole(field: int, number: int) -> bytes:
    return varint(field << 3) + varint(number)


def part(field: int, data: bytes | str) -> bytes:
    raw = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(raw)) + raw
