"""Prompts: Jinja files in `prompts/`, in the language of the post.

A person's folder may hold some of them in a form of its own; each file that it has takes
the place of ours. What is in effect is a value, `Prompts`, read once before a run begins
and carried by the pen: no prompt changes under a run.
"""

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

from pod2post import assets, codec, filling, tasks
from pod2post.errors import BadInput
from pod2post.ports import Message
from pod2post.values import value

ENDING = ".md.j2"
SYSTEM = "house"  # the system message of every task that `ALONE` does not name
ALONE: dict[str, str] = {}
PARTS: dict[str, tuple[str, ...]] = {"house": (), "_episode": ("episode",)}
NAMES = (*PARTS, *tasks.REPLIES, "repair")


@value
class Prompts:
    """The templates in effect: (file name, text) of each, and those that are not ours."""

    texts: filling.Texts
    overridden: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The digest of all prompts and of the replies' schemas."""
        return codec.digest([self.texts, [tasks.schema(task) for task in tasks.REPLIES]])

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
        context = {f.name: getattr(material, f.name) for f in dataclasses.fields(material)}
        body = self.render(task, context)
        return (
            Message(role="system", content=self.render(ALONE.get(task, SYSTEM), {})),
            Message(role="user", content=body),
        )


MEND = "Correct the file, or remove it from the folder to have ours again."


@cache
def ours() -> Prompts:
    """The prompts that ship with the program."""
    names = [f"{name}{ENDING}" for name in NAMES]
    return Prompts(texts=tuple((name, assets.text("prompts", name)) for name in names))


def effective(folder: Path | None) -> Prompts:
    """Ours, with what lies in the folder in place of those of the same name.

    Raises:
        BadInput: there is no such folder, or a file of it cannot be read.
    """
    if folder is None:
        return ours()
    if not folder.is_dir():
        raise BadInput(
            f"[writer] prompts names {folder}, and there is no such folder",
            "`pod2post prompts eject DIR` makes one that holds ours.",
        )
    texts, overridden = [], []
    for name, text in ours().texts:
        own = _own(folder / name)
        texts.append((name, text if own is None else own))
        if own is not None and own != text:
            overridden.append(name.removesuffix(ENDING))
    return Prompts(texts=tuple(texts), overridden=tuple(overridden))


def _own(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the prompt {path} cannot be read as text: {error}", MEND) from error
