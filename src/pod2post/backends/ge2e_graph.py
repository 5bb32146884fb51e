"""The GE2E speaker encoder, from a torch checkpoint to an ONNX file, without either library.

A checkpoint is a pickle, and a pickle may run anything: the reader here knows four names and
refuses every other. The network is three LSTM layers of 256 and one linear layer (Wan and
others, 2018; weights of Resemblyzer, Apache-2.0). The same input gives the same bytes.
"""

import io
import pickle
import struct
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001  # of torch's format before zip archives
SIZES = {"FloatStorage": 4, "LongStorage": 8, "DoubleStorage": 8}
MODEL = "model_state"
BANDS, WIDTH, LAYERS = 40, 256, 3
FLOAT, INT = 1, 7  # ONNX's names of element types
OPSET, IR = 17, 8


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


# --- ONNX: fields of Protocol Buffers, by number --------------------------------------------


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _int(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _part(field: int, data: bytes | str) -> bytes:
    raw = data.encode() if isinstance(data, str) else data
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw


def _constant(name: str, shape: Sequence[int], kind: int, raw: bytes) -> bytes:
    dims = b"".join(_int(1, size) for size in shape)
    return _part(5, dims + _int(2, kind) + _part(8, name) + _part(9, raw))


def _node(
    kind: str, takes: Sequence[str], gives: Sequence[str], attributes: Sequence[bytes] = ()
) -> bytes:
    rows = [*(_part(1, name) for name in takes), *(_part(2, name) for name in gives)]
    return _part(1, b"".join([*rows, _part(4, kind), *(_part(5, one) for one in attributes)]))


def _number(name: str, number: int) -> bytes:
    return _part(1, name) + _int(3, number) + _int(20, 2)


def _numbers_of(name: str, numbers: Sequence[int]) -> bytes:
    return _part(1, name) + b"".join(_int(8, one) for one in numbers) + _int(20, 7)


def _edge(field: int, name: str, dims: Sequence[str | int]) -> bytes:
    """An input or output of the graph: float32, with named or fixed sizes."""
    sizes = (_part(2, size) if isinstance(size, str) else _int(1, size) for size in dims)
    shape = b"".join(_part(1, size) for size in sizes)
    tensor = _part(1, _int(1, FLOAT) + _part(2, shape))
    return _part(field, _part(1, name) + _part(2, tensor))


def _model(weights: dict[str, tuple[tuple[int, ...], bytes]]) -> bytes:
    """Last hidden state, linear layer, ReLU, unit length."""
    flow, nodes, constants = "steps", list[bytes](), list[bytes]()
    nodes.append(_node("Transpose", ["mel"], [flow], [_numbers_of("perm", (1, 0, 2))]))
    constants += [_constant(f"axis{n}", (1,), INT, struct.pack("<q", n)) for n in (0, 1)]
    for layer in range(LAYERS):
        constants += _lstm(weights, layer)
        names = [flow, *(f"{part}{layer}" for part in "WRB")]
        given = [f"y{layer}", f"h{layer}"]
        nodes.append(_node("LSTM", names, given, [_number("hidden_size", WIDTH)]))
        flow = f"s{layer}"
        nodes.append(_node("Squeeze", [f"y{layer}", "axis1"], [flow]))
    for name in ("linear.weight", "linear.bias"):
        shape, raw = weights[name]
        constants.append(_constant(name, shape, FLOAT, raw))
    nodes += [
        _node("Squeeze", [f"h{LAYERS - 1}", "axis0"], ["last"]),
        _node("Gemm", ["last", "linear.weight", "linear.bias"], ["raw"], [_number("transB", 1)]),
        _node("Relu", ["raw"], ["positive"]),
        _node("LpNormalization", ["positive"], ["emb"], [_number("axis", 1), _number("p", 2)]),
    ]
    edges = [_edge(11, "mel", ("n", "time", BANDS)), _edge(12, "emb", ("n", WIDTH))]
    graph = b"".join([*nodes, _part(2, "ge2e"), *constants, *edges])
    return _int(1, IR) + _part(7, graph) + _part(8, _part(1, "") + _int(2, OPSET))


def _lstm(weights: dict[str, tuple[tuple[int, ...], bytes]], layer: int) -> list[bytes]:
    rows = {name: weights[f"lstm.{name}_l{layer}"] for name in ("weight_ih", "weight_hh")}
    bias = b"".join(_gates(weights[f"lstm.bias_{name}_l{layer}"][1]) for name in ("ih", "hh"))
    return [
        _constant(f"W{layer}", (1, *rows["weight_ih"][0]), FLOAT, _gates(rows["weight_ih"][1])),
        _constant(f"R{layer}", (1, *rows["weight_hh"][0]), FLOAT, _gates(rows["weight_hh"][1])),
        _constant(f"B{layer}", (1, len(bias) // 4), FLOAT, bias),
    ]


def _gates(raw: bytes) -> bytes:
    """torch orders the gates i f g o, ONNX i o f g; rows are contiguous, so blocks move."""
    step = len(raw) // 4
    i, f, g, o = (raw[at * step : at * step + step] for at in range(4))
    return i + o + f + g
