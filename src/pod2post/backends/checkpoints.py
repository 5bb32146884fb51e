"""Torch's checkpoints, read without torch and without running what they ask for.

A checkpoint is a pickle, and a pickle may run anything: the reader here knows a few names and
refuses every other. Two forms are known: the old one, a row of pickles with the numbers behind,
and the zip archive that came after it.
"""

import io
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Any

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001  # of the old form
SIZES = {"FloatStorage": 4, "LongStorage": 8, "DoubleStorage": 8}

Weights = dict[str, tuple[tuple[int, ...], bytes]]  # shape, little-endian float32 bytes


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


def rows(checkpoint: bytes, model: str) -> Weights:
    """The tensors under `model` of a checkpoint of the old form.

    Raises:
        Unreadable: it is none, it is damaged, or it asks to run code.
    """
    try:
        return _rows(checkpoint, model)
    except (pickle.UnpicklingError, EOFError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"no checkpoint of this network ({error})") from error
    except (IndexError, struct.error, ValueError) as error:
        raise Unreadable(f"a damaged checkpoint ({error})") from error


def _rows(checkpoint: bytes, model: str) -> Weights:
    stream = io.BytesIO(checkpoint)
    if (_Reader(stream).load(), _Reader(stream).load()) != (MAGIC, PROTOCOL):
        raise Unreadable("no torch checkpoint of the old form")
    _Reader(stream).load()  # facts of the machine that wrote it
    content, keys = _Reader(stream).load(), _Reader(stream).load()
    tensors: dict[str, Tensor] = content[model]
    kinds = dict(_storages(content))
    data: dict[str, bytes] = {}
    for key in map(str, keys):
        (count,) = struct.unpack("<q", stream.read(8))
        data[key] = stream.read(count * SIZES[kinds[key]])
    return {name: (one.shape, _numbers(one, data)) for name, one in tensors.items()}


def zipped(checkpoint: bytes) -> Weights:
    """The tensors of float32 of a zip archive.

    Raises:
        Unreadable: it is none, it is damaged, or it asks to run code.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(checkpoint)) as archive:
            (index,) = (name for name in archive.namelist() if name.endswith("/data.pkl"))
            tensors: dict[str, Tensor] = _Reader(archive.open(index)).load()
            kept = {n: t for n, t in tensors.items() if t.storage[1] == "FloatStorage"}
            home = index.removesuffix("data.pkl")
            keys = {one.storage[0] for one in kept.values()}
            data = {key: archive.read(f"{home}data/{key}") for key in keys}
            return {name: (one.shape, _numbers(one, data)) for name, one in kept.items()}
    except (zipfile.BadZipFile, pickle.UnpicklingError, EOFError, KeyError, TypeError) as error:
        raise Unreadable(f"no checkpoint of this network ({error})") from error
    except (AttributeError, IndexError, struct.error, ValueError) as error:
        raise Unreadable(f"a damaged checkpoint ({error})") from error


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
