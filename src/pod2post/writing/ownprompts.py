"""Prompts of a person's own, in a folder that the settings name.

Each file there takes the place of ours of the same name. All are tried on sample material
before a run begins, so that none fails after something was paid.
"""

from pathlib import Path

from pod2post import filling
from pod2post.errors import BadInput
from pod2post.writing.prompts import (
    ENDING,
    MEND,
    NAMES,
    PARTS,
    Prompts,
    context_of,
    ours,
    variables,
)
from pod2post.writing.promptsamples import BARE, SAMPLES


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
        for name, context in (*PARTS.items(), ("_episode", {"episode": BARE})):
            filling.fill_from(made.texts, f"{name}{ENDING}", context)
        for task, materials in SAMPLES.items():
            for material in materials:
                filling.fill_from(made.texts, f"{task}{ENDING}", context_of(material))
    except filling.Unfillable as error:
        place = f"{folder / error.name}, line {error.line}" if error.line else folder / error.name
        raise BadInput(f"{place}: {error.why}", MEND) from error
