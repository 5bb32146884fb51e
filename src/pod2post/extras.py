"""What a site's front matter says beyond the reference post, and the parts of a series."""

import re

from pod2post.value import require, value

ADDRESS = re.compile(r"https?://[^\s/?#\"'<>\\^`{|}\[\]()]+(?:[/?#][^\s\"<>\\^`{|}]*)?")


@value
class Reference:
    """Something to read on. `title` may be "": then the address stands alone."""

    url: str
    title: str = ""

    def __post_init__(self) -> None:
        require(bool(ADDRESS.fullmatch(self.url)), f"{self.url[:80]!r} is no http or https address")
