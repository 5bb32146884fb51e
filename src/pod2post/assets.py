"""Text that ships beside the code: prompts, templates and tables.

An installed wheel holds `prompts/` and `templates/` inside the package; an editable
install leaves them at the top of the checkout. Both places are looked in, in that order.
"""

from functools import cache
from importlib import resources
from pathlib import Path

from pod2post.errors import Pod2postError


@cache
def text(folder: str, name: str) -> str:
    """The text of `folder/name`, read as UTF-8; `folder` may be "" for the package itself.

    Raises:
        Pod2postError: the file is in neither place: the installation is damaged.
    """
    packaged = resources.files("pod2post").joinpath(folder, name)
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    checkout = Path(__file__).resolve().parents[2] / folder / name
    if folder and checkout.is_file():
        return checkout.read_text(encoding="utf-8")
    raise Pod2postError(
        f"the file {name} of pod2post's own {folder or 'package'} is missing",
        "The installation is damaged: install pod2post again.",
    )


@cache
def names(folder: str) -> tuple[str, ...]:
    """The names of the files in a folder, sorted; those of the package, else the checkout's.

    Raises:
        Pod2postError: there is no such folder: the installation is damaged.
    """
    packaged = resources.files("pod2post").joinpath(folder)
    if packaged.is_dir():
        return tuple(sorted(one.name for one in packaged.iterdir() if one.is_file()))
    checkout = Path(__file__).resolve().parents[2] / folder
    if checkout.is_dir():
        return tuple(sorted(one.name for one in checkout.iterdir() if one.is_file()))
    raise Pod2postError(
        f"the folder {folder} of pod2post's own is missing",
        "The installation is damaged: install pod2post again.",
    )
