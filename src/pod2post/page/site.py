"""The site that a post lands in, as the settings name it: `[site]` in pod2post.toml."""

import re
from typing import Literal
from zoneinfo import ZoneInfo

from pod2post.extras import is_place
from pod2post.value import require, value

Target = Literal["hugo", "markdown", "html"]
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@value
class Site:
    """`content`: the folder that published posts go into, relative to the settings file.

    `editor`: who answers for them, where no other name is given. `disclosure`: a line above
    every published post, such as how it was made.
    `vocabulary`: a file with the companies and people of the site, relative to the settings
    file; `mentions`: how often a post names those that it is related to, at the least.
    `image`, `posts`: where a post's picture and the post itself stand on the site, with
    `{slug}` and `{date}` (20260126) in them. `references`: hosts whose pages, linked from the
    episode's description, a post may refer to.
    `shortcodes`: those that a page may hold, by name. `observation`: whether a post ends with
    我的觀察. `least_sections`, `most_sections`: how many others it has. `tai`: 台 or 臺.
    `require_approval`: publish only what somebody approved on the review page, as it is.
    `target`: for what a post is written; `templates`: a folder of your own, relative to the
    settings file.
    """

    timezone: str = "Asia/Taipei"
    content: str | None = None
    editor: str | None = None
    disclosure: str | None = None
    vocabulary: str | None = None
    mentions: int = 2
    image: str | None = None
    posts: str | None = None
    references: tuple[str, ...] = ()
    shortcodes: tuple[str, ...] = ("youtube", "spotify", "apple-podcast")
    observation: Literal["optional", "required", "none"] = "optional"
    least_sections: int = 3
    most_sections: int = 6
    tai: Literal["台", "臺"] = "台"
    target: tuple[Target, ...] = ("hugo",)
    templates: str | None = None
    require_approval: bool = False

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (OSError, LookupError, ValueError) as error:
            raise ValueError(f"there is no time zone {self.timezone!r}") from error
        require(self.mentions >= 1, "mentions is at least 1")
        bare = all(HOST.fullmatch(host) for host in self.references)
        require(bare, "references are hosts in lower case, such as arxiv.org")
        require(bool(self.target), "target names at least one of hugo, markdown and html")
        ordered = 0 <= self.least_sections <= self.most_sections
        require(ordered, "least_sections is at most most_sections")
        for name in ("image", "posts"):
            pattern = getattr(self, name)
            whole = pattern is None or ("{slug}" in pattern and is_place(filled(pattern, "a", "1")))
            require(whole, f"{name} is an address or begins with /, and has {{slug}} in it")


def filled(pattern: str, slug: str, day: str) -> str:
    """A place on the site. `day`: YYYY-MM-DD, of which the digits are taken."""
    return pattern.replace("{slug}", slug).replace("{date}", day.replace("-", "")[:8])
