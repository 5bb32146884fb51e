"""The answer in a reply: bare JSON, JSON in a fence, after reasoning, or before a farewell. Pure.

Models that are asked for one JSON object wrap it in ways of their own. Nothing is mended
here: an object that is not whole is no answer, and neither is one with a key that stands
twice, since readers of JSON differ in which of the two they take.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n`]*\n(.*?)^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
THOUGHT = re.compile(r"^\s*<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
END_OF_THOUGHT = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
MOST_STARTS = 200  # a reply of a hundred thousand braces must not take a minute


class Twice(ValueError):
    """A key stands twice in one object."""


def objects(text: str) -> Iterator[str]:
    """The JSON objects in a reply, as text, likeliest first, none twice.

    Raises:
        Twice: an object that would be the answer has one key in two places.
    """
    seen = set[str]()
    for place in _places(text.removeprefix("\ufeff")):
        for found in _whole(place):
            if found not in seen:
                seen.add(found)
                yield found


def _places(text: str) -> Iterator[str]:
    """Where an answer may stand: the text itself, its fences, then what follows reasoning.

    The text comes first, since a thought's mark may stand in the words of an answer. What
    only opens a thought has no answer: it was cut off while thinking.
    """
    if _is_object(text):
        yield text
        return
    said = THOUGHT.sub("", text, count=1)
    if said == text and (ends := list(END_OF_THOUGHT.finditer(text))):
        said = text[ends[-1].end() :]  # servers may show the end of a thought alone
    if re.match(r"\s*<(think|thinking|reasoning)>", said, re.IGNORECASE):
        return
    yield from (found[2] for found in FENCE.finditer(said))
    yield said


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _whole(text: str) -> Iterator[str]:
    """The balanced objects that stand in a text side by side."""
    decoder = json.JSONDecoder(object_pairs_hook=_once)
    at, starts = text.find("{"), 0
    while at >= 0 and starts < MOST_STARTS:
        starts += 1
        try:
            _, end = decoder.raw_decode(text, at)
        except Twice:
            raise
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        yield text[at:end]
        at = text.find("{", end)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Twice(f"the key {twice!r} stands twice in one object")
    return made
