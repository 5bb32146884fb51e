"""What a value is: the decorator that makes one, and the check that its rules are made of."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """A frozen, slotted, keyword-only dataclass whose decoder refuses unknown keys."""
    rules = {"extra": "forbid", "strict": True, "allow_inf_nan": False}
    cls.__pydantic_config__ = rules  # type: ignore[attr-defined]
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def require(fact: bool, complaint: str) -> None:
    """Raise `ValueError(complaint)` unless `fact` holds."""
    if not fact:
        raise ValueError(complaint)
