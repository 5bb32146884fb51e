"""Whisper's encoder as an ONNX model, from the weights as CTranslate2 keeps them.

Radford and others, 2022: two convolutions, positions, blocks of attention and of two linear
layers. The linear layers run in int8 as CTranslate2 runs them: weights with a scale per output,
activations with one per frame, chosen as they come.
"""

import struct
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from pod2post.backends import onnx_parts as onnx

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
    net = _Network(weights)
    width, bands, _ = net.of("conv1/weight").shape
    flow = net.convolved(net.convolved("mel", "conv1", 1), "conv2", 2)
    flow = net.graph.node("Transpose", [flow], [onnx.numbers_of("perm", (0, 2, 1))])
    flow = net.graph.node("Add", [flow, net.keep("position_encodings/encodings")])
    heads = int(weights["num_heads"])
    for layer in range(sum(1 for name in weights if name.endswith("ffn/layer_norm/gamma"))):
        flow = net.block(flow, f"layer_{layer}/", heads)
    net.graph.node("Identity", [net.normal(flow, "layer_norm")], gives="heard")
    edges = [
        onnx.edge(11, "mel", (1, bands, FRAMES)),
        onnx.edge(12, "heard", (1, FRAMES // 2, width)),
    ]
    return net.graph.model("encoder", edges, contrib=True)


class _Network:
    """A graph that grows layer by layer out of the weights."""

    def __init__(self, weights: dict[str, Numbers]) -> None:
        self.weights, self.graph = weights, onnx.Graph()
        for name, value in (("least", 1e-8), ("most", 127.0), ("one", 1.0)):
            self.graph.constant(name, (), onnx.FLOAT, struct.pack("<f", value))
        self.graph.constant("middle", (), onnx.UINT8, bytes([128]))

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
        return self.graph.constant(name, numbers.shape, kind, raw)

    def bias(self, name: str) -> list[str]:
        """The constant of a layer's bias, where it has one."""
        return [self.keep(f"{name}/bias")] if f"{name}/bias" in self.weights else []

    def block(self, flow: str, place: str, heads: int) -> str:
        """Attention, then two linear layers, each added to what came in."""
        add = self.graph.node
        seen = self.normal(flow, f"{place}self_attention/layer_norm")
        three = self.linear(seen, f"{place}self_attention/linear_0")
        parts = [f"{place}{part}" for part in "qkv"]
        self.graph.nodes.append(onnx.node("Split", [three], parts, [onnx.number_of("axis", 2)]))
        shape = [onnx.number_of("num_heads", heads)]
        told = add("MultiHeadAttention", parts, shape, domain=onnx.CONTRIB)
        flow = add("Add", [flow, self.linear(told, f"{place}self_attention/linear_1")])
        wide = self.linear(self.normal(flow, f"{place}ffn/layer_norm"), f"{place}ffn/linear_0")
        wide = add("Gelu", [wide], domain=onnx.CONTRIB)
        return add("Add", [flow, self.linear(wide, f"{place}ffn/linear_1")])

    def convolved(self, flow: str, name: str, stride: int) -> str:
        inputs = [flow, self.keep(f"{name}/weight"), *self.bias(name)]
        shape = [onnx.numbers_of("pads", (1, 1)), onnx.numbers_of("strides", (stride,))]
        return self.graph.node(
            "Gelu", [self.graph.node("Conv", inputs, shape)], domain=onnx.CONTRIB
        )

    def normal(self, flow: str, name: str) -> str:
        inputs = [flow, self.keep(f"{name}/gamma"), self.keep(f"{name}/beta")]
        return self.graph.node("LayerNormalization", inputs, [onnx.fraction_of("epsilon", EPSILON)])

    def linear(self, flow: str, name: str) -> str:
        """A linear layer in int8: each frame by its own scale, its zero at 128."""
        add = self.graph.node
        weight = self.of(f"{name}/weight")
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / 127
        small = np.rint(weight / scale[:, None]).astype(np.int8).T
        loud = add("ReduceMax", [add("Abs", [flow])], [onnx.numbers_of("axes", (2,))])
        step = add("Div", [add("Max", [loud, "least"]), "most"])
        even = add("QuantizeLinear", [add("Div", [flow, step]), "one", "middle"])
        told = add("MatMulInteger", [even, self.keep(f"{name}/int8", small), "middle"])
        told = add("Cast", [told], [onnx.number_of("to", onnx.FLOAT)])
        told = add("Mul", [told, self.keep(f"{name}/scale", scale.astype(np.float32))])
        told = add("Mul", [told, step])
        bias = self.bias(name)
        return add("Add", [told, *bias]) if bias else told
