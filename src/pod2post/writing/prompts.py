"""Prompts: Jinja files in `prompts/`, in the language of the post.

Those in effect are a value, `Prompts`, read once before a run begins and carried by the pen,
so that no prompt changes under a run. Some may be a person's own: see `ownprompts`.
"""

import dataclasses
from functools import cache, lru_cache
from typing import Any

from pod2post import assets, codec, filling
from pod2post.errors import BadInput
from pod2post.ports import Message
from pod2post.values import value
from pod2post.writing import promptsamples, tasks

ENDING = ".md.j2"
SYSTEM = "house"  # the system message of each task that `PROOFREADS` does not name
PROOFREADS = dict.fromkeys(("names", "backtranslation", "comparison"), "checker")
# What is no task: the variables that it may use, with values to try it on.
PARTS: dict[str, dict[str, Any]] = {
    "house": {},
    "checker": {},
    "_episode": {"episode": promptsamples.EPISODE},
    "_transcript": {"lines": promptsamples.LINES},
    "_article": {"thesis": promptsamples.THESIS, "sections": promptsamples.SECTIONS},
    "repair": {"complaint": "there is no cue c0099"},
    "schema": {"schema": "{}"},
    "take": {"take": 2},
}
NAMES = (*PARTS, *tasks.REPLIES)


@value
class Prompts:
    """The templates in effect: (file name, text) of each, and those that are not ours."""

    texts: filling.Texts
    overridden: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The digest of all prompts and of the replies' schemas."""
        return _fingerprint(self.texts)

    def render(self, name: str, context: dict[str, Any]) -> str:
        """One prompt as text, without a line feed at its end.

        Raises:
            BadInput: a person's template fails on this material.
        """
        try:
            return filling.fill_from(self.texts, f"{name}{ENDING}", context).strip()
        except filling.Unfillable as error:
            raise BadInput(f"a prompt cannot be rendered: {error}", MEND) from error

    def messages(self, task: str, material: Any) -> tuple[Message, ...]:
        """The messages of a task. What is the same for every call stands first, byte for byte.

        The system message, then the episode, then what the task is about, at the end what
        is to be done: providers charge less for a beginning that they have seen.
        """
        context = context_of(material)
        body = self.render(task, context)
        if "episode" in context:
            body = self.render("_episode", {"episode": context["episode"]}) + "\n\n" + body
        return (
            Message(role="system", content=self.render(PROOFREADS.get(task, SYSTEM), {})),
            Message(role="user", content=body),
        )


@lru_cache(maxsize=8)
def _fingerprint(texts: filling.Texts) -> str:
    return codec.digest([texts, [tasks.schema(task) for task in tasks.REPLIES]])


MEND = "Correct the file, or remove it from the folder to have ours again."


@cache
def ours() -> Prompts:
    """The prompts that ship with the program."""
    names = [f"{name}{ENDING}" for name in NAMES]
    return Prompts(texts=tuple((name, assets.text("prompts", name)) for name in names))


def purpose(name: str) -> str:
    """What one of our prompts is for: its first line, a comment."""
    first = dict(ours().texts)[f"{name}{ENDING}"].partition("\n")[0]
    return first.removeprefix("{#").removesuffix("#}").strip()


def variables(name: str) -> tuple[str, ...]:
    """What a template may use."""
    if name in PARTS:
        return tuple(PARTS[name])
    return tuple(field.name for field in dataclasses.fields(tasks.MATERIALS[name]))


def context_of(material: Any) -> dict[str, Any]:
    """A material's fields by name, as a template takes them."""
    return {f.name: getattr(material, f.name) for f in dataclasses.fields(material)}
