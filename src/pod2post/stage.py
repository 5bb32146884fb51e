"""The stage memo: a function's signature is its cache policy.

    @stage("transcript", 1)
    def transcribe(audio: Audio, words: Hotwords, ear: Recognizer, /, *,
                   shelf: Shelf, tell: Tell) -> Transcript: ...

Before the slash stands what decides the outcome: it is in the key. After the star
stands the room: store, progress, limits. `fresh=True` makes an observation anew.
"""

import functools
import inspect
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, get_type_hints

from pod2post import codec

P = ParamSpec("P")
R = TypeVar("R")


def stage(name: str, version: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember what a function returns, by the identities of its positional arguments.

    Its keyword arguments must include `shelf`. An optional keyword `fresh` skips the
    look-up but still remembers the result, holes aside.

    Raises:
        TypeError: at decoration, when the signature says no such policy.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        kinds = {name: p.kind for name, p in signature.parameters.items()}
        allowed = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.KEYWORD_ONLY}
        if not set(kinds.values()) <= allowed:
            raise TypeError(f"stage {name}: each parameter stands before / or after *")
        if kinds.get("shelf") is not inspect.Parameter.KEYWORD_ONLY:
            raise TypeError(f"stage {name}: shelf stands after *")
        if signature.return_annotation is signature.empty:
            raise TypeError(f"stage {name}: says what it returns")

        @functools.wraps(function)
        def call(*args: P.args, **room: P.kwargs) -> R:
            shelf: Any = room["shelf"]
            returns = get_type_hints(function)["return"]
            bound = signature.bind(*args, **room)
            bound.apply_defaults()  # a default decides the outcome like a spoken argument
            parts = [str(version), *(codec.identity(argument) for argument in bound.args)]
            if room.get("fresh"):
                began = time.monotonic()
                made = function(*args, **room)
                if not getattr(made, "holes", ()):
                    key = codec.digest([name, *parts])
                    shelf.keep(name, key, made, time.monotonic() - began)
                return made
            make = functools.partial(function, *args, **room)
            return shelf.memo(name, parts, returns, make)  # type: ignore[no-any-return]

        call.stage = (name, version)  # type: ignore[attr-defined]
        return call

    return wrap
