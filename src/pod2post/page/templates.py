"""Templates of a post's targets: ours, or a person's own in the folder that the settings name.

Each file there takes the place of ours of the same name. All are tried on a small sample
before a run begins, so that none fails after something was paid.
"""

from pathlib import Path

from pod2post import assets, filling
from pod2post.errors import BadInput
from pod2post.value import value

MEND = "Correct the template, or remove it from the folder to have ours again."
HUGO, PLAIN, HTML = "hugo.md.j2", "plain.md.j2", "article.html.j2"
_PARTS = [{"heading": "標題", "paragraphs": ["一段。"]}]
_PAGE: dict[str, object] = {
    "title": "標題",
    "header": "> 出處。",
    "players": [{"name": "YouTube", "url": "https://www.youtube.com/"}],
    "lead": ["一段。"],
    "sections": _PARTS,
}
# The variables that each template is given, with values to try it on.
SAMPLES: dict[str, dict[str, object]] = {
    HUGO: {"front_matter": "---\n---\n", "header": ["> x"], "lead": ["x"], "sections": _PARTS},
    PLAIN: _PAGE,
    HTML: {**_PAGE, "language": "zh-Hant-TW", "description": "簡介。", "tags": ["標籤"]},
}


@value
class Templates:
    """(file name, text) of each template in effect; `overridden`: those that are not ours."""

    texts: filling.Texts
    overridden: tuple[str, ...] = ()

    def own(self, name: str) -> str | None:
        """The text of a template that is a person's own."""
        return dict(self.texts)[name] if name in self.overridden else None


def effective(folder: str | None) -> Templates:
    """Ours, with what lies in the folder in place of those of the same name, and tried out.

    Raises:
        BadInput: there is no such folder, or a file of it is none of ours by name, cannot be
            read, or is no template that our values fill; it is named, with the line.
    """
    texts = {name: assets.text("templates", name) for name in SAMPLES}
    own = _files(Path(folder)) if folder is not None else {}
    made = Templates(texts=tuple({**texts, **own}.items()), overridden=tuple(own))
    for name in made.overridden:
        try:
            filling.unknown(made.texts, name, SAMPLES[name])
            filling.fill_from(made.texts, name, SAMPLES[name])
        except filling.Unfillable as error:
            place = Path(folder or "") / error.name
            line = f", line {error.line}" if error.line else ""
            raise BadInput(f"{place}{line}: {error.why}", MEND) from error
    return made


def _files(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise BadInput(
            f"[site] templates names {folder}, and there is no such folder",
            f"Make it, with files of your own: {', '.join(SAMPLES)}.",
        )
    found = {}
    for path in sorted(folder.glob("*.j2")):
        if path.name not in SAMPLES:
            raise BadInput(f"{path} takes the place of no template", f"Ours: {', '.join(SAMPLES)}.")
        try:
            found[path.name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"the template {path} cannot be read: {error}", MEND) from error
    return found
