"""Values to bytes and back. pydantic lives here and nowhere else."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class Undecodable(ValueError):
    """The bytes are no such value; the text says where and why."""


def plain(thing: Any) -> Any:
    """A value as dicts, lists and scalars, keys in the order of the fields."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: plain(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, tuple | list):
        return [plain(item) for item in thing]
    if isinstance(thing, dict):
        return {str(key): plain(item) for key, item in thing.items()}
    return thing


def encode(thing: Any) -> bytes:
    """Canonical UTF-8 JSON: one line, sorted keys. Equal values give equal bytes."""
    text = json.dumps(plain(thing), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def readable(thing: Any) -> str:
    """JSON for a person to read and edit: indented, fields in their own order."""
    return json.dumps(plain(thing), ensure_ascii=False, indent=1) + "\n"


def digest_bytes(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest(thing: Any) -> str:
    """The digest of a value's canonical bytes, tagged with the algorithm."""
    return digest_bytes(encode(thing))


def identity(thing: Any) -> str:
    """What stands for an argument in a key: its own `identity`, else its digest."""
    own = getattr(thing, "identity", None)
    return own if isinstance(own, str) else digest(thing)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def decode(kind: type[T], data: bytes | str) -> T:
    """The value in `data`, strictly: unknown keys, wrong types and missing fields are refused.

    Raises:
        Undecodable: with the first three faults and where they stand.
    """
    try:
        return _adapter(kind).validate_json(data)  # type: ignore[no-any-return, arg-type]
    except ValidationError as error:
        raise Undecodable(faults(error)) from error


def build(kind: type[T], data: Any) -> T:
    """Like `decode`, from objects such as a parsed TOML file (lists stand for tuples)."""
    return decode(kind, json.dumps(data, ensure_ascii=False))


def schema(kind: Any) -> dict[str, Any]:
    """The JSON schema of a value."""
    return _adapter(kind).json_schema()


def faults(error: ValidationError, most: int = 3) -> str:
    """The first faults of a decoding, one line each."""
    rows = []
    for fault in error.errors(include_url=False)[:most]:
        place = ".".join(str(step) for step in fault["loc"]) or "(top)"
        rows.append(f"{place}: {fault['msg']}")
    return "; ".join(rows)
