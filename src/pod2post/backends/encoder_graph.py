"""Whisper's encoder as an ONNX model, from the weights as CTranslate2 keeps them.

Radford and others, 2022: two convolutions, positions, blocks of attention and of two linear
layers. The linear layers run in int8 as CTranslate2 runs them: weights with a scale per output,
activations with one per frame, chosen as they come.
"""

import struct
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from pod2post.backends import onnx_model as onnx

VERSION = 6  # of CTranslate2's binary form
KINDS: dict[int, Any] = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
FRAMES = 3000  # of 10 ms: the 30 s that the network always sees
EPSILON = 1e-5

Numbers = NDArray[Any]


class Unreadable(ValueError):
    """The file holds no Whisper encoder in a form that is known here."""


def variables(file: Path, prefix: str) -> dict[str, Numbers]:
    """The variables of a CTranslate2 model whose names begin with `prefix`, by what follows.

    Raises:
        Unreadable: another form than version 6, or a damaged file.
    """
    try:
        with file.open("rb") as stream:
            return {
                name.removeprefix(prefix): _read(stream, *place)
                for name, place in _places(stream).items()
                if name.startswith(prefix)
            }
    except (OSError, struct.error, IndexError, KeyError, ValueError) as error:
        raise Unreadable(f"{file}: {error}") from error


Place = tuple[Any, list[int], int]


def _places(stream: IO[bytes]) -> dict[str, Place]:
    """Kind, shape and offset of each variable; equal ones are stored once, under two names."""
    version, name, _revision, count = _int(stream), _text(stream), _int(stream), _int(stream)
    if (version, name) != (VERSION, "WhisperSpec"):
        raise Unreadable(f"{name} of version {version}")
    found: dict[str, Place] = {}
    for _ in range(count):
        name = _text(stream)
        shape = [_int(stream) for _ in range(stream.read(1)[0])]
        kind, size = KINDS[stream.read(1)[0]], _int(stream)
        found[name] = kind, shape, stream.tell()
        stream.seek(size, 1)
    for _ in range(_int(stream)):
        name = _text(stream)
        found[name] = found[_text(stream)]
    return found


def _read(stream: IO[bytes], kind: Any, shape: list[int], offset: int) -> Numbers:
    stream.seek(offset)
    size = prod(shape) * np.dtype(kind).itemsize
    return np.frombuffer(stream.read(size), kind).reshape(shape)


def _int(stream: IO[bytes]) -> int:
    (number,) = struct.unpack("<I", stream.read(4))
    return int(number)


def _text(stream: IO[bytes]) -> str:
    (size,) = struct.unpack("<H", stream.read(2))
    return stream.read(size)[:-1].decode()


