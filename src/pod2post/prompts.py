"""Prompts: Jinja files in `prompts/`, in the language of the post.

A person's folder may hold some of them in a form of its own; each file that it has takes
the place of ours. What is in effect is a value, `Prompts`, read once before a run begins
and carried by the pen: no prompt changes under a run.
"""

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

from pod2post import assets, codec, filling, promptsamples, tasks
from pod2post.errors import BadInput
from pod2post.ports import Message
from pod2post.values import value

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
        context = _context(material)
        body = self.render(task, context)
        if "episode" in context:
            body = self.render("_episode", {"episode": context["episode"]}) + "\n\n" + body
        return (
            Message(role="system", content=self.render(PROOFREADS.get(task, SYSTEM), {})),
            Message(role="user", content=body),
        )


MEND = "Correct the file, or remove it from the folder to have ours again."


@cache
def ours() -> Prompts:
    """The prompts that ship with the program."""
    names = [f"{name}{ENDING}" for name in NAMES]
    return Prompts(texts=tuple((name, assets.text("prompts", name)) for name in names))


def effective(folder: Path | None) -> Prompts:
    """Ours, with what lies in the folder in place of those of the same name, and tried out.

    Raises:
        BadInput: there is no such folder, or a file of it cannot be read, or is no template
            that our materials fill; it is named, with the line.
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
    made = Prompts(texts=tuple(texts), overridden=tuple(overridden))
    _try(made, folder)
    return made


def strangers(folder: Path | None) -> tuple[str, ...]:
    """Files of the folder that take the place of no prompt of ours: misspelt, most likely."""
    known = {f"{name}{ENDING}" for name in NAMES}
    files = sorted(folder.iterdir()) if folder and folder.is_dir() else []
    names = (file.name for file in files if file.is_file())
    return tuple(name for name in names if name not in known and not name.startswith("."))


def _own(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the prompt {path} cannot be read as text: {error}", MEND) from error


def _try(made: Prompts, folder: Path) -> None:
    """Fill each template once, so that none fails after something was paid."""
    try:
        for name in made.overridden:
            filling.unknown(made.texts, f"{name}{ENDING}", variables(name))
        for name, context in (*PARTS.items(), ("_episode", {"episode": promptsamples.BARE})):
            filling.fill_from(made.texts, f"{name}{ENDING}", context)
        for task, materials in promptsamples.SAMPLES.items():
            for material in materials:
                filling.fill_from(made.texts, f"{task}{ENDING}", _context(material))
    except filling.Unfillable as error:
        place = f"{folder / error.name}, line {error.line}" if error.line else folder / error.name
        raise BadInput(f"{place}: {error.why}", MEND) from error


def purpose(name: str) -> str:
    """What one of our prompts is for: its first line, a comment."""
    first = dict(ours().texts)[f"{name}{ENDING}"].partition("\n")[0]
    return first.removeprefix("{#").removesuffix("#}").strip()


def variables(name: str) -> tuple[str, ...]:
    """What a template may use."""
    if name in PARTS:
        return tuple(PARTS[name])
    return tuple(field.name for field in dataclasses.fields(tasks.MATERIALS[name]))


def _context(material: Any) -> dict[str, Any]:
    return {f.name: getattr(material, f.name) for f in dataclasses.fields(material)}
