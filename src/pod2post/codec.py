"""Values to bytes and back. pydantic lives here alone and loads at the first decoding."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
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
    if isinstance(thing, float) and thing.is_integer():
        return int(thing)  # 0 and 0.0 are equal, so their bytes must be
    return thing


def encode(thing: Any) -> bytes:
    """Canonical UTF-8 JSON: one line, sorted keys. Equal values give equal bytes.

    Raises:
        ValueError: NaN, an infinity or a lone surrogate stands in it.
    """
    text = json.dumps(
        plain(thing), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
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
def _adapter(kind: Any) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def decode(kind: type[T], data: bytes | str) -> T:
    """The value in `data`, strictly: unknown keys, wrong types and missing fields are refused.

    Raises:
        Undecodable: with the first three faults and where they stand.
    """
    from pydantic import ValidationError

    try:
        return _adapter(kind).validate_json(data)  # type: ignore[no-any-return, arg-type]
    except ValidationError as error:
        raise Undecodable(faults(error)) from error


def build(kind: type[T], data: Any) -> T:
    """Like `decode`, from objects such as a parsed TOML file (lists stand for tuples)."""

    def refuse(thing: Any) -> NoReturn:
        raise Undecodable(f"{thing}: a {type(thing).__name__} stands where text must, in quotes")

    return decode(kind, json.dumps(data, ensure_ascii=False, default=refuse))


def schema(kind: Any) -> dict[str, Any]:
    """The JSON schema of a value."""
    return _adapter(kind).json_schema()


def faults(error: "ValidationError", most: int = 3) -> str:
    """The first faults of a decoding, one line each."""
    rows = []
    for fault in error.errors(include_url=False)[:most]:
        place = ".".join(str(step) for step in fault["loc"]) or "(top)"
        rows.append(f"{place}: {fault['msg'].removeprefix('Value error, ')}")
    return "; ".join(rows)