def onnx_of(weights: dict[str, Numbers]) -> bytes:
    """The encoder: `mel` (1, bands, 3000) to `heard` (1, 1500, width).

    Raises:
        Unreadable: a weight is missing, or quantised already.
    """
    graph = _Graph(weights=weights)
    width, bands, _ = graph.of("conv1/weight").shape
    flow = graph.convolved(graph.convolved("mel", "conv1", 1), "conv2", 2)
    flow = graph.add("Transpose", [flow], onnx.numbers("perm", (0, 2, 1)))
    flow = graph.add("Add", [flow, graph.keep("position_encodings/encodings")])
    heads = int(weights["num_heads"])
    for layer in range(sum(1 for name in weights if name.endswith("ffn/layer_norm/gamma"))):
        flow = _block(graph, flow, f"layer_{layer}/", heads)
    graph.add("Identity", [graph.normal(flow, "layer_norm")], out="heard")
    edges = [
        onnx.takes("mel", (1, bands, FRAMES)),
        onnx.gives("heard", (1, FRAMES // 2, width)),
    ]
    return onnx.model("encoder", graph.nodes, [*graph.constants, *edges], contrib=True)


def _block(graph: "_Graph", flow: str, place: str, heads: int) -> str:
    """Attention, then two linear layers, each added to what came in."""
    seen = graph.normal(flow, f"{place}self_attention/layer_norm")
    three = graph.linear(seen, f"{place}self_attention/linear_0")
    parts = [f"{place}{part}" for part in "qkv"]
    graph.nodes.append(onnx.node("Split", [three], parts, [onnx.number("axis", 2)]))
    told = graph.add(
        "MultiHeadAttention", parts, onnx.number("num_heads", heads), domain=onnx.CONTRIB
    )
    flow = graph.add("Add", [flow, graph.linear(told, f"{place}self_attention/linear_1")])
    wide = graph.linear(graph.normal(flow, f"{place}ffn/layer_norm"), f"{place}ffn/linear_0")
    wide = graph.add("Gelu", [wide], domain=onnx.CONTRIB)
    return graph.add("Add", [flow, graph.linear(wide, f"{place}ffn/linear_1")])


@dataclass(slots=True)
class _Graph:
    """Nodes and constants as they are added; each node's output gets a name of its own."""

    weights: dict[str, Numbers]
    nodes: list[bytes] = field(default_factory=list)
    constants: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name, value in (("least", 1e-8), ("most", 127.0), ("one", 1.0)):
            self.constants.append(onnx.constant(name, (), onnx.FLOAT, struct.pack("<f", value)))
        self.constants.append(onnx.constant("middle", (), onnx.UINT8, bytes([128])))

    def of(self, name: str) -> Numbers:
        found = self.weights.get(name)
        if found is None or found.dtype not in (np.float16, np.float32):
            raise Unreadable(f"no plain weights {name}")
        return found.astype(np.float32)

    def keep(self, name: str, numbers: Numbers | None = None) -> str:
        """The name of a constant; without `numbers`, of the weights of that name."""
        numbers = self.of(name) if numbers is None else numbers
        kind = onnx.INT8 if numbers.dtype == np.int8 else onnx.FLOAT
        raw = np.ascontiguousarray(numbers).tobytes()
        self.constants.append(onnx.constant(name, numbers.shape, kind, raw))
        return name

    def bias(self, name: str) -> list[str]:
        """The constant of a layer's bias, where it has one."""
        return [self.keep(f"{name}/bias")] if f"{name}/bias" in self.weights else []

    def add(
        self, kind: str, takes: list[str], *attributes: bytes, out: str = "", domain: str = ""
    ) -> str:
        name = out or f"n{len(self.nodes)}"
        self.nodes.append(onnx.node(kind, takes, [name], attributes, domain))
        return name

    def convolved(self, flow: str, name: str, stride: int) -> str:
        inputs = [flow, self.keep(f"{name}/weight"), *self.bias(name)]
        shape = [onnx.numbers("pads", (1, 1)), onnx.numbers("strides", (stride,))]
        return self.add("Gelu", [self.add("Conv", inputs, *shape)], domain=onnx.CONTRIB)

    def normal(self, flow: str, name: str) -> str:
        inputs = [flow, self.keep(f"{name}/gamma"), self.keep(f"{name}/beta")]
        return self.add("LayerNormalization", inputs, onnx.fraction("epsilon", EPSILON))

    def linear(self, flow: str, name: str) -> str:
        """A linear layer in int8: each frame by its own scale, its zero at 128."""
        weight = self.of(f"{name}/weight")
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / 127
        small = np.rint(weight / scale[:, None]).astype(np.int8).T
        loud = self.add("Abs", [flow])
        loud = self.add("ReduceMax", [loud], onnx.numbers("axes", (2,)))
        step = self.add("Div", [self.add("Max", [loud, "least"]), "most"])
        whole = self.add("QuantizeLinear", [self.add("Div", [flow, step]), "one", "middle"])
        told = self.add("MatMulInteger", [whole, self.keep(f"{name}/int8", small), "middle"])
        told = self.add("Cast", [told], onnx.number("to", onnx.FLOAT))
        told = self.add("Mul", [told, self.keep(f"{name}/scale", scale.astype(np.float32))])
        told = self.add("Mul", [told, step])
        bias = self.bias(name)
        return self.add("Add", [told, *bias]) if bias else told
