"""A post as the files that its targets want, beside the page for Hugo. Pure."""

from typing import Any

from pod2post import codec, filling
from pod2post.errors import BadInput
from pod2post.page import hugo, markdown
from pod2post.page.site import Target
from pod2post.page.templates import HTML, MEND, PLAIN, Templates
from pod2post.stages.render import header, printed
from pod2post.targets import markup
from pod2post.targets.article import LANGUAGE, article, players
from pod2post.values import Subject

Files = tuple[tuple[str, str], ...]  # (ending of the name, text) of each


def files(subject: Subject, targets: tuple[Target, ...], templates: Templates) -> Files:
    """What is to be written for these targets; for Hugo nothing, that is the post itself.

    Raises:
        BadInput: a person's template fails on this post.
    """
    made: list[tuple[str, str]] = []
    if "markdown" in targets:
        made.append((".plain.md", _filled(templates, PLAIN, _plain(subject))))
        made.append((".plain.json", codec.readable(article(subject))))
    if "html" in targets:
        made.append((".html", _filled(templates, HTML, _html(subject))))
    return tuple(made)


def _filled(templates: Templates, name: str, context: dict[str, Any]) -> str:
    try:
        text = filling.fill_from(templates.texts, name, context)
    except filling.Unfillable as error:
        raise BadInput(f"a template cannot be filled: {error}", MEND) from error
    return text.rstrip("\n") + "\n"


def _plain(subject: Subject) -> dict[str, Any]:
    """The post as Markdown that needs no Hugo: players are links, the title is a heading."""
    (_, _, lead), *parts = printed(subject)
    return {
        "title": markdown.heading(subject.draft.head.title),
        "header": hugo.header(header(subject))[0],
        "players": players(subject),
        "lead": [block for _, block in lead],
        "sections": [
            {"heading": heading, "paragraphs": [block for _, block in rows]}
            for _, heading, rows in parts
        ],
    }


def _html(subject: Subject) -> dict[str, Any]:
    """The same as HTML; what is no `markup.Html` is text, and the template escapes it."""
    plain, about = _plain(subject), article(subject)
    return {
        "language": LANGUAGE,
        "title": about.title,
        "description": about.description,
        "tags": about.tags,
        "header": markup.block(plain["header"]),
        "players": plain["players"],
        "lead": [markup.block(block) for block in plain["lead"]],
        "sections": [
            {
                "heading": markup.inline(part["heading"]),
                "paragraphs": [markup.block(block) for block in part["paragraphs"]],
            }
            for part in plain["sections"]
        ],
    }
