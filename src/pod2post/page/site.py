"""The site that a post lands in, as the settings name it: `[site]` in pod2post.toml."""

from zoneinfo import ZoneInfo

from pod2post.value import value


@value
class Site:
    """`content`: the folder that published posts go into, relative to the settings file.

    `editor`: who answers for them, where no other name is given. `disclosure`: a line above
    every published post, such as how it was made.
    """

    timezone: str = "Asia/Taipei"
    content: str | None = None
    editor: str | None = None
    disclosure: str | None = None

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (OSError, LookupError, ValueError) as error:
            raise ValueError(f"there is no time zone {self.timezone!r}") from error
