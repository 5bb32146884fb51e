"""The GE2E speaker encoder, from a torch checkpoint to an ONNX file, without either library.

A checkpoint is a pickle, and a pickle may run anything: the reader here knows four names and
refuses every other. The network is three LSTM layers of 256 and one linear layer (Wan and
others, 2018; weights of Resemblyzer, Apache-2.0). The same input gives the same bytes.
"""

import io
import pickle
import struct
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Any

from pod2post.backends import onnx_model as onnx

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001  # of torch's format before zip archives
SIZES = {"FloatStorage": 4, "LongStorage": 8, "DoubleStorage": 8}
MODEL = "model_state"
BANDS, WIDTH, LAYERS = 40, 256, 3
LAST = ("linear.weight", "linear.bias")


class Unreadable(ValueError):
    """The bytes are no such checkpoint."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor's numbers lie; torch's own arguments, in torch's own order."""

    storage: tuple[str, str]
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


def _tensor(storage: Any, offset: int, shape: Any, stride: Any, *_rest: Any) -> Tensor:
    return Tensor(storage, offset, tuple(shape), tuple(stride))


def _parameter(tensor: Tensor, *_rest: Any) -> Tensor:
    return tensor


KNOWN: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_parameter"): _parameter,
    **{("torch", kind): kind for kind in SIZES},
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in KNOWN:
            raise Unreadable(f"it asks for {module}.{name}")
        return KNOWN[module, name]

    def persistent_load(self, pid: Any, /) -> tuple[str, str]:
        _, kind, key = pid[:3]
        return str(key), str(kind)


def onnx_of(checkpoint: bytes) -> bytes:
    """The encoder as an ONNX model: `mel` (n, time, 40) to `emb` (n, 256) of unit length.

    Raises:
        Unreadable: no torch checkpoint of this network, or one that asks to run code.
    """
    try:
        return _model(_tensors(checkpoint))
    except (pickle.UnpicklingError, EOFError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"no checkpoint of this network ({error})") from error
    except (IndexError, struct.error, ValueError) as error:
        raise Unreadable(f"a damaged checkpoint ({error})") from error


def _tensors(checkpoint: bytes) -> dict[str, tuple[tuple[int, ...], bytes]]:
    """Shape and little-endian float32 bytes of each of the model's tensors."""
    stream = io.BytesIO(checkpoint)
    if (_Reader(stream).load(), _Reader(stream).load()) != (MAGIC, PROTOCOL):
        raise Unreadable("no torch checkpoint of the old form")
    _Reader(stream).load()  # facts of the machine that wrote it
    content, keys = _Reader(stream).load(), _Reader(stream).load()
    tensors: dict[str, Tensor] = content[MODEL]
    kinds = dict(_storages(content))
    data: dict[str, bytes] = {}
    for key in map(str, keys):
        (count,) = struct.unpack("<q", stream.read(8))
        data[key] = stream.read(count * SIZES[kinds[key]])
    return {name: (one.shape, _numbers(one, data)) for name, one in tensors.items()}


def _storages(node: Any) -> Iterable[tuple[str, str]]:
    if isinstance(node, Tensor):
        yield node.storage
    for child in node.values() if isinstance(node, dict) else node if _many(node) else ():
        yield from _storages(child)


def _many(node: Any) -> bool:
    return isinstance(node, list | tuple)


def _numbers(tensor: Tensor, data: dict[str, bytes]) -> bytes:
    key, kind = tensor.storage
    plain = tuple(prod(tensor.shape[at + 1 :]) for at in range(len(tensor.shape)))
    if kind != "FloatStorage" or tensor.stride != plain:
        raise Unreadable("a tensor of another form")
    begin, size = 4 * tensor.offset, 4 * prod(tensor.shape)
    found = data[key][begin : begin + size]
    if len(found) != size:
        raise Unreadable("it ends too early")
    return found


def _model(weights: dict[str, tuple[tuple[int, ...], bytes]]) -> bytes:
    """Last hidden state, linear layer, ReLU, unit length."""
    flow, nodes, constants = "steps", list[bytes](), list[bytes]()
    nodes.append(onnx.node("Transpose", ["mel"], [flow], [onnx.numbers("perm", (1, 0, 2))]))
    constants += [onnx.constant(f"axis{n}", (1,), onnx.INT64, struct.pack("<q", n)) for n in (0, 1)]
    for layer in range(LAYERS):
        constants += _lstm(weights, layer)
        names = [flow, *(f"{part}{layer}" for part in "WRB")]
        given = [f"y{layer}", f"h{layer}"]
        nodes.append(onnx.node("LSTM", names, given, [onnx.number("hidden_size", WIDTH)]))
        flow = f"s{layer}"
        nodes.append(onnx.node("Squeeze", [f"y{layer}", "axis1"], [flow]))
    for name in LAST:
        shape, raw = weights[name]
        constants.append(onnx.constant(name, shape, onnx.FLOAT, raw))
    nodes += [
        onnx.node("Squeeze", [f"h{LAYERS - 1}", "axis0"], ["last"]),
        onnx.node(
            "Gemm", ["last", "linear.weight", "linear.bias"], ["raw"], [onnx.number("transB", 1)]
        ),
        onnx.node("Relu", ["raw"], ["positive"]),
        onnx.node(
            "LpNormalization", ["positive"], ["emb"], [onnx.number("axis", 1), onnx.number("p", 2)]
        ),
    ]
    edges = [onnx.takes("mel", ("n", "time", BANDS)), onnx.gives("emb", ("n", WIDTH))]
    return onnx.model("ge2e", nodes, [*constants, *edges])


def _lstm(weights: dict[str, tuple[tuple[int, ...], bytes]], layer: int) -> list[bytes]:
    rows = {name: weights[f"lstm.{name}_l{layer}"] for name in ("weight_ih", "weight_hh")}
    bias = b"".join(_gates(weights[f"lstm.bias_{name}_l{layer}"][1]) for name in ("ih", "hh"))
    return [
        onnx.constant(
            f"W{layer}", (1, *rows["weight_ih"][0]), onnx.FLOAT, _gates(rows["weight_ih"][1])
        ),
        onnx.constant(
            f"R{layer}", (1, *rows["weight_hh"][0]), onnx.FLOAT, _gates(rows["weight_hh"][1])
        ),
        onnx.constant(f"B{layer}", (1, len(bias) // 4), onnx.FLOAT, bias),
    ]


def _gates(raw: bytes) -> bytes:
    """torch orders the gates i f g o, ONNX i o f g; rows are contiguous, so blocks move."""
    step = len(raw) // 4
    i, f, g, o = (raw[at * step : at * step + step] for at in range(4))
    return i + o + f + g
